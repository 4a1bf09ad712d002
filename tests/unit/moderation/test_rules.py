"""What a case weighs, what a clause is, and what can be done when."""

from datetime import timedelta

import pytest

from veche.moderation import rules

FACTS = "A telephone number of a neighbour stands in it."


@pytest.mark.parametrize(
    ("reason", "weight"),
    [("threat", 3), ("personal_data", 2), ("insult", 1), ("spam", 1), ("off_topic", 1), ("other", 1)],
)
def test_a_threat_weighs_most_then_personal_data(reason: str, weight: int) -> None:
    assert rules.severity(reason) == weight
    assert reason in rules.REASONS


@pytest.mark.parametrize(("weight", "hours"), [(3, 2), (2, 24), (1, 24)])
def test_a_case_is_late_after_its_promised_hours_and_not_at_them(weight: int, hours: int) -> None:
    assert not rules.is_late(weight, timedelta(hours=hours))
    assert rules.is_late(weight, timedelta(hours=hours, seconds=1))


def test_every_clause_has_words_in_three_languages_and_a_code_of_its_own() -> None:
    clauses = [clause for chapter in rules.chapters() for clause in chapter.clauses]
    assert len({clause.code for clause in clauses}) == len(clauses) >= 12
    for clause in clauses:
        words = [getattr(clause, f"{name}_{code}") for name in ("title", "text") for code in ("ru", "be", "en")]
        assert all(words), clause.code
        assert len(set(words)) == len(words), clause.code


def test_a_clause_belongs_to_the_chapter_of_its_number() -> None:
    for chapter in rules.chapters():
        assert all(clause.code.startswith(f"{chapter.code}.") for clause in chapter.clauses)


def test_the_fragment_of_a_clause_is_p_and_its_number() -> None:
    found = rules.clause("4.1")
    assert found
    assert found.anchor == "p4-1"


def test_only_grounds_hide() -> None:
    assert {"4.1", "4.2", "4.3", "4.4"} <= {clause.code for clause in rules.grounds()}
    assert rules.ground("4.2", FACTS).code == "4.2"
    for code in ("2.1", "9.9", ""):
        with pytest.raises(rules.Unfounded):
            rules.ground(code, FACTS)


@pytest.mark.parametrize("facts", ["", "too short", " " * 40, "x" * 19])
def test_nothing_is_decided_without_twenty_characters_of_facts(facts: str) -> None:
    with pytest.raises(rules.Unfounded):
        rules.ground("4.1", facts)
    with pytest.raises(rules.Unfounded):
        rules.require_facts(facts)


def test_twenty_characters_are_enough() -> None:
    assert rules.ground("4.1", "x" * 20)


ON_AUTHORS = ["warn", "mute", "ban"]


@pytest.mark.parametrize(
    ("is_open", "visibility", "measures"),
    [
        (True, "visible", ["hide", "leave", "remove", *ON_AUTHORS]),
        (False, "visible", []),
        (True, "hidden", ["restore", "remove", *ON_AUTHORS]),
        (False, "hidden", ["restore", "remove", *ON_AUTHORS]),
        (True, "removed", ON_AUTHORS),
        (False, "removed", ON_AUTHORS),
        (True, "pending", ["approve", "hide", "remove", *ON_AUTHORS]),
        (False, "pending", []),
    ],
)
def test_what_can_be_done_follows_from_the_case_and_the_text(
    is_open: bool, visibility: str, measures: list[str]
) -> None:
    assert rules.measures(is_open, visibility) == measures


@pytest.mark.parametrize(
    ("cause", "is_open", "measures"),
    [("confirm", True, ["agree", "refuse"]), ("confirm", False, []), ("appeal", True, []), ("appeal", False, [])],
)
def test_a_confirmation_is_agreed_or_not_and_an_appeal_is_decided_elsewhere(
    cause: str, is_open: bool, measures: list[str]
) -> None:
    assert rules.measures(is_open, "hidden", cause) == measures


def test_while_one_measure_waits_for_a_second_moderator_no_other_is_proposed() -> None:
    assert rules.measures(True, "hidden", waits_for_second=True) == ["warn", "mute"]


def test_who_is_silent_or_banned_can_be_let_write_again() -> None:
    for is_open, visibility in ((False, "hidden"), (False, "visible"), (True, "visible")):
        assert rules.measures(is_open, visibility, is_restrained=True)[-1] == "lift"
    assert "lift" not in rules.measures(False, "hidden")


@pytest.mark.parametrize("kind", sorted(rules.KINDS))
def test_of_the_youth_space_nothing_is_told_and_everything_is_urgent(kind: str) -> None:
    is_youth = kind.startswith("youth")
    assert rules.told(kind, "What happened.") == ({} if is_youth else {"facts": "What happened."})
    assert rules.severity("spam", kind) == (3 if is_youth else 1)
