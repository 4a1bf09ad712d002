"""One's own data: read, corrected, taken along, left; and never anybody else's."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from busy import EMAIL, NAME, a_busy_person
from cases import FACTS, a_moderator, a_reported_post, confirmation
from desks import a_desk, known_by
from factories import a_person, a_post, a_thread, a_voting_proposal
from veche.accounts.models import Person
from veche.core import clock, journal, languages
from veche.core.database import db, writing
from veche.core.personal import holdings
from veche.forum.models import Post
from veche.moderation import services as moderation
from veche.privacy import archive
from veche.privacy.models import ConsentRecord, DataExport
from veche.proposals.models import Proposal
from veche.residents.identities import write_down
from veche.voting.models import Ballot
from veche.voting.services import cast


def data_of(content: bytes) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert sorted(file.namelist()) == ["archive.css", "data.json", "index.html"]
        found: dict[str, Any] = json.loads(file.read("data.json"))
        return found


def html_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return file.read("index.html").decode()


def test_the_archive_holds_everything_of_mine_and_nothing_of_others(app: Flask) -> None:
    made = a_busy_person()
    flagged = db.session.get_one(Post, made.mention.id)
    other = db.session.get_one(Person, flagged.author_id)
    content = archive.make(made.person).content
    found, html = data_of(content), html_of(content)
    assert found["format"] == "veche-person-1"
    assert set(found["data"]) == {key for key, holding in holdings.items() if holding.export}
    kept = found["data"]
    assert kept["profile"][0]["email"] == EMAIL
    assert {row["choice"] for row in kept["ballots"]} == {"for", "against"}
    assert all(row["receipt"].startswith("veche1-") for row in kept["ballots"])
    assert any(edit["text"] for row in kept["posts"] for edit in row["edits"])
    for key in ("threads", "proposals", "versions", "arguments", "supports", "marks", "flags", "acts", "unfinished"):
        assert kept[key], key
    for key in ("amendments", "conditions", "readings", "mentions", "board", "board_name", "letters", "journal"):
        assert kept[key], key
    whole = json.dumps(found, ensure_ascii=False)
    assert other.display_name not in whole
    assert other.display_name not in html
    assert '"secret"' not in whole
    assert NAME in html
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


def told(person: Person) -> list[tuple[str, str]]:
    db.session.expire_all()
    acts = data_of(archive.packed(db.session.get_one(Person, person.id)))["data"]["acts"]
    return [(act["verb"], act["state"]) for act in acts]


@pytest.mark.parametrize("agrees", [True, False])
def test_a_ban_that_one_moderator_thinks_of_is_told_when_a_second_one_has_decided(app: Flask, agrees: bool) -> None:
    author = a_person(name="Author")
    _, case = a_reported_post(author)
    act = moderation.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS)
    assert told(author) == []
    if agrees:
        moderation.agree(a_moderator(), confirmation(act))
    else:
        moderation.refuse(a_moderator(), confirmation(act), facts=FACTS)
    assert told(author) == [("ban", "done" if agrees else "refused")]


def test_a_ban_that_holds_something_up_already_is_told(app: Flask) -> None:
    author = a_person(name="Author")
    _, case = a_reported_post(author)
    moderation.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS, emergency=True)
    assert told(author) == [("ban", "proposed")]
    assert "waits for a second moderator" in html_of(archive.packed(author))


def test_the_page_of_the_archive_speaks_in_words(app: Flask) -> None:
    """Moments by the city's clock, codes as the pages call them; a list of plain words is no stumbling block."""
    person = known_by(a_person(name="Known", language="en"), "MP1234567")
    with writing() as session:
        write_down(session, person, "desk", a_desk().id)
    post = a_post(a_thread(), person)
    html = html_of(archive.packed(person))
    assert "of the number of a document" in html
    assert "visible to everybody" in html
    with languages.speaking("en"):
        assert f"{languages.dated(post.posted_at)}, {languages.clock_time(post.posted_at)}" in html
    assert post.posted_at.isoformat()[:16] not in html


