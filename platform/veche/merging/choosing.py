"""The supporters' pages: what becomes of one's own support, by the link of the letter or signed in."""

from typing import Any

from flask import Response, abort, flash, g, make_response, url_for
from flask_login import current_user

from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, page, under, wants_part
from veche.core.policy import N_, Refused, refusal, require
from veche.merging import choices, forms, links, queries
from veche.merging.models import MergedSupport
from veche.merging.mount import blueprint, of_path, writes

CHANGED = N_(
    "The text of the proposal that stays has changed since you saw it, so nothing was moved. Read it as it is now, then"
    " choose."
)


@blueprint.get("/merges/<int:number>/choice")
@under("account.own")
def choice(number: int) -> Response:
    return _choice_page(_own(number), url_for(".choose", number=number))


def _own(number: int) -> MergedSupport:
    require(current_user, "account.own")
    return queries.row_of(of_path(number).id, current_user.id) or abort(404)


@blueprint.post("/merges/<int:number>/choice")
@writes
@under("merge.choose", subject=True)
def choose(number: int) -> Response:
    return _chosen(_own(number), url_for(".choose", number=number))


@blueprint.get("/merges/choice/<token>")
@under("anyone")
def by_link(token: str) -> Response:
    """No sign-in: the link was sent to this one person, and acts on this one support."""
    row = _of_token(token)
    if row is None:
        return _dead()
    return _choice_page(row, url_for(".choose_by_link", token=token))


@blueprint.post("/merges/choice/<token>")
@writes
@under("merge.choose", subject=True)
def choose_by_link(token: str) -> Response:
    row = _of_token(token)
    if row is None:
        return _dead()
    return _chosen(row, url_for(".choose_by_link", token=token))


def _of_token(token: str) -> MergedSupport | None:
    g.private = True  # what this person supports is nobody else's to keep
    named = links.read(token)
    return queries.row_of(*named) if named else None


def _dead() -> Response:
    return page("merging/dead_link.html", status=404)


def _choice_page(row: MergedSupport, action: str, status: int = 200, **values: Any) -> Response:
    return page("merging/choice.html", "merging/_choice.html", status, **_values(row, action), **values)


def _values(row: MergedSupport, action: str) -> dict[str, Any]:
    return {
        "row": row,
        "merge": row.merge,
        "action": action,
        "against": refusal(row.person, "merge.choose", row),
        "texts": queries.texts(row.merge),
        "supports_both": row.choice != "moved" and queries.supports(row.merge.target_id, row.person_id),
    }


def _chosen(row: MergedSupport, action: str) -> Response:
    """What was chosen, on the same page; a stale one says calmly why nothing was changed."""
    form = forms.Choice()
    if not form.validate():
        return _choice_page(row, action, 422)
    try:
        choices.choose(row.person, row.merge_id, form.choice.data, seen=form.seen)
    except Stale:
        return _shown_anew(_anew(row), action)
    except Refused:
        return _choice_page(_anew(row), action, 409)
    return done(f"{action}#choice", "merging/_choice.html", **_values(_anew(row), action))


def _shown_anew(row: MergedSupport, action: str) -> Response:
    """Both texts as they are now, with a word on why nothing was moved; htmx goes to the whole page, because the part
    alone does not hold the text."""
    if wants_part():
        flash(_(CHANGED), "wait")
        return make_response("", 409, {"HX-Redirect": action})
    return _choice_page(row, action, 409, changed=_(CHANGED))


def _anew(row: MergedSupport) -> MergedSupport:
    return queries.row_of(row.merge_id, row.person_id) or abort(404)
