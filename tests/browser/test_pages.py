"""Every page of the loop on a phone, in the dark and with large print: no sideways scroll, nothing axe objects to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from test_the_loop import sign_in

from factories import (
    a_body,
    a_letter_to_publish,
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
)

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
        "/ru/journal",
        "/be/sign-up",
        "/ru/sign-in",
        "/ru/display",
        "/ru/personal-data",
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


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_pages_hold_at_every_width_and_scheme(visitor: Callable[..., Page], width: int, scheme: str) -> None:
    page = visitor(width=width, scheme=scheme)
    faults = [fault for path in paths() for fault in faults_of(page, path, width)]
    sign_in(page, a_person(("committee", "youth_council")), "ru")
    faults += [fault for path in paths_of_a_member() for fault in faults_of(page, path, width)]
    assert faults == []


def faults_of(page: Page, path: str, width: int) -> list[str]:
    page.goto(path)
    faults = []
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