def test_an_archive_is_fetched_by_its_owner_alone_and_dies_with_the_next(app: Flask, signed_in: Any) -> None:
    person, stranger = a_person(), a_person()
    client = signed_in(person)
    page = client.get("/en/my/data")
    assert page.status_code == 200
    assert "Make my archive" in page.text
    assert client.post("/en/my/data/archive").status_code == 303
    page = client.get("/en/my/data")
    address = re.search(r'href="(/en/my/data/archive/[^"]+)"', page.text)
    assert address
    answer = client.get(address[1])
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    assert data_of(answer.data)["data"]["profile"][0]["email"] == person.email
    assert signed_in(stranger).get(address[1]).status_code == 404
    assert signed_in(stranger).get("/en/my/data/archive/guessed").status_code == 404
    assert app.test_client().get(address[1]).status_code == 303, "to the sign-in"
    client.post("/en/my/data/archive")
    assert client.get(address[1]).status_code == 404
    assert len(db.session.execute(select(DataExport)).scalars().all()) == 1


def test_an_archive_lives_a_day_and_can_be_deleted_before(app: Flask, signed_in: Any) -> None:
    person = a_person()
    mark = archive.make(person).mark
    client = signed_in(person)
    with clock.moved(timedelta(hours=25)):
        assert client.get(f"/en/my/data/archive/{mark}").status_code == 404
    assert client.get(f"/en/my/data/archive/{mark}").status_code == 200
    assert client.post("/en/my/data/archive/delete").status_code == 303
    assert client.get(f"/en/my/data/archive/{mark}").status_code == 404


def test_what_is_said_of_me_can_be_corrected(app: Flask, signed_in: Any) -> None:
    person = a_person(name="Old Oak", age_band="16-17")
    post = a_post(a_thread(), text="As @Old Oak says.")
    form = {"name": "Young Elm", "age_band": "18-31", "district": "oktyabrsky", "language": "be"}
    assert signed_in(person).post("/en/my/data", data=form).status_code == 303
    db.session.expire_all()
    changed = db.session.get_one(Person, person.id)
    assert (changed.display_name, changed.age_band, changed.district, changed.language) == tuple(form.values())
    assert db.session.get_one(Post, post.id).text == "As @Young Elm says."


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("age_band", "16-17", "Choose one of the options"),
        ("name", "x", "display name has"),
        ("language", "fr", "Choose"),
    ],
)
def test_nobody_becomes_younger_or_nameless(app: Flask, signed_in: Any, field: str, value: str, said: str) -> None:
    person = a_person()
    form = {"name": person.display_name, "age_band": "over-31", "district": "", "language": "en"}
    answer = signed_in(person).post("/en/my/data", data={**form, field: value})
    assert answer.status_code == 422
    assert said in answer.text


def test_a_name_that_is_taken_is_refused(app: Flask, signed_in: Any) -> None:
    taken, person = a_person(), a_person()
    form = {"name": taken.display_name.upper(), "age_band": "over-31", "district": "", "language": "en"}
    answer = signed_in(person).post("/en/my/data", data=form)
    assert answer.status_code == 422
    assert "is taken" in answer.text


def test_the_district_is_withdrawn_with_one_press_and_the_history_says_so(app: Flask, signed_in: Any) -> None:
    made = a_busy_person()
    client = signed_in(made.person)
    assert client.post("/en/my/data/district").status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Person, made.person.id).district is None
    assert "Consent withdrawn: district" in client.get("/en/my/data").text


def test_leaving_asks_about_what_is_open_and_needs_a_tick(app: Flask, signed_in: Any) -> None:
    person, proposal = known_by(a_person(), "BM2468101"), a_voting_proposal(title="Benches by the river")
    cast(person, proposal.id, "for")
    client = signed_in(person)
    page = client.get("/en/my/data/leave")
    assert "Benches by the river" in page.text
    assert "Goes at once" in page.text
    assert client.post("/en/my/data/leave").status_code == 422
    answer = client.post("/en/my/data/leave", data={"sure": "1"})
    assert answer.status_code == 422
    assert "Choose what becomes of it" in answer.text
    assert db.session.get_one(Person, person.id).left_at is None
    answer = client.post("/en/my/data/leave", data={"sure": "1", "ballots": "take"})
    assert answer.status_code == 303
    db.session.expire_all()
    assert db.session.get_one(Person, person.id).left_at is not None
    assert db.session.execute(select(Ballot)).first() is None
    assert client.get("/en/my").status_code == 303, "signed out"


