"""When an action ends, whoever wrote, supported or argued for the proposals behind it gets one letter."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from factories import a_person, an_action, an_argument, an_open_proposal
from offices import letters
from veche.core import clock
from veche.core.clock import today
from veche.core.database import writing
from veche.core.incomplete import Incomplete
from veche.indicators.models import Measurement
from veche.proposals.models import Proposal
from veche.tracking.services import post_update


def grown_from(*proposals: Any, **values: Any) -> Any:
    """An action behind which the proposals stand, as after the committee's answers."""
    action = an_action(**values)
    with writing() as session:
        for proposal in proposals:
            session.get_one(Proposal, proposal.id).action_id = action.id
    return action


def end(action: Any, status: str, **said: Any) -> Any:
    member = a_person(("committee",))
    if status == "completed":
        post_update(member, action.id, text="Begun.", language="en", status="in_progress", nonce="0")
    given = {"text": "The school was closed.", "language": "en", "status": status, "nonce": "1"}
    return post_update(member, action.id, **{**given, **said})


def told(person: Any, action: Any) -> list[Any]:
    return [letter for letter in letters(person.email) if action.code in letter.subject]


def test_a_cancellation_reaches_author_supporters_and_those_who_argued_each_once(app):
    author, both = a_person(), a_person()
    one, two = an_open_proposal(author, supported_by=2), an_open_proposal(author, title="Lessons")
    for proposal in (one, two):
        an_argument(proposal, both)
    stranger = a_person()
    action = grown_from(one, two)
    before = len(letters())
    end(action, "cancelled")
    assert len(letters()) - before == 4, "the author, two supporters, one who argued for both"
    for person in (author, both):
        (letter,) = told(person, action)
        assert letter.subject == f"Dropped: action {action.code} «{action.title}»"
        assert "The school was closed." in letter.body
        assert f"/en/actions/{action.code}#report-" in letter.body
    assert told(stranger, action) == []


def test_a_completion_says_what_was_reached_and_what_proves_it(app):
    author = a_person()
    action = grown_from(an_open_proposal(author), unit="people")
    end(action, "completed", figure=Decimal(160), evidence="Signed lists in the library.")
    (letter,) = told(author, action)
    assert letter.subject.startswith("Done: action")
    assert "160 people" in letter.body
    assert "Signed lists in the library." in letter.body


@pytest.mark.parametrize("language", ["ru", "be"])
def test_each_reads_it_in_their_language_with_the_wording_of_it(app, language):
    author = a_person(language=language)
    action = grown_from(an_open_proposal(author))
    with writing() as session:
        session.get_one(type(action), action.id).title_be = "Тэлефон без страху"
    end(action, "cancelled")
    (letter,) = told(author, action)
    assert letter.language == language
    assert ("Тэлефон без страху" in letter.body) == (language == "be")


def test_a_pause_and_a_report_write_to_nobody(app):
    author = a_person()
    action = grown_from(an_open_proposal(author))
    for number, status in enumerate(("in_progress", "paused")):
        post_update(a_person(("committee",)), action.id, text="x", language="en", status=status, nonce=str(number))
    assert told(author, action) == []


def test_the_same_end_sent_twice_writes_once(app):
    author, member = a_person(), a_person(("committee",))
    action = grown_from(an_open_proposal(author))
    for _ in range(2):
        post_update(member, action.id, text="No.", language="en", status="cancelled", nonce="1")
    assert len(told(author, action)) == 1


# What an end needs


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"figure": None, "evidence": "Lists."}, ["figure"]),
        ({"figure": Decimal(3), "evidence": " "}, ["evidence"]),
        ({"figure": None, "evidence": ""}, ["figure", "evidence"]),
    ],
)
def test_a_completion_without_value_or_evidence_is_refused(app, said, missing):
    action = an_action(indicator_id=1)
    with pytest.raises(Incomplete) as refused:
        end(action, "completed", **said)
    assert refused.value.missing == missing


def measured(day: Any, withdrawn: bool = False) -> None:
    member = a_person(("committee",))
    with writing() as session:
        session.add(
            Measurement(
                indicator_id=1,
                on=day,
                value=Decimal(97),
                evidence="The census",
                language="en",
                recorded_by_id=member.id,
                recorded_at=clock.now(),
                withdrawn_at=clock.now() if withdrawn else None,
                nonce=str(day),
            )
        )


def test_a_value_of_the_indicator_from_the_time_of_the_action_is_a_value(app):
    action = an_action(indicator_id=1)
    measured(today() - timedelta(days=1))
    measured(today(), withdrawn=True)
    with pytest.raises(Incomplete):
        end(action, "completed", evidence="Lists.")
    measured(today() + timedelta(days=1))
    assert end(action, "completed", evidence="Lists.").status == "completed"
