"""A person replies, quotes, edits; a moderator closes the talk."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import select, update

from factories import a_person, a_post, a_thread
from veche.core import clock
from veche.core.database import db, writing
from veche.forum.models import Post, PostEdit, Thread


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def reply_url(thread: Any) -> str:
    return url(thread, "/reply")


def typed(**changes: Any) -> dict[str, Any]:
    return {"text": "One voice.", "language": "en", "to": "", "nonce": "one", **changes}


def post_number(thread: Any, number: int) -> Post:
    db.session.rollback()
    return db.session.execute(select(Post).where(Post.thread_id == thread.id, Post.number == number)).scalar_one()


def count(model: type[Any]) -> int:
    db.session.rollback()
    return len(db.session.execute(select(model)).scalars().all())


def close(thread: Any) -> None:
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == thread.id).values(is_locked=True))


def test_a_reply_is_read_where_the_answer_leads(client: Any, signed_in: Any) -> None:
    thread = a_thread()
    answer = signed_in(a_person()).post(reply_url(thread), data=typed())
    assert answer.status_code == 303
    page = client.get(client.get(answer.location).location)
    assert "One voice." in page.text


def test_sending_the_same_reply_twice_makes_one_post(signed_in: Any) -> None:
    thread, client = a_thread(), signed_in(a_person())
    first, second = (client.post(reply_url(thread), data=typed()) for _ in range(2))
    assert first.location == second.location
    assert count(Post) == 2
    assert db.session.get_one(Thread, thread.id).post_count == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Type the text first."),
        ({"text": " \n\t "}, "Type the text first."),
        ({"text": "x" * 20_001}, "This text is too long"),
        ({"text": "a\x00b"}, "Some characters cannot be stored"),
        ({"language": "xx"}, "Choose one of the options."),
        ({"nonce": "\x00"}, "Some characters cannot be stored"),
    ],
)
def test_a_bad_reply_is_refused_in_words(signed_in: Any, changes: dict[str, Any], words: str) -> None:
    thread = a_thread()
    answer = signed_in(a_person()).post(reply_url(thread), data=typed(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert count(Post) == 1


def test_twenty_thousand_characters_are_welcome(signed_in: Any) -> None:
    assert signed_in(a_person()).post(reply_url(a_thread()), data=typed(text="ж" * 20_000)).status_code == 303


@pytest.mark.parametrize("to", ["99", "0", "x", "-1"])
def test_a_reply_to_a_post_that_is_not_there_is_not_found(signed_in: Any, to: str) -> None:
    thread = a_thread()
    answer = signed_in(a_person()).post(reply_url(thread), data=typed(to=to))
    assert answer.status_code == 404
    assert "One voice." in answer.text
    assert count(Post) == 1


def test_a_post_of_another_thread_is_no_parent() -> None:
    from werkzeug.exceptions import NotFound

    from veche.forum.services import reply

    foreign = a_post(a_thread())
    with pytest.raises(NotFound):
        reply(a_person(), a_thread().id, text="x", language="en", parent_id=foreign.id, nonce="n")


def test_the_reply_page_works_without_scripts(signed_in: Any) -> None:
    thread = a_thread()
    a_post(thread, a_person(name="Third floor"), text="He gives up.")
    html = signed_in(a_person()).get(url(thread, "/reply?to=2")).text
    assert "Your reply to Third floor" in html
    assert "He gives up." in html
    assert '<input type="hidden" name="to" value="2">' in html


def test_a_quote_is_ready_to_be_answered(signed_in: Any) -> None:
    thread = a_thread()
    a_post(thread, text="First line.\n\nSecond line.")
    html = signed_in(a_person()).get(url(thread, "/reply?to=2&quote=2")).text
    assert "&gt; First line.\n&gt;\n&gt; Second line.\n\n</textarea>" in html


def quote_of(client: Any, thread: Any, passage: str) -> str:
    html = client.get(url(thread, "/reply"), query_string={"to": 2, "quote": 2, "passage": passage}).text
    return unescape(html.partition('name="text"')[2].partition(">")[2].partition("</textarea>")[0]).strip()


def test_a_quote_says_who_wrote_it_and_leads_there(client: Any, signed_in: Any) -> None:
    thread = a_thread()
    a_post(thread, a_person(name="Third_floor (2)"), text="He gives up.")
    mine = signed_in(a_person())
    quote = quote_of(mine, thread, "")
    assert quote == f"> [Third\\_floor (2)](/threads/{thread.id}/post/2) wrote:\n>\n> He gives up."
    mine.post(reply_url(thread), data=typed(text=f"{quote}\n\nSo does mine."))
    html = client.get(url(thread)).text
    assert f'<a href="/threads/{thread.id}/post/2" rel="nofollow ugc noopener">Third_floor (2)</a> wrote:' in html
    assert client.get(f"/threads/{thread.id}/post/2").location.endswith(f"/threads/{thread.id}/post/2")


@pytest.mark.parametrize(
    ("passage", "quoted"),
    [
        ("the window closed", "the window closed"),
        ("arrives.\nThen  the window", "arrives. Then the window"),
        ("2 * 2", r"2 \* 2"),
        ("words never said", None),
        ("", None),
        ("closed" * 2_000, None),
    ],
)
def test_only_a_passage_that_was_said_is_quoted(signed_in: Any, passage: str, quoted: str | None) -> None:
    thread = a_thread()
    a_post(thread, text="The code *arrives*.\n\nThen the window closed; 2 * 2 tries.")
    quote = quote_of(signed_in(a_person()), thread, passage)
    whole = "> The code *arrives*.\n>\n> Then the window closed; 2 * 2 tries."
    assert quote.partition("wrote:\n>\n")[2] == (f"> {quoted}" if quoted else whole)


def test_a_long_passage_is_cut(signed_in: Any) -> None:
    thread = a_thread()
    a_post(thread, text="word " * 300)
    assert len(quote_of(signed_in(a_person()), thread, "word " * 300)) < 700


def test_a_passage_of_hidden_words_is_not_confirmed(signed_in: Any) -> None:
    thread = a_thread()
    post = a_post(thread, text="Shameful words.")
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility="hidden"))
    assert quote_of(signed_in(a_person()), thread, "Shameful words.") == ""


def test_the_offer_to_quote_stands_ready_for_those_who_may_answer(client: Any, signed_in: Any) -> None:
    thread = a_thread()
    assert 'id="quote-it"' not in client.get(url(thread)).text
    html = signed_in(a_person()).get(url(thread)).text
    assert 'id="quote-it" href="#reply" hidden' in html
    assert "data-quote" in html


def test_a_reply_that_was_not_sent_waits_for_its_writer(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    a_post(thread, a_person(name="Third floor"))
    client, place = signed_in(me), f"thread:{thread.id}"
    client.post("/en/unfinished", data={"place": place, "text": "Half a thought", "to": "2", "language": "en"})
    assert "You have unfinished text" in client.get(url(thread)).text
    html = client.get(url(thread, "/reply?unfinished=1")).text
    assert "Half a thought" in html
    assert "Your reply to Third floor" in html
    client.post(reply_url(thread), data=typed(text="A whole thought."))
    assert "You have unfinished text" not in client.get(url(thread)).text


def test_an_unfinished_reply_to_a_message_that_moved_is_kept(signed_in: Any) -> None:
    thread, client = a_thread(), signed_in(a_person())
    client.post("/en/unfinished", data={"place": f"thread:{thread.id}", "text": "Half a thought", "to": "77"})
    answer = client.get(url(thread, "/reply?unfinished=1"))
    assert answer.status_code == 200
    assert "Half a thought" in answer.text


def test_hidden_words_cannot_be_fetched_by_quoting(signed_in: Any) -> None:
    thread = a_thread()
    post = a_post(thread, text="Shameful words.")
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility="hidden"))
    html = signed_in(a_person()).get(url(thread, "/reply?to=2&quote=2")).text
    assert "Shameful words." not in html


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
@pytest.mark.parametrize("asked", ["to=2", "to=2&quote=2", "quote=2"])
def test_what_is_not_public_is_not_answered_or_quoted_by_those_who_read_it(
    signed_in: Any, visibility: str, asked: str
) -> None:
    thread, author = a_thread(), a_person()
    post = a_post(thread, author, text="Shameful words.")
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility=visibility))
    for reader in (author, a_person(("moderator",))):
        client = signed_in(reader)
        page = client.get(url(thread)).text
        assert "Shameful words." in page
        assert "/reply?to=1" in page
        assert "/reply?to=2" not in page
        answer = client.get(url(thread, f"/reply?{asked}"))
        assert answer.status_code == 403
        assert "Message 2 is not shown to everybody" in answer.text
        assert "Shameful words." not in answer.text
        assert '<input type="hidden" name="to" value="">' in answer.text


def test_a_reply_to_a_message_hidden_meanwhile_keeps_its_words_and_can_answer_the_discussion(signed_in: Any) -> None:
    thread, client = a_thread(), signed_in(a_person())
    post = a_post(thread)
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility="hidden"))
    answer = client.post(reply_url(thread), data=typed(to="2"))
    assert answer.status_code == 403
    assert "Message 2 is not shown to everybody" in answer.text
    assert "please take the quotation out" in answer.text
    assert "One voice.</textarea>" in answer.text
    assert '<input type="hidden" name="to" value="">' in answer.text
    assert count(Post) == 2
    assert client.post(reply_url(thread), data=typed()).status_code == 303


def test_in_the_branch_of_a_hidden_message_the_form_answers_the_discussion(signed_in: Any) -> None:
    thread = a_thread()
    post = a_post(thread)
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility="hidden"))
    html = signed_in(a_person()).get(url(thread, "?branch=2")).text
    assert '<input type="hidden" name="to" value="">' in html


def test_the_service_itself_refuses_to_answer_what_is_hidden() -> None:
    from veche.core.policy import Refused
    from veche.forum.services import reply

    thread = a_thread()
    post = a_post(thread)
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility="hidden"))
    with pytest.raises(Refused, match="not shown to everybody"):
        reply(a_person(), thread.id, text="x", language="en", parent_id=post.id, nonce="n")


def test_the_field_takes_the_focus_and_says_how_to_quote_and_to_call(signed_in: Any) -> None:
    thread = a_thread()
    html = signed_in(a_person()).get(url(thread, "/reply?to=1"), headers={"HX-Request": "true"}).text
    assert re.findall(r"<(\w+)[^>]* data-focus", html) == ["textarea"]
    assert "Lines that begin with > are a quotation" in html
    assert "Your reply</label>" not in html


def test_the_reply_form_comes_in_place(signed_in: Any) -> None:
    thread = a_thread()
    html = signed_in(a_person()).get(url(thread, "/reply?to=1"), headers={"HX-Request": "true"}).text
    assert html.lstrip().startswith('<form class="re" id="reply"')


def test_the_preview_of_a_reply_saves_nothing(signed_in: Any) -> None:
    thread = a_thread()
    answer = signed_in(a_person()).post(reply_url(thread), data=typed(text="**Loud**", to="1", preview="1"))
    assert answer.status_code == 200
    assert "<strong>Loud</strong>" in answer.text
    assert '<input type="hidden" name="to" value="1">' in answer.text
    assert count(Post) == 1


def test_a_stranger_sees_the_reason_in_place_of_the_form(client: Any) -> None:
    thread = a_thread()
    html = client.get(url(thread)).text
    assert "Sign in to do this." in html
    assert "<textarea" not in html
    assert client.post(reply_url(thread), data=typed()).status_code == 403
    assert count(Post) == 1


def test_a_closed_thread_says_why_in_place_of_the_form(signed_in: Any) -> None:
    thread = a_thread()
    close(thread)
    client = signed_in(a_person())
    html = client.get(url(thread)).text
    assert "A moderator has closed this discussion." in html
    assert "<textarea" not in html
    answer = client.post(reply_url(thread), data=typed())
    assert answer.status_code == 403
    assert "A moderator has closed this discussion." in answer.text
    assert "The discussion has been closed meanwhile" in answer.text
    assert "You may not do this" not in answer.text
    assert f'href="{url(thread)}"' in answer.text
    assert "One voice.</textarea>" in answer.text
    assert count(Post) == 1


def test_words_for_a_closed_discussion_begin_a_new_one(signed_in: Any) -> None:
    thread, client = a_thread(), signed_in(a_person())
    close(thread)
    kept = client.post(reply_url(thread), data=typed(text="Still **true**.")).text
    assert re.search(r'<form class="re" action="/en/threads/new" method="post"', kept)
    given = dict(re.findall(r'<input type="hidden" name="(sort|area|language)" value="([^"]*)">', kept))
    assert given == {"sort": "discussion", "area": thread.area.code, "language": "en"}
    page = client.post("/en/threads/new", data={**given, "text": "Still **true**.", "preview": "1"})
    assert page.status_code == 200
    assert "<strong>true</strong>" in page.text
    assert "Still **true**.</textarea>" in page.text
    assert f'<option value="{thread.area.code}" selected>' in page.text
    assert count(Thread) == 1


def test_an_unfinished_reply_to_a_closed_discussion_is_not_lost(signed_in: Any) -> None:
    thread, client = a_thread(), signed_in(a_person())
    client.post("/en/unfinished", data={"place": f"thread:{thread.id}", "text": "Half a thought", "language": "en"})
    close(thread)
    answer = client.get(url(thread, "/reply?unfinished=1"))
    assert answer.status_code == 403
    assert "Half a thought</textarea>" in answer.text
    assert "Start a new discussion with this text" in answer.text
    assert "<textarea" not in client.get(reply_url(thread)).text


def test_a_refusal_about_the_person_stays_one(signed_in: Any) -> None:
    thread = a_thread()
    close(thread)
    answer = signed_in(a_person(confirmed=False)).post(reply_url(thread), data=typed())
    assert answer.status_code == 403
    assert "Start a new discussion with this text" not in answer.text
    assert "One voice." in answer.text


def test_a_closed_thread_is_not_edited_either(signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    close(thread)
    assert signed_in(author).get(url(thread, "/post/1/edit")).status_code == 403


def test_an_edit_keeps_the_earlier_text_for_everyone(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author, text="First words.")
    answer = signed_in(author).post(url(thread, "/post/1/edit"), data={"text": "Better words.", "version": "1"})
    assert answer.status_code == 303
    html = client.get(url(thread)).text
    assert "Better words." in html
    assert "First words." not in html
    history = client.get(url(thread, "/post/1/history")).text
    assert "Better words." in history
    assert "First words." in history


def test_saving_the_same_text_makes_no_history(signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author, text="Same.")
    signed_in(author).post(url(thread, "/post/1/edit"), data={"text": "Same.", "version": "1"})
    assert count(PostEdit) == 0


def test_a_stale_edit_keeps_both_texts(signed_in: Any) -> None:
    author = a_person()
    thread, client = a_thread(author, text="First words."), signed_in(author)
    client.post(url(thread, "/post/1/edit"), data={"text": "From the phone.", "version": "1"})
    answer = client.post(url(thread, "/post/1/edit"), data={"text": "From the desk.", "version": "1"})
    assert answer.status_code == 409
    assert "From the phone." in answer.text
    assert "From the desk." in answer.text
    assert '<input type="hidden" name="version" value="2">' in answer.text
    assert post_number(thread, 1).text == "From the phone."
    assert client.post(url(thread, "/post/1/edit"), data={"text": "Both.", "version": "2"}).status_code == 303
    assert count(PostEdit) == 2


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"text": "", "version": "1"}, 422),
        ({"text": "x" * 20_001, "version": "1"}, 422),
        ({"text": "a\x00b", "version": "1"}, 422),
        ({"text": "New.", "version": "x"}, 409),
        ({"text": "New."}, 409),
    ],
)
def test_a_bad_edit_changes_nothing(signed_in: Any, data: dict[str, str], status: int) -> None:
    author = a_person()
    thread = a_thread(author, text="First words.")
    assert signed_in(author).post(url(thread, "/post/1/edit"), data=data).status_code == status
    assert post_number(thread, 1).text == "First words."


def test_the_preview_of_an_edit_saves_nothing(signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    data = {"text": "**New**", "version": "1", "preview": "1"}
    answer = signed_in(author).post(url(thread, "/post/1/edit"), data=data)
    assert "<strong>New</strong>" in answer.text
    assert post_number(thread, 1).version == 1


def test_after_an_hour_the_text_stays(signed_in: Any) -> None:
    author = a_person()
    thread, client = a_thread(author, text="First words."), signed_in(author)
    assert "/post/1/edit" in client.get(url(thread)).text
    with clock.moved(timedelta(minutes=61)):
        assert "/post/1/edit" not in client.get(url(thread)).text
        answer = client.post(url(thread, "/post/1/edit"), data={"text": "Late.", "version": "1"})
    assert answer.status_code == 403
    assert "The time to edit is over" in answer.text
    assert post_number(thread, 1).text == "First words."


@pytest.mark.parametrize("roles", [(), ("moderator",), ("admin",)])
def test_nobody_edits_another_persons_words(signed_in: Any, roles: tuple[str, ...]) -> None:
    thread = a_thread(text="First words.")
    client = signed_in(a_person(roles))
    assert client.get(url(thread, "/post/1/edit")).status_code == 403
    answer = client.post(url(thread, "/post/1/edit"), data={"text": "Mine.", "version": "1"})
    assert answer.status_code == 403
    assert post_number(thread, 1).text == "First words."


def test_the_history_of_a_hidden_post_is_hidden(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author, text="Shameful words.")
    signed_in(author).post(url(thread, "/post/1/edit"), data={"text": "Worse words.", "version": "1"})
    with writing() as session:
        session.execute(update(Post).values(visibility="hidden"))
    html = client.get(url(thread, "/post/1/history")).text
    assert "Shameful words." not in html
    assert "Worse words." not in html
    assert "hidden by a moderator" in html


def test_posts_and_edits_are_announced_to_higher_features() -> None:
    from veche.forum import events
    from veche.forum.services import edit_post

    heard: list[tuple[str, str]] = []

    def added(post: Post) -> None:
        heard.append(("added", post.text))

    def edited(post: Post) -> None:
        heard.append(("edited", post.text))

    author = a_person()
    with events.post_added.connected_to(added), events.post_edited.connected_to(edited):
        post = a_post(a_thread(), author, text="One.")
        edit_post(author, post.id, text="Two.", version=1)
    assert heard == [("added", "One."), ("edited", "Two.")]


def test_a_reply_that_fails_leaves_no_counter_behind() -> None:
    from veche.forum import events

    def fail(_post: Post) -> None:
        raise RuntimeError("a listener broke")

    thread = a_thread()
    with events.post_added.connected_to(fail), pytest.raises(RuntimeError):
        a_post(thread)
    assert count(Post) == 1
    assert db.session.get_one(Thread, thread.id).post_count == 1
