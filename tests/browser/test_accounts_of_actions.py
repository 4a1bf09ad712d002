"""Costs, results, lessons, the matrix and the table, by hand in a browser: with and without JavaScript, with axe."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from test_the_loop import sign_in

from factories import a_body, a_person, an_action
from veche.core.clock import today
from veche.tracking import lessons

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_pages_hold_at_every_width_and_scheme(visitor: Callable[..., Page], width: int, scheme: str) -> None:
    member = a_person(("committee",))
    body = a_body()
    body_id = body.id
    lessons.write_lesson(member, an_action(body=body).id, language="ru", worked="Вечером удобнее.")
    page = visitor(width=width, scheme=scheme)
    sign_in(page, member, "ru")
    written = ("costs", "results/new", "lessons/new", "proposals")
    register = ("/ru/bodies", f"/ru/bodies/{body_id}", f"/ru/bodies/{body_id}/edit", "/ru/bodies/matrix", "/be/lessons")
    own = ("/ru/actions/2.4.5-1", "/ru/actions/new", "/be/actions/import")
    faults = []
    for path in (*own, *register, *(f"/ru/actions/2.4.5-1/{place}" for place in written)):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append(f"{path} scrolls sideways")
        found = Axe().run(page)
        if found.violations_count:
            faults.append(f"{path}: {found.generate_report()}")
        if page.locator("h1").count() != 1:
            faults.append(f"{path} has {page.locator('h1').count()} h1")
    assert faults == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_table_is_chosen_looked_at_and_loaded(visitor: Callable[..., Page], tmp_path: Path, javascript: bool) -> None:
    member, name = a_person(("committee",)), a_body().name_ru
    file, soon = tmp_path / "actions.csv", (today() + timedelta(days=60)).isoformat()
    head = "code,area,language,title,body_ru,expected_result,next_report_on"
    file.write_text(f"{head}\n,2.4.5,en,Paper forms for all,{name},Forms in four libraries,{soon}\n", "utf-8")
    page = visitor(javascript=javascript, width=360)
    sign_in(page, member, "en")
    page.goto("/en/actions/import")
    page.set_input_files("#file", file)
    page.click("text=See what it would do")
    assert "1 action would start" in page.inner_text("main")
    page.fill("#reason", "The yearly plan")
    page.click("text=Load exactly this")
    assert "The table is loaded: 1 action started, 0 actions changed." in page.inner_text("#flashes")
    page.goto("/en/actions/2.4.5-1")
    assert page.inner_text("h1") == "Paper forms for all"


@pytest.mark.parametrize("javascript", [True, False])
def test_costs_a_result_and_a_lesson_are_written_on_a_phone(visitor: Callable[..., Page], javascript: bool) -> None:
    member, code = a_person(("committee",)), an_action().code
    page = visitor(javascript=javascript, width=360)
    sign_in(page, member, "en")
    page.goto(f"/en/actions/{code}")
    page.click("text=Enter costs")
    page.fill("#planned", "1 000")
    page.fill("#spent", "400")
    page.click("text=Save the costs")
    page.click("text=Record a result")
    page.fill("#title", "People finished the course")
    page.fill("#value", "40")
    page.fill("#unit", "people")
    page.fill("#evidence", "Lists of the groups.")
    page.click("text=Publish the result")
    assert "10 BYN per unit «people»" in page.inner_text("#results")
    page.click("text=Write a lesson")
    page.fill("#change", "We call people.")
    page.click("text=Publish the lesson")
    assert "We call people." in page.inner_text("#lessons")
