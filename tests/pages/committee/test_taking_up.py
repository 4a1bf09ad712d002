"""The fast track: two members take up an open proposal without a vote, and everybody reads why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from factories import (
    a_draft,
    a_member,
    a_person,
    a_proposal_in_review,
    a_voting_proposal,
    an_answer,
    an_open_proposal,
)
from veche.committee import positions, taking_up
from veche.committee.models import TakingUp
from veche.core import clock, journal
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.proposals.models import Proposal
from veche.proposals.services import support

SignedIn = Callable[..., FlaskClient]
REASON = "The ice is thin this week, and a vote would close only in the spring."


@pytest.fixture
def first(app: Any) -> Any:
    return a_member("First")


@pytest.fixture
def second(app: Any) -> Any:
    return a_member("Second")


def take_up_of(proposal: Any) -> str:
    return f"/en/committee/take-up/{proposal.id}"


def as_it_is(proposal: Any) -> Proposal:
    return db.session.get_one(Proposal, proposal.id, populate_existing=True)


def taken_up(proposal: Any, first: Any, second: Any) -> Proposal:
    taking_up.propose(first, proposal.id, reason=REASON, language="en")
    return taking_up.second(second, proposal.id)


def test_one_proposes_another_seconds_and_an_answer_is_owed(
    client: FlaskClient, signed_in: SignedIn, first: Any, second: Any
) -> None:
    proposal = an_open_proposal()
    assert take_up_of(proposal) in signed_in(first).get(f"/en/proposals/{proposal.id}").text
    assert take_up_of(proposal) not in client.get(f"/en/proposals/{proposal.id}").text
    sent = signed_in(first).post(take_up_of(proposal), data={"reason": REASON, "language": "en"})
    assert sent.status_code == 303
    assert as_it_is(proposal).state == "open", "one member alone moves nothing"
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert REASON in page
    assert "A second member has to agree" in page
    assert "I agree" not in signed_in(first).get(take_up_of(proposal)).text
    assert "I agree" in signed_in(second).get(take_up_of(proposal)).text
    assert signed_in(second).post(f"{take_up_of(proposal)}/second").status_code == 303
    now_is = as_it_is(proposal)
    assert now_is.state == "review"
    assert now_is.voting_opened_at is None
    assert now_is.answer_by is not None
    assert now_is.answer_by - clock.now() > timedelta(days=29)
    for address in (f"/en/proposals/{proposal.id}", f"/en/committee/dossier/{proposal.id}"):
        page = client.get(address).text
        assert "Taken up by the committee without a vote" in page
        assert REASON in page
        assert "taken up without a vote" in page, "the journey says so"
    assert "Taken up without a vote" in client.get("/en/committee/agenda").text
    path = client.get(f"/en/proposals/{proposal.id}/path").text
    assert "The committee took up a proposal without a vote" in path
    assert REASON in path


def test_author_and_supporters_hear_of_it_in_their_language(first: Any, second: Any) -> None:
    proposal = an_open_proposal(a_person(language="ru"))
    supporter = a_person(language="be")
    support(supporter, proposal.id)
    taken_up(proposal, first, second)
    subjects = {
        letter.address: letter
        for letter in db.session.execute(select(Letter)).scalars()
        if REASON in letter.body and letter.address != second.email
    }
    assert set(subjects) == {proposal.author.email, supporter.email}
    assert subjects[proposal.author.email].subject.startswith("Комитет рассматривает без голосования")
    assert subjects[supporter.email].subject.startswith("Камітэт разглядае без галасавання")


def test_the_answer_is_as_after_a_vote(first: Any, second: Any) -> None:
    proposal = an_open_proposal()
    taken_up(proposal, first, second)
    assert an_answer(proposal, "accepted").action_id
    assert as_it_is(proposal).state == "accepted"


def test_the_journal_names_both_and_the_reason(first: Any, second: Any) -> None:
    proposal = an_open_proposal()
    taken_up(proposal, first, second)
    told = {entry.verb: entry for entry in journal.about(db.session(), [proposal.subject])}
    assert told["taking.proposed"].actor == first.id
    assert told["taking.seconded"].actor == second.id
    assert told["taking.seconded"].data["reason"] == REASON


@pytest.mark.parametrize("reason", ["", "It is urgent."])
def test_a_reason_is_told_in_words(signed_in: SignedIn, first: Any, reason: str) -> None:
    proposal = an_open_proposal()
    answer = signed_in(first).post(take_up_of(proposal), data={"reason": reason, "language": "en"})
    assert answer.status_code == 422
    assert reason in answer.text
    assert db.session.execute(select(TakingUp)).first() is None
    with pytest.raises(Incomplete):
        taking_up.propose(first, proposal.id, reason=reason, language="en")


@pytest.mark.parametrize("make", [a_voting_proposal, a_proposal_in_review])
def test_only_what_gathers_support_is_taken_up(signed_in: SignedIn, first: Any, make: Any) -> None:
    proposal = make()
    refused = signed_in(first).post(take_up_of(proposal), data={"reason": REASON, "language": "en"})
    assert refused.status_code == 403
    assert "Only a proposal that gathers support" in refused.text
    assert signed_in(first).get(take_up_of(proposal)).status_code == 403


def test_a_draft_is_nobodys_to_take_up(signed_in: SignedIn, first: Any) -> None:
    assert signed_in(first).get(take_up_of(a_draft())).status_code == 404


def test_others_do_not_take_up_and_the_author_neither(signed_in: SignedIn, first: Any, second: Any) -> None:
    own = an_open_proposal(first)
    refused = signed_in(first).post(take_up_of(own), data={"reason": REASON, "language": "en"})
    assert refused.status_code == 403
    assert "You wrote this proposal" in refused.text
    taking_up.propose(second, own.id, reason=REASON, language="en")
    assert signed_in(first).post(f"{take_up_of(own)}/second").status_code == 403
    assert signed_in(second).post(f"{take_up_of(own)}/second").status_code == 403
    assert signed_in(a_person(("moderator", "admin"))).post(f"{take_up_of(own)}/second").status_code == 403
    assert as_it_is(own).state == "open"


def test_nothing_is_seconded_that_nobody_proposed_nor_twice(signed_in: SignedIn, first: Any, second: Any) -> None:
    proposal = an_open_proposal()
    assert signed_in(second).post(f"{take_up_of(proposal)}/second").status_code == 404
    taken_up(proposal, first, second)
    assert signed_in(a_member()).post(f"{take_up_of(proposal)}/second").status_code == 409
    with pytest.raises(Refused):
        taking_up.propose(a_member(), proposal.id, reason=REASON, language="en")


def test_a_second_wish_for_the_same_is_told_of_the_first(first: Any, second: Any) -> None:
    proposal = an_open_proposal()
    taking_up.propose(first, proposal.id, reason=REASON, language="en")
    with pytest.raises(Stale):
        taking_up.propose(second, proposal.id, reason=REASON, language="en")


def test_the_wish_of_a_member_with_an_interest_is_gone(first: Any, second: Any) -> None:
    proposal = an_open_proposal()
    taking_up.propose(first, proposal.id, reason=REASON, language="en")
    positions.declare(first, proposal.id, interest="I rent the rooms that it speaks of.", language="en")
    assert db.session.execute(select(TakingUp)).first() is None
