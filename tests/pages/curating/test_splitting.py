"""Messages get a discussion of their own: chosen one by one or with their answers, and brought back."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select, update

from factories import a_merge, a_moderator, a_person, a_post, a_split, a_thread, an_area, nonce
from talks import anew, faults, field_of, letters_to, places, posts_of
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.curating import services
from veche.curating.models import Curation
from veche.forum.models import Post, Thread

REASON = "This is another matter with answers of its own."


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def typed(*numbers: int, **values: Any) -> dict[str, Any]:
    given = {"post": [str(number) for number in numbers], "answers": "y", "title": "What about the bins?"}
    return {**given, "sort": "question", "area": "1.3.2", "reason": REASON, "nonce": nonce(), **values}


def a_talk() -> Any:
    """1 opening; 2 with 3 below it, and 4 below that; 5."""
    thread = a_thread(title="Where can elders learn?", text="The beginning.")
    second = a_post(thread, text="Second.")
    third = a_post(thread, text="Third.", parent=second)
    a_post(thread, text="Fourth.", parent=third)
    a_post(thread, text="Fifth.")
    return thread


def numbered(thread: Any, number: int) -> Post:
    return next(post for post in posts_of(thread) if post.number == number)


def the_new_one() -> Thread:
    db.session.rollback()
    return db.session.execute(select(Thread).where(Thread.split_from_id.is_not(None))).unique().scalar_one()


def last_act() -> Curation:
    db.session.rollback()
    return db.session.execute(select(Curation).order_by(Curation.id.desc()).limit(1)).unique().scalar_one()


def test_a_message_and_its_answers_leave_through_the_form_beside_it(client: Any, signed_in: Any) -> None:
    thread, moderator = a_talk(), signed_in(a_moderator(name="Moderator N"))
    assert f"{url(thread)}/curating/split?head=2" in moderator.get(url(thread)).text
    form = moderator.get(url(thread, "/curating/split?head=2"), headers={"HX-Request": "true"}).text
    assert 'id="curate-p2"' in form
    assert field_of(form, "post") == "2"
    answer = moderator.post(url(thread, "/curating/split"), data=typed(2, head="2"))
    new = the_new_one()
    assert answer.location == url(new)
    assert [(post.text, post.number, post.path) for post in posts_of(new)] == [
        ("Second.", 1, "000001"),
        ("Third.", 2, "000002"),
        ("Fourth.", 3, "000002000003"),
    ]
    assert [post.text for post in posts_of(thread)] == ["The beginning.", "Fifth."]
    assert faults() == []
    assert (new.sort, new.title, new.area.code) == ("question", "What about the bins?", "1.3.2")
    assert new.author_id == posts_of(new)[0].author_id
    assert new.opened_at == posts_of(new)[0].posted_at


def test_both_discussions_name_each_other(client: Any, signed_in: Any) -> None:
    thread = a_talk()
    signed_in(a_moderator()).post(url(thread, "/curating/split"), data=typed(2))
    new = the_new_one()
    there = client.get(url(thread)).text
    assert "3 messages got a discussion of their own:" in there
    assert f'href="{url(new)}"' in there
    here = client.get(url(new)).text
    assert "3 messages were split off from" in here
    assert f'href="{url(thread)}"' in here
    assert REASON in here


def test_old_addresses_lead_to_the_new_discussion(client: Any) -> None:
    thread = a_talk()
    new = a_split(thread, [numbered(thread, 2)])
    assert client.get(url(thread, "/post/3")).location == url(new) + "#p2"


def test_messages_are_chosen_with_checkboxes_one_by_one(signed_in: Any) -> None:
    thread, moderator = a_talk(), signed_in(a_moderator())
    page = moderator.get(url(thread, "/curating/split")).text
    assert page.count('type="checkbox" name="post"') == 4
    data = typed(3, 5)
    del data["answers"]
    moderator.post(url(thread, "/curating/split"), data=data)
    assert [post.text for post in posts_of(the_new_one())] == ["Third.", "Fifth."]
    left = [(post.text, post.path) for post in posts_of(thread)]
    assert left == [("The beginning.", "000001"), ("Second.", "000002"), ("Fourth.", "000002000004")]
    assert faults() == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"post": []}, "Choose at least one message."),
        ({"title": "x"}, "too short"),
        ({"reason": ""}, "Say in a sentence why"),
        ({"sort": "announcement"}, "Choose one of the options."),
        ({"area": "9.9.9"}, "Choose one of the options."),
    ],
)
def test_a_form_that_lacks_something_keeps_what_was_chosen(signed_in: Any, values: dict[str, Any], words: str) -> None:
    thread = a_talk()
    before = places()
    answer = signed_in(a_moderator()).post(url(thread, "/curating/split"), data={**typed(2, 5), **values})
    assert answer.status_code == 422
    assert words in answer.text
    if "post" not in values:
        assert answer.text.count(" checked>") >= 2
    assert places() == before


def test_the_first_message_cannot_leave(signed_in: Any) -> None:
    thread = a_talk()
    answer = signed_in(a_moderator()).post(url(thread, "/curating/split"), data=typed(1, 2))
    assert answer.status_code == 403
    assert "The first message stays where it is" in answer.text
    html = signed_in(a_moderator()).get(url(thread)).text
    assert "split?head=1" not in html


def test_nobody_splits_off_their_own_messages(signed_in: Any) -> None:
    moderator, thread = a_moderator(), a_talk()
    own = a_post(thread, moderator, parent=numbered(thread, 5))
    client = signed_in(moderator)
    for numbers in ((own.number,), (5,)):
        answer = client.post(url(thread, "/curating/split"), data=typed(*numbers))
        assert answer.status_code == 403
        assert "nother moderator decides" in answer.text
    assert f"split?head={own.number}" not in client.get(url(thread)).text


def test_nothing_begins_with_a_hidden_message() -> None:
    thread = a_talk()
    second = numbered(thread, 2)
    with writing() as session:
        session.execute(update(Post).where(Post.id == second.id).values(visibility="hidden"))
    with pytest.raises(Refused, match="not shown to everybody"):
        a_split(thread, [second])


def test_a_hidden_message_is_marked_among_those_to_choose_from(signed_in: Any) -> None:
    thread = a_talk()
    shameful, waiting = numbered(thread, 3).id, numbered(thread, 5).id
    with writing() as session:
        hidden = {"visibility": "hidden", "hidden_clause": "4.2"}
        session.execute(update(Post).where(Post.id == shameful).values(**hidden))
        session.execute(update(Post).where(Post.id == waiting).values(visibility="pending"))
    page = signed_in(a_moderator()).get(url(thread, "/curating/split")).text
    label = r'<label class="check"><input type="checkbox" name="post".*?</label>'
    second, third, fourth, fifth = re.findall(label, page)
    assert "This message was hidden by a moderator under clause 4.2." in third
    assert "This message waits for a moderator." in fifth
    assert not any("a moderator" in shown for shown in (second, fourth))


def test_a_message_that_has_left_meanwhile_is_calm() -> None:
    thread = a_talk()
    fifth = numbered(thread, 5)
    a_split(thread, [fifth])
    with pytest.raises(Stale):
        services.split(
            a_moderator(),
            thread.id,
            numbers=[5],
            answers_too=True,
            title="Once more",
            sort="discussion",
            area_id=an_area().id,
            reason=REASON,
            nonce=nonce(),
        )


def test_the_same_form_sent_twice_makes_one_discussion(signed_in: Any) -> None:
    thread, moderator, data = a_talk(), signed_in(a_moderator()), typed(2)
    first = moderator.post(url(thread, "/curating/split"), data=data)
    second = moderator.post(url(thread, "/curating/split"), data=data)
    assert first.location == second.location
    assert db.session.execute(select(func.count()).select_from(Thread)).scalar_one() == 2


def test_the_areas_count_the_new_discussion_and_the_authors_are_told() -> None:
    speaker = a_person(language="ru")
    thread = a_thread()
    post = a_post(thread, speaker)
    a_split(thread, [post])
    assert anew(an_area()).thread_count == 2
    (letter,) = letters_to(speaker)
    assert letter.subject.startswith("Отдельное обсуждение: ")
    assert "This is another matter." in letter.body
    assert len(letters_to(thread.author)) == 1


def test_the_mark_of_the_answer_leaves_with_it_and_comes_back() -> None:
    thread = a_talk()
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == thread.id).values(solved_number=3))
    a_split(thread, [numbered(thread, 2)])
    assert anew(thread).solved_number is None
    services.undo(a_moderator(), last_act().id)
    assert anew(thread).solved_number == 3


@pytest.mark.parametrize("answers_too", [True, False])
def test_undoing_gives_back_every_number_and_path(answers_too: bool) -> None:
    thread = a_talk()
    before = places()
    new = a_split(thread, [numbered(thread, 3), numbered(thread, 5)], answers_too=answers_too)
    services.undo(a_moderator(), last_act().id)
    assert places() == before
    assert faults() == []
    assert anew(new).merged_into_id == thread.id
    assert anew(an_area()).thread_count == 1


def test_answers_written_since_come_back_along(client: Any) -> None:
    thread = a_talk()
    second, third = numbered(thread, 2), numbered(thread, 3)
    new = a_split(thread, [second])
    to_the_thread = a_post(new, text="To the new discussion.")
    to_third = a_post(new, text="To the third.", parent=anew(third))
    services.undo(a_moderator(), last_act().id)
    assert faults() == []
    assert (anew(to_the_thread).thread_id, anew(to_the_thread).parent_id) == (thread.id, second.id)
    assert (anew(to_third).thread_id, anew(to_third).parent_id) == (thread.id, third.id)
    assert client.get(url(new)).location == url(thread)
    assert "To the new discussion." in client.get(url(new, "/post/4"), follow_redirects=True).text


def test_a_split_is_not_undone_while_another_act_rests_on_the_new_discussion() -> None:
    thread, other = a_talk(), a_thread()
    new = a_split(thread, [numbered(thread, 2)])
    split = last_act()
    merge = a_merge(other, new)
    with pytest.raises(Refused, match="undo them first"):
        services.undo(a_moderator(), split.id)
    services.undo(a_moderator(), merge.id)
    services.undo(a_moderator(), split.id)
    assert faults() == []


def test_a_split_is_not_undone_when_the_discussion_that_it_left_is_gone() -> None:
    thread, other = a_talk(), a_thread()
    a_split(thread, [numbered(thread, 2)])
    split = last_act()
    a_merge(thread, other)
    with pytest.raises(Refused, match="undo them first"):
        services.undo(a_moderator(), split.id)


def test_a_discussion_without_answers_offers_nothing_to_split(signed_in: Any) -> None:
    html = signed_in(a_moderator()).get(url(a_thread(), "/curating/split")).text
    assert "there is nothing to split off" in html
