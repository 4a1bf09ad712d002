"""What curating shows on the pages of threads and proposals: the words on top, the acts, the tools of moderators."""

from typing import Any

from flask import g, render_template
from flask_login import current_user

from veche.core.database import db
from veche.core.pages import panel
from veche.core.policy import refusal
from veche.curating import queries
from veche.curating.marks import pinned_in
from veche.curating.policy import OWN, TOOK_PART, Cut, Talk, room_to_pin


@panel("thread.top", order=20)
def on_top(thread: Any) -> str:
    """Conclusion and summary, and the latest moves, merges and splits, for everybody."""
    told = queries.latest(thread, current_user)
    notes = queries.notes(thread)
    if not told and not notes.summary and not notes.conclusion:
        return ""
    values = {"notes": notes, "told": queries.standing(told), "reopened": queries.reopened(told)}
    return render_template("curating/_top.html", thread=thread, has_history=bool(told), **values)


def _speaks_in(thread: Any) -> bool:
    """Whether the moderator who reads speaks here as well: asked once for the page, not for each of its messages."""
    kept: dict[int, bool] = g.setdefault("speaks_in", {})
    if thread.id not in kept:
        kept[thread.id] = queries.talk(current_user, thread).has_taken_part
    return kept[thread.id]


@panel("thread.curate")
def tools(thread: Any) -> str:
    """Every act of curating, or the reason why not; for moderators alone."""
    full = None if thread.pinned_at else room_to_pin(pinned_in(db.session(), thread.area_id))
    notes = queries.notes(thread)
    against = refusal(current_user, "thread.move", Talk(thread, _speaks_in(thread)))
    return render_template("curating/_tools.html", thread=thread, against=against, full=full, notes=notes)


@panel("post.curate")
def split_here(post: Any) -> str:
    """«This message and its answers» get a discussion of their own."""
    if refusal(current_user, "thread.split", Cut(post.thread, [post], _speaks_in(post.thread))):
        return ""
    return render_template("curating/_split_link.html", post=post)


@panel("proposal.note", order=60)
def of_proposal(proposal: Any, **_values: Any) -> str:
    """Where a proposal was moved from, for everybody, and for moderators the way to move it."""
    told = queries.of_proposal(proposal, current_user) if proposal.opened_at else []
    against = refusal(current_user, "proposal.move", queries.placed(current_user, proposal))
    is_told_why = against is None or against.reason in {OWN, TOOK_PART}
    if not told and not is_told_why:
        return ""
    values = {"told": told, "is_told_why": is_told_why, "against": against}
    return render_template("curating/_of_proposal.html", proposal=proposal, **values)
