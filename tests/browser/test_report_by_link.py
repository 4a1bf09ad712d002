"""The office of a body reports from its letter on a small phone without JavaScript; its pages hold to axe."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from windows import follow

from factories import a_person
from offices import an_action_with_an_office, letters
from veche.core.database import db
from veche.tracking import reminders
from veche.tracking.models import Update

pytestmark = pytest.mark.browser


def address_in_the_letter() -> str:
    found = re.search(r"http://veche\.example(/\S+)", letters("office@library.example")[-1].body)
    assert found
    return found[1]


def is_narrow(page: Page) -> bool:
    """Nothing has to be moved sideways to be read."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= page.viewport_size["width"])  # type: ignore[index]


def test_from_the_letters_link_to_the_published_report(visitor: Callable[..., Page]) -> None:
    action = an_action_with_an_office(title="Телефон без страха", language="ru")
    code = action.code
    reminders.ask_office(a_person(("committee",)), action.id)
    link, page = address_in_the_letter(), visitor(javascript=False, width=360)
    page.goto(link)
    assert is_narrow(page)
    targets = page.locator("form.brief label:has(input[type=radio]), form.brief button")
    boxes = [target.bounding_box() for target in targets.all()]
    assert boxes
    assert all(box and box["height"] >= 44 for box in boxes), "every target is wide enough for a thumb"
    follow(page, "form.brief button")
    assert page.locator(".errs").count() == 1, "an empty report is refused in words, and the link still works"
    page.fill("#text", "Two groups began.")
    page.fill("#figure", "40")
    page.fill("#next_steps", "Two more libraries.")
    page.check("input[name=when][value='60']")
    follow(page, "form.brief button")
    page.wait_for_url(f"**/actions/{code}*")
    assert is_narrow(page)
    reports = page.locator("#reports").inner_text()
    for words in ("Two groups began.", "Two more libraries.", "40"):
        assert words in reports
    page.goto(link)
    assert page.locator("form.brief").count() == 0, "used once, the link opens no form"
    db.session.rollback()
    assert db.session.query(Update).one().author_id is None


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_pages_of_an_action_hold_to_axe(visitor: Callable[..., Page], width: int, scheme: str) -> None:
    action = an_action_with_an_office()
    reminders.ask_office(a_person(("committee",)), action.id)
    page = visitor(width=width, scheme=scheme)
    for path in (address_in_the_letter(), f"/en/actions/{action.code}", f"/en/actions/{action.code}/milestones"):
        page.goto(path)
        assert is_narrow(page), path
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"
