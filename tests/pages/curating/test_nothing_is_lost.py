"""Whatever moderators do with three talks, no message is lost, doubled or out of its place."""

from random import Random
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from databases import Database
from factories import a_merge, a_moderator, a_person, a_post, a_split, a_thread
from talks import faults, leads_to, places
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.curating.models import Curation
from veche.curating.services import undo
from veche.forum.models import Post, Thread

ACTS = st.lists(
    st.tuples(st.sampled_from(["reply", "merge", "split", "undo", "undo_last"]), st.integers(0, 10**6)),
    min_size=4,
    max_size=16,
)


class Town:
    """Three talks, the acts so far, and every address that ever stood under a message."""

    def __init__(self) -> None:
        self.people = [a_person() for _ in range(4)]
        self.moderator = a_moderator()
        self.threads: list[int] = [a_thread(person).id for person in self.people[:3]]
        self.acts: list[tuple[int, dict[int, Any]]] = []
        self.given: dict[tuple[int, int], int] = {}
        for thread in self.threads:
            for person in self.people:
                a_post(db.session.get_one(Thread, thread), person)
        self.look()

    def look(self) -> None:
        """Remember the addresses, and see that every one ever given leads to the same message."""
        stand = places()
        for post, (thread, number, *_rest) in stand.items():
            assert self.given.setdefault((thread, number), post) == post
        assert {address: leads_to(*address) for address in self.given} == self.given
        assert faults() == []

    def act(self, name: str, chance: Random) -> None:
        before = places()
        try:
            getattr(self, name)(chance, before)
        except (Refused, Stale):
            assert places() == before, "what is refused changes nothing"
        after = places()
        assert before.keys() <= after.keys(), "no message is lost"
        assert len(after) - len(before) == (1 if name == "reply" and len(after) > len(before) else 0)
        self.look()

    def reply(self, chance: Random, before: dict[int, Any]) -> None:
        parent = db.session.get_one(Post, chance.choice(sorted(before)))
        a_post(parent.thread, chance.choice(self.people), parent=parent)
        self.acts = [(number, {}) for number, _ in self.acts]

    def merge(self, chance: Random, before: dict[int, Any]) -> None:
        talks = [number for number in self.threads if db.session.get_one(Thread, number).merged_into_id is None]
        source, target = (db.session.get_one(Thread, number) for number in chance.sample(talks * 2, 2))
        self.acts.append((a_merge(source, target, self.moderator).id, before))

    def split(self, chance: Random, before: dict[int, Any]) -> None:
        thread = db.session.get_one(Post, chance.choice(sorted(before))).thread
        own = sorted(post for post, place in before.items() if place[0] == thread.id and place[1] > 1)
        chosen = [db.session.get_one(Post, post) for post in chance.sample(own, min(len(own), chance.randint(1, 3)))]
        new = a_split(thread, chosen, self.moderator, answers_too=chance.random() < 0.5)
        self.threads.append(new.id)
        latest = db.session.query(Curation).order_by(Curation.id.desc()).first()
        self.acts.append((latest.id, before))

    def undo(self, chance: Random, _before: dict[int, Any]) -> None:
        if self.acts:
            number, _ = chance.choice(self.acts)
            undo(self.moderator, number)
            self.acts = [(other, {}) for other, _ in self.acts if other != number]

    def undo_last(self, _chance: Random, _before: dict[int, Any]) -> None:
        if self.acts:
            number, former = self.acts[-1]
            undo(self.moderator, number)
            self.acts.pop()
            if former:
                assert places() == former, "undoing the last act gives exactly the former places"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_message_is_lost_whatever_is_merged_split_and_undone(app: Flask, database: Database, acts: Any) -> None:
    db.session.remove()
    db.engine.dispose()
    database.renew()
    town = Town()
    for name, seed in acts:
        town.act(name, Random(seed))
