"""The committee's members: who speaks for whom, until when, and what an administrator does about it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factories import a_person, a_proposal_in_review, a_seat, a_sector
from statements import settled_statements
from veche.accounts.models import RoleGrant
from veche.accounts.services import take_role
from veche.committee.models import Seat, Sector
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.outbox import Letter
from veche.sittings import members
from veche.sittings.members import load_packaged_sectors


def count(model):
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def last_verb():
    rows = select(Entry.verb).where(Entry.verb.not_like("role.%")).order_by(Entry.seq.desc()).limit(1)
    return db.session.execute(rows).scalar_one()


def letters_to(person):
    rows = select(Letter).where(Letter.address == person.email).order_by(Letter.id)
    return db.session.execute(rows).scalars().all()


def grant_of(person):
    db.session.expire_all()
    rows = select(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.role == "committee")
    return db.session.execute(rows).scalar_one_or_none()


def filled(person, sector=None, **values):
    """What an administrator types into the form of a new seat."""
    given = {
        "name": person.display_name,
        "sector_id": str((sector or a_sector()).id),
        "office": "member",
        "function_ru": "библиотеки",
        "function_be": "бібліятэкі",
        "function_en": "libraries",
        "since": today().isoformat(),
        "until": (today() + timedelta(days=400)).isoformat(),
    }
    return {**given, **values}


@pytest.fixture
def admin(app, signed_in):
    return signed_in(a_person(("admin",)))


def test_a_new_city_has_sectors_and_each_says_that_it_is_vacant(client):
    page = client.get("/en/committee/members").text
    assert "Education" in page
    assert "Youth" in page
    assert page.count("Vacant: nobody speaks for this sector now.") == count(Sector)
    assert "How to become a member" in page
    assert load_packaged_sectors() == 0


def test_an_administrator_seats_a_person_who_holds_the_role_as_long(client, signed_in, admin):
    person = a_person(name="Anna of the library", language="be")
    sector = a_sector("Libraries")
    proposal = a_proposal_in_review(votes_for=3)
    assert signed_in(person).post(f"/en/committee/dossier/{proposal.id}/prepare").status_code == 403
    form = admin.get("/en/committee/members/new")
    assert f'<option value="{sector.id}">' in form.text
    answer = admin.post("/en/committee/members/new", data=filled(person, sector, office="chair"))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Anna of the library" in page
    assert ", chair" in page
    assert "libraries" in page
    assert "бібліятэкі" in client.get("/be/committee/members").text
    assert grant_of(person).until == today() + timedelta(days=400)
    assert last_verb() == "seat.taken"
    assert "Вы член камітэта" in letters_to(person)[-1].subject
    assert signed_in(person).post(f"/en/committee/dossier/{proposal.id}/prepare").status_code == 303


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name": "Nobody at all"}, "Nobody has this display name."),
        ({"name": ""}, "Type the display name."),
        ({"function_ru": " "}, "Say in Russian what this member does."),
        ({"office": "king"}, "Choose one of the options."),
        ({"sector_id": "999999"}, "Choose one of the options."),
        ({"until": "2020-01-01"}, "A term ends today or later"),
        ({"until": "9999-01-01"}, "A term ends today or later"),
        ({"until": "soon"}, "Type a date"),
    ],
)
def test_a_seat_that_cannot_be_given_is_refused_in_words_and_keeps_what_was_typed(app, admin, given, message):
    typed = filled(a_person(), **{"function_en": "all the libraries", **given})
    answer = admin.post("/en/committee/members/new", data=typed)
    assert answer.status_code == 422
    assert message in answer.text
    assert "all the libraries" in answer.text
    assert count(Seat) == 0


@pytest.mark.parametrize("office", ["chair", "secretary"])
def test_there_is_one_chair_and_one_secretary_at_a_time(app, admin, office):
    a_seat(a_person(name="The first one"), office=office, ends=100)
    second = a_person()
    answer = admin.post("/en/committee/members/new", data=filled(second, office=office))
    assert answer.status_code == 422
    assert f"In these days The first one is the {office}" in answer.text
    later = {"since": (today() + timedelta(days=101)).isoformat()}
    assert admin.post("/en/committee/members/new", data=filled(second, office=office, **later)).status_code == 303


def test_a_person_has_one_seat_at_a_time(app, admin):
    person = a_person(name="Twice asked")
    a_seat(person, ends=100)
    answer = admin.post("/en/committee/members/new", data=filled(person))
    assert answer.status_code == 422
    assert "Twice asked has a seat in these days already." in answer.text


def test_somebody_without_a_confirmed_address_is_not_seated(app, admin):
    answer = admin.post("/en/committee/members/new", data=filled(a_person(confirmed=False)))
    assert answer.status_code == 422
    assert "This person has not confirmed the e-mail yet." in answer.text


def test_a_member_may_nothing_from_the_day_after_the_term_though_no_worker_ran(signed_in):
    person = a_person()
    a_seat(person, ends=5)
    proposal = a_proposal_in_review(votes_for=3)
    member = signed_in(person)
    with clock.moved(timedelta(days=5)):
        assert member.post(f"/en/committee/dossier/{proposal.id}/prepare").status_code == 303
        assert member.get("/en/committee/sittings/new").status_code == 200
    with clock.moved(timedelta(days=6)):
        assert member.post(f"/en/committee/dossier/{proposal.id}/prepare").status_code == 403
        assert member.get("/en/committee/sittings/new").status_code == 403


def test_a_seat_made_in_advance_gives_the_role_from_its_first_day(client, signed_in):
    person = a_person(name="The coming one")
    a_seat(person, begins=1)
    member = signed_in(person)
    assert member.get("/en/committee/sittings/new").status_code == 403
    page = client.get("/en/committee/members").text
    assert "The coming one" in page
    assert "0 members" not in page
    with clock.moved(timedelta(days=1)):
        assert member.get("/en/committee/sittings/new").status_code == 200
        assert "1 member answers" in client.get("/en/committee/members").text


def test_a_following_term_keeps_the_role_without_a_pause_and_a_later_one_is_refused(app, signed_in, admin):
    person = a_person()
    a_seat(person, ends=10)
    gap = {"since": (today() + timedelta(days=12)).isoformat()}
    answer = admin.post("/en/committee/members/new", data=filled(person, **gap))
    assert answer.status_code == 422
    assert "a new one begins on the day after it" in answer.text
    next_day = {"since": (today() + timedelta(days=11)).isoformat()}
    assert admin.post("/en/committee/members/new", data=filled(person, **next_day)).status_code == 303
    member = signed_in(person)
    for days in (0, 10, 11):
        with clock.moved(timedelta(days=days)):
            assert member.get("/en/committee/sittings/new").status_code == 200


def test_a_term_is_extended_and_the_role_with_it(app, signed_in, admin):
    person = a_person()
    seat = a_seat(person, ends=10)
    assert admin.get(f"/en/committee/members/{seat.id}").status_code == 200
    until = today() + timedelta(days=50)
    answer = admin.post(f"/en/committee/members/{seat.id}/extend", data={"until": until.isoformat()})
    assert answer.status_code == 303
    assert grant_of(person).until == until
    assert last_verb() == "seat.extended"
    assert "ends on another day" in letters_to(person)[-1].subject
    with clock.moved(timedelta(days=50)):
        assert signed_in(person).get("/en/committee/sittings/new").status_code == 200
    past = admin.post(f"/en/committee/members/{seat.id}/extend", data={"until": "2020-01-01"})
    assert past.status_code == 422
    assert "A term ends today or later" in past.text


def test_ending_a_term_early_takes_the_role_at_once_and_stays_on_record_with_its_reason(client, signed_in, admin):
    person = a_person(name="The leaving one")
    seat = a_seat(person, ends=100)
    short = admin.post(f"/en/committee/members/{seat.id}/end", data={"reason": "gone"})
    assert short.status_code == 422
    assert "too short" in short.text
    assert grant_of(person) is not None
    reason = "Moved to another city for work."
    assert admin.post(f"/en/committee/members/{seat.id}/end", data={"reason": reason}).status_code == 303
    assert grant_of(person) is None
    assert signed_in(person).get("/en/committee/sittings/new").status_code == 403
    page = client.get("/en/committee/members").text
    assert page.index("Former members") < page.index("The leaving one")
    assert reason in page
    assert last_verb() == "seat.ended"
    assert reason in letters_to(person)[-1].body
    assert admin.post(f"/en/committee/members/{seat.id}/end", data={"reason": reason}).status_code == 404
    assert admin.get(f"/en/committee/members/{seat.id}").status_code == 404


def test_ending_the_running_term_leaves_the_following_one_for_its_day(signed_in, admin):
    person = a_person()
    running = a_seat(person, ends=10)
    a_seat(person, begins=11, ends=100)
    admin.post(f"/en/committee/members/{running.id}/end", data={"reason": "A pause for an illness."})
    member = signed_in(person)
    assert member.get("/en/committee/sittings/new").status_code == 403
    with clock.moved(timedelta(days=11)):
        assert member.get("/en/committee/sittings/new").status_code == 200


def test_a_seat_that_was_called_off_before_it_began_leaves_the_running_term_alone(signed_in, admin):
    person = a_person()
    a_seat(person, ends=10)
    following = a_seat(person, begins=11, ends=100)
    admin.post(f"/en/committee/members/{following.id}/end", data={"reason": "Another person was named."})
    member = signed_in(person)
    assert member.get("/en/committee/sittings/new").status_code == 200
    with clock.moved(timedelta(days=11)):
        assert member.get("/en/committee/sittings/new").status_code == 403


def test_who_holds_the_role_without_a_seat_is_shown_without_a_sector(client, signed_in):
    a_person(("committee",), name="The seatless one")
    page = client.get("/en/committee/members").text
    assert page.index("Without a sector yet") < page.index("The seatless one")


def test_a_member_whose_role_was_taken_is_no_member(client):
    person = a_person(name="The dismissed one")
    a_seat(person)
    take_role(a_person(("admin",)), person.id, "committee")
    page = client.get("/en/committee/members").text
    assert page.index("Former members") < page.index("The dismissed one")


@pytest.mark.parametrize("role", [None, (), ("committee",), ("moderator",)])
def test_only_an_administrator_seats_and_names_sectors(client, signed_in, role):
    seat, sector = a_seat(), a_sector()
    someone = client if role is None else signed_in(a_person(role))
    for path in ("members/new", f"members/{seat.id}", "sectors", f"sectors/{sector.id}"):
        answer = someone.get(f"/en/committee/{path}")
        assert answer.status_code == (303 if role is None else 403), path
    data = filled(a_person())
    for path in ("members/new", f"members/{seat.id}/extend", f"members/{seat.id}/end", "sectors"):
        assert someone.post(f"/en/committee/{path}", data=data).status_code == 403, path
    assert "Seat a member" not in someone.get("/en/committee/members").text


def test_sectors_are_added_and_renamed_in_three_languages(client, admin):
    names = {"title_ru": "Спорт", "title_be": "Спорт і здароўе", "title_en": "Sport"}
    assert admin.post("/en/committee/sectors", data=names).status_code == 303
    assert last_verb() == "sector.added"
    assert "Спорт і здароўе" in client.get("/be/committee/members").text
    twice = admin.post("/en/committee/sectors", data=names)
    assert twice.status_code == 422
    assert "A sector with this name is there already." in twice.text
    number = db.session.execute(select(Sector.id).where(Sector.title_ru == "Спорт")).scalar_one()
    assert admin.get(f"/en/committee/sectors/{number}").status_code == 200
    again = {**names, "title_en": "Sport and play"}
    assert admin.post(f"/en/committee/sectors/{number}", data=again).status_code == 303
    assert last_verb() == "sector.renamed"
    assert "Sport and play" in client.get("/en/committee/members").text
    missing = admin.post(f"/en/committee/sectors/{number}", data={**names, "title_be": ""})
    assert missing.status_code == 422
    assert "Type the name in Belarusian." in missing.text
    taken = admin.post(f"/en/committee/sectors/{number}", data={**names, "title_ru": "Образование"})
    assert taken.status_code == 422
    assert admin.post("/en/committee/sectors/999999", data=names).status_code == 404


def test_the_journal_names_the_member_and_leads_to_the_members(client):
    a_seat(a_person(name="Written down"))
    page = client.get("/en/journal").text
    assert "A member of the committee took a seat" in page
    assert "Written down, Libraries" in page
    assert 'href="/en/committee/members"' in page


def test_the_refused_second_chair_leaves_no_role_behind(app):
    a_seat(office="chair")
    person = a_person()
    sector = a_sector()
    with pytest.raises(members.Unseatable):
        a_seat(person, office="chair", sector_id=sector.id)
    assert grant_of(person) is None


def test_more_members_ask_the_database_no_more_often(client):
    sector = a_sector().id
    a_seat(sector_id=sector)
    few = settled_statements(client, "/en/committee/members")
    for _ in range(4):
        a_seat(sector_id=sector)
    assert settled_statements(client, "/en/committee/members") == few


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_page_is_there_in_each_language(client, language):
    a_seat()
    page = client.get(f"/{language}/committee/members")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert f'<html lang="{language}"' in page.text
