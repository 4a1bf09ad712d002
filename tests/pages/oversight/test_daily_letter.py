"""The daily letter to moderators: once a day, only while something waits, in their language."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from factories import a_moderator, a_person, a_post, a_thread
from pages.oversight.helping import letters_to
from veche.core import clock
from veche.moderation import services as moderation
from veche.oversight.digest import tell_due


def to_nine(days: int = 1) -> timedelta:
    """From now to nine in the morning of a later day."""
    local = clock.now().astimezone(clock.CITY_ZONE)
    morning = datetime.combine(local.date() + timedelta(days=days), datetime.min.time(), clock.CITY_ZONE)
    return morning + timedelta(hours=9) - local


def waiting(number: int) -> None:
    for _ in range(number):
        moderation.flag(a_person(), "post", a_post(a_thread()).id, reason="spam")


def test_a_moderator_gets_one_letter_a_day_while_something_waits(app: Any) -> None:
    moderator = a_moderator()
    waiting(2)
    with clock.moved(to_nine()):
        assert (tell_due(), tell_due()) == (1, 0)
    with clock.moved(to_nine(2)):
        assert (tell_due(), tell_due()) == (1, 0)
    told = letters_to(moderator)
    assert len(told) == 2
    assert told[0].subject.startswith("2 cases wait, the oldest for ")
    assert "/en/moderation/queue" in told[0].body or "/en/moderation" in told[0].body


def test_nothing_is_sent_when_nothing_waits_nor_at_night(app: Any) -> None:
    moderator = a_moderator()
    with clock.moved(to_nine()):
        assert tell_due() == 0
    waiting(1)
    with clock.moved(to_nine(2) - timedelta(hours=4)):
        assert tell_due() == 0
    assert letters_to(moderator) == []


def test_only_moderators_in_office_are_told(app: Any) -> None:
    others = [a_person(), a_person(("admin",)), a_person(("committee",))]
    waiting(1)
    with clock.moved(to_nine()):
        assert tell_due() == 0
    assert all(letters_to(other) == [] for other in others)


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("ru", 1, "Ждёт 1 дело"),
        ("ru", 3, "Ждут 3 дела"),
        ("ru", 5, "Ждут 5 дел"),
        ("be", 1, "Чакае 1 справа"),
        ("be", 3, "Чакаюць 3 справы"),
        ("be", 5, "Чакаюць 5 спраў"),
    ],
)
def test_the_number_has_its_plural_form(app: Any, language: str, number: int, words: str) -> None:
    moderator = a_person(("moderator",), language=language)
    waiting(number)
    with clock.moved(to_nine()):
        tell_due()
    assert letters_to(moderator)[0].subject.startswith(words)
