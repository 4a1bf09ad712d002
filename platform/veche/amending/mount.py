"""Where the pages of amending hang, and how each of them finds its proposal and its amendment."""

from flask import Blueprint, abort
from flask_login import current_user

from veche.amending import queries
from veche.amending.models import Amendment
from veche.core.moderated import PENDING
from veche.core.pages import page
from veche.core.policy import may
from veche.proposals.mount import is_hidden, tombstone

blueprint = Blueprint("amending", __name__)


def amendment_of_path(number: int) -> Amendment:
    """The amendment of the address; «not found» where its proposal would be."""
    amendment = queries.one(number)
    if amendment is None or not may(current_user, "proposal.read", amendment.proposal):
        abort(404)
    if amendment.visibility == PENDING and is_hidden(amendment):
        abort(404)  # nobody has seen it yet
    return amendment


def readable_amendment(number: int) -> Amendment:
    """The amendment of the address for those who may read it; to the others a tombstone answers at once: its own, or
    that of its proposal."""
    amendment = amendment_of_path(number)
    if is_hidden(amendment.proposal):
        abort(tombstone(amendment.proposal))
    if is_hidden(amendment):
        abort(page("amending/hidden.html", amendment=amendment))
    return amendment
