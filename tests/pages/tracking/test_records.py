"""The record of an action: kept by the committee, every change public with what it said before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from factories import a_body, a_person, an_action
from offices import hidden
from statements import settled_statements
from veche.core.clock import today
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.tracking import queries, records
from veche.tracking.models import Action


def edits() -> list[dict]:
    rows = select(Entry).where(Entry.verb == "action.edited").order_by(Entry.seq)
    return [entry.data for entry in db.session.execute(rows).unique().scalars()]


def edit(client, action, **given):
    """Fill the page's own form, change what is given, send it."""
    address = f"/en/actions/{action.code}/edit"
    page = client.get(address).text
    assert f'method="post" action="{address}"' in page
    fields = {"body_id": str(action.body_id), "functions": "", "begins_on": "", "ends_on": "", "national_plan": ""}
    return client.post(address, data={**fields, "reason": "", "seen": hidden(page)["seen"], **given})


def test_a_translation_is_shown_to_its_readers_and_the_decided_wording_stays(client, signed_in):
    action = an_action(title="Phones without fear")
    member = signed_in(a_person(("committee",)))
    assert 'name="title_en"' not in member.get(f"/en/actions/{action.code}/edit").text
    assert edit(member, action, title_be="Тэлефон без страху", title_en="Other words").status_code == 303
    page = client.get(f"/be/actions/{action.code}").text
    assert "<h1>Тэлефон без страху</h1>" in page
    assert '<dd lang="en">Phones without fear</dd>' in page
    assert '<h1 lang="en">Phones without fear</h1>' in client.get(f"/ru/actions/{action.code}").text
    for address in ("/be/actions", "/be/plan/2.4.5", f"/be/bodies/{action.body_id}", "/be/journal"):
        assert "Тэлефон без страху" in client.get(address).text
    assert edits() == [{"code": action.code, "changes": {"title_be": ["", "Тэлефон без страху"]}, "reason": ""}]


def test_everything_of_the_record_is_kept_and_read(client, signed_in):
    action, helper = an_action(), a_body("Culture department")
    begins, ends = today() + timedelta(days=5), today() + timedelta(days=200)
    given = {
        "functions": "Runs the groups.",
        "begins_on": begins.isoformat(),
        "ends_on": ends.isoformat(),
        "national_plan": "Programme of digital skills",
        "executor_0": str(helper.id),
        "does_0": "Lends the rooms.",
    }
    assert edit(signed_in(a_person(("committee",))), action, **given).status_code == 303
    page = client.get(f"/en/actions/{action.code}").text
    for words in ("Runs the groups.", "Lends the rooms.", helper.name_en, "Programme of digital skills"):
        assert words in page
    kept = queries.load_action(action.code)
    assert (kept.begins_on, kept.ends_on) == (begins, ends)
    assert [(one.body_id, one.functions) for one in kept.executors] == [(helper.id, "Lends the rooms.")]
    assert edits()[0]["changes"]["executors"] == [{}, {str(helper.id): "Lends the rooms."}]


def test_another_body_needs_a_reason_that_stays_public(client, signed_in):
    action, other = an_action(), a_body("Culture department")
    member = signed_in(a_person(("committee",), name="Member K."))
    refused = edit(member, action, body_id=str(other.id), functions="What I typed.")
    assert refused.status_code == 422
    assert "change only with a reason" in refused.text
    assert "What I typed." in refused.text
    assert db.session.get(Action, action.id).body_id == action.body_id != other.id
    assert edit(member, action, body_id=str(other.id), reason="The library is rebuilt.").status_code == 303
    page = client.get(f"/en/actions/{action.code}").text
    assert "The library is rebuilt." in page
    assert "Member K." in page
    assert f"<ins>{other.name_en}</ins>" in page


def test_a_promised_date_moves_only_with_a_reason_and_both_dates_are_read(client, signed_in):
    action, member = an_action(), signed_in(a_person(("committee",)))
    first, later = (today() + timedelta(days=days) for days in (100, 200))
    assert edit(member, action, ends_on=first.isoformat()).status_code == 303
    assert edit(member, action, ends_on=later.isoformat()).status_code == 422
    assert edit(member, action, ends_on="").status_code == 422
    assert edit(member, action, ends_on=later.isoformat(), reason="The school term.").status_code == 303
    assert edits()[-1]["changes"] == {"ends_on": [first.isoformat(), later.isoformat()]}
    assert "<del>" in client.get(f"/en/actions/{action.code}").text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"body_id": "99999"}, "Choose one of the options."),
        ({"body_id": "x"}, "Choose one of the options."),
        ({"executor_0": "99999"}, "Choose one of the options."),
        ({"begins_on": "2027-02-01", "ends_on": "2027-01-01"}, "The end cannot be before the beginning."),
        ({"begins_on": "soon"}, "Type a date: day, month, year."),
        ({"title_be": "Т" * 201}, "This text is too long"),
        ({"functions": "a\x00b"}, "Some characters cannot be stored."),
    ],
)
def test_a_bad_record_is_refused_in_words_and_nothing_typed_is_lost(signed_in, given, message):
    action = an_action()
    answer = edit(signed_in(a_person(("committee",))), action, **{"national_plan": "What I typed.", **given})
    assert answer.status_code == 422
    assert message in answer.text
    assert "What I typed." in answer.text
    assert edits() == []


def test_a_record_that_somebody_changed_meanwhile_is_not_overwritten(signed_in):
    action, member = an_action(), signed_in(a_person(("committee",)))
    seen = hidden(member.get(f"/en/actions/{action.code}/edit").text)["seen"]
    assert edit(member, action, functions="The first words.").status_code == 303
    late = edit(member, action, functions="What I typed.", seen=seen)
    assert late.status_code == 409
    assert "Somebody has changed the record" in late.text
    assert "What I typed." in late.text
    assert db.session.get(Action, action.id).functions == "The first words."
    again = edit(member, action, functions="What I typed.", seen=hidden(late.text)["seen"])
    assert again.status_code == 303


def test_a_record_that_says_the_same_writes_nothing(signed_in):
    action = an_action()
    assert edit(signed_in(a_person(("committee",))), action).status_code == 303
    assert edits() == []


@pytest.mark.parametrize("role", [(), ("moderator",), ("body_officer",), ("admin",)])
def test_only_the_committee_keeps_records(signed_in, role):
    action, client = an_action(), signed_in(a_person(role))
    assert client.get(f"/en/actions/{action.code}/edit").status_code == 403
    assert client.post(f"/en/actions/{action.code}/edit").status_code == 403
    assert "Change the record" not in client.get(f"/en/actions/{action.code}").text
    with pytest.raises(Refused):
        records.edit_action(a_person(role), action.id, seen="", executors={})


def test_an_unknown_record_is_not_found(signed_in):
    assert signed_in(a_person(("committee",))).get("/en/actions/9.9.9-1/edit").status_code == 404


def test_a_stale_print_is_refused_by_the_service_itself(app):
    action = an_action()
    with pytest.raises(Stale):
        records.edit_action(a_person(("committee",)), action.id, seen="other", executors={})


def test_a_long_history_costs_the_page_nothing_more(client, signed_in):
    action, member = an_action(), signed_in(a_person(("committee",)))
    address = f"/en/actions/{action.code}"
    edit(member, action, functions="0")
    before = settled_statements(client, address)
    for number in range(1, 4):
        edit(signed_in(a_person(("committee",))), db.session.get(Action, 1), functions=str(number))
    assert settled_statements(client, address) == before
