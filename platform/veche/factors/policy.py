"""Who may add a second step, take one away, and reset somebody else's."""

from dataclasses import dataclass
from typing import Any

from veche.accounts.policy import Actor, holds, signed_in
from veche.core.policy import N_, Refusal, act

LAST_ONE = N_("Your role needs a second step: add another one before you remove this one.")


@dataclass(frozen=True)
class Held:
    """How many means somebody has, and whether a role of theirs needs one."""

    number: int
    is_needed: bool


def not_the_last_needed(held: Held) -> Refusal | None:
    return Refusal(LAST_ONE) if held.is_needed and held.number <= 1 else None


@act("second_step.own")
def own(actor: Actor, _subject: Any) -> Refusal | None:
    return signed_in(actor)


@act("second_step.remove")
def remove(actor: Actor, held: Held) -> Refusal | None:
    """Own means alone; the last one stays as long as a role needs it."""
    return signed_in(actor) or not_the_last_needed(held)


@act("second_step.reset")
def reset(actor: Actor, subject: Any) -> Refusal | None:
    """An administrator, for somebody else."""
    own = subject is not None and subject.id == actor.id
    against = Refusal(N_("You cannot reset your own second step: another administrator can.")) if own else None
    return holds(actor, "admin") or against
