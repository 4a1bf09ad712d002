"""Arguments that counted: ticked or named by number, written with the decision, told to those who gave them."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from factories import (
    LETTER,
    a_letter_to_publish,
    a_member,
    a_person,
    a_proposal_in_review,
    a_quorum,
    an_answer,
    an_argument,
    the_letter,
)
from statements import settled_statements
from veche.committee import rules
from veche.committee.drafting import approve, save
from veche.committee.models import Citation, Decision
from veche.committee.publishing import publish
from veche.core import journal
from veche.core.database import db, writing
from veche.core.incomplete import Incomplete
from veche.core.outbox import Letter
from veche.proposals.arguments import mark_helpful
from veche.proposals.models import Argument

DECLINED = {
    "outcome": "declined",
    "letter": LETTER,
    "language": "en",
    "not_followed": "No lessons on Sundays.",
    "what_would_change": "A count for one month.",
}


@pytest.fixture
def member(app: Any) -> Any:
    return a_person(("committee",), name="Member of the sector")


@pytest.fixture
def proposal(app: Any) -> Any:
    return a_proposal_in_review(votes_for=4)


def letter_of(proposal: Any) -> str:
    return f"/en/committee/dossier/{proposal.id}/letter"


def cited() -> list[tuple[int, int]]:
    rows = select(Citation.decision_id, Citation.argument_id).order_by(Citation.argument_id)
    return [tuple(row) for row in db.session.execute(rows)]


def decisions() -> int:
    return db.session.execute(select(func.count()).select_from(Decision)).scalar_one()


def boxes(page: str) -> list[int]:
    """The arguments that the form lets one tick, in their order."""
    return [
        int(number)
        for tag in re.findall(r'<input[^>]*name="cited"[^>]*>', page)
        for number in re.findall(r'value="(\d+)"', tag)
    ]


def hide(argument: Any) -> None:
    with writing() as session:
        session.get_one(Argument, argument.id).visibility = "hidden"


def test_the_strongest_arguments_are_ticked_and_others_named_by_number(signed_in, client, member, proposal) -> None:
    ticked = an_argument(proposal, text="The building stands empty.")
    named = an_argument(proposal, side="against", text="Who pays for the heating?")
    left_out = an_argument(proposal, text="It is near.")
    mark_helpful(a_person(), ticked.id)
    secretary = signed_in(member)
    url = f"/en/committee/dossier/{proposal.id}"
    assert boxes(secretary.get(url).text) == [ticked.id, left_out.id, named.id], "for, the strongest first; against"
    typed = {
        **DECLINED,
        "cited": [ticked.id],
        "others": f"https://veche.example/en/arguments/{named.id}, § {ticked.id}",
    }
    assert secretary.post(f"{url}/letter", data=typed).status_code == 303
    approve(a_member(), proposal.id, 1)
    a_quorum(proposal, "declined")
    publish(member, proposal.id)
    decision = db.session.execute(select(Decision)).scalar_one()
    assert cited() == [(decision.id, ticked.id), (decision.id, named.id)]
    page = client.get(f"/en/proposals/{proposal.id}").text
    answer = page[page.index('id="answer"') :]
    assert answer.index("Arguments that counted") < answer.index("What would change the decision")
    for argument in (ticked, named):
        assert f'<a href="/en/arguments/{argument.id}">§ {argument.id}</a>' in answer
    assert "The building stands empty." in answer
    assert "It is near." not in answer


def test_a_cited_argument_says_so_wherever_it_stands(client, member, proposal) -> None:
    one, other = an_argument(proposal), an_argument(proposal, text="It is near.")
    an_answer(proposal, member=member, cited=[one.id])
    for path in (f"/en/proposals/{proposal.id}", f"/en/proposals/{proposal.id}/arguments"):
        page = client.get(path).text
        assert page.count("Cited in the committee’s letter") == 1
        own = page[page.index(f'id="argument-{one.id}"') :].partition("</article>")[0]
        assert f'href="/en/proposals/{proposal.id}#answer-1"' in own
        assert f'id="argument-{other.id}"' in page


def test_whoever_gave_a_cited_argument_gets_one_letter_in_their_language(member, proposal) -> None:
    russian, belarusian = a_person(language="ru"), a_person(language="be")
    first, second = an_argument(proposal, russian, text="First of two."), an_argument(proposal, russian, text="Second.")
    third = an_argument(proposal, belarusian, text="The only one.")
    an_argument(proposal, a_person(), text="Left out.")
    already = db.session.execute(select(func.max(Letter.id))).scalar() or 0
    an_answer(proposal, member=member, cited=[first.id, second.id, third.id])
    rows = db.session.execute(select(Letter).where(Letter.id > already)).scalars().all()
    told = {letter.address: letter for letter in rows if letter.address in {russian.email, belarusian.email}}
    assert len([letter for letter in rows if letter.address == russian.email]) == 1, "one letter for two arguments"
    assert told[russian.email].subject == "Ваш довод повлиял на решение: Phones without fear"
    assert told[belarusian.email].subject == "Ваш довад паўплываў на рашэнне: Phones without fear"
    body = told[russian.email].body
    for argument in (first, second):
        assert f"http://veche.example/ru/arguments/{argument.id}" in body
    assert "First of two." in body
    assert "The only one." not in body
    assert f"http://veche.example/ru/proposals/{proposal.id}#answer-1" in body
    assert "Left out." not in "".join(letter.body for letter in rows)


def test_the_letter_to_the_author_names_the_arguments_that_counted(member, proposal) -> None:
    argument = an_argument(proposal, side="against", text="Who pays for the heating?")
    an_answer(proposal, member=member, cited=[argument.id])
    rows = select(Letter).where(Letter.address == proposal.author.email).order_by(Letter.id.desc())
    letter = db.session.execute(rows).scalars().first()
    assert "Arguments that counted:" in letter.body
    link = f"http://veche.example/en/arguments/{argument.id}"
    assert f"§ {argument.id}. Against: Who pays for the heating? {link}" in letter.body


def test_the_journal_names_the_numbers(member, proposal) -> None:
    argument = an_argument(proposal)
    an_answer(proposal, member=member, cited=[argument.id])
    entry = journal.about(db.session(), [proposal.subject])[-1]
    assert (entry.verb, entry.data["cited"]) == ("proposal.declined", [argument.id])


def test_where_nobody_argued_nothing_has_to_be_cited(client, member, proposal) -> None:
    an_answer(proposal, member=member)
    assert cited() == []
    assert "Arguments that counted" not in client.get(f"/en/proposals/{proposal.id}").text


@pytest.mark.parametrize("which", ["of another proposal", "hidden", "unknown"])
def test_only_readable_arguments_of_this_proposal_are_cited(signed_in, member, proposal, which: str) -> None:
    here = an_argument(proposal)
    other = {
        "of another proposal": lambda: an_argument(a_proposal_in_review(votes_for=4)).id,
        "hidden": lambda: hide(here) or here.id,
        "unknown": lambda: 999,
    }[which]()
    with pytest.raises(Incomplete) as incomplete:
        save(member, proposal.id, the_letter(proposal, cited=[other]), seen=0, hand_over=True)
    assert incomplete.value.missing == ["others"]
    answer = signed_in(member).post(letter_of(proposal), data={**DECLINED, "others": f"§ {other}"})
    assert answer.status_code == 422
    assert "Name only arguments of this proposal that everybody can read." in answer.text
    assert LETTER in answer.text.replace("&#39;", "'"), "nothing typed is lost"
    assert (decisions(), cited()) == (0, [])


def test_what_names_no_argument_is_said_and_the_ticks_stay(signed_in, member, proposal) -> None:
    argument = an_argument(proposal)
    typed = {**DECLINED, "cited": [argument.id], "others": "the second one"}
    answer = signed_in(member).post(letter_of(proposal), data=typed)
    assert answer.status_code == 422
    assert "«the» is no number or address of an argument." in answer.text
    assert re.search(rf'<input[^>]*checked[^>]*name="cited"[^>]*value="{argument.id}"', answer.text)
    assert decisions() == 0


def test_an_argument_hidden_since_the_page_was_made_cannot_be_ticked(signed_in, member, proposal) -> None:
    argument = an_argument(proposal)
    hide(argument)
    for value in (str(argument.id), "999", "first"):
        answer = signed_in(member).post(letter_of(proposal), data={**DECLINED, "cited": value})
        assert answer.status_code == (303 if value == "first" else 422), "what is no number is no box, and none is left"
        if value != "first":
            assert "The list has changed: look at it again." in answer.text
            assert decisions() == 0


def test_a_letter_cites_only_so_many(signed_in, member, proposal, monkeypatch) -> None:
    numbers = [an_argument(proposal).id for _ in range(3)]
    monkeypatch.setattr(rules, "MOST_CITED", 2)
    with pytest.raises(Incomplete):
        save(member, proposal.id, the_letter(proposal, cited=numbers), seen=0, hand_over=True)
    answer = signed_in(member).post(letter_of(proposal), data={**DECLINED, "cited": numbers})
    assert answer.status_code == 422
    assert "A letter cites at most 2 arguments." in answer.text


def test_a_cited_argument_that_is_hidden_later_is_no_longer_quoted(client, member, proposal) -> None:
    argument = an_argument(proposal, text="An insult.")
    an_answer(proposal, member=member, cited=[argument.id])
    hide(argument)
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert "An insult." not in page
    assert f"§ {argument.id}</a>" in page
    assert "An insult." not in client.get(f"/en/committee/dossier/{proposal.id}").text


def test_an_argument_hidden_while_the_letter_waits_keeps_it_from_going_out(member, proposal) -> None:
    argument = an_argument(proposal)
    a_letter_to_publish(proposal, member, cited=[argument.id])
    hide(argument)
    with pytest.raises(Incomplete) as incomplete:
        publish(member, proposal.id)
    assert incomplete.value.missing == ["others"]
    assert decisions() == 0


def test_citations_cost_no_more_statements_when_there_are_more(client, member) -> None:
    few, lots = a_proposal_in_review(votes_for=4), a_proposal_in_review(votes_for=4)
    for proposal, count in ((few, 1), (lots, 5)):
        numbers = [an_argument(proposal).id for _ in range(count)]
        an_answer(proposal, member=member, cited=numbers)
    addresses = [f"/en/proposals/{proposal.id}" for proposal in (few, lots)]
    costs = [settled_statements(client, address) for address in addresses]
    assert costs[0] == costs[1]
