"""A batch of letters in one sitting: each goes out by itself, and the page says what came of each."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from factories import a_letter_to_publish, a_person, a_proposal_in_review, a_saved_letter, a_sitting
from veche.committee.models import Decision
from veche.core import clock
from veche.core.database import db
from veche.sittings import minutes

BEGUN = timedelta(hours=2)


@pytest.fixture
def members(app):
    return [a_person(("committee",), name=f"Member {letter}") for letter in "ABC"]


@pytest.fixture
def agenda(members):
    """Two letters that can go out, one that nobody has read second, and the sitting about them."""
    titles = ("Evening lessons", "Morning lessons", "Night lessons")
    proposals = [a_proposal_in_review(votes_for=3, title=title) for title in titles]
    for proposal in proposals[:2]:
        a_letter_to_publish(proposal, members[0], members[1])
    a_saved_letter(proposals[2], members[0])
    sitting = a_sitting(members[0], days=1 / 24, proposals=[proposal.id for proposal in proposals])
    return sitting, [proposal.id for proposal in proposals]


def decided():
    db.session.expire_all()
    return set(db.session.execute(select(Decision.proposal_id)).scalars())


def test_the_page_lists_what_can_go_out_to_members_once_it_has_begun(client, signed_in, members, agenda):
    url = f"/en/committee/sittings/{agenda[0].id}"
    assert "Letters of this sitting" not in signed_in(members[2]).get(url).text
    with clock.moved(BEGUN):
        page = signed_in(members[2]).get(url).text
        box = page[page.index('id="ready-letters"') :]
        box = box[: box.index("</fieldset>")]
        assert "Evening lessons" in box
        assert "Morning lessons" in box
        assert "Night lessons" not in box
        assert "Letters of this sitting" not in client.get(url).text


def test_one_button_publishes_the_chosen_ones_and_says_of_each_what_happened(client, signed_in, members, agenda):
    sitting, numbers = agenda
    with clock.moved(BEGUN):
        answer = signed_in(members[2]).post(
            f"/en/committee/sittings/{sitting.id}/letters", data={"letters": [numbers[0], numbers[2]]}
        )
        assert answer.status_code == 200
        assert "<b>Evening lessons</b>: The letter is published." in answer.text
        told = answer.text[answer.text.index("<b>Night lessons</b>") :]
        assert "The letter is published." not in told[: told.index("</li>")]
        assert decided() == {numbers[0]}
        page = client.get(f"/en/committee/sittings/{sitting.id}").text
        assert "Decided here" in page
        assert page.count("Evening lessons") > 1


def test_sending_it_again_publishes_nothing_twice(signed_in, members, agenda):
    sitting, numbers = agenda
    someone, url = signed_in(members[2]), f"/en/committee/sittings/{sitting.id}/letters"
    with clock.moved(BEGUN):
        for _ in range(2):
            answer = someone.post(url, data={"letters": [numbers[0]]})
        assert answer.status_code == 200
        assert "has been answered already" in answer.text
        assert len(decided()) == 1


def test_an_empty_choice_is_refused_in_words(signed_in, members, agenda):
    with clock.moved(BEGUN):
        for data in ({}, {"letters": ["999999", "x"]}):
            answer = signed_in(members[2]).post(f"/en/committee/sittings/{agenda[0].id}/letters", data=data)
            assert answer.status_code == 422
            assert "Choose at least one letter." in answer.text
        assert decided() == set()


@pytest.mark.parametrize("role", [None, (), ("admin",)])
def test_others_publish_nothing(client, signed_in, role, members, agenda):
    someone = client if role is None else signed_in(a_person(role))
    with clock.moved(BEGUN):
        answer = someone.post(f"/en/committee/sittings/{agenda[0].id}/letters", data={"letters": agenda[1]})
        assert answer.status_code == 403
        assert decided() == set()


def test_nothing_goes_out_before_it_begins_or_after_its_minutes(signed_in, members, agenda):
    sitting, numbers = agenda
    url = f"/en/committee/sittings/{sitting.id}/letters"
    early = signed_in(members[2]).post(url, data={"letters": numbers})
    assert early.status_code == 403
    assert "It has not begun yet." in early.text
    with clock.moved(BEGUN):
        minutes.record_attendance(members[0], sitting.id, {members[0].id: "present"})
        minutes.draft(members[0], sitting.id, text="Nothing was published today.", language="en", revision=0)
        minutes.publish(members[0], sitting.id, 1)
        assert signed_in(members[2]).post(url, data={"letters": numbers}).status_code == 403
        assert decided() == set()
    assert signed_in(members[2]).post("/en/committee/sittings/999/letters", data={}).status_code == 404
