"""The journal as a chain, and everybody's own page."""

from typing import Any

import pytest

from factories import a_person, a_thread, a_voting_proposal, an_action, an_open_proposal
from veche.core import journal
from veche.core.database import db, writing
from veche.moderation import services as moderation

FACTS = "Four hundred of the same texts in an hour."


def entries(number: int) -> None:
    with writing() as session:
        for place in range(number):
            journal.record(session, None, "proposal.dormant", f"proposal:{10_000 + place}")


def shown(html: str) -> list[int]:
    return [int(part.partition('"')[0]) for part in html.split('id="e')[1:] if part[0].isdigit()]


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_journal_shows_its_head_and_how_to_verify_it(client: Any, language: str) -> None:
    html = client.get(f"/{language}/journal").text
    digest = journal.head(db.session())[1]
    assert digest[:32] in html
    assert digest[32:] in html
    assert "veche journal verify" in html


def test_an_entry_says_who_what_and_on_what(client: Any) -> None:
    author = a_person(name="Birch at the house")
    proposal = an_open_proposal(author, title="Phones without fear")
    html = client.get("/en/journal").text
    for said in ("Proposal published", "Birch at the house", "Phones without fear", f"/en/proposals/{proposal.id}"):
        assert said in html


def test_threads_and_actions_have_their_links(client: Any) -> None:
    thread, action = a_thread(), an_action()
    html = client.get("/en/journal").text
    assert f"/en/threads/{thread.id}" in html
    assert f"/en/actions/{action.code}" in html


def test_the_title_of_a_hidden_text_is_not_repeated(client: Any) -> None:
    proposal = an_open_proposal(title="Buy my pans")
    moderation.hide(a_person(("moderator",)), "proposal", proposal.id, clause="4.3", facts=FACTS)
    html = client.get("/en/journal").text
    assert "Buy my pans" not in html
    assert "hidden by a moderator" in html
    assert "/en/rules#p4-3" in html
    assert FACTS in html


def test_whose_support_opened_the_vote_is_not_said(client: Any) -> None:
    from veche.core.settings import setting
    from veche.proposals.services import support

    proposal = an_open_proposal(supported_by=setting("SUPPORT_THRESHOLD") - 1)
    support(a_person(name="The last supporter"), proposal.id)
    html = client.get("/en/journal").text
    assert "Voting opened" in html
    assert "The last supporter" not in html


def test_the_journal_is_read_page_by_page_to_its_first_entry(client: Any) -> None:
    entries(70)
    seen: list[int] = []
    address = "/en/journal"
    while address:
        html = client.get(address).text
        seen += shown(html)
        after = html.partition('class="link" href="/en/journal?after=')[2].partition('"')[0]
        address = f"/en/journal?after={after}" if after else ""
    head = journal.head(db.session())[0]
    assert seen == list(range(head, 0, -1))


def test_every_entry_has_a_permanent_address(client: Any) -> None:
    entries(70)
    html = client.get("/en/journal?entry=5").text
    assert shown(html) == [5, 4, 3, 2, 1]
    assert 'href="/en/journal?entry=5#e5"' in html


@pytest.mark.parametrize("query", ["entry=-1", "entry=x", "entry=99999999999999999999", "after=nonsense"])
def test_an_absurd_address_shows_the_newest(client: Any, query: str) -> None:
    entries(2)
    answer = client.get(f"/en/journal?{query}")
    assert answer.status_code == 200
    assert shown(answer.text)[0] == journal.head(db.session())[0]


def test_my_page_is_for_those_who_signed_in(client: Any, signed_in: Any) -> None:
    answer = client.get("/en/my")
    assert answer.status_code == 303
    assert "/en/sign-in" in answer.location
    html = signed_in(a_person(name="Birch at the house")).get("/en/my").text
    assert "Birch at the house" in html
    assert "Verified resident" in html


def test_my_page_shows_my_texts(signed_in: Any) -> None:
    author = a_person()
    a_voting_proposal(author, title="Phones without fear")
    assert "Phones without fear" in signed_in(author).get("/en/my").text
