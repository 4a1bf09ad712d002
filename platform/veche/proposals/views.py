"""Pages of proposals that everybody reads, and the acts on them; what authors write is in `authoring`."""

from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from flask_login import current_user
from markupsafe import Markup

from veche.core import clock, journal, markup
from veche.core.errors import problem
from veche.core.languages import gettext as _
from veche.core.languages import reason
from veche.core.pages import done, page, under, wants_part
from veche.core.policy import Refused, require
from veche.newcomers.policy import WAITS
from veche.plan.queries import features
from veche.proposals import (
    arguing,
    authoring,
    coauthoring,
    comparing,
    counters,
    forms,
    journeys,
    outcomes,
    panels,
    queries,
    rules,
    services,
    tying_views,
    unverified,
)
from veche.proposals.models import Proposal
from veche.proposals.mount import blueprint, of_path, readable, support_box, writes

__all__ = [
    "arguing",
    "authoring",
    "blueprint",
    "coauthoring",
    "comparing",
    "counters",
    "outcomes",
    "tying_views",
    "unverified",
]


def _verb(verb: str) -> str:
    return _(journal.verbs.get(verb) or verb)


def _coauthor_of(found: Proposal) -> Any:
    """The reader's own row among the co-authors and the invited."""
    return next((row for row in found.coauthors if row.person_id == current_user.id and not row.left_at), None)


@blueprint.record_once
def _globals(state: Any) -> None:
    state.app.jinja_env.globals.update(
        journey_of=journeys.steps,
        coming_of=journeys.coming,
        journey_sentence=journeys.sentence,
        proposal_next=journeys.next_step,
        proposal_state=journeys.state,
        journal_verb=_verb,
        coauthor_of=_coauthor_of,
        safe_text=markup.safe,
        plain_text=markup.plain,
    )


@blueprint.get("/proposals")
@under("anyone")
def listing() -> Response:
    step = request.args.get("step", "")
    step = step if step in (*queries.STEPS, "ended") else ""
    area = request.args.get("area", "")[:12]
    found = queries.listing(current_user, step, area, request.args.get("after"))
    return page(
        "proposals/list.html",
        found=found,
        step=step,
        area=area,
        counts=queries.counts(current_user, area),
        features=features(),
        **panels.cards(found.rows),
    )


@blueprint.get("/proposals/<int:number>")
@under("proposal.read", subject=True)
def proposal(number: int) -> Response:
    found = readable(number)
    if found.state == "merged" and "stay" not in request.args:
        return _led_on(found)
    return page("proposals/proposal.html", **_page_of(found, forms.Saying(formdata=None)))


def _led_on(proposal: Proposal) -> Response:
    """From the address of a merged proposal to the one it is part of now, which says where the reader came from."""
    origin: dict[str, Any] = {"from": proposal.id}  # a word of Python, so it cannot be written as a keyword
    url = url_for(".proposal", number=queries.living(proposal.id), **origin)
    return make_response(redirect(url, 303))


def _page_of(found: Proposal, form: forms.Saying) -> dict[str, Any]:
    versions = queries.versions(found)
    return {
        **_arguments_of(found, form),
        "present": next(version for version in versions if version.number == found.version),
        "versions": versions,
        "steps": journeys.steps(found, journeys.votes_of([found]).get(found.id)),
        "state": journeys.state(found),
        "coming": journeys.coming(found),
        "path": queries.path(found),
        "phase": _phase(found),
        "standing": queries.standing(found, current_user),
    }


def _phase(found: Proposal) -> str:
    return rules.phase(found, clock.now())


def _arguments_of(found: Proposal, form: forms.Saying) -> dict[str, Any]:
    return {**arguing.columns_of(found), "saying": form, "said": None}


@blueprint.get("/proposals/<int:number>/revive")
@under("proposal.revive", subject=True)
def revival(number: int) -> Response:
    """Where the letter on a term that is over leads: the button, after signing in if need be."""
    found = of_path(number)
    require(current_user, "proposal.revive", found)
    return page("proposals/revive.html", proposal=found)


@blueprint.post("/proposals/<int:number>/support")
@writes
@under("proposal.support", subject=True)
def support(number: int) -> Response:
    try:
        return support_box(services.support(current_user, of_path(number).id))
    except Refused as refused:
        return _refused_support(of_path(number), refused)


def _refused_support(proposal: Proposal, refused: Refused) -> Response:
    """Why the support was not taken; of a merged proposal also the way to the one that gathers support in its place."""
    if proposal.state != "merged":
        raise refused
    link = Markup('<a href="{}">{}</a>').format(
        url_for(".proposal", number=queries.living(proposal.id)), _("To the proposal it is part of now")
    )
    return problem(403, text=Markup("{} {}").format(reason(refused.refusal), link))


@blueprint.post("/proposals/<int:number>/unsupport")
@writes
@under("proposal.unsupport", subject=True)
def unsupport(number: int) -> Response:
    return support_box(services.unsupport(current_user, of_path(number).id))


@blueprint.post("/proposals/<int:number>/arguments")
@writes
@under("proposal.argue", subject=True)
def argue(number: int) -> Response:
    found = of_path(number)
    form = forms.Saying()
    if not form.validate():
        require(current_user, "proposal.argue", found)
        values = _page_of(found, form)
        return page("proposals/proposal.html", "proposals/_arguments.html", 422, **values)
    said = services.argue(
        current_user,
        number,
        side=form.side.data,
        text=form.text.data,
        language=form.language.data,
        nonce=form.nonce.data,
    )
    if not wants_part():
        flash(_("Your argument is published.") if said.is_visible else _(WAITS), "good" if said.is_visible else "wait")
    values = {**_arguments_of(of_path(number), forms.Saying(formdata=None)), "said": said}
    return done(arguing.address(said), "proposals/_arguments.html", **values)
