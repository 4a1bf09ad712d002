"""What a reader has read and what is new to them; looking at a page writes nothing."""

from typing import Any

import pytest
from sqlalchemy import select, update

from factories import a_long_thread, a_person, a_post, a_thread
from statements import settled_statements
from veche.accounts.models import Person
from veche.core.database import db, writing
from veche.forum.models import Post, Reading, Thread
from veche.forum.readings import mark_seen

LIST = "/en/threads"


def url(thread: Any, more: str = "") -> str:
    return f"{LIST}/{thread.id}{more}"


def seen(thread: Any, person: Any) -> int | None:
    db.session.rollback()
    found: int | None = db.session.execute(
        select(Reading.seen_number).where(Reading.thread_id == thread.id, Reading.person_id == person.id)
    ).scalar()
    return found


def field_of(html: str) -> int | None:
    """The number that the page's own form says."""
    form = html.partition('<form class="seen"')[2].partition("</form>")[0]
    value = form.partition('name="number" value="')[2].partition('"')[0]
    return int(value) if value else None


def test_looking_at_a_thread_writes_nothing(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    for address in (url(thread), url(thread, "/unread"), url(thread, "/latest"), LIST):
        signed_in(me).get(address)
    assert seen(thread, me) is None


def test_a_reader_says_how_far_they_read(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    a_post(thread)
    client = signed_in(me)
    html = client.get(url(thread)).text
    assert "I have read up to here" in html
    answer = client.post(url(thread, "/seen"), data={"number": field_of(html)})
    assert (answer.status_code, answer.location) == (303, url(thread))
    assert seen(thread, me) == 2
    assert "I have read up to here" not in client.get(url(thread)).text


def test_the_mark_comes_in_place(signed_in: Any) -> None:
    thread = a_thread()
    answer = signed_in(a_person()).post(url(thread, "/seen"), data={"number": 1}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<p class="seen')
    assert "Read up to here." in answer.text


@pytest.mark.parametrize(("number", "result"), [("999999", 2), ("x", 1), ("", 1), ("-5", 1), ("1", 1), ("2", 2)])
def test_a_reading_goes_neither_back_nor_beyond_the_last_post(signed_in: Any, number: str, result: int) -> None:
    thread, me = a_thread(), a_person()
    a_post(thread)
    mark_seen(me, thread.id, 1)
    signed_in(me).post(url(thread, "/seen"), data={"number": number})
    assert seen(thread, me) == result


def test_strangers_mark_nothing(client: Any) -> None:
    thread = a_thread()
    assert client.post(url(thread, "/seen"), data={"number": 1}).status_code == 403
    assert client.post(f"{LIST}/seen").status_code == 403
    assert "I have read up to here" not in client.get(url(thread)).text


def test_nobody_marks_a_thread_they_may_not_read(signed_in: Any) -> None:
    thread = a_thread()
    with writing() as session:
        session.execute(update(Thread).values(visibility="hidden"))
    assert signed_in(a_person()).post(url(thread, "/seen"), data={"number": 1}).status_code == 404


def test_new_posts_are_marked_in_words_and_linked_from_the_head(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    mark_seen(me, thread.id, 1)
    a_post(thread, text="A new voice.")
    html = signed_in(me).get(url(thread)).text
    assert "To the new ones: 1" in html
    assert 'href="#p2"' in html
    assert html.count("</svg>new</span>") == 1
    assert "You stopped here" not in html  # there is nothing before it to have stopped at


def test_a_reader_sees_where_they_stopped(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    a_post(thread)
    mark_seen(me, thread.id, 2)
    a_post(thread, text="A new voice.")
    html = signed_in(me).get(url(thread)).text
    assert html.index("You stopped here") < html.index("A new voice.")


def test_nothing_is_marked_new_on_the_first_visit(signed_in: Any) -> None:
    thread = a_thread()
    a_post(thread)
    html = signed_in(a_person()).get(url(thread)).text
    assert "</svg>new</span>" not in html
    assert "To the new ones" not in html


def test_ones_own_posts_are_never_new(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    a_post(thread, me)
    a_post(thread, me)
    assert seen(thread, me) == 3
    assert "</svg>new</span>" not in signed_in(me).get(url(thread)).text


def test_opening_a_thread_begins_a_reading() -> None:
    me = a_person()
    assert seen(a_thread(me), me) == 1


def test_whoever_answers_goes_on_reading_from_there() -> None:
    thread, me = a_thread(), a_person()
    a_post(thread)
    mark_seen(me, thread.id, 2)
    a_post(thread, me)
    assert seen(thread, me) == 3


def test_an_answer_does_not_make_unread_words_of_others_read(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    mark_seen(me, thread.id, 1)
    a_post(thread, text="Still unread.")
    a_post(thread, me)
    assert seen(thread, me) == 1
    assert "To the new ones: 1" in signed_in(me).get(url(thread)).text


def test_only_what_the_page_shows_is_marked_as_read(signed_in: Any) -> None:
    """Posts 2 to 50 and a late answer stand on the first page, post 51 does not: so 50 is as far as it goes."""
    thread, me = a_thread(), a_person()
    author = a_person()
    first = a_post(thread, author)
    for _ in range(52):
        a_post(thread, author)
    a_post(thread, author, parent=first)
    html = signed_in(me).get(url(thread)).text
    assert 'id="p55"' in html
    assert field_of(html) == 49


def test_a_reader_of_a_long_talk_goes_on_where_they_stopped(signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    author = a_person()
    for _ in range(80):
        a_post(thread, author)
    client = signed_in(me)
    client.post(url(thread, "/seen"), data={"number": field_of(client.get(url(thread)).text)})
    assert seen(thread, me) == 50
    assert "To the new ones: 31" in client.get(url(thread)).text
    location = client.get(url(thread, "/unread")).location
    assert location.endswith("#p51")
    assert field_of(client.get(location).text) == 81


def test_the_way_to_what_is_new_leads_to_the_latest_when_nothing_is(client: Any, signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    a_post(thread)
    mark_seen(me, thread.id, 2)
    assert signed_in(me).get(url(thread, "/unread")).location == url(thread, "#p2")
    assert client.get(url(thread, "/unread")).location == url(thread, "#p2")


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_what_is_out_of_sight_is_not_new(signed_in: Any, visibility: str) -> None:
    thread, me = a_thread(), a_person()
    mark_seen(me, thread.id, 1)
    post = a_post(thread)
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility=visibility))
    assert "To the new ones" not in signed_in(me).get(url(thread)).text
    assert 'class="n new"' not in signed_in(me).get(LIST).text


def test_lists_say_how_much_is_new_and_lead_there(client: Any, signed_in: Any) -> None:
    thread, me = a_thread(), a_person()
    a_thread(title="Never opened")
    mark_seen(me, thread.id, 1)
    for _ in range(3):
        a_post(thread)
    for address in (LIST, "/en/plan/2.4.5"):
        html = signed_in(me).get(address).text
        assert html.count(url(thread, "/unread")) == 1
        assert url(thread, "/unread") not in client.get(address).text
    assert '<b class="num">3</b>new ones' in signed_in(me).get(LIST).text


def test_my_page_says_how_much_is_new(signed_in: Any) -> None:
    me = a_person()
    thread = a_thread(me)
    a_post(thread)
    html = signed_in(me).get("/en/my").text
    assert url(thread, "/unread") in html
    assert "New: 1" in html


def test_a_hundred_new_posts_are_not_counted_further(signed_in: Any) -> None:
    thread, me = a_long_thread(150), a_person()
    mark_seen(me, thread.id, 1)
    assert "100+" in signed_in(me).get(LIST).text
    assert "To the new ones: 100+" in signed_in(me).get(url(thread)).text


def test_everything_is_marked_as_read_at_once(signed_in: Any) -> None:
    me, other = a_person(), a_person()
    first, second = a_thread(), a_thread()
    for thread in (first, second):
        for person in (me, other):
            mark_seen(person, thread.id, 1)
        a_post(thread)
    client = signed_in(me)
    assert "Mark all as read" in client.get(LIST).text
    assert client.post(f"{LIST}/seen").status_code == 303
    assert (seen(first, me), seen(second, me), seen(first, other)) == (2, 2, 1)
    assert "Mark all as read" not in client.get(LIST).text


def test_a_list_costs_the_same_for_20_and_for_200_threads(client: Any, signed_in: Any) -> None:
    me = a_person()
    number_of_me, reader = me.id, signed_in(me)

    def more(number: int) -> None:
        author, mine = a_person(), db.session.get_one(Person, number_of_me)
        for _ in range(number):
            mark_seen(mine, a_thread(author).id, 1)

    more(20)
    few = {address: settled_statements(reader, address) for address in (LIST, "/en/my", "/en/plan/2.4.5")}
    anonymous = settled_statements(client, LIST)
    more(180)
    assert {address: settled_statements(reader, address) for address in few} == few
    assert settled_statements(client, LIST) == anonymous
    assert few[LIST] <= 7
    assert anonymous <= 5
