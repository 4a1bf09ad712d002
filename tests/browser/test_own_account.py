"""One's own account in Chromium: a password that can be looked at, the code of a slip that leaves the address at once,
and signing in with a second step and leaving with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from test_the_loop import sign_in

from desks import a_code, a_neighbour
from factories import PASSWORD, a_moderator, a_person, an_app_of
from veche.accounts.models import Person
from veche.core import clock
from veche.core.database import db
from veche.factors.rules import code_of, step_at
from veche.residents import printing, rules

pytestmark = pytest.mark.browser

BOX = "input[data-reveals=password]"


def test_a_password_can_be_looked_at_and_is_sent_as_a_password(visitor: Callable[..., Page]) -> None:
    page = visitor(width=360)
    page.goto("/en/sign-in")
    page.fill("#password", "three words in a row")
    assert page.get_attribute("#password", "type") == "password"
    page.check(BOX)
    assert page.get_attribute("#password", "type") == "text"
    page.uncheck(BOX)
    assert page.get_attribute("#password", "type") == "password"
    page.check(BOX)
    page.evaluate(
        "addEventListener('submit', event => { window.sent = document.querySelector('#password').type;"
        " event.preventDefault(); })"
    )
    page.click("form[action$='/sign-in'] button.main")
    assert page.evaluate("window.sent") == "password"


def test_without_javascript_nothing_is_offered_that_does_nothing(visitor: Callable[..., Page]) -> None:
    page = visitor(javascript=False)
    page.goto("/en/sign-in")
    assert page.is_hidden(BOX)


def fragment(code: str) -> str:
    return "#" + printing.address(code).partition("#")[2]


def test_the_code_of_a_slip_leaves_the_address_and_stands_in_the_form(visitor: Callable[..., Page]) -> None:
    code, person = a_code(), a_neighbour()
    page = visitor(width=360)
    asked: list[str] = []
    page.on("request", lambda request: asked.extend([request.url, request.headers.get("referer", "")]))
    sign_in(page, person, "en")
    page.goto(f"/my/verify{fragment(code)}")
    page.wait_for_function("document.querySelector('[data-slip] input[name=code]').value")
    assert page.input_value("[data-slip] input[name=code]") == rules.grouped(code)
    assert page.url.endswith("/en/my/verify")
    assert not [address for address in asked if rules.grouped(code) in address.partition("#")[0]]
    page.goto("/en/my/verify")
    assert page.input_value("[data-slip] input[name=code]") == "", "it is kept nowhere"


def test_the_code_waits_in_the_tab_for_whoever_signs_in_first(visitor: Callable[..., Page]) -> None:
    code, person = a_code(), a_neighbour()
    page = visitor()
    page.goto(f"/en/my/verify{fragment(code)}")
    page.wait_for_function("location.hash === ''")
    page.click("main a[href*='/sign-in?']")
    page.fill("#email", person.email)
    page.fill("#password", PASSWORD)
    page.click("form[action$='/sign-in'] button.main")
    page.wait_for_url("**/en/my/verify")
    page.wait_for_function("document.querySelector('[data-slip] input[name=code]').value")
    assert page.evaluate("sessionStorage.getItem('slip')") is None


def type_into(page: Page, selector: str, words: str) -> None:
    """By the Tab key to a field, and typed there."""
    reach(page, selector)
    page.keyboard.type(words)


def reach(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key does not come to {selector}")


def press(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def second_step(page: Page, secret: str) -> None:
    type_into(page, "#code", code_of(secret, step_at(clock.now())))
    press(page)


def test_signing_in_with_a_second_step_with_the_keyboard_alone(visitor: Callable[..., Page]) -> None:
    moderator = a_moderator()
    secret = an_app_of(moderator)
    page = visitor()
    page.goto("/en/sign-in")
    type_into(page, "#email", moderator.email)
    type_into(page, "#password", PASSWORD)
    reach(page, BOX)
    press(page)
    assert page.url.endswith("/sign-in/second")
    type_into(page, "#code", "000000")
    press(page)
    assert page.evaluate("document.activeElement.matches('.errs')"), "the reason is read out first"
    page.fill("#code", "")
    second_step(page, secret)
    assert page.url.endswith("/en/")


def test_leaving_with_the_keyboard_alone(visitor: Callable[..., Page]) -> None:
    person = a_person(name="Keyboard only")
    page = visitor()
    sign_in(page, person, "en")
    page.goto("/en/my/data/leave")
    reach(page, "form[action$='/leave'] button.main")
    press(page)
    assert page.evaluate("document.activeElement.matches('.errs')")
    reach(page, "#sure")
    page.keyboard.press("Space")
    reach(page, "form[action$='/leave'] button.main")
    press(page)
    assert "deleted" in page.inner_text("main, [role=status]")
    db.session.rollback()  # this process has read, the browser wrote
    assert db.session.get_one(Person, person.id).left_at is not None
