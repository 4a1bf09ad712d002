"""Whatever people do, and in whatever order: the numbers kept beside the rows are the numbers of the rows."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.exceptions import NotFound

from factories import a_person, a_thread, an_open_proposal, nonce
from veche.accounts.models import Person
from veche.amending import conditions
from veche.core import clock
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.core.recount import recount_all
from veche.curating import areas, merges, undoing
from veche.curating.models import Curation
from veche.forum.services import reply
from veche.merging import choices
from veche.merging import services as merging
from veche.merging.models import Merge
from veche.plan.queries import area_by_code
from veche.proposals import services as proposals
from veche.proposals.arguments import argue, mark_helpful
from veche.proposals.models import Argument, Proposal
from veche.voting.services import cast, close_due

PEOPLE, PROPOSALS, THREADS = 4, 2, 2
CODES = ("2.4.5", "1.3.10", "3.1.2")


class Town:
    """A few people, proposals and threads, and every act that changes a number."""

    def __init__(self) -> None:
        self.people = [a_person().id for _ in range(PEOPLE)]
        self.moderator = a_person(("moderator",)).id
        self.proposals = [an_open_proposal().id for _ in range(PROPOSALS)]
        self.threads = [a_thread().id for _ in range(THREADS)]
        with writing() as session:
            session.execute(update(Proposal).where(Proposal.id.in_(self.proposals)).values(threshold=3, quorum=2))

    def person(self, place: int) -> Person:
        return db.session.get_one(Person, self.people[place % PEOPLE])

    def proposal(self, place: int) -> Proposal:
        return db.session.get_one(Proposal, self.proposals[place % PROPOSALS])

    def support(self, who: int, what: int, _n: int) -> None:
        proposals.support(self.person(who), self.proposal(what).id)

    def unsupport(self, who: int, what: int, _n: int) -> None:
        proposals.unsupport(self.person(who), self.proposal(what).id)

    def edit(self, _who: int, what: int, n: int) -> None:
        proposal = self.proposal(what)
        values = {"title": "Phones without fear", "text": f"Text number {n}", "reason": "Another one"}
        proposals.edit(proposal.author, proposal.id, version=proposal.version, is_material=True, **values)

    def argue(self, who: int, what: int, n: int) -> None:
        side = "for" if n % 2 else "against"
        argue(self.person(who), self.proposal(what).id, side=side, text="One reason.", language="en", nonce=nonce())

    def mark(self, who: int, what: int, n: int) -> None:
        rows = select(Argument.id).where(Argument.proposal_id == self.proposal(what).id).order_by(Argument.id)
        found = db.session.execute(rows).scalars().all()
        if found:
            mark_helpful(self.person(who), found[n % len(found)])

    def condition(self, who: int, what: int, _n: int) -> None:
        values = {"text": "Yes, if it is in the evening.", "language": "en", "instead": True}
        conditions.write(self.person(who), self.proposal(what).id, **values)

    def meet(self, who: int, what: int, _n: int) -> None:
        conditions.meet(self.person(who), self.proposal(what).id)

    def merge(self, _who: int, what: int, _n: int) -> None:
        source, target = self.proposal(what), self.proposal(what + 1)
        values = {"reason": "The same matter", "language": "en", "nonce": nonce()}
        merge = merging.propose(source.author, source_id=source.id, target_id=target.id, **values)
        merging.agree(target.author, merge.id)

    def choose(self, who: int, _what: int, n: int) -> None:
        for merge in self._merges():
            choices.choose(self.person(who), merge, ("moved", "kept", "withdrawn")[n % 3])

    def unmerge(self, _who: int, _what: int, _n: int) -> None:
        for merge in self._merges():
            merging.undo(db.session.get_one(Merge, merge).source.author, merge, "They are two matters after all")

    def _merges(self) -> list[int]:
        rows = select(Merge.id).where(Merge.source_id.in_(self.proposals)).order_by(Merge.id.desc()).limit(1)
        return list(db.session.execute(rows).scalars())

    def cast(self, who: int, what: int, n: int) -> None:
        cast(self.person(who), self.proposal(what).id, ("for", "against", "abstain")[n % 3])

    def close(self, _who: int, _what: int, _n: int) -> None:
        with clock.moved(timedelta(days=15)):
            close_due()

    def move(self, _who: int, what: int, n: int) -> None:
        area = area_by_code(CODES[n % len(CODES)])
        moderator = db.session.get_one(Person, self.moderator)
        reason = "It belongs to another action area."
        if n % 2:
            areas.move_proposal(moderator, self.proposal(what).id, area.id, reason=reason)
        else:
            areas.move_thread(moderator, self.threads[what % THREADS], area.id, reason=reason)

    def reply(self, who: int, what: int, _n: int) -> None:
        reply(self.person(who), self.threads[what % THREADS], text="Me too.", language="en", nonce=nonce())

    def join(self, _who: int, what: int, _n: int) -> None:
        source, target = self.threads[what % THREADS], self.threads[(what + 1) % THREADS]
        moderator = db.session.get_one(Person, self.moderator)
        merges.merge(moderator, source, target, reason="Both talks are about the same matter.")

    def undo(self, _who: int, _what: int, n: int) -> None:
        acts = db.session.execute(select(Curation.id).order_by(Curation.id)).scalars().all()
        if acts:
            undoing.undo(db.session.get_one(Person, self.moderator), acts[n % len(acts)])


ACTS = [name for name in vars(Town) if not name.startswith("_") and name not in {"person", "proposal"}]
act = st.tuples(st.sampled_from(ACTS), st.integers(0, PEOPLE - 1), st.integers(0, 1), st.integers(0, 20))


@pytest.mark.usefixtures("app")
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(act, min_size=3, max_size=25))
def test_counters_equal_a_recount_after_any_acts(acts: list[tuple[str, int, int, int]]) -> None:
    town = Town()
    for name, *values in acts:
        try:
            getattr(town, name)(*values)
        except (Refused, Stale, NotFound):
            db.session.rollback()
    assert {name: found for name, found in recount_all().items() if found} == {}


def test_a_recount_sees_a_number_that_is_wrong(app: Flask) -> None:
    proposal = an_open_proposal(supported_by=2)
    with writing() as session:
        session.execute(update(Proposal).where(Proposal.id == proposal.id).values(support_count=7))
    found = [difference for differences in recount_all().values() for difference in differences]
    assert [(one.column, one.kept, one.counted) for one in found] == [("Proposal.support_count", 7, 2)]
    assert not any(recount_all().values())
