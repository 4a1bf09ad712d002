"""The queue with every kind of case, its clocks, and whose each of them is."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases import (
    BAD,
    FACTS,
    a_moderator,
    a_proposed_removal,
    a_reported_post,
    acts_on,
    letters_to,
)
from factories import a_person, a_post, a_thread, an_open_proposal
from statements import settled_statements
from veche.core import clock
from veche.core.database import db, writing
from veche.core.moderated import PENDING, awaited
from veche.moderation import queries, services
from veche.moderation.events import acted
from veche.moderation.models import Act, Case, CaseNote


def a_waiting_post(author: Any) -> Any:
    """A newcomer's post that waits for a first look."""
    post = a_post(a_thread(), author, "My first words.")
    with writing() as session:
        row = session.get_one(type(post), post.id)
        row.visibility = PENDING
        awaited.send(row)
    return post


def an_appeal(act: Any) -> int:
    with writing() as session:
        values = {"kind": act.kind, "subject_id": act.subject_id, "cause": "appeal", "act_id": act.id}
        case = Case(**values, severity=1, flag_count=0, opened_at=clock.now())
        session.add(case)
        session.flush()
        return case.id


def test_every_cause_stands_in_one_queue_with_its_clock(signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queries.case_pages, "appeal", "moderation.rules")
    a_reported_post(reason="threat")
    a_waiting_post(a_person())
    a_proposed_removal()
    post, _ = a_reported_post()
    an_appeal(services.hide(a_moderator(), "post", post.id, clause="4.1", facts=FACTS))
    html = signed_in(a_moderator()).get("/en/moderation/queue").text
    for said in ("A threat", "First look", "Second moderator asked: removal", "Appeal"):
        assert said in html
    for clock_words in ("of 2 h", "of 24 h", "of 72 h"):
        assert clock_words in html
    assert 'href="/en/rules?number=' in html


@pytest.mark.parametrize(
    ("reason", "hours", "is_late"), [("threat", 2, True), ("threat", 1, False), ("spam", 23, False), ("spam", 25, True)]
)
def test_what_waits_longer_than_promised_is_marked_in_words(
    signed_in: Any, reason: str, hours: int, is_late: bool
) -> None:
    a_reported_post(reason=reason)
    judge = signed_in(a_moderator())
    with clock.moved(timedelta(hours=hours, minutes=1)):
        assert ("longer than promised" in judge.get("/en/moderation/queue").text) == is_late


def test_a_case_that_is_not_theirs_stands_there_with_the_reason(signed_in: Any) -> None:
    first, reporter = a_moderator(), a_moderator()
    a_reported_post(first)
    a_reported_post(by=reporter)
    proposal = an_open_proposal()
    services.flag(a_person(), "proposal", proposal.id, reason="spam")
    from veche.proposals.services import support

    support(first, proposal.id)
    mine = signed_in(first).get("/en/moderation/queue").text
    assert mine.count("Not yours:") == 2
    assert "This is your own text" in mine
    assert "You took part in this yourself" in mine
    assert "You reported this text yourself" in signed_in(reporter).get("/en/moderation/queue").text


def test_the_first_decider_of_an_appealed_act_finds_it_not_theirs(signed_in: Any) -> None:
    first = a_moderator()
    post, _ = a_reported_post()
    an_appeal(services.hide(first, "post", post.id, clause="4.1", facts=FACTS))
    assert "You took this decision yourself" in signed_in(first).get("/en/moderation/queue").text
    assert "You took this decision yourself" not in signed_in(a_moderator()).get("/en/moderation/queue").text


def test_the_queue_opens_with_a_case_that_this_moderator_may_decide(signed_in: Any) -> None:
    first = a_moderator()
    _, own = a_reported_post(first, reason="threat")
    _, other = a_reported_post(reason="spam")
    html = signed_in(first).get("/en/moderation/queue").text
    assert f'action="/en/moderation/{other}"' in html
    assert f'action="/en/moderation/{own}"' not in html


def test_both_addresses_answer_the_same(signed_in: Any) -> None:
    a_reported_post()
    judge = signed_in(a_moderator())
    short, whole = (judge.get(f"/en/moderation{path}").text for path in ("", "/queue"))
    assert (
        short.partition("<main")[2]
        == whole.partition("<main")[2].partition('<footer class="foot"')[0]
        + (short[short.index('<footer class="foot"') :])
    )


