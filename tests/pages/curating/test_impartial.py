"""Moderators put in order only what they take no part in, and what was merged away is changed by undoing that alone."""

from typing import Any

import pytest
from sqlalchemy import select

from factories import (
    a_merge,
    a_moderator,
    a_post,
    a_split,
    a_thread,
    an_area,
    an_argument,
    an_open_proposal,
)
from veche.core.database import db
from veche.core.policy import Refused
from veche.core.recount import recount_all
from veche.curating import areas, marks, notes
from veche.curating.models import Curation
from veche.curating.services import undo
from veche.forum.models import Thread
from veche.proposals.services import support

WHY = "It belongs to another action area."
TOOK_PART = "You took part in this yourself"


def the_last_act() -> Curation:
    db.session.rollback()
    return db.session.execute(select(Curation).order_by(Curation.id.desc()).limit(1)).unique().scalar_one()


def other_area() -> int:
    return an_area("1.3.10").id


def test_a_moderator_who_replied_curates_nothing_there(signed_in: Any) -> None:
    moderator, thread, elsewhere = a_moderator(), a_thread(), a_thread()
    a_post(thread, moderator)
    page = signed_in(moderator).get(f"/en/threads/{thread.id}").text
    assert TOOK_PART in page
    assert "/curating/conclusion" not in page
    said = {"text": "Everything is settled now.", "language": "en", "version": 0}
    for act in (
        lambda: notes.conclude(moderator, thread.id, **said),
        lambda: notes.summarise(moderator, thread.id, **said),
        lambda: marks.pin(moderator, thread.id, pinned=True),
        lambda: marks.feature(moderator, thread.id, featured=True),
        lambda: areas.move_thread(moderator, thread.id, other_area(), reason=WHY),
        lambda: a_merge(thread, elsewhere, moderator),
        lambda: a_merge(elsewhere, thread, moderator),
    ):
        with pytest.raises(Refused, match=TOOK_PART):
            act()
    assert "/curating/conclusion" in signed_in(a_moderator()).get(f"/en/threads/{thread.id}").text


def test_ones_own_act_is_undone_whatever_one_said_since_and_anothers_is_not() -> None:
    mine, other, thread = a_moderator(), a_moderator(), a_thread()
    act = marks.feature(mine, thread.id, featured=True).id
    for moderator in (mine, other):
        a_post(db.session.get_one(Thread, thread.id), moderator)
    with pytest.raises(Refused, match=TOOK_PART):
        undo(other, act)
    assert undo(mine, act).undone_at is not None


def test_who_supports_or_argues_does_not_move_a_proposal(signed_in: Any) -> None:
    supporter, arguer, proposal = a_moderator(), a_moderator(), an_open_proposal()
    number = proposal.id
    support(supporter, number)
    an_argument(proposal, arguer)
    for moderator in (supporter, arguer):
        assert TOOK_PART in signed_in(moderator).get(f"/en/proposals/{number}").text
        with pytest.raises(Refused, match=TOOK_PART):
            areas.move_proposal(moderator, number, other_area(), reason=WHY)
    mover = a_moderator()
    act = areas.move_proposal(mover, number, other_area(), reason=WHY).id
    support(mover, number)
    with pytest.raises(Refused, match=TOOK_PART):
        undo(supporter, act)
    assert undo(mover, act).undone_at is not None


def test_a_thread_that_was_merged_away_is_changed_by_undoing_the_merge_alone() -> None:
    moderator, thread, target = a_moderator(), a_thread(), a_thread()
    move = areas.move_thread(moderator, thread.id, other_area(), reason=WHY).id
    merge = a_merge(thread, target, moderator).id
    with pytest.raises(Refused, match="merged with another one since"):
        undo(moderator, move)
    assert not any(recount_all().values())
    undo(moderator, merge)
    undo(moderator, move)
    assert not any(recount_all().values())


def test_a_thread_whose_split_was_undone_does_not_move_any_more() -> None:
    moderator, thread = a_moderator(), a_thread()
    new = a_split(thread, [a_post(thread)], moderator).id
    split = the_last_act().id
    move = areas.move_thread(moderator, new, other_area(), reason=WHY).id
    undo(moderator, split)
    with pytest.raises(Refused, match="merged with another one since"):
        undo(moderator, move)
    assert not any(recount_all().values())


def test_only_pins_that_everybody_sees_take_a_place() -> None:
    moderator = a_moderator()
    hidden, merged, *shown = (a_thread() for _ in range(6))
    for thread in (hidden, merged):
        marks.pin(moderator, thread.id, pinned=True)
    unpinned = marks.pin(moderator, merged.id, pinned=False).id
    db.session.get_one(Thread, hidden.id).visibility = "hidden"
    db.session.commit()
    a_merge(merged, shown[3], moderator)
    for thread in shown[:3]:
        marks.pin(moderator, thread.id, pinned=True)
    with pytest.raises(Refused, match="Three discussions are pinned"):
        marks.pin(moderator, shown[3].id, pinned=True)
    with pytest.raises(Refused, match="merged with another one since"):
        undo(moderator, unpinned)
