"""One town built twice: with texts that nobody may read, and as if they had never been written.

Time stands still and chance repeats itself, so that two towns in which the same was done answer byte for byte alike,
down to the hashes of the journal; whatever differs between them is what somebody learns of the texts.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Any

import itsdangerous
from sqlalchemy import select

import factories
from attempts import in_review
from cases import FACTS, confirmation
from factories import (
    a_body,
    a_condition,
    a_draft,
    a_member,
    a_member_of_the_board,
    a_moderator,
    a_newcomer,
    a_person,
    a_post,
    a_sitting,
    a_talk,
    a_thread,
    an_amendment,
    an_answer,
    an_argument,
    an_open_proposal,
    an_opinion,
    nonce,
)
from veche.core import clock
from veche.core.database import db
from veche.core.outbox import Letter
from veche.forum.services import edit_post
from veche.moderation import services as moderation
from veche.proposals.services import edit
from veche.youth import board

# Words that no page of the platform has by itself: what was written, and by whom.
SECRET, PEN_NAME = "Quetzalcoatl", "Huitzilopochtli"
TITLE = f"{SECRET} benches by the river"
WORDS = f"{SECRET} needs six of them by the river."
NOON = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
_chance = Random()


def begin_anew() -> None:
    """Chance repeats itself from here on."""
    _chance.seed(5)


@contextmanager
def repeatable(monkeypatch: Any) -> Iterator[None]:
    """Within, time stands still and every secret is the one that the same act drew before."""

    class Noon(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return NOON.astimezone(tz)

    with monkeypatch.context() as patch:
        patch.setattr(clock, "datetime", Noon)
        patch.setattr(itsdangerous.TimestampSigner, "get_timestamp", lambda _self: int(clock.now().timestamp()))
        patch.setattr(secrets, "token_hex", lambda size=32: _chance.randbytes(size).hex())
        patch.setattr(secrets, "token_urlsafe", lambda size=32: _chance.randbytes(size).hex())
        patch.setattr(secrets, "token_bytes", lambda size=32: _chance.randbytes(size))
        patch.setattr(factories, "_numbers", count(1))
        begin_anew()
        yield


@dataclass
class Town:
    """Who lives there, and what everybody may read."""

    people: dict[str, Any]
    thread: Any
    proposal: Any
    told: int  # how many letters were written while everybody read all there was


def a_town() -> Town:
    """Everybody and everything that the texts stand beside. The resident, who reads, wrote some of it."""
    people: dict[str, Any] = {
        "resident": a_person(name="Reader"),
        "committee": a_member(),
        "sleeping moderator": a_moderator(),
        "admin": a_person(("admin",)),
        "council": a_person(("youth_council",)),
        "author": a_person(name=PEN_NAME),
        "newcomer": a_newcomer(days=1, resident=True, name=f"{PEN_NAME} the second"),
        "moderator": a_moderator(),
        "second moderator": a_moderator(),
        "flagger": a_moderator(),  # who reads conditions too
        "member": a_member_of_the_board(),
        "new member": a_member_of_the_board(seen=0),
    }
    thread = a_thread(people["resident"], title="Wind on the square")
    a_post(thread, text="It blows.")
    a_thread(code="2.4.1", title="Old trees")
    proposal = an_open_proposal(people["resident"], title="A roof for the stop", supported_by=2)
    an_argument(proposal, side="against")
    reviewed, answered = in_review(), in_review()
    an_opinion(reviewed, people["council"])
    an_answer(answered, "accepted", people["committee"], title="Evening hours", body_id=a_body().id)
    a_sitting(people["committee"], proposals=[reviewed.id])
    return Town(people, thread, proposal, len(letters()))


def written(town: Town, author: Any) -> list[Any]:
    """One text of each kind that anybody may write, each with the secret in all its words."""
    a_text = {"title": TITLE, "text": WORDS}
    proposal = an_open_proposal(author, **a_text)
    if proposal.visibility == "visible":
        proposal = edit(author, proposal.id, **a_text, version=1, reason=WORDS, is_material=False)
    post = a_post(town.thread, author, WORDS)
    return [
        proposal,
        a_thread(author, **a_text),
        edit_post(author, post.id, text=f"{WORDS} Or seven.", version=1),
        an_argument(town.proposal, author, text=WORDS),
        an_amendment(town.proposal, author, words=WORDS, reason=WORDS),
        a_condition(town.proposal, author, text=f"{SECRET} comes too"),
    ]


def nothing(_town: Town) -> None:
    """They were never written."""


def shown(town: Town) -> None:
    """Everybody may read them."""
    written(town, town.people["author"])


def kept_back(town: Town) -> None:
    """Drafts, texts that wait for a moderator, and the board of the young, with what waits there."""
    a_draft(town.people["author"], title=TITLE, text=WORDS)
    waiting = written(town, town.people["newcomer"])
    assert {row.visibility for row in waiting} == {"pending"}
    talk = a_talk(town.people["member"], title=TITLE, text=WORDS)
    assert talk.is_visible
    board.reply(town.people["member"], talk.id, text=WORDS, language="en", nonce=nonce())
    a_talk(town.people["new member"], title=TITLE, text=WORDS)


def hidden(town: Town) -> None:
    """Written, read by everybody for a while, and hidden."""
    for row in _read_for_a_while(town):
        moderation.hide(town.people["moderator"], row.kind, row.id, clause="4.3", facts=FACTS)


def removed(town: Town) -> None:
    """The same, and removed by two."""
    for row in _read_for_a_while(town):
        case = moderation.flag(town.people["flagger"], row.kind, row.id, reason="spam").case_id
        act = moderation.propose_removal(town.people["moderator"], case, clause="4.3", facts=FACTS)
        moderation.agree(town.people["second moderator"], confirmation(act))


def _read_for_a_while(town: Town) -> list[Any]:
    found = written(town, town.people["author"])
    town.told = len(letters())
    return found


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.execute(select(Letter).order_by(Letter.id)).scalars())