def test_a_claim_is_given_back_and_others_take_it_at_once(signed_in: Any) -> None:
    _, case = a_reported_post()
    one, other = signed_in(a_moderator()), signed_in(a_moderator())
    assert one.post(f"/en/moderation/{case}/claim").status_code == 303
    assert "Another moderator has it now" in other.get("/en/moderation/queue").text
    assert other.post(f"/en/moderation/{case}/claim").status_code == 409
    assert other.post(f"/en/moderation/{case}/release").status_code == 303
    assert other.post(f"/en/moderation/{case}/claim").status_code == 409
    assert one.post(f"/en/moderation/{case}/release").status_code == 303
    assert other.post(f"/en/moderation/{case}/claim").status_code == 303


def test_the_case_page_tells_the_authors_past_and_how_similar_cases_ended(signed_in: Any) -> None:
    author = a_person()
    before, old = a_reported_post(author)
    services.hide(a_moderator(), "post", before.id, clause="4.1", facts=FACTS, case_id=old)
    _, left = a_reported_post()
    kept = services.leave(a_moderator(), left, facts=FACTS)
    _, case = a_reported_post(author)
    html = signed_in(a_moderator()).get(f"/en/moderation/{case}").text
    assert "The author until now" in html
    past, _, similar = html.partition("How similar cases ended")
    assert "Insults and threats" in past
    assert "Left as it is" in similar
    assert f"entry={kept.journal_seq}" in similar


def test_each_button_says_before_what_it_will_do(signed_in: Any) -> None:
    _, case = a_reported_post()
    html = signed_in(a_moderator()).get(f"/en/moderation/{case}").text
    for words in ("stands in its place", "second moderator agrees", "Only a letter", "supporting and voting stay"):
        assert words in html


def test_notes_are_read_by_moderators_alone_and_deleted_by_their_writer(signed_in: Any, client: Any) -> None:
    author = a_person()
    post, case = a_reported_post(author)
    writer, other = signed_in(a_moderator()), signed_in(a_moderator())
    said = "Spoke with her at the library."
    assert writer.post(f"/en/moderation/{case}/notes", data={"about": "case", "text": ""}).status_code == 422
    for about in ("case", "person"):
        sent = writer.post(f"/en/moderation/{case}/notes", data={"about": about, "text": f"{said} {about}"})
        assert sent.status_code == 303
    _, second = a_reported_post(author)
    assert f"{said} case" in other.get(f"/en/moderation/{case}").text
    html = other.get(f"/en/moderation/{second}").text
    assert f"{said} person" in html
    assert f"{said} case" not in html
    for path in (f"/en/threads/{post.thread_id}", "/en/moderation/log", "/en/journal"):
        assert said not in client.get(path).text
    assert said not in signed_in(author).get("/en/my").text
    note = db.session.execute(select(CaseNote).order_by(CaseNote.id)).scalars().first()
    address = f"/en/moderation/{case}/notes/{note.id}/delete"
    assert other.post(address).status_code == 404
    assert signed_in(author).post(address).status_code == 403
    assert writer.post(address).status_code == 303
    assert db.session.execute(select(func.count()).select_from(CaseNote)).scalar_one() == 1


def test_every_measure_without_its_clause_or_facts_is_422_and_keeps_what_was_typed(signed_in: Any) -> None:
    post, case = a_reported_post()
    judge = signed_in(a_moderator())
    for measure in ("hide", "remove", "warn", "mute", "ban"):
        for clause, facts in (("4.2", "too <b> short"), ("", FACTS), ("4.2", ""), ("9.9", FACTS), ("2.1", FACTS)):
            data = {"measure": measure, "clause": clause, "facts": facts, "days": "3"}
            answer = judge.post(f"/en/moderation/{case}", data=data)
            assert answer.status_code == 422, data
            assert facts.replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert acts_on(post) == []
    assert db.session.get(Case, case).closed_at is None


