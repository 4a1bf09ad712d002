"""The list of threads, the column of an action area, my own texts."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update

from factories import a_person, a_post, a_thread, an_area
from statements import statements
from veche.core import clock
from veche.core.database import db, writing
from veche.forum.models import Post, Thread

LIST = "/en/threads"


def next_page(html: str) -> str:
    """The address of the link to further pages; '' on the last."""
    _, _, pages = html.partition('class="pages"')
    return unescape(pages.partition('href="')[2].partition('"')[0])


def hide(row: Any, visibility: str = "hidden") -> None:
    with writing() as session:
        session.execute(update(type(row)).where(type(row).id == row.id).values(visibility=visibility))


def order_of(html: str, *titles: str) -> list[str]:
    return sorted((title for title in titles if title in html), key=html.index)


def test_an_empty_list_says_what_to_do(client: Any) -> None:
    html = client.get(LIST).text
    assert "Nobody has spoken yet." in html
    assert "/en/threads/new" in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=need", ["Beta beta"]),
        ("area=2.4.5", ["Alpha alpha"]),
        ("area=2.4", ["Alpha alpha"]),
        ("area=1.1", ["Alpha alpha", "Beta beta"]),
        ("written=be", ["Beta beta"]),
        ("order=unanswered", ["Beta beta"]),
        ("order=voices", ["Alpha alpha", "Beta beta"]),
        ("order=newest", ["Beta beta", "Alpha alpha"]),
        ("order=latest", ["Alpha alpha", "Beta beta"]),
        ("kind=need&written=en", []),
        ("kind=nonsense&area=x&order=z&written=q", ["Alpha alpha", "Beta beta"]),
    ],
)
def test_the_list_is_chosen_and_ordered(client: Any, query: str, found: list[str]) -> None:
    alpha = a_thread(title="Alpha alpha", other_area_ids=[an_area("1.1.2").id])
    with clock.moved(timedelta(hours=1)):
        a_thread(code="1.1.1", title="Beta beta", sort="need", language="be")
    with clock.moved(timedelta(hours=2)):
        a_post(alpha)
    html = client.get(f"{LIST}?{query}").text
    assert order_of(html, "Alpha alpha", "Beta beta") == found


def test_a_choice_without_threads_leads_back(client: Any) -> None:
    a_thread()
    html = client.get(f"{LIST}?kind=need").text
    assert "No discussion fits this choice yet." in html


def test_only_the_list_comes_in_place(client: Any) -> None:
    a_thread()
    html = client.get(LIST, headers={"HX-Request": "true"}).text
    assert "<html" not in html
    assert '<section class="wrap sec" id="threads"' in html


@pytest.mark.parametrize("order", ["latest", "newest", "unanswered", "voices"])
def test_every_thread_is_on_one_page_of_the_list(client: Any, order: str) -> None:
    author = a_person()
    titles = {f"Thread number {number} here" for number in range(45)}
    for title in titles:
        a_thread(author, title=title)
    seen: list[str] = []
    address = f"{LIST}?order={order}"
    while address:
        html = client.get(address).text
        seen += [title for title in titles if title in html]
        address = next_page(html)
    assert len(seen) == 45
    assert set(seen) == titles


@pytest.mark.parametrize("cursor", ["x", "WzFd", "a" * 500, "bnVsbA"])
def test_a_damaged_cursor_means_the_start(client: Any, cursor: str) -> None:
    a_thread(title="Still here")
    assert "Still here" in client.get(f"{LIST}?after={cursor}").text


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_threads_out_of_sight_leak_into_no_list(client: Any, signed_in: Any, visibility: str) -> None:
    author = a_person()
    thread = a_thread(author, title="Shameful title")
    hide(thread, visibility)
    other = a_person()
    for address in (LIST, f"{LIST}?area=2.4.5", f"{LIST}?order=unanswered", "/en/plan/2.4.5"):
        assert "Shameful title" not in client.get(address).text
        assert "Shameful title" not in signed_in(other).get(address).text
    assert "Shameful title" in signed_in(author).get(LIST).text
    assert "Shameful title" in signed_in(a_person(("moderator",))).get(LIST).text


def change(thread: Any, **values: Any) -> None:
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == thread.id).values(**values))


@pytest.mark.parametrize("order", ["latest", "newest", "voices"])
def test_pinned_threads_stand_first_with_a_mark_and_only_once(client: Any, order: str) -> None:
    pinned = a_thread(title="Old but pinned")
    change(pinned, pinned_at=clock.now())
    author = a_person()
    for number in range(25):
        with clock.moved(timedelta(hours=1)):
            a_thread(author, title=f"Thread number {number} here")
    html = client.get(f"{LIST}?order={order}").text
    assert order_of(html, "Old but pinned", "Thread number 24 here")[0] == "Old but pinned"
    assert "</svg>pinned</span>" in html
    assert "26 discussions" in html
    assert "Old but pinned" not in client.get(next_page(html)).text


def test_a_pinned_thread_stands_first_in_its_area_and_obeys_the_choice(client: Any) -> None:
    pinned = a_thread(title="Old but pinned")
    change(pinned, pinned_at=clock.now())
    with clock.moved(timedelta(hours=1)):
        for number in range(6):
            a_thread(title=f"Talk number {number}")
    html = client.get("/en/plan/2.4.5").text
    assert order_of(html, "Old but pinned", "Talk number 5") == ["Old but pinned", "Talk number 5"]
    assert "Old but pinned" not in client.get(f"{LIST}?kind=need").text


def test_a_featured_thread_is_marked(client: Any) -> None:
    thread = a_thread()
    change(thread, featured_at=clock.now())
    assert "</svg>featured</span>" in client.get(LIST).text
    assert "</svg>featured</span>" in client.get(f"{LIST}/{thread.id}").text


def test_a_merged_thread_leaves_every_list(client: Any, signed_in: Any) -> None:
    me = a_person()
    merged, other = a_thread(me, title="Merged away"), a_thread(title="The one that stays")
    change(merged, merged_into_id=other.id, pinned_at=clock.now())
    for address in (LIST, f"{LIST}?order=newest", "/en/plan/2.4.5"):
        html = client.get(address).text
        assert "Merged away" not in html
        assert "The one that stays" in html
    assert "Merged away" not in signed_in(me).get("/en/my").text


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_a_pinned_thread_out_of_sight_stays_out_of_sight(client: Any, visibility: str) -> None:
    change(a_thread(title="Shameful title"), pinned_at=clock.now(), visibility=visibility)
    assert "Shameful title" not in client.get(LIST).text
    assert "Shameful title" not in client.get("/en/plan/2.4.5").text


def test_only_where_i_spoke(client: Any, signed_in: Any) -> None:
    me = a_person()
    a_post(a_thread(title="Where I spoke"), me)
    a_thread(title="Where I was silent")
    html = signed_in(me).get(f"{LIST}?mine=1").text
    assert "Where I spoke" in html
    assert "Where I was silent" not in html
    assert "Where I spoke" not in client.get(f"{LIST}?mine=1").text


def test_the_list_costs_at_most_eight_statements_however_long_it_is(client: Any) -> None:
    a_thread()
    address = f"{LIST}?area=2.4.5"
    short = statements(client, address)
    for _ in range(10):
        a_thread()
    assert statements(client, address) == short
    assert short <= 8


def test_an_area_shows_its_five_latest_threads(client: Any) -> None:
    for number in range(6):
        with clock.moved(timedelta(hours=number)):
            a_thread(title=f"Talk number {number}")
    a_thread(code="1.1.1", title="Also about phones", other_area_ids=[an_area().id])
    html = client.get("/en/plan/2.4.5").text
    assert [number for number in range(6) if f"Talk number {number}" in html] == [1, 2, 3, 4, 5]
    assert "/en/threads?area=2.4.5" in html


def test_an_area_without_threads_invites(client: Any) -> None:
    html = client.get("/en/plan/2.4.5").text
    assert "Nobody has spoken about this action area yet." in html
    assert "/en/threads/new?area=2.4.5" in html


def test_my_page_holds_my_texts_even_hidden_ones(signed_in: Any) -> None:
    me = a_person()
    a_thread(me, title="My own question")
    post = a_post(a_thread(title="Where I spoke"), me, text="My hidden words.")
    hide(post)
    html = signed_in(me).get("/en/my").text
    assert "My own question" in html
    assert "My hidden words." in html
    assert "hidden by a moderator" in html


def test_my_page_does_not_name_a_thread_that_was_hidden(signed_in: Any) -> None:
    me = a_person()
    thread = a_thread(title="Shameful title")
    a_post(thread, me)
    hide(db.session.get_one(Thread, thread.id))
    assert "Shameful title" not in signed_in(me).get("/en/my").text


@pytest.mark.parametrize("language", ["ru", "be"])
def test_every_page_speaks_the_language_of_its_address(client: Any, signed_in: Any, language: str) -> None:
    thread = a_thread()
    a_post(thread)
    person = a_person(("moderator",))
    for path in ("threads", f"threads/{thread.id}", f"threads/{thread.id}/post/1/history"):
        answer = client.get(f"/{language}/{path}")
        assert answer.status_code == 200
    for path in ("threads/new", f"threads/{thread.id}", f"threads/{thread.id}/reply?to=2"):
        html = signed_in(person).get(f"/{language}/{path}").text
        assert "Publish the" not in html
        assert "Start a discussion" not in html
        assert "Your reply" not in html
    assert db.session.query(Post).count() == 2
