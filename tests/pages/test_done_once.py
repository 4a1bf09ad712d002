"""What is used once, done once a day, and forgotten: of many at once one is first, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from factories import a_person
from veche.core import clock, daily, spent
from veche.core.daily import Daily
from veche.core.database import db, writing
from veche.core.personal import holdings
from veche.core.spent import Spent, spend
from veche.core.worker import duties

TOGETHER = 6


def at_once(app: Flask, act: Callable[[Session], bool]) -> list[bool]:
    """What each of six transactions that begin together says."""
    barrier = Barrier(TOGETHER)

    def one(_number: int) -> bool:
        with app.app_context():
            barrier.wait(10)
            with writing() as session:
                return act(session)

    with ThreadPoolExecutor(TOGETHER) as pool:
        return list(pool.map(one, range(TOGETHER)))


def in_ten_minutes() -> Any:
    return clock.now() + timedelta(minutes=10)


def test_of_many_who_use_the_same_token_at_once_one_does(app: Flask) -> None:
    said = at_once(app, lambda session: spend(session, "proof", b"a token", in_ten_minutes()))
    assert sorted(said) == [False] * (TOGETHER - 1) + [True]


def test_of_many_workers_one_does_what_is_done_once_a_day(app: Flask) -> None:
    said = at_once(app, lambda session: daily.first(session, "round", done=1))
    assert sorted(said) == [False] * (TOGETHER - 1) + [True]


def test_a_token_of_one_kind_is_none_of_another(app: Flask) -> None:
    with writing() as session:
        assert spend(session, "proof", b"a token", in_ten_minutes())
        assert spend(session, "passkey", b"a token", in_ten_minutes())
        assert not spend(session, "proof", b"a token", in_ten_minutes())
    assert b"a token".hex() not in {row.digest for row in db.session.execute(select(Spent)).scalars()}


def test_what_was_not_committed_was_not_used(app: Flask) -> None:
    try:
        with writing() as session:
            assert spend(session, "proof", b"a token", in_ten_minutes())
            assert daily.first(session, "round")
            raise RuntimeError
    except RuntimeError:
        pass
    with writing() as session:
        assert spend(session, "proof", b"a token", in_ten_minutes())
        assert daily.first(session, "round")


def test_each_day_and_each_person_is_one_by_itself(app: Flask) -> None:
    with writing() as session:
        assert [daily.first(session, "round", whose) for whose in (0, 1, 2, 1)] == [True, True, True, False]
    with clock.moved(timedelta(days=1)):
        assert not daily.is_done("round")
        with writing() as session:
            assert daily.first(session, "round", 1, letters=4)
        assert daily.is_done("round")
        assert db.session.execute(daily.done_today("round")).scalars().all() == [1]
    found = daily.last("round")
    assert found
    assert (found.whose, found.told) == (1, {"letters": 4})
    assert daily.last("another") is None


def test_days_of_a_person_stand_in_their_archive_and_go_when_they_leave(app: Flask) -> None:
    person, other = a_person(), a_person()
    with writing() as session:
        for whose in (person.id, other.id, 0):
            daily.first(session, "promises", whose, promises=2)
    holding = holdings["daily_letters"]
    assert holding.export
    assert holding.erase
    told = [{"what": "promises", "day": clock.today().isoformat(), "told": {"promises": 2}}]
    assert list(holding.export(person)) == told
    with writing() as session:
        holding.erase(session, person)
    assert sorted(db.session.execute(select(Daily.whose)).scalars()) == [0, other.id]


def test_days_of_people_are_kept_for_a_month_and_those_of_nobody_stay(app: Flask) -> None:
    with writing() as session:
        daily.first(session, "queue", 5)
        daily.first(session, "journal head", seq=1, hash="a")
    expire = holdings["daily_letters"].expire
    assert expire
    with writing() as session:
        assert expire(session, clock.now() + timedelta(days=29)) == 0
        assert expire(session, clock.now() + timedelta(days=32)) == 1
    assert db.session.execute(select(Daily.what)).scalars().all() == ["journal head"]


def test_what_opens_nothing_any_more_is_forgotten_by_the_worker_and_by_retention(app: Flask) -> None:
    forget = duties["what was used once is forgotten"]
    with writing() as session:
        spend(session, "proof", b"one", in_ten_minutes())
        spend(session, "proof", b"other", in_ten_minutes() + timedelta(minutes=10))
    assert forget() == 0
    with clock.moved(timedelta(minutes=11)):
        assert forget() == 1
    with writing() as session:
        assert spent.expire(session, clock.now() + timedelta(minutes=21)) == 1
    assert db.session.execute(select(func.count()).select_from(Spent)).scalar_one() == 0
