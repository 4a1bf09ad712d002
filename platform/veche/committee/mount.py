"""Where the committee's pages hang, and how each of them finds its proposal."""

from flask import Blueprint, abort, request

from veche.core.pages import load, page
from veche.core.protocol import limiter
from veche.proposals.models import Proposal
from veche.proposals.mount import is_hidden
from veche.proposals.rules import is_published

blueprint = Blueprint("committee", __name__)
writes = limiter.limit("60 per minute")


def of_path(number: int) -> Proposal:
    """The proposal of the address; a draft is «not found», a hidden one answers with its tombstone."""
    proposal: Proposal = load(Proposal, number)
    if not is_published(proposal):
        abort(404)
    if is_hidden(proposal):
        abort(page("committee/hidden.html", status=403 if request.method == "POST" else 200, proposal=proposal))
    return proposal
