"""Whatever people do, and in whatever order: no support is lost but by its giver's own word, none is counted twice."""

from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from factories import a_person, a_proposed_merge, an_open_proposal
from veche.core import clock
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.merging import choices, services
from veche.merging.models import Merge, MergedSupport
from veche.merging.rules import CHOICES
from veche.proposals import services as proposals
from veche.proposals.models import Proposal, Support, Version

PROPOSALS, PEOPLE = 3, 3
one = st.integers(0, PROPOSALS - 1)
person = st.integers(0, PEOPLE - 1)
any_of_them = st.integers(0, 11)
CHOOSE = st.tuples(st.just("choose"), any_of_them, st.sampled_from(("moved", *CHOICES)))
ACTS = st.one_of(
    CHOOSE,
    st.tuples(st.just("support"), one, person),
    st.tuples(st.just("unsupport"), one, person),
    st.tuples(st.just("edit"), one),
    st.tuples(st.just("reword"), one),
)
# People support, two proposals are merged, people choose and act; then it is undone, or its term is over, or neither.
MERGE = st.builds(lambda pair: ("merge", *pair[:2]), st.permutations(range(PROPOSALS)))
END = st.one_of(st.tuples(st.just("undo"), any_of_them), st.sampled_from((("wait",), ("go on",))))
ROUND = st.tuples(MERGE, st.lists(CHOOSE, min_size=1, max_size=4), st.lists(ACTS, max_size=4), END)
ROUNDS = st.lists(ROUND, min_size=2, max_size=4)
BEGINNING = st.sets(st.tuples(one, person), min_size=4)


def in_order(beginning: set[tuple[int, int]], rounds: list[Any]) -> list[Any]:
    first = [("support", *pair) for pair in sorted(beginning)]
    told = [act for merge, chosen, acts, end in rounds for act in (merge, *chosen, *acts, end)]
    return [*first, *(act for act in told if act != ("go on",))]


