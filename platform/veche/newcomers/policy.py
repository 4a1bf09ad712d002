"""Who takes back a text that waits, and who looks at their own limits."""

from typing import Any

from veche.accounts.policy import Actor, signed_in
from veche.accounts.rules import VOUCHED
from veche.core.moderated import PENDING
from veche.core.policy import N_, Refusal, act
from veche.core.settings import setting
from veche.newcomers.rules import waits

WAITS = N_("This text waits for a moderator’s first look, usually within 24 hours.")
LOOKED_AT = N_(
    "A moderator has looked at this text as it stands. You can edit shown texts once your first ones are through."
)


def settled(actor: Any, text: Any) -> Refusal | None:
    """A newcomer's text that was looked at stays what was looked at; one that waits may still change."""
    if getattr(actor, "passed", VOUCHED) >= VOUCHED or text.visibility == PENDING:  # Anybody has passed nothing
        return None
    if not waits(actor, int(setting("FIRST_LOOKS"))):
        return None
    return Refusal(LOOKED_AT)


@act("waiting.withdraw")
def withdraw(actor: Actor, text: Any) -> Refusal | None:
    shown = Refusal(N_("Others have seen this text already, so it stays."))
    own = Refusal(N_("Only the one who wrote it does this."))
    return signed_in(actor) or (own if text.author_id != actor.id else None if text.visibility == PENDING else shown)
