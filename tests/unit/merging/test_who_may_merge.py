"""State by person by act: who may propose, agree, decline, take back, stand in, undo, choose; refusals say why."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from veche.core import clock
from veche.core.policy import refusal
from veche.merging.policy import Silence
from veche.merging.rules import STATES, Pair, consents_of
from veche.proposals.rules import STATES as PROPOSAL_STATES

SOURCE, TARGET, OTHER, MODERATOR = 1, 2, 3, 4


def a_person(number: int | None, confirmed: bool = True, resident: bool = True, roles: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(
        id=number,
        is_authenticated=number is not None,
        is_confirmed=confirmed,
        is_resident=confirmed and resident,
        roles=frozenset(roles),
    )


PEOPLE = {
    "anybody": a_person(None, confirmed=False),
    "unconfirmed writer": a_person(TARGET, confirmed=False),
    "resident": a_person(OTHER),
    "committee": a_person(OTHER, roles=("committee",)),
    "admin": a_person(OTHER, roles=("admin",)),
    "source writer": a_person(SOURCE),
    "target writer": a_person(TARGET, resident=False),
    "moderator": a_person(MODERATOR, roles=("moderator",)),
    "moderator who writes": a_person(TARGET, roles=("moderator",)),
}
SOURCE_WRITERS = {"source writer"}
TARGET_WRITERS = {"target writer", "moderator who writes"}
WRITERS = SOURCE_WRITERS | TARGET_WRITERS
MODERATORS = {"moderator", "moderator who writes"}
CONFIRMED = set(PEOPLE) - {"anybody", "unconfirmed writer"}


def a_proposal(number: int, state: str = "open", late: bool = False, visible: bool = True, **values: Any) -> Any:
    now = clock.now()
    return SimpleNamespace(
        id=number,
        title=f"Proposal {number}",
        author_id=number,
        writer_ids={number},
        ever_writer_ids={number},
        state=state,
        opened_at=None if state == "draft" else now,
        support_until=now + timedelta(days=-1 if late else 1),
        voting_closes_at=now + timedelta(days=1),
        is_visible=visible,
        visibility="visible" if visible else "hidden",
        **values,
    )


def a_merge(state: str = "proposed", **values: Any) -> Any:
    """Proposed by the source's writer, who so has agreed; in its terms."""
    now = clock.now()
    given = {
        "state": state,
        "source": a_proposal(SOURCE, "merged" if state == "done" else "open"),
        "target": a_proposal(TARGET),
        "proposed_by_id": SOURCE,
        "source_agreed_at": now,
        "target_agreed_at": now if state in {"done", "undone"} else None,
        "silent_until": now + timedelta(days=14),
        "undo_until": now + timedelta(days=14) if state in {"done", "undone"} else None,
        "stood_in_id": None,
        "settles_at": None,
    }
    return SimpleNamespace(**{**given, **values})


LATE = {"silent_until": clock.now() - timedelta(days=1)}
ALLOWED = {
    "merge.agree": ({"proposed"}, TARGET_WRITERS, {}),
    "merge.decline": ({"proposed"}, TARGET_WRITERS, {}),
    "merge.withdraw": ({"proposed"}, SOURCE_WRITERS, {}),
    "merge.stand_in": ({"proposed"}, {"moderator"}, LATE),
    "merge.undo": ({"done"}, WRITERS, {}),
}


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
def test_the_table_of_a_merges_states_people_and_acts(act: str, state: str, name: str) -> None:
    states, people, values = ALLOWED[act]
    merge = a_merge(state, **values)
    against = refusal(PEOPLE[name], act, Silence(merge) if act == "merge.stand_in" else merge)
    assert (against is None) == (state in states and name in people)
    assert against is None or len(against.reason) > 10, "a refusal says why"


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("state", [*PROPOSAL_STATES, "open past its term", "hidden"])
@pytest.mark.parametrize("name", PEOPLE)
def test_only_two_that_gather_support_in_sight_of_all_are_merged(name: str, state: str, side: int) -> None:
    sides = [a_proposal(SOURCE), a_proposal(TARGET)]
    real = "open" if state in {"open past its term", "hidden"} else state
    sides[side] = a_proposal(side + 1, real, late=state == "open past its term", visible=state != "hidden")
    against = refusal(PEOPLE[name], "merge.propose", Pair(*sides))
    assert (against is None) == (state == "open" and name in WRITERS | MODERATORS)
    merge = a_merge(source=sides[0], target=sides[1])
    assert (refusal(PEOPLE[name], "merge.agree", merge) is None) == (state == "open" and name in TARGET_WRITERS)
    late = a_merge(source=sides[0], target=sides[1], **LATE)
    assert (refusal(PEOPLE[name], "merge.stand_in", Silence(late)) is None) == (state == "open" and name == "moderator")
    assert (refusal(PEOPLE[name], "merge.decline", merge) is None) == (name in TARGET_WRITERS), "«no» is always said"


@pytest.mark.parametrize("state", [*PROPOSAL_STATES, "open past its term", "hidden"])
@pytest.mark.parametrize("name", PEOPLE)
def test_who_may_look_for_another_one(name: str, state: str) -> None:
    real = "open" if state in {"open past its term", "hidden"} else state
    proposal = a_proposal(SOURCE, real, late=state == "open past its term", visible=state != "hidden")
    assert (refusal(PEOPLE[name], "merge.begin", proposal) is None) == (state == "open" and name in CONFIRMED)


def test_a_proposal_is_not_merged_with_itself() -> None:
    one = a_proposal(SOURCE)
    assert "one and the same" in refusal(PEOPLE["source writer"], "merge.propose", Pair(one, one)).reason


