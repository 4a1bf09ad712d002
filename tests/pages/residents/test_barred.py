"""Who is banned or silenced walks around it by no other account, by moving the verification, withdrawing or leaving."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cases import AGAIN, FACTS, a_moderator, a_reported_post, ban, confirmation, letters_to
from desks import a_code, a_desk, a_neighbour, a_slip, known_by, staff_of
from factories import a_person, nonce
from veche.accounts.models import Person
from veche.assisting.receiving import Unready, receive
from veche.core import clock
from veche.core.database import db, writing
from veche.core.personal import holdings
from veche.moderation import services as moderation
from veche.moderation.models import Act
from veche.moderation.taking_back import take_back
from veche.privacy import archive, leaving, retention
from veche.residents.identities import Barred
from veche.residents.models import ResidentIdentity
from veche.residents.services import withdraw

DOCUMENT = "KH1234567"
VERIFY = "/en/my/verify"


def hashes() -> list[int | None]:
    db.session.rollback()
    return list(db.session.execute(select(ResidentIdentity.person_id)).scalars())


def lift(act: Act) -> None:
    moderation.lift(a_moderator(), act.case_id or 0, facts=AGAIN)


def stay(_person: Person) -> None:
    """Only asks to move the verification."""


@pytest.mark.parametrize("evade", [stay, withdraw, leaving.leave])
def test_whoever_is_banned_is_verified_on_no_other_account_until_it_ends(
    app: Flask, signed_in: Any, evade: Callable[[Person], None]
) -> None:
    first, code = known_by(a_person(), DOCUMENT), a_slip(DOCUMENT)
    act = ban(first)
    evade(first)
    assert hashes() == [first.id]
    second = a_neighbour()
    client = signed_in(second)
    for more in ({}, {"move": "1"}):
        answer = client.post(f"{VERIFY}/code", data={"code": code, **more})
        assert answer.status_code == 422
        assert "Appeal: the way to it stands in the letter about the measure." in answer.text
    db.session.refresh(second)
    assert not second.is_resident
    lift(act)
    assert hashes() == ([first.id] if evade is stay else [])
    answer = client.post(f"{VERIFY}/code", data={"code": code, "move": "1"})
    assert answer.status_code == 303, "the refused tries used nothing up"
    assert hashes() == [second.id]


def test_a_ban_that_is_overturned_bars_nobody(app: Flask) -> None:
    first = known_by(a_person(), DOCUMENT)
    act = ban(first)
    withdraw(first)
    with writing() as session:
        take_back(session, a_moderator(), session.get_one(Act, act.id), facts=AGAIN)
    assert hashes() == []
    known_by(a_neighbour(), DOCUMENT)


def test_one_of_two_bans_that_ends_keeps_the_other(app: Flask) -> None:
    first = known_by(a_person(), DOCUMENT)
    (_, case), (_, other) = a_reported_post(first), a_reported_post(first)
    moderation.mute(a_moderator(), case, days=3, clause="4.1", facts=FACTS)
    act = ban(first, other)
    withdraw(first)
    with writing() as session:
        take_back(session, a_moderator(), session.get_one(Act, act.id), facts=AGAIN)
    assert hashes() == [first.id], "the silence holds still"
    with pytest.raises(Barred):
        known_by(a_neighbour(), DOCUMENT)


def test_the_hash_of_somebody_silenced_goes_with_the_last_day_of_it(app: Flask) -> None:
    first = known_by(a_person(), DOCUMENT)
    _, case = a_reported_post(first)
    moderation.mute(a_moderator(), case, days=3, clause="4.1", facts=FACTS)
    withdraw(first)
    expire = holdings["verification"].expire
    assert expire is not None
    with clock.moved(timedelta(days=2, hours=23)), writing() as session:
        assert expire(session, clock.now()) == 0
    with clock.moved(timedelta(days=3, minutes=1)):
        known_by(a_neighbour(), DOCUMENT)  # by the time, whether anybody has deleted it or not
        with writing() as session:
            assert expire(session, clock.now()) == 1  # the neighbour of this sentence is not verified
        assert hashes() == []


def test_who_is_suspended_and_leaves_before_the_second_moderator_agrees_is_barred_all_the_same(app: Flask) -> None:
    first = known_by(a_person(), DOCUMENT)
    _, case = a_reported_post(first)
    act = moderation.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS, emergency=True)
    db.session.refresh(first)
    leaving.leave(first)
    moderation.agree(a_moderator(), confirmation(act))
    with clock.moved(timedelta(days=100)):
        retention.run()
        assert hashes() == [first.id]
        with pytest.raises(Barred):
            known_by(a_neighbour(), DOCUMENT)


def test_at_a_desk_the_same_human_is_not_received_either(app: Flask) -> None:
    first, desk = known_by(a_person(), DOCUMENT), a_desk()
    staff = staff_of(desk)
    ban(first)
    leaving.leave(first)
    told: dict[str, Any] = {"document": DOCUMENT, "name": "", "age_band": "over-31", "language": "en"}
    with pytest.raises(Unready) as refused:
        receive(staff, desk.id, consented=True, nonce=nonce(), **told)
    assert set(refused.value.why) == {"document"}


def test_the_person_is_told_in_the_letter_and_wherever_they_withdraw_or_leave(signed_in: Any) -> None:
    first = known_by(a_person(), DOCUMENT)
    ban(first)
    assert "keyed hash of your identifier stays as long as the ban lasts" in letters_to(first)[-1].body
    client = signed_in(first)
    assert "stays until the measure against you ends" in client.get(f"{VERIFY}/withdraw").text
    assert "appeal before you leave" in client.get("/en/my/data/leave").text
    assert client.post(f"{VERIFY}/withdraw").status_code == 303
    page = client.get(VERIFY).text
    assert "A keyed hash stays until the measure against you ends." in page
    assert "till then no account is verified by it" in page
    assert [row["hashes_kept_of"] for row in holdings["verification"].export(first)] == [["document"]]


def test_a_resident_with_a_hash_takes_the_archive_along(signed_in: Any) -> None:
    person = a_neighbour()
    client = signed_in(person)
    client.post(f"{VERIFY}/code", data={"code": a_slip(DOCUMENT)})
    assert client.post("/en/my/data/archive").status_code == 303
    content = archive.of(person).content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert "document" in file.read("index.html").decode()


def test_nobody_else_reads_a_word_of_it(signed_in: Any) -> None:
    client = signed_in(known_by(a_person(), DOCUMENT))
    for address in (f"{VERIFY}/withdraw", "/en/my/data/leave", VERIFY):
        assert "measure" not in client.get(address).text, address


def test_a_code_without_a_document_shows_who_it_is_to_nobody(signed_in: Any) -> None:
    """What is not known cannot bar: the desks are asked to note documents."""
    ban(known_by(a_person(), DOCUMENT))
    assert signed_in(a_neighbour()).post(f"{VERIFY}/code", data={"code": a_code()}).status_code == 303
