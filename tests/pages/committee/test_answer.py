"""The committee's answer: what it needs, what appears with it, who hears of it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from factories import (
    LETTER,
    a_body,
    a_letter_to_publish,
    a_member,
    a_person,
    a_proposal_in_review,
    a_quorum,
    a_saved_letter,
    a_voting_proposal,
    an_action,
    an_answer,
    the_letter,
)
from veche.committee import letters
from veche.committee.drafting import approve, save
from veche.committee.models import Decision, Draft
from veche.committee.publishing import publish
from veche.committee.services import resume_due
from veche.core import clock, journal
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.incomplete import Incomplete
from veche.core.languages import today
from veche.core.outbox import Letter
from veche.proposals.models import Proposal
from veche.tracking.models import Action

SignedIn = Callable[..., FlaskClient]
REFUSAL = {"not_followed": "Not on Sundays: closed.", "what_would_change": "A count for one month."}


@pytest.fixture
def member(app: Any) -> Any:
    return a_member("Member of the sector")


@pytest.fixture
def proposal(app: Any) -> Any:
    return a_proposal_in_review(votes_for=3)


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def as_it_is(proposal: Any) -> Proposal:
    return db.session.get_one(Proposal, proposal.id, populate_existing=True)


def dossier_of(proposal: Any) -> str:
    return f"/en/committee/dossier/{proposal.id}"


def the_form(page: str) -> dict[str, str]:
    """The fields of the letter's form with the values the page gives them."""
    form = page[page.index('aria-label="Answer with reasons"') :]
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


def handed_over(client: FlaskClient, proposal: Any, **typed: Any) -> Any:
    """Fill the page's own form and hand the letter over to its second reader."""
    fields = the_form(client.get(dossier_of(proposal)).text)
    assert set(typed) - {"outcome"} <= set(fields)
    return client.post(f"{dossier_of(proposal)}/letter", data={**fields, "language": "en", "step": "ready", **typed})


def published(client: FlaskClient, member: Any, proposal: Any, stance: str = "accepted") -> Any:
    """A second member approves what was handed over, the quorum is there, and the letter goes out."""
    draft = db.session.execute(select(Draft).where(Draft.proposal_id == proposal.id)).scalars().all()[-1]
    approve(a_member(), proposal.id, draft.revision)
    a_quorum(proposal, stance)
    return client.post(f"{dossier_of(proposal)}/letter/publish", data={"revision": draft.revision})


def an_acceptance(**values: Any) -> dict[str, Any]:
    given = {"outcome": "accepted", "letter": LETTER, "body_id": a_body().id, "expected_result": "160 people finish"}
    return {**given, **values}


