"""An appeal: lodged once by whom the act concerns, decided by somebody without any part in it, told once."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from factories import a_moderator, a_person, a_post, a_thread, nonce
from pages.oversight.helping import BAD, FACTS, REASONS, WORDS, a_hidden_post, act_author, an_appeal, letters_to
from veche.core import clock, journal
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.journal import Payload
from veche.core.policy import Refused
from veche.moderation import services as moderation
from veche.moderation.models import Case, Flag
from veche.oversight import services
from veche.oversight.models import Appeal


def count(model: Any) -> int:
    return int(db.session.execute(select(func.count()).select_from(model)).scalar_one())


def test_the_author_appeals_through_the_page_and_another_moderator_overturns(signed_in: Any) -> None:
    author, first, second = a_person(), a_moderator("Moderator One"), a_moderator("Moderator Two")
    post, act = a_hidden_post(author, first)
    mine = signed_in(author)
    assert f"/en/appeals/{act.id}" in mine.get("/en/my").text
    form = mine.get(f"/en/appeals/{act.id}").text
    assert FACTS in form
    assert BAD in form
    answer = mine.post(f"/en/appeals/{act.id}", data={"words": WORDS, "nonce": nonce()}, follow_redirects=True)
    assert "Your appeal has arrived" in answer.text
    assert "Answer due" in answer.text
    assert "answer due by" in mine.get("/en/my").text
    appeal = services.appeal_against(act.id)
    judge = signed_in(second)
    html = judge.get(f"/en/moderation/appeals/{appeal.case_id}").text
    for said in (BAD, WORDS, FACTS, "Moderator One"):
        assert said in html
    data = {"outcome": "overturned", "reasons": REASONS}
    answer = judge.post(f"/en/moderation/appeals/{appeal.case_id}", data=data, follow_redirects=True)
    assert "The appeal is decided" in answer.text
    db.session.refresh(post)
    assert post.is_visible
    db.session.refresh(act)
    assert act.state == "undone"
    assert db.session.get(Case, appeal.case_id).closed_at
    told = mine.get(f"/en/appeals/{act.id}").text
    assert "The decision is overturned" in told
    assert REASONS in told


def test_the_outcome_is_told_by_exactly_one_letter_with_its_reasons(app: Any) -> None:
    author = a_person()
    _, act = a_hidden_post(author)
    appeal, before = an_appeal(act), len(letters_to(author))
    services.decide(a_moderator(), appeal.id, outcome="overturned", reasons=REASONS)
    told = letters_to(author)[before:]
    assert len(told) == 1
    assert REASONS in told[0].body
    assert f"/appeals/{act.id}" in told[0].body
    with pytest.raises(Stale):
        services.decide(a_moderator(), appeal.id, outcome="upheld", reasons=REASONS)
    assert len(letters_to(author)) == before + 1


def test_an_upheld_measure_stands_and_the_journal_says_so_without_the_words(app: Any) -> None:
    author = a_person()
    post, act = a_hidden_post(author)
    appeal = an_appeal(act)
    services.decide(a_moderator(), appeal.id, outcome="upheld", reasons=REASONS)
    db.session.refresh(post)
    assert post.visibility == "hidden"
    rows = db.session.execute(select(journal.Entry).where(journal.Entry.verb.like("appeal.%"))).unique().scalars()
    entries = list(rows)
    assert [entry.verb for entry in entries] == ["appeal.lodged", "appeal.upheld"]
    assert all(BAD not in str(entry.data) and WORDS not in str(entry.data) for entry in entries)
    assert entries[0].actor is None
    assert len(letters_to(author, "the measure stands")) == 1


def test_an_appeal_never_lands_at_whoever_decided_first_in_a_hundred_tries(signed_in: Any) -> None:
    chance = random.Random(1918)
    moderators = [a_moderator() for _ in range(6)]
    clients = {one.id: signed_in(one) for one in moderators}
    decided = 0
    for number in range(100):
        first = chance.choice(moderators)
        _, act = a_hidden_post(moderator=first, text=f"{BAD} {number}")
        appeal = an_appeal(act)
        address = f"/en/moderation/appeals/{appeal.case_id}"
        data = {"outcome": chance.choice(("upheld", "overturned")), "reasons": REASONS}
        way = number % 4
        if way == 0:
            assert clients[first.id].post(address, data=data).status_code == 403
        elif way == 1:
            assert clients[first.id].post(f"{address}/claim").status_code == 403
            with pytest.raises(Refused, match="another moderator"):
                services.decide(first, appeal.id, outcome="overturned", reasons=REASONS)
        elif way == 2:
            with pytest.raises(Refused, match="another moderator"):
                services.claim(first, appeal.id)
            services.claim(chance.choice([one for one in moderators if one is not first]), appeal.id)
            assert clients[first.id].post(address, data=data).status_code == 403
        else:  # the queue's own ways lead nowhere either
            assert clients[first.id].get(f"/en/moderation/{appeal.case_id}").status_code == 302
            leave = {"measure": "leave", "facts": FACTS}
            assert clients[first.id].post(f"/en/moderation/{appeal.case_id}", data=leave).status_code == 404
            with pytest.raises((Refused, Stale)):
                moderation.leave(first, appeal.case_id, facts=FACTS)
        db.session.refresh(appeal)
        assert appeal.outcome is None
        with clock.moved(timedelta(minutes=16)):
            services.decide(chance.choice([one for one in moderators if one is not first]), appeal.id, **data)
        db.session.refresh(appeal)
        decided += appeal.decided_by_id != first.id
    assert decided == 100


def test_it_lands_at_nobody_with_a_part_in_the_matter(signed_in: Any) -> None:
    first, second, reporter, before = (a_moderator() for _ in range(4))
    post = a_post(a_thread(), text=BAD)
    old = moderation.hide(before, "post", post.id, clause="4.1", facts=FACTS)
    moderation.restore(before, "post", post.id, facts=FACTS)
    case = moderation.flag(reporter, "post", post.id, reason="personal_data").case_id
    proposed = moderation.propose_removal(first, case, clause="4.2", facts=FACTS)
    waiting = db.session.execute(
        select(Case.id).where(Case.cause == "confirm", Case.act_id == proposed.id)
    ).scalar_one()
    act = moderation.agree(second, waiting)
    appeal = an_appeal(act)
    assert old.id != act.id
    for judge in (first, second, reporter, before):
        address = f"/en/moderation/appeals/{appeal.case_id}"
        client = signed_in(judge)
        assert client.post(address, data={"outcome": "upheld", "reasons": REASONS}).status_code == 403
        assert 'name="outcome"' not in client.get(address).text
        assert "Not yours:" in client.get("/en/moderation/appeals").text
        assert "Not yours:" in client.get("/en/moderation").text
    db.session.refresh(appeal)
    assert appeal.outcome is None


def test_a_role_given_taken_and_given_again_opens_no_way_round(app: Any) -> None:
    from veche.accounts.models import RoleGrant

    first = a_moderator()
    _, act = a_hidden_post(moderator=first)
    appeal = an_appeal(act)
    with writing() as session:
        session.delete(session.get_one(RoleGrant, (first.id, "moderator")))
    db.session.refresh(first)
    with pytest.raises(Refused, match="for moderators"):
        services.decide(first, appeal.id, outcome="upheld", reasons=REASONS)
    with writing() as session:
        session.add(RoleGrant(person_id=first.id, role="moderator", granted_at=clock.now()))
    db.session.refresh(first)
    with pytest.raises(Refused, match="another moderator"):
        services.decide(first, appeal.id, outcome="upheld", reasons=REASONS)


def test_the_appellant_as_a_moderator_does_not_decide_on_the_own_appeal(app: Any) -> None:
    author = a_moderator()
    _, act = a_hidden_post(author)
    appeal = an_appeal(act)
    with pytest.raises(Refused, match="another moderator"):
        services.decide(author, appeal.id, outcome="overturned", reasons=REASONS)


@pytest.mark.parametrize("roles", [(), ("moderator",), ("admin",), ("committee",)])
def test_to_others_there_is_no_such_appeal(signed_in: Any, roles: tuple[str, ...]) -> None:
    _, act = a_hidden_post()
    other = signed_in(a_person(roles))
    assert other.get(f"/en/appeals/{act.id}").status_code == 404
    assert other.post(f"/en/appeals/{act.id}", data={"words": WORDS, "nonce": "n"}).status_code == 404
    with pytest.raises(NotFound):
        services.lodge(a_person(roles), act.id, words=WORDS, nonce="n")
    assert count(Appeal) == 0


@pytest.mark.parametrize("roles", [(), ("admin",), ("committee",), ("youth_council",)])
def test_others_than_moderators_see_and_decide_no_appeal(signed_in: Any, roles: tuple[str, ...]) -> None:
    _, act = a_hidden_post()
    appeal = an_appeal(act)
    other = signed_in(a_person(roles))
    for path in ("/en/moderation/appeals", f"/en/moderation/appeals/{appeal.case_id}"):
        answer = other.get(path)
        assert answer.status_code == 403
        assert WORDS not in answer.text
    data = {"outcome": "overturned", "reasons": REASONS}
    assert other.post(f"/en/moderation/appeals/{appeal.case_id}", data=data).status_code == 403
    assert other.post(f"/en/moderation/appeals/{appeal.case_id}/claim").status_code == 403
    db.session.refresh(appeal)
    assert appeal.outcome is None


def test_each_act_is_appealed_once(signed_in: Any) -> None:
    author = a_person()
    _, act = a_hidden_post(author)
    mine, data = signed_in(author), {"words": WORDS, "nonce": "the same"}
    assert mine.post(f"/en/appeals/{act.id}", data=data).status_code == 303
    assert mine.post(f"/en/appeals/{act.id}", data=data).status_code == 303
    again = mine.post(f"/en/appeals/{act.id}", data={**data, "nonce": "another"})
    assert again.status_code == 403
    assert "already" in again.text
    assert WORDS in again.text
    assert count(Appeal) == 1


def test_too_few_words_keep_what_was_typed(signed_in: Any) -> None:
    author = a_person()
    _, act = a_hidden_post(author)
    answer = signed_in(author).post(f"/en/appeals/{act.id}", data={"words": "No <b>", "nonce": "n"})
    assert answer.status_code == 422
    assert "No &lt;b&gt;" in answer.text
    assert "at least 20 characters" in answer.text
    assert count(Appeal) == 0


def test_a_decision_without_reasons_is_refused_and_keeps_what_was_typed(signed_in: Any) -> None:
    _, act = a_hidden_post()
    appeal = an_appeal(act)
    address = f"/en/moderation/appeals/{appeal.case_id}"
    answer = signed_in(a_moderator()).post(address, data={"outcome": "overturned", "reasons": "Too short"})
    assert answer.status_code == 422
    assert "Too short" in answer.text
    db.session.refresh(appeal)
    assert appeal.outcome is None


def test_after_thirty_days_it_is_too_late_and_the_page_says_so(signed_in: Any) -> None:
    author = a_person()
    _, act = a_hidden_post(author)
    with clock.moved(timedelta(days=30, minutes=5)):
        mine = signed_in(author)
        assert "they are over" in mine.get(f"/en/appeals/{act.id}").text
        assert mine.post(f"/en/appeals/{act.id}", data={"words": WORDS, "nonce": "n"}).status_code == 403


def test_a_reporter_whose_report_was_left_reads_why_there_is_no_appeal(signed_in: Any) -> None:
    reporter, post = a_person(), a_post(a_thread())
    case = moderation.flag(reporter, "post", post.id, reason="spam").case_id
    act = moderation.leave(a_moderator(), case, facts=FACTS)
    html = signed_in(reporter).get(f"/en/appeals/{act.id}").text
    assert "cannot be appealed" in html
    assert signed_in(reporter).post(f"/en/appeals/{act.id}", data={"words": WORDS, "nonce": "n"}).status_code == 404
    assert signed_in(a_person()).get(f"/en/appeals/{act.id}").status_code == 404


def test_somebody_silenced_or_banned_appeals_as_well(signed_in: Any) -> None:
    author, post = a_person(), None
    post = a_post(a_thread(), author)
    case = moderation.flag(a_person(), "post", post.id, reason="insult").case_id
    act = moderation.mute(a_moderator(), case, days=7, clause="4.1", facts=FACTS)
    answer = signed_in(author).post(f"/en/appeals/{act.id}", data={"words": WORDS, "nonce": "n"})
    assert answer.status_code == 303
    appeal = services.appeal_against(act.id)
    services.decide(a_moderator(), appeal.id, outcome="overturned", reasons=REASONS)
    db.session.refresh(author)
    assert author.muted_until is None


def test_what_waits_for_a_second_moderator_is_not_appealed_yet(signed_in: Any) -> None:
    author = a_person()
    post = a_post(a_thread(), author)
    case = moderation.flag(a_person(), "post", post.id, reason="insult").case_id
    act = moderation.propose_removal(a_moderator(), case, clause="4.1", facts=FACTS)
    assert "A second moderator still looks" in signed_in(author).get(f"/en/appeals/{act.id}").text


def test_a_ban_that_is_only_thought_of_has_no_page_for_its_author(signed_in: Any) -> None:
    author = a_person()
    case = moderation.flag(a_person(), "post", a_post(a_thread(), author).id, reason="insult").case_id
    act, mine = moderation.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS), signed_in(author)
    assert mine.get(f"/en/appeals/{act.id}").status_code == 404
    assert mine.post(f"/en/appeals/{act.id}", data={"words": WORDS, "nonce": nonce()}).status_code == 404
    asked = db.session.execute(select(Case.id).where(Case.act_id == act.id)).scalar_one()
    moderation.agree(a_moderator(), asked)
    assert FACTS in signed_in(author).get(f"/en/appeals/{act.id}").text


def test_without_another_moderator_the_administrators_are_told_once_and_the_page_says_so(signed_in: Any) -> None:
    author, only, admin = a_person(), a_moderator(), a_person(("admin",))
    _, act = a_hidden_post(author, only)
    an_appeal(act)
    assert len(letters_to(admin, "no moderator may decide")) == 1
    assert "none of them may decide" in signed_in(author).get(f"/en/appeals/{act.id}").text
    assert "no moderator could decide it" in signed_in(only).get("/en/moderation/appeals").text
    from veche.oversight.digest import look_again_due

    with clock.moved(timedelta(days=1)):
        assert look_again_due() == 0
    assert len(letters_to(admin, "no moderator may decide")) == 1


def test_an_appeal_whose_last_possible_judge_leaves_reaches_the_administrators(app: Any) -> None:
    from veche.accounts.models import RoleGrant
    from veche.oversight.digest import look_again_due

    other, admin = a_moderator(), a_person(("admin",))
    _, act = a_hidden_post()
    an_appeal(act)
    assert letters_to(admin, "no moderator may decide") == []
    with writing() as session:
        session.delete(session.get_one(RoleGrant, (other.id, "moderator")))
    assert look_again_due() == 0
    with clock.moved(timedelta(days=1)):
        assert (look_again_due(), look_again_due()) == (1, 0)
    assert len(letters_to(admin, "no moderator may decide")) == 1


def test_a_text_restored_otherwise_settles_the_appeal_and_its_author_learns_it_once(app: Any) -> None:
    author, first = a_person(), a_moderator()
    _, act = a_hidden_post(author, first)
    appeal = an_appeal(act)
    moderation.restore(first, "post", act.subject_id, facts=FACTS)
    db.session.refresh(appeal)
    assert appeal.outcome == "settled"
    assert len(letters_to(author, "your appeal is closed")) == 1
    with pytest.raises(Stale):
        services.decide(a_moderator(), appeal.id, outcome="upheld", reasons=REASONS)


def test_a_claim_keeps_others_out_for_fifteen_minutes(signed_in: Any) -> None:
    _, act = a_hidden_post()
    appeal, one, other = an_appeal(act), a_moderator("Moderator N"), a_moderator()
    assert signed_in(one).post(f"/en/moderation/appeals/{appeal.case_id}/claim").status_code == 303
    assert "Moderator N has this case until" in signed_in(other).get(f"/en/moderation/appeals/{appeal.case_id}").text
    with pytest.raises(Stale):
        services.decide(other, appeal.id, outcome="upheld", reasons=REASONS)


def test_the_judges_page_never_says_who_reported(signed_in: Any) -> None:
    reporter = a_person(name="The careful reader")
    post = a_post(a_thread(), text=BAD)
    case = moderation.flag(reporter, "post", post.id, reason="personal_data").case_id
    act = moderation.hide(a_moderator(), "post", post.id, clause="4.2", facts=FACTS, case_id=case)
    appeal = an_appeal(act)
    for address in (f"/en/moderation/appeals/{appeal.case_id}", "/en/moderation/appeals"):
        assert "The careful reader" not in signed_in(a_moderator()).get(address).text
    assert "The careful reader" not in signed_in(act_author(act)).get(f"/en/appeals/{act.id}").text
    assert count(Flag) == 1


def test_several_acts_on_one_text_are_appealed_side_by_side(app: Any) -> None:
    author = a_person()
    post = a_post(a_thread(), author)
    case = moderation.flag(a_person(), "post", post.id, reason="insult").case_id
    hidden = moderation.hide(a_moderator(), "post", post.id, clause="4.1", facts=FACTS, case_id=case)
    warned = moderation.warn(a_moderator(), case, clause="4.1", facts=FACTS)
    an_appeal(hidden)
    an_appeal(warned)
    assert count(Appeal) == 2


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_pages_stand_in_every_language(signed_in: Any, language: str) -> None:
    author = a_person(language=language)
    _, act = a_hidden_post(author)
    assert signed_in(author).get(f"/{language}/appeals/{act.id}").status_code == 200
    appeal, judge = an_appeal(act), signed_in(a_moderator())
    for path in ("appeals", f"appeals/{appeal.case_id}", "reviews", "log", "figures", "bulk"):
        assert judge.get(f"/{language}/moderation/{path}").status_code == 200
    assert judge.get(f"/{language}/moderation/appeals/999").status_code == 404


def test_words_that_are_taken_out_go_from_the_appeal_and_its_answer_too(app: Any) -> None:
    post, act = a_hidden_post()
    appeal = an_appeal(act, words="The number 000-00-00 is that of the library, for everybody.")
    reasons = "The number 000-00-00 is somebody’s own, as the library says."
    services.decide(a_moderator(), appeal.id, outcome="upheld", reasons=reasons)
    moderation.redact(a_moderator(), act.case_id, typed="000-00-00", facts=FACTS)
    db.session.rollback()
    for row in db.session.execute(select(Appeal)).unique().scalars():
        assert "000-00-00" not in row.words + row.reasons
        assert "personal data removed" in row.words
    for payload in db.session.execute(select(Payload)).scalars():
        assert "000-00-00" not in str(payload.body)
    assert journal.verify(db.session()) is None


def test_where_a_message_was_hidden_its_author_is_led_to_the_reasons_and_nobody_else(
    client: Any, signed_in: Any
) -> None:
    post, _ = a_hidden_post()
    address, way = f"/en/threads/{post.thread_id}", "/en/my#my-notices"
    assert way in signed_in(post.author).get(address).text
    for other in (client, signed_in(a_person()), signed_in(a_moderator())):
        assert way not in other.get(address).text
