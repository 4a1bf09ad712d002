"""What assisting shows on the pages of others: how much was entered at desks, and where the staff begin."""

from typing import Any

from flask import render_template

from veche.assisting import queries
from veche.core.database import db
from veche.core.pages import panel


@panel("proposal.support", order=20)
def supports_given(proposal: Any, **_values: Any) -> str:
    """«Of 312 supports 14 were given at desks.»"""
    given = queries.supports_given(proposal) if proposal.support_count else 0
    return render_template("assisting/_supports.html", proposal=proposal, given=given) if given else ""


@panel("vote.result", order=20)
def ballots_cast(proposal: Any, **_values: Any) -> str:
    """How many of the ballots were cast at desks; the number stands in the journal's entry of the close as well."""
    number = queries.ballots_cast(db.session(), proposal.id)
    return render_template("assisting/_ballots.html", number=number) if number else ""


@panel("proposal.note", order=30)
def entered_at(proposal: Any, **_values: Any) -> str:
    """That a desk entered this proposal for its author."""
    desk = queries.desk_of(proposal) if proposal.author.is_assisted else None
    return render_template("assisting/_entered.html", desk=desk) if desk else ""


@panel("desk.acts")
def receive(desk: Any, **_values: Any) -> str:
    """On the staff's page: to receive a person who takes part without internet."""
    return render_template("assisting/_begin.html", desk=desk)
