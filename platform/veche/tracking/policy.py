"""Who may start actions and report on them."""

from typing import Any, Protocol

from veche.accounts.policy import Actor, holds
from veche.core.policy import N_, Refusal, act


class Reported(Protocol):
    """An action, as far as the policy asks."""

    @property
    def is_open(self) -> bool: ...
    @property
    def body(self) -> Any: ...


@act("action.start")
def start(actor: Actor, _area: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("output.add")
def add_output(actor: Actor, _action: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("action.update")
def update(actor: Actor, action: Reported) -> Refusal | None:
    against = _reports_for(actor, action)
    if against or action.is_open:
        return against
    return Refusal(N_("This action has ended; no reports are owed on it any more."))


def _reports_for(actor: Actor, action: Reported) -> Refusal | None:
    if holds(actor, "committee") is None:
        return None
    if "body_officer" in actor.roles and actor.id not in action.body.officer_ids:
        return Refusal(N_("Reports on this action are posted by officers of another body."))
    return holds(actor, "body_officer")