@pytest.fixture(autouse=True)
def no_votes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Supports alone are looked at here, so nothing opens a vote or falls asleep."""
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 1000)
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_DAYS", 3000)


class Town:
    """A few proposals and people, and what is known of them from outside: who stands behind what by their own word."""

    def __init__(self, waiting: ExitStack) -> None:
        self.waiting = waiting
        self.proposals = [an_open_proposal().id for _ in range(PROPOSALS)]
        self.authors = [db.session.get_one(Proposal, number).author_id for number in self.proposals]
        self.people = [a_person().id for _ in range(PEOPLE)]
        self.before: dict[int, set[Any]] = {}
        self.own_words: dict[int, set[Any]] = {}

    def person(self, number: int) -> Any:
        from veche.accounts.models import Person

        return db.session.get_one(Person, number)

    def supports(self) -> set[Any]:
        """(person, proposal, version) of every support."""
        db.session.rollback()
        rows = select(Support.person_id, Support.proposal_id, Support.version)
        rows = rows.where(Support.proposal_id.in_(self.proposals))
        return {tuple(row) for row in db.session.execute(rows)}

    def supporters(self, *proposals: int) -> set[int]:
        return {giver for giver, proposal, _version in self.supports() if proposal in proposals}

    def merges(self) -> list[Merge]:
        db.session.rollback()
        rows = select(Merge).where(Merge.source_id.in_(self.proposals)).order_by(Merge.id)
        return list(db.session.execute(rows).scalars())

    def do(self, act: str, *values: Any) -> None:
        getattr(self, act)(*values)

    def support(self, proposal: int, who: int) -> None:
        before = self.supports()
        proposals.support(self.person(self.people[who]), self.proposals[proposal])
        assert before - self.supports() <= {row for row in before if row[:2] == self.key(proposal, who)}
        self.said(proposal, who)

    def unsupport(self, proposal: int, who: int) -> None:
        before = self.supports()
        proposals.unsupport(self.person(self.people[who]), self.proposals[proposal])
        assert {row[:2] for row in before - self.supports()} <= {self.key(proposal, who)}
        self.said(proposal, who)

    def key(self, proposal: int, who: int) -> tuple[int, int]:
        return self.people[who], self.proposals[proposal]

    def said(self, proposal: int, who: int) -> None:
        """By their own hand and not by a merge: an undo leaves it as it is."""
        for words in self.own_words.values():
            words.add(self.key(proposal, who))

    def edit(self, proposal: int, is_material: bool = True) -> None:
        number = self.proposals[proposal]
        db.session.rollback()
        found = db.session.get_one(Proposal, number)
        text = f"{self.text(found)}\n\nAnd {found.version} more groups." if is_material else self.text(found) + " "
        givers = {row[:2] for row in self.supports()}
        proposals.edit(
            self.person(self.authors[proposal]),
            number,
            title=found.title,
            text=text,
            reason="Better",
            version=found.version,
            is_material=is_material,
        )
        assert {row[:2] for row in self.supports()} == givers, "an edit takes nobody's support away"
        for words in self.own_words.values():
            words.update((giver, number) for giver in self.people)

    def reword(self, proposal: int) -> None:
        self.edit(proposal, is_material=False)

    def text(self, found: Proposal) -> str:
        rows = select(Version.text).where(Version.proposal_id == found.id, Version.number == found.version)
        return db.session.execute(rows).scalar_one()

    def merge(self, source: int, target: int) -> None:
        before = self.supports()
        db.session.rollback()
        sides = [db.session.get_one(Proposal, self.proposals[side]) for side in (source, target)]
        merge = a_proposed_merge(*sides)
        merge = services.agree(self.person(self.authors[target]), merge.id)
        assert self.supports() == before, "a merge by itself moves nobody's support"
        rows = select(MergedSupport.person_id, MergedSupport.choice).where(MergedSupport.merge_id == merge.id)
        asked = {tuple(row) for row in db.session.execute(rows)}
        assert asked == {(giver, "asked") for giver, proposal, _ in before if proposal == self.proposals[source]}
        self.before[merge.id], self.own_words[merge.id] = before, set()

    def choose(self, which: int, choice: str) -> None:
        rows = [row for merge in self.merges() if merge.state == "done" for row in self.rows(merge)]
        if not rows:
            raise Stale
        row = rows[which % len(rows)]
        giver, merge, both = row.person_id, row.merge_id, (row.merge.source_id, row.merge.target_id)
        before = self.supporters(*both)
        choices.choose(self.person(giver), merge, choice)
        after = self.supporters(*both)
        assert before - after <= ({giver} if choice == "withdrawn" else set()), "only one's own word takes it away"
        assert choice == "withdrawn" or giver in after
        assert after - before <= {giver}

    def rows(self, merge: Merge) -> list[MergedSupport]:
        rows = select(MergedSupport).where(MergedSupport.merge_id == merge.id).order_by(MergedSupport.person_id)
        return list(db.session.execute(rows).scalars())

    def undo(self, which: int) -> None:
        done = [merge for merge in self.merges() if merge.state == "done"]
        if not done:
            raise Stale
        merge = done[which % len(done)]
        number, source, target = merge.id, merge.source_id, merge.target_id
        before = self.supporters(source, target)
        author = self.authors[self.proposals.index(source)]
        services.undo(self.person(author), number, "They are two matters.")
        assert self.supporters(source, target) == before, "an undo takes nobody's support away"
        self.is_as_it_was(number, source, target)

    def is_as_it_was(self, number: int, source: int, target: int) -> None:
        """Exactly the supports of before, but for those who withdrew and for what people did by their own hand."""
        rows = select(MergedSupport.person_id, MergedSupport.choice).where(MergedSupport.merge_id == number)
        chosen = dict(db.session.execute(rows).all())
        spoke = self.own_words[number] | self.through_other_merges(number, target)
        before, after = self.before[number], self.supports()
        for giver in self.people:
            for proposal in (source, target):
                if (giver, proposal) in spoke or (proposal == source and chosen.get(giver) == "withdrawn"):
                    continue
                mine = [{row for row in rows if row[:2] == (giver, proposal)} for rows in (before, after)]
                assert mine[0] == mine[1], "undone, every support is where it was, for the text it was for"

    def through_other_merges(self, number: int, target: int) -> set[Any]:
        rows = select(MergedSupport.person_id).join(Merge, Merge.id == MergedSupport.merge_id)
        rows = rows.where(Merge.target_id == target, Merge.id != number, MergedSupport.chosen_at.is_not(None))
        return {(giver, target) for giver in db.session.execute(rows).scalars()}

    def wait(self) -> None:
        """The terms of all merges so far are over."""
        self.waiting.enter_context(clock.moved(timedelta(days=15)))

    def counters_equal_rows(self) -> None:
        db.session.rollback()
        for number in self.proposals:
            proposal = db.session.get_one(Proposal, number)
            rows = select(func.count()).where(Support.proposal_id == number, Support.version == proposal.version)
            assert proposal.support_count == db.session.execute(rows).scalar_one()


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(BEGINNING, ROUNDS)
def test_supports_are_conserved_by_merging_choosing_and_undoing(
    app: Flask, beginning: set[tuple[int, int]], rounds: list[Any]
) -> None:
    with ExitStack() as waiting:
        town = Town(waiting)
        for act in in_order(beginning, rounds):
            try:
                town.do(*act)
            except (Refused, Stale, services.AlreadyProposed, choices.NotFound):
                db.session.rollback()  # not allowed at this moment; nothing may have changed
            town.counters_equal_rows()
