"""Each number of the dashboard by its name, with the list that it leads to; the page and the JSON take them here."""

from dataclasses import dataclass, field
from typing import Any

from veche.dashboard.queries import Board
from veche.plan import states
from veche.proposals.queries import STEPS
from veche.tracking.labels import STATUS


@dataclass(frozen=True)
class Number:
    """A count, and the list of exactly so many rows: an endpoint with its values."""

    value: int
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


def of(board: Board) -> dict[str, Number]:
    """Every number by its name, such as «actions.in_progress»."""
    return {**_actions(board), **_promises(board), **_indicators(board), **_proposals(board), **_areas(board)} | {
        name: number for row in board.features for name, number in _feature(row).items()
    }


def _actions(board: Board) -> dict[str, Number]:
    late = board.promises.by_state("report")["overdue"]
    return {
        "actions.all": Number(sum(board.actions.values()), "tracking.actions"),
        **{
            f"actions.{status}": Number(board.actions.get(status, 0), "tracking.actions", {"status": status})
            for status in STATUS
        },
        "actions.report_overdue": Number(late, "tracking.actions", {"report": "overdue"}),
    }


def _promises(board: Board) -> dict[str, Number]:
    def ledger(value: int, **filters: str) -> Number:
        return Number(value, "promises.ledger", filters)

    whole, answers = board.promises.by_state(), board.promises.by_state("answer")
    year = board.promises.share("answer")
    return {
        "promises.overdue": ledger(whole["overdue"], state="overdue"),
        "answers.overdue": ledger(answers["overdue"], kind="answer", state="overdue"),
        "answers.waiting": ledger(answers["waiting"], kind="answer", state="waiting"),
        "answers.year_kept": ledger(year.kept, kind="answer", state="kept", closed="year"),
        "answers.year": ledger(year.all, kind="answer", state="closed", closed="year"),
        "opinions.overdue": ledger(board.promises.by_state("opinion")["overdue"], kind="opinion", state="overdue"),
        "milestones.overdue": ledger(
            board.promises.by_state("milestone")["overdue"], kind="milestone", state="overdue"
        ),
    }


def _indicators(board: Board) -> dict[str, Number]:
    counted = vars(board.indicators)
    found = {
        f"indicators.{state}": Number(n, "indicators.indicators", {"state": state}) for state, n in counted.items()
    }
    return {"indicators.all": Number(board.indicators.total, "indicators.indicators"), **found}


def _proposals(board: Board) -> dict[str, Number]:
    return {
        f"proposals.{step}": Number(board.proposals[step], "proposals.listing", {"step": step})
        for step in (*STEPS, "ended")
    }


def _areas(board: Board) -> dict[str, Number]:
    found = {
        f"areas.{state.cell}": Number(board.by_state[state.cell], "dashboard.areas", {"state": state.cell})
        for state in states.ALL
    }
    nobody = Number(len(board.without_body), "dashboard.areas", {"state": "nobody"})
    return {"areas.all": Number(len(board.areas), "dashboard.areas"), **found, "areas.nobody": nobody}


def _feature(row: Any) -> dict[str, Number]:
    code = row.feature.code
    measured = Number(row.indicators.total, "indicators.indicators", {"feature": code})
    return {
        f"features.{code}.actions": Number(sum(row.actions.values()), "dashboard.actions", {"feature": code}),
        f"features.{code}.indicators": measured,
        f"features.{code}.overdue": Number(row.overdue, "promises.ledger", {"feature": code, "state": "overdue"}),
    }
