"""Positions, interests and the quorum: who speaks, who steps back, what keeps a letter from going out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select

from factories import (
    a_letter_to_publish,
    a_member,
    a_person,
    a_position,
    a_proposal_in_review,
    a_quorum,
    a_saved_letter,
    a_voting_proposal,
    an_answer,
    an_open_proposal,
)
from statements import settled_statements
from veche.committee import drafting, positions, publishing, queries, standings
from veche.committee.models import Decision, Draft, Position, Recusal
from veche.core import clock, journal
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.policy import Refused
from veche.proposals.models import Proposal

SignedIn = Callable[..., FlaskClient]
REASON = "The rooms stand empty every evening."
INTEREST = "I lead the library that would do the work."


@pytest.fixture
def member(app: Any) -> Any:
    return a_member("Member of the sector")


@pytest.fixture
def proposal(app: Any) -> Any:
    return a_proposal_in_review(votes_for=3)


def dossier_of(proposal: Any) -> str:
    return f"/en/committee/dossier/{proposal.id}"


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def say(client: FlaskClient, proposal: Any, stance: str = "accepted", reason: str = REASON) -> Any:
    typed = {"position-stance": stance, "position-reason": reason, "position-language": "en"}
    return client.post(f"{dossier_of(proposal)}/position", data=typed)


def step_back(client: FlaskClient, proposal: Any, interest: str = INTEREST) -> Any:
    typed = {"interest-interest": interest, "interest-language": "en"}
    return client.post(f"{dossier_of(proposal)}/recusal", data=typed)


# Positions


def test_a_member_records_a_position_and_replaces_it(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    client = signed_in(member)
    page = client.get(dossier_of(proposal)).text
    assert 'name="position-stance"' in page
    assert f'action="{dossier_of(proposal)}/position"' in page
    assert say(client, proposal).status_code == 303
    assert say(client, proposal, "declined", "On second thoughts the money is not there.").status_code == 303
    row = db.session.execute(select(Position)).scalar_one()
    assert (row.person_id, row.round, row.stance) == (member.id, 1, "declined")
    verbs = [entry.verb for entry in journal.about(db.session(), [proposal.subject])]
    assert verbs[-2:] == ["position.taken", "position.replaced"]


@pytest.mark.parametrize(
    ("stance", "reason", "words"),
    [
        ("accepted", "", "Say why in a sentence or two."),
        ("accepted", "Because.", "at least 20 characters"),
        ("perhaps", REASON, "Choose one of the options."),
    ],
)
def test_a_position_without_its_reasons_is_not_taken(
    signed_in: SignedIn, member: Any, proposal: Any, stance: str, reason: str, words: str
) -> None:
    answer = say(signed_in(member), proposal, stance, reason)
    assert answer.status_code == 422
    assert words in answer.text
    assert reason in answer.text, "what was typed stays"
    assert count(Position) == 0
    with pytest.raises(Incomplete):
        positions.take(member, proposal.id, stance=stance, reason=reason, language="en")


def test_before_the_letter_the_public_sees_who_has_spoken_and_members_see_what(
    client: FlaskClient, signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    a_position(proposal, member, reason="Only for colleagues so far.")
    for reader in (client, signed_in(a_person())):
        page = reader.get(dossier_of(proposal)).text
        assert "Has spoken" in page
        assert "Only for colleagues so far." not in page
    assert "Only for colleagues so far." in signed_in(a_member()).get(dossier_of(proposal)).text
    entry = journal.about(db.session(), [proposal.subject])[-1]
    assert set(entry.data) == {"title", "round"}, "the public journal does not tell it either"


def test_a_member_who_stands_aside_reads_what_the_public_reads(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    a_position(proposal, member, reason="Only for colleagues so far.")
    aside = signed_in(a_member())
    assert "Only for colleagues so far." in aside.get(dossier_of(proposal)).text
    assert step_back(aside, proposal).status_code == 303
    assert "Only for colleagues so far." not in aside.get(dossier_of(proposal)).text


def test_with_the_letter_the_positions_are_public_with_names(client: FlaskClient, member: Any, proposal: Any) -> None:
    a_position(proposal, member, "declined", reason="There is no money for it this year.")
    decision = an_answer(proposal, member=member)
    page = client.get(dossier_of(proposal)).text
    assert "There is no money for it this year." in page
    assert "Member of the sector" in page
    assert "Decline it: " in client.get(f"/en/committee/letters/{decision.id}").text


def test_after_the_letter_a_position_stays_as_it_is(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    an_answer(proposal)
    before = count(Position)
    assert say(signed_in(member), proposal).status_code == 409
    assert count(Position) == before
    assert 'name="position-stance"' not in signed_in(member).get(dossier_of(proposal)).text


def test_a_deferred_proposal_is_spoken_on_anew(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    a_position(proposal, member, "deferred")
    an_answer(proposal, "deferred", member)
    assert say(signed_in(member), proposal).status_code == 409, "not before its day"
    with clock.moved(timedelta(days=25)):
        assert say(signed_in(member), proposal).status_code == 303
        rows = db.session.execute(
            select(Position.round).where(Position.person_id == member.id).order_by(Position.round)
        )
        assert list(rows.scalars()) == [1, 2]


@pytest.mark.parametrize("make", [an_open_proposal, a_voting_proposal])
def test_nobody_speaks_before_an_answer_is_owed(signed_in: SignedIn, member: Any, make: Any) -> None:
    proposal = make()
    assert say(signed_in(member), proposal).status_code == 409
    assert count(Position) == 0


def test_positions_cost_no_more_statements_when_there_are_more(client: FlaskClient, proposal: Any) -> None:
    a_position(proposal)
    few = settled_statements(client, dossier_of(proposal))
    for _ in range(5):
        a_position(proposal)
    assert settled_statements(client, dossier_of(proposal)) == few


# Interests


def test_who_declares_an_interest_is_refused_everything_with_the_reason(
    client: FlaskClient, signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    reader = signed_in(member)
    assert step_back(reader, proposal).status_code == 303
    page = reader.get(dossier_of(proposal)).text
    assert "You have declared an interest in this proposal" in page
    assert 'class="sheet' not in page
    assert INTEREST in client.get(dossier_of(proposal)).text, "in public"
    for path in ("position", "recusal", "letter", "letter/read", "letter/publish", "prepare"):
        refused = reader.post(f"{dossier_of(proposal)}/{path}", data={"revision": "1"})
        assert refused.status_code == 403, path
        assert "You have declared an interest" in refused.text
    assert proposal.id not in {one.id for one in queries.owed_by(member)}
    entry = journal.about(db.session(), [proposal.subject])[-1]
    assert (entry.verb, entry.data["reason"]) == ("recusal.declared", INTEREST)


def test_the_services_refuse_them_as_well(member: Any, proposal: Any) -> None:
    draft = a_saved_letter(proposal)
    positions.declare(member, proposal.id, interest=INTEREST, language="en")
    acts: list[Callable[[], Any]] = [
        lambda: positions.take(member, proposal.id, stance="accepted", reason=REASON, language="en"),
        lambda: positions.declare(member, proposal.id, interest=INTEREST, language="en"),
        lambda: drafting.save(member, proposal.id, {"letter": "Mine."}, seen=draft.revision),
        lambda: drafting.approve(member, proposal.id, draft.revision),
        lambda: drafting.send_back(member, proposal.id, draft.revision, "Another word, please, in the second line."),
        lambda: publishing.publish(member, proposal.id),
    ]
    for act in acts:
        with pytest.raises(Refused, match="declared an interest"):
            act()


def test_an_interest_is_told_in_words(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    answer = step_back(signed_in(member), proposal, "A friend.")
    assert answer.status_code == 422
    assert "A friend." in answer.text
    assert count(Recusal) == 0
    with pytest.raises(Incomplete):
        positions.declare(member, proposal.id, interest="  ", language="en")


def test_what_they_said_before_counts_no_more(member: Any, proposal: Any) -> None:
    a_letter_to_publish(proposal, outcome="declined")
    before = standings.standing(db.session(), proposal)
    assert (before.is_quorate, member.id in before.stances) == (True, True)
    positions.declare(member, proposal.id, interest=INTEREST, language="en")
    after = standings.standing(db.session(), proposal)
    assert set(after.stances) == set(before.stances) - {member.id}
    assert not after.is_quorate
    with pytest.raises(Refused, match="no quorum"):
        publishing.publish(a_member(), proposal.id)


@pytest.mark.parametrize("who", ["drafter", "reader"])
def test_the_approval_of_somebody_with_an_interest_is_none(member: Any, proposal: Any, who: str) -> None:
    draft = a_letter_to_publish(proposal)
    positions.declare(getattr(draft, who), proposal.id, interest=INTEREST, language="en")
    assert db.session.execute(select(Draft.stage)).scalar_one() == "draft"
    with pytest.raises(Refused, match="has not approved"):
        publishing.publish(member, proposal.id)
    assert publishing.ready() == []


def test_the_answer_they_had_taken_goes_to_another_member(member: Any) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    assert db.session.get_one(Proposal, proposal.id).responsible_id == member.id
    other = a_member()
    positions.declare(member, proposal.id, interest=INTEREST, language="en")
    assert db.session.get_one(Proposal, proposal.id, populate_existing=True).responsible_id == other.id


def test_after_the_answer_nobody_steps_back_from_it(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    an_answer(proposal, member=member)
    assert step_back(signed_in(member), proposal).status_code == 403
    assert count(Recusal) == 0


# The quorum


def test_without_a_quorum_the_letter_does_not_go_out_and_it_is_said_why(signed_in: SignedIn, proposal: Any) -> None:
    drafter, reader = a_member(), a_member()
    for _ in range(4):
        a_member()
    draft = drafting.approve(reader, proposal.id, a_saved_letter(proposal, drafter).revision)
    a_position(proposal, drafter, "declined")
    page = signed_in(drafter).get(f"{dossier_of(proposal)}/letter").text
    assert "There is no quorum: positions recorded are 1, and 3 are needed." in page
    refused = signed_in(drafter).post(f"{dossier_of(proposal)}/letter/publish", data={"revision": draft.revision})
    assert refused.status_code == 403
    assert "There is no quorum" in refused.text
    assert count(Decision) == 0


def test_the_letter_says_nothing_that_more_members_do_not_want(signed_in: SignedIn, proposal: Any) -> None:
    members = [a_member() for _ in range(4)]
    draft = drafting.approve(members[1], proposal.id, a_saved_letter(proposal, members[0], "declined").revision)
    for member, stance in zip(members, ["accepted", "accepted_in_part", "declined", "deferred"], strict=True):
        a_position(proposal, member, stance)
    refused = signed_in(members[0]).post(f"{dossier_of(proposal)}/letter/publish", data={"revision": draft.revision})
    assert refused.status_code == 403
    assert "More members want to accept the proposal" in refused.text


def test_one_member_alone_reads_that_another_one_is_needed(signed_in: SignedIn) -> None:
    member = a_member()
    proposal = a_proposal_in_review(votes_for=3)
    draft = a_saved_letter(proposal, member)
    a_position(proposal, member, "declined")
    assert "Another member of the committee is needed" in signed_in(member).get(dossier_of(proposal)).text
    refused = signed_in(member).post(f"{dossier_of(proposal)}/letter/publish", data={"revision": draft.revision})
    assert refused.status_code == 403
    assert "Another member of the committee is needed" in refused.text


def test_a_member_whose_term_is_over_counts_no_more(proposal: Any) -> None:
    a_letter_to_publish(proposal, outcome="declined")
    for row in db.session.execute(select(Position)).scalars():
        row.person.grants[0].until = clock.today() - timedelta(days=1)
    db.session.commit()
    with pytest.raises(Refused, match="no quorum"):
        publishing.publish(a_member(), proposal.id)


# A batch


def test_letters_that_can_go_out_are_listed_and_each_goes_by_itself(app: Any, member: Any) -> None:
    first, second, third = (a_proposal_in_review(votes_for=3) for _ in range(3))
    for proposal in (first, second):
        a_letter_to_publish(proposal)
    a_saved_letter(third)
    for proposal in (first, second):
        a_quorum(proposal, "declined")  # the members who came last count as well
    assert [draft.proposal_id for draft in publishing.ready(member)] == [first.id, second.id]
    a_saved_letter(second, member, letter="Another text altogether, which nobody has read yet, so it has to wait. " * 2)
    g.language = "en"
    attempts = [publishing.attempt(member, proposal.id) for proposal in (first, second, third)]
    assert [bool(one.decision) for one in attempts] == [True, False, False]
    assert attempts[0].sentence == "The letter is published."
    again = publishing.attempt(member, first.id)
    assert again.decision is None
    assert "answered already" in again.sentence
    assert count(Decision) == 1


def test_a_letter_that_was_changed_is_not_published_by_who_saw_the_earlier_one(member: Any, proposal: Any) -> None:
    draft = a_letter_to_publish(proposal)
    with pytest.raises(Stale):
        publishing.publish(member, proposal.id, draft.revision - 1)
