"""The agenda and the dossier: what everybody reads."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from factories import a_draft, a_person, a_proposal_in_review, an_action, an_answer
from statements import settled_statements
from veche.core import clock
from veche.core.database import writing
from veche.core.languages import today
from veche.proposals.models import Proposal
from veche.proposals.services import argue
from veche.youth.services import publish_opinion

SignedIn = Callable[..., FlaskClient]


def hide(proposal: Any) -> None:
    with writing() as session:
        row = session.get_one(Proposal, proposal.id)
        row.visibility, row.hidden_clause = "hidden", "2.1"


def test_an_empty_agenda_says_what_comes_here(client: FlaskClient) -> None:
    page = client.get("/en/committee").text
    assert "The committee owes no answer" in page
    assert "Nothing waits for an answer" in page


def test_the_agenda_stands_by_deadline(client: FlaskClient) -> None:
    a_proposal_in_review(votes_for=3, title="The later one")
    with clock.moved(timedelta(days=-5)):
        a_proposal_in_review(votes_for=3, title="The earlier one")
    page = client.get("/en/committee").text
    assert "The committee owes 2 answers" in page
    assert page.index("The earlier one") < page.index("The later one")
    assert "3 for, 0 against, 0 abstained" in page


def test_a_late_answer_is_public_with_its_days(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    assert 'class="over"' not in client.get("/en/committee").text
    with clock.moved(timedelta(days=44 + 3)):
        page = client.get("/en/committee").text
        assert 'class="over"' in page
        assert "days overdue" in page
        assert "1 is overdue." in page
        assert "Answer overdue by 3 days" in client.get(f"/en/committee/dossier/{proposal.id}").text


def test_only_members_find_the_way_to_write(client: FlaskClient, signed_in: SignedIn) -> None:
    a_proposal_in_review(votes_for=3)
    assert "Write the answer" not in client.get("/en/committee").text
    assert "Write the answer" in signed_in(a_person(("committee",))).get("/en/committee").text


def test_a_deferred_proposal_stands_with_its_date_and_the_answer_among_the_latest(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    day = today() + timedelta(days=40)
    an_answer(proposal, "deferred", deferred_until=day)
    page = client.get("/en/committee").text
    assert "The committee owes no answer" in page
    assert "On this day the proposal comes back to the agenda by itself." in page
    assert "1 answer within a year" in page
    assert "1 of them on time" in page


def test_a_hidden_proposal_is_not_on_the_agenda_and_its_dossier_is_a_tombstone(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3, title="Something unkind")
    hide(proposal)
    assert "Something unkind" not in client.get("/en/committee").text
    page = client.get(f"/en/committee/dossier/{proposal.id}")
    assert page.status_code == 200
    assert "By clause 2.1" in page.text
    assert "Something unkind" not in page.text


def test_a_draft_has_no_dossier(client: FlaskClient) -> None:
    assert client.get(f"/en/committee/dossier/{a_draft().id}").status_code == 404
    assert client.get("/en/committee/dossier/999999").status_code == 404


def test_the_dossier_holds_text_arguments_opinion_tally_and_actions(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    argue(a_person(), proposal.id, side="for", text="The rooms are empty.", language="en", nonce="a")
    argue(a_person(), proposal.id, side="against", text="Who stays after eight?", language="en", nonce="b")
    council = a_person(("youth_council",))
    publish_opinion(council, proposal.id, stance="support_if", text="Two evenings stay free.", language="en")
    an_action(title="Computer hour")
    page = client.get(f"/en/committee/dossier/{proposal.id}").text
    for words in (
        "Five lessons in the library.",
        "The rooms are empty.",
        "Who stays after eight?",
        "Two evenings stay free.",
        "Computer hour",
        "3 of ",
    ):
        assert words in page


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_every_page_is_there_in_each_language(client: FlaskClient, language: str) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    for path in ("committee/agenda", f"committee/dossier/{proposal.id}"):
        page = client.get(f"/{language}/{path}")
        assert page.status_code == 200
        assert page.text.count("<h1") == 1
        assert f'<html lang="{language}"' in page.text


def test_the_proposals_page_says_who_owes_the_answer(client: FlaskClient) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert 'id="answer"' in page
    assert "so the committee owes a letter with its reasons" in page


def test_my_page_of_a_member_lists_the_answers_they_owe(signed_in: SignedIn) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    page = signed_in(a_person(("committee",))).get("/en/my")
    assert page.status_code == 200
    assert "Answers I owe" in page.text
    assert f"/en/committee/dossier/{proposal.id}" in page.text
    assert "Answers I owe" not in signed_in(a_person()).get("/en/my").text


def test_a_longer_list_asks_the_database_no_more_often(client: FlaskClient) -> None:
    a_proposal_in_review(votes_for=3)
    few = settled_statements(client, "/en/committee")
    for _ in range(4):
        a_proposal_in_review(votes_for=3)
    assert settled_statements(client, "/en/committee") == few
