"""Two talks become one: the branch, the old addresses, the counters, the letters, the undoing."""

from typing import Any

import pytest
from sqlalchemy import update

from factories import a_draft, a_merge, a_moderator, a_person, a_post, a_thread, an_area, nonce
from talks import anew, faults, letters_to, places, posts_of, verbs_about
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.curating import services
from veche.forum.models import Thread

REASON = "Both ask the same, and the answers belong together."


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def set_thread(thread: Any, **values: Any) -> None:
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == thread.id).values(**values))


def a_talk(title: str = "Who teaches elders?", **values: Any) -> Any:
    """Four messages of four people: the opening, an answer with its answer, another one."""
    thread = a_thread(title=title, text=f"{title} The beginning.", **values)
    first = a_post(thread, text=f"{title} First.")
    a_post(thread, text=f"{title} Below it.", parent=first)
    a_post(thread, text=f"{title} Second.")
    return thread


def test_through_the_form_the_messages_go_over_as_one_branch(client: Any, signed_in: Any) -> None:
    source, target = a_talk("Who teaches elders?"), a_talk("Where can elders learn?")
    moderator = signed_in(a_moderator(name="Moderator N"))
    form = moderator.get(url(source, "/curating/merge")).text
    assert "Where can elders learn?" in form
    assert "4 messages go over" in form
    data = {"into": str(target.id), "address": "", "reason": REASON}
    answer = moderator.post(url(source, "/curating/merge"), data=data)
    assert answer.location == url(target)
    told = [(post.text, post.depth) for post in posts_of(target)]
    assert told[4:] == [
        ("Who teaches elders? The beginning.", 0),
        ("Who teaches elders? First.", 1),
        ("Who teaches elders? Below it.", 2),
        ("Who teaches elders? Second.", 1),
    ]
    assert faults() == []
    assert (anew(target).post_count, anew(target).voice_count, anew(target).last_number) == (8, 8, 8)
    html = client.get(url(target)).text
    assert "4 messages came from the discussion" in html
    assert REASON in html
    assert verbs_about(source) == ["thread.opened", "thread.merged"]


def test_discussions_with_a_like_title_are_offered_first_wherever_they_stand(signed_in: Any) -> None:
    source = a_thread(title="Lessons of drawing in the library")
    a_thread(title="Bicycle paths along the river")
    a_thread(title="Drawing lessons at the library", code="1.1.1")
    closed = a_thread(title="Library lessons in drawing")
    set_thread(closed, is_locked=True)
    html = signed_in(a_moderator()).get(url(source, "/curating/merge")).text
    assert html.index("Drawing lessons at the library") < html.index("Bicycle paths along the river")
    assert "Library lessons in drawing" not in html


def test_the_other_discussion_is_named_by_its_address_too(signed_in: Any) -> None:
    source, target = a_talk(), a_thread(code="1.1.1")
    data = {"address": f"https://veche.example/ru/threads/{target.id}#p1", "reason": REASON}
    assert signed_in(a_moderator()).post(url(source, "/curating/merge"), data=data).status_code == 303
    assert anew(source).merged_into_id == target.id


def test_old_addresses_lead_on(client: Any) -> None:
    source, target = a_talk(), a_talk()
    a_merge(source, target)
    assert client.get(url(source)).location == url(target)
    assert client.get(url(source, "/post/3")).location == url(target) + "#p7"
    assert "Below it." in client.get(url(source, "/post/3"), follow_redirects=True).text


def test_an_address_leads_on_through_two_merges(client: Any) -> None:
    first, second, third = a_talk(), a_talk(), a_talk()
    a_merge(first, second)
    a_merge(second, third)
    assert client.get(url(first, "/post/2"), follow_redirects=True).request.path == url(third)
    assert client.get(url(first), follow_redirects=True).request.path == url(third)
    assert faults() == []