def test_an_acceptance_makes_an_action_and_is_read_on_the_proposals_page(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    client = signed_in(member)
    words = LETTER.replace("our reasons", "**our reasons**")
    assert (
        handed_over(client, proposal, **an_acceptance(letter=words, target="1 240,5", unit="people")).status_code == 303
    )
    assert (as_it_is(proposal).state, count(Action)) == ("review", 0), "nothing happens before it is published"
    answer = published(client, member, proposal)
    assert answer.status_code == 303
    decision = db.session.execute(select(Decision)).scalar_one()
    assert answer.headers["Location"].endswith(f"/en/committee/letters/{decision.id}")
    for address in (answer.headers["Location"], f"/en/proposals/{proposal.id}"):
        page = client.get(address).text
        for part in ("<strong>our reasons</strong>", "Accepted", "2.4.5-1", "Read second", "Drafted", "Published"):
            assert part in page
    now_is = as_it_is(proposal)
    assert (now_is.state, now_is.action.code) == ("accepted", "2.4.5-1")
    assert now_is.answered_at is not None
    assert str(now_is.action.target) == "1240.50"


def test_draft_and_publication_are_two_times(member: Any, proposal: Any) -> None:
    draft = a_letter_to_publish(proposal, member)
    saved, reader = draft.saved_at, draft.reader_id
    with clock.moved(timedelta(hours=5)):
        decision = publish(member, proposal.id)
    assert decision.drafted_at == saved
    assert decision.decided_at - saved >= timedelta(hours=5)
    assert (decision.author_id, decision.reader_id, decision.publisher_id) == (member.id, reader, member.id)


def test_the_new_action_stands_on_its_own_page(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    client = signed_in(member)
    handed_over(client, proposal, **an_acceptance(title="Eight groups in two libraries"))
    published(client, member, proposal)
    page = client.get("/en/actions/2.4.5-1")
    assert page.status_code == 200
    assert "Eight groups in two libraries" in page.text


def test_the_form_proposes_the_proposals_title_and_a_report_after_90_days(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    fields = the_form(signed_in(member).get(dossier_of(proposal)).text)
    assert fields["title"] == "Phones without fear"
    assert fields["next_report_on"] == (today() + timedelta(days=90)).isoformat()


def test_an_acceptance_without_its_action_names_every_gap_and_keeps_the_text(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    answer = handed_over(
        signed_in(member), proposal, outcome="accepted_in_part", letter=LETTER, title="", next_report_on=""
    )
    assert answer.status_code == 422
    for words in (
        "Say what was not followed, and why.",
        "Name the action.",
        "Name the responsible body.",
        "Choose an indicator or say in words what is to come of it.",
        "Name the day of the first report",
    ):
        assert words in answer.text
    assert LETTER in answer.text
    assert count(Draft) == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"outcome": "declined"}, "Say what would change the decision"),
        ({"outcome": "declined"}, "Say what was not followed, and why."),
        ({"outcome": "deferred"}, "Name the day on which the proposal comes back"),
        ({"outcome": "deferred", "deferred_until": "2020-01-01"}, "Name the day on which the proposal comes back"),
        ({"outcome": "declined", "letter": "No."}, "at least 80 characters"),
        ({"outcome": "declined", "letter": ""}, "at least 80 characters"),
        ({"letter": LETTER}, "Choose what the committee decides."),
        ({"outcome": "deferred", "deferred_until": "tomorrow"}, "Type a date"),
    ],
)
def test_what_an_outcome_lacks_is_named(
    signed_in: SignedIn, member: Any, proposal: Any, typed: dict[str, str], words: str
) -> None:
    answer = handed_over(signed_in(member), proposal, **{"letter": LETTER, **typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert count(Draft) == 0


def test_a_first_report_in_the_past_is_refused(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    answer = handed_over(signed_in(member), proposal, **an_acceptance(next_report_on="2020-01-01"))
    assert answer.status_code == 422
    assert "today or later" in answer.text


def test_a_promised_day_that_passes_before_publication_keeps_the_letter_back(member: Any, proposal: Any) -> None:
    a_letter_to_publish(proposal, member, outcome="deferred")
    with clock.moved(timedelta(days=25)), pytest.raises(Incomplete) as incomplete:
        publish(member, proposal.id)
    assert incomplete.value.missing == ["deferred_until"]
    assert count(Decision) == 0


def test_an_existing_action_of_the_area_can_be_attached(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    action, client = an_action(), signed_in(member)
    assert handed_over(client, proposal, outcome="accepted", letter=LETTER, action_id=action.id).status_code == 303
    assert published(client, member, proposal).status_code == 303
    assert as_it_is(proposal).action_id == action.id
    assert count(Action) == 1


def test_an_action_of_another_area_or_an_ended_one_cannot_be_attached(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    elsewhere, ended = an_action("1.1.1"), an_action()
    ended.status, ended.next_report_on = "completed", None
    db.session.commit()
    for action in (elsewhere, ended):
        answer = handed_over(signed_in(member), proposal, outcome="accepted", letter=LETTER, action_id=action.id)
        assert answer.status_code == 422
        fields = the_letter(proposal, "accepted", action_id=action.id)
        with pytest.raises(Incomplete) as incomplete:
            save(member, proposal.id, fields, seen=0, hand_over=True)
        assert incomplete.value.missing == ["action_id"]
    assert as_it_is(proposal).state == "review"


def test_a_publication_that_breaks_half_way_leaves_no_action_and_no_letter(
    member: Any, proposal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_letter_to_publish(proposal, member, outcome="accepted")
    before = count(Letter), count(journal.Entry)

    def broken(*_given: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(letters, "tell", broken)
    with pytest.raises(RuntimeError):
        publish(member, proposal.id)
    assert (count(Action), count(Decision)) == (0, 0)
    assert (count(Letter), count(journal.Entry)) == before
    assert as_it_is(proposal).state == "review"


def test_a_letter_is_published_once_and_the_second_hears_so_calmly(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    draft = a_letter_to_publish(proposal, member)
    url = f"{dossier_of(proposal)}/letter"
    first, second = (signed_in(member).post(f"{url}/publish", data={"revision": draft.revision}) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 409)
    assert "The committee has answered already" in second.text
    late = signed_in(member).post(url, data={"letter": "My own words.", "outcome": "accepted"})
    assert late.status_code == 409
    assert "My own words." in late.text
    assert count(Decision) == 1


def test_a_proposal_that_is_still_voted_on_is_not_answered(signed_in: SignedIn, member: Any) -> None:
    proposal = a_voting_proposal()
    client = signed_in(member)
    assert "Answer with reasons" not in client.get(dossier_of(proposal)).text
    assert client.post(f"{dossier_of(proposal)}/letter", data={"outcome": "declined"}).status_code == 409


@pytest.mark.parametrize("roles", [(), ("moderator",), ("youth_council",), ("admin",)])
def test_others_read_the_dossier_and_are_refused_with_the_reason(
    signed_in: SignedIn, proposal: Any, roles: tuple[str, ...]
) -> None:
    client = signed_in(a_person(roles))
    page = client.get(dossier_of(proposal))
    assert page.status_code == 200
    assert "This is for members of the committee." in page.text
    assert 'class="sheet' not in page.text
    for path in ("letter", "letter/read", "letter/publish", "position", "recusal", "prepare"):
        refused = client.post(f"{dossier_of(proposal)}/{path}", data=an_acceptance())
        assert refused.status_code == 403, path
        assert "This is for members of the committee." in refused.text
    assert client.get(f"{dossier_of(proposal)}/letter").status_code == 403
    assert (count(Draft), count(Decision)) == (0, 0)


def test_a_stranger_reads_the_dossier_and_may_not_post(client: FlaskClient, proposal: Any) -> None:
    page = client.get(dossier_of(proposal))
    assert page.status_code == 200
    assert 'class="sheet' not in page.text
    assert client.post(f"{dossier_of(proposal)}/letter", data={"outcome": "declined"}).status_code == 403


def test_the_author_does_not_answer_their_own_proposal(signed_in: SignedIn) -> None:
    author = a_member()
    proposal = a_proposal_in_review(author, votes_for=3)
    client = signed_in(author)
    assert "You wrote this proposal" in client.get(dossier_of(proposal)).text
    for path in ("letter", "letter/read", "letter/publish", "position", "recusal"):
        refused = client.post(f"{dossier_of(proposal)}/{path}", data=an_acceptance())
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
    a_letter_to_publish(proposal, member, what_would_change="A count.")
    already = db.session.execute(select(func.max(Letter.id))).scalar() or 0
    publish(member, proposal.id)
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
    decision = an_answer(proposal, "accepted_in_part", member)
    entry = next(one for one in journal.about(db.session(), [proposal.subject]) if "accepted" in one.verb)
    assert (entry.verb, entry.actor, entry.seq) == ("proposal.accepted_in_part", member.id, decision.journal_seq)
    assert entry.data["title"] == "Phones without fear"
    assert entry.data["letter"].startswith("We looked at the rooms")
    assert entry.data["action"] == "2.4.5-1"


def test_the_decision_is_announced(member: Any, proposal: Any) -> None:
    from veche.committee.events import decided

    heard: list[tuple[Any, Any]] = []

    def listen(decision: Decision, proposal: Proposal) -> None:
        heard.append((decision.outcome, proposal.state))

    with decided.connected_to(listen):
        an_answer(proposal)
    assert heard == [("declined", "declined")]


def test_a_deferred_proposal_comes_back_by_itself_with_a_new_date_and_a_new_round(
    signed_in: SignedIn, member: Any, proposal: Any
) -> None:
    day = today() + timedelta(days=20)
    client = signed_in(member)
    handed_over(client, proposal, outcome="deferred", letter=LETTER, deferred_until=day.isoformat())
    assert published(client, member, proposal, "deferred").status_code == 303
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
        with pytest.raises(Stale):
            save(member, proposal.id, the_letter(proposal), seen=1)
        assert an_answer(proposal).number == 2


def test_a_deferral_is_over_on_its_day_even_if_nobody_wrote_it_down(proposal: Any) -> None:
    an_answer(proposal, "deferred", deferred_until=today() + timedelta(days=20))
    with clock.moved(timedelta(days=25)):
        an_answer(proposal)
        assert as_it_is(proposal).state == "declined"


def test_a_member_puts_their_name_to_an_answer(signed_in: SignedIn, member: Any, proposal: Any) -> None:
    client = signed_in(member)
    assert client.post(f"{dossier_of(proposal)}/prepare").status_code == 303
    assert "prepared by Member of the sector" in client.get(dossier_of(proposal)).text
    assert as_it_is(proposal).responsible_id == member.id


def test_only_a_member_puts_their_name_to_an_answer(signed_in: SignedIn, proposal: Any) -> None:
    assert signed_in(a_person()).post(f"{dossier_of(proposal)}/prepare").status_code == 403


@pytest.mark.parametrize("outcome", ["accepted", "accepted_in_part", "declined", "deferred"])
@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_published_letter_has_a_page_of_its_own(
    client: FlaskClient, proposal: Any, outcome: str, language: str
) -> None:
    decision = an_answer(proposal, outcome)
    page = client.get(f"/{language}/committee/letters/{decision.id}")
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    assert LETTER in page.text
    assert client.get(f"/{language}/committee/letters/99999").status_code == 404


def test_the_letter_of_a_hidden_proposal_is_not_read(client: FlaskClient, proposal: Any) -> None:
    decision = an_answer(proposal)
    as_it_is(proposal).visibility = "hidden"
    db.session.commit()
    assert LETTER not in client.get(f"/en/committee/letters/{decision.id}").text


def test_a_letter_in_work_is_the_committees_own(client: FlaskClient, signed_in: SignedIn, proposal: Any) -> None:
    a_saved_letter(proposal)
    for reader in (client, signed_in(a_person())):
        assert LETTER not in reader.get(dossier_of(proposal)).text
        assert LETTER not in reader.get(f"/en/proposals/{proposal.id}").text
    assert LETTER in signed_in(a_member()).get(dossier_of(proposal)).text
