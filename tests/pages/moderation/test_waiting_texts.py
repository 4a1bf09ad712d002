"""A newcomer's text that waits, and measures on it: what nobody has let through is shown by no lapse and no undo."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect, select

from cases import FACTS, confirmation, letters_to
from factories import (
    a_draft,
    a_moderator,
    a_newcomer,
    a_person,
    a_post,
    a_thread,
    an_amendment,
    an_argument,
    an_open_proposal,
    nonce,
)
from veche.core import clock, worker
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.core.recount import recount_all
from veche.forum.services import edit_post, reply
from veche.moderation import bulk, services
from veche.moderation.models import Case
from veche.newcomers.looking import withdraw
from veche.newcomers.models import FirstLook
from veche.oversight.services import decide, lodge
from veche.privacy.leaving import leave
from veche.proposals.services import publish

WHY = "The words say nothing that the rules speak against."
WORDS = "The number is that of the library and stands on its door."


def open_cases(row: Any, cause: str = "newcomer") -> list[int]:
    row = anew(row)
    mine = (Case.kind == row.kind, Case.subject_id == row.id, Case.closed_at.is_(None), Case.cause == cause)
    return list(db.session.execute(select(Case.id).where(*mine)).scalars())


def the_case(row: Any) -> int:
    (number,) = open_cases(row)
    return number


def anew(row: Any) -> Any:
    """As the database has it now, also after the worker has put its session away."""
    db.session.rollback()
    return db.session.get_one(type(row), inspect(row).identity, populate_existing=True)


def seen(row: Any) -> str:
    return str(anew(row).visibility)


def passed(person: Any) -> int:
    return int(anew(person).passed)


def a_waiting_post(author: Any = None) -> Any:
    return a_post(a_thread(), author or a_newcomer(), text="Zanzibarian lanterns")


def let_a_day_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)


def test_an_emergency_that_lapses_shows_nothing_that_nobody_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    author = a_newcomer()
    post = a_waiting_post(author)
    first = the_case(post)
    services.propose_removal(a_moderator(), first, clause="4.2", facts=FACTS, emergency=True)
    assert seen(post) == "hidden"
    let_a_day_pass(monkeypatch)
    assert worker.run_once()["emergency measures"] == 1
    assert seen(post) == "pending"
    again = the_case(post)
    assert again != first
    assert (passed(author), recount_all()["messages of discussions"]) == (0, [])
    services.approve(a_moderator(), again)
    assert (seen(post), passed(author)) == ("visible", 1)
    assert not any(recount_all().values())
    assert worker.run_once()["emergency measures"] == 0


def test_many_hidden_at_once_by_mistake_wait_again(app: Any) -> None:
    author, moderator = a_newcomer(), a_moderator()
    posts = [a_waiting_post(author), a_waiting_post(author)]
    done = bulk.hide_spam(moderator, [the_case(post) for post in posts], facts=FACTS)
    bulk.undo(moderator, done.batch)
    assert [seen(post) for post in posts] == ["pending", "pending"]
    assert all(the_case(post) for post in posts)
    assert passed(author) == 0


@pytest.mark.parametrize("way", ["restored", "refused", "overturned"])
def test_whoever_judged_it_harmless_has_let_it_through_once(way: str) -> None:
    author, one, other = a_newcomer(), a_moderator(), a_moderator()
    post = a_waiting_post(author)
    if way == "refused":
        act = services.propose_removal(one, the_case(post), clause="4.2", facts=FACTS)
        services.refuse(other, confirmation(act), facts=WHY)
    else:
        act = services.hide(one, "post", post.id, clause="4.2", facts=FACTS)
        if way == "restored":
            services.restore(other, "post", post.id, facts=WHY)
        else:
            appeal = lodge(author, act.id, words=WORDS, nonce=nonce())
            decide(other, appeal.id, outcome="overturned", reasons=WHY)
    assert (seen(post), passed(author)) == ("visible", 1)
    assert open_cases(post) == []
    db.session.rollback()
    assert db.session.get_one(FirstLook, ("post", post.id)).shown_at is not None
    assert not any(recount_all().values())
    db.session.refresh(post.thread)
    assert post.thread.post_count == 2


def test_what_is_hidden_anew_after_its_first_look_counts_no_second_time(app: Any) -> None:
    author, moderator = a_newcomer(), a_moderator()
    post = a_waiting_post(author)
    services.approve(moderator, the_case(post))
    services.hide(moderator, "post", post.id, clause="4.2", facts=FACTS)
    services.restore(a_moderator(), "post", post.id, facts=WHY)
    assert (seen(post), passed(author)) == ("visible", 1)


def test_nobody_decides_about_other_words_by_the_case_of_the_earlier_ones(app: Any) -> None:
    author, moderator = a_newcomer(), a_moderator()
    post = a_waiting_post(author)
    opened = the_case(post)
    edit_post(author, post.id, text="Other words altogether.", version=post.version)
    grounds = {"clause": "4.2", "facts": FACTS}
    for decision in (
        lambda: services.approve(moderator, opened),
        lambda: services.hide(moderator, "post", post.id, case_id=opened, **grounds),
        lambda: services.propose_removal(moderator, opened, **grounds),
        lambda: services.mute(moderator, opened, days=3, **grounds),
        lambda: services.propose_ban(moderator, opened, **grounds),
    ):
        with pytest.raises(Stale):
            decision()
    assert seen(post) == "pending"


@pytest.mark.parametrize("kind", ["post", "thread", "argument"])
def test_nobody_escapes_a_ban_by_taking_the_text_back(kind: str) -> None:
    author = a_newcomer()
    make = {
        "post": lambda: a_waiting_post(author),
        "thread": lambda: a_thread(author),
        "argument": lambda: an_argument(an_open_proposal(), author),
    }
    row = make[kind]()
    act = services.propose_ban(a_moderator(), the_case(row), clause="4.1", facts=FACTS, emergency=True)
    with pytest.raises(Refused, match="stays for an appeal"):
        withdraw(author, kind, row.id)
    services.agree(a_moderator(), confirmation(act))
    author = anew(author)
    assert author.banned_at
    assert "banned" in letters_to(author)[-1].subject
    lodge(author, act.id, words=WORDS, nonce=nonce())


def test_a_discussion_that_is_taken_back_leaves_no_case_of_its_posts_behind(app: Any) -> None:
    author = a_newcomer()
    thread = a_thread(author)
    post = reply(author, thread.id, text="And one word more.", language="en", nonce=nonce())
    assert seen(post) == "pending"
    numbers = [the_case(thread), the_case(post)]
    withdraw(author, "thread", thread.id)
    db.session.rollback()
    assert all(db.session.get_one(Case, number).closed_at for number in numbers)


def test_a_post_with_a_measure_keeps_its_discussion(app: Any) -> None:
    author = a_newcomer()
    thread = a_thread(author)
    post = reply(author, thread.id, text="And one word more.", language="en", nonce=nonce())
    services.warn(a_moderator(), the_case(post), clause="4.1", facts=FACTS)
    with pytest.raises(Refused, match="stays for an appeal"):
        withdraw(author, "thread", thread.id)
    assert the_case(thread)


def test_an_emergency_ban_ends_also_when_its_text_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    author = a_newcomer()
    row = an_argument(an_open_proposal(), author)
    services.propose_ban(a_moderator(), the_case(row), clause="4.1", facts=FACTS, emergency=True)
    db.session.rollback()
    db.session.delete(db.session.get_one(type(row), row.id))
    db.session.commit()
    let_a_day_pass(monkeypatch)
    assert worker.run_once()["emergency measures"] == 1
    assert anew(author).muted_until is None


def test_a_moderator_who_spoke_there_does_not_judge(app: Any) -> None:
    speaker = a_moderator()
    thread = a_thread()
    first = a_post(thread, a_person())
    theirs = a_post(thread, speaker, parent=first)
    answer = a_post(thread, a_person(), parent=theirs)
    elsewhere = a_post(thread, a_person())
    grounds = {"clause": "4.1", "facts": FACTS}
    for kind, row in (("thread", thread), ("post", first), ("post", answer)):
        with pytest.raises(Refused, match="took part"):
            services.hide(speaker, kind, row.id, **grounds)
    services.hide(speaker, "post", elsewhere.id, **grounds)
    services.hide(a_moderator(), "thread", thread.id, **grounds)


def test_a_newcomer_proves_by_a_link_in_an_appeal_and_in_a_report(signed_in: Any) -> None:
    author = a_newcomer()
    act = services.hide(a_moderator(), "post", a_waiting_post(author).id, clause="4.2", facts=FACTS)
    other = a_post(a_thread(), a_person())
    client = signed_in(author)
    words = f"{WORDS} See https://library.example.org/contacts"
    assert client.post(f"/en/appeals/{act.id}", data={"words": words, "nonce": nonce()}).status_code == 303
    report = {"reason": "personal_data", "note": "The same stands at https://library.example.org/"}
    assert client.post(f"/en/flag/post/{other.id}", data=report).status_code == 303


def test_whoever_leaves_takes_along_what_nobody_has_seen(app: Any) -> None:
    author = a_newcomer()
    rows = [a_waiting_post(author), a_thread(author), an_argument(an_open_proposal(), author)]
    rows += [an_amendment(an_open_proposal(), author), publish(author, a_draft(author).id)]
    keys = [(type(row), row.id, the_case(row)) for row in rows]
    leave(anew(author))
    db.session.rollback()
    for model, number, case in keys:
        assert db.session.get(model, number) is None, model
        assert db.session.get_one(Case, case).closed_at
    assert not any(recount_all().values())


@pytest.mark.parametrize("measure", [services.propose_removal, services.propose_ban])
def test_a_measure_on_a_draft_lapses_when_its_author_leaves_and_takes_it_along(
    signed_in: Any, client: Any, measure: Any
) -> None:
    author = a_newcomer()
    draft = publish(author, a_draft(author).id)
    act = measure(a_moderator(), the_case(draft), clause="4.2", facts=FACTS)
    case = confirmation(act)
    leave(anew(author))
    assert anew(act).state == "lapsed"
    assert db.session.get_one(Case, case).closed_at
    log = client.get("/en/moderation/log").text
    assert "Measure lapsed unconfirmed" in log
    assert "took the draft along" in log or "черновик" in log
    assert "No case waits." in signed_in(a_moderator()).get("/en/moderation/queue").text


def test_an_appeal_about_a_draft_is_closed_when_its_author_leaves_and_no_letter_is_left_behind(app: Any) -> None:
    author = a_newcomer()
    address = author.email
    draft = publish(author, a_draft(author).id)
    act = services.hide(a_moderator(), "proposal", draft.id, clause="4.2", facts=FACTS, case_id=the_case(draft))
    appeal = lodge(author, act.id, words=WORDS, nonce=nonce())
    leave(anew(author))
    assert anew(appeal).outcome == "settled"
    assert db.session.get_one(Case, appeal.case_id).closed_at
    assert not db.session.execute(select(Letter).where(Letter.address == address)).scalars().all()


def test_whoever_undoes_a_press_reads_which_texts_are_shown_and_which_wait_or_stay_hidden(signed_in: Any) -> None:
    moderator, author = a_moderator(), a_person()
    waiting, shown, held = a_waiting_post(), a_post(a_thread(), author), a_post(a_thread(), author)
    for post in (shown, held):
        services.flag(a_person(), "post", post.id, reason="spam")
    numbers = [*open_cases(waiting), *open_cases(shown, "flag"), *open_cases(held, "flag")]
    batch = bulk.hide_spam(moderator, numbers, facts=FACTS).batch
    services.propose_removal(a_moderator(), numbers[-1], clause="4.1", facts=FACTS)
    answer = signed_in(moderator).post(f"/en/moderation/bulk/{batch}/undo", follow_redirects=True).text
    assert (seen(waiting), seen(shown), seen(held)) == ("pending", "visible", "hidden")
    assert "1 text is shown again." in answer
    assert "1 text waits for a first look again." in answer
    assert "1 text stays hidden by another decision." in answer
