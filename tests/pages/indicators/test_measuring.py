"""Values are recorded with their proof, and withdrawn in public; never changed, never deleted."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, a_value, an_action, an_indicator, an_output
from veche.bodies.services import name_officer
from veche.core import clock
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.indicators import measuring
from veche.indicators.models import Measurement


def count() -> int:
    return db.session.execute(select(func.count()).select_from(Measurement)).scalar_one()


def last_entry() -> Entry:
    return db.session.execute(select(Entry).order_by(Entry.seq.desc()).limit(1)).unique().scalar_one()


def record(client, code="I-39", **given):
    """Fill the page's own form and send it."""
    page = client.get(f"/en/indicators/{code}").text
    assert f'method="post" action="/en/indicators/{code}"' in page
    nonce = re.search(r'name="nonce" value="([^"]+)"', page).group(1)
    day = (clock.today() - timedelta(days=3)).isoformat()
    fields = {"value": "1 240,5", "on": day, "sample": "400", "method": "By phone.", "evidence": "Report 7"}
    return client.post(f"/en/indicators/{code}", data={**fields, "language": "en", "nonce": nonce, **given})


def member():
    return a_person(("committee",))


def test_the_committee_records_a_value_and_everybody_reads_it(client, signed_in):
    answer = record(signed_in(member()))
    assert answer.status_code == 303
    assert answer.location == "/en/indicators/I-39#values"
    page = client.get("/en/indicators/I-39").text
    assert "1,240.5" in page
    assert "Report 7" in page
    entry = last_entry()
    assert (entry.verb, entry.data["code"], entry.data["value"]) == ("indicator.measured", "I-39", "1240.5")


def test_the_same_value_sent_twice_is_one(signed_in):
    client = signed_in(member())
    for _ in range(2):
        assert record(client, nonce="the same").status_code == 303
    assert count() == 1


def test_four_digits_after_the_comma_are_kept(signed_in):
    assert record(signed_in(member()), value="0,1234").status_code == 303
    assert db.session.execute(select(Measurement.value)).scalar_one() == Decimal("0.1234")


def test_nought_is_a_value(signed_in):
    assert record(signed_in(member()), value="0").status_code == 303


@pytest.mark.parametrize(
    ("code", "given", "message"),
    [
        ("I-39", {"value": ""}, "Type a number"),
        ("I-39", {"value": "many"}, "Type a number"),
        ("I-39", {"value": "1,23456"}, "Type a number"),
        ("I-39", {"value": "9" * 13}, "Type a number"),
        ("I-39", {"on": ""}, "Type a date"),
        ("I-39", {"on": "soon"}, "Type a date"),
        ("I-39", {"on": "2999-01-01"}, "today or earlier"),
        ("I-39", {"on": "0001-01-01"}, "today or earlier"),
        ("I-39", {"evidence": " \n "}, "Say what proves the value"),
        ("I-39", {"evidence": "e" * 2001}, "too long"),
        ("I-39", {"evidence": "a\x00b"}, "Some characters cannot be stored."),
        ("I-39", {"sample": ""}, "Say how many people answered"),
        ("I-39", {"sample": "0"}, "Say how many people answered"),
        ("I-39", {"sample": "9" * 30}, "Say how many people answered"),
        ("I-39", {"sample": "some"}, "Type a whole number."),
        ("I-39", {"method": ""}, "Say how it was done."),
        ("I-39", {"language": "de"}, "Choose one of the options."),
        ("I-47", {"reviewer": ""}, "Name the group or the office"),
        ("I-47", {"reviewer": "A group", "method": ""}, "Say how it was done."),
    ],
)
def test_a_value_without_its_proof_is_refused_in_words_and_nothing_typed_is_lost(signed_in, code, given, message):
    answer = record(signed_in(member()), code, **{"evidence": "What I typed.", **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert 'class="note errs"' in answer.text
    if "evidence" not in given:
        assert "What I typed." in answer.text
    assert count() == 0


def test_the_service_itself_refuses_what_the_form_would(app):
    with pytest.raises(Incomplete) as problem:
        a_value(an_indicator("I-39"), on=clock.today() + timedelta(days=1), sample=None)
    assert problem.value.missing == ["on", "sample"]


def test_an_official_figure_asks_for_no_sample_and_no_reviewer(signed_in):
    page = signed_in(member()).get("/en/indicators/I-38").text
    for name in ("sample", "method", "reviewer"):
        assert f'name="{name}"' not in page
    assert 'name="reviewer"' in signed_in(member()).get("/en/indicators/I-47").text


# Who


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ((), "This is for officers of the responsible body."),
        (("moderator",), "This is for officers of the responsible body."),
        (("body_officer",), "Values are recorded by the committee and by bodies"),
    ],
)
def test_others_read_the_reason_in_the_place_of_the_form(signed_in, role, reason):
    client = signed_in(a_person(role))
    page = client.get("/en/indicators/I-38").text
    assert reason in page
    assert "Record the value" not in page
    answer = client.post("/en/indicators/I-38", data={"value": "1"})
    assert answer.status_code == 403
    assert reason in answer.text
    assert count() == 0


