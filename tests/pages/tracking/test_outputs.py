"""What one action brings forth, defined by the committee and measured as the indicators of the plan are."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from factories import a_person, a_value, an_action, an_output
from statements import settled_statements
from veche.core import clock
from veche.core.database import db
from veche.core.policy import Refused
from veche.indicators import queries
from veche.tracking.models import Output
from veche.tracking.outputs import add_output

ADDRESS = "/en/actions/2.4.5-1/outputs/new"


def soon(days: int = 100) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def put(client, **given):
    assert f'method="post" action="{ADDRESS}"' in client.get(ADDRESS).text
    fields = {"title_ru": "Обученные", "unit_ru": "человек", "target": "160", "target_on": soon()}
    return client.post(ADDRESS, data={**fields, **given})


def count() -> int:
    return db.session.execute(select(func.count()).select_from(Output)).scalar_one()


def test_the_committee_adds_an_output_and_it_stands_on_the_actions_page(client, signed_in):
    an_action()
    assert put(signed_in(a_person(("committee",)))).location == "/en/actions/2.4.5-1#outputs"
    page = client.get("/en/actions/2.4.5-1").text
    assert 'href="/en/indicators/2.4.5-1.1" lang="ru">Обученные</a>' in page
    assert "no value yet" in page
    assert "target 160" in page
    own = client.get("/en/indicators/2.4.5-1.1").text
    assert '<span lang="ru">Обученные</span>' in own
    assert 'href="/en/actions/2.4.5-1"' in own
    assert "working wording" not in own


def test_its_values_show_on_the_actions_page(client):
    action = an_action()
    output = an_output(action, target=Decimal(160), target_on=clock.today() + timedelta(days=100))
    a_value(output, 40, clock.today())
    page = client.get("/en/actions/2.4.5-1").text
    assert ">40</b>" in page
    assert 'd="M0 0h25v6H0z"' in page


def test_outputs_are_numbered_within_their_action_and_stay_out_of_the_plan(client):
    action = an_action()
    assert [an_output(action, title).code for title in ("А", "Б")] == ["2.4.5-1.1", "2.4.5-1.2"]
    assert an_output(an_action(), "А").code == "2.4.5-2.1"
    assert queries.states().overall.total == 62
    assert "2.4.5-1.1" not in client.get("/en/indicators").text


def test_an_output_sent_twice_is_one(signed_in):
    an_action()
    client = signed_in(a_person(("committee",)))
    for _ in range(2):
        assert put(client).status_code == 303
    assert count() == 1
    assert put(client, target="99").status_code == 422


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title_ru": ""}, "Write the wording in Russian."),
        ({"title_ru": "t" * 201}, "too long"),
        ({"target": "many"}, "Type a number"),
        ({"target": "-5"}, "type a number above it"),
        ({"target": "0"}, "type a number above it"),
        ({"target_on": ""}, "Name the day of the target."),
        ({"target": ""}, "Name the target."),
        ({"target_on": "2001-01-01"}, "has to be later"),
        ({"target_on": "9999-01-01"}, "Name a day between"),
    ],
)
def test_an_impossible_output_is_refused_in_words(signed_in, given, message):
    an_action()
    answer = put(signed_in(a_person(("committee",))), **{"unit_be": "what I typed", **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert "what I typed" in answer.text
    assert count() == 0


def test_without_a_target_it_is_just_counted(signed_in):
    an_action()
    assert put(signed_in(a_person(("committee",))), target="", target_on="").status_code == 303


@pytest.mark.parametrize("role", [(), ("moderator",), ("body_officer",)])
def test_only_the_committee_adds_outputs(signed_in, role):
    action, person = an_action(), a_person(role)
    client = signed_in(person)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, data={"title_ru": "Т"}).status_code == 403
    assert "Add an output" not in client.get("/en/actions/2.4.5-1").text
    with pytest.raises(Refused):
        add_output(person, action.id, titles={"ru": "Т"}, units={})


def test_the_committee_changes_an_output_that_is_worded_in_russian_alone(client, signed_in):
    output = an_output(an_action())
    browser = signed_in(a_person(("committee",)))
    assert browser.get(f"/en/indicators/{output.code}/edit").status_code == 200
    typed = {"title_ru": "Обученные", "source": "official", "direction": "up", "version": "1"}
    assert browser.post(f"/en/indicators/{output.code}/edit", data=typed).status_code == 303
    assert ">Обученные</a>" in client.get("/en/actions/2.4.5-1").text


def test_an_unknown_action_has_no_outputs(signed_in):
    assert signed_in(a_person(("committee",))).get("/en/actions/2.4.5-9/outputs/new").status_code == 404


def test_the_actions_page_costs_the_same_however_many_outputs_there_are(client):
    one, many = an_action(), an_action()
    an_output(one)
    for title in "АБВГД":
        a_value(an_output(many, title), 3)
    assert settled_statements(client, "/en/actions/2.4.5-1") == settled_statements(client, "/en/actions/2.4.5-2")
