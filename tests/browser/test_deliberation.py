"""The pages of deliberation as an author and as a moderator see them, and a receipt that is checked by a stranger."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from test_the_loop import sign_in

from factories import (
    a_closed_vote,
    a_condition,
    a_done_merge,
    a_person,
    a_post,
    a_proposed_merge,
    a_split,
    a_thread,
    a_voting_proposal,
    an_amendment,
    an_argument,
    an_open_proposal,
)
from veche.accounts.models import Person
from veche.curating.notes import conclude, summarise
from veche.forum.solving import mark_solved
from veche.proposals.coauthors import invite
from veche.proposals.services import edit

pytestmark = pytest.mark.browser
TEXT = "Five lessons in the library.\n\nGroups of eight, in the evening."


def a_debated_proposal(author: Person) -> list[str]:
    """A proposal with everything that can stand on its page, and the pages around it."""
    proposal = an_open_proposal(author, title="Lessons for elders", text=TEXT)
    amendment = an_amendment(proposal)
    an_argument(proposal)
    an_argument(proposal, side="against", text="Who pays for the heating?")
    a_condition(proposal)
    edit(author, proposal.id, title=proposal.title, text=TEXT + "\n\nTwo teachers.", reason="Two of them", version=1)
    invite(author, proposal.id, a_person(name="Asked to write").display_name)
    other = an_open_proposal(title="Evening lessons for grandparents", text="The same, in the yard.")
    asked = a_proposed_merge(other, proposal)
    done = a_done_merge(an_open_proposal(author, title="One more", text="A third one."), an_open_proposal(author))
    here = f"/proposals/{proposal.id}"
    return [
        here,
        f"{here}/edit",
        f"{here}/versions",
        f"{here}/versions?from=1&to=2",
        f"{here}/path",
        f"{here}/arguments?side=for",
        f"{here}/amendments",
        f"/amendments/{amendment.id}",
        f"/amendments/{amendment.id}/accept",
        f"/amendments/{amendment.id}/decline",
        f"{here}/merge",
        f"/merges/{asked.id}",
        f"/merges/{done.id}",
        f"/merges/{done.id}/undo",
        f"/proposals/{other.id}/amend",
        f"/proposals/{other.id}/amend?paragraph=1",
        "/proposals/new",
        "/threads/new",
        "/threads/new?kind=experience",
        "/my",
    ]


def a_curated_thread(moderator: Person) -> list[str]:
    """A question that was answered, summed up, split and closed, and the pages around it."""
    thread = a_thread(sort="question", title="What keeps elders from the telephone?")
    deep = None
    for _ in range(6):
        deep = a_post(thread, parent=deep)
    side = a_post(thread, text="And where can one repair it?")
    a_split(thread, [side], moderator)
    mark_solved(thread.author, thread.id, 2, solved=True)
    summarise(moderator, thread.id, text="They fear to press the wrong thing.", language="en", version=0)
    conclude(moderator, thread.id, text="It became a proposal.", language="en", version=0)
    here = f"/threads/{thread.id}"
    return [
        here,
        f"{here}?branch=5",
        f"{here}/curating",
        f"{here}/curating/split",
        f"{here}/curating/merge",
        "/threads",
    ]


def faults_of(page: Page, paths: list[str], width: int) -> list[str]:
    found = []
    for path in paths:
        answer = page.goto(f"/ru{path}")
        if answer is None or answer.status != 200:
            found.append(f"{path} answers {answer and answer.status}")
            continue
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{path} scrolls sideways")
        report = Axe().run(page)
        if report.violations_count:
            found.append(f"{path}: {report.generate_report()}")
        if page.locator("h1").count() != 1:
            found.append(f"{path} has {page.locator('h1').count()} h1")
    return found


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_pages_of_deliberation_hold_at_every_width_and_scheme(
    visitor: Callable[..., Page], width: int, scheme: str, monkeypatch: pytest.MonkeyPatch, app
) -> None:
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 40)
    author, moderator = a_person(), a_person(("moderator",), name="A moderator")
    debated, curated = a_debated_proposal(author), a_curated_thread(moderator)
    result = f"/proposals/{a_closed_vote().id}/result"
    faults = []
    for person, paths in ((author, [*debated, result, "/verify"]), (moderator, curated)):
        page = visitor(width=width, scheme=scheme)
        sign_in(page, person, "ru")
        faults += faults_of(page, paths, width)
    assert faults == []


def test_a_receipt_is_found_without_account_or_javascript(visitor: Callable[..., Page], app) -> None:
    from datetime import timedelta

    from veche.core import clock
    from veche.voting.services import close_due

    proposal, voter = a_voting_proposal(), a_person()
    page = visitor(width=360)
    sign_in(page, voter, "en")
    page.goto(f"/en/proposals/{proposal.id}")
    page.check("#ballot input[value=against]", force=True)
    with page.expect_response("**/ballot"):
        page.click("#ballot button.main")
    receipt = page.locator("#ballot code").first.inner_text()
    assert receipt.startswith("veche1-")
    with clock.moved(timedelta(days=15)):
        close_due()
    stranger = visitor(javascript=False, width=360)
    stranger.goto("/en/verify")
    stranger.fill("textarea, input[name=receipt]", receipt)
    stranger.click("main form button.main")
    assert "Your ballot is on the sheet" in stranger.inner_text("main")
