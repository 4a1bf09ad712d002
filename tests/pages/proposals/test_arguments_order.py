"""Readers of arguments, their order, and the numbers kept beside them."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from factories import a_person, an_argument, an_open_proposal
from veche.core.database import db, writing
from veche.core.recount import recount_all
from veche.proposals.arguments import mark_helpful, recount_arguments
from veche.proposals.columns import columns
from veche.proposals.confidence import lower_bound
from veche.proposals.models import Argument, Proposal, Reader
from veche.proposals.supports import support, unsupport


def fresh(argument: Any) -> Argument:
    return db.session.get_one(Argument, argument.id, populate_existing=True)


def numbers(argument: Any) -> tuple[int, int]:
    row = fresh(argument)
    return row.helpful_count, row.reader_count


def test_whoever_marks_one_argument_has_read_all_that_stand_there() -> None:
    proposal = an_open_proposal()
    first, second = an_argument(proposal), an_argument(proposal, side="against")
    reader = a_person()
    mark_helpful(reader, first.id)
    assert (numbers(first), numbers(second)) == ((1, 1), (0, 1))
    mark_helpful(reader, second.id)
    assert (numbers(first), numbers(second)) == ((1, 1), (1, 1)), "one person is one reader"
    late = an_argument(proposal)
    assert numbers(late) == (0, 0), "nobody has read what came later"
    mark_helpful(a_person(), late.id)
    assert [numbers(one) for one in (first, second, late)] == [(1, 2), (1, 2), (1, 1)]
    mark_helpful(reader, late.id)
    assert [numbers(one) for one in (first, second, late)] == [(1, 2), (1, 2), (2, 2)]


def test_taking_a_mark_back_does_not_unread() -> None:
    proposal = an_open_proposal()
    argument = an_argument(proposal)
    reader = a_person()
    assert mark_helpful(reader, argument.id) is True
    assert mark_helpful(reader, argument.id) is False
    assert numbers(argument) == (0, 1)
    assert fresh(argument).score == 0.0
    mark_helpful(reader, argument.id)
    assert numbers(argument) == (1, 1)


def test_the_database_computes_the_very_score_of_the_rule() -> None:
    proposal = an_open_proposal()
    argument, other = an_argument(proposal), an_argument(proposal)
    for place in range(7):
        mark_helpful(a_person(), (argument if place % 3 else other).id)
        for row in (fresh(argument), fresh(other)):
            assert row.score == pytest.approx(lower_bound(row.helpful_count, row.reader_count), abs=1e-12)
    assert fresh(argument).score > fresh(other).score > 0


def test_arguments_of_another_proposal_have_readers_of_their_own() -> None:
    here, there = an_argument(an_open_proposal()), an_argument(an_open_proposal())
    mark_helpful(a_person(), here.id)
    assert numbers(there) == (0, 0)


def test_a_late_argument_overtakes_an_early_one_with_more_marks() -> None:
    proposal = an_open_proposal()
    early = an_argument(proposal, text="Early")
    noise = an_argument(proposal, side="against")
    for place in range(12):
        mark_helpful(a_person(), early.id if place < 5 else noise.id)
    late = an_argument(proposal, text="Late")
    for _ in range(4):
        mark_helpful(a_person(), late.id)
    assert fresh(early).helpful_count > fresh(late).helpful_count
    assert [one.text for one in columns(proposal, a_person())[0].arguments] == ["Late", "Early"]


def test_among_arguments_nobody_marked_the_newest_stands_first() -> None:
    proposal = an_open_proposal()
    for text in ("One", "Two", "Three"):
        an_argument(proposal, text=text)
    assert [one.text for one in columns(proposal, a_person())[0].arguments] == ["Three", "Two", "One"]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["argue", "mark", "mark", "mark", "support", "unsupport"]), st.integers(0, 4), st.integers(0, 9)
    ),
    min_size=5,
    max_size=30,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_a_recount_finds_nothing_to_correct_after_any_sequence_of_acts(
    app: Any, acts: list[tuple[str, int, int]]
) -> None:
    proposal = an_open_proposal()
    with writing() as session:
        session.get_one(Proposal, proposal.id).threshold = 100
    people = [a_person() for _ in range(5)]
    said: list[Any] = []
    for act, who, which in acts:
        if act == "argue":
            said.append(an_argument(proposal, people[who], side=("for", "against")[which % 2]))
        elif act == "mark" and said and said[which % len(said)].author_id != people[who].id:
            mark_helpful(people[who], said[which % len(said)].id)
        elif act in {"support", "unsupport"}:
            (support if act == "support" else unsupport)(people[who], proposal.id)
    with writing() as session:
        assert recount_arguments(session, proposal.id) == []
    assert recount_all()["supports"] == []
    for row in db.session.execute(select(Argument).where(Argument.proposal_id == proposal.id)).scalars():
        assert row.helpful_count <= row.reader_count or row.reader_count == 0
        assert row.score == pytest.approx(lower_bound(row.helpful_count, row.reader_count), abs=1e-12)


def test_a_recount_corrects_what_differs_and_names_it() -> None:
    proposal = an_open_proposal(supported_by=1)
    argument = an_argument(proposal)
    mark_helpful(a_person(), argument.id)
    right = fresh(argument).score
    with writing() as session:
        session.execute(update(Argument).values(helpful_count=7, reader_count=0, score=0.5))
        session.execute(update(Proposal).values(argument_count=9, support_count=2))
    found = recount_all()
    assert {str(one) for one in found["arguments"]} == {
        f"Proposal.argument_count of {proposal.id}: kept 9, counted 1",
        f"Argument.helpful_count of {argument.id}: kept 7, counted 1",
        f"Argument.reader_count of {argument.id}: kept 0, counted 1",
        f"Argument.score of {argument.id}: kept 0.5, counted {right:g}",
    }
    assert [str(one) for one in found["supports"]] == [f"Proposal.support_count of {proposal.id}: kept 2, counted 1"]
    assert numbers(argument) == (1, 1)
    assert fresh(argument).score == pytest.approx(right)
    assert not any(recount_all().values())


def test_a_reader_is_one_row() -> None:
    proposal = an_open_proposal()
    argument, other = an_argument(proposal), an_argument(proposal)
    reader = a_person()
    for one in (argument, other, argument, argument):
        mark_helpful(reader, one.id)
    rows = db.session.execute(select(Reader)).scalars().all()
    assert [(row.proposal_id, row.person_id, row.upto) for row in rows] == [(proposal.id, reader.id, other.id)]
