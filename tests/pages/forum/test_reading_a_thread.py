"""A thread as readers see it: the tree, hidden texts, long talks, languages, statements."""

from typing import Any

import pytest
from sqlalchemy import update

from factories import a_person, a_post, a_thread
from statements import statements
from veche.core.database import db, writing
from veche.forum.models import Post, Thread


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def set_visibility(row: Any, visibility: str, **values: Any) -> None:
    with writing() as session:
        change = update(type(row)).where(type(row).id == row.id)
        session.execute(change.values(visibility=visibility, **values))


def test_replies_stand_under_what_they_answer(client: Any) -> None:
    thread = a_thread()
    first = a_post(thread, text="First voice.")
    a_post(thread, text="Second voice.")
    a_post(thread, text="Under the first.", parent=first)
    html = client.get(url(thread)).text
    assert html.index("First voice.") < html.index("Under the first.") < html.index("Second voice.")


def test_four_levels_of_a_chain_are_read_in_order_and_the_rest_is_a_link(client: Any) -> None:
    thread, parent = a_thread(), None
    for number in range(25):
        parent = a_post(thread, text=f"Voice {number}.", parent=parent)
    html = client.get(url(thread)).text
    places = [html.index(f"Voice {number}.") for number in range(4)]
    assert places == sorted(places)
    assert "Voice 4." not in html
    assert "21 more answers in this branch" in html
    assert url(thread, "?branch=5") in html


def test_the_opening_post_answered_directly_gives_a_root(client: Any, signed_in: Any) -> None:
    thread = a_thread()
    signed_in(a_person()).post(url(thread, "/reply"), data={"text": "To the opening.", "language": "en", "to": "1"})
    post = db.session.execute(db.select(Post).where(Post.number == 2)).scalar_one()
    assert (post.parent_id, post.path) == (None, "000002")


def test_counters_know_posts_and_voices(client: Any) -> None:
    author, other = a_person(), a_person()
    thread = a_thread(author)
    for person in (author, other, other):
        a_post(thread, person)
    html = client.get(url(thread)).text
    assert "4 messages from 2 people" in html


def test_names_and_titles_are_escaped(client: Any) -> None:
    thread = a_thread(a_person(name="<i>Lime</i>"), title="<script>alert(1)</script>")
    html = client.get(url(thread)).text
    assert "<i>Lime</i>" not in html
    assert "&lt;i&gt;Lime&lt;/i&gt;" in html
    assert "<script>alert(1)" not in html


def test_a_hidden_post_leaves_a_tombstone_with_its_clause(client: Any) -> None:
    thread = a_thread()
    post = a_post(thread, a_person(name="Rude one"), text="Shameful words.")
    a_post(thread, text="An answer stays.", parent=post)
    set_visibility(post, "hidden", hidden_clause="4.1", hidden_entry=17)
    html = client.get(url(thread)).text
    assert "Shameful words." not in html
    assert "Rude one" not in html
    assert "An answer stays." in html
    assert "/en/rules#p4-1" in html
    assert "/en/moderation/log" in html


def test_the_author_and_moderators_still_read_a_hidden_post(signed_in: Any) -> None:
    author = a_person()
    post = a_post(a_thread(), author, text="Shameful words.")
    set_visibility(post, "hidden", hidden_clause="4.1")
    for person in (author, a_person(("moderator",))):
        html = signed_in(person).get(url(post.thread)).text
        assert "Shameful words." in html
        assert "Only its author and moderators see the text." in html
    assert "Shameful words." not in signed_in(a_person(("committee",))).get(url(post.thread)).text


def test_a_hidden_opening_post_leaves_its_words_nowhere(client: Any) -> None:
    thread = a_thread(text="Shameful opening.")
    opening = db.session.execute(db.select(Post)).scalar_one()
    set_visibility(opening, "hidden")
    html = client.get(url(thread)).text
    assert "Shameful opening." not in html
    assert "hidden by a moderator" in html


