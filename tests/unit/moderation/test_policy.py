"""Who may report and who may decide: the whole table."""

from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from veche.accounts.policy import Anybody
from veche.core.policy import may, refusal
from veche.moderation.policy import Matter


@dataclass
class Somebody:
    id: int = 1
    roles: frozenset[str] = field(default_factory=frozenset)
    is_confirmed: bool = True
    is_resident: bool = True
    is_authenticated: bool = True


@dataclass
class Words:
    author_id: int
    is_visible: bool = True


MODERATOR = Somebody(roles=frozenset({"moderator"}))
OTHER_ROLES = [frozenset({role}) for role in ("committee", "youth_council", "body_officer", "admin")]


@pytest.mark.parametrize(("own", "reported", "took_part"), list(product((False, True), repeat=3)))
def test_a_moderator_decides_only_without_any_part_in_the_matter(own: bool, reported: bool, took_part: bool) -> None:
    matter = Matter(frozenset({1 if own else 2}), has_reported=reported, has_taken_part=took_part)
    assert may(MODERATOR, "text.decide", matter) == (not (own or reported or took_part))


@pytest.mark.parametrize(
    ("matter", "word"),
    [
        (Matter(frozenset({1, 7})), "own text"),
        (Matter(frozenset({2}), has_reported=True), "reported"),
        (Matter(frozenset({2}), has_taken_part=True), "took part"),
    ],
)
def test_the_refusal_says_which_part_it_is(matter: Matter, word: str) -> None:
    against = refusal(MODERATOR, "text.decide", matter)
    assert against
    assert word in against.reason


def test_nobody_restrains_who_decides_in_the_same_case() -> None:
    assert may(MODERATOR, "person.restrain", Matter(frozenset({2})))
    against = refusal(MODERATOR, "person.restrain", Matter(frozenset({2}), has_judging_author=True))
    assert against
    assert "moderator of this case" in against.reason


@pytest.mark.parametrize("act", ["measure.confirm", "appeal.decide"])
def test_who_took_a_decision_neither_confirms_nor_reviews_it(act: str) -> None:
    assert may(MODERATOR, act, Matter(frozenset({2})))
    assert not may(MODERATOR, act, Matter(frozenset({2}), has_acted=True))
    assert not may(MODERATOR, act, Matter(frozenset({1})))
    assert not may(Somebody(), act, Matter(frozenset({2})))


@pytest.mark.parametrize("person", [Anybody(), Somebody(), *[Somebody(roles=roles) for roles in OTHER_ROLES]])
def test_nobody_but_a_moderator_decides_or_sees_the_queue(person: Any) -> None:
    assert not may(person, "text.decide", Matter(frozenset({2})))
    assert not may(person, "moderation.work")


@pytest.mark.parametrize(
    ("person", "text", "allowed"),
    [
        (Anybody(), Words(2), False),
        (Somebody(is_confirmed=False), Words(2), False),
        (Somebody(is_resident=False), Words(2), True),
        (Somebody(), Words(2), True),
        (Somebody(), Words(1), False),
        (Somebody(), Words(2, is_visible=False), False),
        (MODERATOR, Words(2), True),
    ],
)
def test_everybody_with_a_confirmed_address_reports_what_others_wrote(person: Any, text: Any, allowed: bool) -> None:
    assert may(person, "text.flag", text) == allowed
