"""What the youth council shows on the pages of lower features."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.core import clock
from veche.core.pages import batch, panel
from veche.core.policy import may
from veche.proposals.rules import phase
from veche.youth import owing, queries
from veche.youth.rules import shows_tally


@panel("proposal.main", order=40)
def opinion(proposal: Any) -> str:
    """The council's opinion on a proposal or the day on which it is due; members find the way to write it there."""
    said = queries.opinion_on(proposal.id)
    owed = owing.clock_of(proposal)
    if said is None and not owed.is_owed and not may(current_user, "opinion.publish", proposal):
        return ""
    return render_template("youth/_opinion.html", proposal=proposal, opinion=said, owed=owed)


@panel("letter.youth")
def quoted(proposal: Any) -> str:
    """What the council said, in the words that the committee's letter answers."""
    said = queries.opinion_on(proposal.id)
    return render_template("youth/_quoted.html", opinion=said) if said else ""


def backing_values(proposal: Any) -> dict[str, Any]:
    """What the part of the backing needs."""
    return {"proposal": proposal, "backing": queries.backing_of(proposal, current_user)}


@panel("proposal.aside", order=20)
def backing(proposal: Any, **_values: Any) -> str:
    """How many members are behind an open proposal, for everybody; the button for members."""
    if phase(proposal, clock.now()) != "open" or not proposal.is_visible:
        return ""
    values = backing_values(proposal)
    if not values["backing"].backers and not may(current_user, "backing.give", proposal):
        return ""
    return render_template("youth/_backing.html", **values)


@panel("proposal.note", order=30)
def mark(proposal: Any) -> str:
    """That its author calls it a youth proposal; the author alone finds the way to mark it and to take it off."""
    is_marked = proposal.id in queries.marked_among([proposal.id])
    can_mark = may(current_user, "youth_mark.set", proposal)
    if not is_marked and not can_mark:
        return ""
    return render_template("youth/_mark.html", proposal=proposal, is_marked=is_marked, can_mark=can_mark)


@panel("proposal.main", order=10)
@panel("vote.result", order=10)
@panel("dossier.votes", order=10)
def tally(proposal: Any, **_values: Any) -> str:
    """How the young voted, when enough of them and of all the others did."""
    counted = queries.tally_of(proposal.id) if proposal.voting_closed_at else None
    if counted is None:
        return ""
    return render_template("youth/_tally.html", tally=counted, shown=shows_tally(counted.voters, counted.others))


@batch("proposal.young")
def marked(ids: list[int]) -> dict[int, bool]:
    return dict.fromkeys(queries.marked_among(ids), True)


@panel("my", order=25)
def owed(person: Any) -> str:
    """The opinions that the council owes, for its members."""
    if "youth_council" not in current_user.roles or person.id != current_user.id:
        return ""
    return render_template("youth/_owed.html", clocks=owing.clocks(queries.awaited(current_user)))
