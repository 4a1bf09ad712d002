"""The city's answer in Chromium: a secretary, a member, a second reader, a concerned member, a youth member and the
officer of a body lead a carried proposal to an action that is overdue in public and ends with evidence and a value."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from test_the_loop import press, sign_in
from windows import follow

from factories import a_body, a_member, a_person, a_proposal_in_review, a_seat, an_argument
from offices import letters, link_in, move_office
from veche.accounts.models import Person
from veche.bodies.services import name_officer
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.tracking.reminders import remind_due

pytestmark = pytest.mark.browser

LETTER = (
    "Комитет принимает предложение: залы библиотек свободны по вечерам, группы будут маленькими, срок отчёта назван."
)
CODE = "2.4.5-1"


def hold_to_axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


class Answering:
    """One proposal in review and the people around it, each in a browser of their own."""

    def __init__(self, visitor: Callable[..., Page]) -> None:
        self.visitor = visitor
        self.proposal = a_proposal_in_review(votes_for=4, title="Телефон без страха", language="ru")
        self.argument = an_argument(self.proposal, text="Внуки далеко, а очередь к врачу только в телефоне.")
        self.body = a_body("Библиотеки")
        move_office(self.body.id, "office@library.example", "ru")
        self.dossier = f"/ru/committee/dossier/{self.proposal.id}"

    def enter(self, person: Person, **how: object) -> Page:
        page = self.visitor(**how)
        sign_in(page, person, "ru")
        return page

    def opine(self) -> None:
        page = self.enter(a_person(("youth_council",), name="Комета", language="ru"), width=360)
        page.goto(f"/ru/youth/opinion/{self.proposal.id}")
        hold_to_axe(page)
        page.check("input[name=stance][value=support]", force=True)
        page.fill("#text", "Поддерживаем: бабушкам нужны терпеливые учителя, мы придём помогать.")
        press(page, f"/youth/opinion/{self.proposal.id}")
        page.wait_for_url(f"**/proposals/{self.proposal.id}*")

    def take_position(self, page: Page) -> None:
        page.goto(self.dossier)
        page.check("input[name=position-stance][value=accepted]")
        page.fill("#position-reason", "Залы свободны по вечерам, и доводы услышаны.")
        page.click("form[action$='/position'] button")
        page.wait_for_selector("ol.pos")

    def step_back(self, page: Page) -> None:
        """Whoever has an interest says so, and takes no position any more, whatever is sent."""
        page.goto(self.dossier)
        token = page.input_value("#own-position input[name=csrf_token]")
        page.click("summary:has-text('интерес')")
        page.fill("#own-interest textarea", "Я руковожу организацией, которая проведёт занятия.")
        page.click("form[action$='/recusal'] button")
        page.wait_for_selector("ol.pos")
        expect(page.locator("#own-position")).to_have_count(0)
        assert "самоотвод" in page.inner_text("#spoken .why")
        sent = {"csrf_token": token, "position-stance": "accepted", "position-reason": "Всё равно я за это решение."}
        assert page.request.post(f"{self.dossier}/position", form=sent).status == 403

    def write_letter(self, page: Page) -> None:
        page.goto(self.dossier)
        page.check("input[name=outcome][value=accepted]", force=True)
        page.fill("#title", "Занятия в четырёх библиотеках")
        press(page, f"/dossier/{self.proposal.id}/letter")
        page.wait_for_selector(".errs")
        assert page.input_value("#title") == "Занятия в четырёх библиотеках", "refused without reasons, nothing is lost"
        page.fill("#letter", LETTER)
        page.check(f"input[name=cited][value='{self.argument.id}']")
        page.fill("#youth_reply", "Приходите помогать: первое занятие в декабре.")
        page.select_option("#body_id", str(self.body.id))
        page.fill("#expected_result", "160 человек прошли пять занятий")
        page.fill("#target", "160")
        page.fill("#unit", "человек")
        page.fill("#next_report_on", (today() + timedelta(days=30)).isoformat())
        press(page, f"/dossier/{self.proposal.id}/letter")
        page.wait_for_url("**/letter")

    def convene(self, page: Page) -> str:
        page.goto("/ru/committee/sittings/new")
        page.fill("#day", (today() + timedelta(days=3)).isoformat())
        page.fill("#hour", "16:00")
        page.fill("#place", "Читальный зал")
        page.check(f"input[name=proposals][value='{self.proposal.id}']")
        press(page, "/committee/sittings/new")
        page.wait_for_url(re.compile(r"/committee/sittings/\d+"))
        hold_to_axe(page)
        return page.url

    def publish_at(self, sitting: str, page: Page) -> None:
        page.goto(sitting)
        page.check(f"#letters input[value='{self.proposal.id}']")
        follow(page, "#letters form button")
        assert "опубликован" in page.inner_text("main")


def test_from_the_dossier_to_a_result_with_evidence(visitor: Callable[..., Page]) -> None:
    answering = Answering(visitor)
    answering.opine()
    secretary = answering.enter(a_seat(a_person(name="Секретарь", language="ru"), office="secretary").person)
    member, reader = answering.enter(a_member()), answering.enter(a_member(), width=360)
    concerned = answering.enter(a_member())
    answering.step_back(concerned)
    sitting = answering.convene(secretary)
    for page in (secretary, member, reader):
        answering.take_position(page)
    hold_to_axe(member)
    answering.write_letter(member)
    reader.goto(f"{answering.dossier}/letter")
    hold_to_axe(reader)
    follow(reader, "button[value=approve]")
    with clock.moved(timedelta(days=4)):
        answering.publish_at(sitting, secretary)
    track(answering, secretary)


def track(answering: Answering, committee: Page) -> None:
    """The action that came of it: a milestone, a report by link on a phone, a missed date, an end with evidence."""
    db.session.rollback()  # this process has read before the browsers wrote
    officer = a_person(("body_officer",), name="Анна из библиотеки", language="ru")
    name_officer(a_person(("committee",)), answering.body.id, officer.name_key)
    page = answering.enter(officer, width=360)
    page.goto(f"/ru/actions/{CODE}/milestones")
    page.fill("#title", "Набраны первые группы")
    page.fill("#due_on", (today() + timedelta(days=20)).isoformat())
    press(page, f"/actions/{CODE}/milestones")
    page.wait_for_url(f"**/actions/{CODE}**")
    committee.goto(f"/ru/actions/{CODE}")
    follow(committee, f"form[action$='/actions/{CODE}/link'] button")
    report_by_link(answering.visitor(javascript=False, width=360))
    with clock.moved(timedelta(days=32)):
        be_overdue(answering.visitor(width=360), officer)
        complete(page)


def report_by_link(phone: Page) -> None:
    db.session.rollback()
    phone.goto(link_in(letters("office@library.example")[-1]))
    phone.fill("#text", "Набраны две группы.")
    phone.fill("#figure", "24")
    phone.check("input[name=when][value='30']")
    phone.click("form.brief button")
    phone.wait_for_url(f"**/actions/{CODE}*")
    assert "Набраны две группы." in phone.inner_text("#reports")


def be_overdue(reader: Page, officer: Person) -> None:
    """Said in three places at once: on the action, in the book of promises, in a letter to whoever owes it."""
    reader.goto(f"/ru/actions/{CODE}")
    assert reader.locator(".late-b").count() == 1
    reader.goto("/ru/promises")
    assert reader.locator(f"section:has(h2:text('Просрочен')) a[href*='/actions/{CODE}']").count() >= 2
    hold_to_axe(reader)
    db.session.rollback()
    before = len(letters(officer.email))
    assert remind_due() >= 1
    assert len(letters(officer.email)) > before
    assert any(CODE in letter.body for letter in letters(officer.email)[before:])


def complete(page: Page) -> None:
    page.goto(f"/ru/actions/{CODE}/report")
    page.select_option("#status", "completed")
    page.fill("#text", "Занятия окончены.")
    page.click("form.brief button")
    page.wait_for_selector(".errs")
    assert page.input_value("#text") == "Занятия окончены.", "no end without evidence and a value"
    page.fill("#figure", "163")
    page.fill("#evidence", "Списки групп с подписями.")
    page.click("form.brief button")
    page.wait_for_url(f"**/actions/{CODE}*")
    assert "163" in page.inner_text("#reports")
    assert page.locator(".late-b").count() == 0
    hold_to_axe(page)