def test_without_an_account_nothing_is_recorded(client):
    assert client.post("/en/indicators/I-38", data={"value": "1"}).status_code == 403
    assert "Record a value" not in client.get("/en/indicators/I-38").text


def an_officer(body):
    officer = a_person(("body_officer",))
    name_officer(member(), body.id, officer.name_key)
    return officer


def test_an_officer_records_values_of_what_measures_the_bodys_actions_and_of_nothing_else(signed_in):
    body = a_body()
    action = an_action(body=body, indicator_id=an_indicator("I-39").id)
    output = an_output(action)
    client = signed_in(an_officer(body))
    assert record(client).status_code == 303
    assert record(client, output.code).status_code == 303
    assert client.post("/en/indicators/I-40", data={"value": "1"}).status_code == 403
    assert signed_in(an_officer(a_body())).post("/en/indicators/I-39", data={"value": "1"}).status_code == 403


# Withdrawing


def withdraw(client, value, reason="The comma is in the wrong place."):
    address = f"/en/indicators/values/{value.id}/withdraw"
    assert f'action="{address}"' in client.get(address).text
    return client.post(address, data={"reason": reason, "language": "en"})


def test_a_mistake_is_withdrawn_in_public_and_the_right_value_recorded_anew(client, signed_in):
    indicator, today = an_indicator(), clock.today()
    wrong = a_value(indicator, "3.35", today)
    assert withdraw(signed_in(member()), wrong).location == "/en/indicators/I-38#values"
    page = client.get("/en/indicators/I-38").text
    assert "<del>3.35</del>" in page
    assert "The comma is in the wrong place." in page
    assert "No data yet" in page
    assert last_entry().verb == "indicator.value_withdrawn"
    a_value(indicator, "33.5", today)
    page = client.get("/en/indicators/I-38").text
    assert "<del>3.35</del>" in page
    assert 'class="huge num">33.5' in page
    assert count() == 2


def test_of_two_values_of_one_day_the_later_recorded_counts_and_the_earlier_stays_visible(client):
    indicator, today = an_indicator(), clock.today()
    a_value(indicator, 41, today)
    a_value(indicator, 43, today)
    page = client.get("/en/indicators/I-38").text
    assert 'class="huge num">43' in page
    assert page.count("Does not count: another value of this day was recorded later.") == 1
    assert "No trend yet" in page


def test_a_withdrawal_needs_a_reason(signed_in):
    value = a_value(an_indicator())
    answer = withdraw(signed_in(member()), value, reason=" ")
    assert answer.status_code == 422
    assert "Give the reason: everybody reads it." in answer.text
    with pytest.raises(Incomplete):
        measuring.withdraw_value(member(), value.id, " ", "en")


def test_a_value_is_withdrawn_once(signed_in):
    value, client = a_value(an_indicator()), signed_in(member())
    withdraw(client, value)
    address = f"/en/indicators/values/{value.id}/withdraw"
    assert client.get(address).status_code == 409
    assert client.post(address, data={"reason": "Again.", "language": "en"}).status_code == 409
    with pytest.raises(Stale):
        measuring.withdraw_value(member(), value.id, "Again.", "en")


def test_only_those_who_measure_withdraw(client, signed_in):
    value = a_value(an_indicator())
    address = f"/en/indicators/values/{value.id}/withdraw"
    assert client.get(address).status_code == 303  # to sign in
    for person in (a_person(), a_person(("body_officer",))):
        assert signed_in(person).get(address).status_code == 403
        assert signed_in(person).post(address, data={"reason": "No."}).status_code == 403
        with pytest.raises(Refused):
            measuring.withdraw_value(person, value.id, "No.", "en")
    assert "Withdraw this value" not in client.get("/en/indicators/I-38").text
    assert client.get("/en/indicators/values/99999/withdraw").status_code == 404
