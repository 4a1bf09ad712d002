"""State × role × act: the table that `veche acts` prints, compared with the one under review, and what must hold in it.

When a policy changes on purpose, write the table anew: veche acts --csv > tests/unit/proposals/truth_table.csv
"""

import csv
from pathlib import Path

import pytest

from veche import acts
from veche.proposals.rules import STATES

GOLDEN = Path(__file__).parent / "truth_table.csv"
TABLE = {(row.act, row.situation): row.answers for row in acts.table()}
ACTS = acts.acts()
SITUATIONS = list(acts.SITUATIONS)
RESIDENTS = {"resident", "author", "co-author", "owner"}
WRITERS = {"author", "co-author"}
BEFORE_VOTING = {"draft", "open", "dormant", "withdrawn", "merged", "open, term over", "draft, hidden", "open, hidden"}
VOTING_BEGAN = [name for name in SITUATIONS if name not in BEFORE_VOTING]
GATHERING = {"open", "open, hidden"}
DRAFTS = {"draft", "draft, hidden"}


def allowed(act: str, situation: str) -> set[str]:
    return {role for role, against in TABLE[act, situation].items() if against is None}


def test_the_table_is_the_one_under_review() -> None:
    present, reviewed = acts.as_csv().splitlines(), GOLDEN.read_text("utf-8").splitlines()
    assert present == reviewed


def test_it_covers_every_state_the_phases_between_them_and_hidden_texts() -> None:
    assert set(STATES) <= set(SITUATIONS)
    assert {"open, term over", "voting, time over", "open, hidden"} <= set(SITUATIONS)
    assert len(TABLE) * len(acts.ROLES) >= 400
    kinds = {act.partition(".")[0] for act in ACTS}
    assert {"proposal", "argument", "amendment", "condition", "merge", "ballot", "decision", "opinion"} <= kinds


def test_no_act_of_these_kinds_is_left_out() -> None:
    kinds = {act.partition(".")[0] for act in ACTS}
    assert not kinds & {act.partition(".")[0] for act in acts.left_out()}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_open_to_somebody_somewhere_and_every_refusal_says_why(act: str) -> None:
    assert any(allowed(act, situation) for situation in SITUATIONS)
    for situation in SITUATIONS:
        for against in TABLE[act, situation].values():
            assert against is None or len(against.reason) > 10


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    "act", ["proposal.support", "condition.write", "condition.meet", "ballot.cast", "merge.choose"]
)
def test_only_residents_support_and_vote(act: str, situation: str) -> None:
    assert allowed(act, situation) <= RESIDENTS


@pytest.mark.parametrize("situation", SITUATIONS)
def test_support_is_given_only_while_it_is_gathered_and_in_sight(situation: str) -> None:
    assert allowed("proposal.support", situation) == (RESIDENTS if situation == "open" else set())
    assert allowed("proposal.unsupport", situation) == (RESIDENTS if situation in GATHERING else set())


@pytest.mark.parametrize("situation", SITUATIONS)
def test_ballots_are_cast_only_between_the_opening_and_the_close(situation: str) -> None:
    assert allowed("ballot.cast", situation) == (RESIDENTS if situation == "voting" else set())


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_receipt_is_its_owners_alone(situation: str) -> None:
    assert allowed("receipt.read", situation) == {"owner"}


@pytest.mark.parametrize("situation", VOTING_BEGAN)
@pytest.mark.parametrize(
    "act",
    ["proposal.edit", "proposal.withdraw", "proposal.invite", "coauthor.answer", "amendment.accept", "merge.agree"],
)
def test_nobody_changes_the_text_or_who_writes_it_after_voting_began(act: str, situation: str) -> None:
    assert allowed(act, situation) == set()


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    "act", ["proposal.edit", "proposal.publish", "proposal.withdraw", "proposal.revive", "proposal.invite"]
)
def test_only_those_who_write_a_text_lead_it(act: str, situation: str) -> None:
    assert allowed(act, situation) <= (WRITERS if act == "proposal.edit" else {"author"})


