"""The list with its journey line as a filter, hidden texts, and what other pages show of proposals."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from factories import a_draft, a_person, a_proposal_in_review, a_thread, a_voting_proposal, an_area, an_open_proposal
from veche.core import clock
from veche.core.database import db, writing
from veche.core.pages import ask
from veche.proposals import services
from veche.proposals.models import Proposal


def flow(html: str) -> dict[str, int]:
    """The counts under the forms of the journey line."""
    found = re.findall(r'step=(\w+)[^"]*"[^>]*>(?:(?!</a>).)*?<b class="num">(\d+)</b>', html, re.S)
    return {name: int(count) for name, count in found}


def titles(html: str) -> list[str]:
    return re.findall(r'<h2><a class="plain"[^>]*>([^<]+)</a>', html)


def test_an_empty_list_says_what_to_do(client) -> None:
    page = client.get("/en/proposals").text
    assert "The first proposal can be yours." in page
    assert 'href="/en/proposals/new"' in page


def test_the_journey_line_counts_and_filters(client) -> None:
    a_proposal_in_review(votes_for=4, title="Waits")
    an_open_proposal(title="Gathers")
    a_voting_proposal(title="Votes")
    a_draft(title="A draft")
    services.withdraw((author := a_person()), an_open_proposal(author, title="Taken back").id, "No")
    page = client.get("/en/proposals").text
    assert flow(page) == {"new": 1, "open": 1, "voting": 1, "review": 1, "action": 0, "result": 0}
    assert titles(page) == ["Votes", "Waits", "Gathers"], "what is due first stands first"
    assert titles(client.get("/en/proposals?step=voting").text) == ["Votes"]
    assert titles(client.get("/en/proposals?step=review").text) == ["Waits"]
    assert titles(client.get("/en/proposals?step=ended").text) == ["Taken back"]
    assert "There are no such proposals now." in client.get("/en/proposals?step=result").text
    assert titles(client.get("/en/proposals?step=nonsense").text) == ["Votes", "Waits", "Gathers"]


def test_the_list_is_filtered_by_feature_and_by_area(client) -> None:
    an_open_proposal(title="Digital", code="2.4.5")
    an_open_proposal(title="Family", code="2.2.1")
    assert titles(client.get("/en/proposals?area=2.4").text) == ["Digital"]
    assert titles(client.get("/en/proposals?area=2.2.1").text) == ["Family"]
    assert titles(client.get("/en/proposals?area=2").text) == ["Digital", "Family"]
    assert titles(client.get("/en/proposals?area=%25").text) == []


@pytest.mark.parametrize("step", ["", "open", "new"])
def test_pages_continue_without_gap_or_repeat(client, monkeypatch, step: str) -> None:
    monkeypatch.setattr("veche.proposals.queries.SIZE", 2)
    for number in range(5):
        an_open_proposal(title=f"Proposal {number}")
    seen: list[str] = []
    url = f"/en/proposals?step={step}"
    for _ in range(3):
        page = client.get(url).text
        seen += titles(page)
        more = re.search(r'<a class="link" href="(/en/proposals\?[^"]*after=[^"]*)"', page)
        url = more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == [f"Proposal {number}" for number in range(5)]
    assert not url
    assert client.get("/en/proposals?after=damaged").status_code == 200


def test_a_hidden_proposal_is_a_tombstone_for_others_and_nowhere_in_lists(client, signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, title="An insult")
    with writing() as session:
        row = session.get_one(Proposal, proposal.id)
        row.visibility, row.hidden_clause = "hidden", "4.2"
    page = client.get(f"/en/proposals/{proposal.id}")
    assert page.status_code == 200
    assert "clause 4.2" in page.text
    for url in (f"/en/proposals/{proposal.id}", f"/en/proposals/{proposal.id}/versions", "/en/proposals"):
        assert "An insult" not in client.get(url).text
    assert "An insult" not in client.get("/en/plan/2.4.5").text
    own = signed_in(author).get(f"/en/proposals/{proposal.id}").text
    assert "An insult" in own
    assert "Only its author and moderators see it" in own
    assert "An insult" in signed_in(a_person(("moderator",))).get(f"/en/proposals/{proposal.id}").text
    assert signed_in(a_person()).post(f"/en/proposals/{proposal.id}/support").status_code == 403


def test_the_page_shows_its_whole_path_with_permanent_links(client) -> None:
    thread = a_thread()
    proposal = a_proposal_in_review(votes_for=4, thread_id=thread.id)
    page = client.get(f"/en/proposals/{proposal.id}").text
    path = page[page.index('id="path"') :]
    wanted = ["Voting closed: 4 for, 0 against", "Voting opened, the text is frozen", "Proposal published"]
    assert [path.index(words) for words in wanted] == sorted(path.index(words) for words in wanted)
    for seq in re.findall(r'<li id="e(\d+)"', path):
        assert f'<a href="#e{seq}">' in path
    assert "Committee’s answer" in page
    assert 'aria-current="step"' in page


def test_an_action_area_shows_its_proposals_and_the_button(client) -> None:
    an_open_proposal(title="Digital")
    page = client.get("/en/plan/2.4.5").text
    assert "Digital" in page
    assert 'href="/en/proposals/new?area=2.4.5"' in page
    assert "Nobody has proposed anything here yet." in client.get("/en/plan/2.2.1").text


def test_areas_say_what_can_be_done_in_them_now() -> None:
    gathering, voting, waiting = (an_area(code).id for code in ("2.2.1", "2.4.5", "2.4.1"))
    a_proposal_in_review(votes_for=4, code="2.4.1")
    an_open_proposal(code="2.2.1")
    a_voting_proposal(code="2.4.5")
    an_open_proposal(code="2.4.5")
    ids = [gathering, voting, waiting, an_area("1.1.1").id]
    assert ask("area.now", ids) == {gathering: "support", voting: "vote", waiting: "answer"}
    with clock.moved(timedelta(days=15)):
        assert ask("area.now", ids)[voting] == "support", "a vote past its close is not open"


def test_my_page_holds_drafts_texts_and_supports(signed_in) -> None:
    person = a_person()
    a_draft(person, title="Only begun")
    an_open_proposal(person, title="My own")
    services.support(person, an_open_proposal(title="Somebody’s").id)
    page = signed_in(person).get("/en/my").text
    for words in ("Only begun", "Go on writing", "My own", "Somebody’s"):
        assert words in page
    other = signed_in(a_person()).get("/en/my").text
    assert "Only begun" not in other
    assert "You support no proposal yet." in other


@pytest.mark.parametrize("path", ["/en/proposals", "/en/proposals/{number}"])
def test_the_number_of_statements_does_not_grow_with_the_rows(client, path: str) -> None:
    first = an_open_proposal()
    services.argue(a_person(), first.id, side="for", text="The first reason", language="en", nonce="n")
    few = statements(client, path.format(number=first.id))
    for number in range(4):
        an_open_proposal(title=f"Another {number}")
        services.argue(a_person(), first.id, side="for", text=f"Reason {number}", language="en", nonce="n")
    assert statements(client, path.format(number=first.id)) == few


def statements(client: Any, path: str) -> int:
    client.get(path)
    counted = []

    def count(*_values: Any) -> None:
        counted.append(1)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(path).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
@pytest.mark.parametrize(
    "path", ["/proposals", "/proposals/{number}", "/proposals/{number}/versions", "/votes-promise"]
)
def test_every_page_renders_in_every_language(client, language: str, path: str) -> None:
    proposal = an_open_proposal()
    page = client.get(f"/{language}" + path.format(number=proposal.id))
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text
    assert page.text.count("<h1") == 1
