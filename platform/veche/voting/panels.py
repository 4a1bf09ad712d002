"""The ballot and the result on a proposal's page, and one's own ballots on one's own page."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core import clock
from veche.core.pages import batch, panel
from veche.proposals import rules as life
from veche.proposals.journeys import votes_of
from veche.voting import queries, rules
from veche.voting.models import Tally


def ballot_values(proposal: Any, form: Any = None) -> dict[str, Any]:
    """What the ballot's part needs: open, being counted, or closed with its result."""
    now_in = life.phase(proposal, clock.now())
    own = queries.own_ballot(proposal, current_user)
    return {
        "proposal": proposal,
        "phase": now_in,
        "own": own,
        "receipt": rules.receipt(own).text if own else None,
        "voters": queries.turnout([proposal.id])[proposal.id],
        "live": queries.counts(proposal) if rules.shows_live(proposal, now_in) else None,
        "tally": queries.tallies([proposal.id]).get(proposal.id) if proposal.voting_closed_at else None,
        "form": form,
    }


@panel("proposal.aside", order=10)
def ballot(proposal: Any, form: Any = None, **_values: Any) -> str:
    if proposal.voting_opened_at is None:
        return ""
    return render_template("voting/_ballot.html", **ballot_values(proposal, form))


@panel("my", order=50)
def mine(person: Any) -> str:
    """One's own choices; nobody opens another person's."""
    if person.id != current_user.id:
        return ""
    ballots = queries.own_ballots(person)
    votes = votes_of([ballot.proposal for ballot in ballots])
    return render_template("voting/_my.html", ballots=ballots, votes=votes)


@batch("proposal.tally")
def tallies(ids: list[int]) -> dict[int, Tally]:
    return queries.tallies(ids)


@batch("proposal.turnout")
def turnout(ids: list[int]) -> dict[int, int]:
    return queries.turnout(ids)


@batch("proposal.voted")
def voted(ids: list[int]) -> dict[int, bool]:
    """In which of the votes the reader has a ballot."""
    return dict.fromkeys(queries.voted_in(ids, current_user), True)
