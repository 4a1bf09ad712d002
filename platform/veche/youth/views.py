"""Pages of the youth council: its board, and the opinion on one proposal."""

from typing import Any

from flask import Blueprint, Response, abort, flash, url_for
from flask_login import current_user

from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import require
from veche.proposals.models import Proposal
from veche.proposals.rules import is_published
from veche.youth import forms, panels, queries, rules, services

__all__ = ["blueprint", "panels"]

blueprint = Blueprint("youth", __name__)


@blueprint.get("/youth")
@under("anyone")
def board() -> Response:
    return page(
        "youth/board.html",
        awaited=queries.awaited(current_user),
        opinions=queries.opinions(current_user),
        unanswered=queries.unanswered(current_user),
        members=queries.members(),
        needed_by=rules.needed_by,
    )


@blueprint.get("/youth/opinion/<int:number>")
@under("opinion.publish", subject=True)
def opinion(number: int) -> Response:
    proposal = _open_to_us(number)
    said = queries.opinion_on(number)
    data = {"seen": services.mark(said)}
    if said:
        data |= {"stance": said.stance, "text": said.text, "language": said.language}
    return _page(proposal, forms.OpinionForm(formdata=None, data=data))


@blueprint.post("/youth/opinion/<int:number>")
@under("opinion.publish", subject=True)
def publish(number: int) -> Response:
    proposal = _open_to_us(number)
    form = forms.OpinionForm()
    if not form.validate():
        return _page(proposal, form, 422)
    try:
        services.publish_opinion(current_user, number, **form.data)
    except Stale as stale:
        raise Stale(_both(number, form)) from stale
    flash(_("The council's opinion is published."))
    return done(url_for("proposals.proposal", number=number) + "#opinion")


def _open_to_us(number: int) -> Proposal:
    """The proposal, when the council may still speak on it; a draft is nobody's but its author's."""
    proposal: Proposal = load(Proposal, number)
    if not is_published(proposal):
        abort(404)
    require(current_user, "opinion.publish", proposal)
    return proposal


def _both(number: int, form: forms.OpinionForm) -> Response:
    """The text that another member published meanwhile, and the one just typed; sending it again replaces the first."""
    form.seen.data = services.mark(queries.opinion_on(number))
    return _page(load(Proposal, number), form, 409)


def _page(proposal: Proposal, form: forms.OpinionForm, status: int = 200) -> Response:
    values: dict[str, Any] = {"version": queries.present_text(proposal), "said": queries.opinion_on(proposal.id)}
    return page(
        "youth/opinion.html", status=status, proposal=proposal, form=form, needed_by=rules.needed_by(proposal), **values
    )