def test_whoever_must_hand_over_first_is_told_so_and_stays(app: Flask, signed_in: Any) -> None:
    admin = a_person(("admin",))
    client = signed_in(admin)
    page = client.get("/en/my/data/leave")
    assert "last administrator" in page.text
    assert "Leave and delete my account" not in page.text
    answer = client.post("/en/my/data/leave", data={"sure": "1"})
    assert answer.status_code == 403
    assert "last administrator" in answer.text
    db.session.expire_all()
    assert db.session.get_one(Person, admin.id).left_at is None


def test_no_page_names_somebody_who_has_left(app: Flask, signed_in: Any) -> None:
    from veche.privacy import leaving

    made = a_busy_person()
    leaving.leave(made.person)
    moderator = signed_in(a_person(("moderator", "admin", "committee")))
    paths = [
        "/",
        "/threads",
        "/proposals",
        "/journal",
        "/moderation/log",
        "/people",
        "/privacy/retention",
        "/moderation",
    ]
    paths += [f"/threads/{made.thread.id}", f"/proposals/{made.proposal.id}", f"/proposals/{made.supported.id}"]
    paths += [f"/proposals/{made.closed.id}/result", f"/proposals/{made.closed.id}", f"/people/{made.person.id}"]
    paths += [f"/proposals/{made.proposal.id}/path", f"/proposals/{made.together.id}"]
    for path in paths:
        for client in (app.test_client(), moderator):
            text = client.get(f"/en{path}", follow_redirects=True).text
            assert NAME not in text, path
            assert EMAIL not in text, path
    assert "a former participant" in moderator.get(f"/en/threads/{made.thread.id}").text


