"""Whoever wrote a proposal does not decide on it, not even after leaving it."""

from typing import Any

import pytest

from factories import a_moderator, a_person, a_proposal_in_review
from veche.committee import queries
from veche.core import clock
from veche.core.database import db
from veche.core.policy import Refused, refusal
from veche.moderation.conflicts import matter
from veche.proposals import coauthors
from veche.proposals.models import Coauthor


def joined(proposal: Any, person: Any, **values: Any) -> None:
    moment = clock.now()
    db.session.add(
        Coauthor(proposal_id=proposal.id, person_id=person.id, invited_at=moment, joined_at=moment, **values)
    )
    db.session.commit()


def test_a_co_author_stays_named_when_the_text_is_frozen(signed_in: Any) -> None:
    proposal, member = a_proposal_in_review(), a_person(("committee",))
    joined(proposal, member)
    with pytest.raises(Refused, match="frozen"):
        coauthors.leave(member, proposal.id)
    url = f"/en/proposals/{proposal.id}/coauthors/{member.id}"
    assert signed_in(member).post(url).status_code == 403
    assert "Leave the proposal" not in signed_in(member).get(f"/en/proposals/{proposal.id}").text


def test_who_left_it_before_the_vote_neither_answers_nor_judges_it() -> None:
    proposal, member, moderator = a_proposal_in_review(), a_person(("committee",)), a_moderator()
    for person in (member, moderator):
        joined(proposal, person, left_at=clock.now())
    for act in ("decision.make", "decision.prepare"):
        assert "You wrote this proposal" in refusal(member, act, proposal).reason
    assert proposal.id not in {one.id for one in queries.owed_by(member)}
    assert "your own text" in refusal(moderator, "text.decide", matter(moderator, "proposal", proposal)).reason
