"""A supporter answers for a new text by the link in the letter: forged, stale, twice, in time and too late."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_person, an_open_proposal
from veche.core import clock, keyed, outbox
from veche.core.database import db, writing
from veche.proposals import links, services
from veche.proposals.models import Proposal, Support


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id)


def changed(author: Any, proposal: Any, text: str = "Eight lessons in the **yard**.") -> None:
    version = fresh(proposal).version
    services.edit(author, proposal.id, title="Phones with joy", text=text, reason="More room", version=version)


def letters_to(person: Any) -> list[Any]:
    rows = select(outbox.Letter).where(outbox.Letter.address == person.email).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def link_of(letter: Any) -> str:
    found = re.search(r"http://veche\.example(/\w\w/proposals/support/\S+)", letter.body)
    assert found, letter.body
    return found[1]


@pytest.fixture
def asked() -> Any:
    """A proposal whose text changed, its author, its supporter, and the address in the supporter's letter."""
    author, neighbour = a_person(name="Lime"), a_person()
    proposal = an_open_proposal(author)
    services.support(neighbour, proposal.id)
    changed(author, proposal)
    return proposal, author, neighbour, link_of(letters_to(neighbour)[0])


def test_the_letter_speaks_its_readers_language_and_asks_each_supporter_by_a_link_of_their_own(app) -> None:
    author, russian, belarusian = a_person(), a_person(language="ru"), a_person(language="be")
    proposal = an_open_proposal(author, supported_by=0)
    for person in (author, russian, belarusian):
        services.support(person, proposal.id) if person is not author else None
    changed(author, proposal)
    first, second = letters_to(russian)[0], letters_to(belarusian)[0]
    assert "/ru/proposals/support/" in first.body
    assert "/be/proposals/support/" in second.body
    assert "Ваша поддержка" in first.body
    assert "Ваша падтрымка" in second.body
    assert link_of(first).rpartition("/")[2] != link_of(second).rpartition("/")[2]
    assert "More room" in first.body
    assert letters_to(author) == [], "who changed it is not asked"


def test_the_page_shows_the_change_and_does_nothing_by_itself(client, asked) -> None:
    proposal, _author, _neighbour, link = asked
    for _ in range(2):
        page = client.get(link)
        assert page.status_code == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex"
        assert 'content="noindex"' in page.text
        assert "Five</del>" in page.text
        assert "Eight</ins>" in page.text
        assert "I support the new text" in page.text
        assert "I take my support back" in page.text
        assert "More room" in page.text
    assert fresh(proposal).support_count == 0


def test_supporting_by_the_link_counts_once_however_often_it_is_pressed(client, asked) -> None:
    proposal, _author, _neighbour, link = asked
    for _ in range(3):
        answer = client.post(link, data={"answer": "support"})
        assert (answer.status_code, answer.location) == (303, link)
        assert "You support the new text." in client.get(link).text
        assert fresh(proposal).support_count == 1


def test_taking_it_back_by_the_link_is_as_calm_and_can_be_changed(client, asked) -> None:
    proposal, _author, neighbour, link = asked
    for _ in range(2):
        assert client.post(link, data={"answer": "withdraw"}).status_code == 303
        assert db.session.execute(select(Support).where(Support.person_id == neighbour.id)).first() is None
    assert fresh(proposal).support_count == 0
    client.post(link, data={"answer": "support"})
    assert fresh(proposal).support_count == 1
    client.post(link, data={"answer": "withdraw"})
    assert fresh(proposal).support_count == 0
    assert client.post(link, data={}).status_code == 422


def test_the_last_support_by_link_opens_the_vote(client, asked) -> None:
    proposal, _author, _neighbour, link = asked
    for _ in range(2):
        services.support(a_person(), proposal.id)
    answer = client.post(link, data={"answer": "support"})
    assert answer.location == f"/en/proposals/{proposal.id}"
    assert fresh(proposal).state == "voting"
    page = client.get(link)
    assert page.status_code == 410
    assert "Support is gathered: voting is open now." in page.text
    assert client.post(link, data={"answer": "withdraw"}).status_code == 410
    assert fresh(proposal).support_count == 3


@pytest.mark.parametrize("token", ["nonsense", "WzEsMSwyLDFd.forged", "a.b.c", "%00", "х"])
def test_a_forged_link_is_refused_in_words(client, token: str) -> None:
    page = client.get(f"/en/proposals/support/{token}")
    assert page.status_code in {400, 404}
    if page.status_code == 404:
        assert "This link is not one of ours" in page.text
    assert client.post(f"/en/proposals/support/{token}", data={"answer": "support"}).status_code in {400, 404}