def test_the_lists_and_the_areas_know_one_discussion_less(client: Any) -> None:
    source, target = a_talk("Gone from the list", other_area_ids=[an_area("1.1.2").id]), a_talk("It stays here")
    act = a_merge(source, target)
    html = client.get("/en/threads").text
    assert "Gone from the list" not in html
    assert "It stays here" in html
    assert [anew(an_area(code)).thread_count for code in ("2.4.5", "1.1.2")] == [1, 0]
    services.undo(a_moderator(), act.id)
    assert [anew(an_area(code)).thread_count for code in ("2.4.5", "1.1.2")] == [2, 1]
    assert "Gone from the list" in client.get("/en/threads").text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"is_locked": True}, "The other discussion is closed"),
        ({"visibility": "hidden"}, "A moderator has hidden this discussion."),
        ({"last_number": 999_998}, "too full"),
    ],
)
def test_why_it_cannot_go_there_stands_beside_the_field(signed_in: Any, values: dict[str, Any], words: str) -> None:
    source, target = a_talk(), a_talk()
    set_thread(target, **values)
    before = places()
    data = {"address": str(target.id), "reason": REASON}
    answer = signed_in(a_moderator()).post(url(source, "/curating/merge"), data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert REASON in answer.text
    assert places() == before


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Name the other discussion."),
        ("the other one", "This is no address of a discussion."),
        ("999", "There is no such discussion."),
        ("1", "This is the same discussion"),
    ],
)
def test_an_address_that_names_nothing_is_told(signed_in: Any, address: str, words: str) -> None:
    source = a_talk()
    answer = signed_in(a_moderator()).post(url(source, "/curating/merge"), data={"address": address, "reason": REASON})
    assert answer.status_code == 422
    assert words in answer.text


def test_nobody_merges_into_or_out_of_their_own_discussion() -> None:
    moderator = a_moderator()
    own, other = a_thread(moderator), a_talk()
    for source, target in ((own, other), (other, own)):
        with pytest.raises(Refused, match="nother moderator decides"):
            a_merge(source, target, moderator)


def test_everybody_whose_words_moved_is_told_once_in_their_language() -> None:
    speaker = a_person(language="be")
    source, target = a_thread(title="Хто вучыць?"), a_thread(title="Дзе вучацца?")
    for _ in range(3):
        a_post(source, speaker)
    a_merge(source, target, reason=REASON)
    (letter,) = letters_to(speaker)
    assert letter.subject == "Два абмеркаванні сталі адным: Дзе вучацца?"
    assert "Хто вучыць?" in letter.body
    assert REASON in letter.body
    assert [len(letters_to(thread.author)) for thread in (source, target)] == [1, 1]


def test_a_reply_that_meets_a_merged_discussion_is_told_and_keeps_its_words(signed_in: Any) -> None:
    source, target = a_talk(), a_talk()
    a_merge(source, target)
    data = {"text": "What I was writing meanwhile.", "language": "en", "to": "3", "nonce": nonce()}
    answer = signed_in(a_person()).post(url(source, "/reply"), data=data)
    assert answer.status_code in {403, 409}
    assert "merged into another one" in answer.text
    assert "What I was writing meanwhile." in answer.text
    assert "The discussion was merged with another one meanwhile" in answer.text
    assert f'formaction="{url(target)}/reply"' in answer.text
    assert "Start a new discussion with this text" in answer.text
    assert faults() == []
    assert anew(source).post_count == 0


def test_the_form_says_where_the_number_of_a_discussion_is_seen(signed_in: Any) -> None:
    thread = a_talk()
    page = signed_in(a_moderator()).get(url(thread, "/curating/merge")).text
    assert f"for this discussion it is {thread.id}." in page
    assert "At most 300 characters." not in page


def test_undoing_gives_back_every_number_and_path() -> None:
    source, target = a_talk(), a_talk()
    before = places()
    act = a_merge(source, target)
    services.undo(a_moderator(), act.id)
    assert places() == before
    assert faults() == []
    assert anew(source).merged_into_id is None
    assert (anew(source).post_count, anew(source).voice_count) == (4, 4)


