"""Arguments page by page, and the lasting address of each."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from factories import a_draft, a_person, a_proposal_in_review, an_argument, an_open_proposal
from statements import settled_statements
from veche.core import clock
from veche.core.database import writing
from veche.proposals import columns, services
from veche.proposals.arguments import mark_helpful
from veche.proposals.models import Argument, Proposal

HTMX = {"HX-Request": "true"}


def shown(html: str) -> list[int]:
    """The numbers of the arguments on a page, in their order."""
    return [int(number) for number in re.findall(r'<article class="arg" id="argument-(\d+)"', html)]


def many(proposal: Any, count: int, side: str = "for") -> None:
    """So many arguments at once, each with a score of its own."""
    author = a_person()
    rows = [
        {
            "proposal_id": proposal.id,
            "side": side,
            "author_id": author.id,
            "language": "en",
            "text": f"Reason {number}",
            "html": f"<p>Reason {number}</p>",
            "html_version": 1,
            "made_at": clock.now(),
            "nonce": f"{side}-{number}",
            "score": (number * 7919 % 1000) / 1000,
        }
        for number in range(count)
    ]
    with writing() as session:
        session.execute(insert(Argument), rows)
        session.execute(update(Proposal).where(Proposal.id == proposal.id).values(argument_count=count))


def hide(argument: Any, visibility: str = "hidden", clause: str | None = "4.2") -> None:
    with writing() as session:
        row = session.get_one(Argument, argument.id)
        row.visibility, row.hidden_clause = visibility, clause


def test_the_page_shows_the_strongest_of_each_side_and_leads_to_all(client) -> None:
    proposal = an_open_proposal()
    many(proposal, 8)
    many(proposal, 6, "against")
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert len(shown(page)) == 12
    assert f'href="/en/proposals/{proposal.id}/arguments?side=for"' in page
    assert "All arguments for" in page
    assert "All arguments against" not in page, "six of six are there already"


@pytest.mark.parametrize("order", ["helpful", "newest"])
@pytest.mark.parametrize("side", ["for", "against"])
def test_all_arguments_of_a_side_continue_without_gap_or_repeat(client, monkeypatch, side: str, order: str) -> None:
    monkeypatch.setattr(columns, "SIZE", 5)
    proposal = an_open_proposal()
    many(proposal, 12, side)
    url, seen = f"/en/proposals/{proposal.id}/arguments?side={side}&order={order}", []
    for _ in range(3):
        page = client.get(url).text
        seen += shown(page)
        more = re.search(r'<nav class="pages".*?href="([^"]+)"', page, re.S)
        url = more[1].replace("&amp;", "&") if more else ""
    assert not url
    rows = {row.id: row for row in columns.strongest(proposal.id, side, a_person(), 100)}
    best = sorted(rows, key=lambda number: (rows[number].score, number) if order == "helpful" else number, reverse=True)
    assert seen == best


def test_a_damaged_cursor_and_an_unknown_order_mean_the_beginning(client) -> None:
    proposal = an_open_proposal()
    many(proposal, 3)
    url = f"/en/proposals/{proposal.id}/arguments"
    first = shown(client.get(url).text)
    assert len(first) == 3
    for query in ("?after=damaged", "?side=neither", "?order=loudest", "?after=WzFdWzFd", "?after=W05hTiwxXQ"):
        assert shown(client.get(url + query).text) == first


@pytest.mark.parametrize("path", ["", "/arguments?side=for"])
def test_ten_arguments_and_a_thousand_cost_the_same_number_of_statements(signed_in, path: str) -> None:
    few, lots = an_open_proposal(), an_open_proposal()
    many(few, 10)
    many(lots, 1000)
    addresses = [f"/en/proposals/{proposal.id}{path}" for proposal in (few, lots)]
    reader = signed_in(a_person())
    costs = [settled_statements(reader, address) for address in addresses]
    assert costs[0] == costs[1]


def test_the_address_of_an_argument_leads_to_the_place_that_holds_it(client) -> None:
    proposal = an_open_proposal()
    many(proposal, 130)
    best = [row.id for row in columns.strongest(proposal.id, "for", a_person(), 200)]
    for rank in (0, 5):
        answer = client.get(f"/en/arguments/{best[rank]}")
        assert answer.status_code == 303
        assert answer.location == f"/en/proposals/{proposal.id}#argument-{best[rank]}"
    for rank in (6, 7, 49, 50, 129):
        answer = client.get(f"/en/arguments/{best[rank]}")
        address, _, spot = answer.location.partition("#")
        assert spot == f"argument-{best[rank]}"
        page = client.get(address).text
        assert shown(page)[0] == best[rank]
        assert "From the beginning" in page


def test_every_argument_shows_its_number_as_a_link(client) -> None:
    proposal = an_open_proposal()
    argument = an_argument(proposal)
    page = client.get(f"/en/proposals/{proposal.id}").text
    link = re.search(rf'<a href="/en/arguments/{argument.id}"[^>]*>(.*?)</a>', page, re.S)
    assert link
    assert re.sub("<[^>]+>", "", link[1]) == f"Permanent link to argument § {argument.id}"


def test_a_hidden_argument_is_a_tombstone_for_others_and_stands_for_its_author(client, signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal()
    argument = an_argument(proposal, author, text="An insult")
    hide(argument)
    for url in (
        f"/en/arguments/{argument.id}",
        f"/en/proposals/{proposal.id}/arguments",
        f"/en/proposals/{proposal.id}",
    ):
        page = client.get(url)
        assert page.status_code == 200
        assert "An insult" not in page.text
    tombstone = client.get(f"/en/arguments/{argument.id}").text
    assert "clause 4.2" in tombstone
    assert 'content="noindex"' in tombstone
    assert signed_in(author).get(f"/en/arguments/{argument.id}").status_code == 303
    assert "An insult" in signed_in(author).get(f"/en/proposals/{proposal.id}/arguments").text
    assert signed_in(a_person(("moderator",))).get(f"/en/arguments/{argument.id}").status_code == 303
    hide(argument, "pending", None)
    assert client.get(f"/en/arguments/{argument.id}").status_code == 404, "nobody has seen what waits"


def test_arguments_of_a_hidden_proposal_and_of_none_are_not_read(client) -> None:
    proposal = an_open_proposal(title="A slander")
    argument = an_argument(proposal, text="Because")
    with writing() as session:
        session.get_one(Proposal, proposal.id).visibility = "hidden"
    for url in (f"/en/arguments/{argument.id}", f"/en/proposals/{proposal.id}/arguments"):
        page = client.get(url).text
        assert "Because" not in page
        assert "A slander" not in page
        assert "Hidden by a moderator" in page
    assert client.get("/en/arguments/999").status_code == 404
    assert client.get("/en/proposals/999/arguments").status_code == 404
    assert client.get(f"/en/proposals/{a_draft().id}/arguments").status_code == 404


def test_arguments_of_an_ended_proposal_stay_readable(client) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    argument = an_argument(proposal, text="It stands empty.")
    services.withdraw(author, proposal.id, "Done otherwise")
    assert "It stands empty." in client.get(f"/en/proposals/{proposal.id}").text
    assert "It stands empty." in client.get(f"/en/proposals/{proposal.id}/arguments").text
    assert client.get(f"/en/arguments/{argument.id}").status_code == 303


def test_a_new_argument_below_the_strongest_is_shown_to_its_writer(signed_in) -> None:
    proposal = an_open_proposal()
    many(proposal, 20)
    with writing() as session:
        session.execute(update(Argument).where(Argument.score == 0).values(score=0.1))
    typed = {"side": "for", "text": "One more reason.", "language": "en"}
    writer = signed_in(a_person())
    answer = writer.post(f"/en/proposals/{proposal.id}/arguments", data={**typed, "nonce": "plain"})
    page = writer.get(answer.location.partition("#")[0]).text
    assert "One more reason." in page
    assert "Your argument is published." in page
    part = writer.post(f"/en/proposals/{proposal.id}/arguments", data={**typed, "nonce": "htmx"}, headers=HTMX).text
    link = re.search(r'role="status"[^>]*>Your argument is published\..*?href="(/en/arguments/\d+)"', part, re.S)
    assert link
    assert writer.get(link[1]).status_code == 303


def test_a_mark_on_the_page_of_a_side_comes_back_to_its_place(signed_in) -> None:
    proposal = an_open_proposal()
    many(proposal, 20)
    last = columns.strongest(proposal.id, "for", a_person(), 20)[-1]
    reader = signed_in(a_person())
    answer = reader.post(f"/en/arguments/{last.id}/helpful")
    assert answer.location == reader.get(f"/en/arguments/{last.id}").location
    assert f"#argument-{last.id}" in answer.location


def test_where_an_argument_is_written_it_says_that_nobody_replies_under_it(signed_in) -> None:
    page = signed_in(a_person()).get(f"/en/proposals/{an_open_proposal().id}").text
    assert "Nobody replies under it" in page


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_pages_render_in_every_language(client, language: str) -> None:
    proposal = an_open_proposal()
    argument = an_argument(proposal)
    mark_helpful(a_person(), argument.id)
    for path in (
        f"/proposals/{proposal.id}/arguments",
        f"/proposals/{proposal.id}/arguments?side=against&order=newest",
    ):
        page = client.get(f"/{language}{path}")
        assert page.status_code == 200
        assert page.text.count("<h1") == 1
    hide(argument)
    assert client.get(f"/{language}/arguments/{argument.id}").text.count("<h1") == 1


def test_a_reader_still_marks_while_the_committee_answers(signed_in) -> None:
    proposal = a_proposal_in_review(votes_for=4)
    argument = an_argument(proposal)
    with clock.moved(timedelta(days=16)):
        assert signed_in(a_person()).post(f"/en/arguments/{argument.id}/helpful").status_code == 303
