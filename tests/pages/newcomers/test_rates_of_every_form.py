"""Every address that writes stands under a rate per person and under one per source; who meets it is told until when,
and what they typed stands on the page."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from factories import a_person
from veche.core.protocol import limiter

pytestmark = pytest.mark.sqlite_alone

TYPED = "Words that took an hour to write, and so must not be lost."
# Writing addresses under no rate, each with the reason for it: there is none.
EXEMPT: dict[str, str] = {}
VALUES = {"name": "sms", "kind": "post", "way": "up", "what": "support"}


def writing(app: Flask) -> Iterator[tuple[str, str]]:
    adapter = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and rule.endpoint not in EXEMPT:
            values = {name: VALUES.get(name, 999) for name in rule.arguments}
            yield rule.endpoint, adapter.build(rule.endpoint, {**values, "language": "en"}, "POST")


def spent(monkeypatch: pytest.MonkeyPatch, whose: str) -> None:
    """From now on one request uses up the whole of every rate that is counted by such a key, whatever its number."""
    hit = limiter.limiter.hit

    def whole(rate: Any, *keys: str, cost: int = 1) -> bool:
        return hit(rate, *keys, cost=rate.amount if any(key.startswith(whose) for key in keys) else cost)

    monkeypatch.setattr(limiter.limiter, "hit", whole)


def refusal(answer: Any) -> list[str]:
    """What is missing in the answer to whoever writes too often."""
    wanted = {
        "429": answer.status_code == 429,
        "the time": "You can go on from" in answer.text,
        "the time for programs": re.fullmatch(r"[1-9]\d*", answer.headers.get("Retry-After", "")) is not None,
        "the typed text": TYPED in answer.text,
    }
    return [name for name, is_there in wanted.items() if not is_there]


Sender = Callable[[str], Any]


def census(app: Flask, first: Sender, again: Sender, other: Sender) -> list[str]:
    """The addresses at which `again` is not refused after `first`, or `other` is."""
    wrong = []
    for endpoint, address in writing(app):
        limiter.reset()
        if first(address).status_code == 429:
            wrong.append(f"{endpoint}: refused at once")
        wrong += [f"{endpoint}: lacks {name}" for name in refusal(again(address))]
        if other(address).status_code == 429:
            wrong.append(f"{endpoint}: refuses another")
    return wrong


def test_every_form_has_a_rate_for_each_person(
    app: Flask, limited: dict[str, Any], signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limited["SOURCE_RATE"] = "100000 per hour"
    spent(monkeypatch, "person:")
    # To whoever is not of the youth council its board is not there at all, so nothing of theirs is counted there.
    person, neighbour = a_person(("youth_council",)), a_person(("youth_council",))
    mine, theirs = (_sender(lambda who=who: signed_in(who)) for who in (person, neighbour))
    assert census(app, mine, mine, theirs) == []


def test_every_form_has_a_rate_for_each_source(
    app: Flask, limited: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody is signed in each rate counts the source."""
    limited["SOURCE_RATE"] = "100000 per hour"
    spent(monkeypatch, "source:")
    here, elsewhere = _sender(app.test_client), _sender(app.test_client, "198.51.100.7")
    assert census(app, here, here, elsewhere) == []


def test_every_form_counts_towards_the_rate_of_a_source_over_all_people(
    app: Flask, limited: dict[str, Any], signed_in: Any
) -> None:
    limited["SOURCE_RATE"] = "1 per hour"
    one, other = a_person(), a_person()
    first, second = _sender(lambda: signed_in(one)), _sender(lambda: signed_in(other))
    assert census(app, first, second, _sender(lambda: signed_in(other), "198.51.100.7")) == []


def test_a_notice_in_place_of_a_part_says_the_same_and_leaves_the_form_as_it_is(
    app: Flask, limited: dict[str, Any]
) -> None:
    limited["SOURCE_RATE"] = "1 per hour"
    browser = app.test_client()
    browser.post("/en/display")
    wrong = []
    for endpoint, address in writing(app):
        answer = browser.post(address, data={"text": TYPED}, headers={"HX-Request": "true"})
        wrong += [f"{endpoint}: lacks {name}" for name in refusal(answer) if name != "the typed text"]
        wrong += [endpoint] if answer.headers.get("HX-Retarget") != "#problem" else []
    assert wrong == []


def _sender(browser: Callable[[], Any], address: str = "127.0.0.1") -> Sender:
    """Whoever sends one form after the other; the one that signs out is sent by a browser of its own."""
    usual = browser()

    def send(path: str) -> Any:
        sent_by = browser() if path.endswith("/sign-out") else usual
        return sent_by.post(path, data={"text": TYPED}, environ_base={"REMOTE_ADDR": address})

    return send
