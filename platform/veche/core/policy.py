"""The policy kernel: one table of acts, asked by views, templates, services and exports alike.

A feature's `policy.py` fills the table:

    @act("thread.reply")
    def reply(actor, thread):
        return confirmed(actor) or unlocked(thread)

A predicate answers None when there is nothing against the act, or the Refusal whose reason is shown in the place of the
button.
"""

from collections.abc import Callable
from typing import Any


def N_(text: str) -> str:
    """Mark a text for translation; it is translated where it is shown."""
    return text


class Refusal:
    """Why an act is refused: an English msgid with %(named)s values, translated where it is shown."""

    def __init__(self, reason: str, **values: Any) -> None:
        self.reason = reason
        self.values = values

    def __repr__(self) -> str:
        return f"Refusal({self.reason!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Refusal) and (self.reason, self.values) == (other.reason, other.values)

    __hash__ = None  # type: ignore[assignment]


Predicate = Callable[[Any, Any], Refusal | None]
acts: dict[str, Predicate] = {}


class Refused(Exception):
    """Somebody tried what the policy does not let them do."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def act(name: str) -> Callable[[Predicate], Predicate]:
    """Register a predicate of (actor, subject) as the policy of the act `name`."""

    def register(predicate: Predicate) -> Predicate:
        if name in acts:
            raise ValueError(f"two policies for {name}")
        acts[name] = predicate
        return predicate

    return register


def refusal(actor: Any, name: str, subject: Any = None) -> Refusal | None:
    """Why `actor` may not do the act to `subject`; None when they may."""
    return acts[name](actor, subject)


def may(actor: Any, name: str, subject: Any = None) -> bool:
    """Whether `actor` may do the act to `subject`."""
    return refusal(actor, name, subject) is None


def require(actor: Any, name: str, subject: Any = None) -> None:
    """Let the act go on, or raise Refused with the reason."""
    against = refusal(actor, name, subject)
    if against:
        raise Refused(against)


@act("anyone")
def anyone(_actor: Any, _subject: Any) -> None:
    """Public: nothing to ask."""
