"""Who says what is measured, and who records what was measured."""

from dataclasses import dataclass
from typing import Any, Protocol

from veche.accounts.policy import Actor, holds
from veche.core.policy import N_, Refusal, act


class Kept(Protocol):
    """An indicator, as far as the policy asks."""

    @property
    def retired_at(self) -> Any: ...


@dataclass(frozen=True)
class Measured:
    """An indicator, and who reports for the bodies that have an action measured by it."""

    indicator: Kept
    officer_ids: frozenset[int] = frozenset()


def current(indicator: Kept) -> Refusal | None:
    if indicator.retired_at is None:
        return None
    return Refusal(N_("This indicator is retired: it is kept for reading and measured no more."))


def measures(actor: Actor, measured: Measured) -> Refusal | None:
    """The committee, and officers whose body has an action that the indicator measures."""
    if holds(actor, "committee") is None:
        return None
    if "body_officer" in actor.roles and actor.id not in measured.officer_ids:
        return Refusal(N_("Values are recorded by the committee and by bodies whose actions this measures."))
    return holds(actor, "body_officer")


@act("indicator.add")
def add(actor: Actor, _feature: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("indicator.edit")
def edit(actor: Actor, indicator: Kept) -> Refusal | None:
    return holds(actor, "committee") or current(indicator)


@act("indicator.retire")
def retire(actor: Actor, indicator: Kept) -> Refusal | None:
    return edit(actor, indicator)


@act("indicator.measure")
def measure(actor: Actor, measured: Measured) -> Refusal | None:
    return measures(actor, measured) or current(measured.indicator)


@act("indicator.withdraw_value")
def withdraw_value(actor: Actor, measured: Measured) -> Refusal | None:
    """A mistake can be withdrawn even after the indicator is retired."""
    return measures(actor, measured)