def test_answers_written_since_go_along_under_what_they_answer(client: Any) -> None:
    source, target = a_talk(), a_talk()
    act = a_merge(source, target)
    below = next(post for post in posts_of(target) if post.text.endswith("Below it.") and post.number > 4)
    since = a_post(target, text="Written meanwhile.", parent=below)
    a_post(target, text="It stays with the other talk.")
    number = since.number
    services.undo(a_moderator(), act.id)
    assert faults() == []
    found = anew(since)
    assert (found.thread_id, found.number, found.parent_id) == (source.id, 5, below.id)
    assert [post.text for post in posts_of(target)][-1] == "It stays with the other talk."
    assert client.get(url(target, f"/post/{number}")).location == url(source) + "#p5"


def test_addresses_of_the_meantime_lead_on_after_the_undoing(client: Any) -> None:
    source, target = a_talk(), a_talk()
    act = a_merge(source, target)
    services.undo(a_moderator(), act.id)
    assert client.get(url(target, "/post/7")).location == url(source) + "#p3"
    assert a_post(target).number == 9, "a number is not given twice"


def test_of_two_merges_the_later_one_is_undone_first() -> None:
    first, second, third = a_talk(), a_talk(), a_talk()
    before = places()
    one, two = a_merge(first, second), a_merge(second, third)
    with pytest.raises(Refused, match="undo them first"):
        services.undo(a_moderator(), one.id)
    services.undo(a_moderator(), two.id)
    services.undo(a_moderator(), one.id)
    assert places() == before
    assert faults() == []


def test_two_merges_into_one_are_undone_in_any_order() -> None:
    first, second, target = a_talk(), a_talk(), a_talk()
    before = places()
    one, two = a_merge(first, target), a_merge(second, target)
    services.undo(a_moderator(), one.id)
    services.undo(a_moderator(), two.id)
    assert places() == before
    with pytest.raises(Stale):
        services.undo(a_moderator(), one.id)


def test_proposals_that_grew_from_it_name_the_discussion_that_holds_the_words() -> None:
    source, target = a_talk(), a_talk()
    proposal, other = a_draft(thread_id=source.id), a_draft(thread_id=target.id)
    act = a_merge(source, target)
    assert anew(proposal).thread_id == target.id
    services.undo(a_moderator(), act.id)
    assert anew(proposal).thread_id == source.id
    assert anew(other).thread_id == target.id


def test_marks_of_a_merged_discussion_come_back_with_it() -> None:
    source, target, moderator = a_talk(sort="question"), a_talk(), a_moderator()
    services.pin(moderator, source.id, pinned=True)
    services.feature(moderator, source.id, featured=True)
    set_thread(source, solved_number=2)
    act = a_merge(source, target, moderator)
    gone = anew(source)
    assert (gone.pinned_at, gone.featured_at, gone.solved_number) == (None, None, None)
    services.undo(moderator, act.id)
    back = anew(source)
    assert back.pinned_at
    assert back.featured_at
    assert back.solved_number == 2


def test_a_merged_discussion_is_not_curated_any_more(signed_in: Any) -> None:
    source, target = a_talk(), a_talk()
    a_merge(source, target)
    client = signed_in(a_moderator())
    for act in ("move", "merge", "split", "summary", "conclusion"):
        answer = client.get(url(source, f"/curating/{act}"))
        assert answer.status_code == 403
        assert "It goes on there." in answer.text


def test_undoing_waits_while_one_of_the_two_is_hidden(signed_in: Any) -> None:
    source, target = a_talk(), a_talk()
    act = a_merge(source, target)
    set_thread(target, visibility="hidden")
    answer = signed_in(a_moderator()).post(f"/en/curating/{act.id}/undo")
    assert answer.status_code == 403
    assert anew(source).merged_into_id == target.id


def test_the_title_of_a_hidden_source_is_named_nowhere(client: Any) -> None:
    source, target = a_thread(title="Shameful title"), a_thread(title="A good title")
    a_merge(source, target)
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == source.id).values(visibility="hidden"))
    for address in (url(target), url(target, "/curating"), "/en/moderation/log"):
        assert "Shameful title" not in client.get(address).text
    assert "a discussion that is hidden now" in client.get(url(target)).text
