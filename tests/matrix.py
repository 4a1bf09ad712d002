"""The matrix role × act × state × ownership: tests/matrix.csv read, and the town in which each cell is tried.

A line of the table is an address in one case, tried by each of the ACTORS: a cell each. Its columns:

endpoint   the address that is posted to, by its name in Flask.
case       the state of the thing, or whose it is; with the endpoint it names the line.
address    the values in the address, `number=open,person=youth`; a value that names a thing of the town is that thing.
form       what is sent, `reason=Noise&clause=4.3`; `{open}` is the thing of that name, and in the place of a field all
           the fields of that name. Without address and form a line takes both from attempts.POSTS.
may        who may: actors and GROUPS (an actor of two words with `_`), `-owner` takes somebody out; `nobody`.
otherwise  what everybody else is answered, while nothing at all is written: 403 unless a code stands here, and
           `anonymous=403` where one actor is answered in another way than the others.
journal    what is written when those who may do it. `entry`: a line of the journal. `none: why`: something, and no act
           of governance. `idle: why`: nothing, because nothing is left to do, and no fault. `form: why`: nothing,
           because what is sent lacks something that a test cannot have; it is refused for that (409 or 422), never as
           such.
"""

import csv
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict

from attempts import POSTS, SOON, Town, a_town, in_review
from desks import a_desk, staff_of
from factories import (
    a_body,
    a_condition,
    a_draft,
    a_moderator,
    a_person,
    a_post,
    a_proposed_merge,
    a_thread,
    an_amendment,
    an_area,
    an_argument,
    an_open_proposal,
)
from town_of_cases import a_town_of_cases
from town_of_states import a_town_of_states
from town_of_trust import a_town_of_trust
from veche.accounts.models import Person
from veche.amending import services as amending
from veche.core import clock
from veche.core.database import writing
from veche.curating import areas, notes
from veche.curating.models import Curation
from veche.moderation import services as moderation
from veche.proposals import coauthors
from veche.proposals.models import Proposal
from veche.youth.backing import back

ACTORS = (
    *("anonymous", "unconfirmed", "visitor", "resident", "owner", "moderator", "committee", "youth"),
    *("other officer", "officer", "admin", "desk", "muted", "banned", "asleep"),
)
STAFF = ("moderator", "committee", "admin")
SIGNED = set(ACTORS) - {"anonymous"}
# Whoever is silent for a time still supports and votes; whoever is banned only reads and keeps their own account.
GROUPS: dict[str, set[str]] = {
    "all": set(ACTORS),
    "signed": SIGNED,
    "confirmed": SIGNED - {"unconfirmed", "muted", "banned"},
    "residents": SIGNED - {"unconfirmed", "visitor", "banned"},
    "nobody": set(),
}
TABLE = Path(__file__).with_name("matrix.csv")
FACTS = "Four hundred of the same texts in an hour."


@dataclass(frozen=True)
class Line:
    endpoint: str
    case: str
    address: dict[str, str]
    form: dict[str, Any]
    may: set[str]
    refused: dict[str, int]  # everybody else, and with what code
    journal: str

    @property
    def kind(self) -> str:
        return self.journal.partition(":")[0]

    @property
    def says_what_is_written(self) -> bool:
        return self.journal == "entry" or self.journal.startswith(("none: ", "idle: ", "form: "))

    @property
    def name(self) -> str:
        return f"{self.endpoint} {self.case}".strip()


def _line(row: dict[str, str]) -> Line:
    _entitled, named, fields = POSTS.get(row["endpoint"], (set(), {}, {}))
    own = bool(row["address"] or row["form"])
    address = dict(pair.split("=", 1) for pair in row["address"].split(",") if pair) if own else named
    form = dict(pair.split("=", 1) for pair in row["form"].split("&") if pair) if own else fields
    may = _who(row["may"])
    return Line(row["endpoint"], row["case"], address, form, may, _refused(row["otherwise"], may), row["journal"])


def _refused(words: str, may: set[str]) -> dict[str, int]:
    """The code of each who may not; one that stands beside a name is theirs alone."""
    own = dict(word.split("=") for word in words.split() if "=" in word)
    (code,) = [word for word in words.split() if "=" not in word] or ["403"]
    named = {who.replace("_", " "): int(told) for who, told in own.items()}
    assert named.keys() <= set(ACTORS) - may, words
    return {who: named.get(who, int(code)) for who in ACTORS if who not in may}


def _who(words: str) -> set[str]:
    found: set[str] = set()
    for word in words.split():
        named = GROUPS.get(word.removeprefix("-"), {word.removeprefix("-").replace("_", " ")})
        found = found - named if word.startswith("-") else found | named
    assert found <= set(ACTORS), words
    return found


def lines() -> list[Line]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [_line(row) for row in csv.DictReader(file, delimiter=";")]


def _in_state(owner: Any, state: str, **values: Any) -> Proposal:
    """As it would be after its way there."""
    proposal = an_open_proposal(owner)
    with writing() as session:
        session.execute(update(Proposal).where(Proposal.id == proposal.id).values(state=state, **values))
    return proposal


