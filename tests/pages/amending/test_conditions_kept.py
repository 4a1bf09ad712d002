"""A condition taken back keeps its row and loses its words; a link is for one condition in one wording."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_condition, a_moderator, a_person, an_amendment, an_open_proposal
from veche.amending import conditions
from veche.amending import services as amending
from veche.amending.models import Condition
from veche.core.database import db
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.moderation import services as moderation
from veche.proposals import coauthors
from veche.proposals import services as proposals
from veche.proposals.models import Proposal

TITLE = "Buy cheap phones"
FACTS = "It advertises a shop and nothing else."


def of(person: Any) -> Condition:
    db.session.rollback()
    rows = select(Condition).where(Condition.author_id == person.id).execution_options(populate_existing=True)
    return db.session.execute(rows).scalar_one()


def letters_to(person: Any) -> list[Letter]:
    db.session.rollback()
    return list(db.session.execute(select(Letter).where(Letter.address == person.email).order_by(Letter.id)).scalars())


def change(author: Any, proposal: Any, title: str = "Phones", text: str = "Six lessons in the yard.") -> None:
    db.session.rollback()
    version = db.session.get_one(Proposal, proposal.id, populate_existing=True).version
    proposals.edit(author, proposal.id, title=title, text=text, reason="More room", version=version)


def hide(proposal: Any, kind: str = "proposal") -> Any:
    moderator = a_moderator()
    moderation.hide(moderator, kind, proposal.id, clause="4.2", facts=FACTS)
    return moderator


def link_of(person: Any) -> str:
    found = re.search(r"http://veche\.example(/en/conditions/\S+)", letters_to(person)[-1].body)
    assert found
    return found[1]


def test_what_was_said_of_one_persons_condition_is_never_said_of_anothers(signed_in) -> None:
    author, first, second = a_person(), a_person(), a_person()
    proposal = an_open_proposal(author)
    condition = a_condition(proposal, first, "you are no fool")
    number = condition.id
    moderation.flag(author, "condition", number, reason="insult")
    conditions.take_back(first, proposal.id)
    assert a_condition(proposal, second, "there is tea").id != number
    assert (of(first).id, of(first).text) == (number, "")
    queue = signed_in(a_moderator()).get("/en/moderation").text
    assert "Its author has taken this condition back." in queue
    assert "there is tea" not in queue
    assert signed_in(author).get(f"/en/flag/condition/{number}").status_code == 404
    page = signed_in(author).get(f"/en/proposals/{proposal.id}").text
    assert "1 more would support it, if …" in page
    assert f"condition-{number}" not in page
    assert "My conditions" not in signed_in(first).get("/en/my").text


def test_a_condition_written_again_is_the_persons_own_row_with_a_new_moment() -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author)
    a_condition(proposal, reader)
    before = of(reader)
    number, made = before.id, before.made_at
    conditions.take_back(reader, proposal.id)
    a_condition(proposal, reader, "there is tea")
    again = of(reader)
    assert (again.id, again.text, again.taken_back_at, again.met_at) == (number, "there is tea", None, None)
    assert again.made_at > made


def test_support_after_a_condition_was_taken_back_does_not_meet_it() -> None:
    reader, proposal = a_person(), an_open_proposal()
    a_condition(proposal, reader)
    conditions.take_back(reader, proposal.id)
    proposals.support(reader, proposal.id)
    assert of(reader).met_at is None


def test_a_hidden_condition_does_not_come_back_by_taking_it_back(signed_in) -> None:
    reader, proposal = a_person(), an_open_proposal()
    hide(a_condition(proposal, reader), "condition")
    conditions.take_back(reader, proposal.id)
    citizen, url = signed_in(reader), f"/en/proposals/{proposal.id}"
    refused = citizen.post(f"{url}/condition", data={"text": "once more", "language": "en"})
    assert refused.status_code == 403
    assert "you cannot write another one here" in refused.text
    assert citizen.get(f"{url}/condition").status_code == 403
    page = citizen.get(url).text
    assert "you cannot write another one here" in page
    assert f'href="{url}/condition"' not in page
    assert (of(reader).text, of(reader).visibility) == ("", "hidden")


@pytest.mark.parametrize("took_back", [False, True])
def test_a_link_about_other_words_answers_for_nothing(client, took_back: bool) -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author)
    a_condition(proposal, reader)
    change(author, proposal)
    link = link_of(reader)
    if took_back:
        conditions.take_back(reader, proposal.id)
    a_condition(proposal, reader, "there is tea")
    for answer in (
        client.get(link),
        *(client.post(link, data={"answer": one, "version": 2}) for one in ("met", "back")),
    ):
        assert answer.status_code == 410
        assert "You have changed your condition since this letter." in answer.text
        assert "tea" not in answer.text
    assert (of(reader).text, of(reader).met_at) == ("there is tea", None)


@pytest.mark.parametrize("payload", [["x", 1, ""], [1, None, ""], [10**30, 1, ""], [1, 2], {}, "text", [1.5, 2, ""]])
def test_a_link_with_odd_numbers_is_refused_in_words(client, payload: Any) -> None:
    link = f"/en/conditions/{conditions._signer().dumps(payload)}"
    for answer in (client.get(link), client.post(link, data={"answer": "met", "version": 1})):
        assert answer.status_code == 404
        assert "This link is not one of ours" in answer.text


def test_whoever_waits_for_a_change_is_asked_when_the_proposal_is_shown_again() -> None:
    author, reader = a_person(), a_person()
    proposal = an_open_proposal(author)
    a_condition(proposal, reader)
    moderator = hide(proposal)
    change(author, proposal, TITLE)
    assert letters_to(reader) == []
    moderation.restore(moderator, "proposal", proposal.id, facts="It is about lessons after all.")
    assert len(letters_to(reader)) == 1
    hide(proposal)
    moderation.restore(moderator, "proposal", proposal.id, facts="It is about lessons after all.")
    assert len(letters_to(reader)) == 1, "about one text nobody is asked twice"


def test_letters_about_a_hidden_proposal_do_not_repeat_its_title() -> None:
    author, other, friend = a_person(), a_person(), a_person(name="Birch")
    proposal = an_open_proposal(author, title=TITLE)
    amendment = an_amendment(proposal, other)
    coauthors.invite(author, proposal.id, "Birch")
    hide(proposal)
    amending.decline(author, amendment.id, "No.")
    coauthors.part(author, proposal.id, friend.id)
    for person in (other, friend):
        letter = letters_to(person)[-1]
        assert TITLE not in letter.subject + letter.body
        assert letter.subject.endswith("a proposal that a moderator has hidden")
    a_person(name="Aspen")
    with pytest.raises(Refused, match="A moderator has hidden this proposal"):
        coauthors.invite(author, proposal.id, "Aspen")
