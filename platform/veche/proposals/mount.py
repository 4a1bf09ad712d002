"""Where the pages of proposals hang, and how each of them finds its proposal."""

from typing import Any

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_login import current_user

from veche.core.languages import gettext as _
from veche.core.pages import done, page
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
    """Whether a moderator has hidden it from this reader; those who wrote it and moderators see it, unless it was
    removed."""
    if text.is_removed:
        return True
    if text.is_visible or current_user.sees_hidden:
        return False
    return current_user.id not in getattr(text, "writer_ids", {text.author_id})


def readable(number: int) -> Proposal:
    """The proposal of the address for those who may read its text; to the others its tombstone answers at once."""
    proposal = of_path(number)
    if is_hidden(proposal):
        abort(tombstone(proposal))
    return proposal


def tombstone(proposal: Proposal) -> Response:
    """What stands in the place of a hidden proposal: to read for whoever asks, a refusal for whoever writes."""
    return page("proposals/hidden.html", status=403 if request.method == "POST" else 200, proposal=proposal)


def support_box(proposal: Proposal) -> Response:
    """The support box as it stands now; when the vote has just opened, the whole page is another one."""
    url = url_for("proposals.proposal", number=proposal.id)
    if proposal.state != "open":
        flash(_("Support is gathered: voting is open now."), "good")
        return done(url)
    values = {"proposal": proposal, "standing": queries.standing(proposal, current_user)}
    return done(f"{url}#support", "proposals/_supported.html", **values)
