"""The demonstration town: a year of its life, told in the order in which it happened, through the services."""

import tomllib
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from flask import current_app

from veche.accounts.models import Person
from veche.accounts.services import add_person
from veche.bodies.services import add_body, name_officer
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.languages import speaking
from veche.demo import (
    actions,
    answering,
    deliberation,
    desks,
    measures,
    newcomers,
    oversight,
    results,
    second_step,
    sittings,
    trust,
    verdicts,
    youth,
)
from veche.demo.queries import is_demo_town
from veche.demo.rules import ACCOUNTS, PASSWORD, RESIDENTS, age_of, days_before, district_of
from veche.forum.models import Post
from veche.forum.services import open_thread, reply
from veche.moderation.services import flag, hide
from veche.plan.queries import area_by_code
from veche.proposals.arguments import argue, mark_helpful
from veche.proposals.life import fall_dormant_due
from veche.proposals.models import Proposal
from veche.proposals.services import draft, publish, withdraw
from veche.proposals.supports import support
from veche.resources import PACKAGE
from veche.tracking.services import post_update
from veche.voting.services import cast, close_due
from veche.youth.services import publish_opinion

BEGINNING = 260  # days ago: the people come
SUPPORT_DAYS, VOTE_DAYS, ANSWER_AFTER = 180, 14, 12


class Town:
    """The story while it is told: people, and events to be played in the order of their days."""

    def __init__(self, story: dict[str, Any], proposals: list[dict[str, Any]]) -> None:
        self.story = story
        self.outlines = proposals
        self.chance = Random(1918)  # noqa: S311 - the same town every time, in the year of the city's art school
        self.events: list[tuple[float, int, Callable[[], Any]]] = []
        self.staff: dict[str, Person] = {}
        self.residents: list[Person] = []
        self.bodies: list[int] = []
        self.threads: dict[int, int] = {}
        self.proposals: dict[int, int] = {}

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None:
        self.events.append((-days_ago, len(self.events), happen))

    def play(self) -> None:
        """Everything in order of time, each with the clock set to its day."""
        for day, _, happen in sorted(self.events, key=lambda event: event[:2]):
            with clock.moved(timedelta(days=day)), speaking("ru"):
                happen()

    def citizen(self, number: int) -> Person:
        return self.residents[number % len(self.story["names"])]


def build_town() -> bool:
    """Build the town in a database that has none; False when it stands already. The same town on every machine."""
    if is_demo_town():
        return False
    data = PACKAGE / "demo" / "data"
    town = Town(_toml(data / "story.toml"), _toml(data / "demo-proposals.toml")["proposal"])
    town.on_day(BEGINNING, lambda: _settle(town))
    town.on_day(BEGINNING, lambda: second_step.tell(town))
    for number, thread in enumerate(town.story["thread"], 1):
        _tell_thread(town, number, thread)
    for order, outline in enumerate(town.outlines):
        _tell_proposal(town, order, outline, town.story["proposals"].get(outline["action_area"], {}))
    deliberation.tell(town, _toml(data / "deliberation.toml"))
    actions.tell(town)
    results.tell(town)
    measures.tell(town, _toml(data / "measures.toml"))
    youth.tell(town)
    sittings.tell(town)
    answering.tell(town)
    desks.tell(town)
    newcomers.tell(town)
    trust.tell(town)
    oversight.tell(town)
    verdicts.tell(town)
    town.on_day(30, lambda: _moderate(town))
    town.play()
    current_app.extensions.pop("veche.demo", None)
    return True


def _toml(file: Any) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _settle(town: Town) -> None:
    """People, roles and responsible bodies, in one transaction."""
    with writing():
        for account in ACCOUNTS:
            person = add_person(account.email, account.name, PASSWORD, account.roles, verified=account.verified)
            town.staff[account.email.partition("@")[0]] = person
        names = town.story["names"]
        for number in range(RESIDENTS):
            name = names[number] if number < len(names) else f"Житель {number - len(names) + 1}"
            secret = f"nobody signs in as {town.chance.getrandbits(64)}"
            email = f"resident{number + 1}@town.example"
            age, district = age_of(number), district_of(number)
            town.residents.append(add_person(email, name, secret, verified=True, age_band=age, district=district))
        for body in town.story["bodies"]:
            made = add_body(town.staff["committee"], body["ru"], body["be"], body["en"], body["functions"])
            town.bodies.append(made.id)
        name_officer(town.staff["committee"], town.bodies[1], town.staff["officer"].name_key)


