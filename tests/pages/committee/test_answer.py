"""The committee's answer: what it needs, what appears with it, who hears of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from factories import a_body, a_person, a_proposal_in_review, a_voting_proposal, an_action
from veche.committee import services
from veche.committee.models import Decision
from veche.committee.services import decide, resume_due
from veche.core import clock, journal
from veche.core.database import db
from veche.core.languages import today
from veche.core.outbox import Letter
from veche.proposals.models import Proposal
from veche.tracking.models import Action

SignedIn = Callable[..., FlaskClient]
LETTER = "We looked at the rooms, the hours and the costs, and heard the library. These are **our reasons**, in full."


@pytest.fixture
def member(app: Any) -> Any:
    return a_person(("committee",), name="Member of the sector")


@pytest.fixture
def proposal(app: Any) -> Any:
    return a_proposal_in_review(votes_for=3)


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def as_it_is(proposal: Any) -> Proposal:
    return db.session.get_one(Proposal, proposal.id, populate_existing=True)


def the_form(page: str) -> dict[str, str]:
    """The fields of the answer's form with the values the page gives them."""
    form = page[page.index('class="sheet"') :]
    form = form[: form.index("</form>")]
    names = set(re.findall(r'name="(\w+)"', form))
    values = {
        name: value
        for tag in re.findall(r"<input[^>]*>", form)
        for name, value in _pair(tag)
        if 'type="radio"' not in tag
    }
    return {name: values.get(name, "") for name in names - {"outcome"}}


def _pair(tag: str) -> list[tuple[str, str]]:
    name, value = re.search(r'name="(\w+)"', tag), re.search(r'value="([^"]*)"', tag)
    return [(name[1], value[1])] if name and value else []


def answered(client: FlaskClient, proposal: Any, **typed: Any) -> Any:
    """Fill the page's own form and send it."""
    url = f"/en/committee/{proposal.id}"
    fields = the_form(client.get(url).text)
    assert set(typed) - {"outcome"} <= set(fields)
    return client.post(url, data={**fields, "language": "en", **typed})


def an_acceptance(**values: Any) -> dict[str, Any]:
    given = {"outcome": "accepted", "letter": LETTER, "body_id": a_body().id, "expected_result": "160 people finish"}
    return {**given, **values}


