"""A person quotes a message and writes on at once, below the quoted words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect
from test_the_loop import sign_in

from factories import a_moderator, a_person, a_post, a_thread

pytestmark = pytest.mark.browser


def test_the_cursor_waits_below_the_quoted_words(visitor: Callable[..., Page]) -> None:
    thread, page = a_thread(), visitor(width=360)
    a_post(thread, text="The window closed.")
    sign_in(page, a_person(), "ru")
    page.goto(f"/ru/threads/{thread.id}")
    page.click("#p2 a[data-quote]")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("Mine too.")
    assert page.input_value("#text").endswith("> The window closed.\n\nMine too.")


def test_a_look_for_similar_ones_keeps_what_is_typed(visitor: Callable[..., Page]) -> None:
    thread = a_thread(title="Dark paths along the river", language="en")
    for javascript in (True, False):
        page = visitor(javascript)
        sign_in(page, a_person(), "en")
        page.goto("/en/threads/new")
        page.fill("#text", "Half a thought")
        page.fill("#title", "A dark river path")
        page.click("button[name=look]")
        expect(page.locator("#similar ul")).to_contain_text(thread.title)
        assert page.input_value("#text") == "Half a thought"


@pytest.mark.parametrize("language", ["ru", "be"])
def test_the_tools_of_a_moderator_fit_under_a_message(visitor: Callable[..., Page], language: str) -> None:
    thread, page = a_thread(), visitor(width=360)
    a_post(thread, text="The window closed.")
    sign_in(page, a_moderator(), language)
    page.goto(f"/{language}/threads/{thread.id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#p2 footer a[href*='/curating/split']").is_visible()


def test_a_reply_on_its_way_is_not_kept_as_unfinished(visitor: Callable[..., Page]) -> None:
    thread, page = a_thread(), visitor()
    sign_in(page, a_person(), "ru")
    page.goto(f"/ru/threads/{thread.id}")
    on_their_way: list[Route] = []  # the server takes its time
    kept: list[str] = []
    page.on("request", lambda request: kept.append(request.url) if request.url.endswith("/unfinished") else None)
    page.route(lambda url: "/threads/" in url, lambda route: on_their_way.append(route))
    page.fill("#text", "All of it is said.")
    page.click("#reply button.main", no_wait_after=True)
    page.wait_for_timeout(3500)  # what is typed is kept three seconds after the last key
    assert len(on_their_way) == 1
    assert kept == []
    with page.expect_navigation():
        on_their_way[0].continue_()
        page.unroute_all()
