"""Whoever writes too fast lets the browser compute for a moment and goes on, under the strict policy of scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page
from test_the_loop import hold_to_axe, press, sign_in

from factories import a_person, a_thread
from veche.core.protocol import limiter

pytestmark = pytest.mark.browser

WORDS = "Words that took an hour to write."


@pytest.fixture
def hasty(app: Flask, visitor: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> Page:
    """Somebody who has typed a reply and used up what may be sent in a minute; a small piece of work."""
    page, thread = visitor(width=360), a_thread()
    sign_in(page, a_person(), "en")
    for name, value in {"RATE_LIMITS": True, "PROOF_COST": 500}.items():
        monkeypatch.setitem(app.config["VECHE"], name, value)
    monkeypatch.setattr(limiter, "enabled", True)
    limiter.reset()
    page.goto(f"/en/threads/{thread.id}")
    sent = {"csrf_token": page.input_value("#reply input[name=csrf_token]"), "text": ""}
    answers = [page.request.post(f"/en/threads/{thread.id}/reply", form=sent).status for _ in range(31)]
    assert answers[-1] == 429
    page.fill("#reply textarea", WORDS)
    return page


@pytest.fixture(autouse=True)
def from_nought(app: Flask) -> None:
    limiter.reset()


def test_the_page_that_refuses_keeps_the_words_and_sends_them_after_the_work(hasty: Page) -> None:
    press(hasty, "/reply")
    hasty.wait_for_selector(".proof:not([hidden])")
    hold_to_axe(hasty)
    assert WORDS in hasty.content()
    assert hasty.evaluate("document.documentElement.scrollWidth") <= 360
    hasty.click(".proof button")
    hasty.wait_for_selector(f"article:has-text('{WORDS}')")


def test_a_refused_preview_is_shown_after_the_work_and_nothing_is_published(hasty: Page) -> None:
    hasty.click("#reply button[name=preview]")
    hasty.wait_for_selector("#problem .proof:not([hidden])")
    hold_to_axe(hasty)
    hasty.click("#problem .proof button")
    hasty.wait_for_selector(f"#preview:has-text('{WORDS}')")
    assert hasty.locator(f"article:has-text('{WORDS}')").count() == 0
    hasty.reload()
    assert hasty.locator(f"article:has-text('{WORDS}')").count() == 0
