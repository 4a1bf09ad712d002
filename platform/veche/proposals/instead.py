"""What is proposed already, shown while a title is typed and once before it is published; supporting it instead."""

from collections.abc import Iterable
from typing import Any

from flask import Response, flash, make_response, request, url_for
from flask_login import current_user

from veche.accounts import unfinished
from veche.accounts.rules import Unacceptable
from veche.core.errors import problem
from veche.core.forms import whole
from veche.core.languages import LANGUAGES
from veche.core.languages import gettext as _
from veche.core.languages import language as spoken
from veche.core.pages import done, page, under, wants_part
from veche.core.policy import require
from veche.proposals import panels, services
from veche.proposals.mount import blueprint, of_path, writes
from veche.proposals.rules import LONGEST_TITLE
from veche.proposals.similar import Similar, similar


def offered(title: str | None, language: str, *, but: int = 0, nonce: str = "") -> dict[str, Any]:
    """What proposals/_similar.html needs to know of this title."""
    found = similar((title or "")[:LONGEST_TITLE], language, current_user, but=but, nonce=nonce)
    return {
        "similar": found,
        "but": but,
        "asked": False,
        "looked": False,
        **panels.cards([one.proposal for one in found]),
    }


def is_unseen(found: Iterable[Similar]) -> bool:
    """Whether a strong likeness among them was not shown beside the form that is being sent."""
    seen = request.form.get("shown", "").split()
    return any(one.is_strong and str(one.proposal.id) not in seen for one in found)


@blueprint.get("/proposals/similar")
@under("anyone")
def look() -> Response:
    """Proposals like the typed title; nothing for htmx when the list beside the form is the same already."""
    title = " ".join(request.args.get("title", "").split())[:LONGEST_TITLE]
    given = request.args.get("language") or request.args.get("written", "")
    written = given if given in LANGUAGES else spoken()
    values = offered(title, written, but=whole(request.args.get("but")))
    shown = " ".join(str(one.proposal.id) for one in values["similar"])
    if wants_part() and request.args.get("shown") == shown:
        same = make_response("", 204)
        same.vary.add("HX-Request")
        return same
    return page("proposals/similar.html", "proposals/_similar.html", title=title, written=written, **values)


@blueprint.post("/proposals/<int:number>/instead")
@writes
@under("proposal.support", subject=True)
def support_instead(number: int) -> Response:
    """Support this one in place of what is being written, which is kept for its writer before anything else."""
    found = of_path(number)
    require(current_user, "proposal.support", found)
    try:
        kept = _keep_typed()
    except unfinished.Elsewhere:
        return problem(409, text=_("Another text of yours waits here, so this one is not kept."))
    except Unacceptable as refused:
        return problem(422, text=_(str(refused)))
    services.support(current_user, number)
    flash(_("You support this proposal."), "good")
    if kept:
        flash(_("What you typed is kept on your page, among the unfinished texts."), "good")
    return done(url_for(".proposal", number=number, _anchor="support"))


def _keep_typed() -> bool:
    """Whether there was anything to keep of the form in which the button stands."""
    place = request.form.get("writing", "")
    if not place or not request.form.get("title", "").strip() + request.form.get("text", "").strip():
        return False
    return unfinished.keep(current_user, place, request.form, request.form.get("kept", "")) is not None
