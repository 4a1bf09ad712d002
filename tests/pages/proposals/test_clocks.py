"""Reminders, sleep and waking, and what comes next on pages, in lists and in letters."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_person, an_open_proposal
from veche.core import clock
from veche.core.database import db, writing
from veche.core.languages import speaking
from veche.core.outbox import Letter
from veche.proposals import journeys, services
from veche.proposals.life import _remind, fall_dormant_due, remind_due
from veche.proposals.models import Coauthor, Proposal


def days(number: int) -> Any:
    return clock.moved(timedelta(days=number, minutes=1))


def letters() -> list[Letter]:
    return list(db.session.execute(select(Letter).order_by(Letter.id)).scalars())


def reminders(proposal: Any) -> int:
    return db.session.get_one(Proposal, proposal.id, populate_existing=True).reminders


def test_authors_are_reminded_on_the_60th_and_the_120th_day_and_not_in_between() -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=1)
    sent = {}
    for day in (10, 59, 60, 61, 119, 120, 121, 179):
        with days(day):
            sent[day] = remind_due()
    assert {day for day, count in sent.items() if count} == {60, 120}
    assert [letter.address for letter in letters()] == [author.email, author.email]
    assert reminders(proposal) == 2
    with days(181):
        assert remind_due() == 0
        assert fall_dormant_due() == 1


def test_a_late_worker_sends_one_letter_and_skips_the_missed_one() -> None:
    proposal = an_open_proposal()
    with days(130):
        assert remind_due() == 1
        assert remind_due() == 0
    assert len(letters()) == 1
    assert reminders(proposal) == 2


def test_two_workers_that_saw_the_same_proposal_send_one_letter() -> None:
    proposal = an_open_proposal()
    with days(61):
        assert _remind(proposal.id, (60, 120)) is True
        assert _remind(proposal.id, (60, 120)) is False
    assert len(letters()) == 1


def test_the_letter_says_how_many_support_it_how_many_lack_and_how_long_there_is_time() -> None:
    an_open_proposal(a_person(language="en"), supported_by=1)
    with days(60):
        remind_due()
    letter = letters()[0]
    assert letter.subject == "Your proposal still gathers support: Phones without fear"
    assert "has gathered 1 of 3 supports. 2 more are needed, until" in letter.body
    assert "119 days left" in letter.body or "120 days left" in letter.body
    assert "What helps: send the link below to neighbours" in letter.body
    assert re.search(r"http://veche\.example/en/proposals/\d+\n", letter.body)


def test_every_writer_reads_it_in_their_own_language() -> None:
    author, joined, asked, gone = (a_person(language=code) for code in ("ru", "be", "en", "en"))
    proposal = an_open_proposal(author)
    moment = clock.now()
    with writing() as session:
        invited = {"proposal_id": proposal.id, "invited_at": moment}
        session.add(Coauthor(person_id=joined.id, joined_at=moment, **invited))
        session.add(Coauthor(person_id=asked.id, **invited))
        session.add(Coauthor(person_id=gone.id, joined_at=moment, left_at=moment, **invited))
    with days(60):
        assert remind_due() == 1
    assert [(letter.address, letter.language) for letter in letters()] == [(author.email, "ru"), (joined.email, "be")]
    assert letters()[0].subject.startswith("Ваше предложение всё ещё собирает поддержку")
    assert letters()[1].subject.startswith("Ваша прапанова ўсё яшчэ збірае падтрымку")


def test_other_days_or_none_may_be_set(app, monkeypatch) -> None:
    an_open_proposal()
    monkeypatch.setitem(app.config["VECHE"], "REMINDER_DAYS", ())
    with days(130):
        assert remind_due() == 0
    monkeypatch.setitem(app.config["VECHE"], "REMINDER_DAYS", (5,))
    with days(6):
        assert remind_due() == 1


def test_nobody_is_reminded_of_a_hidden_a_voting_or_a_withdrawn_proposal() -> None:
    author = a_person()
    hidden, withdrawn = an_open_proposal(author), an_open_proposal(author)
    an_open_proposal(author, supported_by=3)
    services.withdraw(author, withdrawn.id, "No")
    with writing() as session:
        session.get_one(Proposal, hidden.id).visibility = "hidden"
    already = len(letters())
    with days(70):
        assert remind_due() == 0
    assert len(letters()) == already


def test_reviving_leads_from_the_letter_to_the_button_and_begins_the_reminders_anew(signed_in, client) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=1)
    with days(61):
        remind_due()
    with days(181):
        fall_dormant_due()
        assert reminders(proposal) == 1
        link = re.search(r"http://veche\.example(/en/proposals/\d+/revive)", letters()[-1].body)
        assert link
        assert client.get(link[1]).location.startswith("/en/sign-in?next="), "a stranger signs in first"
        own = signed_in(author)
        page = own.get(link[1]).text
        assert "It gathered 1 of 3 supports." in page
        form = re.search(r'<form[^>]*method="post" action="([^"]+/revive)"', page)
        assert form
        assert db.session.get_one(Proposal, proposal.id, populate_existing=True).state == "dormant", "reading acts not"
        assert signed_in(a_person()).get(link[1]).status_code == 403
        assert own.post(form[1]).status_code == 303
        revived = db.session.get_one(Proposal, proposal.id, populate_existing=True)
        assert (revived.state, revived.reminders, revived.support_count) == ("open", 0, 1)
        assert own.get(link[1]).status_code == 403, "awake already"
        assert remind_due() == 0, "the new term has just begun"
    with days(181 + 61):
        assert remind_due() == 1


def test_the_page_names_the_day_of_sleep_and_the_reminders(client) -> None:
    number = an_open_proposal().id
    page = client.get(f"/en/proposals/{number}").text
    coming = page[page.index('id="next"') :]
    assert "the proposal falls asleep then" in coming
    assert "The authors are reminded on " in coming
    with days(130):
        coming = client.get(f"/en/proposals/{number}").text
        assert "the proposal falls asleep then" in coming
        assert "The authors are reminded on " not in coming
    assert "Авторам напомнят: " in client.get(f"/ru/proposals/{number}").text
    assert "Аўтарам нагадаюць: " in client.get(f"/be/proposals/{number}").text


def the_next_step(client: Any, proposal: Any) -> journeys.ShownNext:
    with client.application.test_request_context("/en/"), speaking("en"):
        return journeys.next_step(db.session.get_one(Proposal, proposal.id, populate_existing=True))


def test_lists_and_letters_say_the_next_step_by_the_same_rule(client, signed_in) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=1)
    step = the_next_step(client, proposal)
    for page in (client.get("/en/proposals").text, signed_in(author).get("/en/my").text):
        assert f"<b>{step.when}</b>: {step.what}" in page
    with days(60):
        remind_due()
        step = the_next_step(client, proposal)
    assert f"– {step.when}: {step.what}" in letters()[0].body


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_page_with_the_button_renders_in_every_language(signed_in, language: str) -> None:
    author = a_person()
    proposal = an_open_proposal(author)
    with days(181):
        page = signed_in(author).get(f"/{language}/proposals/{proposal.id}/revive")
        assert page.status_code == 200
        assert page.text.count("<h1") == 1
