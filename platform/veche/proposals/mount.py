"""Where the pages of proposals hang, and how each of them finds its proposal."""

from typing import Any

from flask import Blueprint, Response, abort
from flask_login import current_user

from veche.core.pages import page
from veche.core.policy import may
from veche.core.protocol import limiter
from veche.proposals import queries
from veche.proposals.models import Proposal

blueprint = Blueprint("proposals", __name__)
writes = limiter.limit("60 per minute")


def of_path(number: int) -> Proposal:
    """The proposal of the address; one that never opened is «not found» for all but those who write it."""
    proposal = queries.one(number)
    if proposal is None or not may(current_user, "proposal.read", proposal):
        abort(404)
    return proposal


def is_hidden(text: Any) -> bool:
    """Whether a moderator has hidden it from this reader; those who wrote it and moderators see it."""
    if text.is_visible or current_user.sees_hidden:
        return False
    return current_user.id not in getattr(text, "writer_ids", {text.author_id})


def tombstone(proposal: Proposal) -> Response:
    return page("proposals/hidden.html", proposal=proposal)
