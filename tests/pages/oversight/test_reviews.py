"""Blind reviews: drawn by nobody, judged without the decision, counted."""

from typing import Any

import pytest
from sqlalchemy import select

from factories import a_moderator, a_person, a_post, a_thread
from pages.oversight.helping import FACTS, REASONS, WORDS, a_hidden_post, an_appeal
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.journal import Entry
from veche.core.policy import Refused
from veche.moderation import services as moderation
from veche.oversight import reviewing, services
from veche.oversight.models import Review

WORD = "One clause speaks about this very thing."


@pytest.fixture(autouse=True)
def _all_are_drawn(app: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(app.config["VECHE"], "REVIEW_SHARE", 100.0)


def the_review(act: Any) -> Review:
    return db.session.execute(select(Review).where(Review.act_id == act.id)).scalar_one()


def test_the_second_moderator_sees_text_and_reasons_and_not_the_decision(signed_in: Any) -> None:
    post = a_post(a_thread(), text="Buy my socks, they are good.")
    case = moderation.flag(a_person(name="The reader"), "post", post.id, reason="spam", note="Socks again.").case_id
    act = moderation.hide(a_moderator("Moderator One"), "post", post.id, clause="4.3", facts=FACTS, case_id=case)
    judge = signed_in(a_moderator())
    review = the_review(act)
    assert f"/en/moderation/reviews/{review.id}" in judge.get("/en/moderation/reviews").text
    html = judge.get(f"/en/moderation/reviews/{review.id}").text
    for said in ("Buy my socks", "Advertising or repeats", "Socks again."):
        assert said in html
    for unsaid in ("Moderator One", FACTS, "4.3", "The reader", "Hidden"):
        assert unsaid not in html.partition("<main")[2]
    data = {"measure": "hide", "word": WORD}
    answer = judge.post(f"/en/moderation/reviews/{review.id}", data=data, follow_redirects=True)
    assert "You both agree." in answer.text
    db.session.refresh(review)
    assert review.agrees is True
    entry = db.session.execute(select(Entry).where(Entry.verb == "review.made")).unique().scalar_one()
    assert WORD not in str(entry.data)


def test_the_decider_and_whoever_took_part_review_nothing(signed_in: Any) -> None:
    first, reporter = a_moderator(), a_moderator()
    post = a_post(a_thread(), text="Buy my socks.")
    case = moderation.flag(reporter, "post", post.id, reason="spam").case_id
    act = moderation.hide(first, "post", post.id, clause="4.3", facts=FACTS, case_id=case)
    review = the_review(act)
    for judge in (first, reporter):
        client = signed_in(judge)
        assert "Buy my socks" not in client.get(f"/en/moderation/reviews/{review.id}").text.partition("<main")[2]
        data = {"measure": "leave", "word": WORD}
        assert client.post(f"/en/moderation/reviews/{review.id}", data=data).status_code == 403
    db.session.refresh(review)
    assert review.reviewed_at is None


def test_whoever_reviewed_it_does_not_decide_on_its_appeal_and_the_other_way_round(app: Any) -> None:
    one, other = a_moderator(), a_moderator()
    _, act = a_hidden_post()
    reviewing.review(one, the_review(act).id, measure="hide", word=WORD)
    appeal = an_appeal(act, WORDS)
    with pytest.raises(Refused, match="blind review"):
        services.decide(one, appeal.id, outcome="upheld", reasons=REASONS)
    services.decide(other, appeal.id, outcome="upheld", reasons=REASONS)


def test_a_decision_is_reviewed_once(app: Any) -> None:
    _, act = a_hidden_post()
    review = the_review(act)
    reviewing.review(a_moderator(), review.id, measure="leave", word=WORD)
    with pytest.raises(Stale):
        reviewing.review(a_moderator(), review.id, measure="hide", word=WORD)
    db.session.refresh(review)
    assert review.agrees is False


def test_a_report_that_was_left_agrees_with_letting_the_text_stand(client: Any) -> None:
    case = moderation.flag(a_person(), "post", a_post(a_thread()).id, reason="spam").case_id
    act = moderation.leave(a_moderator(), case, facts=FACTS)
    reviewing.review(a_moderator(), the_review(act).id, measure="leave", word=WORD)
    assert "100%" in client.get("/en/moderation/figures").text


def test_nothing_is_drawn_at_a_share_of_nought(app: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(app.config["VECHE"], "REVIEW_SHARE", 0.0)
    a_hidden_post()
    assert db.session.execute(select(Review)).first() is None


@pytest.mark.parametrize("roles", [(), ("admin",), ("committee",)])
def test_others_see_no_reviews(signed_in: Any, roles: tuple[str, ...]) -> None:
    _, act = a_hidden_post()
    number, other = the_review(act).id, signed_in(a_person(roles))
    for path in ("/en/moderation/reviews", f"/en/moderation/reviews/{number}"):
        assert other.get(path).status_code == 403
    data = {"measure": "hide", "word": WORD}
    assert other.post(f"/en/moderation/reviews/{number}", data=data).status_code == 403
    assert the_review(act).reviewed_at is None


def test_a_missing_word_keeps_the_choice(signed_in: Any) -> None:
    _, act = a_hidden_post()
    answer = signed_in(a_moderator()).post(f"/en/moderation/reviews/{the_review(act).id}", data={"measure": "warn"})
    assert answer.status_code == 422
    assert signed_in(a_moderator()).get("/en/moderation/reviews/999").status_code == 404
