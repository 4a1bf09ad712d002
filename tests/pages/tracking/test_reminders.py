"""Whoever owes a report or a milestone is reminded, each time once; what an officer owes stands on one page."""

from datetime import timedelta

import pytest

from factories import a_body, a_person, an_action
from offices import a_body_with_an_office, an_action_with_an_office, an_officer, letters, link_in, move_office
from statements import settled_statements
from veche.accounts.models import Person
from veche.bodies.models import Body
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db, writing
from veche.tracking import milestones, reminders, services
from veche.tracking.reminders import remind_due

OFFICE = "office@library.example"


def reminded_after(days: int) -> int:
    with clock.moved(timedelta(days=days)):
        return remind_due()


def report(action, days: int = 90) -> None:
    services.post_update(
        a_person(("committee",)),
        action.id,
        text="x",
        language="en",
        status="in_progress",
        next_report_on=today() + timedelta(days=days),
        nonce=str(days),
    )


def test_reminders_come_a_week_before_the_day_after_and_every_week_each_once(app):
    action = an_action_with_an_office()  # its report is due in ninety days
    told = {days: (reminded_after(days), reminded_after(days)) for days in (82, 83, 90, 91, 97, 98, 105)}
    assert told == {82: (0, 0), 83: (1, 0), 90: (0, 0), 91: (1, 0), 97: (0, 0), 98: (1, 0), 105: (1, 0)}
    subjects = [letter.subject for letter in letters(OFFICE)]
    assert len(subjects) == 4
    assert subjects[0].startswith("A report is due on")
    assert subjects[1:] == [f"Report overdue by {days}: {action.code}" for days in ("1 day", "8 days", "15 days")]


def test_officers_get_the_page_and_the_office_gets_a_link_each_in_their_language(client):
    body = a_body_with_an_office()
    move_office(body.id, OFFICE, "be")
    officer, action = an_officer(body), an_action(body=body)
    with clock.moved(timedelta(days=83)):
        assert remind_due() == 1
        assert f"http://veche.example/en/actions/{action.code}/report" in letters(officer.email)[0].body
        (letter,) = letters(OFFICE)
        assert letter.language == "be"
        assert client.get(link_in(letter)).status_code == 200


def test_an_officer_whose_term_is_over_gets_no_letter(app):
    body = a_body()
    officer = an_officer(body)
    an_action(body=body)
    with writing() as session:
        session.get_one(Person, officer.id).grants[0].until = today() - timedelta(days=1)
    reminded_after(83)
    assert letters(officer.email) == []


def test_a_report_ends_the_reminders_of_its_date(app):
    action = an_action_with_an_office()
    report(action, days=200)
    assert reminded_after(91) == 0
    assert reminded_after(193) == 1


@pytest.mark.parametrize("status", ["cancelled"])
def test_an_ended_action_owes_nothing(app, status):
    action = an_action_with_an_office()
    services.post_update(a_person(("committee",)), action.id, text="No.", language="en", status=status, nonce="1")
    assert reminded_after(91) == 0


def test_after_a_month_the_committee_reads_it_too(app):
    member = a_person(("committee",))
    action = an_action_with_an_office()
    reminded_after(91)
    assert letters(member.email) == []
    reminded_after(121)
    (letter,) = letters(member.email)
    assert action.code in letter.subject
    assert "It is overdue by 31 days." in letter.body


def test_the_committee_hears_at_once_of_a_body_that_nobody_can_reach(app):
    member = a_person(("committee",))
    an_action()
    assert reminded_after(83) == 1
    assert "name an officer" in letters(member.email)[0].body


def test_milestones_are_reminded_of_likewise(app):
    body = a_body_with_an_office()
    officer, action = an_officer(body), an_action(body=body)
    one = milestones.add_milestone(
        a_person(("committee",)), action.id, title="Rooms", language="en", due_on=today() + timedelta(days=30)
    )
    told = [reminded_after(days) for days in (22, 23, 23, 31, 31, 38)]
    assert told == [0, 1, 0, 1, 0, 1]
    assert ["milestone" in letter.subject for letter in letters(officer.email)] == [True] * 3
    assert f"/actions/{action.code}/milestones" in letters(officer.email)[0].body
    milestones.reach(a_person(("committee",)), one.id, evidence="Order no. 5")
    assert reminded_after(45) == 0


def test_two_workers_write_a_reminder_once(app, monkeypatch):
    an_action_with_an_office()
    with clock.moved(timedelta(days=83)):
        (due,) = reminders._reports()
        assert reminders._remind(due)
        assert not reminders._remind(due)
    assert len(letters(OFFICE)) == 1


# What an officer owes


def test_an_officer_sees_what_is_owed_overdue_first_with_one_button_each(signed_in):
    body = a_body()
    later = an_action(body=body)
    late = an_action("1.1.1", body=body, next_report_on=today() - timedelta(days=3))
    theirs = an_action("3.3.1")
    milestones.add_milestone(
        a_person(("committee",)), later.id, title="Rooms", language="en", due_on=today() + timedelta(days=5)
    )
    page = signed_in(an_officer(body)).get("/en/my/actions").text
    assert page.index(f"/en/actions/{late.code}/report") < page.index(f"/en/actions/{later.code}/report")
    assert "Report overdue by 3 days" in page
    assert "Rooms" in page
    assert theirs.code not in page


def test_an_officer_who_owes_nothing_reads_how_actions_begin(signed_in):
    page = signed_in(an_officer(a_body())).get("/en/my/actions").text
    assert "Your body has no action under way." in page
    assert "No milestone is due." in page


def test_my_page_leads_an_officer_there(signed_in):
    assert 'href="/en/my/actions"' in signed_in(an_officer(a_body())).get("/en/my").text


@pytest.mark.parametrize("role", [(), ("committee",), ("moderator",)])
def test_others_have_no_actions_of_their_own(signed_in, role):
    answer = signed_in(a_person(role)).get("/en/my/actions")
    assert answer.status_code == 403
    assert "This is for officers of the responsible body." in answer.text


def test_a_reader_is_asked_to_sign_in(client):
    assert client.get("/en/my/actions").status_code == 303
    action = an_action()
    assert client.get(f"/en/actions/{action.code}/report").status_code == 303


def test_many_actions_cost_the_page_nothing_more(signed_in):
    body = a_body()
    number, client = body.id, signed_in(an_officer(body))
    an_action(body=body)
    before = settled_statements(client, "/en/my/actions")
    for code in ("1.1.1", "3.3.1", "2.4.5"):
        an_action(code, body=db.session.get(Body, number))
    assert settled_statements(client, "/en/my/actions") == before
