"""Links in letters by which a supporter answers for a new text without signing in.

A link is bound to one person, one proposal, one text and one term; it opens a page with buttons and does nothing by
itself.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from itsdangerous import BadSignature, URLSafeTimedSerializer

from veche.core import keyed
from veche.proposals.models import Proposal

ANEW = "proposals.support-anew"


class Asked(NamedTuple):
    """Who was asked about which text of which proposal, and until when the answer is taken."""

    person_id: int
    proposal_id: int
    version: int
    until: datetime


def _signer() -> URLSafeTimedSerializer:
    return keyed.signer(ANEW)


def token(person_id: int, proposal: Proposal) -> str:
    """The secret of the link about the present text, good until the present term ends."""
    assert proposal.support_until  # noqa: S101 - only open proposals ask
    until = int(proposal.support_until.timestamp())
    return str(_signer().dumps([person_id, proposal.id, proposal.version, until]))


def read(text: str) -> Asked | None:
    """Who was asked about what; None for a link that is not ours."""
    try:
        person_id, proposal_id, version, until = _signer().loads(text)
        if not all(type(number) is int and 0 < number < 2**31 for number in (person_id, proposal_id, version)):
            return None
        return Asked(person_id, proposal_id, version, datetime.fromtimestamp(until, UTC))
    except (BadSignature, ValueError, TypeError, OverflowError):
        return None
