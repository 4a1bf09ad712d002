"""Words that somebody may not read stand on no page, in no file and in no feed that they can open.

Every address of the platform is opened, with every small number in it.
"""

from typing import Any

import pytest

from addresses import addresses
from attempts import in_review
from factories import (
    a_body,
    a_member,
    a_member_of_the_board,
    a_person,
    a_position,
    a_saved_letter,
    a_sitting,
    a_talk,
    an_action,
    an_answer,
    an_open_proposal,
    an_opinion,
)
from veche.committee import taking_up
from veche.core.database import db, writing
from veche.core.journal import verify
from veche.moderation import services as moderation
from veche.proposals.models import Proposal
from veche.youth.backing import back

FACTS = "Four hundred of the same texts in an hour."
SECRET = "Quetzalcoatl"  # a word that no page of the platform has by itself

# Policies and pages decide here, no database: one run is enough.
pytestmark = pytest.mark.sqlite_alone


def leaking(app: Any, reader: Any, words: tuple[str, ...]) -> list[str]:
    """The addresses whose answers hold one of the words, and those that broke."""
    found = []
    for address in addresses(app):
        answer = reader.get(address)
        if answer.status_code >= 500 or any(word in answer.text for word in words):
            found.append(f"{answer.status_code} {address}")
    return found


def hidden(proposal: Any) -> None:
    moderation.hide(a_person(("moderator",)), "proposal", proposal.id, clause="4.3", facts=FACTS)


def test_the_title_of_a_hidden_proposal(app: Any, client: Any, signed_in: Any) -> None:
    reviewed, answered, gathering = in_review(), in_review(), an_open_proposal()
    council = [a_person(("youth_council",)) for _ in range(4)]
    for proposal in (reviewed, answered, gathering):  # the third one stands in lists
        with writing() as session:
            session.get_one(Proposal, proposal.id).title = f"{SECRET} {proposal.id}"
    an_opinion(reviewed, council[0])
    an_opinion(answered, council[0])
    back(council[0], gathering.id)
    member = a_member()
    a_sitting(member, proposals=[reviewed.id, answered.id])
    a_position(reviewed, member)
    a_saved_letter(reviewed)
    taking_up.propose(
        member,
        gathering.id,
        reason="It costs nothing and the library has agreed to it; a vote would only take another month of the year.",
        language="en",
    )
    an_answer(answered, "accepted", title="Another name", body_id=a_body().id, expected_result="Much")
    assert SECRET in client.get("/en/promises").text, "so the test can fail"
    for proposal in (reviewed, answered, gathering):
        hidden(proposal)
    assert leaking(app, client, (SECRET,)) == []
    assert leaking(app, signed_in(member), (SECRET,)) == []
    db.session.rollback()
    assert verify(db.session()) is None


@pytest.mark.parametrize("role", ["", "committee", "admin"])
def test_the_board_of_the_young(app: Any, client: Any, signed_in: Any, role: str) -> None:
    author = a_member_of_the_board(name=f"{SECRET} name", seen=1)
    a_talk(author, shown=True, title=f"{SECRET} talk", text=f"{SECRET} words")
    assert SECRET in signed_in(author).get("/en/youth/board").text, "a test that cannot fail says nothing"
    assert leaking(app, signed_in(a_person((role,))) if role else client, (SECRET,)) == []


@pytest.mark.parametrize("role", ["", "moderator", "youth_council"])
def test_positions_and_letters_before_they_are_published(app: Any, client: Any, signed_in: Any, role: str) -> None:
    proposal, member = in_review(), a_member()
    a_position(proposal, member, reason=f"{SECRET} stands empty every evening.")
    saved = a_saved_letter(
        proposal,
        member,
        letter=f"{SECRET} has been looked at, rooms, hours and costs, and we heard the library on all of it.",
    )
    assert SECRET in signed_in(member).get(f"/en/committee/dossier/{proposal.id}").text, "so the test can fail"
    assert leaking(app, signed_in(a_person((role,))) if role else client, (SECRET,)) == []
    assert saved.stage == "ready"


def test_the_draft_of_minutes(app: Any, client: Any, signed_in: Any) -> None:
    from datetime import timedelta

    from veche.core import clock
    from veche.sittings import minutes

    member, sitting = a_member(), a_sitting(days=1)
    an_action()
    with writing() as session:
        session.merge(sitting).begins_at = clock.now() - timedelta(hours=3)
    minutes.record_attendance(member, sitting.id, {member.id: "present"})
    minutes.draft(member, sitting.id, text=f"{SECRET} was said, and nothing else.", language="en", revision=0)
    assert SECRET in signed_in(member).get(f"/en/committee/sittings/{sitting.id}").text, "so the test can fail"
    assert leaking(app, client, (SECRET,)) == []
