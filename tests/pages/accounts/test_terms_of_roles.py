"""Roles with a term: given, renewed, given again without one."""

from datetime import timedelta

from sqlalchemy import func, select

from factories import a_person
from veche.accounts.models import Person, RoleGrant, in_office
from veche.accounts.services import give_role
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.core.journal import Entry


def given():
    rows = select(func.count()).select_from(Entry).where(Entry.verb == "role.given")
    return db.session.execute(rows).scalar_one()


def term_of(person):
    db.session.expire_all()
    row = db.session.execute(select(RoleGrant).where(RoleGrant.person_id == person.id)).scalar_one()
    return row.since, row.until


def test_a_term_is_kept_when_the_role_is_given_again_without_one(app):
    admin, person = a_person(("admin",)), a_person()
    first, last = today() + timedelta(days=-1), today() + timedelta(days=9)
    give_role(admin, person.id, "committee", since=first, until=last)
    give_role(admin, person.id, "committee", since=first, until=last)
    give_role(admin, person.id, "committee")
    assert term_of(person) == (first, last)
    assert given() == 1


def test_another_term_takes_the_place_of_the_one_before(app):
    admin, person = a_person(("admin",)), a_person()
    give_role(admin, person.id, "committee", until=today() + timedelta(days=9))
    give_role(admin, person.id, "committee", until=today() + timedelta(days=30))
    assert term_of(person) == (None, today() + timedelta(days=30))
    assert given() == 2


def test_a_role_whose_term_is_over_can_be_given_anew(app):
    admin, person = a_person(("admin",)), a_person()
    give_role(admin, person.id, "committee", until=today())
    with clock.moved(timedelta(days=2)):
        give_role(admin, person.id, "committee")
        assert term_of(person) == (None, None)


def test_the_database_and_the_person_agree_who_holds_a_role_on_a_day(app):
    admin, person = a_person(("admin",)), a_person()
    give_role(admin, person.id, "committee", since=today() + timedelta(days=2), until=today() + timedelta(days=4))
    for days in range(7):
        with clock.moved(timedelta(days=days)):
            held = db.session.execute(select(RoleGrant.person_id).where(in_office("committee"))).first() is not None
            assert held is ("committee" in db.session.get_one(Person, person.id).roles)
            assert held is (days in {2, 3, 4})
    there = in_office("committee", today() + timedelta(days=3))
    assert db.session.execute(select(RoleGrant.person_id).where(there)).first() is not None
