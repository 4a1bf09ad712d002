"""Limits of new accounts: each through its form, with the typed text kept and the moment from which one can go on."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import a_draft, a_newcomer, a_person, a_post, a_thread, an_open_proposal, nonce
from veche.core import clock
from veche.core.database import db, writing
from veche.core.languages import day_time, speaking
from veche.core.personal import holdings
from veche.core.worker import duties
from veche.newcomers.models import RecentAct
from veche.newcomers.rules import DAILY

TITLES = cycle(["Bicycles", "Swimming pools", "Chess evenings", "Bread ovens", "Winter gardens", "Puppet theatres"])
TYPED = "Words that took an hour to write, and so must not be lost."


def acts(person: Any, what: str, number: int) -> None:
    """The person wrote so many texts of the kind an hour ago."""
    with writing() as session:
        rows = [RecentAct(person_id=person.id, what=what, at=clock.now() - timedelta(hours=1)) for _ in range(number)]
        session.add_all(rows)


def count(person: Any) -> int:
    db.session.rollback()
    return int(db.session.execute(select(func.count()).where(RecentAct.person_id == person.id)).scalar_one())


def thread_form() -> tuple[str, dict[str, Any]]:
    fields = {"sort": "discussion", "title": next(TITLES), "area": "2.4.5", "text": TYPED, "language": "en"}
    return "/en/threads/new", fields


def post_form() -> tuple[str, dict[str, Any]]:
    return f"/en/threads/{a_thread().id}/reply", {"text": TYPED, "language": "en"}


def argument_form() -> tuple[str, dict[str, Any]]:
    return f"/en/proposals/{an_open_proposal().id}/arguments", {"side": "for", "text": TYPED, "language": "en"}


def proposal_form() -> tuple[str, dict[str, Any]]:
    return "/en/proposals/new", {"title": next(TITLES), "area": "2.4.5", "text": TYPED, "language": "en"}


def amendment_form() -> tuple[str, dict[str, Any]]:
    proposal = an_open_proposal()
    fields = {"version": "1", "paragraph": "1", "words": TYPED, "reason": "Clearer.", "language": "en"}
    return f"/en/proposals/{proposal.id}/amendments", fields


def condition_form() -> tuple[str, dict[str, Any]]:
    return f"/en/proposals/{an_open_proposal().id}/condition", {"text": TYPED, "language": "en"}


def report_form() -> tuple[str, dict[str, Any]]:
    return f"/en/flag/post/{a_post(a_thread()).id}", {"reason": "spam", "note": TYPED}


FORMS: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
    "thread": thread_form,
    "post": post_form,
    "argument": argument_form,
    "proposal": proposal_form,
    "condition": condition_form,
    "report": report_form,
}


@pytest.mark.parametrize("what", FORMS)
def test_each_limit_is_told_with_the_moment_and_keeps_the_text(what: str, limited: Any, signed_in: Any) -> None:
    person = a_newcomer(passed=5, days=1, resident=True)
    at, fields = FORMS[what]()
    acts(person, what, DAILY[what] - 1)
    hours = 23 if DAILY[what] > 1 else 24  # until the first of them is a day old
    browser = signed_in(person)
    allowed = browser.post(at, data={**fields, "nonce": nonce()})
    assert allowed.status_code in {200, 303}, "the last one that the limit lets through"
    assert count(person) == DAILY[what]
    at, fields = FORMS[what]()
    answer = browser.post(at, data={**fields, "nonce": nonce()})
    assert answer.status_code == 429
    assert TYPED in answer.text
    with speaking("en"):
        again = day_time(clock.now() + timedelta(hours=hours))
    assert f"You can go on from {again[:-3]}" in answer.text
    assert (hours - 1) * 3600 < int(answer.headers["Retry-After"]) <= hours * 3600 + 1
    assert count(person) == DAILY[what], "nothing was written"
    part = browser.post(at, data={**fields, "nonce": nonce()}, headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (429, "#problem")
    with clock.moved(timedelta(hours=24)):
        assert browser.post(at, data={**fields, "nonce": nonce()}).status_code in {200, 303}


def test_the_moment_is_told_in_the_person_s_language(limited: Any, signed_in: Any) -> None:
    person = a_newcomer(passed=5, days=1)
    acts(person, "thread", DAILY["thread"])
    answer = signed_in(person).post("/ru/threads/new", data={**thread_form()[1], "nonce": nonce()})
    with speaking("ru"):
        again = day_time(clock.now() + timedelta(hours=23))
    assert again[:-3] in answer.text
    assert "Продолжить можно" in answer.text


@pytest.mark.parametrize(("passed", "days"), [(2, 8), (100, 0)])
def test_limits_fall_away_with_time_and_first_looks(passed: int, days: int, limited: Any, signed_in: Any) -> None:
    person = a_newcomer(passed=passed, days=days)
    acts(person, "thread", DAILY["thread"])
    assert signed_in(person).post("/en/threads/new", data={**thread_form()[1], "nonce": nonce()}).status_code == 303


def test_everybody_has_the_wide_limit_of_an_hour(limited: Any, signed_in: Any) -> None:
    limited["HOURLY_TEXTS"] = 2
    person = a_person()
    thread = a_thread()
    browser = signed_in(person)
    at, fields = f"/en/threads/{thread.id}/reply", {"text": TYPED, "language": "en"}
    answers = [browser.post(at, data={**fields, "nonce": nonce()}) for _ in range(3)]
    assert [one.status_code for one in answers] == [303, 303, 429]
    assert "2 texts within an hour" in answers[-1].text
    assert TYPED in answers[-1].text


def test_the_page_of_limits_says_what_is_used_and_when_each_falls_away(limited: Any, signed_in: Any) -> None:
    person = a_newcomer(days=1)
    acts(person, "thread", DAILY["thread"])
    page = signed_in(person).get("/en/my/limits").text
    assert "Discussions" in page
    assert "A moderator looks at 2 more texts of yours before others see them." in page
    with speaking("en"):
        assert day_time(clock.now() + timedelta(hours=23))[:-3] in page
        assert day_time(person.confirmed_at + timedelta(days=7)) in page
    assert "/en/my/limits" in signed_in(person).get("/en/my").text


def test_whoever_is_no_newcomer_reads_only_of_the_wide_limit(limited: Any, signed_in: Any) -> None:
    page = signed_in(a_person()).get("/en/my/limits").text
    assert "The limits of new accounts do not hold for you." in page
    assert "At most 60 texts in an hour; you have written 0." in page
    assert "/en/my/limits" not in signed_in(a_person()).get("/en/my").text


def test_the_page_of_limits_is_for_whoever_is_signed_in(client: Any) -> None:
    assert client.get("/en/my/limits").status_code == 303


def test_beside_the_form_stands_what_is_left_when_it_is_little(limited: Any, signed_in: Any) -> None:
    person = a_newcomer(passed=5, days=1)
    acts(person, "thread", DAILY["thread"] - 2)
    browser = signed_in(person)
    assert "in 24 hours:" not in browser.get("/en/threads/new").text
    acts(person, "thread", 1)
    assert "Discussions in 24 hours: 2 of 3 used." in browser.get("/en/threads/new").text


def test_a_newcomer_reads_before_writing_that_the_text_will_wait(signed_in: Any) -> None:
    for page in ("/en/threads/new", "/en/proposals/new", f"/en/proposals/{an_open_proposal().id}"):
        assert "A moderator looks at your first texts" in signed_in(a_newcomer()).get(page).text, page
        assert "A moderator looks at your first texts" not in signed_in(a_person()).get(page).text, page


@pytest.mark.parametrize(
    ("passed", "links", "status"), [(0, 0, 303), (0, 1, 422), (1, 2, 303), (1, 3, 422), (2, 9, 303)]
)
def test_links_of_newcomers(passed: int, links: int, status: int, signed_in: Any) -> None:
    text = TYPED + "".join(f" https://site{number}.example/" for number in range(links))
    at, fields = thread_form()
    answer = signed_in(a_newcomer(passed=passed)).post(at, data={**fields, "text": text, "nonce": nonce()})
    assert answer.status_code == status
    if status == 422:
        assert text in answer.text
        assert "link" in answer.text


@pytest.mark.parametrize("what", ["thread", "post", "argument", "proposal", "condition", "report"])
def test_no_text_of_anybody_names_a_denied_host(what: str, limited: Any, signed_in: Any) -> None:
    limited["LINK_DENY"] = frozenset({"bad.example"})
    at, fields = FORMS[what]()
    field = "note" if what == "report" else "text"
    answer = signed_in(a_person()).post(at, data={**fields, field: f"{TYPED} see b\u0430d.example", "nonce": nonce()})
    assert answer.status_code == 422
    assert TYPED in answer.text
    assert "bad.example is on the list of sites" in answer.text


def test_a_title_names_none_either(limited: Any, signed_in: Any) -> None:
    limited["LINK_DENY"] = frozenset({"bad.example"})
    at, fields = thread_form()
    data = {**fields, "title": "Read bad.example", "nonce": nonce()}
    assert signed_in(a_person()).post(at, data=data).status_code == 422


def test_what_no_window_counts_is_forgotten(limited: Any) -> None:
    person = a_person()
    acts(person, "post", 3)
    forget_due = duties["how often people wrote is forgotten"]
    assert forget_due() == 0
    with clock.moved(timedelta(hours=23, minutes=1)):
        assert forget_due() == 3


def test_the_holdings_are_shown_and_go_with_the_person(limited: Any) -> None:
    person = a_newcomer()
    a_thread(person)
    assert [row["kind"] for row in holdings["recent_acts"].export(person)] == ["thread"]  # type: ignore[misc]
    assert [row["kind"] for row in holdings["first_looks"].export(person)] == ["thread"]  # type: ignore[misc]
    with writing() as session:
        holdings["recent_acts"].erase(session, person)  # type: ignore[misc]
    assert count(person) == 0


def test_a_draft_costs_nothing_and_its_publication_one(limited: Any, signed_in: Any) -> None:
    person = a_newcomer(passed=5, days=1)
    first, second = a_draft(person, title="Swimming pools"), a_draft(person, title="Chess evenings")
    assert count(person) == 0
    browser = signed_in(person)
    assert browser.post(f"/en/proposals/{first.id}/publish").status_code == 303
    refused = browser.post(f"/en/proposals/{second.id}/publish")
    assert (refused.status_code, count(person)) == (429, 1)
