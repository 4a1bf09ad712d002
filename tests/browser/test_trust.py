"""Trust in Chromium: a newcomer waits and is let through, is hidden and wins an appeal at another moderator, becomes a
resident by a code from a desk, votes, ends a forgotten session, takes the data along and leaves without a trace."""

import re
import zipfile
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from test_the_loop import press, sign_in, vote
from windows import follow

from desks import a_code
from factories import a_moderator, a_newcomer, a_person, a_thread, a_voting_proposal
from veche.core.database import db

pytestmark = pytest.mark.browser

WORDS = "The porter opens in the evening, his number stands on the door."
FACTS = "The telephone of a porter is named, and nobody asked him."
WHY = "The number stands on the door of the library, for everybody to read."
REASONS = "The number is on the door of the house, so nothing private was told."
NAME = "Newcomer from the hill"


def hold_to_axe(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


class Town:
    """A talk, a vote, and the people around one newcomer, each in a browser of their own."""

    def __init__(self, visitor: Callable[..., Page]) -> None:
        self.visitor = visitor
        self.newcomer = a_newcomer(name=NAME)
        self.moderators = a_moderator("Moderator One"), a_moderator("Moderator Two")
        self.neighbour = a_person(name="Neighbour")
        thread, proposal = a_thread(title="Who opens the hall?"), a_voting_proposal()
        self.talk, self.proposal = f"/en/threads/{thread.id}", f"/en/proposals/{proposal.id}"
        self.code = a_code()
        db.session.rollback()

    def enter(self, person: object, **how: object) -> Page:
        page = self.visitor(**how)
        sign_in(page, person, "en")
        db.session.rollback()  # this process has read, the browsers write
        return page

    def reads(self, page: Page, path: str) -> str:
        """What stands on the page, on which nothing offends axe."""
        page.goto(path)
        hold_to_axe(page)
        return page.inner_text("main")


def test_from_the_first_words_to_a_former_participant(visitor: Callable[..., Page]) -> None:
    town = Town(visitor)
    author, stranger = town.enter(town.newcomer, width=360), town.visitor()
    first, second = (town.enter(moderator) for moderator in town.moderators)
    wait_for_a_look(town, author, stranger)
    let_through(town, first)
    assert WORDS in town.reads(stranger, town.talk)
    report(town, town.enter(town.neighbour, width=360))
    hide(town, first)
    assert WORDS not in town.reads(stranger, town.talk)
    appeal(town, author)
    assert overturn(town, first, second)
    assert WORDS in town.reads(stranger, town.talk)
    stand_in_public(town, stranger)
    become_a_resident(town, author)
    end_the_other_session(town, author)
    leave(town, author)
    said = town.reads(stranger, town.talk)
    assert WORDS in said
    assert "a former participant" in said
    assert NAME not in stranger.content()


def wait_for_a_look(town: Town, author: Page, stranger: Page) -> None:
    town.reads(author, town.talk)
    author.fill("#reply textarea", WORDS)
    press(author, f"{town.talk}/reply")
    author.wait_for_selector("article.own")
    hold_to_axe(author)
    assert WORDS in author.inner_text("article.own")
    assert WORDS not in town.reads(stranger, town.talk)


def decide(page: Page, measure: str, facts: str = "", clause: str = "") -> None:
    """The case that stands first in the queue."""
    page.goto("/en/moderation/queue")
    page.click("#queue a >> nth=0")
    page.wait_for_selector(f"input[name=measure][value={measure}]")
    hold_to_axe(page)
    page.check(f"input[name=measure][value={measure}]")
    if clause:
        page.select_option("select[name=clause]", clause)
    page.fill("textarea[name=facts]", facts)
    follow(page, "form:has(input[name=measure]) button.main")
    hold_to_axe(page)


def let_through(town: Town, moderator: Page) -> None:
    assert "First look" in town.reads(moderator, "/en/my") or "1 case waits" in moderator.inner_text("main")
    decide(moderator, "approve")


def report(town: Town, reader: Page) -> None:
    reader.goto(town.talk)
    reader.click(f"article:has-text('{WORDS}') a.flag")
    reader.wait_for_url("**/flag/post/*")
    hold_to_axe(reader)
    reader.check("input[name=reason][value=personal_data]")
    press(reader, reader.url.partition("/en")[2])
    reader.wait_for_selector(".note.good")
    hold_to_axe(reader)


def hide(town: Town, moderator: Page) -> None:
    decide(moderator, "hide")
    assert moderator.locator(".errs").count() == 1, "nothing is hidden without a clause and facts"
    decide(moderator, "hide", FACTS, "4.2")


def appeal(town: Town, author: Page) -> None:
    statement = town.reads(author, "/en/my")
    assert FACTS in statement
    assert "4.2" in statement
    author.click("#my-notices a[href*='/appeals/']")
    author.wait_for_url("**/appeals/*")
    hold_to_axe(author)
    author.fill("textarea[name=words]", WHY)
    author.click("form[action*='/appeals/'] button.main")
    author.wait_for_selector(f".note:has-text('{WHY}')")
    hold_to_axe(author)


def overturn(town: Town, first: Page, second: Page) -> bool:
    """Whoever decided first reads why another one decides; the other one does."""
    judged = "/en/moderation/appeals"
    assert "Not yours" in town.reads(first, judged)
    town.reads(second, judged)
    second.click("main a[href*='/moderation/appeals/'] >> nth=0")
    second.wait_for_selector("input[name=outcome]")
    hold_to_axe(second)
    first.goto(second.url)
    assert first.locator("input[name=outcome]").count() == 0
    second.check("input[name=outcome][value=overturned]")
    second.fill("textarea[name=reasons]", REASONS)
    follow(second, "form:has(input[name=outcome]) button.main")
    hold_to_axe(second)
    return REASONS in second.inner_text("main")


def stand_in_public(town: Town, stranger: Page) -> None:
    """The log tells both decisions, the figures count them; neither says the hidden words."""
    log = town.reads(stranger, "/en/moderation/log")
    assert FACTS in log
    assert REASONS in log
    assert WORDS not in log
    figures = town.reads(stranger, "/en/moderation/figures")
    assert re.search(r"overturned", figures, re.I)


def become_a_resident(town: Town, author: Page) -> None:
    author.goto(town.proposal)
    assert author.locator("#ballot input").count() == 0
    town.reads(author, "/en/my/verify")
    author.fill("input[name=code]", town.code)
    press(author, "/my/verify/code")
    author.wait_for_selector("h1:has-text('You are a verified resident')")
    hold_to_axe(author)
    vote(author, town.proposal, "for")


def end_the_other_session(town: Town, author: Page) -> None:
    elsewhere = town.enter(town.newcomer)
    town.reads(author, "/en/my/sessions")
    with author.expect_response("**/end") as answer:
        author.click("#sessions form[hx-post] .btn.soft >> nth=0")
    assert answer.value.ok
    author.wait_for_selector("#sessions .note.good")
    hold_to_axe(author)
    elsewhere.goto("/en/my")
    assert elsewhere.locator("a[href*='/sign-in']").count() >= 1, "that browser is nobody's any more"


def leave(town: Town, author: Page) -> None:
    town.reads(author, "/en/my/data")
    press(author, "/my/data/archive")
    author.wait_for_selector("#archive .note.good")
    with author.expect_download() as download:
        author.click("#archive a.main")
    with zipfile.ZipFile(download.value.path()) as archive:
        told = "".join(archive.read(name).decode() for name in archive.namelist())
    assert WORDS in told
    assert town.newcomer.email in told
    town.reads(author, "/en/my/data/leave")
    press(author, "/my/data/leave")
    author.wait_for_selector(".errs")
    hold_to_axe(author)
    for choice in author.locator("input[type=radio][value=keep]").all():
        choice.check()
    author.check("#sure")
    press(author, "/my/data/leave")
    author.wait_for_url("**/en/")
    assert author.locator("header a[href*='/sign-in']").count() == 1