def _tell_thread(town: Town, number: int, outline: dict[str, Any]) -> None:
    town.on_day(outline["days"], lambda: _open(town, number, outline))
    for place, said in enumerate(outline["posts"], 2):
        after = outline["days"] - (place - 1) * 0.3
        town.on_day(after, lambda place=place, said=said: _say(town, number, outline, place, said))  # type: ignore[misc]


def _open(town: Town, number: int, outline: dict[str, Any]) -> None:
    values = {name: outline[name] for name in ("sort", "title", "text", "language")}
    thread = open_thread(
        town.citizen(number - 1), area_id=_area(outline["area"]), nonce=f"demo-thread-{number}", **values
    )
    town.threads[number] = thread.id


def _say(town: Town, number: int, outline: dict[str, Any], place: int, said: dict[str, Any]) -> None:
    thread = town.threads[number]
    parent = db.session.query(Post.id).filter_by(thread_id=thread, number=said["to"]).scalar() if "to" in said else None
    reply(
        town.citizen(number * 3 + place),
        thread,
        text=said["text"],
        language=said.get("language", outline["language"]),
        parent_id=parent,
        nonce=f"demo-post-{number}-{place}",
    )


def _area(code: str) -> int:
    area = area_by_code(code)
    if area is None:
        raise LookupError(f"the demonstration speaks of {code}, which the plan does not have")
    return int(area.id)


def _tell_proposal(town: Town, order: int, outline: dict[str, Any], more: dict[str, Any]) -> None:
    """One proposal, from its first text as far as its outcome says."""
    telling = Telling(town, order, outline, more)
    opened = telling.opened
    town.on_day(opened, telling.publish)
    town.on_day(opened - 1, telling.argue)
    if telling.outcome == "withdrawn":
        town.on_day(opened - 9, telling.withdraw)
    elif telling.comes_to_a_vote:
        for quarter in (1, 2, 3):
            days = opened - 1 - quarter * (opened - 1 - telling.vote_opens) / 4
            town.on_day(days, lambda quarter=quarter: telling.gather(6 * quarter))  # type: ignore[misc]
        town.on_day(telling.vote_opens, telling.gather_all)
        town.on_day(telling.vote_opens - 2, telling.vote)
        if "opinion" in more:
            town.on_day(max(telling.vote_opens - 3, 0.2), telling.opine)
        if "voting" not in more:
            town.on_day(telling.vote_opens - VOTE_DAYS - 0.01, close_due)
            telling.tell_answer()
    else:
        town.on_day(max(opened - 3, 0.1), telling.gather_some)
        if telling.outcome == "dormant":
            town.on_day(opened - SUPPORT_DAYS - 0.01, fall_dormant_due)


