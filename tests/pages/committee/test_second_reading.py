"""The letter in work: saved by several, read by a second member, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from factories import (
    LETTER,
    a_letter_to_publish,
    a_member,
    a_person,
    a_proposal_in_review,
    a_quorum,
    a_saved_letter,
    an_argument,
    the_letter,
)
from veche.committee import drafting, positions, publishing
from veche.committee.models import Decision, Draft
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.youth.services import publish_opinion

SignedIn = Callable[..., FlaskClient]


@pytest.fixture
def drafter(app: Any) -> Any:
    return a_member("First hand")


@pytest.fixture
def reader(app: Any) -> Any:
    return a_member("Second pair of eyes")


@pytest.fixture
def proposal(app: Any) -> Any:
    return a_proposal_in_review(votes_for=3)


def letter_of(proposal: Any) -> str:
    return f"/en/committee/dossier/{proposal.id}/letter"


def the_draft() -> Draft:
    db.session.rollback()
    return db.session.execute(select(Draft)).scalar_one()


def last_letters(address: str) -> list[str]:
    rows = select(Letter.subject).where(Letter.address == address).order_by(Letter.id)
    return list(db.session.execute(rows).scalars())


def test_half_a_letter_can_be_saved_and_is_there_again(signed_in: SignedIn, drafter: Any, proposal: Any) -> None:
    client = signed_in(drafter)
    saved = client.post(letter_of(proposal), data={"letter": "We have begun.", "language": "en", "step": "save"})
    assert saved.status_code == 303
    draft = the_draft()
    assert (draft.revision, draft.stage, draft.outcome, draft.letter) == (1, "draft", "", "We have begun.")
    page = client.get(f"/en/committee/dossier/{proposal.id}").text
    assert "We have begun." in page
    assert 'name="revision" value="1"' in page or 'value="1" name="revision"' in page
    again = {"letter": "We have begun.", "language": "en", "step": "save", "revision": "1"}
    client.post(letter_of(proposal), data=again)
    assert the_draft().revision == 1, "what is the same is no new revision"


def test_whoever_saves_second_keeps_both_texts(signed_in: SignedIn, drafter: Any, reader: Any, proposal: Any) -> None:
    signed_in(drafter).post(letter_of(proposal), data={"letter": "The words of the first.", "step": "save"})
    typed = {"letter": "The words of the second.", "step": "save", "revision": "0"}
    late = signed_in(reader).post(letter_of(proposal), data=typed)
    assert late.status_code == 409
    assert "The words of the first." in late.text
    assert "The words of the second." in late.text
    assert "Another member saved meanwhile" in late.text
    assert 'name="revision" type="hidden" value="1"' in late.text or 'name="revision" value="1"' in late.text
    assert the_draft().letter == "The words of the first."
    assert signed_in(reader).post(letter_of(proposal), data={**typed, "revision": "1"}).status_code == 303
    assert (the_draft().letter, the_draft().revision) == ("The words of the second.", 2)


def test_the_second_reader_approves_and_the_letter_can_go_out(
    signed_in: SignedIn, drafter: Any, reader: Any, proposal: Any
) -> None:
    draft = a_saved_letter(proposal, drafter)
    assert last_letters(reader.email)[-1] == "A letter waits for its second reader: Phones without fear"
    client = signed_in(reader)
    page = client.get(letter_of(proposal)).text
    assert LETTER in page
    assert "Approve the letter" in page
    approved = client.post(f"{letter_of(proposal)}/read", data={"revision": draft.revision, "verdict": "approve"})
    assert approved.status_code == 303
    assert the_draft().is_approved
    assert last_letters(drafter.email)[-1] == "Your letter is approved: Phones without fear"
    a_quorum(proposal, "declined")
    assert "Publish the letter" in client.get(letter_of(proposal)).text
    assert client.post(f"{letter_of(proposal)}/publish", data={"revision": draft.revision}).status_code == 303


def test_my_page_lists_the_letters_that_i_may_read(
    signed_in: SignedIn, drafter: Any, reader: Any, proposal: Any
) -> None:
    a_saved_letter(proposal, drafter)
    assert f'href="{letter_of(proposal)}"' in signed_in(reader).get("/en/my").text
    assert f'href="{letter_of(proposal)}"' not in signed_in(drafter).get("/en/my").text
    positions.declare(reader, proposal.id, interest="I lead the library that would do the work.", language="en")
    assert f'href="{letter_of(proposal)}"' not in signed_in(reader).get("/en/my").text


def test_nobody_approves_what_they_saved_themselves(signed_in: SignedIn, drafter: Any, proposal: Any) -> None:
    draft = a_saved_letter(proposal, drafter)
    client = signed_in(drafter)
    page = client.get(letter_of(proposal)).text
    assert "Approve the letter" not in page
    assert "You saved this text last" in page
    refused = client.post(f"{letter_of(proposal)}/read", data={"revision": draft.revision, "verdict": "approve"})
    assert refused.status_code == 403
    assert "You saved this text last" in refused.text
    assert not the_draft().is_approved


def test_a_letter_goes_back_with_remarks_and_not_without(
    signed_in: SignedIn, drafter: Any, reader: Any, proposal: Any
) -> None:
    draft = a_saved_letter(proposal, drafter)
    client, url = signed_in(reader), f"{letter_of(proposal)}/read"
    mute = client.post(url, data={"revision": draft.revision, "verdict": "return", "remarks": "No."})
    assert mute.status_code == 422
    assert "Say what has to change, at least 20 characters." in mute.text
    assert the_draft().stage == "ready"
    remarks = "Please answer the argument about the heating."
    told = client.post(url, data={"revision": draft.revision, "verdict": "return", "remarks": remarks})
    assert told.status_code == 303
    assert the_draft().stage == "returned"
    assert remarks in signed_in(drafter).get(f"/en/committee/dossier/{proposal.id}").text
    rows = select(Letter.body).where(Letter.address == drafter.email).order_by(Letter.id.desc())
    assert remarks in db.session.execute(rows).scalars().first()
    again = a_saved_letter(proposal, drafter, letter=f"{LETTER} And the heating is paid already.")
    assert (again.stage, again.revision) == ("ready", 2)


def test_an_edit_after_the_approval_drops_it(signed_in: SignedIn, drafter: Any, proposal: Any) -> None:
    draft = a_letter_to_publish(proposal, drafter)
    before = draft.revision
    drafting.save(drafter, proposal.id, {"letter": f"{LETTER} One word more."}, seen=before)
    assert (the_draft().stage, the_draft().reader_id) == ("draft", None)
    with pytest.raises(Refused, match="has not approved"):
        publishing.publish(drafter, proposal.id)
    late = signed_in(drafter).post(f"{letter_of(proposal)}/publish", data={"revision": before})
    assert late.status_code == 409
    assert db.session.execute(select(func.count()).select_from(Decision)).scalar_one() == 0


def test_a_reader_approves_only_what_they_saw(signed_in: SignedIn, drafter: Any, reader: Any, proposal: Any) -> None:
    seen = a_saved_letter(proposal, drafter).revision
    a_saved_letter(proposal, drafter, letter=f"{LETTER} Changed meanwhile.")
    with pytest.raises(Stale):
        drafting.approve(reader, proposal.id, seen)
    url = f"{letter_of(proposal)}/read"
    assert signed_in(reader).post(url, data={"revision": seen, "verdict": "approve"}).status_code == 409


def test_a_letter_in_work_that_waits_for_nobody_is_not_approved(reader: Any, drafter: Any, proposal: Any) -> None:
    draft = drafting.save(drafter, proposal.id, the_letter(proposal), seen=0)
    with pytest.raises(Refused, match="does not wait"):
        drafting.approve(reader, proposal.id, draft.revision)


def test_there_is_no_preview_of_nothing(signed_in: SignedIn, drafter: Any, proposal: Any) -> None:
    assert signed_in(drafter).get(letter_of(proposal)).status_code == 404


def test_the_youth_councils_opinion_is_answered_with_a_line_of_its_own(
    client: FlaskClient, signed_in: SignedIn, drafter: Any, proposal: Any
) -> None:
    publish_opinion(a_person(("youth_council",)), proposal.id, stance="support", text="We want it.", language="en")
    fields = {**the_letter(proposal), "youth_reply": "", "step": "ready", "cited": []}
    answer = signed_in(drafter).post(letter_of(proposal), data=fields)
    assert answer.status_code == 422
    assert "Answer the opinion of the youth council with a line of its own." in answer.text
    a_letter_to_publish(proposal, drafter, youth_reply="The evenings stay free for you.")
    publishing.publish(drafter, proposal.id)
    assert "The evenings stay free for you." in client.get(f"/en/proposals/{proposal.id}").text


def test_an_opinion_that_comes_after_the_approval_keeps_the_letter_back(drafter: Any, proposal: Any) -> None:
    a_letter_to_publish(proposal, drafter, youth_reply="")
    publish_opinion(a_person(("youth_council",)), proposal.id, stance="against", text="Not so.", language="en")
    with pytest.raises(Incomplete) as incomplete:
        publishing.publish(drafter, proposal.id)
    assert incomplete.value.missing == ["youth_reply"]


def test_arguments_are_cited_where_there_are_any(signed_in: SignedIn, drafter: Any, proposal: Any) -> None:
    argument = an_argument(proposal)
    fields = {**the_letter(proposal), "cited": [], "step": "ready"}
    answer = signed_in(drafter).post(letter_of(proposal), data=fields)
    assert answer.status_code == 422
    assert "Tick the arguments that counted" in answer.text
    assert signed_in(drafter).post(letter_of(proposal), data={**fields, "cited": [argument.id]}).status_code == 303


@pytest.mark.parametrize("language", ["ru", "be", "en"])
@pytest.mark.parametrize("code", ["accepted", "accepted-in-part", "deferred", "declined", "done-already"])
def test_a_packaged_beginning_fills_the_form(
    signed_in: SignedIn, drafter: Any, proposal: Any, language: str, code: str
) -> None:
    url = f"/{language}/committee/dossier/{proposal.id}"
    client = signed_in(drafter)
    assert f'<option value="{code}">' in client.get(url).text
    page = client.get(f"{url}?beginning={code}").text
    text = page[page.index('name="letter"') :].partition("</textarea>")[0]
    assert "[" in text
    assert "checked" in page[page.index('name="outcome"') - 200 : page.index('name="letter"')]
    assert client.get(f"{url}?beginning=nonsense").status_code == 200


def test_a_beginning_is_offered_only_before_anything_is_saved(signed_in: SignedIn, drafter: Any, proposal: Any) -> None:
    a_saved_letter(proposal, drafter)
    page = signed_in(drafter).get(f"/en/committee/dossier/{proposal.id}?beginning=declined").text
    assert 'name="beginning"' not in page
    assert LETTER in page
