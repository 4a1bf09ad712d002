"""Pages of the youth council: its board, and the opinion on one proposal."""

from typing import Any

from flask import Response, abort, flash, request, url_for
from flask_login import current_user

from veche.core.errors import Stale
from veche.core.languages import gettext as _
from veche.core.pages import done, load, page, under
from veche.core.policy import may, require
from veche.core.protocol import limiter
from veche.proposals.models import Proposal
from veche.proposals.panels import cards
from veche.proposals.queries import one
from veche.proposals.rules import is_published
from veche.youth import (
    backing,
    board_queries,
    board_views,
    forms,
    marking,
    owing,
    panels,
    queries,
    reminders,
    rules,
    services,
    tallies,
)
from veche.youth.mount import blueprint

__all__ = ["blueprint", "board_views", "panels", "reminders", "tallies"]

writes = limiter.limit("60 per minute")


@blueprint.get("/youth")
@under("anyone")
def board() -> Response:
    """The council's own page, for everybody: what it owes, what it backs, what the young propose, who sits there."""
    young = queries.marked(current_user, None, size=6).rows
    inside = may(current_user, "board.read")
    return page(
        "youth/board.html",
        clocks=owing.clocks(queries.awaited(current_user)),
        opinions=queries.opinions(current_user),
        unanswered=queries.unanswered(current_user),
        members=queries.members(),
        backed=queries.backed(current_user),
        young=young,
        votes=cards(young)["votes"],
        talks=board_queries.latest(current_user) if inside else None,
        opinion_days=owing.opinion_days(),
    )


@blueprint.get("/youth/proposals")
@under("anyone")
def proposals() -> Response:
    found = queries.marked(current_user, request.args.get("after"))
    return page("youth/proposals.html", found=found, **cards(found.rows))


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


@blueprint.post("/youth/backing/<int:number>")
@writes
@under("backing.give", subject=True)
def back(number: int) -> Response:
    """One more member behind the proposal; when the vote has just opened, the whole page is another one."""
    backing.back(current_user, _published(number).id)
    return _backed(number)


@blueprint.post("/youth/backing/<int:number>/withdraw")
@writes
@under("backing.take_back", subject=True)
def take_back(number: int) -> Response:
    backing.take_back(current_user, _published(number).id)
    return _backed(number)


def _backed(number: int) -> Response:
    found: Proposal = load(Proposal, number)
    url = url_for("proposals.proposal", number=number)
    if found.state != "open":
        flash(_("Two thirds of us are behind it: voting is open now."), "good")
        return done(url)
    return done(f"{url}#backing", "youth/_backing.html", **panels.backing_values(found))


@blueprint.post("/youth/mark/<int:number>")
@writes
@under("youth_mark.set", subject=True)
def mark(number: int) -> Response:
    marking.mark(current_user, _published(number).id)
    flash(_("It is called a youth proposal now. You can take the mark off at any time."), "good")
    return done(url_for("proposals.proposal", number=number))


@blueprint.post("/youth/mark/<int:number>/remove")
@writes
@under("youth_mark.remove", subject=True)
def unmark(number: int) -> Response:
    marking.unmark(current_user, _published(number).id)
    flash(_("The mark is gone; no trace of it is kept."), "good")
    return done(url_for("proposals.proposal", number=number))


def _published(number: int) -> Proposal:
    """The proposal, unless it is a draft, which is nobody's but its author's."""
    proposal = one(number)
    if proposal is None or not is_published(proposal):
        abort(404)
    return proposal


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
        "youth/opinion.html",
        status=status,
        proposal=proposal,
        form=form,
        needed_by=rules.speak_by(proposal, owing.opinion_days()),
        **values,
    )
