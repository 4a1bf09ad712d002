"""What amending shows on a proposal's page, where its text is edited, and on one's own page."""

from typing import Any

from flask import render_template, request
from flask_login import current_user

from veche.amending import queries
from veche.core import clock
from veche.core.pages import panel
from veche.core.policy import may
from veche.proposals.rules import phase


@panel("proposal.text", order=10)
def offer(proposal: Any, **_values: Any) -> str:
    """Beside the text: the way to other words for what is selected, and the amendment that the proposal grew from."""
    grown = queries.grown_into(proposal)
    shown = grown if grown and may(current_user, "amendment.read", grown) else None
    may_amend = may(current_user, "amendment.propose", proposal)
    if not shown and not may_amend:
        return ""
    return render_template("amending/_offer.html", proposal=proposal, grown=shown, may_amend=may_amend)


@panel("proposal.main", order=20)
def amendments(proposal: Any, **_values: Any) -> str:
    if proposal.opened_at is None:
        return ""
    found = queries.of_proposal(proposal, current_user)
    if not found.count and phase(proposal, clock.now()) != "open":
        return ""
    return render_template("amending/_amendments.html", proposal=proposal, found=found)


@panel("proposal.main", order=25)
def conditions(proposal: Any, **_values: Any) -> str:
    """The words of the conditions, for those who write the text and for moderators."""
    return _conditions(proposal, "amending/_conditions.html")


@panel("proposal.edit", order=10)
def conditions_beside(proposal: Any, **_values: Any) -> str:
    """The same beside the text that is being changed, the one the writer came from first."""
    return _conditions(proposal, "amending/_conditions_beside.html")


def _conditions(proposal: Any, template: str) -> str:
    reads = current_user.id in proposal.writer_ids or current_user.sees_hidden
    if not reads or phase(proposal, clock.now()) not in {"open", "dormant"}:
        return ""
    rows = [row for row in queries.open_conditions(proposal, current_user) if may(current_user, "condition.read", row)]
    if not rows:
        return ""
    chosen = request.args.get("condition", "")
    rows.sort(key=lambda row: str(row.id) != chosen)
    return render_template(template, proposal=proposal, conditions=rows)


@panel("proposal.support", order=10)
def would_support(proposal: Any, standing: Any = None, **_values: Any) -> str:
    """«4 more would, if …», and the reader's own condition."""
    found = queries.conditions(proposal, current_user)
    return render_template("amending/_yes_if.html", proposal=proposal, standing=standing, found=found)


@panel("proposal.aside", order=30)
def left_open(proposal: Any, **_values: Any) -> str:
    """How many conditions were open when voting began; nothing is told of them any more."""
    if proposal.voting_opened_at is None:
        return ""
    number = queries.conditions(proposal, current_user).open
    return render_template("amending/_left_open.html", number=number) if number else ""


@panel("my", order=43)
def mine(person: Any, **_values: Any) -> str:
    """One's own amendments and conditions with what became of them."""
    if person.id != current_user.id:
        return ""
    own, conditional = queries.mine(person), queries.my_conditions(person)
    if not own and not conditional:
        return ""
    return render_template("amending/_my.html", amendments=own, conditions=conditional)
