"""The whole loop in Chromium: four people lead a thought from a thread to a tracked action of the plan."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from windows import follow

from factories import PASSWORD, a_body, a_person, an_app_of
from veche.accounts.models import Person
from veche.accounts.offices import guarded
from veche.core import clock
from veche.core.database import db
from veche.core.languages import today
from veche.factors.rules import code_of, step_at
from veche.voting.services import close_due

pytestmark = pytest.mark.browser

TITLE = "Смартфон без страха: пять занятий"
LETTER = "Комитет принимает предложение: занятия проведут в четырёх библиотеках, группы будут маленькими, отчёт назван."


def sign_in(page: Page, person: Person, language: str) -> None:
    page.goto(f"/{language}/sign-in")
    page.fill("#email", person.email)
    page.fill("#password", PASSWORD)
    secret = an_app_of(person) if person.offices & guarded() else ""
    page.click("form[action$='/sign-in'] button.main")
    if secret:
        page.wait_for_url("**/sign-in/second")
        page.fill("#code", code_of(secret, step_at(clock.now())))
        page.click("form[action$='/sign-in/second'] button.main")
    page.wait_for_url(f"**/{language}/")


def press(page: Page, form: str) -> None:
    """The main button of the form whose address ends so."""
    follow(page, f"form[action$='{form}'] button.main")


def hold_to_axe(page: Page) -> None:
    """No violation on the page as it stands; only with JavaScript can the checker run."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("javascript", "language"), [(True, "ru"), (False, "be")])
def test_from_a_thread_to_an_action(visitor: Callable[..., Page], javascript: bool, language: str) -> None:
    library = a_body("Библиотеки")
    author, neighbour = a_person(name="Автор", language=language), a_person(name="Сосед", language=language)
    third, member = a_person(name="Третий этаж", language=language), a_person(("committee",), name="Комитет")
    second = a_person(("committee",), name="Второй читатель", language=language)
    check = hold_to_axe if javascript else (lambda _page: None)
    page = visitor(javascript)
    sign_in(page, author, language)

    page.goto(f"/{language}/plan/2.4.5")
    check(page)
    follow(page, "a[href*='/threads/new']")
    page.check("input[name=sort][value=question]") if page.locator("input[name=sort]").count() else page.select_option(
        "[name=sort]", "question"
    )
    assert page.input_value("[name=area]") == "2.4.5"
    page.fill("#title", "Что мешает пользоваться телефоном?")
    page.fill("#text", "Отцу 71. Пароль приходит, а окно уже закрылось.")
    press(page, "/threads/new")
    page.wait_for_url(re.compile(r"/threads/\d+"))
    thread = page.url
    check(page)

    follow(page, "a[href*='/proposals/new']")
    page.fill("#title", TITLE)
    press(page, "/proposals/new")
    page.wait_for_url(re.compile(r"/proposals/\d+"))
    proposal = page.url.partition("#")[0]
    check(page)
    assert page.locator(f"a[href='{path(thread)}']").count() >= 1

    support(page, proposal)
    others = [visitor(javascript), visitor(javascript, width=360)]
    sign_in(others[0], neighbour, language)
    sign_in(others[1], third, language)
    support(others[0], proposal)
    for voter, choice in zip([page, *others], ["for", "for", "against"], strict=True):
        vote(voter, proposal, choice)
    check(others[1])

    with clock.moved(timedelta(days=15)):
        page.goto(proposal)
        assert page.locator("#ballot input").count() == 0, "no ballot after the close, whether or not it was counted"
        db.session.rollback()  # this process has read before the browsers wrote
        assert close_due() == 1
        pages = visitor(javascript), visitor(javascript, width=360)
        decide(page, (member, second), pages, proposal, library.id, language, check)
        page.goto(f"/{language}/plan/2.4.5")
        follow(page, "a[href$='/actions/2.4.5-1'] >> nth=0")
        check(page)
        assert page.locator(f"a[href^='{path(proposal)}']").count() >= 1, "the action names its proposal"
        assert page.locator(f"a[href='{path(thread)}']").count() >= 1, "and the thread it grew from"
        page.goto(proposal)
        assert page.locator("ol.path li").count() >= 5
        assert page.locator("a[href$='/actions/2.4.5-1']").count() >= 1
        check(page)


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3].partition("#")[0]


def support(page: Page, proposal: str) -> None:
    page.goto(proposal)
    page.click("form[action$='/support'] button")
    page.wait_for_selector("form[action$='/unsupport'], #ballot")


def vote(page: Page, proposal: str, choice: str) -> None:
    page.goto(proposal)
    page.check(f"#ballot input[value={choice}]", force=True)
    with page.expect_response("**/ballot"):
        page.click("#ballot button.main")
    page.goto(proposal)
    assert page.is_checked(f"#ballot input[value={choice}]")


def decide(
    reader: Page,
    members: tuple[Person, Person],
    pages: tuple[Page, Page],
    proposal: str,
    body: int,
    language: str,
    check: Callable[[Page], None],
) -> None:
    """One member writes, another reads second and publishes; a letter without an action is refused with what is
    missing, and nothing typed is lost."""
    number = proposal.rpartition("/")[2]
    (page, second), dossier = pages, f"/committee/dossier/{number}"
    for person, own in zip(members, pages, strict=True):
        sign_in(own, person, language)
        own.goto(f"/{language}/committee/agenda")
        check(own)
        follow(own, f"a[href$='{dossier}'] >> nth=0")
        own.check("input[name=position-stance][value=accepted]")
        own.fill("#position-reason", "Залы свободны по вечерам, и доводы услышаны.")
        own.click(f"form[action$='{dossier}/position'] button")
        own.wait_for_selector("ol.pos")
    page.goto(f"/{language}{dossier}")
    page.check("input[name=outcome][value=accepted]", force=True)
    page.fill("#letter", LETTER)
    page.fill("#title", "")
    press(page, f"{dossier}/letter")
    page.wait_for_selector(".errs")
    assert page.input_value("#letter") == LETTER
    page.fill("#title", "Занятия в четырёх библиотеках")
    page.select_option("#body_id", str(body))
    page.fill("#expected_result", "160 человек прошли пять занятий")
    page.fill("#next_report_on", (today() + timedelta(days=90)).isoformat())
    press(page, f"{dossier}/letter")
    page.wait_for_url(f"**{dossier}/letter")
    check(page)
    assert page.locator("button[value=approve]").count() == 0, "nobody reads their own text second"
    second.goto(f"/{language}{dossier}/letter")
    check(second)
    follow(second, "button[value=approve]")
    press(second, f"{dossier}/letter/publish")
    second.wait_for_url("**/committee/letters/*")
    check(second)
    reader.goto(proposal)
    assert LETTER in reader.inner_text("main")
