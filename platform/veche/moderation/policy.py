"""Who may report, and who may decide: a moderator who has no part in the matter."""

from dataclasses import dataclass
from typing import Any

from veche.accounts.policy import Actor, confirmed, holds
from veche.core.journal import verbs
from veche.core.policy import N_, Refusal, act

verbs["text.hidden"] = N_("Text hidden")
verbs["text.restored"] = N_("Text restored")
verbs["text.approved"] = N_("A newcomer's text looked at and shown")
verbs["text.left"] = N_("Report examined: no breach")


def writers_of(text: Any) -> frozenset[int]:
    """Everybody who ever wrote a text: its author, and the co-authors of a proposal, also those who have left."""
    return frozenset(getattr(text, "ever_writer_ids", None) or {text.author_id})


@dataclass(frozen=True)
class Matter:
    """A text as its judge sees it: whose it is, and what part the judge has in it."""

    author_ids: frozenset[int]
    has_reported: bool = False
    has_taken_part: bool = False


def impartial(actor: Actor, matter: Matter) -> Refusal | None:
    """No part in the matter: neither its author, nor its reporter, nor one who supported, voted or spoke there."""
    if actor.id in matter.author_ids:
        return Refusal(N_("This is your own text: another moderator decides."))
    if matter.has_reported:
        return Refusal(N_("You reported this text yourself: another moderator decides."))
    if matter.has_taken_part:
        return Refusal(N_("You took part in this yourself: another moderator decides."))
    return None


@act("moderation.work")
def work(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "moderator")


@act("text.decide")
def decide(actor: Actor, matter: Matter) -> Refusal | None:
    return holds(actor, "moderator") or impartial(actor, matter)


@act("text.flag")
def flag(actor: Actor, text: Any) -> Refusal | None:
    """Somebody else's text that others can read; without a text, whether one may report at all."""
    return confirmed(actor) or (_flaggable(actor, text) if text else None)


def _flaggable(actor: Actor, text: Any) -> Refusal | None:
    if actor.id in writers_of(text):
        return Refusal(N_("This is your own text."))
    if not text.is_visible:
        return Refusal(N_("A moderator has hidden this text already."))
    return None
