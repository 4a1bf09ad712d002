"""Supporters are not written to about a text that a moderator has hidden; they are asked when it is shown again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_moderator, a_person, an_open_proposal
from veche.core import clock, keyed, outbox
from veche.core.database import db
from veche.moderation import services as moderation
from veche.proposals import links, services
from veche.proposals.models import Proposal, Support

FACTS = "It advertises a shop and nothing else."


def fresh(proposal: Any) -> Any:
    db.session.rollback()
    return db.session.get(Proposal, proposal.id, populate_existing=True)


def letters_to(person: Any) -> list[Any]:
    rows = select(outbox.Letter).where(outbox.Letter.address == person.email).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


@pytest.fixture
def hidden(monkeypatch, app) -> Any:
    """A proposal with supporters that a moderator hid: itself, its author, the supporters, the moderator."""
    monkeypatch.setitem(app.config["VECHE"], "SUPPORT_THRESHOLD", 9)
    author, moderator, people = a_person(), a_moderator(), [a_person() for _ in range(3)]
    proposal = an_open_proposal(author)
    for person in people:
        services.support(person, proposal.id)
    moderation.hide(moderator, "proposal", proposal.id, clause="4.2", facts=FACTS)
    return proposal, author, people, moderator


def edited(signed_in: Any, proposal: Any, author: Any, **values: str) -> None:
    given = {"title": "Buy phones", "text": "Cheap phones here.", "reason": "Sale today", "change": "material"}
    data = {**given, "version": str(fresh(proposal).version), **values}
    answer = signed_in(author).post(f"/en/proposals/{proposal.id}/edit", data=data)
    assert answer.status_code == 303, answer.text


def test_a_hidden_proposals_new_words_are_mailed_to_nobody_until_it_is_restored(signed_in, client, hidden) -> None:
    proposal, author, people, moderator = hidden
    edited(signed_in, proposal, author)
    assert (fresh(proposal).version, fresh(proposal).support_count) == (2, 0)
    assert [letters_to(person) for person in people] == [[], [], []]
    versions = select(Support.version).where(Support.proposal_id == proposal.id)
    assert set(db.session.execute(versions).scalars()) == {1}
    edited(signed_in, proposal, author, title="Lessons", text="Six lessons.", reason="Not a shop")
    moderation.restore(moderator, "proposal", proposal.id, facts="The text is another one now.")
    for person in people:
        (letter,) = letters_to(person)
        assert "Not a shop" in letter.body
        assert "Sale today" not in letter.subject + letter.body
    assert client.get(f"/en/proposals/support/{letter.body.split('/support/')[1].split()[0]}").status_code == 200


def test_who_was_asked_already_is_not_asked_by_a_restoring(signed_in, hidden) -> None:
    proposal, author, people, moderator = hidden
    for _ in range(2):
        moderation.restore(moderator, "proposal", proposal.id, facts="It is about lessons after all.")
        assert letters_to(people[0]) == [], "the text they support is the present one"
        moderation.hide(moderator, "proposal", proposal.id, clause="4.2", facts=FACTS)
    moderation.restore(moderator, "proposal", proposal.id, facts="It is about lessons after all.")
    edited(signed_in, proposal, author)
    moderation.hide(moderator, "proposal", proposal.id, clause="4.2", facts=FACTS)
    moderation.restore(moderator, "proposal", proposal.id, facts="It is about lessons after all.")
    assert [len(letters_to(person)) for person in people] == [1, 1, 1]


def test_a_text_restored_while_it_sleeps_is_asked_about_when_it_wakes(signed_in, hidden) -> None:
    proposal, author, people, moderator = hidden
    edited(signed_in, proposal, author)
    with clock.moved(timedelta(days=181)):
        moderation.restore(moderator, "proposal", proposal.id, facts="It is about lessons after all.")
        assert letters_to(people[0]) == []
        services.revive(author, proposal.id)
        assert [len(letters_to(person)) for person in people] == [1, 1, 1]


@pytest.mark.parametrize("version", [1, 0, -1, 7, "1", None, 1.0, True, 10**30])
def test_a_link_with_an_odd_version_is_a_calm_page(client, app, version: Any) -> None:
    person, proposal = a_person(), an_open_proposal()
    until = int(fresh(proposal).support_until.timestamp())
    own = keyed.signer(links.ANEW)
    url = f"/en/proposals/support/{own.dumps([person.id, proposal.id, version, until])}"
    for answer in ("support", "withdraw"):
        assert client.post(url, data={"answer": answer}, follow_redirects=True).status_code in {404, 410}
    assert client.get(url).status_code in {404, 410}
    assert fresh(proposal).support_count == 0


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("number", ["x", None, [1], 10**30, 1.5])
def test_a_link_with_odd_numbers_is_a_calm_page(client, app, place: int, number: Any) -> None:
    asked = [1, 1, 2, 2_000_000_000]
    asked[place] = number
    own = keyed.signer(links.ANEW)
    url = f"/en/proposals/support/{own.dumps(asked)}"
    assert client.get(url).status_code == 404
    assert client.post(url, data={"answer": "support"}).status_code == 404
