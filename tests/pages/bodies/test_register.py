"""The register of responsible bodies, through its pages."""

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, an_action
from veche.bodies import services
from veche.bodies.models import Body
from veche.core.database import db
from veche.core.journal import Entry


def verbs() -> list[str]:
    return list(
        db.session.execute(select(Entry.verb).where(Entry.verb.not_like("%.loaded")).order_by(Entry.seq)).scalars()
    )


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


BODY = {"name_ru": "Библиотека", "name_be": "Бібліятэка", "name_en": "Library", "functions": "Courses for adults"}


def test_the_committee_adds_a_body(client, signed_in):
    member = signed_in(a_person(("committee",)))
    assert 'action="/en/bodies"' in member.get("/en/bodies").text
    answer = member.post("/en/bodies", data=BODY)
    assert answer.status_code == 303
    assert "Courses for adults" in client.get(answer.location).text
    assert "Бібліятэка" in client.get("/be/bodies").text
    assert verbs() == ["body.added"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"name_ru": " "}, "Type the name in Russian."),
        ({"name_be": ""}, "Type the name in Belarusian."),
        ({"name_en": "x" * 201}, "This text is too long: at most 200 characters."),
        ({"name_en": "a\x00b"}, "Some characters cannot be stored."),
        ({"functions": "x" * 2001}, "This text is too long: at most 2000 characters."),
        ({"name_ru": "Уже есть"}, "A body with this name is there already."),
    ],
)
def test_a_bad_body_is_refused_in_words(app, signed_in, given, message):
    member = a_person(("committee",))
    services.add_body(member, "Уже есть", "Ужо ёсць", "Already there")
    answer = signed_in(member).post("/en/bodies", data={**BODY, **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert count(Body) == 1


@pytest.mark.parametrize("role", [None, (), ("body_officer",), ("admin",)])
def test_others_cannot_add_bodies_or_officers(client, signed_in, role):
    body = a_body()
    someone = client if role is None else signed_in(a_person(role))
    page = someone.get("/en/bodies").text
    if role is None:
        assert "Add a body" not in page, "a reader is not offered it"
    else:
        assert "This is for members of the committee." in page
    assert "Add this body" not in page
    assert someone.post("/en/bodies", data=BODY).status_code == 403
    assert someone.post(f"/en/bodies/{body.id}/officers", data={"name": "x"}).status_code == 403
    assert someone.post(f"/en/bodies/{body.id}/officers/1/dismiss").status_code == 403
    assert "Officers who report for it" not in someone.get(f"/en/bodies/{body.id}").text
    assert count(Body) == 1


def test_an_unknown_body_is_not_found(client, signed_in):
    member = signed_in(a_person(("committee",)))
    for number in ("999", "0", "x", "9" * 30):
        assert client.get(f"/en/bodies/{number}").status_code == 404
        assert member.post(f"/en/bodies/{number}/officers", data={"name": "x"}).status_code == 404


def test_the_committee_names_and_dismisses_an_officer(app, signed_in):
    body = a_body()
    action = an_action(body=body)
    officer = a_person(("body_officer",), name="Anna of the Library")
    member, reporter = signed_in(a_person(("committee",))), signed_in(officer)
    assert member.post(f"/en/bodies/{body.id}/officers", data={"name": "anna of the library"}).status_code == 303
    assert "Anna of the Library" in member.get(f"/en/bodies/{body.id}").text
    assert "Write a report" in reporter.get("/en/actions/2.4.5-1").text
    assert action.title in reporter.get("/en/my").text
    assert member.post(f"/en/bodies/{body.id}/officers/{officer.id}/dismiss").status_code == 303
    assert "Write a report" not in reporter.get("/en/actions/2.4.5-1").text
    assert verbs()[-2:] == ["body.officer_named", "body.officer_dismissed"]


@pytest.mark.parametrize("name", ["", "Nobody Here", "Only a citizen", "a\x00b", "x" * 41])
def test_only_holders_of_the_role_become_officers(app, signed_in, name):
    body = a_body()
    a_person(name="Only a citizen")
    answer = signed_in(a_person(("committee",))).post(f"/en/bodies/{body.id}/officers", data={"name": name})
    assert answer.status_code == 422
    assert "errs" in answer.text
    assert "body.officer_named" not in verbs()
