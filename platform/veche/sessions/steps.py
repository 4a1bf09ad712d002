"""What stands between a right password and a session, and the short while in which it is asked.

Meanwhile nobody is signed in: the browser holds a signed note of whose password was right, which lives for ten minutes
and dies when the password or the person's epoch changes.
"""

from collections.abc import Callable
from datetime import timedelta

from flask import session

from veche.accounts.models import Person
from veche.core import clock, keyed
from veche.core.database import db

LASTS = timedelta(minutes=10)
_NOTE = "half_way"

# The endpoint of the page that asks this person for more than the password; None when it asks for nothing.
Step = Callable[[Person], str | None]
_steps: list[Step] = []


def step(function: Step) -> Step:
    """Register what may ask for more before a session begins."""
    _steps.append(function)
    return function


def next_step(person: Person) -> str | None:
    """The endpoint that asks first, or None: the session may begin."""
    return next((endpoint for endpoint in (ask(person) for ask in _steps) if endpoint), None)


def half_way(person: Person) -> None:
    """Note in this browser that the person's password was right just now."""
    session[_NOTE] = [person.id, _seal(person), int(clock.now().timestamp())]


def who_is_half_way() -> Person | None:
    """Whose password was right in this browser within the last ten minutes, and still is."""
    number, seal, moment = session.get(_NOTE) or (0, "", 0)
    if not number or not 0 <= clock.now().timestamp() - moment < LASTS.total_seconds():
        return None
    person = db.session.get(Person, number)
    return person if person is not None and keyed.is_same(seal, _seal(person)) else None


def forget() -> None:
    """Nobody is half way in this browser any more."""
    session.pop(_NOTE, None)


def _seal(person: Person) -> str:
    return keyed.digest("sessions.half-way", f"{person.id}:{person.epoch}:{person.password_hash}")
