"""Every page of the loop on a phone, in the dark and with large print: no sideways scroll, nothing axe objects to."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from factories import a_body, a_post, a_thread, a_voting_proposal, an_action

pytestmark = pytest.mark.browser


def paths() -> list[str]:
    thread, proposal = a_thread(), a_voting_proposal()
    a_post(thread, parent=a_post(thread))
    an_action(body=a_body())
    return [
        "/ru/",
        "/be/",
        "/ru/plan",
        "/be/plan/2.4",
        "/ru/plan/2.4.5",
        "/ru/threads",
        f"/be/threads/{thread.id}",
        "/ru/proposals",
        f"/ru/proposals/{proposal.id}",
        f"/be/proposals/{proposal.id}/versions",
        "/ru/actions",
        "/be/actions/2.4.5-1",
        "/ru/bodies",
        "/ru/committee",
        "/ru/youth",
        "/ru/rules",
        "/ru/moderation/log",
        "/ru/journal",
        "/be/sign-up",
        "/ru/sign-in",
        "/ru/display",
        "/ru/personal-data",
        "/ru/votes-promise",
        "/ru/nowhere",
    ]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_hold_at_every_width_and_scheme(visitor: Callable[..., Page], width: int, scheme: str) -> None:
    page = visitor(width=width, scheme=scheme)
    faults = []
    for path in paths():
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path} scrolls sideways")
        found = Axe().run(page)
        if found.violations_count:
            faults.append(f"{path}: {found.generate_report()}")
        if page.locator("h1").count() != 1:
            faults.append(f"{path} has {page.locator('h1').count()} h1")
    assert faults == []


def test_a_ballot_is_cast_with_the_keyboard_alone(visitor: Callable[..., Page]) -> None:
    from test_the_loop import sign_in

    from factories import a_person

    proposal, person = a_voting_proposal(), a_person()
    page = visitor()
    sign_in(page, person, "en")
    page.goto(f"/en/proposals/{proposal.id}")
    page.focus("#ballot input[value=for]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    with page.expect_response("**/ballot") as answer:
        page.keyboard.press("Enter")
    assert answer.value.ok
    page.reload()
    assert page.is_checked("#ballot input[value=against]")