def test_a_new_text_is_asked_about_and_reading_goes_on(
    app: Flask, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from veche.accounts import rules
    from veche.forum.services import reply
    from veche.privacy import consents

    person, thread = a_person(), a_thread()
    monkeypatch.setattr(consents, "CONSENT_VERSION", "2")
    client = signed_in(person)
    assert "has changed" in client.get("/en/threads").text
    reply(person, thread.id, text="I may write.", language="en", nonce="one")
    monkeypatch.setattr(rules, "WIDENING_VERSIONS", ("2",))
    assert "you can only read" in client.get("/en/threads").text
    assert client.get(f"/en/threads/{thread.id}").status_code == 200
    sent = {"text": "Not yet.", "language": "en", "nonce": "two"}
    answer = client.post(f"/en/threads/{thread.id}/reply", data=sent)
    assert answer.status_code == 403
    assert "asks for more than before" in answer.text
    assert client.post("/en/my/data/consent").status_code == 303
    assert client.post(f"/en/threads/{thread.id}/reply", data=sent).status_code == 303
    rows = db.session.execute(select(ConsentRecord.act, ConsentRecord.version)).all()
    assert [tuple(row) for row in rows] == [("given", "2")]


def test_what_is_kept_is_counted_in_a_constant_number_of_statements(app: Flask, signed_in: Any) -> None:
    from statements import settled_statements

    person = a_person()
    number, client = person.id, signed_in(person)
    a_post(a_thread(person), person)
    before = settled_statements(client, "/en/my/data")
    for _ in range(3):
        mine = db.session.get_one(Person, number)
        a_post(a_thread(mine), mine)
    assert settled_statements(client, "/en/my/data") == before


def test_an_administrator_sees_an_address_only_with_a_reason(app: Flask, signed_in: Any) -> None:
    admin, person = a_person(("admin",)), a_person()
    assert person.email
    client = signed_in(admin)
    for path in (f"/en/people/{person.id}", "/en/people", f"/en/people?text={person.email}"):
        assert person.email not in re.sub(r'(?:value|href)="[^"]*"', "", client.get(path).text), path
    assert client.post(f"/en/people/{person.id}/email", data={"reason": "why"}).status_code == 422
    answer = client.post(f"/en/people/{person.id}/email", data={"reason": "They wrote to the office."})
    assert answer.status_code == 200
    assert person.email in answer.text
    entry = journal.about(db.session(), [f"person:{person.id}"])[-1]
    assert (entry.verb, entry.actor, entry.data) == (
        "person.looked_up",
        admin.id,
        {"reason": "They wrote to the office."},
    )
    assert signed_in(a_person()).post(f"/en/people/{person.id}/email", data={"reason": "x" * 20}).status_code == 403


def test_part_of_an_address_finds_nobody(app: Flask, signed_in: Any) -> None:
    admin, person = a_person(("admin",)), a_person(name="Lime Tree")
    assert person.email
    client = signed_in(admin)
    assert "Lime Tree" not in client.get(f"/en/people?text={person.email[:-3]}").text
    assert "Lime Tree" in client.get(f"/en/people?text={person.email.upper()}").text


def test_the_texts_of_the_consent_and_the_table_are_public_the_register_is_not(app: Flask, signed_in: Any) -> None:
    client = app.test_client()
    assert client.get("/en/personal-data").location == "/en/privacy"
    for language in ("ru", "be", "en"):
        for path in ("privacy", "privacy/1", "privacy/retention"):
            assert client.get(f"/{language}/{path}").status_code == 200, path
    assert client.get("/en/privacy/99").status_code == 404
    assert signed_in(a_person()).get("/en/privacy/register").status_code == 403
    admin = signed_in(a_person(("admin",)))
    page = admin.get("/en/privacy/register")
    assert "Your ballots" in page.text
    table = admin.get("/en/privacy/register.csv")
    assert table.mimetype == "text/csv"
    assert len(table.text.splitlines()) == len(holdings) + 1


def test_everybodys_proposals_stay_where_they_were(app: Flask, signed_in: Any) -> None:
    from veche.privacy import leaving

    made = a_busy_person()
    leaving.leave(made.person)
    page = app.test_client().get(f"/en/proposals/{made.proposal.id}")
    assert page.status_code == 200
    assert "a former participant" in page.text
    assert db.session.get_one(Proposal, made.proposal.id).state == "open"


OWN = ("", "/consent", "/district", "/archive", "/archive/delete", "/leave")


@pytest.mark.parametrize("path", OWN)
def test_a_stranger_changes_nothing_of_anybodys_data(app: Flask, path: str) -> None:
    made = a_person()
    archive.make(made)
    answer = app.test_client().post(f"/en/my/data{path}", data={"sure": "1", "name": "Nobody"})
    assert answer.status_code == 403
    db.session.expire_all()
    same = db.session.get_one(Person, made.id)
    assert (same.left_at, same.display_name) == (None, made.display_name)
    assert len(db.session.execute(select(DataExport)).scalars().all()) == 1


@pytest.mark.parametrize("path", ["", "/leave", "/archive/guessed"])
def test_a_reader_is_led_to_the_sign_in(app: Flask, path: str) -> None:
    answer = app.test_client().get(f"/en/my/data{path}")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location


def test_somebody_without_consent_of_a_guardian_reads_why_and_may_leave(app: Flask, signed_in: Any) -> None:
    from veche.core.database import writing

    person = a_person(age_band="14-15")
    with writing() as session:
        row = session.get_one(Person, person.id)
        row.representative_email, row.representative_withdrew_at = "parent@example.org", clock.now()
    client = signed_in(person)
    assert "withdrew their consent" in client.get("/en/my/data").text
    assert client.post("/en/my/data/leave", data={"sure": "1"}).status_code == 303
    db.session.expire_all()
    left = db.session.get_one(Person, person.id)
    assert (left.representative_email, left.email) == (None, None)


def test_with_years_a_guardian_is_asked_no_more(app: Flask, signed_in: Any) -> None:
    from veche.core.database import writing

    person = a_person(age_band="14-15")
    with writing() as session:
        session.get_one(Person, person.id).representative_email = "parent@example.org"
    form = {"name": person.display_name, "age_band": "16-17", "district": "", "language": "en"}
    assert signed_in(person).post("/en/my/data", data=form).status_code == 303
    db.session.expire_all()
    changed = db.session.get_one(Person, person.id)
    assert changed.representative_email is None
    assert changed.is_confirmed


def test_whose_guardian_has_withdrawn_does_not_just_say_another_age(app: Flask, signed_in: Any) -> None:
    from veche.core.database import writing

    person = a_person(age_band="14-15")
    with writing() as session:
        row = session.get_one(Person, person.id)
        row.representative_email, row.representative_withdrew_at = "parent@example.org", clock.now()
    form = {"name": person.display_name, "age_band": "18-31", "district": "", "language": "en"}
    answer = signed_in(person).post("/en/my/data", data=form)
    assert answer.status_code == 422
    assert "withdrawn their consent" in answer.text
    db.session.expire_all()
    assert not db.session.get_one(Person, person.id).is_confirmed
    with clock.moved(timedelta(days=732)):
        assert signed_in(person).post("/en/my/data", data=form).status_code == 303
