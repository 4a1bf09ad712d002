"""Support in place and by a plain form, the vote that opens by itself, arguments in two columns."""

import re
from typing import Any

from sqlalchemy import func, select

from factories import a_draft, a_person, an_open_proposal
from veche.core import outbox
from veche.core.database import db, writing
from veche.proposals import services
from veche.proposals.models import Argument, Proposal, Support

HTMX = {"HX-Request": "true"}


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id)


def part(html: str, element: str, number: str) -> str:
    """The section of a page with this id, up to its end."""
    found = re.search(rf'<{element}[^>]*id="{number}".*?</{element}>', html, re.S)
    assert found
    return found[0]


def test_supporting_by_the_plain_form_and_taking_it_back(signed_in) -> None:
    proposal = an_open_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}"
    assert "Support the proposal" in client.get(url).text
    answer = client.post(f"{url}/support")
    assert answer.status_code == 303
    assert answer.location == f"{url}#support"
    assert "You support this proposal." in client.get(url).text
    assert fresh(proposal).support_count == 1
    assert client.post(f"{url}/unsupport").status_code == 303
    assert fresh(proposal).support_count == 0


def test_htmx_gets_the_part_that_stands_in_the_page(signed_in) -> None:
    proposal = an_open_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}"
    answer = client.post(f"{url}/support", headers=HTMX)
    assert answer.status_code == 200
    page = client.get(url).text
    assert answer.text.strip().startswith(part(page, "section", "support"))
    for place in ("journey", "bar", "flashes"):
        assert f'id="{place}" hx-swap-oob="true"' in answer.text
        assert f'id="{place}"' in page
    assert part(answer.text, "section", "next") == part(page, "section", "next")
    assert "You support this proposal." in answer.text


def test_a_double_click_counts_once(signed_in) -> None:
    proposal = an_open_proposal()
    client = signed_in(a_person())
    for _ in range(3):
        client.post(f"/en/proposals/{proposal.id}/support")
    assert fresh(proposal).support_count == 1
    assert db.session.execute(select(func.count()).select_from(Support)).scalar_one() == 1
    for _ in range(3):
        client.post(f"/en/proposals/{proposal.id}/unsupport")
    assert fresh(proposal).support_count == 0


def test_the_last_support_opens_the_vote_and_freezes_the_text(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=2)
    url = f"/en/proposals/{proposal.id}"
    answer = signed_in(a_person()).post(f"{url}/support", headers=HTMX)
    assert answer.headers["HX-Redirect"] == url, "the whole page is another one now"
    opened = fresh(proposal)
    assert opened.state == "voting"
    assert (opened.voting_closes_at - opened.voting_opened_at).days == 14
    own = signed_in(author)
    assert "Nobody edits the text any more" in db.session.execute(select(outbox.Letter.body)).scalar_one()
    frozen = own.post(f"{url}/edit", data={"title": "T", "text": "T", "reason": "R", "version": 1})
    assert frozen.status_code == 403
    assert "frozen" in frozen.text
    late = signed_in(a_person()).post(f"{url}/support")
    assert late.status_code == 403
    assert "voting is open now" in late.text
    assert signed_in(a_person()).post(f"{url}/unsupport").status_code == 403
    page = own.get(url).text
    assert "The text is frozen since voting began" in page, "the reason stands in the button’s place"
    assert 'id="ballot"' in page


