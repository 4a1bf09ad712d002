"""Several proposals behind one action, several actions for one proposal: tied by the committee, in public."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from factories import a_body, a_person, a_proposal_in_review, an_action, an_answer, an_open_proposal
from statements import settled_statements
from veche.core.clock import today
from veche.core.database import db, writing
from veche.core.incomplete import Incomplete
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.proposals import tying
from veche.proposals.models import Proposal
from veche.proposals.origin_models import ActionOrigin
from veche.tracking.models import Action

LETTER = "The committee accepts the proposal whole, because the libraries have rooms and people to teach in them."


def an_accepted_proposal(title: str = "Phones without fear"):
    proposal = a_proposal_in_review(votes_for=4, title=title)
    new = {"title": f"{title}: groups", "body_id": a_body().id, "expected_result": "160 people"}
    new["next_report_on"] = today() + timedelta(days=90)
    an_answer(proposal, "accepted", letter=LETTER, **new)
    db.session.expire_all()
    return db.session.get_one(Proposal, proposal.id)


def count(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def entries(verb: str) -> list[Entry]:
    return list(db.session.execute(select(Entry).where(Entry.verb == verb)).unique().scalars())


def test_the_committee_ties_a_proposal_to_a_further_action_and_both_pages_show_it(client, signed_in):
    proposal, action = an_accepted_proposal(), an_action("1.1.1", title="Paper forms for all")
    member = signed_in(a_person(("committee",)))
    assert "Further actions that carry it out" not in client.get(f"/en/proposals/{proposal.id}").text
    address = f"/en/actions/{action.code}/proposals"
    page = member.get(address).text
    assert f'method="post" action="{address}"' in page
    assert "Phones without fear" in page
    given = {"proposal": str(proposal.id), "reason": "The forms are part of it.", "language": "en"}
    for _ in range(2):
        tying.link(a_person(("committee",)), action.id, proposal.id, reason="The forms are part of it.", language="en")
    assert member.post(address, data=given).status_code == 422  # it is tied already, so it is no choice any more
    assert (count(ActionOrigin), len(entries("action.tied"))) == (1, 1)
    origin = client.get(f"/en/actions/{action.code}").text
    assert "Proposal «Phones without fear»" in origin
    assert "Tie further proposals" not in origin
    page = client.get(f"/en/proposals/{proposal.id}").text
    assert "Further actions that carry it out" in page
    assert "Paper forms for all" in page
    assert "The forms are part of it." in page
    assert "Proposal tied to an action" in client.get(f"/en/proposals/{proposal.id}/path").text


def test_through_the_page(client, signed_in):
    proposal, action = an_accepted_proposal(), an_action("1.1.1")
    member, address = signed_in(a_person(("committee",))), f"/en/actions/{action.code}/proposals"
    given = {"proposal": str(proposal.id), "reason": "Part of it.", "language": "en"}
    assert member.post(address, data={**given, "reason": " "}).status_code == 422
    assert member.post(address, data={**given, "proposal": "7777"}).status_code == 422
    assert count(ActionOrigin) == 0
    assert member.post(address, data=given).status_code == 303
    assert "Part of it." in member.get(address).text
    untie = f"{address}/{proposal.id}/untie"
    refused = member.post(untie, data={"reason": ""})
    assert refused.status_code == 422
    assert "Say why, in public." in refused.text
    assert member.post(untie, data={"reason": "A mistake."}).status_code == 303
    assert member.post(untie, data={"reason": "A mistake."}).status_code == 404
    assert count(ActionOrigin) == 0
    assert "no proposal stands behind it" in client.get(f"/en/actions/{action.code}").text
    assert [entry.data["reason"] for entry in entries("action.untied")] == ["A mistake."]


def test_several_proposals_stand_behind_one_action(client):
    first, second = an_accepted_proposal("First wish"), an_accepted_proposal("Second wish")
    action = db.session.get_one(Action, first.action_id)
    code = action.code
    tying.link(a_person(("committee",)), action.id, second.id, reason="The same groups.", language="en")
    page = client.get(f"/en/actions/{code}").text
    assert "Proposal «First wish»" in page
    assert "Proposal «Second wish»" in page


def test_what_the_answer_named_is_not_taken_back(signed_in):
    proposal = an_accepted_proposal()
    action = db.session.get_one(Action, proposal.action_id)
    member = a_person(("committee",))
    tying.link(member, action.id, proposal.id, reason="Twice.", language="en")
    assert count(ActionOrigin) == 0
    answer = signed_in(member).post(
        f"/en/actions/{action.code}/proposals/{proposal.id}/untie", data={"reason": "No more."}
    )
    assert answer.status_code == 403
    assert "The committee’s answer itself names this action" in answer.text


def test_only_accepted_proposals_are_tied(signed_in):
    proposal, action = an_open_proposal(), an_action("1.1.1")
    member = a_person(("committee",))
    with pytest.raises(Refused) as refused:
        tying.link(member, action.id, proposal.id, reason="Why not.", language="en")
    assert "Only an accepted proposal" in str(refused.value)
    page = signed_in(member).get(f"/en/actions/{action.code}/proposals").text
    assert "There is no other accepted proposal." in page


def test_a_tie_needs_a_reason(app):
    proposal, action = an_accepted_proposal(), an_action("1.1.1")
    with pytest.raises(Incomplete):
        tying.link(a_person(("committee",)), action.id, proposal.id, reason=" ", language="en")


@pytest.mark.parametrize("role", [None, (), ("body_officer",), ("moderator",)])
def test_others_tie_nothing(client, signed_in, role):
    proposal, action = an_accepted_proposal(), an_action("1.1.1")
    someone = client if role is None else signed_in(a_person(role))
    address = f"/en/actions/{action.code}/proposals"
    assert someone.get(address).status_code == (303 if role is None else 403)
    assert someone.post(address, data={"proposal": str(proposal.id), "reason": "Mine"}).status_code == 403
    assert someone.post(f"{address}/{proposal.id}/untie", data={"reason": "Mine"}).status_code == 403
    with pytest.raises(Refused):
        tying.link(a_person(role or ()), action.id, proposal.id, reason="Mine", language="en")


def test_an_unknown_action_is_not_found(signed_in):
    member = signed_in(a_person(("committee",)))
    assert member.get("/en/actions/9.9.9-9/proposals").status_code == 404
    assert member.post("/en/actions/9.9.9-9/proposals", data={}).status_code == 404


def test_a_hidden_proposal_is_no_choice_and_shows_nothing(client, signed_in):
    proposal, action = an_accepted_proposal("Something unkind"), an_action("1.1.1")
    tying.link(a_person(("committee",)), action.id, proposal.id, reason="Part of it.", language="en")
    with writing() as session:
        session.get_one(Proposal, proposal.id).visibility = "hidden"
    assert "Something unkind" not in client.get(f"/en/actions/{action.code}").text


def test_pages_cost_as_many_statements_with_many_ties_as_with_one(client):
    proposal, actions = an_accepted_proposal(), [an_action("1.1.1").id for _ in range(4)]
    number = proposal.id
    tying.link(a_person(("committee",)), actions[0], number, reason="R", language="en")
    pages = [f"/en/proposals/{number}", f"/en/proposals/{number}/path"]
    before = [settled_statements(client, page) for page in pages]
    for action in actions[1:]:
        tying.link(a_person(("committee",)), action, number, reason="R", language="en")
    assert [settled_statements(client, page) for page in pages] == before
