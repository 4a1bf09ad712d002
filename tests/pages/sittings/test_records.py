"""Who was there, the minutes in two times, the addendum; what was decided at the sitting."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from factories import a_person, a_proposal_in_review, a_seat, a_sitting
from veche.committee.models import Decision
from veche.core import clock
from veche.core.database import db, writing
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.sittings import minutes, services
from veche.sittings.models import Attendance, Sitting

TEXT = "# What was said\n\nWe spoke of **evening lessons**."
BEGUN = timedelta(days=3, hours=1)


def verbs():
    rows = select(Entry.verb).where(Entry.subject.like("sitting:%")).order_by(Entry.seq)
    return list(db.session.execute(rows).scalars())


def as_it_is(sitting):
    return db.session.get_one(Sitting, sitting.id, populate_existing=True)


def presences(sitting):
    rows = select(Attendance.person_id, Attendance.presence).where(Attendance.sitting_id == sitting.id)
    return dict(db.session.execute(rows).all())


def chosen(**presence):
    return {f"presence-{number[1:]}": said for number, said in presence.items()}


@pytest.fixture
def member(app):
    return a_person(("committee",), name="Member Anna")


@pytest.fixture
def other(app):
    return a_person(("committee",), name="Member Boris")


@pytest.fixture
def sitting(member, other):
    return a_sitting(member)


@pytest.fixture
def url(sitting):
    return f"/en/committee/sittings/{sitting.id}"


def held(sitting, member):
    """The sitting after it took place, with the member there."""
    minutes.record_attendance(member, sitting.id, {member.id: "present"})
    return sitting


def published(sitting, member):
    held(sitting, member)
    minutes.draft(member, sitting.id, text=TEXT, language="en", revision=0)
    return minutes.publish(member, sitting.id, 1)


def test_nobody_was_there_before_it_begins(signed_in, member, url):
    answer = signed_in(member).get(f"{url}/attendance")
    assert answer.status_code == 403
    assert "It has not begun yet." in answer.text


def test_attendance_closes_the_agenda_and_shows_the_quorum(client, signed_in, member, other, sitting, url):
    someone = signed_in(member)
    with clock.moved(BEGUN):
        page = someone.get(f"{url}/attendance").text
        assert "Member Anna" in page
        assert "Member Boris" in page
        given = chosen(**{f"n{member.id}": "present", f"n{other.id}": "excused"})
        assert someone.post(f"{url}/attendance", data=given).status_code == 303
        assert presences(sitting) == {member.id: "present", other.id: "excused"}
        page = client.get(url).text
        assert "1 of 2 members were present; the quorum is 1. There was a quorum." in page
        assert as_it_is(sitting).status == "held"
        assert verbs() == ["sitting.convened", "sitting.held"]
        answer = someone.post(f"{url}/matters", data={"title": "Too late", "language": "en"})
        assert answer.status_code == 403
        assert "stays as it was" in answer.text


def test_attendance_needs_a_word_on_every_member(signed_in, member, other, sitting, url):
    with clock.moved(BEGUN):
        answer = signed_in(member).post(f"{url}/attendance", data=chosen(**{f"n{member.id}": "present"}))
        assert answer.status_code == 422
        assert "Say whether Member Boris was there." in answer.text
        assert "checked" in answer.text
        assert presences(sitting) == {}
        wrong = chosen(**{f"n{member.id}": "present", f"n{other.id}": "asleep"})
        assert signed_in(member).post(f"{url}/attendance", data=wrong).status_code == 422


def test_attendance_is_corrected_until_the_minutes_are_published_and_the_roster_stays(member, other, sitting, url):
    with clock.moved(BEGUN):
        held(sitting, member)
        a_person(("committee",), name="Came later")
        minutes.record_attendance(member, sitting.id, {member.id: "absent", other.id: "present"})
        assert presences(sitting) == {member.id: "absent", other.id: "present"}
        assert verbs().count("sitting.held") == 1


def test_the_secretary_keeps_the_record_and_the_others_read_why_they_cannot(signed_in, member, url):
    secretary = a_person(name="Secretary Clara")
    a_seat(secretary, office="secretary")
    with clock.moved(BEGUN):
        page = signed_in(member).get(url).text
        assert "The secretary of the committee writes this down." in page
        assert signed_in(member).get(f"{url}/attendance").status_code == 403
        assert signed_in(secretary).get(f"{url}/attendance").status_code == 200
        assert "Write down who was there" in signed_in(secretary).get(url).text
    with clock.moved(timedelta(days=101)):  # the secretary's term is over: any member keeps the record
        assert signed_in(member).get(f"{url}/attendance").status_code == 200


@pytest.mark.parametrize("role", [None, (), ("admin",)])
def test_others_write_nothing_down(client, signed_in, role, sitting, member, url):
    someone = client if role is None else signed_in(a_person(role))
    with clock.moved(BEGUN):
        held(sitting, member)
        for path in ("attendance", "minutes", "addenda"):
            assert someone.get(f"{url}/{path}").status_code == (303 if role is None else 403), path
            assert someone.post(f"{url}/{path}", data={"text": TEXT}).status_code == 403, path
        assert someone.post(f"{url}/minutes/publish", data={"revision": "1"}).status_code == 403


def test_a_draft_is_for_the_committee_and_its_publication_for_everybody(client, signed_in, member, sitting, url):
    someone = signed_in(member)
    with clock.moved(BEGUN):
        held(sitting, member)
        assert someone.get(f"{url}/minutes").status_code == 200
        data = {"text": TEXT, "language": "en", "revision": "0"}
        assert someone.post(f"{url}/minutes", data=data).status_code == 303
        assert "evening lessons" in someone.get(url).text
        assert "evening lessons" not in client.get(url).text
        assert "The minutes are not published yet." in client.get(url).text
    with clock.moved(BEGUN + timedelta(hours=2)):
        assert someone.post(f"{url}/minutes/publish", data={"revision": "1"}).status_code == 303
        page = client.get(url).text
        assert "<strong>evening lessons</strong>" in page
        assert "Minutes published" in client.get("/en/committee/sittings").text
        row = as_it_is(sitting)
        assert row.minutes_published_at - row.minutes_drafted_at > timedelta(hours=1)
        assert verbs()[-1] == "minutes.published"
        letter = db.session.execute(select(Letter).order_by(Letter.id.desc()).limit(1)).scalar_one()
        assert "are published" in letter.subject


def test_published_minutes_are_changed_by_nobody_and_corrected_with_a_date(client, signed_in, member, sitting, url):
    someone = signed_in(member)
    with clock.moved(BEGUN):
        published(sitting, member)
        for path, data in (("minutes", {"text": TEXT, "revision": "1"}), ("attendance", {}), ("minutes/publish", {})):
            answer = someone.post(f"{url}/{path}", data=data)
            assert answer.status_code == 403, path
            assert "stay as they are" in answer.text
    with clock.moved(BEGUN + timedelta(days=2)):
        assert someone.get(f"{url}/addenda").status_code == 200
        short = someone.post(f"{url}/addenda", data={"text": "No", "language": "en", "nonce": "x"})
        assert short.status_code == 422
        data = {"text": "It was nine groups, not eight.", "language": "en", "nonce": "x"}
        for _ in range(2):
            assert someone.post(f"{url}/addenda", data=data).status_code == 303
        page = client.get(url).text
        assert page.count("It was nine groups, not eight.") == 1
        assert "Addendum of" in page
        assert "<strong>evening lessons</strong>" in page
        assert verbs()[-1] == "minutes.corrected"


def test_another_draft_saved_meanwhile_is_stale_and_both_texts_stand_on_the_page(
    signed_in, member, other, sitting, url
):
    with clock.moved(BEGUN):
        held(sitting, member)
        minutes.draft(other, sitting.id, text="What Boris has written down.", language="en", revision=0)
        data = {"text": "What Anna has written down.", "language": "en", "revision": "0"}
        answer = signed_in(member).post(f"{url}/minutes", data=data)
        assert answer.status_code == 409
        assert "What Boris has written down." in answer.text
        assert "What Anna has written down." in answer.text
        assert 'name="revision" value="1"' in answer.text
        assert as_it_is(sitting).minutes == "What Boris has written down."
        stale = signed_in(member).post(f"{url}/minutes/publish", data={"revision": "0"})
        assert stale.status_code == 409


def test_minutes_need_a_text_and_an_attendance(signed_in, member, sitting, url):
    someone = signed_in(member)
    with clock.moved(BEGUN):
        blank = someone.post(f"{url}/minutes", data={"text": "", "language": "en", "revision": "0"})
        assert blank.status_code == 422
        assert "Write the minutes." in blank.text
        someone.post(f"{url}/minutes", data={"text": TEXT, "language": "en", "revision": "0"})
        answer = someone.post(f"{url}/minutes/publish", data={"revision": "1"})
        assert answer.status_code == 403
        assert "Write down who was there first" in answer.text
        assert "Publish these minutes" not in someone.get(url).text


def a_decision(proposal, member, moment, number=1):
    with writing() as session:
        session.add(
            Decision(
                proposal_id=proposal.id,
                number=number,
                outcome="declined",
                author_id=member.id,
                language="en",
                letter="Reasons.",
                letter_html="<p>Reasons.</p>",
                html_version=1,
                what_would_change="A room.",
                decided_at=moment,
                was_due_at=None,
            )
        )


def test_what_was_decided_between_the_beginning_and_the_publication_is_listed(client, member, other):
    inside, before, after = (
        a_proposal_in_review(votes_for=3, title=f"{word} it") for word in ("In", "Before", "After")
    )
    sitting = a_sitting(member, proposals=[inside.id, before.id, after.id])
    a_decision(before, member, sitting.begins_at - timedelta(hours=1))
    a_decision(inside, member, sitting.begins_at + timedelta(hours=1))
    with clock.moved(BEGUN + timedelta(hours=1)):
        published(sitting, member)
    a_decision(after, member, sitting.begins_at + timedelta(days=5))
    with clock.moved(timedelta(days=9)):
        page = client.get(f"/en/committee/sittings/{sitting.id}").text
        listed = page[page.index("Decided here") :]
        assert "In it" in listed
        assert "Before it" not in listed
        assert "After it" not in listed


def test_an_agenda_in_words_alone_has_minutes_too(client, member, sitting):
    services.add_matter(member, sitting.id, "The rules of the house", "en")
    with clock.moved(BEGUN):
        published(sitting, member)
        page = client.get(f"/en/committee/sittings/{sitting.id}").text
        assert "The rules of the house" in page
        assert "Decided here" not in page
