"""What nobody may read is nowhere: a town in which it was written answers as one in which it never was.

Every address that is read is asked in both towns, by each reader, as a page and as a part where there is one, and the
answers are compared byte for byte: pages, parts, searches, feeds, files, counts, links for preview. So are the letters.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import twins
from twins import PEN_NAME, SECRET, begin_anew, hidden, kept_back, nothing, removed, repeatable, shown
from veche.accounts.models import Person, RoleGrant
from veche.core import clock, worker
from veche.core.database import db
from veche.core.moderated import kinds
from veche.sessions.services import begin

pytestmark = pytest.mark.sqlite_alone

READERS = ("anonymous", "resident", "committee", "sleeping moderator")
# The numbers of what everybody reads, and of what is written afterwards or never was.
PROPOSALS, THREADS, TALKS, OTHERS = (1, 4, 5), (1, 3), (3, 4, 5), (1, 2)
NUMBERS = {
    "/proposals/": PROPOSALS,
    "/committee/dossier/": PROPOSALS,
    "/committee/take-up/": PROPOSALS,
    "/youth/opinion/": PROPOSALS,
    "/threads/": THREADS,
    "/youth/board/": TALKS,
}
NAMED = {
    "post_number": (1, 3),
    "area_code": ("2.4.5",),
    "feature_code": ("2.4",),
    "kind": tuple(kinds),
    "subject_id": (1, 2, 3, 4),
    "proposal": (4,),
    "person": (6,),
    "name": ("sms",),
}
CODES = {"tracking": "2.4.5-1", "proposals": "2.4.5-1", "indicators": "I-38"}
ASKED = "Six+benches+by+the+river"
QUERIES = (
    f"/threads/similar?title={ASKED}&language=en",
    f"/proposals/similar?title={ASKED}&language=en",
    "/threads?order=newest&area=2.4.5",
    "/threads?order=voices",
    "/threads?order=unanswered&written=en",
    "/threads?mine=1",
    "/threads/1?branch=3",
    "/threads/1/reply?to=3&quote=3",
    "/threads/1/curating/split?from=1",
    "/threads/new?area=2.4.5&title=Benches",
    "/proposals?step=new",
    "/proposals?step=open&area=2.4.5",
    "/proposals?step=ended",
    "/proposals/new?thread=3",
    "/proposals/1/arguments?side=for&order=newest",
    "/proposals/1/edit?condition=1",
    "/proposals/1/merge?other=4",
    "/proposals/1/path?after=0",
    "/proposals/4/versions?from=1&to=2",
    "/promises?state=all",
    "/dashboard/actions?state=in_progress",
    "/dashboard/areas?feature=2.4",
    "/journal?entry=9",
)
# Addresses that are not asked, and why. There is no map of the site; one that comes is asked like everything else.
EXCUSED = {
    **dict.fromkeys(
        [
            *("accounts.confirmation", "accounts.new_password", "accounts.representation", "accounts.withdrawal"),
            *("amending.question", "merging.by_link", "proposals.renewal", "sessions.new_address"),
            *("sessions.old_address", "tracking.by_link"),
        ],
        "opened by a signed link, which leads to its own matter alone",
    ),
    "moderation.batch": "opened by a mark that moderators alone get",
    "privacy.fetch_archive": "opened by a secret mark, for its owner alone",
    "voting.checker": "a file of the package",
}
# A measure is public: it stands in the log, the journal and the figures, and leaves a tombstone where the text stood,
# which is counted there. On these pages words and author must not be; all others are as if it had never been written.
OWN_ADDRESSES = (
    "/threads/3",
    "/threads/1/post/3",
    "/proposals/4",
    "/committee/dossier/4",
    "/committee/take-up/4",
    "/youth/opinion/4",
    "/arguments/2",
    "/amendments/1",
    "/flag/",
    "/threads/1?branch=3",
    "/threads/1/reply?to=3",
)
COUNTED_AT = {"/threads", "/threads/1", "/threads/1/latest", "/proposals", "/proposals/1", "/plan/2.4.5", "/my"}
COUNTED_AT |= {f"/proposals/1/{part}" for part in ("arguments", "amendments", "path", "path.json", "path.atom")}
TOLD_AT = {f"/moderation/{part}" for part in ("log", "log.csv", "log.atom", "figures", "figures.csv")} | {"/journal"}
# The resident got letters while everybody read the texts, and may ask what letters are kept of them.
KEPT_LETTERS = {"/my/data", "/my/data/leave"}
CHANNELS = {
    "page": "/threads/3",
    "list": "/threads",
    "similar titles of discussions": QUERIES[0],
    "similar titles of proposals": QUERIES[1],
    "feed": "/proposals/4/path.atom",
    "file": "/proposals/4/path.json",
    "changes between texts": "/proposals/4/versions?from=1&to=2",
    "history of a message": "/threads/1/post/3/history",
    "quoted words": "/threads/1/reply?to=3&quote=3",
    "a proposal that grows from a discussion": "/proposals/new?thread=3",
    "front page": "/",
    "journal": "/journal",
    "list of proposals": "/proposals",
    "dossier, as it is printed": "/committee/dossier/4",
    "form of a report": "/flag/argument/2",
    "arguments": "/proposals/1/arguments",
    "amendments": "/proposals/1/amendments",
}
COUNTS = ("/dashboard.json", "/dashboard", "/plan", "/dashboard/areas", "/proposals/1")

ANCHOR = "Journal of all decisions"
Way = Callable[[twins.Town], None]
Answers = dict[tuple[str, str], tuple[int, str, str]]


def numbers(rule: str) -> tuple[int, ...]:
    return next((found for start, found in NUMBERS.items() if start in rule), OTHERS)


def asked(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address that is read, with its endpoint."""
    adapter = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in EXCUSED:
            continue
        names = sorted(rule.arguments - {"language"})
        known = {**NAMED, "code": (CODES.get(rule.endpoint.split(".")[0], 1),)}
        for values in product(*(known.get(name, numbers(rule.rule)) for name in names)):
            given = dict(zip(names, values, strict=True))
            yield rule.endpoint, adapter.build(rule.endpoint, {**given, "language": "en"})
    yield from (("", f"/en{query}") for query in QUERIES)


