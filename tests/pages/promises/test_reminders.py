"""Whoever owes an answer gets one letter a day, and nobody else any."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from factories import a_person, a_proposal_in_review, an_answer
from veche.accounts import mornings
from veche.accounts.models import Person
from veche.committee.models import Recusal
from veche.core import clock
from veche.core.daily import Daily
from veche.core.database import db, writing
from veche.core.languages import speaking
from veche.core.outbox import Letter
from veche.core.pages import site_url
from veche.moderation import services as moderation
from veche.promises.reminders import LETTER, remind_due
from veche.proposals.models import Proposal

DAY = timedelta(days=1)


@contextmanager
def at_noon(days: int) -> Iterator[None]:
    """So many days from now, at noon in the city."""
    local = clock.now().astimezone(clock.CITY_ZONE)
    noon = local.replace(hour=12, minute=0) + days * DAY
    with clock.moved(noon - local):
        yield


def in_review(responsible: Any = None, days: int = 30, **values: Any) -> Any:
    """In review from now on."""
    proposal = a_proposal_in_review(**values)
    number = responsible.id if responsible else None
    with writing() as session:
        session.execute(
            update(Proposal)
            .where(Proposal.id == proposal.id)
            .values(responsible_id=number, voting_closed_at=clock.now(), answer_by=clock.now() + days * DAY)
        )
        session.execute(delete(Letter))
    return proposal


def letters(person: Any) -> list[Letter]:
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return list(db.session.execute(rows).scalars())


def test_the_member_who_prepares_the_answer_is_reminded_within_a_week_of_its_day() -> None:
    member, other = a_person(("committee",)), a_person(("committee",))
    proposal = in_review(member, title="Family evenings")
    with at_noon(20):
        remind_due()
    assert letters(member) == []
    with at_noon(24):
        assert remind_due() == 1
    (letter,) = letters(member)
    assert letter.subject == "You owe 1 answer"
    assert "Due within a week:" in letter.body
    assert "Family evenings" in letter.body
    with speaking("en"):
        assert site_url("committee.dossier", number=proposal.id) in letter.body
    assert letters(other) == []


def test_what_is_overdue_is_named_first() -> None:
    member = a_person(("committee",))
    in_review(member, days=33, title="Soon")
    in_review(member, days=30, title="Broken")
    with at_noon(32):
        remind_due()
    (letter,) = letters(member)
    assert letter.subject == "You owe 2 answers, 1 of them overdue"
    assert letter.body.index("Overdue:") < letter.body.index("Broken") < letter.body.index("overdue by 2 days")
    assert letter.body.index("Due within a week:") < letter.body.index("Soon")


def test_while_nobody_prepares_it_every_member_is_reminded_but_who_wrote_it_or_has_an_interest() -> None:
    author, interested, free = (a_person(("committee",)) for _ in range(3))
    proposal = in_review(author=author)
    with writing() as session:
        session.add(
            Recusal(
                proposal_id=proposal.id,
                person_id=interested.id,
                language="en",
                interest="My firm builds it.",
                declared_at=clock.now(),
            )
        )
    with at_noon(30):
        assert remind_due() == 1
    assert [len(letters(person)) for person in (author, interested, free)] == [0, 0, 1]


def test_the_young_have_letters_of_their_own_and_none_of_these() -> None:
    member = a_person(("youth_council",))
    in_review(title="Family evenings")
    with at_noon(10):
        assert remind_due() == 0
    assert letters(member) == []


def test_one_letter_a_day_however_often_the_duty_runs() -> None:
    member = a_person(("committee",))
    in_review(member)
    with at_noon(25):
        assert [remind_due() for _ in range(3)] == [1, 0, 0]
    with at_noon(26):
        assert [remind_due() for _ in range(2)] == [1, 0]
    assert len(letters(member)) == 2


def test_another_process_that_was_faster_leaves_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    member = a_person(("committee",))
    in_review(member)
    with at_noon(25):
        remind_due()
        monkeypatch.setattr(mornings, "unseen", lambda *_about: [member.id])
        assert remind_due() == 0
    assert len(letters(member)) == 1


def test_nothing_owed_is_no_letter_and_is_not_asked_again_that_day() -> None:
    member = a_person(("committee",))
    with at_noon(1):
        assert remind_due() == 0
        assert db.session.get_one(Daily, (LETTER, clock.today(), member.id)).told == {"promises": 0}
    assert letters(member) == []


def test_nobody_is_woken_at_night() -> None:
    member = a_person(("committee",))
    in_review(member)
    with at_noon(25), clock.moved(timedelta(hours=-10)):
        assert remind_due() == 0
    assert letters(member) == []


@pytest.mark.parametrize(("language", "words"), [("ru", "Просрочено:"), ("be", "Пратэрмінавана:")])
def test_the_letter_is_in_its_readers_language(language: str, words: str) -> None:
    member = a_person(("committee",), language=language)
    in_review(member)
    with at_noon(31):
        remind_due()
    (letter,) = letters(member)
    assert letter.language == language
    assert words in letter.body


def test_an_answered_and_a_hidden_proposal_are_owed_no_more() -> None:
    member, moderator = a_person(("committee",)), a_person(("moderator",))
    an_answer(in_review(member, title="Answered"), member=member)
    hidden = in_review(member, title="Hidden")
    moderation.hide(moderator, "proposal", hidden.id, clause="4.3", facts="Four hundred of the same texts in an hour.")
    with writing() as session:
        session.execute(delete(Letter))
    with at_noon(31):
        assert remind_due() == 0


@pytest.mark.parametrize("gone", [{"left_at": True}, {"banned_at": True}])
def test_who_left_or_is_banned_gets_no_letter_though_the_office_runs_on(gone: dict[str, bool]) -> None:
    member = a_person(("committee",))
    in_review(member)
    with writing() as session:
        session.execute(update(Person).where(Person.id == member.id).values(dict.fromkeys(gone, clock.now())))
    with at_noon(25):
        assert remind_due() == 0
    assert letters(member) == []
