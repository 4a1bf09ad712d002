"""The committee of the demonstration: its members and their terms, a sitting with minutes, one to come, one in writing.

Told by data/sittings.toml, through the services as a person would.
"""

import tomllib
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.accounts.services import add_person
from veche.committee.models import Sector
from veche.committee.positions import take
from veche.core import clock
from veche.core.clock import CITY_ZONE, today
from veche.core.database import writing
from veche.resources import PACKAGE
from veche.sittings import members, minutes, queries, services

SEATED, PAST, HELD, CONVENED, WRITTEN = 249.5, 93.0, 88.0, 2.0, 1.0
MOST_POINTS = 4


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


def tell(town: Town) -> None:
    """Put everything on its day."""
    told = tomllib.loads((PACKAGE / "demo" / "data" / "sittings.toml").read_text("utf-8"))
    past: dict[str, int] = {}
    town.on_day(SEATED, lambda: _seat_all(town, told["seat"]))
    town.on_day(PAST, lambda: past.update(number=_convene(town, told["past"], PAST - HELD, "past")))
    town.on_day(HELD - 0.99, lambda: _attend(town, past["number"]))
    town.on_day(HELD - 9, lambda: _publish(town, past["number"], told["past"]["minutes"]))
    town.on_day(HELD - 12, lambda: _correct(town, past["number"], told["past"]["addendum"]))
    town.on_day(CONVENED, lambda: _convene(town, told["coming"], 7, "coming"))
    town.on_day(WRITTEN, lambda: _begin(town, told["written"]))
    town.on_day(WRITTEN / 2, lambda: _speak(town, told["written"]))


def _seat_all(town: Town, seats: list[dict[str, Any]]) -> None:
    members.load_packaged_sectors()
    with writing() as session:
        sectors = {row.title_ru: row.id for row in session.execute(select(Sector)).scalars()}
        for told in seats:
            person = town.staff[told["account"]] if "account" in told else _somebody(town, told["name"])
            begun = today() + timedelta(days=int(SEATED - told["from"]))
            members.seat(
                town.staff["admin"],
                person.name_key,
                sector_id=sectors[told["sector"]],
                office=told["office"],
                since=begun,
                until=today() + timedelta(days=int(SEATED - told["to"])),
                functions=members.Functions(told["ru"], told["be"], told["en"]),
            )


def _somebody(town: Town, name: str) -> Person:
    """A member whom no visitor plays, and whose term is over."""
    person = add_person("former@town.example", name, f"nobody signs in as {name}", verified=True)
    town.staff["former"] = person
    return person


def _hour(days: float) -> datetime:
    """Four in the afternoon, so many days on."""
    return datetime.combine(today() + timedelta(days=int(days)), time(16), CITY_ZONE)


def _proposals(most: int) -> list[int]:
    return [proposal.id for proposal in queries.candidates()[:most]]


def _convene(town: Town, told: dict[str, str], ahead: float, name: str) -> int:
    with writing():
        found = services.convene(
            town.staff["committee3"],
            sort="sitting",
            begins_at=_hour(ahead),
            place=told["place"],
            note=told["note"],
            language="ru",
            proposals=_proposals(MOST_POINTS),
            nonce=f"demo-sitting-{name}",
        )
        services.add_matter(town.staff["committee3"], found.id, told["matter"], "ru")
        return found.id


def _attend(town: Town, number: int) -> None:
    presence = {town.staff[name].id: "present" for name in ("committee", "committee3", "former")}
    presence[town.staff["committee2"].id] = "excused"
    minutes.record_attendance(town.staff["committee3"], number, presence)


def _publish(town: Town, number: int, text: str) -> None:
    secretary = town.staff["committee3"]
    minutes.draft(secretary, number, text=text.strip(), language="ru", revision=0)
    minutes.publish(secretary, number, 1)


def _correct(town: Town, number: int, text: str) -> None:
    minutes.correct(town.staff["committee3"], number, text=text, language="ru", nonce="demo-addendum")


def _begin(town: Town, told: dict[str, str]) -> None:
    services.convene(
        town.staff["committee"],
        sort="written",
        begins_at=None,
        ends_at=_hour(WRITTEN + 3),
        note=told["note"],
        language="ru",
        proposals=_proposals(2),
        nonce="demo-sitting-written",
    )


def _speak(town: Town, told: dict[str, str]) -> None:
    """One member has spoken in writing, the others are still awaited."""
    in_time = [one.id for one in queries.candidates() if one.answer_by and one.answer_by > clock.now()]
    for number in in_time[:1]:
        take(town.staff["committee2"], number, stance="accepted_in_part", reason=told["position"], language="ru")
