"""Who may report, and who may decide: a moderator who has no part in the matter."""

from dataclasses import dataclass
from typing import Any

from veche.accounts.policy import Actor, confirmed, holds
from veche.core import clock
from veche.core.journal import verbs
from veche.core.policy import N_, Refusal, act
from veche.moderation.rules import UNDO_BATCH

verbs["text.hidden"] = N_("Text hidden")
verbs["text.restored"] = N_("Text restored")
verbs["text.approved"] = N_("A newcomer's text looked at and shown")
verbs["text.left"] = N_("Report examined: no breach")
verbs["text.removal_proposed"] = N_("Text hidden, its removal waits for a second moderator")
verbs["text.removed"] = N_("Text removed by two moderators")
verbs["text.redacted"] = N_("Personal data taken out of a text")
verbs["person.warned"] = N_("An author warned")
verbs["person.muted"] = N_("An author silenced for a time")
verbs["person.ban_proposed"] = N_("A ban waits for a second moderator")
verbs["person.banned"] = N_("An author banned by two moderators")
verbs["person.lifted"] = N_("An author may write again")
verbs["measure.refused"] = N_("A second moderator did not agree to a measure")
verbs["measure.lapsed"] = N_("A measure lapsed unconfirmed")
verbs["measure.undone"] = N_("A moderator’s measure taken back")


def writers_of(text: Any) -> frozenset[int]:
    """Everybody who ever wrote a text: its author, and the co-authors of a proposal, also those who have left."""
    return frozenset(getattr(text, "ever_writer_ids", None) or {text.author_id})


@dataclass(frozen=True)
class Matter:
    """A text as its judge sees it: whose it is, and what part the judge has in it.

    has_acted: the judge took or confirmed the act in question. has_judging_author: the text's author decides in the
    same case as a moderator.
    """

    author_ids: frozenset[int]
    has_reported: bool = False
    has_taken_part: bool = False
    has_acted: bool = False
    has_judging_author: bool = False


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


@act("measure.confirm")
def confirm(actor: Actor, matter: Matter) -> Refusal | None:
    """A second moderator without any part in the matter, and not the one who proposed it."""
    own = (
        Refusal(N_("You proposed this measure yourself: another moderator confirms it.")) if matter.has_acted else None
    )
    return holds(actor, "moderator") or own or impartial(actor, matter)


@act("appeal.decide")
def review(actor: Actor, matter: Matter) -> Refusal | None:
    """A moderator who neither took nor confirmed the act that is appealed."""
    first = Refusal(N_("You took this decision yourself: another moderator reviews it.")) if matter.has_acted else None
    return holds(actor, "moderator") or first or impartial(actor, matter)


@act("person.restrain")
def restrain(actor: Actor, matter: Matter) -> Refusal | None:
    """To warn, silence or ban an author: never one who decides in the same case."""
    judge = Refusal(N_("The author is a moderator of this case: nobody acts on them in it."))
    return decide(actor, matter) or (judge if matter.has_judging_author else None)


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


@act("batch.undo")
def undo_batch(actor: Actor, acts: Any) -> Refusal | None:
    """Whoever hid several texts at once shows all of them again within a day."""
    return holds(actor, "moderator") or _own_and_in_time(actor, acts)


def _own_and_in_time(actor: Actor, acts: Any) -> Refusal | None:
    if actor.id != acts[0].moderator_id:
        return Refusal(N_("Only the moderator who hid these texts undoes it. You can restore each by itself."))
    if clock.now() > acts[0].acted_at + UNDO_BATCH:
        return Refusal(N_("The day within which this could be undone is over. Each text can be restored by itself."))
    return None
