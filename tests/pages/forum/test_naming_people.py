"""«@Name» in a post: marked for readers, one letter for the person named."""

from typing import Any

import pytest
from sqlalchemy import select, update

from factories import a_person, a_post, a_thread
from veche.core.database import db, writing
from veche.core.outbox import Letter
from veche.forum.models import Mention, Post, Thread
from veche.forum.services import edit_post


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.execute(select(Letter).order_by(Letter.id)).scalars())


def page_of(client: Any, thread: Any) -> str:
    html: str = client.get(f"/en/threads/{thread.id}").text
    return html


def test_the_person_named_reads_it_and_gets_one_letter_in_their_language(client: Any) -> None:
    yana = a_person(name="Яна з моста", language="be")
    thread = a_thread(title="Where to learn?")
    a_post(thread, a_person(name="Third floor"), text="Ask @яна з моста, she knows.")
    assert 'Ask <b class="at">@яна з моста</b>, she knows.' in page_of(client, thread)
    (letter,) = letters()
    assert (letter.address, letter.language) == (yana.email, "be")
    assert letter.subject == "Вас згадалі: Where to learn?"
    assert "Third floor згадвае Вас" in letter.body
    assert f"http://veche.example/be/threads/{thread.id}/post/2" in letter.body


def test_the_opening_post_names_people_too(client: Any) -> None:
    yana = a_person(name="Yana")
    thread = a_thread(text="@Yana, what do you think?")
    assert '<b class="at">@Yana</b>' in page_of(client, thread)
    assert [letter.address for letter in letters()] == [yana.email]


def test_the_longest_name_wins() -> None:
    a_person(name="Yana")
    longer = a_person(name="Yana from the bridge")
    a_post(a_thread(), text="@Yana from the bridge knows.")
    assert [letter.address for letter in letters()] == [longer.email]


def test_an_edit_tells_only_those_who_are_named_anew() -> None:
    author, yana, pavel = a_person(), a_person(name="Yana"), a_person(name="Pavel")
    post = a_post(a_thread(), author, text="@Yana, come.")
    edit_post(author, post.id, text="@Yana and @Pavel, come.", version=1)
    edit_post(author, post.id, text="Come.", version=2)
    edit_post(author, post.id, text="@Yana, do come.", version=3)
    assert [letter.address for letter in letters()] == [yana.email, pavel.email]
    assert db.session.get_one(Post, post.id).html.strip() == '<p><b class="at">@Yana</b>, do come.</p>'


def test_nobody_is_told_of_their_own_words(client: Any) -> None:
    me = a_person(name="Yana")
    thread = a_thread()
    a_post(thread, me, text="I, @Yana, say so.")
    assert '<b class="at">@Yana</b>' in page_of(client, thread)
    assert letters() == []


def test_a_name_said_twice_is_told_once() -> None:
    a_person(name="Yana")
    a_post(a_thread(), text="@Yana! @Yana! @yana!")
    assert len(letters()) == 1


def test_at_most_five_people_are_named(client: Any) -> None:
    names = [f"Person of the yard {number}" for number in range(1, 8)]
    for name in names:
        a_person(name=name)
    author, thread = a_person(), a_thread()
    post = a_post(thread, author, text=", ".join(f"@{name}" for name in names))
    assert page_of(client, thread).count('<b class="at">') == 5
    assert len(letters()) == 5
    edit_post(author, post.id, text=", ".join(f"@{name}" for name in reversed(names)), version=1)
    assert len(letters()) == 5


@pytest.mark.parametrize("text", ["`@Yana`", "```\n@Yana\n```", "> @Yana", "[@Yana](https://example.org/)", "x@Yana"])
def test_code_links_and_quotes_name_nobody(text: str) -> None:
    a_person(name="Yana")
    a_post(a_thread(), text=text)
    assert letters() == []
    assert "<b" not in db.session.execute(select(Post.html).where(Post.number == 2)).scalar_one().replace("<blo", "")


def test_a_person_without_a_confirmed_address_is_not_named() -> None:
    a_person(name="Yana", confirmed=False)
    a_post(a_thread(), text="@Yana, come.")
    assert letters() == []
    assert "class=" not in db.session.execute(select(Post.html).where(Post.number == 2)).scalar_one()


def test_nobody_learns_of_words_they_may_not_read() -> None:
    author, thread = a_person(), a_thread()
    a_person(name="Yana")
    post = a_post(thread, author)
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == thread.id).values(visibility="pending"))
    edit_post(author, post.id, text="@Yana, come.", version=1)
    assert letters() == []
    assert db.session.execute(select(Mention)).scalars().all() == []


def test_the_preview_marks_names_and_tells_nobody(signed_in: Any) -> None:
    a_person(name="Yana")
    thread = a_thread()
    data = {"text": "@Yana, come.", "language": "en", "nonce": "n", "preview": "1"}
    answer = signed_in(a_person()).post(f"/en/threads/{thread.id}/reply", data=data)
    assert '<b class="at">@Yana</b>' in answer.text
    assert letters() == []


def test_the_same_reply_sent_twice_tells_once(signed_in: Any) -> None:
    a_person(name="Yana")
    thread, client = a_thread(), signed_in(a_person())
    for _ in range(2):
        client.post(f"/en/threads/{thread.id}/reply", data={"text": "@Yana!", "language": "en", "nonce": "n"})
    assert len(letters()) == 1


def test_a_name_with_markup_in_it_stays_a_name(client: Any) -> None:
    a_person(name="<i>Lime</i>")
    a_person(name="O'Neil & co")
    thread = a_thread()
    a_post(thread, text="@<i>Lime</i> and @O'Neil & co <script>alert(1)</script>")
    html = page_of(client, thread)
    assert "<i>Lime" not in html
    assert "<script>alert" not in html
