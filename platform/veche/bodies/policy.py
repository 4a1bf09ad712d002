"""Who keeps the register of bodies."""

from typing import Any

from veche.accounts.policy import Actor, holds
from veche.core.policy import Refusal, act


@act("body.add")
def add_body(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("body.edit")
def edit_body(actor: Actor, _body: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("body.officers")
def officers(actor: Actor, _body: Any) -> Refusal | None:
    return holds(actor, "committee")