def test_an_acceptance_makes_an_action_and_is_read_on_the_proposals_page(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    client = signed_in(member)
    answer = answered(client, proposal, **an_acceptance(target="1 240,5", unit="people"))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/en/proposals/{proposal.id}#answer")
    page = client.get(answer.headers["Location"].partition("#")[0]).text
    assert "<strong>our reasons</strong>" in page
    assert "Accepted" in page
    assert "2.4.5-1" in page
    assert 'id="answer"' in page
    now_is = as_it_is(proposal)
    assert (now_is.state, now_is.action.code) == ("accepted", "2.4.5-1")
    assert now_is.answered_at is not None
    assert str(now_is.action.target) == "1240.50"


def test_the_new_action_stands_on_its_own_page(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    client = signed_in(member)
    answered(client, proposal, **an_acceptance(title="Eight groups in two libraries"))
    page = client.get("/en/actions/2.4.5-1")
    assert page.status_code == 200
    assert "Eight groups in two libraries" in page.text


def test_the_form_proposes_the_proposals_title_and_a_report_after_90_days(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    fields = the_form(signed_in(member).get(f"/en/committee/{proposal.id}").text)
    assert fields["title"] == "Phones without fear"
    assert fields["next_report_on"] == (today() + timedelta(days=90)).isoformat()


def test_an_acceptance_without_its_action_names_every_gap_and_keeps_the_text(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    answer = answered(
        signed_in(member), proposal, outcome="accepted_in_part", letter=LETTER, title="", next_report_on=""
    )
    assert answer.status_code == 422
    for words in (
        "Name the action.",
        "Name the responsible body.",
        "Choose an indicator or say in words what is to come of it.",
        "Name the day of the first report",
    ):
        assert words in answer.text
    assert LETTER in answer.text
    assert as_it_is(proposal).state == "review"
    assert (count(Decision), count(Action)) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"outcome": "declined"}, "Say what would change the decision"),
        ({"outcome": "deferred"}, "Name the day on which the proposal comes back"),
        ({"outcome": "deferred", "deferred_until": "2020-01-01"}, "Name the day on which the proposal comes back"),
        ({"outcome": "declined", "letter": "No.", "what_would_change": "More people."}, "at least 80 characters"),
        ({"letter": LETTER}, "Choose one of the options."),
        ({"outcome": "deferred", "deferred_until": "tomorrow"}, "Type a date"),
    ],
)
def test_what_an_outcome_lacks_is_named(
    signed_in: SignedIn, member: Any, proposal: Any, typed: dict[str, str], words: str
) -> None:
    answer = answered(signed_in(member), proposal, **{"letter": LETTER, **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert count(Decision) == 0


def test_a_first_report_in_the_past_is_refused(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    answer = answered(signed_in(member), proposal, **an_acceptance(next_report_on="2020-01-01"))
    assert answer.status_code == 422
    assert "today or later" in answer.text
    assert count(Action) == 0


def test_an_existing_action_of_the_area_can_be_attached(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    action = an_action()
    answer = answered(signed_in(member), proposal, outcome="accepted", letter=LETTER, action_id=action.id)
    assert answer.status_code == 303
    assert as_it_is(proposal).action_id == action.id
    assert count(Action) == 1


def test_an_action_of_another_area_cannot_be_attached(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    elsewhere = an_action("1.1.1")
    answer = answered(signed_in(member), proposal, outcome="accepted", letter=LETTER, action_id=elsewhere.id)
    assert answer.status_code == 422
    with pytest.raises(services.rules.Incomplete) as incomplete:
        decide(member, proposal.id, outcome="accepted", letter=LETTER, language="en", action_id=elsewhere.id)
    assert incomplete.value.missing == ["action_id"]
    assert as_it_is(proposal).state == "review"


def test_a_decision_that_breaks_half_way_leaves_no_action_and_no_letter(
    member: Any, proposal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"title": "A", "body_id": a_body().id, "expected_result": "B", "next_report_on": today()}
    before = count(Letter), count(journal.Entry)

    def broken(*_given: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(services.letters, "tell", broken)
    with pytest.raises(RuntimeError):
        decide(member, proposal.id, outcome="accepted", letter=LETTER, language="en", new_action=new)
    assert (count(Action), count(Decision)) == (0, 0)
    assert (count(Letter), count(journal.Entry)) == before
    assert as_it_is(proposal).state == "review"


def test_a_proposal_is_decided_once(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    client = signed_in(member)
    typed = {"outcome": "declined", "letter": LETTER, "what_would_change": "A count for one month."}
    fields = the_form(client.get(f"/en/committee/{proposal.id}").text)
    first = client.post(f"/en/committee/{proposal.id}", data={**fields, **typed, "language": "en"})
    second = client.post(f"/en/committee/{proposal.id}", data={**fields, **typed, "language": "en"})
    assert (first.status_code, second.status_code) == (303, 409)
    assert LETTER in second.text
    assert count(Decision) == 1


def test_a_proposal_that_is_still_voted_on_is_not_answered(signed_in: SignedIn, member: Any) -> None:
    proposal = a_voting_proposal()
    client = signed_in(member)
    assert 'class="sheet"' not in client.get(f"/en/committee/{proposal.id}").text
    assert client.post(f"/en/committee/{proposal.id}", data={"outcome": "declined"}).status_code == 409


@pytest.mark.parametrize("roles", [(), ("moderator",), ("youth_council",), ("admin",)])
def test_others_read_the_dossier_and_are_refused_with_the_reason(
    signed_in: SignedIn, proposal: Any, roles: tuple[str, ...]
) -> None:
    client = signed_in(a_person(roles))
    page = client.get(f"/en/committee/{proposal.id}")
    assert page.status_code == 200
    assert "This is for members of the committee." in page.text
    assert 'class="sheet"' not in page.text
    refused = client.post(f"/en/committee/{proposal.id}", data=an_acceptance())
    assert refused.status_code == 403
    assert "This is for members of the committee." in refused.text
    assert count(Decision) == 0


def test_a_stranger_reads_the_dossier_and_may_not_post(client: FlaskClient, proposal: Any) -> None:
    page = client.get(f"/en/committee/{proposal.id}")
    assert page.status_code == 200
    assert 'class="sheet"' not in page.text
    assert client.post(f"/en/committee/{proposal.id}", data={"outcome": "declined"}).status_code == 403


def test_the_author_does_not_answer_their_own_proposal(signed_in: SignedIn) -> None:
    author = a_person(("committee",))
    proposal = a_proposal_in_review(author, votes_for=3)
    client = signed_in(author)
    assert "You wrote this proposal" in client.get(f"/en/committee/{proposal.id}").text
    refused = client.post(f"/en/committee/{proposal.id}", data=an_acceptance())
    assert refused.status_code == 403
    assert "You wrote this proposal" in refused.text


def test_the_author_and_every_supporter_get_a_letter_in_their_own_language(member: Any) -> None:
    from factories import an_open_proposal
    from veche.proposals.services import support
    from veche.voting.services import cast, close_due

    proposal = an_open_proposal(a_person(language="ru"))
    supporter = a_person(language="be")
    support(supporter, proposal.id)
    support(a_person(language="en"), proposal.id)
    for _ in range(3):
        cast(a_person(), proposal.id, "for")
    with clock.moved(timedelta(days=15)):
        close_due()
    already = db.session.execute(select(func.max(Letter.id))).scalar() or 0
    decide(member, proposal.id, outcome="declined", letter=LETTER, language="en", what_would_change="A count.")
    rows = db.session.execute(select(Letter).where(Letter.id > already)).scalars().all()
    letters = {letter.language: letter for letter in rows}
    assert len(rows) == 3
    assert letters["ru"].subject == "Комитет отклонил: Phones without fear"
    assert letters["be"].subject == "Камітэт адхіліў: Phones without fear"
    assert letters["be"].address == supporter.email
    assert "Што змяніла б рашэнне:\n\nA count." in letters["be"].body
    for language, letter in letters.items():
        assert f"http://veche.example/{language}/proposals/{proposal.id}#answer" in letter.body
        assert LETTER in letter.body


def test_the_decision_is_in_the_journal_with_the_letters_first_words(member: Any, proposal: Any) -> None:
    new = {"title": "Groups", "body_id": a_body().id, "expected_result": "B", "next_report_on": today()}
    decide(member, proposal.id, outcome="accepted_in_part", letter=LETTER, language="en", new_action=new)
    entry = next(one for one in journal.about(db.session(), [proposal.subject]) if "accepted" in one.verb)
    assert (entry.verb, entry.actor) == ("proposal.accepted_in_part", member.id)
    assert entry.data["title"] == "Phones without fear"
    assert entry.data["letter"].startswith("We looked at the rooms")
    assert entry.data["action"] == "2.4.5-1"


def test_the_decision_is_announced(member: Any, proposal: Any) -> None:
    from veche.committee.events import decided

    heard: list[tuple[Any, Any]] = []

    def listen(decision: Decision, proposal: Proposal) -> None:
        heard.append((decision.outcome, proposal.state))

    with decided.connected_to(listen):
        decide(member, proposal.id, outcome="declined", letter=LETTER, language="en", what_would_change="A count.")
    assert heard == [("declined", "declined")]


def test_a_deferred_proposal_comes_back_by_itself_with_a_new_date(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    day = today() + timedelta(days=20)
    answered(signed_in(member), proposal, outcome="deferred", letter=LETTER, deferred_until=day.isoformat())
    deferred = as_it_is(proposal)
    until = deferred.deferred_until
    assert deferred.state == "deferred"
    assert until is not None
    assert resume_due() == 0
    with clock.moved(timedelta(days=25)):
        assert resume_due() == 1
        assert resume_due() == 0
        back = as_it_is(proposal)
        assert (back.state, back.answer_by) == ("review", until + timedelta(days=30))
        again = decide(member, proposal.id, outcome="declined", letter=LETTER, language="en", what_would_change="A.")
        assert again.number == 2


def test_a_deferral_is_over_on_its_day_even_if_nobody_wrote_it_down(member: Any, proposal: Any) -> None:
    day = today() + timedelta(days=20)
    decide(member, proposal.id, outcome="deferred", letter=LETTER, language="en", deferred_until=day)
    with clock.moved(timedelta(days=25)):
        decide(member, proposal.id, outcome="declined", letter=LETTER, language="en", what_would_change="A count.")
        assert as_it_is(proposal).state == "declined"


def test_a_member_puts_their_name_to_an_answer(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    client = signed_in(member)
    assert client.post(f"/en/committee/{proposal.id}/prepare").status_code == 303
    assert "prepared by Member of the sector" in client.get(f"/en/committee/{proposal.id}").text
    assert as_it_is(proposal).responsible_id == member.id


def test_only_a_member_puts_their_name_to_an_answer(signed_in: SignedIn, proposal: Any) -> None:
    assert signed_in(a_person()).post(f"/en/committee/{proposal.id}/prepare").status_code == 403