@pytest.mark.parametrize("act", ACTS)
def test_an_administrator_may_nothing_that_any_confirmed_person_may_not(act: str) -> None:
    for situation in SITUATIONS:
        assert ("admin" in allowed(act, situation)) == ("confirmed" in allowed(act, situation)), situation


OWN_ACTS = {
    "moderator": {
        "proposal.move",
        "text.decide",
        "merge.stand_in",
        "merge.propose",
        "amendment.read",
        "condition.read",
    },
    "committee": {
        "decision.make",
        "decision.prepare",
        "decision.read",
        "decision.publish",
        "position.take",
        "recusal.declare",
        "taking.propose",
        "taking.second",
    },
    "youth": {"opinion.publish", "backing.give", "backing.take_back"},
    "officer": set(),
}


@pytest.mark.parametrize("role", OWN_ACTS)
@pytest.mark.parametrize("act", ACTS)
def test_a_role_gives_its_own_acts_and_no_others(act: str, role: str) -> None:
    for situation in SITUATIONS:
        answers = TABLE[act, situation]
        if answers[role] is None and answers["confirmed"] is not None:
            assert act in OWN_ACTS[role]


@pytest.mark.parametrize("role", OWN_ACTS)
def test_the_acts_of_a_role_are_really_given(role: str) -> None:
    for act in OWN_ACTS[role] - {"amendment.read"}:
        assert any(role in allowed(act, situation) for situation in SITUATIONS), act


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_only_reads_and_signing_up_alone_opens_nothing(act: str) -> None:
    for situation in SITUATIONS:
        assert ("anyone" in allowed(act, situation)) <= (act in {"proposal.read", "amendment.read"}), situation
        assert ("signed up" in allowed(act, situation)) == ("anyone" in allowed(act, situation)), situation


@pytest.mark.parametrize("situation", sorted(DRAFTS))
@pytest.mark.parametrize("act", ACTS)
def test_a_draft_belongs_to_its_writers_and_the_one_they_asked(act: str, situation: str) -> None:
    if act not in {"proposal.write", "receipt.read"}:
        assert allowed(act, situation) <= WRITERS | {"owner"}


@pytest.mark.parametrize(
    "act", ["proposal.publish", "proposal.support", "proposal.argue", "argument.help", "ballot.cast"]
)
@pytest.mark.parametrize("situation", [name for name in SITUATIONS if name.endswith("hidden")])
def test_nothing_is_added_to_a_hidden_text(act: str, situation: str) -> None:
    assert allowed(act, situation) == set()


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize(
    "act", ["decision.make", "decision.prepare", "decision.read", "decision.publish", "position.take"]
)
def test_the_committee_answers_what_waits_for_it(act: str, situation: str) -> None:
    assert allowed(act, situation) == ({"committee"} if situation == "review" else set())


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("act", ["taking.propose", "taking.second"])
def test_only_what_gathers_support_is_taken_up_without_a_vote(act: str, situation: str) -> None:
    assert allowed(act, situation) == ({"committee"} if situation == "open" else set())


@pytest.mark.parametrize("situation", SITUATIONS)
def test_arguments_are_given_while_a_decision_is_ahead(situation: str) -> None:
    ahead = situation in {"open", "voting", "voting, time over", "review"}
    confirmed = set(acts.ROLES) - {"anyone", "signed up"}
    assert allowed("proposal.argue", situation) == (confirmed if ahead else set())


def test_nobody_finds_their_own_argument_helpful() -> None:
    assert all("owner" not in allowed("argument.help", situation) for situation in SITUATIONS)


def test_the_printed_table_names_every_reason() -> None:
    rows = acts.table()
    text, codes = acts.as_text(), acts.legend(rows)
    assert len(set(codes.values())) == len(codes)
    assert all(f"{code:12}{reason}" in text for reason, code in codes.items())
    assert f"{len(rows) * len(acts.ROLES)} answers" in text
    for line in csv.reader(acts.as_csv().splitlines()):
        assert len(line) == len(acts.ROLES) + 2
