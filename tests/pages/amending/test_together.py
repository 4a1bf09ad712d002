"""Simultaneous acts on one amendment or one proposal: one of them wins, the others learn why, nothing counts twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from factories import a_condition, a_person, an_amendment, an_open_proposal
from veche.accounts.models import Person
from veche.amending import conditions, services
from veche.amending.models import Amendment, Condition
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.proposals import services as proposals
from veche.proposals.models import Proposal, Support, Version

TIMES = 5


@pytest.fixture
def together(app: Flask) -> Callable[..., Counter[str]]:
    """together(act, …) does the acts at the same moment, each in a thread of its own, and counts how they ended."""

    def run(*acts: Callable[[], Any]) -> Counter[str]:
        db.session.remove()
        start = Barrier(len(acts))

        def one(act: Callable[[], Any]) -> str:
            with app.app_context():
                start.wait()
                try:
                    act()
                except (Stale, Refused, conditions.StillSupports) as against:
                    return type(against).__name__
                finally:
                    db.session.remove()
            return "done"

        with ThreadPoolExecutor(len(acts)) as pool:
            return Counter(pool.map(one, acts))

    return run


def person(number: int) -> Person:
    return db.session.get_one(Person, number)


def count(model: Any, *conditions_: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model).where(*conditions_)).scalar_one()


def test_accepting_twice_makes_one_version(together) -> None:
    for _ in range(TIMES):
        author = a_person()
        proposal = an_open_proposal(author)
        number, amendment, who = proposal.id, an_amendment(proposal).id, author.id

        def accept(amendment: int = amendment, who: int = who) -> None:
            services.accept(person(who), amendment, version=1, reason="Good", is_material=True)

        ended = together(*[accept] * 4)
        assert ended["done"] == 1
        assert count(Version, Version.proposal_id == number) == 2
        assert db.session.get_one(Amendment, amendment).version_made == 2


def test_accepting_and_declining_end_in_one_answer(together) -> None:
    for _ in range(TIMES):
        author = a_person()
        proposal = an_open_proposal(author)
        number, amendment, who = proposal.id, an_amendment(proposal).id, author.id

        def accept(amendment: int = amendment, who: int = who) -> None:
            services.accept(person(who), amendment, version=1, reason="Good", is_material=True)

        def decline(amendment: int = amendment, who: int = who) -> None:
            services.decline(person(who), amendment, "No room.")

        assert together(accept, decline)["done"] == 1
        state = db.session.get_one(Amendment, amendment).state
        assert count(Version, Version.proposal_id == number) == (2 if state == "accepted" else 1)


def test_accepting_beside_an_edit_never_loses_a_text(together) -> None:
    for _ in range(TIMES):
        author = a_person()
        proposal = an_open_proposal(author)
        number, amendment, who = proposal.id, an_amendment(proposal).id, author.id

        def accept(amendment: int = amendment, who: int = who) -> None:
            services.accept(person(who), amendment, version=1, reason="Good", is_material=True)

        def edit(number: int = number, who: int = who) -> None:
            proposals.edit(person(who), number, title="Phones", text="Six lessons.", reason="Six", version=1)

        ended = together(accept, edit)
        assert ended == {"done": 1, "Stale": 1}
        assert count(Version, Version.proposal_id == number) == 2


def test_one_person_has_one_condition_however_often_it_is_sent(together) -> None:
    number, who = an_open_proposal().id, a_person().id

    def write() -> None:
        conditions.write(person(who), number, text="there is tea", language="en")

    assert together(*[write] * 6) == {"done": 6}
    assert count(Condition) == 1


def test_a_condition_met_in_many_tabs_is_one_support(together) -> None:
    proposal, reader = an_open_proposal(), a_person()
    number, who = proposal.id, reader.id
    a_condition(proposal, reader)

    def meet() -> None:
        conditions.meet(person(who), number)

    def support() -> None:
        proposals.support(person(who), number)

    together(*[meet, support] * 3)
    assert count(Support, Support.proposal_id == number) == 1
    assert db.session.get_one(Proposal, number).support_count == 1
    assert db.session.execute(select(Condition)).scalar_one().met_at


def test_a_support_and_a_condition_of_one_person_never_stand_side_by_side(together) -> None:
    for _ in range(TIMES):
        number, who = an_open_proposal().id, a_person().id

        def write(number: int = number, who: int = who) -> None:
            conditions.write(person(who), number, text="there is tea", language="en", instead=True)

        def support(number: int = number, who: int = who) -> None:
            proposals.support(person(who), number)

        together(write, support)
        supports = count(Support, Support.proposal_id == number)
        waiting = count(Condition, Condition.proposal_id == number, Condition.met_at.is_(None))
        assert supports + waiting == 1
        assert db.session.get_one(Proposal, number).support_count == supports
