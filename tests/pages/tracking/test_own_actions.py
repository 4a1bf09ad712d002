"""The committee's own action, without a proposal behind it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, an_area
from veche.core.clock import today
from veche.core.database import db
from veche.core.incomplete import Incomplete
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.indicators.models import Indicator
from veche.tracking import starting
from veche.tracking.models import Action


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def filled(client, **given):
    """The page's own form with sensible values, sent."""
    page = client.get("/en/actions/new").text
    assert 'method="post" action="/en/actions/new"' in page
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)[1]
    body = db.session.execute(select(func.max(_body_id()))).scalar()
    fields = {
        "area": "2.4.5",
        "title": "A map of quiet places",
        "language": "en",
        "body_id": str(body or ""),
        "functions": "Draws the map.",
        "indicator_id": "",
        "expected_result": "Forty places are on the map",
        "unit": "places",
        "target": "40",
        "next_report_on": (today() + timedelta(days=60)).isoformat(),
        "national_plan": "The national strategy of education",
        "nonce": nonce,
    }
    return client.post("/en/actions/new", data={**fields, **given})


def _body_id():
    from veche.bodies.models import Body

    return Body.id


def test_the_committee_starts_an_action_of_its_own(client, signed_in):
    a_body()
    answer = filled(signed_in(a_person(("committee",))))
    assert answer.status_code == 303
    assert answer.location == "/en/actions/2.4.5-1"
    page = client.get(answer.location).text
    assert "A map of quiet places" in page
    assert "no proposal stands behind it" in page
    action = db.session.execute(select(Action)).scalar_one()
    assert (action.functions, action.national_plan) == ("Draws the map.", "The national strategy of education")
    entries = db.session.execute(select(Entry.verb).where(Entry.verb == "action.started")).scalars().all()
    assert len(entries) == 1


def test_the_form_sent_twice_starts_one_action(signed_in):
    a_body()
    member = signed_in(a_person(("committee",)))
    answers = [filled(member, nonce="the same").location for _ in range(2)]
    assert answers == ["/en/actions/2.4.5-1"] * 2
    assert count(Action) == 1
    assert an_area().action_count == 1


def test_an_indicator_stands_in_for_words(signed_in):
    a_body()
    indicator = db.session.execute(select(Indicator.id).order_by(Indicator.id).limit(1)).scalar_one()
    answer = filled(signed_in(a_person(("committee",))), expected_result="", indicator_id=str(indicator))
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"area": ""}, "Choose the action area."),
        ({"area": "9.9.9"}, "Choose one of the options."),
        ({"title": " "}, "Name the action."),
        ({"title": "x" * 201}, "This text is too long"),
        ({"title": "a\x00b"}, "Some characters cannot be stored."),
        ({"body_id": ""}, "Name the responsible body."),
        ({"body_id": "77777"}, "Choose one of the options."),
        ({"expected_result": " "}, "Choose an indicator or say in words"),
        ({"indicator_id": "77777"}, "Choose one of the options."),
        ({"target": "many"}, "Type a number"),
        ({"target": "-4"}, "Type a number that is not negative."),
        ({"next_report_on": ""}, "Name the day of the first report"),
        ({"next_report_on": "2020-01-01"}, "Name the day of the first report"),
        ({"next_report_on": "2199-01-01"}, "within two years"),
    ],
)
def test_what_lacks_is_said_beside_its_field_and_nothing_typed_is_lost(signed_in, given, message):
    a_body()
    answer = filled(signed_in(a_person(("committee",))), **given)
    assert answer.status_code == 422
    assert message in answer.text
    assert "Draws the map." in answer.text
    assert count(Action) == 0


@pytest.mark.parametrize("role", [None, (), ("body_officer",), ("admin",)])
def test_others_start_no_actions(client, signed_in, role):
    someone = client if role is None else signed_in(a_person(role))
    assert someone.get("/en/actions/new").status_code == (303 if role is None else 403)
    assert someone.post("/en/actions/new", data={"title": "Mine"}).status_code == 403


def test_the_service_holds_to_the_rules_itself(app):
    given = {"area_id": an_area().id, "title": "T", "language": "en", "body_id": a_body().id, "expected_result": "R"}
    with pytest.raises(Refused):
        starting.start_own(a_person(), **given, next_report_on=today(), nonce="n")
    yesterday = today() - timedelta(days=1)
    with pytest.raises(Incomplete) as lacking:
        starting.start_own(a_person(("committee",)), **given, next_report_on=yesterday, nonce="n")
    assert lacking.value.missing == ["next_report_on"]
    assert count(Action) == 0