def test_a_waiting_post_is_seen_by_its_author_and_moderators_alone(client: Any, signed_in: Any) -> None:
    author = a_person()
    post = a_post(a_thread(), author, text="New here.")
    set_visibility(post, "pending")
    for person in (author, a_person(("moderator",))):
        html = signed_in(person).get(url(post.thread)).text
        assert "New here." in html
        assert "waits for a moderator" in html
    html = client.get(url(post.thread)).text
    assert "New here." not in html
    assert 'id="p2"' not in html
    assert client.get(url(post.thread, "/post/2")).status_code == 404


def test_a_hidden_thread_shows_only_that_it_is_hidden(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author, title="Shameful title")
    a_post(thread, text="A voice.")
    set_visibility(thread, "hidden", hidden_clause="4.2")
    answer = client.get(url(thread))
    assert answer.status_code == 200
    assert "Hidden discussion" in answer.text
    assert "Shameful title" not in answer.text
    assert "A voice." not in answer.text
    assert "Shameful title" in signed_in(author).get(url(thread)).text
    for page in ("/post/2", "/post/2/history", "/reply"):
        assert client.get(url(thread, page)).status_code == 404


def test_a_waiting_thread_is_not_there_for_others(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    set_visibility(thread, "pending")
    assert client.get(url(thread)).status_code == 404
    assert signed_in(author).get(url(thread)).status_code == 200


@pytest.mark.parametrize(
    "address", ["/en/threads/999999999", "/en/threads/0", "/en/threads/99999999999999", "/en/threads/x"]
)
def test_a_thread_that_does_not_exist_is_not_found(client: Any, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_text_in_another_language_is_marked(client: Any) -> None:
    html = client.get(url(a_thread(language="be", title="Пытанне", text="Мне 74."))).text
    assert '<h1 lang="be">Пытанне</h1>' in html
    assert '<div class="prose" lang="be">' in html
    assert ">BE</span>" in html


def test_an_anonymous_reader_costs_at_most_six_statements_however_long_the_talk(client: Any) -> None:
    thread = a_thread()
    short = statements(client, url(thread))
    for _ in range(12):
        a_post(thread)
    assert statements(client, url(thread)) == short
    assert short <= 6


def test_a_thread_turns_into_a_proposal_in_one_step(client: Any) -> None:
    thread = a_thread()
    html = client.get(url(thread)).text
    assert "Turn this discussion into a proposal" in html
    assert f"thread={thread.id}" in html


def test_an_answer_of_the_committee_carries_its_role(client: Any) -> None:
    thread = a_thread()
    a_post(thread, a_person(("committee",)))
    html = client.get(url(thread)).text
    assert '<span class="role">committee</span>' in html


def test_the_origin_of_a_proposal_is_quoted_and_linked(app: Any) -> None:
    from veche.forum.queries import text_for_proposal, thread_origin

    thread = a_thread(title="Odd [title]", text="First.\n\nSecond.")
    with app.test_request_context("/en/"):
        origin = thread_origin(thread.id)
        text = text_for_proposal(thread)
    assert origin is not None
    assert (origin.title, origin.words) == ("Odd [title]", "First. Second.")
    assert text.startswith("> First.\n>\n> Second.\n")
    assert rf"[Odd \[title\]](/en/threads/{thread.id})" in text or "threads/" in text


def test_a_hidden_origin_gives_no_words(app: Any) -> None:
    from veche.forum.queries import text_for_proposal, thread_origin

    thread = a_thread(text="Shameful opening.")
    set_visibility(db.session.execute(db.select(Post)).scalar_one(), "hidden")
    with app.test_request_context("/en/"):
        assert "Shameful" not in text_for_proposal(db.session.get_one(Thread, thread.id))
        found = thread_origin(thread.id)
        assert found is not None
        assert found.words == ""
        set_visibility(thread, "hidden")
        db.session.rollback()
        assert thread_origin(thread.id) is None