def test_the_author_is_told_once_and_so_is_every_reporter_without_the_authors_name(signed_in: Any) -> None:
    author, readers = a_person(name="Second entrance"), [a_person(language="en") for _ in range(2)]
    post = a_post(a_thread(), author, BAD)
    for reader in readers:
        case = services.flag(reader, "post", post.id, reason="personal_data").case_id
    judge = signed_in(a_moderator())
    data = {"measure": "hide", "clause": "4.2", "facts": FACTS, "days": "3"}
    assert judge.post(f"/en/moderation/{case}", data=data).status_code == 303
    assert judge.post(f"/en/moderation/{case}", data=data).status_code == 409
    statement = [one for one in letters_to(author) if FACTS in one.body]
    assert len(statement) == 1
    for said in ("Clause 4.2", "The text is not erased", "You disagree?"):
        assert said in statement[0].body
    for reader in readers:
        outcome = [one for one in letters_to(reader) if "your report" in one.subject]
        assert len(outcome) == 1
        assert "It is hidden now." in outcome[0].body
        assert "Second entrance" not in outcome[0].body
        assert FACTS not in outcome[0].body
    services.restore(a_moderator(), "post", post.id, facts=FACTS)
    assert [len([one for one in letters_to(reader) if "your report" in one.subject]) for reader in readers] == [1, 1]


def test_a_report_that_led_to_nothing_is_answered_too_and_the_author_hears_nothing(app: Any) -> None:
    author, reader = a_person(), a_person()
    _, case = a_reported_post(author, by=reader)
    before = len(letters_to(author))
    services.leave(a_moderator(), case, facts=FACTS)
    assert "no breach" in letters_to(reader)[-1].body
    assert len(letters_to(author)) == before


def test_the_queue_costs_the_same_for_one_case_and_for_many(signed_in: Any) -> None:
    judge = signed_in(a_moderator())
    a_reported_post()
    proposal = an_open_proposal()
    services.flag(a_person(), "proposal", proposal.id, reason="spam")
    few = settled_statements(judge, "/en/moderation/queue")
    for _ in range(4):
        a_reported_post(reason="threat")
        services.flag(a_person(), "proposal", an_open_proposal().id, reason="spam")
    assert settled_statements(judge, "/en/moderation/queue") == few


def test_a_first_look_counts_for_the_author_and_announces_the_act(app: Any) -> None:
    author = a_person()
    before = author.passed
    post = a_waiting_post(author)
    case = db.session.execute(select(Case.id).where(Case.cause == "newcomer")).scalar_one()
    heard: list[Any] = []
    with acted.connected_to(heard.append):
        services.approve(a_moderator(), case)
    db.session.refresh(author)
    db.session.refresh(post)
    assert (author.passed, post.visibility) == (before + 1, "visible")
    assert [act.verb for act in heard] == ["approve"]
    assert db.session.execute(select(func.count()).select_from(Act)).scalar_one() == 1


def test_a_removed_text_stands_on_the_authors_page_with_its_clause_and_without_its_words(signed_in: Any) -> None:
    author = a_person()
    _, _, asked = a_proposed_removal(author)
    assert "its removal is being decided" in signed_in(author).get("/en/my").text
    services.agree(a_moderator(), asked)
    html = signed_in(author).get("/en/my").text
    assert "Removed by two moderators" in html
    assert FACTS in html
    assert "000-00-00" not in html


@pytest.mark.parametrize(("kind", "reason"), [("post", "wrong_side"), ("proposal", "bargain"), ("thread", "disagree")])
def test_a_reason_of_another_kind_is_422(signed_in: Any, kind: str, reason: str) -> None:
    thread = a_thread()
    row = {"post": lambda: a_post(thread), "proposal": an_open_proposal, "thread": lambda: thread}[kind]()
    reader = signed_in(a_person())
    form = reader.get(f"/en/flag/{kind}/{row.id}").text
    assert "You only disagree?" in form
    assert f'value="{reason}"' not in form
    answer = reader.post(f"/en/flag/{kind}/{row.id}", data={"reason": reason, "note": "Look at this."})
    assert answer.status_code == 422
    assert "Look at this." in answer.text
    assert db.session.execute(select(func.count()).select_from(Case)).scalar_one() == 0


@pytest.mark.parametrize(
    "path", ["claim", "release", "notes", "notes/1/delete", "redact", ""], ids=lambda path: path or "decide"
)
@pytest.mark.parametrize("roles", [(), ("committee",), ("admin",), ("desk",)])
def test_nobody_else_writes_anything_here(signed_in: Any, path: str, roles: tuple[str, ...]) -> None:
    post, case = a_reported_post()
    data = {"measure": "hide", "clause": "4.2", "facts": FACTS, "text": "A note.", "fragments": "000-00-00"}
    address = f"/en/moderation/{case}/{path}".rstrip("/")
    assert signed_in(a_person(roles)).post(address, data=data).status_code == 403
    assert acts_on(post) == []
    assert db.session.execute(select(func.count()).select_from(CaseNote)).scalar_one() == 0
