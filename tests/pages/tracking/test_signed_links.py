"""The office of a body reports by the link of its letter: once, without an account, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, an_action
from offices import (
    an_action_with_an_office,
    hidden,
    letters,
    link_in,
    move_office,
)
from veche.core import clock
from veche.core.clock import today
from veche.core.database import db
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.tracking import links, queries, records, reminders, services
from veche.tracking.models import Action, Update

OFFICE = "office@library.example"


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def a_link(action) -> str:
    """As the office gets it: out of the letter that the committee had sent."""
    reminders.ask_office(a_person(("committee",)), action.id)
    return link_in(letters(OFFICE)[-1])


def report_by(client, address: str, **given):
    page = client.get(address).text
    assert f'method="post" action="{address}"' in page
    fields = {"status": "in_progress", "text": "Two groups.", "language": "en", "figure": "40", "when": "60"}
    return client.post(address, data={**fields, "nonce": hidden(page)["nonce"], **given})


def test_the_committee_sends_a_link_and_the_office_reports_without_an_account(client, signed_in):
    action = an_action_with_an_office()
    member = signed_in(a_person(("committee",)))
    assert "Send the office a link" in member.get(f"/en/actions/{action.code}").text
    assert member.post(f"/en/actions/{action.code}/link").status_code == 303
    letter = letters(OFFICE)[0]
    assert action.code in letter.subject
    assert "needs no account" in letter.body
    answer = report_by(client, link_in(letter), change="Most are over 70.", next_steps="Two more libraries.")
    assert answer.status_code == 303
    assert answer.location == f"/en/actions/{action.code}#reports"
    page = client.get(f"/en/actions/{action.code}").text
    for words in ("Two groups.", "Most are over 70.", "Two more libraries.", f"office: {action.body.name_en}"):
        assert words in page
    update = db.session.execute(select(Update)).scalar_one()
    assert (update.by_link, update.author_id, update.next_report_on) == (True, None, today() + timedelta(days=60))


def test_the_journal_says_that_the_office_reported_and_names_nobody(client):
    action = an_action_with_an_office()
    report_by(client, a_link(action))
    entry = db.session.execute(select(Entry).order_by(Entry.seq.desc()).limit(1)).unique().scalar_one()
    assert (entry.verb, entry.actor, entry.data["office"]) == ("action.moved", None, action.body_id)
    assert "the office of the body" in client.get("/en/journal").text


def test_the_page_of_a_link_is_kept_by_nobody(client):
    answer = client.get(a_link(an_action_with_an_office()))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_link_used_twice_says_calmly_that_all_is_well_and_keeps_what_was_typed(client):
    action = an_action_with_an_office()
    address = a_link(action)
    assert report_by(client, address).status_code == 303
    assert client.get(address).status_code == 410
    again = client.post(address, data={"status": "in_progress", "text": "Once more.", "language": "en", "when": "30"})
    assert again.status_code == 410
    assert "A report has come since this link was sent" in again.text
    assert "Once more." in again.text
    assert count(Update) == 1


def test_a_report_from_elsewhere_ends_the_link(client):
    action = an_action_with_an_office()
    address = a_link(action)
    services.post_update(a_person(("committee",)), action.id, text="x", language="en", status="in_progress", nonce="1")
    answer = client.get(address)
    assert answer.status_code == 410
    assert "A report has come since" in answer.text
    assert f'href="/en/actions/{action.code}"' in answer.text


def test_a_link_lives_thirty_days(client):
    address = a_link(an_action_with_an_office())
    with clock.moved(timedelta(days=29, hours=23)):
        assert client.get(address).status_code == 200
    with clock.moved(timedelta(days=30, minutes=1)):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "older than thirty days" in answer.text
        assert client.post(address, data={"status": "in_progress", "text": "x"}).status_code == 410
    assert count(Update) == 0


def test_another_address_of_the_office_closes_the_old_links(client):
    action = an_action_with_an_office()
    address = a_link(action)
    move_office(action.body_id, "new@library.example")
    assert client.get(address).status_code == 410
    move_office(action.body_id, "")
    answer = client.get(address)
    assert answer.status_code == 410
    assert "Another body or another address" in answer.text


def test_another_body_closes_the_links_of_the_former_one(client):
    action = an_action_with_an_office()
    address, other = a_link(action), a_body("Other")
    move_office(other.id, OFFICE)
    fresh = queries.load_action(action.code)
    fields = {name: getattr(fresh, name) for name in records.FIELDS} | {"body_id": other.id}
    seen = records.fingerprint(fresh)
    records.edit_action(a_person(("committee",)), action.id, seen=seen, reason="It moved.", executors={}, **fields)
    assert client.get(address).status_code == 410
    assert client.post(address, data={"status": "in_progress", "text": "x"}).status_code == 410
    assert count(Update) == 0


def test_an_ended_action_takes_no_report_by_a_link(client):
    action = an_action_with_an_office()
    address = a_link(action)
    services.post_update(a_person(("committee",)), action.id, text="No.", language="en", status="cancelled", nonce="1")
    answer = client.get(address)
    assert answer.status_code == 410
    assert "This action has ended" in answer.text


@pytest.mark.parametrize("token", ["x", "x" * 3000, "WzEsMSwwLCIiXQ.aaaa.bbbb", "'", "%D0%B0"])
def test_a_forged_link_is_not_found(client, token):
    an_action_with_an_office()
    for answer in (client.get(f"/en/actions/report/{token}"), client.post(f"/en/actions/report/{token}")):
        assert answer.status_code == 404
        assert "copy it whole from the letter" in answer.text
    assert count(Update) == 0


def test_a_link_of_one_action_opens_no_other(app):
    body = an_action_with_an_office().body
    one, other = an_action(body=body), an_action(body=body)
    link = links.read(links.token(one))
    with pytest.raises(links.Dead) as dead:
        links.check(link, other)
    assert dead.value.why == "moved"


def test_a_changed_letter_of_the_link_is_damaged(app):
    token = links.token(an_action_with_an_office())
    for place in (2, len(token) // 2, len(token) - 2):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(links.Dead):
            links.read(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("status", ["completed", "cancelled", "planned", "done", ""])
def test_a_link_ends_no_action(client, status):
    action = an_action_with_an_office()
    services.post_update(a_person(("committee",)), action.id, text="x", language="en", status="in_progress", nonce="1")
    address = a_link(action)
    assert "to complete or to cancel the action, sign in" in client.get(address).text
    answer = report_by(client, address, status=status, evidence="Lists.")
    assert answer.status_code == 422
    assert "Choose one of the options." in answer.text
    assert db.session.get(Action, action.id).status == "in_progress"


def test_a_link_pauses_and_resumes(client):
    action = an_action_with_an_office()
    report_by(client, a_link(action))
    assert report_by(client, a_link(action), status="paused", text="", figure="").status_code == 422
    assert report_by(client, a_link(action), status="paused", text="No room.", figure="").status_code == 303
    assert db.session.get(Action, action.id).status == "paused"
    assert report_by(client, a_link(action), text="A room is found.").status_code == 303
    assert db.session.get(Action, action.id).status == "in_progress"


def test_a_bad_report_by_a_link_keeps_what_was_typed_and_the_link(client):
    address = a_link(an_action_with_an_office())
    answer = report_by(client, address, figure="many", text="What I typed.")
    assert answer.status_code == 422
    assert "Type a number" in answer.text
    assert "What I typed." in answer.text
    assert report_by(client, address).status_code == 303


@pytest.mark.parametrize("role", [(), ("body_officer",), ("moderator",)])
def test_only_the_committee_sends_links(signed_in, role):
    action = an_action_with_an_office()
    client = signed_in(a_person(role))
    answer = client.post(f"/en/actions/{action.code}/link")
    assert answer.status_code == 403
    assert "This is for members of the committee." in answer.text
    assert letters(OFFICE) == []


def test_an_office_without_an_address_gets_no_link(signed_in):
    action = an_action()
    client = signed_in(a_person(("committee",)))
    page = client.get(f"/en/actions/{action.code}").text
    assert "no e-mail on record" in page
    assert "Send the office a link" not in page
    with pytest.raises(Refused):
        reminders.ask_office(a_person(("committee",)), action.id)
