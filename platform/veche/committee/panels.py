"""What the committee shows on the pages of lower features."""

from typing import Any

from flask import render_template
from flask_login import current_user

from veche.committee import dossiers, queries
from veche.core.pages import batch, panel
from veche.core.policy import may


@panel("proposal.main", order=60)
def answer(proposal: Any) -> str:
    """The letters on a proposal, or who owes one by when; nothing before the committee owes one."""
    decisions = queries.decisions_on(proposal.id)
    if not decisions and proposal.state != "review":
        return ""
    taking = None if proposal.voting_opened_at else dossiers.taking(proposal.id)
    return render_template("committee/_answer.html", proposal=proposal, decisions=decisions, taking=taking)


@panel("proposal.main", order=59)
def without_vote(proposal: Any) -> str:
    """While support is gathered: that a member proposes to answer without a vote; members find the way to it."""
    if proposal.state != "open":
        return ""
    taking, is_member = dossiers.taking(proposal.id), may(current_user, "taking.propose", proposal)
    if taking is None and not is_member:
        return ""
    return render_template("committee/_fast_track.html", proposal=proposal, taking=taking, is_member=is_member)


@panel("my", order=20)
def owed(person: Any) -> str:
    """The answers that a member of the committee owes, and the letters that wait for their second reader."""
    if "committee" not in current_user.roles or person.id != current_user.id:
        return ""
    return render_template("committee/_owed.html", proposals=queries.owed_by(person), drafts=queries.to_read(person))


@batch("argument.cited")
def cited(ids: list[int]) -> dict[int, int]:
    """Which of the arguments a letter names, and in which answer."""
    return queries.cited_among(ids)
