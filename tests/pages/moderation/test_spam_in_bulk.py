"""Spam in bulk: one press, each text judged by itself, one letter to an author, an undo for a day."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from factories import a_moderator, a_person, a_post, a_thread
from veche.core import clock
from veche.core.database import db
from veche.core.errors import Stale
from veche.core.outbox import Letter
from veche.core.policy import Refused
from veche.moderation import bulk, services
from veche.moderation.models import Act, Case

FACTS = "The same shop was advertised in every discussion of the day."


def spam(author: Any, number: int = 1, reporter: Any = None) -> list[Any]:
    posts = [a_post(a_thread(), author, text=f"Cheap socks, number {one}.") for one in range(number)]
    for post in posts:
        services.flag(reporter or a_person(), "post", post.id, reason="spam")
    return posts


def cases(posts: list[Any]) -> list[int]:
    numbers = [post.id for post in posts]
    return list(db.session.execute(select(Case.id).where(Case.subject_id.in_(numbers)).order_by(Case.id)).scalars())


def letters(person: Any) -> list[Letter]:
    return list(db.session.execute(select(Letter).where(Letter.address == person.email)).scalars())


def visibility(posts: list[Any]) -> list[str]:
    for post in posts:
        db.session.refresh(post)
    return [post.visibility for post in posts]


def test_several_texts_are_hidden_with_one_press_and_shown_again_with_one(signed_in: Any, client: Any) -> None:
    author, moderator = a_person(), a_moderator()
    posts = spam(author, 3)
    judge = signed_in(moderator)
    assert "/en/moderation/bulk" in judge.get("/en/moderation").text
    html = judge.get("/en/moderation/bulk").text
    assert all(f'value="{number}"' in html for number in cases(posts))
    data = {"cases": cases(posts), "facts": FACTS}
    answer = judge.post("/en/moderation/bulk", data=data, follow_redirects=True)
    assert "3 texts hidden with one press" in answer.text
    assert visibility(posts) == ["hidden"] * 3
    acts = list(db.session.execute(select(Act)).unique().scalars())
    assert {(act.verb, act.clause) for act in acts} == {("hide", "4.3")}
    assert len({act.batch for act in acts}) == 1
    assert client.get("/en/moderation/log").text.count(FACTS) == 3
    told = letters(author)
    assert len(told) == 1
    assert all(f"/appeals/{act.id}" in told[0].body for act in acts)
    answer = judge.post(f"/en/moderation/bulk/{acts[0].batch}/undo", follow_redirects=True)
    assert "3 texts are shown again." in answer.text
    assert visibility(posts) == ["visible"] * 3
    assert len(letters(author)) == 2
    with pytest.raises(Stale):
        bulk.undo(moderator, acts[0].batch)


def test_two_authors_get_one_letter_each(app: Any) -> None:
    one, other = a_person(), a_person()
    posts = [*spam(one, 2), *spam(other, 1)]
    bulk.hide_spam(a_moderator(), cases(posts), facts=FACTS)
    assert (len(letters(one)), len(letters(other))) == (1, 1)


def test_what_is_not_ones_own_to_judge_is_named_and_left(signed_in: Any) -> None:
    moderator = a_moderator()
    mine, theirs = spam(moderator, 1), spam(a_person(), 1)
    reported = spam(a_person(), 1, reporter=moderator)
    data = {"cases": cases([*mine, *theirs, *reported]), "facts": FACTS}
    answer = signed_in(moderator).post("/en/moderation/bulk", data=data, follow_redirects=True)
    assert answer.text.count("Left as it is:") == 2
    assert visibility([*mine, *theirs, *reported]) == ["visible", "hidden", "visible"]


def test_when_all_are_left_nothing_is_done(signed_in: Any) -> None:
    moderator = a_moderator()
    mine = spam(moderator, 2)
    answer = signed_in(moderator).post("/en/moderation/bulk", data={"cases": cases(mine), "facts": FACTS})
    assert answer.status_code == 403
    assert visibility(mine) == ["visible"] * 2


def test_a_case_that_another_moderator_has_is_left(app: Any) -> None:
    posts = spam(a_person(), 2)
    held = cases(posts)
    services.claim(a_moderator(), held[0])
    made = bulk.hide_spam(a_moderator(), held, facts=FACTS)
    assert [case.id for case, _ in made.left] == held[:1]
    assert visibility(posts) == ["visible", "hidden"]


def test_an_appeal_or_a_confirmation_is_no_spam(app: Any) -> None:
    post = spam(a_person(), 1)[0]
    services.propose_removal(a_moderator(), cases([post])[0], clause="4.3", facts=FACTS)
    number = db.session.execute(select(Case.id).where(Case.cause == "confirm")).scalar_one()
    assert bulk.hide_spam(a_moderator(), [number], facts=FACTS).acts == []


def test_the_undo_ends_after_a_day_and_is_for_whoever_pressed(signed_in: Any) -> None:
    moderator = a_moderator()
    posts = spam(a_person(), 2)
    batch = bulk.hide_spam(moderator, cases(posts), facts=FACTS).batch
    with pytest.raises(Refused, match="Only the moderator who hid"):
        bulk.undo(a_moderator(), batch)
    with clock.moved(timedelta(hours=24, minutes=1)):
        assert signed_in(moderator).post(f"/en/moderation/bulk/{batch}/undo").status_code == 403
    assert visibility(posts) == ["hidden"] * 2
    assert signed_in(moderator).post("/en/moderation/bulk/nonsense/undo").status_code == 404


def test_without_a_choice_or_facts_nothing_happens_and_the_words_stay(signed_in: Any) -> None:
    posts = spam(a_person(), 2)
    judge = signed_in(a_moderator())
    answer = judge.post("/en/moderation/bulk", data={"facts": FACTS})
    assert answer.status_code == 422
    assert FACTS in answer.text
    answer = judge.post("/en/moderation/bulk", data={"cases": cases(posts), "facts": "Short <b>"})
    assert answer.status_code == 422
    assert "Short &lt;b&gt;" in answer.text
    assert "checked" in answer.text
    assert visibility(posts) == ["visible"] * 2


def test_the_open_cases_of_one_author_stand_together(signed_in: Any) -> None:
    author = a_person()
    posts = spam(author, 2)
    services.flag(a_person(), "post", a_post(a_thread(), author, text="Rude words.").id, reason="insult")
    html = signed_in(a_moderator()).get(f"/en/moderation/bulk?author={author.id}").text
    assert html.count('name="cases"') == len(posts) + 1


@pytest.mark.parametrize("roles", [(), ("admin",), ("committee",), ("youth_council",)])
def test_others_hide_nothing(signed_in: Any, roles: tuple[str, ...]) -> None:
    posts = spam(a_person(), 2)
    other = signed_in(a_person(roles))
    assert other.get("/en/moderation/bulk").status_code == 403
    assert other.post("/en/moderation/bulk", data={"cases": cases(posts), "facts": FACTS}).status_code == 403
    assert visibility(posts) == ["visible"] * 2
