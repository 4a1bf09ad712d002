"""Every page of the loop on a phone, in the dark and with large print: no sideways scroll, nothing axe objects to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select
from test_the_loop import sign_in

from cases import FACTS, a_moderator, a_proposed_removal, a_reported_post
from desks import a_desk
from factories import (
    a_body,
    a_letter_to_publish,
    a_newcomer,
    a_person,
    a_post,
    a_proposal_in_review,
    a_thread,
    a_value,
    a_voting_proposal,
    an_action,
    an_answer,
    an_indicator,
    an_opinion,
    nonce,
)
from veche.accounts.models import Person
from veche.core.database import db
from veche.moderation.models import Case
from veche.moderation.services import hide
from veche.oversight.services import lodge
from veche.residents.desks import name_staff, print_sheet

pytestmark = pytest.mark.browser


def a_sitting_with_minutes() -> int:
    from factories import a_seat, a_sitting
    from veche.core import clock
    from veche.sittings import minutes, services

    a_seat(office="chair")
    member = a_person(("committee",))
    number = int(a_sitting(member).id)
    services.add_matter(member, number, "The rules of the house", "en")
    with clock.moved(timedelta(days=4)):
        minutes.record_attendance(member, number, {member.id: "present"})
        minutes.draft(member, number, text="We agreed on the rules.", language="en", revision=0)
        minutes.publish(member, number, 1)
    return number


def a_letter_to_the_young() -> int:
    proposal = a_proposal_in_review(votes_for=3)
    an_opinion(proposal)
    return int(an_answer(proposal, "accepted").id)


def paths() -> list[str]:
    a_value(an_indicator("I-38"))
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
        "/ru/committee/members",
        "/be/committee/sittings",
        f"/ru/committee/sittings/{a_sitting_with_minutes()}",
        f"/be/committee/letters/{a_letter_to_the_young()}",
        "/be/dashboard",
        "/ru/promises",
        "/be/indicators",
        "/ru/indicators/I-38",
        "/be/bodies/matrix",
        "/ru/lessons",
        "/ru/youth",
        "/ru/rules",
        "/ru/moderation/log",
        "/be/moderation/figures",
        "/ru/journal",
        "/be/sign-up",
        "/ru/sign-in",
        "/ru/display",
        "/be/sign-in",
        "/be/my/verify",
        "/ru/privacy",
        "/be/privacy/retention",
        "/ru/votes-promise",
        "/ru/nowhere",
    ]


def paths_of_a_member() -> list[str]:
    """What only a member of the committee or of the youth council sees; the action is among those of paths()."""
    number = a_proposal_in_review(votes_for=3).id
    drafted = a_letter_to_publish(a_proposal_in_review(votes_for=3)).proposal_id
    dossier, action = f"/ru/committee/dossier/{number}", "/ru/actions/2.4.5-1"
    return [
        "/ru/my",
        "/be/committee",
        dossier,
        f"/be/committee/dossier/{drafted}/letter",
        "/be/committee/sittings/new",
        "/ru/actions/import",
        action,
        *(f"{action}/{page}" for page in ("edit", "report", "milestones", "costs", "results/new", "outputs/new")),
        "/be/youth/board",
        f"/be/youth/opinion/{number}",
    ]


OWN = ("", "/limits", "/sessions", "/password", "/email", "/second-step", "/verify", "/data", "/data/leave")


def the_case_of(post: Any) -> int:
    rows = select(Case.id).where(Case.kind == "post", Case.subject_id == post.id)
    return int(db.session.execute(rows).scalar_one())


def an_appeal() -> int:
    """The case in which another moderator answers it."""
    author = a_person(name="Автор")
    post, case = a_reported_post(author)
    act = hide(a_moderator(), "post", post.id, clause="4.2", facts=FACTS, case_id=case)
    return int(lodge(author, act.id, words="The number stands on the door of the library.", nonce=nonce()).case_id)


def paths_of_trust() -> tuple[Person, list[str]]:
    """What only a moderator, an administrator and the staff of a desk see, and one who holds all three roles."""
    author, desk = a_newcomer(name="Новенький"), a_desk()
    waiting = a_post(a_thread(), author)
    appeal = an_appeal()
    _, reported = a_reported_post()
    _, _, confirming = a_proposed_removal()
    everybody = a_person(("moderator", "admin"), name="Всё сразу")
    name_staff(a_person(("admin",)), desk.id, everybody.name_key)
    sheet, _ = print_sheet(everybody, desk.id, 2, nonce())
    cases = [the_case_of(waiting), reported, confirming]
    return everybody, [
        "/ru/moderation/queue",
        *(f"/be/moderation/{number}" for number in cases),
        f"/ru/moderation/{reported}/redact",
        "/ru/moderation/appeals",
        f"/ru/moderation/appeals/{appeal}",
        "/be/moderation/reviews",
        "/ru/moderation/bulk",
        f"/ru/flag/thread/{waiting.thread_id}",
        "/ru/desk",
        f"/be/desk/sheets/{sheet.id}",
        f"/ru/desk/sheets/{sheet.id}/1",
        f"/ru/desk/{desk.id}/receive",
        "/ru/desks",
        f"/be/desks/{desk.id}",
        "/ru/people",
        f"/be/people/{author.id}",
        "/ru/privacy/register",
        "/ru/prove",
        *(f"/{language}/my{page}" for language, page in zip(["ru", "be"] * 5, OWN, strict=False)),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_of_trust_hold_at_every_width_and_scheme(visitor: Callable[..., Page], width: int, scheme: str) -> None:
    person, pages = paths_of_trust()
    page = visitor(width=width, scheme=scheme)
    sign_in(page, person, "ru")
    assert [fault for path in pages for fault in faults_of(page, path, width)] == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_hold_at_every_width_and_scheme(visitor: Callable[..., Page], width: int, scheme: str) -> None:
    page = visitor(width=width, scheme=scheme)
    faults = [fault for path in paths() for fault in faults_of(page, path, width)]
    sign_in(page, a_person(("committee", "youth_council")), "ru")
    faults += [fault for path in paths_of_a_member() for fault in faults_of(page, path, width)]
    assert faults == []


def faults_of(page: Page, path: str, width: int) -> list[str]:
    answer = page.goto(path)
    expected = 404 if path.endswith("/nowhere") else 200
    faults = [] if answer and answer.status == expected else [f"{path} answers {answer and answer.status}"]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append(f"{path} scrolls sideways")
    found = Axe().run(page)
    if found.violations_count:
        faults.append(f"{path}: {found.generate_report()}")
    if page.locator("h1").count() != 1:
        faults.append(f"{path} has {page.locator('h1').count()} h1")
    return faults


def test_a_ballot_is_cast_with_the_keyboard_alone(visitor: Callable[..., Page]) -> None:
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
