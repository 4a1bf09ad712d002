"""What the acts of moderators come to together: whether a text is held back, and what its author may not do.

Nothing is remembered beside the acts, so whichever of them is taken back, lapses or is refused, the others still hold.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from veche.core.moderated import HIDDEN, REMOVED, VISIBLE

ON_TEXT = ("hide", "remove", "restore", "approve")
ON_PERSON = ("mute", "ban", "lift")
BY_TWO = frozenset({"remove", "ban"})
EMERGENCY = timedelta(hours=24)
IN_FORCE = frozenset({"done", "proposed"})


def state_of(act: Any, moment: datetime) -> str:
    """The act's state by the clock: an emergency measure that nobody confirmed in time has lapsed, whether or not
    anybody wrote it down yet."""
    ran_out = act.state == "proposed" and act.lapses_at is not None and act.lapses_at <= moment
    return "lapsed" if ran_out else str(act.state)


def holding(acts: Iterable[Any], moment: datetime) -> Any:
    """The act by which a text is held back now, out of all acts on it in their order; None when readers see it."""
    holds = None
    for act in acts:
        if act.verb in ON_TEXT and state_of(act, moment) in IN_FORCE:
            holds = act if act.verb in {"hide", "remove"} else None
    return holds


def visibility(act: Any) -> str:
    """How a text stands that this act holds back. A removal that waits for the second moderator only hides."""
    if act is None:
        return VISIBLE
    return REMOVED if act.verb == "remove" and act.state == "done" else HIDDEN


def restrictions(acts: Iterable[Any], moment: datetime) -> tuple[datetime | None, datetime | None]:
    """(silent until, banned at) of a person, out of all acts about them in their order."""
    muted: datetime | None = None
    banned: datetime | None = None
    for act in sorted(acts, key=_took_effect):
        if act.verb not in ON_PERSON or state_of(act, moment) not in IN_FORCE:
            continue
        if act.verb == "lift":
            muted = banned = None
        elif act.verb == "ban" and act.state == "done":
            banned = act.seconded_at or act.acted_at
        else:
            muted = max([end for end in (muted, _silent_until(act)) if end], default=None)
    return muted, banned


def _took_effect(act: Any) -> datetime:
    """When the act came to hold: a ban when the second moderator agreed, whatever happened since it was proposed."""
    moment: datetime = act.seconded_at or act.acted_at
    return moment


def _silent_until(act: Any) -> datetime | None:
    """Until when this act silences: a muting for its days, a ban that waits only in an emergency."""
    if act.verb == "mute":
        end: datetime = act.acted_at + timedelta(days=act.days or 1)
        return end
    until: datetime | None = act.lapses_at
    return until
