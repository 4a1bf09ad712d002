"""Two administrators at once on a running server: there is one chair, and one record of the minutes."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from racing import Server, served
from sqlalchemy import func, select

from factories import a_person, a_seat, a_sector, a_sitting
from veche.accounts.models import RoleGrant
from veche.committee.models import Seat
from veche.core.clock import today
from veche.core.database import db, writing
from veche.sittings.models import Item, Sitting

ROUNDS, YEAR = 5, timedelta(days=360)
DONE, UNSOUND, STALE = 303, 422, 409


@pytest.fixture
def server(app, database, tmp_path) -> Iterator[Server]:
    with served(app, database.url, tmp_path) as running:
        yield running


def count(rows):
    db.session.rollback()
    return db.session.execute(rows).scalar() or 0


def people(number, roles=()):
    with writing():
        made = [a_person(roles) for _ in range(number)]
    for person in made:
        db.session.refresh(person)
    return made


def test_of_six_chairs_seated_at_once_one_sits_and_the_others_read_why(server):
    for _ in range(ROUNDS):
        with writing() as session:
            for seat in session.execute(select(Seat)).unique().scalars():
                session.delete(seat)
        admins, candidates, sector = people(6, ("admin",)), people(6), a_sector().id
        names = [person.display_name for person in candidates]
        until = (today() + YEAR).isoformat()
        posts = [
            server.post(
                admin,
                "/committee/members/new",
                name=name,
                sector_id=sector,
                office="chair",
                function_ru="председатель",
                since=today().isoformat(),
                until=until,
            )
            for admin, name in zip(admins, names, strict=True)
        ]
        assert Counter(server.together(posts)) == {DONE: 1, UNSOUND: 5}
        assert count(select(func.count()).select_from(Seat).where(Seat.office == "chair")) == 1
        chair = count(select(Seat.person_id))
        held = select(RoleGrant.person_id).where(RoleGrant.role == "committee")
        assert count(held.where(RoleGrant.person_id == chair)) == chair


def test_administrators_who_seat_each_other_wait_and_do_not_block(server):
    one, other = people(2, ("admin",))
    names, sector = [one.display_name, other.display_name], a_sector().id
    posts = []
    for admin, name in ((one, names[1]), (other, names[0])):
        fields = {"name": name, "sector_id": sector, "office": "member", "function_ru": "член комитета"}
        days = {"since": today().isoformat(), "until": (today() + YEAR).isoformat()}
        posts.append(server.post(admin, "/committee/members/new", **fields, **days))
    assert server.together(posts) == [DONE, DONE]


def test_points_added_at_once_stand_in_one_order(server):
    members = people(6, ("committee",))
    number = a_sitting().id
    posts = [
        server.post(member, f"/committee/sittings/{number}/matters", title=f"Matter {place}", language="en")
        for place, member in enumerate(members)
    ]
    assert server.together(posts) == [DONE] * 6
    places = select(Item.place).where(Item.sitting_id == number).order_by(Item.place)
    db.session.rollback()
    assert list(db.session.execute(places).scalars()) == [1, 2, 3, 4, 5, 6]


def test_of_two_moves_at_once_one_is_stale(server):
    members = people(2, ("committee",))
    number = a_sitting().id
    day = (today() + YEAR).isoformat()
    posts = [
        server.post(
            member, f"/committee/sittings/{number}/change", day=day, hour=hour, place="Hall", note="", revision=0
        )
        for member, hour in zip(members, ("10:00", "12:00"), strict=True)
    ]
    assert sorted(server.together(posts)) == [DONE, STALE]
    assert count(select(Sitting.revision).where(Sitting.id == number)) == 1


def test_the_seat_that_is_given_while_another_ends_leaves_one_chair(server):
    admins, person = people(2, ("admin",)), people(1)[0]
    sitting_chair = a_seat(office="chair").id
    name, sector = person.display_name, a_sector().id
    until = (today() + YEAR).isoformat()
    end = server.post(admins[0], f"/committee/members/{sitting_chair}/end", reason="Another one was elected.")
    given = {"name": name, "sector_id": sector, "office": "chair", "function_ru": "председатель"}
    seat = server.post(admins[1], "/committee/members/new", **given, since=today().isoformat(), until=until)
    ended, taken = server.together([end, seat])
    assert ended == DONE
    assert taken in {DONE, UNSOUND}
    live = select(func.count()).select_from(Seat).where(Seat.office == "chair", Seat.ended_at.is_(None))
    assert count(live) == (1 if taken == DONE else 0)
