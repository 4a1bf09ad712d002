"""Somebody who came yesterday: one message of theirs is through, the next waits for a moderator's first look."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import writing
from veche.forum.services import reply
from veche.moderation.models import Case
from veche.moderation.services import approve

FIRST = "Я недавно переехал в Витебск. Спасибо, что здесь всё объяснено: нашёл, куда записаться, за пять минут."
SECOND = "А для взрослых, которые работают до шести, есть что-нибудь вечером? Мне подошли бы вторник и четверг."


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    threads: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


def tell(town: Town) -> None:
    town.on_day(1.5, lambda: _write_first(town))
    town.on_day(1.45, lambda: _look_at_first(town))
    town.on_day(0.25, lambda: _write(town, SECOND, "demo-newcomer-2"))


def _write_first(town: Town) -> None:
    with writing() as session:
        person = session.get_one(Person, town.staff["newcomer"].id)
        person.passed, person.confirmed_at = 0, clock.now()
    _write(town, FIRST, "demo-newcomer-1")


def _look_at_first(town: Town) -> None:
    with writing() as session:
        waiting = select(Case.id).where(Case.kind == "post", Case.cause == "newcomer", Case.closed_at.is_(None))
        case = session.execute(waiting).scalar_one()
    approve(town.staff["moderator"], case)


def _write(town: Town, text: str, nonce: str) -> int:
    said: int = reply(town.staff["newcomer"], town.threads[1], text=text, language="ru", nonce=nonce).id
    return said
