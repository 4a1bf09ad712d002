"""Who seats the committee, who convenes it, and who writes down what it did."""

from dataclasses import dataclass
from typing import Any

from veche.accounts.policy import Actor, holds
from veche.core import clock
from veche.core.policy import N_, Refusal, act
from veche.sittings import rules


@dataclass(frozen=True)
class Desk:
    """A sitting and who keeps its record: the secretary in office, if there is one."""

    sitting: Any
    secretary_id: int | None


def _in_phase(sitting: Any, *phases: str) -> bool:
    return rules.phase(sitting, clock.now()) in phases


def standing(sitting: Any) -> Refusal | None:
    if _in_phase(sitting, rules.CANCELLED):
        return Refusal(N_("This sitting was cancelled."))
    return None


def unfinished(sitting: Any) -> Refusal | None:
    """The agenda, the time and the place stay as they were once it is over."""
    if _in_phase(sitting, rules.HELD, rules.OVER):
        return Refusal(N_("This is over: what stood on its agenda stays as it was."))
    return standing(sitting)


def ahead(sitting: Any) -> Refusal | None:
    if _in_phase(sitting, rules.COMING):
        return None
    return unfinished(sitting) or Refusal(N_("It has begun: its time can no longer be changed."))


def begun(sitting: Any) -> Refusal | None:
    return Refusal(N_("It has not begun yet.")) if _in_phase(sitting, rules.COMING) else standing(sitting)


def ended(sitting: Any) -> Refusal | None:
    if _in_phase(sitting, rules.COMING) or (sitting.is_written and _in_phase(sitting, rules.UNDER_WAY)):
        return Refusal(N_("It is not over yet."))
    return standing(sitting)


def unpublished(sitting: Any) -> Refusal | None:
    if sitting.minutes_published_at is None:
        return None
    return Refusal(
        N_("The minutes are published and stay as they are; a correction is added below them with its date.")
    )


def keeps(actor: Actor, desk: Desk) -> Refusal | None:
    """The secretary keeps the record; while there is none, any member does."""
    if desk.secretary_id in {None, actor.id}:
        return None
    return Refusal(N_("The secretary of the committee writes this down."))


@act("committee.seat")
def seat(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "admin")


@act("committee.sectors")
def sectors(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "admin")


@act("sitting.convene")
def convene(actor: Actor, _subject: Any) -> Refusal | None:
    return holds(actor, "committee")


@act("sitting.agenda")
def agenda(actor: Actor, sitting: Any) -> Refusal | None:
    return holds(actor, "committee") or unfinished(sitting)


@act("sitting.change")
def change(actor: Actor, sitting: Any) -> Refusal | None:
    return holds(actor, "committee") or ahead(sitting)


@act("sitting.cancel")
def cancel(actor: Actor, sitting: Any) -> Refusal | None:
    return holds(actor, "committee") or unfinished(sitting)


@act("sitting.attendance")
def attendance(actor: Actor, desk: Desk) -> Refusal | None:
    if desk.sitting.is_written:
        return Refusal(N_("Who took part in a written procedure is told by the positions."))
    return holds(actor, "committee") or keeps(actor, desk) or begun(desk.sitting) or unpublished(desk.sitting)


@act("sitting.letters")
def letters(actor: Actor, sitting: Any) -> Refusal | None:
    """To publish what is ready, once it has begun and as long as its record is open."""
    return holds(actor, "committee") or begun(sitting) or unpublished(sitting)


@act("minutes.write")
def write(actor: Actor, desk: Desk) -> Refusal | None:
    return holds(actor, "committee") or keeps(actor, desk) or ended(desk.sitting) or unpublished(desk.sitting)


@act("minutes.publish")
def publish(actor: Actor, desk: Desk) -> Refusal | None:
    sitting = desk.sitting
    if not may_be_published(sitting):
        undone = Refusal(N_("Write down who was there first, and the text of the minutes."))
        return write(actor, desk) or undone
    return write(actor, desk)


def may_be_published(sitting: Any) -> bool:
    """Minutes say something, and it stands who was there."""
    return bool(sitting.minutes.strip()) and sitting.status == rules.HELD


@act("minutes.correct")
def correct(actor: Actor, desk: Desk) -> Refusal | None:
    if desk.sitting.minutes_published_at is None:
        return holds(actor, "committee") or Refusal(N_("The minutes are not published yet: change their text."))
    return holds(actor, "committee") or keeps(actor, desk)