def a_wider_town() -> Town:
    """What the answering city has, and one proposal of the owner in each state, threads, a merge, cases."""
    town, now, desk = a_town(), clock.now(), a_desk()
    people = town.people
    people["resident"], people["unconfirmed"] = people.pop("citizen"), people.pop("unverified")
    people |= {"owner": a_person(), "visitor": a_person(resident=False), "desk": staff_of(desk)}
    people |= {"muted": a_person(), "banned": a_person(("moderator",))}  # who is banned acts by no role either
    people["asleep"] = a_person(STAFF)  # came by the password alone: their roles sleep
    owner, resident, moderator = people["owner"], people["resident"], people["moderator"]
    fortnight = timedelta(days=14)
    open_, open2 = an_open_proposal(owner), an_open_proposal(resident)
    hidden = an_open_proposal(owner)
    moderation.hide(a_moderator(), "proposal", hidden.id, clause="4.3", facts=FACTS)
    thread = a_thread(owner, sort="question")
    a_post(thread, resident)
    mod_thread, other_thread, locked, hidden_thread = a_thread(moderator), a_thread(), a_thread(owner), a_thread(owner)
    notes.conclude(a_moderator(), locked.id, text="We agreed on the evenings.", language="en", version=0)
    moderation.hide(a_moderator(), "thread", hidden_thread.id, clause="4.3", facts=FACTS)
    noted = a_thread(owner)
    notes.summarise(a_moderator(), noted.id, text="Many want the evenings.", language="en", version=0)
    moved = a_thread(owner)
    areas.move_thread(a_moderator(), moved.id, _area("2.4.4"), reason="It belongs over there.")
    amendment, old = an_amendment(open_, resident), an_amendment(open_, resident, words="Nine lessons.")
    amending.withdraw(resident, old.id)
    a_condition(open_, resident)
    coauthors.invite(owner, open_.id, people["youth"].name_key)
    case_text, own_text = a_post(other_thread), a_post(other_thread, moderator)
    backed = an_open_proposal()
    back(people["youth"], backed.id)
    things = {
        "resident": resident.id,
        "resident_name": resident.display_name,
        "moderator": moderator.id,
        "visitor": people["visitor"].id,
        "youth": people["youth"].id,
        "other_body": a_body().id,
        "soon": SOON,
        "draft": a_draft(owner, title="Quiet benches at the river", text="Six of them.").id,
        "open": open_.id,
        "open2": open2.id,
        "hidden": hidden.id,
        "voting": _in_state(owner, "voting", voting_opened_at=now, voting_closes_at=now + fortnight).id,
        "withdrawn": _in_state(owner, "withdrawn", ended_at=now).id,
        "dormant": _in_state(owner, "dormant", support_until=now - fortnight, ended_at=now).id,
        "reviewed_too": in_review().id,
        "argument": an_argument(open_, owner).id,
        "amendment": amendment.id,
        "old_amendment": old.id,
        "merge": a_proposed_merge(an_open_proposal(owner), an_open_proposal(resident), owner).id,
        "thread": thread.id,
        "other_thread": other_thread.id,
        "mod_thread": mod_thread.id,
        "locked": locked.id,
        "hidden_thread": hidden_thread.id,
        "noted": noted.id,
        "curation": _last_curation(),
        "case": _flagged(case_text),
        "own_case": _flagged(own_text),
        "backed": backed.id,
    }
    trust = a_town_of_trust(people, desk)
    trust |= a_town_of_cases(people)
    states = a_town_of_states(people, {**town.things, **things})
    _restrain(people["muted"], muted_until=clock.now() + timedelta(days=3))
    _restrain(people["banned"], banned_at=clock.now())
    return Town({**town.things, **things, **trust, **states}, people)


def _restrain(person: Any, **values: Any) -> None:
    with writing() as session:
        session.execute(update(Person).where(Person.id == person.id).values(**values))
    session.refresh(person)


def _area(code: str) -> int:
    return int(an_area(code).id)


def _flagged(post: Any) -> int:
    """A case that waits, and that nobody has claimed."""
    return int(moderation.flag(a_person(), "post", post.id, reason="spam").case_id)


def _last_curation() -> int:
    with writing() as session:
        return int(session.execute(select(Curation.id).order_by(Curation.id.desc()).limit(1)).scalar_one())


def path(app: Any, town: Town, line: Line) -> str:
    with app.test_request_context():
        values = {"language": "en", **town.values(line.address)}
        return str(app.url_map.bind("").build(line.endpoint, values, method="POST"))


def form(town: Town, line: Line) -> MultiDict[str, Any]:
    """What is sent; `{roster}` in the place of a field is all the fields of that name."""
    said = town.fields(line.form)
    for name in [name for name in said if name.startswith("{")]:
        del said[name]
        said |= town.things[name[1:-1]]
    return MultiDict(list(said.items()))
