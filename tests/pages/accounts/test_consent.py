"""A representative's consent under 16: asked for, given, withdrawn and given again, by real letters and pages."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from factories import a_person, an_open_proposal
from veche.accounts.links import REPRESENT, WITHDRAW, token
from veche.accounts.models import Person
from veche.core import journal, outbox
from veche.core.database import db

FORM = {
    "name": "Reader",
    "email": "reader@example.org",
    "password": "three plain words",
    "age_band": "14-15",
    "representative": "parent@example.org",
    "consent": "y",
    "rules": "y",
}


def letters(address: str) -> list[outbox.Letter]:
    rows = select(outbox.Letter).where(outbox.Letter.address == address).order_by(outbox.Letter.id)
    return list(db.session.execute(rows).scalars())


def link(letter: outbox.Letter) -> str:
    found = re.search(r"http://veche\.example(/\S+)", letter.body)
    assert found
    return found[1]


def reader() -> Person:
    db.session.expire_all()
    return db.session.execute(select(Person).where(Person.email == FORM["email"])).unique().scalar_one()


def sign_up(client: FlaskClient) -> str:
    """A young person who confirmed the own address; the link that their parent got."""
    client.post("/en/sign-up", data=FORM)
    client.post(link(letters(FORM["email"])[0]))
    client.post("/en/sign-in", data={"email": FORM["email"], "password": FORM["password"]})
    return link(letters("parent@example.org")[0])


def test_the_letter_and_the_page_say_what_is_consented_to_and_opening_it_changes_nothing(client: FlaskClient) -> None:
    where = sign_up(client)
    letter = letters("parent@example.org")[0]
    page = client.get(where).text
    for words in ("under a pseudonym", "your e-mail and the day of your consent", "no private messages", "withdraw"):
        assert words in letter.body
        assert words in page
    assert "noindex" in page
    assert client.get(where).status_code == 200
    assert reader().representative_agreed_at is None
    assert not reader().is_confirmed


def test_without_consent_one_reads_and_is_told_what_is_missing(client: FlaskClient) -> None:
    sign_up(client)
    refused = client.get("/en/proposals/new")
    assert refused.status_code == 403
    assert "has not consented yet" in refused.text
    assert client.get("/en/proposals").status_code == 200
    mine = client.get("/en/my").text
    assert "A parent or guardian has to consent" in mine
    client.post("/en/confirm")
    assert len(letters("parent@example.org")) == 2, "the letter once more"


def test_consent_is_dated_told_to_both_and_withdrawable(client: FlaskClient) -> None:
    where = sign_up(client)
    assert client.post(where).status_code == 303
    assert reader().is_confirmed
    assert reader().representative_agreed_at is not None
    assert "Your consent of" in client.get(where).text
    assert client.get("/en/proposals/new").status_code == 200
    told = letters("parent@example.org")[-1]
    assert "withdraw" in told.body
    assert "you can write now" in letters(FORM["email"])[-1].subject
    way_back = link(told)
    assert way_back.endswith("/withdraw")
    page = client.get(way_back).text
    assert "I withdraw my consent" in page
    assert reader().is_confirmed, "opening the link changes nothing"
    client.post(way_back)
    assert not reader().is_confirmed
    assert "not in force" in client.get(way_back).text
    assert "has withdrawn their consent" in letters(FORM["email"])[-1].subject
    refused = client.get("/en/proposals/new")
    assert refused.status_code == 403, "the session stays, the act is refused"
    assert "withdrawn their consent" in refused.text
    again = link(letters("parent@example.org")[-1])
    client.post(again)
    assert reader().is_confirmed
    assert reader().representative_withdrew_at is None
    assert client.get("/en/proposals/new").status_code == 200


def test_a_second_press_changes_nothing_and_sends_no_letter(client: FlaskClient) -> None:
    where = sign_up(client)
    client.post(where)
    first = reader().representative_agreed_at
    sent = len(letters("parent@example.org"))
    client.post(where)
    assert reader().representative_agreed_at == first
    way_back = link(letters("parent@example.org")[-1])
    client.post(way_back)
    client.post(way_back)
    assert len(letters("parent@example.org")) == sent + 1


def test_who_no_longer_has_consent_neither_supports_nor_votes(app: Flask, client: FlaskClient) -> None:
    client.post(sign_up(client))
    proposal = an_open_proposal()
    client.post(link(letters("parent@example.org")[-1]))
    refused = client.post(f"/en/proposals/{proposal.id}/support")
    assert "withdrawn their consent" in refused.text
    db.session.expire_all()
    assert proposal.support_count == 0


def test_the_journal_keeps_that_and_never_whose(client: FlaskClient) -> None:
    client.post(sign_up(client))
    client.post(link(letters("parent@example.org")[-1]))
    entries = journal.about(db.session(), ["consent:0"])
    assert [one.verb for one in entries] == ["consent.given", "consent.withdrawn"]
    assert [(one.actor, one.data) for one in entries] == [(None, {}), (None, {})]
    client.get("/en/")  # says welcome, once
    page = client.get("/en/journal").text
    assert "A parent or guardian withdrew their consent" in page
    assert FORM["name"] not in page


@pytest.mark.parametrize("typed", ["reader@example.org", "READER@Example.org", " Reader@example.org "])
def test_a_representative_has_an_address_of_their_own(client: FlaskClient, typed: str) -> None:
    answer = client.post("/en/sign-up", data={**FORM, "representative": typed})
    assert answer.status_code == 422
    assert "This is your own e-mail" in answer.text
    assert db.session.execute(select(Person.id)).first() is None


@pytest.mark.parametrize("path", ["/en/represent/{}", "/en/represent/{}/withdraw"])
def test_a_link_that_is_forged_or_of_the_other_kind_is_dead(client: FlaskClient, path: str) -> None:
    sign_up(client)
    wrong = token(WITHDRAW if path.endswith("{}") else REPRESENT, reader())
    grown = token(REPRESENT if path.endswith("{}") else WITHDRAW, a_person())
    for text in ("nonsense", wrong, grown):
        for answer in (client.get(path.format(text)), client.post(path.format(text))):
            assert answer.status_code == 422
            assert "The link no longer works" in answer.text
    assert reader().representative_agreed_at is None


def ages(app: Flask, monkeypatch: pytest.MonkeyPatch, **values: int) -> None:
    for name, value in values.items():
        monkeypatch.setitem(app.config["VECHE"], name, value)


def test_from_sixteen_on_nobody_is_asked_for_a_representative(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages(app, monkeypatch, YOUTH_MIN_AGE=16)
    page = client.get("/en/sign-up").text
    assert 'value="14-15"' not in page
    assert "representative" not in page
    assert "under 16 years" in page
    for band, words in (("14-15", "Choose one of the options"), ("under-14", "from the age of 16")):
        answer = client.post("/en/sign-up", data={**FORM, "age_band": band})
        assert answer.status_code == 422
        assert words in answer.text
    assert client.post("/en/sign-up", data={**FORM, "age_band": "16-17"}).status_code == 303


def test_labels_follow_the_configured_ages_and_the_codes_stay(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ages(app, monkeypatch, YOUTH_MAX_AGE=35)
    page = client.get("/en/sign-up").text
    assert '<option value="18-31">18 to 35 years</option>' in page
    assert "over 35 years" in page
    assert "18 to 35" not in client.get("/en/youth").text
    assert "14 to 35 years" in client.get("/en/youth").text


@pytest.mark.parametrize(("name", "value"), [("MIN", "13"), ("MIN", "19"), ("MAX", "17"), ("MAX", "99"), ("MIN", "x")])
def test_an_age_that_makes_no_sense_is_refused_when_the_app_is_made(name: str, value: str) -> None:
    from veche.core.settings import BadSetting, read

    with pytest.raises(BadSetting, match=f"VECHE_YOUTH_{name}_AGE"):
        read({f"VECHE_YOUTH_{name}_AGE": value})


def test_an_administrator_sets_the_end_of_a_term(signed_in: Any) -> None:
    person = a_person()
    client = signed_in(a_person(("admin",)))
    client.post(f"/en/people/{person.id}/roles", data={"role": "youth_council", "until": "2031-05-01"})
    assert "until 1 May 2031" in client.get(f"/en/people/{person.id}").text
    db.session.expire_all()
    assert person.roles == {"youth_council"}
    client.post(f"/en/people/{person.id}/roles", data={"role": "youth_council", "until": "2020-05-01"})
    assert "ended on 1 May 2020" in client.get(f"/en/people/{person.id}").text
    db.session.expire_all()
    assert person.roles == set()
    wrong = client.post(f"/en/people/{person.id}/roles", data={"role": "youth_council", "until": "in May"})
    assert wrong.status_code == 422
    client.post(f"/en/people/{person.id}/roles", data={"role": "youth_council"})
    db.session.expire_all()
    assert person.roles == {"youth_council"}
    given = [one.data.get("until") for one in journal.about(db.session(), [f"person:{person.id}"])]
    assert given == ["2031-05-01", "2020-05-01", None]


def test_no_browser_keeps_a_page_that_names_a_child(client: FlaskClient, app: Flask) -> None:
    where = sign_up(client)
    answer = app.test_client().get(where)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
