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


@act("action.edit")
def edit(actor: Actor, _action: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("action.milestones")
def milestones(actor: Actor, action: Reported) -> Refusal | None:
    against = _reports_for(actor, action)
    if against or action.is_open:
        return against
    return Refusal(N_("This action has ended; its milestones stay as they are."))


@act("action.mine")
def mine(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "body_officer")


@act("action.send_link")
def send_link(actor: Actor, action: Reported) -> Refusal | None:
    against = holds(actor, "committee")
    if against:
        return against
    return by_link(actor, action) or _reachable(action)


@act("action.report_by_link")
def by_link(_actor: Any, action: Reported) -> Refusal | None:
    """Whoever holds a valid link reports for the office; the link itself is checked where it is read."""
    return None if action.is_open else Refusal(N_("This action has ended; no reports are owed on it any more."))


def _reachable(action: Reported) -> Refusal | None:
    if action.body.office_email:
        return None
    return Refusal(N_("The office of this body has no e-mail on record, so there is nowhere to send a link."))


def _reports_for(actor: Actor, action: Reported) -> Refusal | None:
    if holds(actor, "committee") is None:
        return None
    if "body_officer" in actor.roles and actor.id not in action.body.officer_ids:
        return Refusal(N_("Reports on this action are posted by officers of another body."))
    return holds(actor, "body_officer")


@act("action.account")
def account(actor: Actor, action: Reported) -> Refusal | None:
    """Costs, results and lessons: also after the action has ended, when they are known best."""
    return _reports_for(actor, action)


@act("action.own")
def start_own(actor: Actor, _subject: Any) -> Refusal | None:
    """An action without a proposal behind it."""
    return holds(actor, "committee")


@act("action.import")
def load_table(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "committee")
