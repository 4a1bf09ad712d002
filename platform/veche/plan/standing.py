"""How far matters have come in action areas, asked of the features that know: two statements, however many areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from veche.core.pages import ask
from veche.plan import states
from veche.plan.models import ActionArea


@dataclass(frozen=True)
class Standing:
    """The state of each area by its id, the ids of the quiet ones and of those where something is overdue."""

    states: dict[int, states.State]
    quiet: set[int]
    late: set[int]


def standing(areas: Sequence[ActionArea]) -> Standing:
    ids = [area.id for area in areas]
    now, progress = ask("area.now", ids), ask("area.work", ids)
    found = {area.id: _state(area, now.get(area.id), progress.get(area.id)) for area in areas}
    quiet = {number for number, state in found.items() if state is states.QUIET}
    return Standing(found, quiet, {number for number, its in progress.items() if its.overdue})


def _state(area: ActionArea, now: str | None, progress: Any) -> states.State:
    texts = area.thread_count + area.proposal_count
    return states.state(texts, area.action_count, now, progress.work if progress else None)
