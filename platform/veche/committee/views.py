"""Pages of the committee: the agenda by deadline, the dossier of a proposal, a published letter."""

from flask import Response, abort, make_response, redirect, url_for
from flask_login import current_user

from veche.committee import overdue, panels, queries, services, showing, speaking, standings, taking, writing
from veche.committee.mount import blueprint, of_path
from veche.core.database import db
from veche.core.languages import days_until
from veche.core.pages import done, page, under
from veche.proposals import journeys
from veche.proposals.mount import is_hidden
from veche.voting.queries import tallies

__all__ = ["blueprint", "overdue", "panels", "speaking", "taking", "writing"]


@blueprint.get("/committee")
@blueprint.get("/committee/agenda")
@under("anyone")
def agenda() -> Response:
    """Both addresses show it; links lead to the longer one, which is mounted first."""
    waiting = queries.waiting(current_user)
    return page(
        "committee/agenda.html",
        waiting=waiting,
        overdue=sum(1 for proposal in waiting if proposal.answer_by and days_until(proposal.answer_by) < 0),
        deferred=queries.deferred(current_user),
        recent=queries.recent(current_user),
        tallies=tallies([proposal.id for proposal in waiting]),
        standings=standings.standings(db.session(), waiting),
        record=queries.record(),
        members=queries.member_count(),
        path=journeys.steps,
    )


@blueprint.get("/committee/dossier/<int:number>")
@under("anyone")
def dossier(number: int) -> Response:
    return showing.dossier(of_path(number))


@blueprint.get("/committee/<int:number>")
@under("anyone")
def old_dossier(number: int) -> Response:
    """Where dossiers stood before: letters and other pages may still lead here."""
    return make_response(redirect(url_for("committee.dossier", number=number), 301))


@blueprint.post("/committee/dossier/<int:number>/prepare")
@under("decision.prepare", subject=True)
def prepare(number: int) -> Response:
    services.prepare(current_user, number)
    return done(url_for("committee.dossier", number=number) + "#decision")


@blueprint.get("/committee/letters/<int:number>")
@under("anyone")
def letter(number: int) -> Response:
    """A published letter on a page of its own, for reading and for print."""
    found = queries.decision(number)
    if found is None:
        abort(404)
    if is_hidden(found.proposal):
        return page("committee/hidden.html", proposal=found.proposal)
    return page("committee/letter.html", **showing.letter_values(found))