def reader_of(town: twins.Town, who: str, app: Flask) -> Any:
    client = app.test_client()
    if who != "anonymous":
        # By the password alone the role of a moderator sleeps.
        secret = begin(town.people[who], factor="password" if who.startswith("sleeping") else "totp")
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = secret, True
    return client


def answers(app: Flask, client: Any) -> Answers:
    """Status, headers and body of every address, as a page and as a part where it has one."""
    found: Answers = {}
    for _, address in asked(app):
        for mode, headers in {"page": {}, "part": {"HX-Request": "true"}}.items():
            begin_anew()
            got = client.get(address, headers=headers)
            kept = sorted(pair for pair in got.headers if pair[0] not in {"Date", "Set-Cookie", "Content-Length"})
            found[address, mode] = got.status_code, got.text, str(kept)
            if "HX-Request" not in got.headers.get("Vary", ""):
                break
    return found


def mail(town: twins.Town) -> list[tuple[str, str, str]]:
    """The letters of two weeks to everybody who does not look after the texts, and did not write them."""
    for days in (0, 1, 8, 15):
        with clock.moved(timedelta(days=days)):
            assert sum(duty() for duty in worker.duties.values()) >= 0
    moderators = select(Person.email).join(RoleGrant).where(RoleGrant.role == "moderator")
    entitled = set(db.session.execute(moderators).scalars())
    entitled |= {town.people[name].email for name in ("author", "newcomer")}
    return [
        (letter.address, letter.subject, letter.body)
        for letter in twins.letters()[town.told :]
        if letter.address not in entitled
    ]


