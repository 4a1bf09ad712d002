"""Sittings: to convene, to move, to cancel, the agenda, and the file for the calendar."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factories import a_draft, a_person, a_proposal_in_review, a_seat, a_sitting, an_open_proposal
from statements import settled_statements
from veche.core import clock
from veche.core.clock import CITY_ZONE, today
from veche.core.database import db, writing
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.proposals.models import Proposal
from veche.sittings import services
from veche.sittings.models import Item, Sitting


def verbs():
    rows = select(Entry.verb).where(Entry.subject.like("sitting:%")).order_by(Entry.seq)
    return list(db.session.execute(rows).scalars())


def letters_to(person):
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return db.session.execute(rows).scalars().all()


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def titles(sitting):
    rows = select(Item).where(Item.sitting_id == sitting.id).order_by(Item.place, Item.id)
    items = db.session.execute(rows.execution_options(populate_existing=True)).scalars()
    return [item.title or item.proposal.title for item in items]


def hide(proposal):
    with writing() as session:
        row = session.get_one(Proposal, proposal.id)
        row.visibility, row.hidden_clause = "hidden", "2.1"


@pytest.fixture
def member(app):
    return a_person(("committee",), name="Member Anna")


def filled(**values):
    given = {
        "day": (today() + timedelta(days=3)).isoformat(),
        "hour": "16:00",
        "place": "Reading room",
        "note": "Please read the dossiers.",
        "language": "en",
        "nonce": "one",
    }
    return {**given, **values}


def test_the_list_says_what_to_do_while_nothing_is_convened(client, signed_in, member):
    page = client.get("/en/committee/sittings").text
    assert "No sitting is convened." in page
    assert "The committee has not sat yet." in page
    assert "Convene a sitting" not in page
    assert "Convene a sitting" in signed_in(member).get("/en/committee/sittings").text


def test_a_member_convenes_with_overdue_proposals_first_and_everybody_gets_a_letter_in_their_language(
    client, signed_in, member
):
    other = a_person(("committee",), language="be")
    later = a_proposal_in_review(votes_for=3, title="The later one")
    with clock.moved(timedelta(days=-5)):
        earlier = a_proposal_in_review(votes_for=3, title="The earlier one")
    someone = signed_in(member)
    form = someone.get("/en/committee/sittings/new").text
    assert form.index("The earlier one") < form.index("The later one")
    answer = someone.post("/en/committee/sittings/new", data=filled(proposals=[later.id, earlier.id]))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Reading room" in page
    assert "Please read the dossiers." in page
    assert page.index("The earlier one") < page.index("The later one")
    assert verbs() == ["sitting.convened"]
    own, theirs = letters_to(member)[-1], letters_to(other)[-1]
    assert "Sitting of the committee on" in own.subject
    assert "1. The earlier one" in own.body
    assert "http://veche.example/en/committee/sittings/" in own.body
    assert ".ics" in own.body
    assert "Пасяджэнне камітэта" in theirs.subject
    assert "http://veche.example/be/committee/sittings/" in theirs.body
    assert "Sitting on" in client.get("/en/committee/sittings").text


def test_the_hour_is_the_citys(signed_in, member):
    signed_in(member).post("/en/committee/sittings/new", data=filled())
    begins = db.session.execute(select(Sitting.begins_at)).scalar_one().astimezone(CITY_ZONE)
    assert (begins.hour, begins.date()) == (16, today() + timedelta(days=3))


def test_sending_the_form_twice_convenes_once(signed_in, member):
    someone = signed_in(member)
    first = someone.post("/en/committee/sittings/new", data=filled())
    second = someone.post("/en/committee/sittings/new", data=filled())
    assert first.location == second.location
    assert count(Sitting) == 1
    assert len(letters_to(member)) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"day": "2020-01-01"}, "A sitting begins in the future"),
        ({"day": ""}, "Type a date"),
        ({"day": "9999-12-31"}, "A sitting begins in the future"),
        ({"hour": "25:00"}, "Type a time"),
        ({"hour": ""}, "Type a time"),
        ({"place": ""}, "Say where it is"),
        ({"note": "x" * 2001}, "too long"),
        ({"sort": "written", "last_day": "2020-01-01", "proposals": []}, "Choose at least one."),
    ],
)
def test_a_sitting_that_cannot_be_convened_is_refused_in_words(signed_in, member, given, message):
    answer = signed_in(member).post("/en/committee/sittings/new", data=filled(**{"note": "Kept words", **given}))
    assert answer.status_code == 422
    assert message in answer.text
    assert count(Sitting) == 0
    if "note" not in given:
        assert "Kept words" in answer.text


@pytest.mark.parametrize("role", [None, (), ("admin",), ("youth_council",)])
def test_only_members_convene_move_and_cancel(client, signed_in, role):
    sitting = a_sitting()
    someone = client if role is None else signed_in(a_person(role))
    for path in ("new", f"{sitting.id}/change", f"{sitting.id}/cancel"):
        assert someone.get(f"/en/committee/sittings/{path}").status_code == (303 if role is None else 403), path
        assert someone.post(f"/en/committee/sittings/{path}", data=filled()).status_code == 403, path
    for path in ("proposals", "matters"):
        assert someone.post(f"/en/committee/sittings/{sitting.id}/{path}", data={}).status_code == 403, path


def test_what_is_not_there_is_not_found(client, signed_in, member):
    someone = signed_in(member)
    for path in ("999", "999.ics", "999/change", "999/cancel", "999/attendance", "999/minutes", "999/addenda"):
        assert someone.get(f"/en/committee/sittings/{path}").status_code == 404, path
    for path in ("999/change", "999/cancel", "999/proposals", "999/matters", "999/items/1/up", "999/items/1/remove"):
        assert someone.post(f"/en/committee/sittings/{path}", data=filled()).status_code == 404, path
    sitting = a_sitting()
    assert someone.post(f"/en/committee/sittings/{sitting.id}/items/999/up").status_code == 404
    assert someone.post(f"/en/committee/sittings/{sitting.id}/items/1/sideways").status_code == 404


def test_moving_a_sitting_tells_the_members_and_moves_the_event_in_their_calendars(client, signed_in, member):
    sitting = a_sitting(member)
    someone = signed_in(member)
    assert "Reading room" in someone.get(f"/en/committee/sittings/{sitting.id}/change").text
    moved = filled(place="Town hall", revision="0")
    assert someone.post(f"/en/committee/sittings/{sitting.id}/change", data=moved).status_code == 303
    assert "The sitting was moved" in letters_to(member)[-1].subject
    assert "Town hall" in letters_to(member)[-1].body
    calendar = client.get(f"/en/committee/sittings/{sitting.id}.ics").text
    assert "SEQUENCE:1\r\n" in calendar
    assert "LOCATION:Town hall\r\n" in calendar
    assert verbs() == ["sitting.convened", "sitting.changed"]


def test_moving_what_somebody_else_has_moved_is_stale_and_keeps_what_was_typed(signed_in, member):
    sitting = a_sitting(member)
    someone = signed_in(member)
    someone.post(f"/en/committee/sittings/{sitting.id}/change", data=filled(revision="0"))
    answer = someone.post(
        f"/en/committee/sittings/{sitting.id}/change", data=filled(place="My own place", revision="0")
    )
    assert answer.status_code == 409
    assert "My own place" in answer.text
    past = someone.post(f"/en/committee/sittings/{sitting.id}/change", data=filled(day="2020-01-01", revision="1"))
    assert past.status_code == 422


def test_a_sitting_that_has_begun_is_not_moved(signed_in, member):
    sitting = a_sitting(member)
    with clock.moved(timedelta(days=4)):
        answer = signed_in(member).post(f"/en/committee/sittings/{sitting.id}/change", data=filled(revision="0"))
        assert answer.status_code == 403
        assert "It has begun" in answer.text


def test_a_cancelled_sitting_says_why_to_everybody_and_in_calendars(client, signed_in, member):
    sitting = a_sitting(member)
    someone = signed_in(member)
    assert someone.get(f"/en/committee/sittings/{sitting.id}/cancel").status_code == 200
    short = someone.post(f"/en/committee/sittings/{sitting.id}/cancel", data={"reason": "no"})
    assert short.status_code == 422
    reason = "The room is flooded."
    assert someone.post(f"/en/committee/sittings/{sitting.id}/cancel", data={"reason": reason}).status_code == 303
    page = client.get(f"/en/committee/sittings/{sitting.id}").text
    assert f"Cancelled. Reason: {reason}" in page
    assert "STATUS:CANCELLED" in client.get(f"/en/committee/sittings/{sitting.id}.ics").text
    assert reason in letters_to(member)[-1].body
    for path, data in (("cancel", {"reason": reason}), ("matters", {"title": "Late", "language": "en"})):
        answer = someone.post(f"/en/committee/sittings/{sitting.id}/{path}", data=data)
        assert answer.status_code == 403
        assert "This sitting was cancelled." in answer.text
    assert "Cancelled" in client.get("/en/committee/sittings").text


def test_the_calendars_file_is_an_event_with_crlf_and_folded_lines(client, member):
    sitting = a_sitting(member, place="Библиотека имени, которое длиннее, чем помещается; этаж 2, зал")
    answer = client.get(f"/ru/committee/sittings/{sitting.id}.ics")
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert f'filename="sitting-{sitting.id}.ics"' in answer.headers["Content-Disposition"]
    raw = answer.data
    assert raw.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert raw.endswith(b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    unfolded = raw.replace(b"\r\n ", b"").decode()
    assert "LOCATION:Библиотека имени\\, которое длиннее\\, чем помещается\\; этаж 2\\, зал\r\n" in unfolded
    assert f"UID:sitting-{sitting.id}@veche.example\r\n" in unfolded
    begins = sitting.begins_at
    assert f"DTSTART:{begins:%Y%m%dT%H%M%SZ}\r\n" in unfolded
    assert f"DTEND:{begins + timedelta(hours=2):%Y%m%dT%H%M%SZ}\r\n" in unfolded
    assert "SUMMARY:Заседание комитета\r\n" in unfolded
    assert f"URL:http://veche.example/ru/committee/sittings/{sitting.id}\r\n" in unfolded


def test_the_agenda_is_built_by_ticks_and_words_ordered_and_shortened(client, signed_in, member):
    sitting = a_sitting(member)
    one = a_proposal_in_review(votes_for=3, title="Evening lessons")
    someone = signed_in(member)
    url = f"/en/committee/sittings/{sitting.id}"
    assert "Evening lessons" in someone.get(url).text
    assert "Evening lessons" not in client.get(url).text
    assert someone.post(f"{url}/proposals", data={"proposals": [one.id]}).status_code == 303
    assert someone.post(f"{url}/matters", data={"title": "The next term", "language": "en"}).status_code == 303
    assert someone.post(f"{url}/matters", data={"title": "Any other business", "language": "en"}).status_code == 303
    assert titles(sitting) == ["Evening lessons", "The next term", "Any other business"]
    last = db.session.execute(select(Item.id).where(Item.title == "Any other business")).scalar_one()
    assert someone.post(f"{url}/items/{last}/up").status_code == 303
    assert titles(sitting) == ["Evening lessons", "Any other business", "The next term"]
    assert someone.post(f"{url}/items/{last}/down").status_code == 303
    assert titles(sitting) == ["Evening lessons", "The next term", "Any other business"]
    assert someone.post(f"{url}/items/{last}/remove").status_code == 303
    assert titles(sitting) == ["Evening lessons", "The next term"]
    page = client.get(url).text
    assert page.index("Evening lessons") < page.index("The next term")
    assert "Nobody has spoken yet." in page
    assert "Take off the agenda" not in page


def test_a_proposal_stands_on_an_agenda_once_and_only_when_it_waits_for_an_answer(signed_in, member):
    sitting = a_sitting(member)
    waiting, still_open, draft = a_proposal_in_review(votes_for=3), an_open_proposal(), a_draft()
    hidden = a_proposal_in_review(votes_for=3)
    hide(hidden)
    for _ in range(2):
        services.put_on(member, sitting.id, [waiting.id, still_open.id, draft.id, hidden.id])
    assert len(titles(sitting)) == 1


def test_an_empty_choice_and_an_empty_matter_are_refused_in_words(signed_in, member):
    sitting = a_sitting(member)
    a_proposal_in_review(votes_for=3)
    someone, url = signed_in(member), f"/en/committee/sittings/{sitting.id}"
    nothing = someone.post(f"{url}/proposals", data={})
    assert nothing.status_code == 422
    assert "Choose at least one." in nothing.text
    blank = someone.post(f"{url}/matters", data={"title": " ", "language": "en"})
    assert blank.status_code == 422
    assert "Say what it is about." in blank.text


def test_a_full_agenda_takes_no_more(signed_in, member, monkeypatch):
    monkeypatch.setattr("veche.sittings.rules.LONGEST_AGENDA", 1)
    sitting = a_sitting(member)
    services.add_matter(member, sitting.id, "The only one", "en")
    answer = signed_in(member).post(
        f"/en/committee/sittings/{sitting.id}/matters", data={"title": "One more", "language": "en"}
    )
    assert answer.status_code == 422
    assert "This agenda is full" in answer.text
    assert "One more" in answer.text


def test_the_part_for_htmx_is_what_the_page_holds(signed_in, member):
    sitting = a_sitting(member)
    services.add_matter(member, sitting.id, "The first", "en")
    item = services.add_matter(member, sitting.id, "The second", "en").id
    someone, url = signed_in(member), f"/en/committee/sittings/{sitting.id}"
    part = someone.post(f"{url}/items/{item}/up", headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert part.text.strip() in someone.get(url).text


def test_an_overdue_point_is_a_black_band_and_a_hidden_one_shows_no_title(client, member):
    proposal = a_proposal_in_review(votes_for=3, title="Something unkind")
    sitting = a_sitting(member, days=60, proposals=[proposal.id])
    url = f"/en/committee/sittings/{sitting.id}"
    with clock.moved(timedelta(days=50)):
        page = client.get(url).text
        assert 'class="over"' in page
        assert "days overdue" in page
    hide(proposal)
    page = client.get(url).text
    assert "Something unkind" not in page
    assert "A proposal hidden by a moderator" in page
    assert "Something unkind" not in client.get("/en/committee").text


def test_the_committees_page_shows_the_next_sitting_and_the_members(client, member):
    assert "No sitting is convened" in client.get("/en/committee").text
    sitting = a_sitting(member)
    services.add_matter(member, sitting.id, "The budget of the reading room", "en")
    a_seat(a_person(name="Boris of the school"))
    page = client.get("/en/committee").text
    assert "The budget of the reading room" in page
    assert f"/en/committee/sittings/{sitting.id}.ics" in page
    assert "Boris of the school" in page
    assert "/en/committee/members" in page


def test_the_agenda_asks_the_database_no_more_often_for_more_points(client):
    number = a_sitting(proposals=[a_proposal_in_review(votes_for=3).id]).id
    few = settled_statements(client, f"/en/committee/sittings/{number}")
    more = [a_proposal_in_review(votes_for=3).id for _ in range(3)]
    services.put_on(a_person(("committee",)), number, more)
    assert settled_statements(client, f"/en/committee/sittings/{number}") == few


def test_the_list_asks_the_database_no_more_often_for_more_sittings(client):
    a_sitting()
    few = settled_statements(client, "/en/committee/sittings")
    for _ in range(3):
        a_sitting()
    assert settled_statements(client, "/en/committee/sittings") == few


def test_the_journal_leads_to_the_sitting(client, member):
    sitting = a_sitting(member)
    page = client.get("/en/journal").text
    assert "A sitting of the committee was convened" in page
    assert f'href="/en/committee/sittings/{sitting.id}"' in page


def test_past_sittings_are_paged(client, member, monkeypatch):
    monkeypatch.setattr("veche.sittings.queries.SIZE", 2)
    for number in range(3):
        services.cancel(member, a_sitting(member, place=f"Room {number}").id, "Nobody could come.")
    page = client.get("/en/committee/sittings").text
    assert "Show more" in page
    after = page.split("/en/committee/sittings?after=")[1].split('"')[0]
    rest = client.get(f"/en/committee/sittings?after={after}").text
    assert rest.count("<time") == 1
    assert "Coming and running" not in rest


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_every_page_is_there_in_each_language(signed_in, member, language):
    sitting = a_sitting(member, proposals=[a_proposal_in_review(votes_for=3).id])
    someone = signed_in(member)
    paths = ("", "/new", "/new?sort=written", f"/{sitting.id}", f"/{sitting.id}/change", f"/{sitting.id}/cancel")
    for path in paths:
        page = someone.get(f"/{language}/committee/sittings{path}")
        assert page.status_code == 200, path
        assert page.text.count("<h1") == 1
        assert f'<html lang="{language}"' in page.text
