"""A passkey from beginning to end in Chromium, with the browser's own virtual device; and the same pages without."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from test_the_loop import hold_to_axe
from windows import serving, windows

from factories import PASSWORD, a_person

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The site by the name of this machine: an address of figures has no passkeys."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with serving(app) as port:
        address = f"http://localhost:{port}"
        monkeypatch.setitem(app.config["VECHE"], "SITE_URL", address)
        yield address


@pytest.fixture
def opened(chromium: Browser, named_site: str) -> Iterator[Callable[..., Page]]:
    yield from windows(chromium, named_site)


def plug_in(page: Page) -> Any:
    """A device with a finger that is always there; the session through which it is spoken to, and its number."""
    spoken = page.context.new_cdp_session(page)
    spoken.send("WebAuthn.enable")
    return spoken, spoken.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]


def test_a_passkey_is_added_and_opens_the_account_of_a_moderator(opened: Callable[..., Page]) -> None:
    person, page = a_person(("moderator",)), opened()
    plug_in(page)
    page.goto("/en/sign-in")
    page.fill("#email", person.email)
    page.fill("#password", PASSWORD)
    page.click("form[action$='/sign-in'] button.main")
    page.wait_for_url("**/en/")
    page.click("#asleep a")
    hold_to_axe(page)
    page.fill("#passkeys input#name", "This computer")
    page.click("#passkeys button:has-text('Add a passkey')")
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    hold_to_axe(page)
    page.click("main a.btn.main")
    expect(page.locator("#passkeys h3")).to_have_text("This computer")
    assert page.goto("/en/moderation").status == 200
    page.goto("/en/sign-out")
    page.click("form[action$='/sign-out'] button >> nth=0")
    page.wait_for_url("**/en/")
    page.goto("/en/sign-in?next=/en/moderation")
    hold_to_axe(page)
    page.click("button:has-text('Sign in with a passkey')")
    page.wait_for_url("**/en/moderation")


def test_when_the_device_does_not_answer_the_page_says_so(opened: Callable[..., Page]) -> None:
    page = opened()
    spoken, device = plug_in(page)
    spoken.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/en/sign-in")
    page.click("button:has-text('Sign in with a passkey')")
    expect(page.locator("#passkey [data-failed]")).to_be_visible()
    assert page.url.endswith("/en/sign-in")


def test_without_javascript_no_button_is_shown_and_the_words_say_why(opened: Callable[..., Page]) -> None:
    page = opened(javascript=False)
    page.goto("/en/sign-in")
    expect(page.locator("#passkey")).to_contain_text("needs JavaScript")
    expect(page.locator("button:has-text('Sign in with a passkey')")).to_be_hidden()