_never: dict[str, Answers] = {}


class World:
    """A database in which one town after another is built."""

    def __init__(self, app: Flask, database: Any, monkeypatch: Any) -> None:
        self.app, self.database, self.patch = app, database, monkeypatch

    @contextmanager
    def town(self, way: Way) -> Iterator[twins.Town]:
        db.session.remove()
        db.engine.dispose()
        self.database.renew()
        with repeatable(self.patch):
            town = twins.a_town()
            way(town)
            yield town

    def answers(self, way: Way, who: str) -> Answers:
        with self.town(way) as town:
            return answers(self.app, reader_of(town, who, self.app))

    def never(self, who: str) -> Answers:
        if who not in _never:
            _never[who] = self.answers(nothing, who)
        return _never[who]

    def differing(self, found: Answers, who: str) -> list[str]:
        never = self.never(who)
        return [
            f"{address} {mode}" for (address, mode), answer in found.items() if answer != never.get((address, mode))
        ]


@pytest.fixture
def world(app: Flask, database: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(app, database, monkeypatch)


def holding(found: Answers, *words: str) -> list[str]:
    return [
        f"{address} {mode}" for (address, mode), answer in found.items() if any(word in str(answer) for word in words)
    ]


def test_every_address_that_is_read_is_asked(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert there == {endpoint for endpoint, _ in asked(app) if endpoint} | set(EXCUSED)


def test_what_everybody_reads_is_found_by_all_these_ways(world: World) -> None:
    """So the tests below can fail."""
    found = world.answers(shown, "resident")
    told = " ".join(holding(found, SECRET)).split()
    assert {name for name, address in CHANNELS.items() if f"/en{address}" not in told} == set()
    assert f'<meta property="og:title" content="{twins.TITLE}">' in found["/en/threads/3", "page"][1]
    assert f'<meta property="og:title" content="{twins.TITLE}">' in found["/en/proposals/4", "page"][1]
    differing = world.differing(found, "resident")
    assert {address for address in COUNTS if f"/en{address} page" not in differing} == set()


@pytest.mark.parametrize("who", READERS)
def test_what_is_kept_back_was_never_written(world: World, who: str) -> None:
    found = world.answers(kept_back, who)
    assert world.differing(found, who) == []
    assert holding(found, SECRET, PEN_NAME) == []


@pytest.mark.parametrize(("way", "who"), [(hidden, "resident"), (removed, "anonymous")])
def test_what_was_taken_out_of_sight_left_a_tombstone_without_words(world: World, way: Way, who: str) -> None:
    found = world.answers(way, who)
    assert holding(found, SECRET, PEN_NAME) == []
    assert [address for address in world.differing(found, who) if not is_tombstone(address)] == []


def is_tombstone(address: str) -> bool:
    inside = address.removeprefix("/en").split(" ")[0]
    return inside.startswith(OWN_ADDRESSES) or inside.partition("?")[0] in COUNTED_AT | TOLD_AT | KEPT_LETTERS


@pytest.mark.parametrize("way", [kept_back, hidden, removed])
def test_no_letter_tells_of_it(world: World, way: Way) -> None:
    """A measure moves the head of the journal on, and a letter a day tells of that."""
    with world.town(nothing) as town:
        never = mail(town)
    with world.town(way) as town:
        found = mail(town)
    assert [letter for letter in found if any(word in str(letter) for word in (SECRET, PEN_NAME))] == []
    if way is not kept_back:
        never, found = ([one for one in told if ANCHOR not in one[1]] for told in (never, found))
    assert found == never


def test_letters_tell_of_what_everybody_reads(world: World) -> None:
    """So the test above can fail."""
    with world.town(nothing) as town:
        never = mail(town)
    with world.town(shown) as town:
        assert {letter[1] for letter in mail(town)} - {letter[1] for letter in never} >= {
            "An amendment to your proposal: A roof for the stop",
            "Yes, if …: A roof for the stop",
        }