class Telling:
    """One proposal's story; days are counted back from today."""

    def __init__(self, town: Town, order: int, outline: dict[str, Any], more: dict[str, Any]) -> None:
        self.town, self.order, self.outline, self.more = town, order, outline, more
        self.outcome = more.get("outcome", outline["outcome"])
        self.opened = float(days_before(self.outcome, order))
        self.vote_opens = self._vote_opens()
        self.number = 0

    @property
    def comes_to_a_vote(self) -> bool:
        return self.outcome in {"promoted", "accepted", "rejected", "under_review", "deferred", "not_carried"}

    def _vote_opens(self) -> float:
        if "voting" in self.more:  # closes in so many days
            return float(VOTE_DAYS - self.more["voting"])
        if "review" in self.more:  # the answer is due in so many days; below nought it is overdue
            return float(VOTE_DAYS + 30 - self.more["review"])
        return self.opened - 12

    @property
    def author(self) -> Person:
        return self.town.citizen(self.order)

    @property
    def action_id(self) -> int:
        return int(db.session.get_one(Proposal, self.number).action_id or 0)

    def publish(self) -> None:
        values = {"title": self.outline["title"], "text": self.outline["body"], "language": self.outline["language"]}
        with writing():
            proposal = draft(
                self.author,
                area_id=_area(self.outline["action_area"]),
                thread_id=self.town.threads.get(self.more.get("thread", 0)),
                nonce=f"demo-proposal-{self.order}",
                **values,
            )
            publish(self.author, proposal.id)
            self.number = self.town.proposals[self.order] = proposal.id

    def argue(self) -> None:
        with writing():
            for place, said in enumerate(self.more.get("arguments", [])):
                argument = argue(
                    self.town.citizen(self.order * 2 + place + 1),
                    self.number,
                    side=said["side"],
                    text=said["text"],
                    language=said.get("language", self.outline["language"]),
                    nonce=f"demo-argument-{self.order}-{place}",
                )
                for reader in self.town.residents[40 : 40 + self.town.chance.randrange(3, 20)]:
                    mark_helpful(reader, argument.id)

    def gather(self, number: int) -> None:
        first = self.order % 20
        with writing():
            for person in self.town.residents[first : first + number]:
                support(person, self.number)

    def gather_all(self) -> None:
        self.gather(25)

    def gather_some(self) -> None:
        self.gather(self.more.get("supports", 3 + self.town.chance.randrange(12)))

    def vote(self) -> None:
        """Enough for the quorum, except in the vote that still needs voters; most of them for, but for one vote."""
        weights = (24, 62, 14) if self.outcome == "not_carried" else (70, 22, 8)
        voters = 31 if self.more.get("voting") == 9 else 52 + self.town.chance.randrange(RESIDENTS - 52)
        with writing():
            for person in self.town.residents[:voters]:
                choice = self.town.chance.choices(("for", "against", "abstain"), weights)[0]
                cast(person, self.number, choice)

    def opine(self) -> None:
        opinion = {"language": "ru", **self.more["opinion"]}
        publish_opinion(self.town.staff["youth"], self.number, **opinion)

    def withdraw(self) -> None:
        withdraw(self.author, self.number, "Уже реализуется: комитет начал вести такой реестр.")

    def tell_answer(self) -> None:
        if "letter" not in self.more:
            return
        answered = self.vote_opens - VOTE_DAYS - ANSWER_AFTER
        self.town.on_day(answered, self.answer)
        for update in self.more.get("updates", []):
            self.town.on_day(min(update["days"], answered - 1), lambda update=update: self.report(update))  # type: ignore[misc]

    def answer(self) -> None:
        """Told by the committee's own steps: positions, a letter, its second reader, publication."""
        answering.answer(self.town, self.number, self.order, self.more, self._new_action())

    def _new_action(self) -> dict[str, Any]:
        action = self.more.get("action")
        if not action:
            return {}
        return {
            "title": action["title"],
            "body_id": self.town.bodies[action["body"] - 1],
            "expected_result": action["result"],
            "unit": action["unit"],
            "target": Decimal(action["target"]),
            "next_report_on": today() + timedelta(days=90),
        }

    def report(self, update: dict[str, Any]) -> None:
        ended = update.get("status") == "completed"
        wait = 81 if self.more.get("overdue") else 90
        post_update(
            self.town.staff["committee"],
            self.action_id,
            text=update["text"],
            language="ru",
            status=update.get("status", "in_progress"),
            figure=Decimal(update["figure"]),
            next_report_on=None if ended else today() + timedelta(days=wait),
            evidence=update.get("evidence", ""),
            nonce=f"demo-update-{self.order}-{update['days']}",
        )


def _moderate(town: Town) -> None:
    """One post that broke a rule and was hidden, so that the log and a tombstone can be seen."""
    thread = town.threads[2]
    rude = reply(
        town.citizen(25),
        thread,
        text="Кто так пишет, тот в жизни кисти не держал.",
        language="ru",
        nonce="demo-rude-post",
    )
    flag(town.citizen(12), "post", rude.id, reason="insult", note="Это о человеке, а не о деле.")
    facts = "Сообщение говорит о собеседнике, а не о мастерских."
    hide(town.staff["moderator"], "post", rude.id, clause="4.1", facts=facts)