def test_the_author_counts_as_one(signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    signed_in(author).post(f"/en/proposals/{proposal.id}/support")
    assert fresh(proposal).support_count == 1


def test_who_may_not_support_reads_why_in_place_of_the_button(client, signed_in) -> None:
    proposal = an_open_proposal()
    url = f"/en/proposals/{proposal.id}"
    page = client.get(url).text
    assert "Sign in to do this." in page
    assert f'action="{url}/support"' not in page
    assert client.post(f"{url}/support").status_code == 403
    guest = signed_in(a_person(resident=False))
    assert "verified residents" in part(guest.get(url).text, "section", "support")
    assert guest.post(f"{url}/support").status_code == 403
    assert fresh(proposal).support_count == 0


def test_unknown_numbers_are_not_found(signed_in) -> None:
    client = signed_in(a_person())
    for path in ("support", "unsupport", "arguments", "publish", "edit", "withdraw", "revive", "ballot"):
        assert client.post(f"/en/proposals/999/{path}", data={}).status_code == 404
    assert client.post("/en/arguments/999/helpful").status_code == 404
    assert client.get("/en/proposals/99999999999").status_code == 404


ARGUMENT = {"side": "for", "text": "The building stands empty.", "language": "en", "nonce": "one"}


def test_an_argument_stands_in_its_column(signed_in, client) -> None:
    proposal = an_open_proposal()
    writer = signed_in(a_person(resident=False, name="Brick house"))
    url = f"/en/proposals/{proposal.id}"
    answer = writer.post(f"{url}/arguments", data=ARGUMENT)
    assert answer.location.startswith(f"{url}#argument-"), "its writer lands at it"
    writer.post(f"{url}/arguments", data=ARGUMENT)
    writer.post(f"{url}/arguments", data={**ARGUMENT, "side": "against", "text": "Who pays?", "nonce": "two"})
    page = client.get(url).text
    assert page.count("The building stands empty.") == 1 + page.count(">: The building")
    assert page.index("The building stands empty.") < page.index("Who pays?")
    assert fresh(proposal).argument_count == 2, "the same form sent twice is one argument"


def test_htmx_gets_the_columns_and_errors_in_them(signed_in) -> None:
    proposal = an_open_proposal()
    client = signed_in(a_person())
    url = f"/en/proposals/{proposal.id}/arguments"
    wrong = client.post(url, data={**ARGUMENT, "side": "maybe"}, headers=HTMX)
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith('<section id="arguments"')
    assert "The building stands empty." in wrong.text, "nothing typed is lost"
    assert client.post(url, data={**ARGUMENT, "text": "x" * 2001}).status_code == 422
    right = client.post(url, data=ARGUMENT, headers=HTMX)
    assert right.text.lstrip().startswith('<section id="arguments"')
    assert "The building stands empty." in right.text


def an_argument(proposal: Any, author: Any = None) -> Argument:
    return services.argue(
        author or a_person(), proposal.id, side="for", text="It stands empty.", language="en", nonce="x"
    )


def test_a_reader_marks_an_argument_helpful_and_takes_it_back(signed_in) -> None:
    proposal = an_open_proposal()
    argument = an_argument(proposal)
    client = signed_in(a_person(resident=False))
    answer = client.post(f"/en/arguments/{argument.id}/helpful", headers=HTMX)
    assert "Helpful, 1" in answer.text
    assert 'aria-pressed="true"' in answer.text
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert answer.text.strip() == part(page, "article", f"argument-{argument.id}")
    back = client.post(f"/en/arguments/{argument.id}/helpful")
    assert back.location == f"/en/proposals/{proposal.id}#argument-{argument.id}"
    assert "Helpful, 0" in client.get(f"/en/proposals/{proposal.id}").text


def test_own_and_hidden_arguments_cannot_be_marked(signed_in, client) -> None:
    author = a_person()
    proposal = an_open_proposal()
    argument = an_argument(proposal, author)
    assert signed_in(author).post(f"/en/arguments/{argument.id}/helpful").status_code == 403
    with writing() as session:
        session.get_one(Argument, argument.id).visibility = "hidden"
    assert signed_in(a_person()).post(f"/en/arguments/{argument.id}/helpful").status_code == 403
    assert "It stands empty." not in client.get(f"/en/proposals/{proposal.id}").text
    assert "It stands empty." in signed_in(author).get(f"/en/proposals/{proposal.id}").text


def test_a_draft_takes_no_arguments_even_from_its_author(signed_in) -> None:
    author = a_person()
    proposal = a_draft(author)
    answer = signed_in(author).post(f"/en/proposals/{proposal.id}/arguments", data=ARGUMENT)
    assert answer.status_code == 403
    assert "after the proposal is published" in answer.text
