"""Where the pages of amending hang, and how each of them finds its proposal and its amendment."""

from flask import Blueprint, Response, abort
from flask_login import current_user

from veche.amending import queries
from veche.amending.models import Amendment
from veche.core.pages import page
from veche.core.policy import may
from veche.proposals.models import Proposal
from veche.proposals.mount import is_hidden, of_path, tombstone

blueprint = Blueprint("amending", __name__)


def amendment_of_path(number: int) -> Amendment:
    """The amendment of the address; «not found» where its proposal would be."""
    amendment = queries.one(number)
    if amendment is None or not may(current_user, "proposal.read", amendment.proposal):
        abort(404)
    return amendment


def proposal_of_path(number: int) -> Proposal | Response:
    """The proposal of the address, or what stands in the place of a hidden one."""
    proposal = of_path(number)
    return tombstone(proposal) if is_hidden(proposal) else proposal


def gone(amendment: Amendment) -> Response | None:
    """What stands in the place of an amendment that is hidden, or whose proposal is; nothing for a readable one."""
    if is_hidden(amendment.proposal):
        return tombstone(amendment.proposal)
    if is_hidden(amendment):
        return page("amending/hidden.html", amendment=amendment)
    return None
