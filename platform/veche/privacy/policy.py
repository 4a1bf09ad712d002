"""Who may see what is kept of people: everybody their own, the operator the register."""

from typing import Any

from veche.accounts.policy import Actor, holds
from veche.core.policy import Refusal, act


@act("privacy.register")
def register(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "admin")
