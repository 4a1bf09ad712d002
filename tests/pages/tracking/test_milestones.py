"""Milestones: set with a date, reached with evidence, dropped with a reason, overdue by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, an_action
from offices import an_officer
from statements import settled_statements
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.tracking import milestones, rules, services
from veche.tracking.models import Milestone


def a_milestone(action, title="Rooms are open", days=30):
    due_on = today() + timedelta(days=days)
    return milestones.add_milestone(a_person(("committee",)), action.id, title=title, language="en", due_on=due_on)


def last_verb() -> str:
    return db.session.execute(select(Entry.verb).order_by(Entry.seq.desc()).limit(1)).scalar_one()


def number_of() -> int:
    return db.session.execute(select(func.count(Milestone.id))).scalar_one()


def test_an_officer_sets_a_milestone_and_everybody_reads_it(client, signed_in):
    body = a_body()
    action, officer = an_action(body=body), signed_in(an_officer(body))
    address = f"/en/actions/{action.code}/milestones"
    assert f'action="{address}"' in officer.get(address).text
    due_on = today() + timedelta(days=30)
    fields = {"title": "Rooms are open", "due_on": due_on.isoformat(), "language": "en"}
    for _ in range(2):
        assert officer.post(address, data=fields).status_code == 303
    assert number_of() == 1
    page = client.get(f"/en/actions/{action.code}").text
    assert "Rooms are open" in page
    assert '<svg class="mile"' in page
    assert last_verb() == "milestone.added"


def test_a_milestone_is_done_with_what_proves_it(client, signed_in):
    action = an_action()
    one, member = a_milestone(action), signed_in(a_person(("committee",)))
    address = f"/en/actions/{action.code}/milestones/{one.id}/done"
    refused = member.post(address, data={"evidence": " "})
    assert refused.status_code == 422
    assert "Say where everybody can see that it is done." in refused.text
    assert member.post(address, data={"evidence": "Order no. 5"}).status_code == 303
    page = client.get(f"/en/actions/{action.code}").text
    assert "Order no. 5" in page
    assert last_verb() == "milestone.done"
    assert db.session.get(Milestone, one.id).done_on == today()
    assert member.post(address, data={"evidence": "Again"}).status_code == 409


def test_a_milestone_is_dropped_with_a_reason(client, signed_in):
    action = an_action()
    one, member = a_milestone(action), signed_in(a_person(("committee",)))
    address = f"/en/actions/{action.code}/milestones/{one.id}/drop"
    refused = member.post(address, data={"reason": ""})
    assert refused.status_code == 422
    assert "Say why; the reason stays public." in refused.text
    assert member.post(address, data={"reason": "The house was sold."}).status_code == 303
    assert "The house was sold." in client.get(f"/en/actions/{action.code}").text
    assert last_verb() == "milestone.dropped"
    with pytest.raises(Stale):
        milestones.reach(a_person(("committee",)), one.id, evidence="x")


def test_what_was_dropped_can_be_set_anew(app):
    action = an_action()
    one = a_milestone(action)
    milestones.drop(a_person(("committee",)), one.id, reason="The house was sold.")
    assert a_milestone(action).id != one.id


def test_a_missed_milestone_is_public_by_itself(client):
    action = an_action()
    a_milestone(action)
    with clock.moved(timedelta(days=30)):
        assert "Overdue" not in client.get(f"/en/actions/{action.code}").text
    with clock.moved(timedelta(days=33)):
        assert "Overdue: 3 days" in client.get(f"/en/actions/{action.code}").text


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": " "}, "Say what will be done."),
        ({"title": "t" * 201}, "This text is too long"),
        ({"due_on": ""}, "Type a date: day, month, year."),
        ({"due_on": "soon"}, "Type a date: day, month, year."),
        ({"due_on": "2020-01-01"}, "A milestone lies ahead"),
        ({"due_on": "9999-12-31"}, "A milestone lies ahead"),
        ({"language": "de"}, "Choose one of the options."),
    ],
)
def test_a_bad_milestone_is_refused_in_words(signed_in, given, message):
    action = an_action()
    fields = {"title": "What I typed", "due_on": today().isoformat(), "language": "en", **given}
    answer = signed_in(a_person(("committee",))).post(f"/en/actions/{action.code}/milestones", data=fields)
    assert answer.status_code == 422
    assert message in answer.text
    assert number_of() == 0


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ((), "This is for officers of the responsible body."),
        (("moderator",), "This is for officers of the responsible body."),
        (("body_officer",), "Reports on this action are posted by officers of another body."),
    ],
)
def test_others_read_the_reason_in_the_place_of_the_form(signed_in, role, reason):
    action = an_action()
    one, client = a_milestone(action), signed_in(a_person(role))
    page = client.get(f"/en/actions/{action.code}/milestones").text
    assert reason in page
    assert "Mark as done" not in page
    for end in ("", f"/{one.id}/done", f"/{one.id}/drop"):
        assert client.post(f"/en/actions/{action.code}/milestones{end}").status_code == 403


def test_a_milestone_of_another_action_is_not_found(signed_in):
    one, other = a_milestone(an_action()), an_action()
    client = signed_in(a_person(("committee",)))
    for number in (one.id, 99999):
        assert client.post(f"/en/actions/{other.code}/milestones/{number}/done").status_code == 404
    assert client.get(f"/en/actions/{other.code}/milestones").status_code == 200


def test_an_ended_action_keeps_its_milestones_as_they_are(signed_in):
    action = an_action()
    one = a_milestone(action)
    services.post_update(a_person(("committee",)), action.id, text="No.", language="en", status="cancelled", nonce="1")
    client = signed_in(a_person(("committee",)))
    assert "its milestones stay as they are" in client.get(f"/en/actions/{action.code}/milestones").text
    assert client.post(f"/en/actions/{action.code}/milestones/{one.id}/done").status_code == 403


def test_an_action_has_no_end_of_milestones(app, monkeypatch):
    monkeypatch.setattr(rules, "MOST_MILESTONES", 2)
    action = an_action()
    for number in range(2):
        a_milestone(action, title=f"Room {number}")
    with pytest.raises(Refused):
        a_milestone(action, title="One more")


def test_milestones_cost_the_page_nothing_more(client):
    action = an_action()
    a_milestone(action)
    addresses = (f"/en/actions/{action.code}", f"/en/actions/{action.code}/milestones")
    before = [settled_statements(client, address) for address in addresses]
    for number in range(4):
        a_milestone(action, title=f"Room {number}")
    assert [settled_statements(client, address) for address in addresses] == before
