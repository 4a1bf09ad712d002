"""The written procedure: members speak until its end, which its time decides; the worker writes it down and reminds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from factories import a_person, a_proposal_in_review, a_seat, a_written_procedure
from veche.committee.models import Position, Recusal
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.sittings import services
from veche.sittings.models import Attendance, Item, Sitting
from veche.sittings.written import end_due, remind_due


def letters_to(person):
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return db.session.execute(rows).scalars().all()


def verbs():
    rows = select(Entry.verb).where(Entry.subject.like("sitting:%")).order_by(Entry.seq)
    return list(db.session.execute(rows).scalars())


def speak(person, proposal, number=1):
    with writing() as session:
        session.add(
            Position(
                proposal_id=proposal.id,
                round=number,
                person_id=person.id,
                stance="accepted",
                language="en",
                reason="It is needed.",
                taken_at=clock.now(),
            )
        )


def stand_aside(person, proposal):
    with writing() as session:
        said = {"interest": "My own library.", "language": "en", "declared_at": clock.now()}
        session.add(Recusal(proposal_id=proposal.id, person_id=person.id, **said))


@pytest.fixture
def members(app):
    return [a_person(("committee",), name=f"Member {letter}") for letter in "ABC"]


@pytest.fixture
def proposal(app):
    return a_proposal_in_review(votes_for=3, title="Evening lessons")


@pytest.fixture
def procedure(members, proposal):
    return a_written_procedure(members[0], days=5, proposals=[proposal.id])


def filled(proposal, **values):
    given = {
        "sort": "written",
        "last_day": (today() + timedelta(days=5)).isoformat(),
        "hour": "18:00",
        "language": "en",
        "proposals": [proposal.id],
        "nonce": "one",
    }
    return {**given, **values}


def test_it_begins_at_once_and_asks_every_member(client, signed_in, members, proposal):
    answer = signed_in(members[0]).post("/en/committee/sittings/new", data=filled(proposal))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Written procedure until" in page
    assert "Members speak in writing" in page
    assert "2 positions are missing for the quorum" in page
    assert verbs() == ["written.opened"]
    letter = letters_to(members[2])[-1]
    assert "Written procedure of the committee until" in letter.subject
    assert "Evening lessons" in letter.body
    for last_day in (today(), today() + timedelta(days=80)):
        late = signed_in(members[0]).post(
            "/en/committee/sittings/new",
            data=filled(proposal, last_day=last_day.isoformat(), nonce="two", hour="00:01"),
        )
        assert late.status_code == 422
        assert "runs for a day at least" in late.text


def test_the_page_shows_who_has_spoken_and_what_is_missing(client, signed_in, members, proposal, procedure):
    url = f"/en/committee/sittings/{procedure.id}"
    assert "Record my position" in signed_in(members[0]).get(url).text
    assert "Record my position" not in client.get(url).text
    speak(members[0], proposal)
    page = client.get(url).text
    assert "1 of 3 members have spoken" in page
    assert "1 position is missing for the quorum" in page
    assert "Record my position" not in signed_in(members[0]).get(url).text
    speak(members[1], proposal)
    assert "there is a quorum" in client.get(url).text
    assert page.index("Who has spoken") < page.index("Member C")


def test_a_position_of_another_round_does_not_count(client, members, proposal, procedure):
    speak(members[0], proposal, number=2)
    assert "0 of 3 members have spoken" in client.get(f"/en/committee/sittings/{procedure.id}").text


def test_where_interests_leave_fewer_than_the_quorum_all_who_are_left_are_enough(client, members, proposal, procedure):
    stand_aside(members[2], proposal)
    page = client.get(f"/en/committee/sittings/{procedure.id}").text
    assert "1 stands aside" in page
    assert "2 positions are missing for the quorum" in page
    stand_aside(members[1], proposal)
    assert "1 position is missing for the quorum" in client.get(f"/en/committee/sittings/{procedure.id}").text


def test_it_ends_by_its_time_though_no_worker_ran(client, signed_in, members, proposal, procedure):
    url = f"/en/committee/sittings/{procedure.id}"
    speak(members[0], proposal)
    with clock.moved(timedelta(days=5, minutes=1)):
        speak(members[1], proposal)  # too late for this procedure
        page = client.get(url).text
        assert "The time is over" in page
        assert "1 of 3 members have spoken" in page
        late = signed_in(members[0]).post(f"{url}/matters", data={"title": "Late", "language": "en"})
        assert late.status_code == 403
        assert db.session.get_one(Sitting, procedure.id).status == "planned"


def test_the_worker_writes_the_end_down_once_and_tells_the_members(client, members, proposal, procedure):
    speak(members[0], proposal)
    assert end_due() == 0
    with clock.moved(timedelta(days=5, minutes=1)):
        assert end_due() == 1
        assert end_due() == 0
        rows = select(Attendance.person_id, Attendance.presence).where(Attendance.sitting_id == procedure.id)
        assert dict(db.session.execute(rows).all()) == {
            members[0].id: "present",
            members[1].id: "absent",
            members[2].id: "absent",
        }
        item = db.session.execute(select(Item).where(Item.sitting_id == procedure.id)).scalar_one()
        assert (item.spoken, item.needed) == (1, 2)
        assert verbs() == ["written.opened", "written.ended"]
        letter = letters_to(members[1])[-1]
        assert letter.subject == "The written procedure has ended"
        assert "Evening lessons: no quorum, 1 spoke and 2 were needed." in letter.body
        page = client.get(f"/en/committee/sittings/{procedure.id}").text
        assert "did not speak" in page
        assert "Minutes are being written" in page


def test_what_was_written_down_stays_when_the_committee_changes(client, members, proposal, procedure):
    speak(members[0], proposal)
    speak(members[1], proposal)
    with clock.moved(timedelta(days=5, minutes=1)):
        end_due()
        for _ in range(6):
            a_person(("committee",))
        page = client.get(f"/en/committee/sittings/{procedure.id}").text
        assert "2 of 3 members have spoken" in page
        assert "there is a quorum" in page


def test_who_has_not_spoken_is_reminded_once_48_hours_before_the_end(members, proposal, procedure):
    speak(members[0], proposal)
    assert remind_due() == 0
    before = [len(letters_to(person)) for person in members]
    with clock.moved(timedelta(days=3, minutes=1)):
        assert remind_due() == 1
        assert remind_due() == 0
        assert [len(letters_to(person)) for person in members] == [before[0], before[1] + 1, before[2] + 1]
        assert "Your position is missing" in letters_to(members[1])[-1].subject
        assert "1. Evening lessons" in letters_to(members[1])[-1].body


def test_who_stands_aside_is_not_reminded(members, proposal, procedure):
    stand_aside(members[1], proposal)
    before = len(letters_to(members[1]))
    with clock.moved(timedelta(days=4)):
        assert remind_due() == 1
    assert len(letters_to(members[1])) == before


def test_a_procedure_that_was_called_off_neither_ends_nor_reminds(members, proposal, procedure):
    services.cancel(members[0], procedure.id, "It was answered at the sitting.")
    with clock.moved(timedelta(days=4)):
        assert remind_due() == 0
    with clock.moved(timedelta(days=6)):
        assert end_due() == 0


def test_my_page_of_a_member_lists_what_is_awaited_in_writing(signed_in, members, proposal, procedure):
    someone = signed_in(members[0])
    page = someone.get("/en/my").text
    assert "My position is awaited in writing" in page
    assert "1 point without your position" in page
    speak(members[0], proposal)
    assert "My position is awaited in writing" not in someone.get("/en/my").text
    assert "My position is awaited in writing" not in signed_in(a_person()).get("/en/my").text


def test_only_those_in_office_count(client, members, proposal, procedure):
    a_seat(a_person(), begins=2)
    speak(a_person(), proposal)
    page = client.get(f"/en/committee/sittings/{procedure.id}").text
    assert "0 of 3 members have spoken" in page


def test_minutes_of_a_written_procedure_follow_its_end(signed_in, members, procedure):
    someone, url = signed_in(members[0]), f"/en/committee/sittings/{procedure.id}"
    assert someone.get(f"{url}/minutes").status_code == 403
    assert someone.get(f"{url}/attendance").status_code == 403
    with clock.moved(timedelta(days=5, minutes=1)):
        assert someone.get(f"{url}/minutes").status_code == 200
        end_due()
        data = {"text": "Nobody spoke against it.", "language": "en", "revision": "0"}
        assert someone.post(f"{url}/minutes", data=data).status_code == 303
        assert someone.post(f"{url}/minutes/publish", data={"revision": "1"}).status_code == 303
