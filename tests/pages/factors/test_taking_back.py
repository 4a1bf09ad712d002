"""Whoever takes a change of e-mail back is rid of the intruder's keys as well, and keeps the own ones."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_person, an_app_of
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.factors import queries, recovery
from veche.factors.models import Passkey
from veche.sessions import credentials
from veche.sessions.models import AddressChange


def a_key(person: Any, name: str, added_at: Any) -> None:
    with writing() as session:
        key = Passkey(person_id=person.id, handle=name, credential_id=name.encode(), public_key=b"-", name=name)
        key.added_at = added_at
        session.add(key)


def take_back(person: Any) -> None:
    with writing() as session:
        change = AddressChange(person_id=person.id, old_email="old@example.org", changed_at=clock.now())
        session.add(change)
    credentials.restore_email(credentials._signer("email.back").dumps([change.id, person.id]))


@pytest.mark.usefixtures("app")
def test_a_passkey_that_an_intruder_added_opens_nothing_and_the_owners_stays() -> None:
    person = a_person()
    a_key(person, "own", clock.now() - timedelta(days=40))
    a_key(person, "strange", clock.now() - timedelta(minutes=5))
    take_back(person)
    db.session.expire_all()
    names = select(Passkey.name).where(Passkey.person_id == person.id)
    assert db.session.execute(names).scalars().all() == ["own"]
    removed = [one for one in journal.about(db.session(), [f"person:{person.id}"]) if one.verb == "factor.removed"]
    assert [one.data for one in removed] == [{"kind": "passkey"}]


@pytest.mark.usefixtures("app")
def test_an_intruders_app_does_not_shut_the_owner_out() -> None:
    person = a_person()
    an_app_of(person)
    recovery.renew(person)
    take_back(person)
    means = queries.means(person)
    assert (means.is_on, means.codes_left) == (False, 0)


@pytest.mark.usefixtures("app")
def test_an_app_that_was_there_long_before_is_still_asked_for() -> None:
    person = a_person()
    with clock.moved(-timedelta(days=40)):
        an_app_of(person)
        recovery.renew(person)
    take_back(person)
    means = queries.means(person)
    assert (means.has_app, means.codes_left) == (True, 10)