def test_what_took_in_another_one_first_lets_its_own_people_decide() -> None:
    soon, past = clock.now() + timedelta(days=3), clock.now() - timedelta(days=3)
    sides = a_proposal(SOURCE), a_proposal(TARGET)
    for settles_at, allowed in ((None, True), (past, True), (soon, False)):
        pair = Pair(*sides, settles_at)
        assert (refusal(PEOPLE["source writer"], "merge.propose", pair) is None) == allowed
        merge = a_merge(settles_at=settles_at)
        assert (refusal(PEOPLE["target writer"], "merge.agree", merge) is None) == allowed


def test_a_moderators_proposal_needs_both_words() -> None:
    merge = a_merge(proposed_by_id=MODERATOR, source_agreed_at=None)
    for name in WRITERS:
        assert refusal(PEOPLE[name], "merge.agree", merge) is None
    assert refusal(PEOPLE["moderator"], "merge.withdraw", merge) is None
    assert refusal(PEOPLE["moderator"], "merge.stand_in", Silence(merge)), "the authors still have time"
    merge.silent_until = clock.now() - timedelta(days=1)
    assert refusal(PEOPLE["moderator"], "merge.stand_in", Silence(merge)), (
        "nobody decides about their own proposal to merge"
    )
    other = a_person(9, roles=("moderator",))
    assert refusal(other, "merge.stand_in", Silence(merge)) is None


def with_a_co_author(proposal: Any, *people: int) -> Any:
    proposal.writer_ids = proposal.ever_writer_ids = {proposal.author_id, *people}
    return proposal


def test_for_what_becomes_a_part_its_first_author_alone_agrees() -> None:
    source, target = with_a_co_author(a_proposal(SOURCE), TARGET, OTHER), with_a_co_author(a_proposal(TARGET), OTHER)
    merge = a_merge(source=source, target=target, proposed_by_id=TARGET, source_agreed_at=None)
    merge.target_agreed_at = clock.now()
    against = refusal(PEOPLE["target writer"], "merge.agree", merge)
    assert "first author of the proposal that becomes part" in against.reason
    assert refusal(PEOPLE["resident"], "merge.agree", merge), "nor another co-author"
    assert refusal(PEOPLE["source writer"], "merge.agree", merge) is None
    assert consents_of(TARGET, merge) == ["target"]
    assert consents_of(OTHER, merge) == ["target"], "for the target anybody who writes it"
    both = Pair(source, with_a_co_author(a_proposal(SOURCE)))
    assert consents_of(SOURCE, both) == ["source", "target"]


def test_a_moderator_who_took_part_or_once_wrote_it_does_not_stand_in() -> None:
    merge = a_merge(**LATE)
    assert refusal(PEOPLE["moderator"], "merge.stand_in", Silence(merge)) is None
    against = refusal(PEOPLE["moderator"], "merge.stand_in", Silence(merge, has_taken_part=True))
    assert "took part" in against.reason
    merge.target.ever_writer_ids = {TARGET, MODERATOR}
    assert refusal(PEOPLE["moderator"], "merge.stand_in", Silence(merge)), "left since"


def test_no_refusal_names_a_hidden_proposal() -> None:
    hidden = a_proposal(TARGET, "voting", visible=False)
    merge = a_merge("done", target=hidden)
    row = SimpleNamespace(person_id=OTHER, merge=merge)
    for person, act, subject in (
        (PEOPLE["source writer"], "merge.undo", merge),
        (PEOPLE["resident"], "merge.choose", row),
    ):
        against = refusal(person, act, subject)
        assert against is not None
        assert hidden.title not in str(against.values)


def test_whose_side_has_agreed_is_told_to_wait() -> None:
    assert "agreed already" in refusal(PEOPLE["source writer"], "merge.agree", a_merge()).reason


def test_the_moderator_who_stood_in_may_undo_and_no_other() -> None:
    merge = a_merge("done", stood_in_id=MODERATOR)
    assert refusal(PEOPLE["moderator"], "merge.undo", merge) is None
    assert refusal(a_person(MODERATOR), "merge.undo", merge), "a moderator no longer"
    assert refusal(a_person(9, roles=("moderator",)), "merge.undo", merge)


@pytest.mark.parametrize("state", PROPOSAL_STATES)
def test_nothing_is_undone_or_chosen_when_the_target_moved_on(state: str) -> None:
    merge = a_merge("done", target=a_proposal(TARGET, state))
    row = SimpleNamespace(person_id=OTHER, merge=merge)
    assert (refusal(PEOPLE["source writer"], "merge.undo", merge) is None) == (state == "open")
    assert (refusal(PEOPLE["resident"], "merge.choose", row) is None) == (state == "open")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", PEOPLE)
def test_a_supporter_decides_about_their_own_support_alone(name: str, state: str) -> None:
    row = SimpleNamespace(person_id=OTHER, merge=a_merge(state))
    against = refusal(PEOPLE[name], "merge.choose", row)
    assert (against is None) == (state == "done" and name in {"resident", "committee", "admin"})
    assert against is None or len(against.reason) > 10


def test_the_term_ends_both_undoing_and_choosing() -> None:
    merge = a_merge("done", undo_until=clock.now() - timedelta(seconds=1))
    assert "term" in refusal(PEOPLE["source writer"], "merge.undo", merge).reason
    row = SimpleNamespace(person_id=OTHER, merge=merge)
    assert "stays where you left it" in refusal(PEOPLE["resident"], "merge.choose", row).reason
    hidden = SimpleNamespace(person_id=OTHER, merge=a_merge("done", target=a_proposal(TARGET, visible=False)))
    assert refusal(PEOPLE["resident"], "merge.choose", hidden)
