"""Who took part in a proposal: nobody acts as a moderator on what they supported or spoke about."""

from typing import Any

from sqlalchemy import select, union

from veche.core.database import db
from veche.core.moderated import kinds
from veche.proposals.models import Support


def took_part(person: Any, *numbers: int) -> set[int]:
    """Those of the proposals that the person supports or said something about, whichever feature keeps what was said
    (arguments, amendments, conditions): one statement."""
    said = [model for model in kinds.values() if hasattr(model, "proposal_id")]
    parts = [select(one.proposal_id).where(one.proposal_id.in_(numbers), one.author_id == person.id) for one in said]
    supports = select(Support.proposal_id).where(Support.proposal_id.in_(numbers), Support.person_id == person.id)
    return set(db.session.execute(union(supports, *parts)).scalars())
