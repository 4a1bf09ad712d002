"""What the youth council of the demonstration did, told by data/youth.toml through the services as a person would."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.accounts.services import add_person, give_role
from veche.core.clock import today
from veche.core.database import db, writing
from veche.moderation.models import Case
from veche.moderation.services import approve
from veche.plan.queries import area_by_code
from veche.proposals.services import draft, publish
from veche.proposals.supports import support
from veche.resources import PACKAGE
from veche.youth import backing, board, marking
from veche.youth.services import publish_opinion

Told = dict[str, Any]
ELECTED = 200  # days ago; for a year
LOOKED_AT = 0.03  # days after it was written


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    residents: list[Person]
    proposals: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...


class Council:
    """The members in the order of the file, and the talks of the board that were begun."""

    def __init__(self, town: Town, story: dict[str, list[Told]]) -> None:
        self.town, self.story = town, story
        self.members: list[Person] = []
        self.talks: dict[int, int] = {}

    def elect(self) -> None:
        with writing():
            for number, told in enumerate(self.story["member"], 1):
                secret = f"nobody signs in as member {number} of the council"
                values = {"age_band": told["age"], "language": told.get("language", "ru"), "verified": True}
                member = add_person(f"youth{number}@town.example", told["name"], secret, **values)
                self._seat(member)
                board.choose_name(member, told["board"])
                self.members.append(member)
            self._seat(self.town.staff["youth"])
            board.choose_name(self.town.staff["youth"], "Скрепка")

    def _seat(self, member: Person) -> None:
        give_role(self.town.staff["admin"], member.id, "youth_council", until=today() + timedelta(days=365))

    def back(self, told: Told) -> None:
        for place in told["members"]:
            backing.back(self.members[place], self.town.proposals[told["proposal"]])

    def opine(self, told: Told) -> None:
        said = {name: told[name] for name in ("stance", "text", "language")}
        publish_opinion(self.members[told["member"]], self.town.proposals[told["proposal"]], **said)

    def propose(self, told: Told) -> None:
        author, area = self.members[told["member"]], area_by_code(told["area"])
        if area is None:
            raise LookupError(f"the demonstration speaks of {told['area']}, which the plan does not have")
        values = {name: told[name] for name in ("title", "text", "language")}
        with writing():
            proposal = draft(author, area_id=area.id, nonce=f"demo-youth-{told['days']}", **values)
            publish(author, proposal.id)
            marking.mark(author, proposal.id)
            for person in self.town.residents[: told["supports"]]:
                support(person, proposal.id)

    def talk(self, number: int, told: Told) -> None:
        values = {name: told[name] for name in ("title", "text", "language")}
        thread = board.open_thread(self.members[told["member"]], nonce=f"demo-talk-{number}", **values)
        self.talks[number] = thread.id

    def say(self, number: int, place: int, told: Told) -> None:
        values = {"text": told["text"], "language": told["language"], "nonce": f"demo-talk-{number}-{place}"}
        board.reply(self.members[told["member"]], self.talks[number], **values)

    def look_at_first(self) -> None:
        """A moderator shows what newcomers wrote on the board."""
        waiting = select(Case.id).where(Case.kind.in_(("youth_thread", "youth_post")), Case.closed_at.is_(None))
        for case in db.session.execute(waiting.order_by(Case.id)).scalars().all():
            approve(self.town.staff["moderator"], case)


def tell(town: Town) -> None:
    """Put everything on its day."""
    story = tomllib.loads((PACKAGE / "demo" / "data" / "youth.toml").read_text("utf-8"))
    council = Council(town, story)
    town.on_day(ELECTED, council.elect)
    tellers = {"backing": council.back, "opinion": council.opine, "proposal": council.propose}
    for kind, happen in tellers.items():
        for told in story[kind]:
            town.on_day(told["days"], partial(happen, told))
    for number, told in enumerate(story["thread"], 1):
        town.on_day(told["days"], partial(council.talk, number, told))
        town.on_day(told["days"] - LOOKED_AT, council.look_at_first)
        for place, said in enumerate(told.get("post", []), 2):
            town.on_day(said["days"], partial(council.say, number, place, said))
            if not said.get("waiting"):
                town.on_day(said["days"] - LOOKED_AT, council.look_at_first)
