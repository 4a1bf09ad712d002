"""The daily letters say their numbers as people do, and however many workers there are each goes out once a day."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from factories import a_member, a_moderator, a_person, a_post, a_thread
from pages.oversight.helping import letters_to
from veche.core import clock
from veche.core.database import db, writing
from veche.front import heads
from veche.moderation import services as moderation
from veche.oversight import digest

WORKERS = 4
SAID: dict[str, dict[int, str]] = {
    "en": {
        1: "1 case waits, the oldest for 1 hour",
        2: "2 cases wait, the oldest for 2 hours",
        5: "5 cases wait, the oldest for 5 hours",
        11: "11 cases wait, the oldest for 11 hours",
        21: "21 cases wait, the oldest for 21 hours",
    },
    "ru": {
        1: "Ждёт 1 дело, самое давнее — 1 час",
        2: "Ждут 2 дела, самое давнее — 2 часа",
        5: "Ждут 5 дел, самое давнее — 5 часов",
        11: "Ждут 11 дел, самое давнее — 11 часов",
        21: "Ждёт 21 дело, самое давнее — 21 час",
    },
    "be": {
        1: "Чакае 1 справа, самая даўняя — 1 гадзіну",
        2: "Чакаюць 2 справы, самая даўняя — 2 гадзіны",
        5: "Чакаюць 5 спраў, самая даўняя — 5 гадзін",
        11: "Чакаюць 11 спраў, самая даўняя — 11 гадзін",
        21: "Чакае 21 справа, самая даўняя — 21 гадзіну",
    },
}


def to_nine(days: int) -> timedelta:
    """From now to nine in the morning of a later day."""
    local = clock.now().astimezone(clock.CITY_ZONE)
    morning = datetime.combine(local.date() + timedelta(days=days), datetime.min.time(), clock.CITY_ZONE)
    return morning + timedelta(hours=9) - local


@pytest.mark.parametrize("language", SAID)
def test_what_waits_is_said_with_the_right_forms(app: Flask, language: str) -> None:
    person = a_person(("moderator",), language=language)
    for number in SAID[language]:
        with writing() as session:
            digest._post(session, person, number, timedelta(hours=number, minutes=59))
    letters = letters_to(person)
    assert [letter.subject for letter in letters] == list(SAID[language].values())
    assert all(f"{letter.subject}." in letter.body for letter in letters)
    assert all(letter.language == language for letter in letters)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_head_is_sent_in_the_language_of_its_reader(app: Flask, language: str) -> None:
    member = a_person(("committee",), language=language)
    assert heads.write_head() == 1
    (letter,) = letters_to(member)
    begins = {"ru": "Журнал всех решений", "be": "Журнал усіх рашэнняў", "en": "Journal of all decisions"}
    assert letter.subject.startswith(begins[language])
    assert "veche journal verify --since" in letter.body
    assert f"/{language}/journal" in letter.body


@pytest.mark.parametrize("duty", [digest.tell_due, heads.write_head])
def test_however_many_workers_there_are_a_letter_goes_out_once_a_day(app: Flask, duty: Callable[[], int]) -> None:
    people = [a_moderator(), a_moderator()] if duty is digest.tell_due else [a_member(), a_member()]
    moderation.flag(a_person(), "post", a_post(a_thread()).id, reason="spam")
    done: list[int] = []

    def work() -> None:
        with app.app_context():
            done.append(duty())
            db.session.remove()

    for day in (1, 2):
        with clock.moved(to_nine(day)):
            workers: list[Any] = [threading.Thread(target=work) for _ in range(WORKERS)]
            for worker in workers:
                worker.start()
            for worker in workers:
                worker.join()
    assert len(done) == 2 * WORKERS, "none of them failed"
    assert sum(done) == 4
    assert [len(letters_to(person)) for person in people] == [2, 2]
