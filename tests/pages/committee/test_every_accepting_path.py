"""No accepted proposal without an action, its body, its result or indicator, and the day of its next report."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from factories import (
    a_letter_to_publish,
    a_member,
    a_proposal_in_review,
    an_action,
    an_answer,
    an_open_proposal,
    the_letter,
)
from veche.committee import drafting, publishing, taking_up
from veche.committee.models import Decision, Draft
from veche.committee.rules import ACCEPTING, STATE_AFTER
from veche.core import clock
from veche.core.database import db
from veche.core.incomplete import Incomplete
from veche.proposals.models import Proposal
from veche.proposals.rules import TRANSITIONS
from veche.tracking.models import Action


def as_it_is(proposal: Any) -> Proposal:
    return db.session.get_one(Proposal, proposal.id, populate_existing=True)


def whole(proposal: Any) -> bool:
    """What an accepted proposal owes the city."""
    action = as_it_is(proposal).action
    promised = action.indicator_id is not None or action.expected_result.strip()
    return bool(action.body_id and promised and action.next_report_on and action.next_report_on >= clock.today())


def after_a_vote() -> Any:
    return a_proposal_in_review(votes_for=3)


def without_a_vote() -> Any:
    proposal = an_open_proposal()
    reason = "The ice is thin this week, and a vote would close only in the spring."
    taking_up.propose(a_member(), proposal.id, reason=reason, language="en")
    taking_up.second(a_member(), proposal.id)
    return proposal


def after_a_deferral() -> Any:
    proposal = a_proposal_in_review(votes_for=3)
    with clock.moved(timedelta(days=-60)):
        an_answer(proposal, "deferred")
    return proposal


def by_its_writer(proposal: Any, outcome: str, **values: Any) -> None:
    an_answer(proposal, outcome, **values)


def in_a_batch(proposal: Any, outcome: str, **values: Any) -> None:
    draft = a_letter_to_publish(proposal, outcome=outcome, **values)
    assert publishing.attempt(draft.drafter, proposal.id).decision is not None


def test_only_review_leads_to_accepted() -> None:
    assert {before for before, after in TRANSITIONS.items() if "accepted" in after} == {"review"}
    assert {outcome for outcome, state in STATE_AFTER.items() if state == "accepted"} == ACCEPTING


@pytest.mark.parametrize("outcome", sorted(ACCEPTING))
@pytest.mark.parametrize("begin", [after_a_vote, without_a_vote, after_a_deferral])
@pytest.mark.parametrize("publish", [by_its_writer, in_a_batch])
@pytest.mark.parametrize("with_action", [False, True])
def test_every_path_to_accepted_ends_with_a_whole_action(
    app: Any, outcome: str, begin: Callable[[], Any], publish: Callable[..., None], with_action: bool
) -> None:
    proposal = begin()
    publish(proposal, outcome, **({"action_id": an_action().id} if with_action else {}))
    assert as_it_is(proposal).state == "accepted"
    assert whole(proposal)


LACKS = {
    "title": "",
    "body_id": None,
    "expected_result": "",
    "next_report_on": None,
}


@pytest.mark.parametrize("name", LACKS)
@pytest.mark.parametrize("outcome", sorted(ACCEPTING))
def test_a_letter_that_lost_a_part_of_its_action_after_the_approval_does_not_go_out(
    app: Any, outcome: str, name: str
) -> None:
    """As if the row had been changed behind the services' back."""
    proposal = a_proposal_in_review(votes_for=3)
    drafter = a_letter_to_publish(proposal, outcome=outcome).drafter
    db.session.execute(update(Draft).values({name: LACKS[name]}))
    db.session.commit()
    with pytest.raises(Incomplete) as incomplete:
        publishing.publish(drafter, proposal.id)
    assert incomplete.value.missing == [name]
    assert as_it_is(proposal).state == "review"
    assert db.session.execute(select(Action)).first() is None


def test_an_attached_action_that_ended_meanwhile_does_not_carry_a_letter(app: Any) -> None:
    proposal, action = a_proposal_in_review(votes_for=3), an_action()
    drafter = a_letter_to_publish(proposal, outcome="accepted", action_id=action.id).drafter
    db.session.execute(update(Action).values(status="cancelled", next_report_on=None))
    db.session.commit()
    with pytest.raises(Incomplete) as incomplete:
        publishing.publish(drafter, proposal.id)
    assert incomplete.value.missing == ["action_id"]


def test_a_body_that_there_is_not_carries_no_letter(app: Any) -> None:
    proposal, member = a_proposal_in_review(votes_for=3), a_member()
    fields = the_letter(proposal, "accepted", body_id=999_999)
    with pytest.raises(Incomplete) as incomplete:
        drafting.save(member, proposal.id, fields, seen=0, hand_over=True)
    assert incomplete.value.missing == ["body_id"]
    assert as_it_is(proposal).state == "review"


def test_the_database_itself_refuses_an_acceptance_without_an_action(app: Any) -> None:
    proposal = a_proposal_in_review(votes_for=3)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Proposal).where(Proposal.id == proposal.id).values(state="accepted"))
    db.session.rollback()
    an_answer(proposal)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Decision).values(outcome="accepted"))
    db.session.rollback()
