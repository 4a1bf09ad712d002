"""The ballot and the promise; pages of results and receipts are in `results`."""

from flask import Response, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from veche.core.pages import done, load, page, under
from veche.core.policy import may, require
from veche.core.protocol import limiter
from veche.plan.queries import shows_live_tally
from veche.proposals.models import Proposal
from veche.voting import forms, results, services, unverified
from veche.voting.mount import blueprint
from veche.voting.panels import ballot_values

__all__ = ["blueprint", "results", "unverified"]


@blueprint.post("/proposals/<int:number>/ballot")
@limiter.limit("60 per minute")
@under("ballot.cast", subject=True)
def cast(number: int) -> Response:
    proposal: Proposal = load(Proposal, number)
    if not may(current_user, "proposal.read", proposal):
        raise NotFound
    form = forms.Paper()
    if not form.validate():
        require(current_user, "ballot.cast", proposal)
        return page("voting/again.html", "voting/_ballot.html", 422, **ballot_values(proposal, form))
    services.cast(current_user, number, form.choice.data)
    url = url_for("proposals.proposal", number=number, _anchor="ballot")
    return done(url, "voting/_ballot.html", **ballot_values(proposal))


@blueprint.get("/votes-promise")
@under("anyone")
def promise() -> Response:
    return page("voting/promise.html", live=shows_live_tally())
