"""The youth council's page and its opinions."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from factories import a_draft, a_person, a_proposal_in_review, a_voting_proposal, an_answer, an_open_proposal
from statements import settled_statements
from veche.core import clock, journal
from veche.core.database import db
from veche.core.errors import Stale
from veche.youth.models import Opinion
from veche.youth.services import publish_opinion

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def member(app: Any) -> Any:
    return a_person(("youth_council",), name="First year")


def opinions() -> int:
    return db.session.execute(select(func.count()).select_from(Opinion)).scalar_one()


def sent(client: FlaskClient, number: int, **typed: str) -> Any:
    """Fill the page's own form and send it."""
    page = client.get(f"/en/youth/opinion/{number}").text
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    fields = {"seen": seen[1], "language": "en", "stance": "support", "text": "It helps us."}
    assert f'action="/en/youth/opinion/{number}"' in page
    return client.post(f"/en/youth/opinion/{number}", data={**fields, **typed})


def test_a_member_publishes_and_everybody_reads_it(signed_in: SignedIn, client: FlaskClient, member: Any) -> None:
    proposal = an_open_proposal(title="Skate park under the bridge")
    answer = sent(signed_in(member), proposal.id, stance="support_if", text="Only **with light**.")
    assert answer.status_code == 303
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert 'id="opinion"' in page
    assert "We support it, if…" in page
    assert "<strong>with light</strong>" in page
    board = client.get("/en/youth").text
    assert "Only with light." in board
    assert "We have spoken on everything that is open." in board


def test_the_board_shows_what_waits_the_most_urgent_first(client: FlaskClient, member: Any) -> None:
    an_open_proposal(title="The calm one")
    a_voting_proposal(title="The urgent one")
    page = client.get("/en/youth").text
    assert "2 proposals have no word from us yet." in page
    assert page.index("The urgent one") < page.index("The calm one")
    assert "First year" in page
    assert "Write the opinion" not in page


def test_a_draft_and_a_hidden_proposal_do_not_wait_for_an_opinion(client: FlaskClient) -> None:
    a_draft(title="Nobody knows it")
    assert "Nobody knows it" not in client.get("/en/youth").text


def test_members_find_the_way_to_write_on_the_board_and_on_their_own_page(signed_in: SignedIn, member: Any) -> None:
    proposal = an_open_proposal()
    client = signed_in(member)
    assert f'href="/en/youth/opinion/{proposal.id}"' in client.get("/en/youth").text
    mine = client.get("/en/my")
    assert mine.status_code == 200
    assert f'href="/en/youth/opinion/{proposal.id}"' in mine.text


@pytest.mark.parametrize("roles", [(), ("moderator",), ("committee",), ("admin",)])
def test_others_are_refused_with_the_reason(signed_in: SignedIn, roles: tuple[str, ...]) -> None:
    proposal = an_open_proposal()
    client = signed_in(a_person(roles))
    for answer in (
        client.get(f"/en/youth/opinion/{proposal.id}"),
        client.post(f"/en/youth/opinion/{proposal.id}", data={"stance": "support", "text": "Yes.", "language": "en"}),
    ):
        assert answer.status_code == 403
        assert "This is for members of the youth council." in answer.text
    assert opinions() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"text": ""}, "Write at least one sentence."),
        ({"text": "a" * 2001}, "at most 2000 characters"),
        ({"stance": "perhaps"}, "Choose one of the options."),
    ],
)
def test_a_gap_is_named_and_what_was_typed_stays(
    signed_in: SignedIn, member: Any, typed: dict[str, str], words: str
) -> None:
    proposal = an_open_proposal()
    answer = sent(signed_in(member), proposal.id, **{"text": "We want light there.", **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert typed.get("text", "We want light there.") in answer.text
    assert opinions() == 0


def test_there_is_one_opinion_and_changing_it_is_written_in_the_journal(signed_in: SignedIn, member: Any) -> None:
    proposal = an_open_proposal()
    client = signed_in(member)
    sent(client, proposal.id, text="First thought.")
    assert "First thought." in client.get(f"/en/youth/opinion/{proposal.id}").text
    assert sent(client, proposal.id, stance="against", text="Second thought.").status_code == 303
    assert opinions() == 1
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert "Second thought." in page
    assert "We are against it." in page
    verbs = [entry.verb for entry in journal.about(db.session(), [proposal.subject])]
    assert [verb for verb in verbs if verb.startswith("opinion")] == ["opinion.published", "opinion.changed"]


def test_two_members_at_once_lose_nothing(signed_in: SignedIn, member: Any) -> None:
    proposal = an_open_proposal()
    client = signed_in(member)
    publish_opinion(a_person(("youth_council",)), proposal.id, stance="support", text="I was here.", language="en")
    fields = {"seen": "", "stance": "against", "text": "Mine is different.", "language": "en"}
    late = client.post(f"/en/youth/opinion/{proposal.id}", data=fields)
    assert late.status_code == 409
    assert "I was here." in late.text
    assert "Mine is different." in late.text
    with pytest.raises(Stale):
        publish_opinion(member, proposal.id, stance="against", text="No.", language="en", seen="")
    seen = re.search(r'name="seen" value="([^"]*)"', late.text)
    assert seen
    again = client.post(f"/en/youth/opinion/{proposal.id}", data={**fields, "seen": seen[1]})
    assert again.status_code == 303


def test_after_the_decision_the_opinion_stays_as_it_is(signed_in: SignedIn, member: Any) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    an_answer(proposal)
    refused = signed_in(member).get(f"/en/youth/opinion/{proposal.id}")
    assert refused.status_code == 403
    assert "the opinion of the council stays as it is" in refused.text


def test_an_answer_that_the_committee_owes_us_is_shown_with_its_days(client: FlaskClient, member: Any) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    publish_opinion(member, proposal.id, stance="support", text="We want it.", language="en")
    assert "has not answered us" not in client.get("/en/youth").text
    with clock.moved(timedelta(days=44 + 2)):
        assert "The committee has not answered us for 2 days" in client.get("/en/youth").text


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_every_page_is_there_in_each_language(signed_in: SignedIn, member: Any, language: str) -> None:
    proposal = an_open_proposal()
    client = signed_in(member)
    for path in ("youth", f"youth/opinion/{proposal.id}"):
        page = client.get(f"/{language}/{path}")
        assert page.status_code == 200
        assert page.text.count("<h1") == 1


def test_a_longer_list_asks_the_database_no_more_often(client: FlaskClient) -> None:
    an_open_proposal()
    few = settled_statements(client, "/en/youth")
    for _ in range(4):
        an_open_proposal()
    assert settled_statements(client, "/en/youth") == few


def test_the_letter_may_quote_the_opinion_and_is_silent_without_one(app: Any, member: Any) -> None:
    from veche.core.languages import speaking
    from veche.core.pages import panels

    proposal = an_open_proposal()
    with app.test_request_context("/en/"), speaking("en"):
        assert panels("letter.youth", proposal) == ""
    publish_opinion(member, proposal.id, stance="against", text="Too *dark* there.", language="ru")
    with app.test_request_context("/en/"), speaking("en"):
        quoted = panels("letter.youth", proposal)
    assert "We are against it." in quoted
    assert '<blockquote class="prose" lang="ru"><p>Too <em>dark</em> there.</p>' in quoted
