"""What became of the demonstration's actions, told by data/actions.toml through the services, as officers would."""

import tomllib
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.core.clock import today
from veche.core.database import db, writing
from veche.demo.queries import action_of_code
from veche.resources import PACKAGE
from veche.tracking import links, milestones, records, reports
from veche.tracking.models import Milestone

Told = dict[str, Any]


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    bodies: list[int]

    def on_day(self, days_ago: float, happen: Any) -> None: ...


def tell(town: Town) -> None:
    """Put everything on its day; later on a day than the answers and the reports of the proposals' own story."""
    story = tomllib.loads((PACKAGE / "demo" / "data" / "actions.toml").read_text("utf-8"))
    town.on_day(250, lambda: _name_offices(town, story["office"]))
    for told in story["record"]:
        town.on_day(told["days"] - 0.2, lambda told=told: _edit(town, told))
    for told in story["milestone"]:
        town.on_day(told["set"] - 0.3, lambda told=told: _set(town, told))
        for kind in ("done", "dropped"):
            if kind in told:
                town.on_day(told[kind] - 0.3, lambda told=told: _end(town, told))
    for told in story["report"]:
        town.on_day(told["days"] - 0.2, lambda told=told: _report(town, told))


def _name_offices(town: Town, offices: list[Told]) -> None:
    with writing() as session:
        for office in offices:
            body = session.get_one(Body, town.bodies[office["body"] - 1])
            body.office_email, body.office_language = office["email"], office["language"]


def _edit(town: Town, told: Told) -> None:
    action = action_of_code(told["code"])
    fields = {name: getattr(action, name) for name in records.FIELDS}
    fields |= {name: told[name] for name in fields if name in told}
    for name, days in (("begins_on", "begins"), ("ends_on", "ends")):
        if days in told:
            fields[name] = today() + timedelta(days=told["days"] + told[days])
    executors = {town.bodies[int(place) - 1]: does for place, does in told.get("executors", {}).items()}
    kept = {one.body_id: one.functions for one in action.executors}
    records.edit_action(
        town.staff["committee"],
        action.id,
        seen=records.fingerprint(action),
        reason=told.get("reason", ""),
        executors={**kept, **executors},
        **fields,
    )


def _set(town: Town, told: Told) -> None:
    due_on = today() + timedelta(days=told["set"] + told["due"])
    action = action_of_code(told["code"])
    milestones.add_milestone(town.staff["committee"], action.id, title=told["title"], language="ru", due_on=due_on)


def _end(town: Town, told: Told) -> None:
    rows = select(Milestone).where(
        Milestone.title == told["title"], Milestone.action_id == action_of_code(told["code"]).id
    )
    milestone = db.session.execute(rows).scalar_one()
    if "done" in told:
        milestones.reach(town.staff["committee"], milestone.id, evidence=told["evidence"])
    else:
        milestones.drop(town.staff["committee"], milestone.id, reason=told["reason"])


def _report(town: Town, told: Told) -> None:
    action = action_of_code(told["code"])
    said: Told = {name: told[name] for name in ("status", "text", "change", "next_steps", "evidence") if name in told}
    said["figure"] = Decimal(told["figure"]) if "figure" in told else None
    said["next_report_on"] = today() + timedelta(days=told["wait"]) if "wait" in told else None
    said |= {"language": "ru", "nonce": f"demo-report-{told['code']}-{told['days']}"}
    if told.get("by_link"):
        reports.post_by_link(links.read(links.token(action)), **said)
    else:
        reports.post_update(town.staff["committee"], action.id, **said)
