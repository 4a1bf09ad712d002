"""What the people of the demonstration did with its texts, and what a moderator put on top of its talks.

Told by data/deliberation.toml, through the services as a person would.
"""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import select

from veche.accounts.models import Person
from veche.amending import conditions
from veche.amending import services as amending
from veche.core.database import db, writing
from veche.curating import marks, notes
from veche.forum.solving import mark_solved
from veche.merging import choices
from veche.merging import services as merging
from veche.plan.queries import area_by_code
from veche.proposals import coauthors
from veche.proposals.models import Proposal, Support, Version
from veche.proposals.services import draft, edit, publish
from veche.proposals.supports import support

Told = dict[str, Any]


class Town(Protocol):
    """As much of the town as is needed to tell this."""

    staff: dict[str, Person]
    residents: list[Person]
    threads: dict[int, int]
    proposals: dict[int, int]

    def on_day(self, days_ago: float, happen: Callable[[], Any]) -> None: ...
    def citizen(self, number: int) -> Person: ...


def tell(town: Town, story: dict[str, list[Told]]) -> None:
    """Put everything on its day."""
    for kind, happen in _TELLERS.items():
        for told in story.get(kind, []):
            happen(town, told)


def _proposal(town: Town, told: Told) -> Proposal:
    return db.session.get_one(Proposal, town.proposals[told["proposal"]])


def _text(proposal: Proposal) -> str:
    rows = select(Version.text).where(Version.proposal_id == proposal.id, Version.number == proposal.version)
    return str(db.session.execute(rows).scalar_one())


def _changed(proposal: Proposal, told: Told) -> str:
    before = _text(proposal)
    if told["passage"] not in before:
        raise LookupError(f"proposal {told['proposal']} does not say {told['passage']!r}")
    return before.replace(told["passage"], told["words"])


def _version(town: Town, told: Told) -> None:
    def write() -> None:
        proposal = _proposal(town, told)
        edit(
            proposal.author,
            proposal.id,
            title=proposal.title,
            text=_changed(proposal, told),
            reason=told["reason"],
            version=proposal.version,
            is_material=told["mark"] == "matter",
        )

    def agree_anew() -> None:
        number = town.proposals[told["proposal"]]
        rows = select(Support.person_id).where(Support.proposal_id == number).order_by(Support.id)
        for person in db.session.execute(rows.limit(told["again"])).scalars().all():
            support(db.session.get_one(Person, person), number)

    town.on_day(told["days"], write)
    if "again" in told:
        town.on_day(told["days"] - 1, agree_anew)


def _coauthor(town: Town, told: Told) -> None:
    def invite() -> None:
        proposal = _proposal(town, told)
        coauthors.invite(proposal.author, proposal.id, town.citizen(told["by"]).display_name)

    def accept() -> None:
        coauthors.answer(town.citizen(told["by"]), town.proposals[told["proposal"]], True)

    town.on_day(told["days"], invite)
    if not told.get("waiting"):
        town.on_day(told["days"] - 1, accept)


def _amendment(town: Town, told: Told) -> None:
    made: list[int] = []

    def propose() -> None:
        proposal = _proposal(town, told)
        amendment = amending.propose(
            town.citizen(told["by"]),
            proposal.id,
            version=proposal.version,
            paragraph=1,
            words=_changed(proposal, told),
            reason=told["reason"],
            language=told["language"],
            nonce=f"demo-amendment-{told['proposal']}-{told['by']}",
        )
        made.append(amendment.id)

    def answer() -> None:
        proposal = _proposal(town, told)
        if told["answer"] == "accepted":
            values = {"version": proposal.version, "reason": told["reason"], "is_material": False}
            amending.accept(proposal.author, made[0], **values)
        else:
            amending.decline(proposal.author, made[0], told["answer_reason"])

    town.on_day(told["days"], propose)
    if "answer" in told:
        town.on_day(told["days"] - 1, answer)


def _condition(town: Town, told: Told) -> None:
    def write() -> None:
        number = town.proposals[told["proposal"]]
        values = {"text": told["text"], "language": told["language"], "instead": True}
        conditions.write(town.citizen(told["by"]), number, **values)

    def meet() -> None:
        conditions.meet(town.citizen(told["by"]), town.proposals[told["proposal"]])

    town.on_day(told["days"], write)
    if "met" in told:
        town.on_day(told["met"], meet)


def _duplicate(town: Town, told: Told) -> None:
    """A proposal on the same matter, and the way it went into the other one."""
    made: list[int] = []

    def author() -> Person:
        return town.citizen(told["by"])

    def supporters() -> list[Person]:
        return town.residents[34 : 34 + told["supports"]]

    def propose() -> None:
        area = area_by_code(told["area"])
        if area is None:
            raise LookupError(told["area"])
        values = {name: told[name] for name in ("title", "text", "language")}
        with writing():
            proposal = draft(author(), area_id=area.id, nonce=f"demo-duplicate-{told['by']}", **values)
            publish(author(), proposal.id)
            made.append(proposal.id)

    def gather() -> None:
        for person in supporters():
            support(person, made[0])

    def ask() -> None:
        values = {"reason": told["reason"], "language": told["language"], "nonce": f"demo-merge-{told['by']}"}
        made.append(merging.propose(author(), source_id=made[0], target_id=town.proposals[told["into"]], **values).id)

    def answer() -> None:
        merging.agree(db.session.get_one(Proposal, town.proposals[told["into"]]).author, made[1])

    def choose() -> None:
        words = ["moved"] * told["moved"] + ["kept"] * told["kept"]
        for person, choice in zip(supporters(), words, strict=False):
            choices.choose(person, made[1], choice)

    for days, happen in ((told["days"], propose), (told["days"] - 1, gather), (told["proposed"], ask)):
        town.on_day(days, happen)
    if "agreed" in told:
        town.on_day(told["agreed"], answer)
        town.on_day(told["agreed"] - 1, choose)


def _solved(town: Town, told: Told) -> None:
    town.on_day(
        told["days"],
        lambda: mark_solved(town.staff["moderator"], town.threads[told["thread"]], told["post"], solved=True),
    )


def _note(write: Callable[..., Any]) -> Callable[[Town, Told], None]:
    def tell_note(town: Town, told: Told) -> None:
        values = {"text": told["text"], "language": told["language"], "version": 0}
        town.on_day(told["days"], lambda: write(town.staff["moderator"], town.threads[told["thread"]], **values))

    return tell_note


def _pinned(town: Town, told: Told) -> None:
    town.on_day(told["days"], lambda: marks.pin(town.staff["moderator"], town.threads[told["thread"]], pinned=True))


def _featured(town: Town, told: Told) -> None:
    town.on_day(
        told["days"], lambda: marks.feature(town.staff["moderator"], town.threads[told["thread"]], featured=True)
    )


_TELLERS: dict[str, Callable[[Town, Told], None]] = {
    "version": _version,
    "coauthor": _coauthor,
    "amendment": _amendment,
    "condition": _condition,
    "duplicate": _duplicate,
    "solved": _solved,
    "summary": _note(notes.summarise),
    "conclusion": _note(notes.conclude),
    "pinned": _pinned,
    "featured": _featured,
}