def test_a_link_signed_for_something_else_opens_nothing(client, app, asked) -> None:
    proposal, _author, neighbour, link = asked
    until = int(fresh(proposal).support_until.timestamp())
    other = keyed.signer("accounts.reset")
    token = other.dumps([neighbour.id, proposal.id, 2, until])
    assert client.post(f"/en/proposals/support/{token}", data={"answer": "support"}).status_code == 404
    own = keyed.signer(links.ANEW)
    for payload in ([neighbour.id], "text", [10_000, proposal.id, 2, until], [neighbour.id, 10_000, 2, until], {}):
        assert client.get(f"/en/proposals/support/{own.dumps(payload)}").status_code == 404
    assert own.loads(link.rpartition("/")[2]) == [neighbour.id, proposal.id, 2, until]
    assert fresh(proposal).support_count == 0


def stale(client: Any, link: str, why: str, leak: str = "Eight lessons") -> None:
    page = client.get(link)
    assert page.status_code in {404, 410}
    assert why in page.text
    assert leak not in page.text
    assert client.post(link, data={"answer": "support"}).status_code in {404, 410}


def test_a_link_of_an_earlier_text_leads_to_the_newest(client, asked) -> None:
    proposal, author, neighbour, link = asked
    changed(author, proposal, "Nine lessons on the roof.")
    stale(client, link, "The text has changed again since this letter.")
    assert fresh(proposal).support_count == 0
    newest = link_of(letters_to(neighbour)[-1])
    page = client.get(newest).text
    assert "Five</del>" in page, "from the text that was supported, not from the one between"
    assert "Nine</ins>" in page


def test_a_link_after_a_comma_is_stale_as_well_and_the_support_still_asked_for(client, asked) -> None:
    proposal, author, _neighbour, link = asked
    changed(author, proposal, "Eight lessons, in the **yard**.")
    stale(client, link, "The text has changed again since this letter.")


def test_a_link_dies_with_the_proposals_ways_to_end(client, asked) -> None:
    proposal, author, _neighbour, link = asked
    services.withdraw(author, proposal.id, "No more")
    stale(client, link, "The author has withdrawn this proposal.")


def test_a_link_of_a_merged_proposal_says_so(client, asked) -> None:
    proposal, _author, _neighbour, link = asked
    target = an_open_proposal()
    with writing() as session:
        row = session.get(Proposal, proposal.id)
        row.state, row.merged_into_id = "merged", target.id
    stale(client, link, "This proposal is merged with another one.")


def test_a_hidden_text_is_not_shown_behind_the_link(client, asked) -> None:
    proposal, _author, _neighbour, link = asked
    with writing() as session:
        session.get(Proposal, proposal.id).visibility = "hidden"
    stale(client, link, "A moderator has hidden this proposal.", leak="Phones")


def test_a_link_dies_with_its_term_even_when_the_proposal_is_revived(client, asked) -> None:
    proposal, author, _neighbour, link = asked
    with clock.moved(timedelta(days=181)):
        stale(client, link, "The term for support is over.")
        services.revive(author, proposal.id)
        stale(client, link, "The term of this letter is over.")


def test_who_is_no_resident_any_more_reads_why(client, asked) -> None:
    proposal, _author, neighbour, link = asked
    with writing() as session:
        session.merge(neighbour).verified_at = None
    stale(client, link, "Support and votes are for verified residents of the city.")
    assert fresh(proposal).support_count == 0


def test_the_site_and_the_link_are_one_support(signed_in, client, asked) -> None:
    proposal, _author, neighbour, link = asked
    signed_in(neighbour).post(f"/en/proposals/{proposal.id}/support")
    assert "You support the new text." in client.get(link).text
    client.post(link, data={"answer": "support"})
    assert fresh(proposal).support_count == 1
    client.post(link, data={"answer": "withdraw"})
    assert "Support the proposal" in signed_in(neighbour).get(f"/en/proposals/{proposal.id}").text


def test_the_buttons_need_the_page_like_every_form(app, asked) -> None:
    _proposal, _author, _neighbour, link = asked
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser = app.test_client()
        assert browser.post(link, data={"answer": "support"}).status_code == 400
        token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(link).text)[1]
        assert browser.post(link, data={"answer": "support", "csrf_token": token}).status_code == 303
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
