"""Opinions that are owed: their clock on the pages, and the letters that remind of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from factories import a_council, a_person, a_proposal_in_review
from veche.core import clock, outbox
from veche.core.database import db, writing
from veche.proposals.models import Proposal
from veche.youth.models import OpinionReminder
from veche.youth.reminders import remind_due
from veche.youth.services import publish_opinion

SignedIn = Callable[..., FlaskClient]
CLOSED = 14  # days after which the vote is over and the review begins


def in_days(days: float) -> Any:
    """So many days after the review began."""
    return clock.moved(timedelta(days=CLOSED + days))


def subjects(address: str) -> list[str]:
    rows = select(outbox.Letter.subject).where(outbox.Letter.address == address).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def test_each_of_three_letters_goes_once_to_every_member_in_office(app: Any) -> None:
    council = a_council(2)
    stranger = a_person()
    a_proposal_in_review(votes_for=3, title="Light at night")
    for day, sent in ((0.5, 1), (1, 0), (10.9, 0), (11.1, 1), (12, 0), (14.1, 1), (15, 0), (40, 0)):
        with in_days(day):
            assert remind_due() == sent, day
    for member in council:
        assert subjects(member.email) == [
            "The committee reviews it, say what we think: Light at night",
            "Our opinion is due soon: Light at night",
            "Our opinion is overdue: Light at night",
        ]
    assert subjects(stranger.email) == []
    assert len(db.session.execute(select(OpinionReminder)).all()) == 3


def test_who_comes_late_sends_only_the_letter_whose_time_it_is(app: Any) -> None:
    (member,) = a_council(1)
    a_proposal_in_review(votes_for=3, title="Light at night")
    with in_days(20):
        assert remind_due() == 1
        assert remind_due() == 0
    assert subjects(member.email) == ["Our opinion is overdue: Light at night"]


def test_an_opinion_that_is_given_ends_the_letters(app: Any) -> None:
    (member,) = a_council(1)
    proposal = a_proposal_in_review(votes_for=3)
    publish_opinion(member, proposal.id, stance="support", text="Yes.", language="en")
    with in_days(20):
        assert remind_due() == 0


def test_a_hidden_proposal_is_not_reminded_of(app: Any) -> None:
    a_council(1)
    proposal = a_proposal_in_review(votes_for=3)
    with writing() as session:
        session.execute(update(Proposal).where(Proposal.id == proposal.id).values(visibility="hidden"))
    with in_days(1):
        assert remind_due() == 0


@pytest.mark.parametrize("setting", [14, 7])
def test_the_day_and_the_delay_are_said_in_public(
    app: Any, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, setting: int
) -> None:
    monkeypatch.setitem(app.config["VECHE"], "YOUTH_OPINION_DAYS", setting)
    proposal = a_proposal_in_review(votes_for=3, title="Light at night")
    with in_days(1):
        page = client.get("/en/youth").text
        assert f'<b class="num">{setting - 1}</b>' in page
        assert "Our opinion is late" not in page
        assert "The council owes its opinion by" in client.get(f"/en/proposals/{proposal.id}").text
    with in_days(setting + 3):
        assert "Our opinion is late by 3 days" in client.get("/en/youth").text
        assert "Overdue by 3 days." in client.get(f"/en/proposals/{proposal.id}").text


def test_members_find_what_they_owe_on_their_own_page(signed_in: SignedIn) -> None:
    (member,) = a_council(1)
    a_proposal_in_review(votes_for=3, title="Light at night")
    with in_days(1):
        page = signed_in(member).get("/en/my").text
        assert "Light at night" in page
        assert "due by" in page
        assert 'href="/en/youth/board"' in page
