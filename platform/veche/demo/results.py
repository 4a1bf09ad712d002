"""What the demonstration's actions cost, brought and taught, told by data/results.toml through the services."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.bodies.rules import FIELDS
from veche.bodies.services import edit_body
from veche.core.clock import today
from veche.core.database import db, writing
from veche.demo.queries import action_of_code
from veche.plan.queries import load_area
from veche.proposals.models import Proposal
from veche.proposals.tying import link
from veche.resources import PACKAGE
from veche.tracking.costs import mark, set_cost
from veche.tracking.lessons import write_lesson
from veche.tracking.models import Cost
from veche.tracking.results import record_result
from veche.tracking.starting import start_own

Told = dict[str, Any]


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    bodies: list[int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


def tell(town: Town) -> None:
    """Put everything on its day; later on a day than the answers and reports of the other stories."""
    story = tomllib.loads((PACKAGE / "demo" / "data" / "results.toml").read_text("utf-8"))
    town.on_day(240, lambda: _keep_register(town, story["body"]))
    for kind, happen in _TELLERS.items():
        for told in story[kind]:
            town.on_day(told["days"] - 0.4, lambda told=told, happen=happen: happen(town, told))  # type: ignore[misc]


def _keep_register(town: Town, entries: list[Told]) -> None:
    with writing() as session:
        for entry in entries:
            body = session.get_one(Body, town.bodies[entry["place"] - 1])
            values = {name: entry[name] for name in FIELDS if name in entry}
            edit_body(town.staff["committee"], body.id, seen=body.seen, **values)


def _start(town: Town, told: Told) -> None:
    start_own(
        town.staff["committee"],
        area_id=load_area(told["area"]).id,
        title=told["title"],
        language="ru",
        body_id=town.bodies[told["body"] - 1],
        functions=told["functions"],
        national_plan=told["national_plan"],
        expected_result=told["result"],
        unit=told["unit"],
        target=Decimal(told["target"]),
        next_report_on=today() + timedelta(days=told["wait"]),
        nonce=f"demo-own-{told['area']}",
    )


def _spend(town: Town, told: Told) -> None:
    action = action_of_code(told["code"])
    rows = select(Cost).where(Cost.action_id == action.id, Cost.source == told["source"])
    amounts: Told = {name: Decimal(told[name]) for name in ("planned", "spent")}
    seen = mark(db.session.execute(rows).scalar_one_or_none())
    said: Told = {"source": told["source"], "note": told["note"], "language": "ru", "seen": seen}
    set_cost(town.staff["committee"], action.id, **said, **amounts)


def _bring(town: Town, told: Told) -> None:
    said = {name: told[name] for name in ("title", "unit", "evidence")}
    value = Decimal(told["value"])
    action = action_of_code(told["code"])
    record_result(town.staff["committee"], action.id, **said, value=value, language="ru", on=today())


def _teach(town: Town, told: Told) -> None:
    said = {name: told[name] for name in ("worked", "failed", "change", "language") if name in told}
    write_lesson(town.staff["committee"], action_of_code(told["code"]).id, **said)


def _tie(town: Town, told: Told) -> None:
    """The accepted proposal of an area stands behind a further action."""
    accepted = Proposal.area_id == load_area(told["area"]).id, Proposal.state == "accepted"
    proposal = (
        db.session.execute(select(Proposal).where(*accepted).order_by(Proposal.id).limit(1)).unique().scalar_one()
    )
    link(town.staff["committee"], action_of_code(told["code"]).id, proposal.id, reason=told["reason"], language="ru")


_TELLERS: dict[str, Callable[[Town, Told], None]] = {
    "own": _start,
    "cost": _spend,
    "result": _bring,
    "lesson": _teach,
    "tie": _tie,
}
