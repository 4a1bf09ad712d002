"""A talk of 5,000 posts: its pages, its branches, the way to a post; all at the price of a talk of 50."""

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import event, update

from factories import a_long_thread, a_person, a_post, a_thread
from statements import settled_statements
from veche.core import clock
from veche.core.database import db, writing
from veche.forum.models import Post, PostMove, Reading, Thread


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def numbers_on(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'<article class="say[^"]*" id="p(\d+)">', html)]


def link_named(html: str, words: str) -> str:
    """The address of the link with these words; '' when there is none."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?\s*{words}', html)
    return unescape(found[1]) if found else ""


def path_of(thread: Any, number: int) -> str:
    found: str = db.session.execute(
        db.select(Post.path).where(Post.thread_id == thread.id, Post.number == number)
    ).scalar_one()
    return found


def drawn_numbers(thread: Any) -> list[int]:
    rows = db.select(Post.number).where(Post.thread_id == thread.id, Post.depth < 4).order_by(Post.path)
    return list(db.session.execute(rows).scalars())


def test_every_drawn_post_is_on_one_page_forwards_and_backwards(client: Any) -> None:
    thread = a_long_thread(400)
    seen: list[int] = []
    address = url(thread)
    while address:
        last, html = address, client.get(address).text
        seen += numbers_on(html)
        address = link_named(html, "Show more")
    assert seen == drawn_numbers(thread)
    back: list[int] = []
    while last:
        html = client.get(last).text
        back = numbers_on(html) + back
        last = link_named(html, "Earlier messages")
    assert back == seen


def test_a_page_holds_fifty_posts(client: Any) -> None:
    assert len(numbers_on(client.get(url(a_long_thread(400))).text)) == 50


@pytest.mark.parametrize("in_one_branch", [False, True])
def test_every_post_is_on_the_page_that_its_address_leads_to(client: Any, in_one_branch: bool) -> None:
    thread = a_long_thread(230, in_one_branch)
    for number in range(1, 231):
        answer = client.get(url(thread, f"/post/{number}"))
        assert answer.status_code == 303
        assert answer.location.endswith(f"#p{number}")
        assert f'id="p{number}"' in client.get(answer.location).text


def test_posts_of_the_first_page_are_led_to_the_plain_address(client: Any) -> None:
    thread = a_long_thread(400)
    for number in numbers_on(client.get(url(thread)).text):
        assert client.get(url(thread, f"/post/{number}")).location == url(thread, f"#p{number}")


def test_a_post_further_on_is_shown_with_its_branch(client: Any) -> None:
    thread = a_long_thread(400)
    html = client.get(client.get(url(thread, "/post/303")).location).text
    assert numbers_on(html)[:4] == [300, 301, 302, 303]


def test_a_root_further_on_is_shown_after_a_few_before_it(client: Any) -> None:
    thread = a_long_thread(400)
    assert numbers_on(client.get(client.get(url(thread, "/post/300")).location).text)[:5] == [290, 291, 292, 293, 300]


def test_a_deep_post_is_led_to_the_branch_that_shows_it(client: Any) -> None:
    thread = a_long_thread(400)
    location = client.get(url(thread, "/post/307")).location
    assert location == url(thread, "?branch=303#p307")
    assert numbers_on(client.get(location).text) == [303, 304, 305, 306, 307]


def test_a_folded_branch_is_counted_and_opened_level_by_level(client: Any) -> None:
    thread = a_long_thread(400)
    html = client.get(url(thread)).text
    assert "6 more answers in this branch" in html
    branch = client.get(link_named(html, "6 more answers in this branch")).text
    assert numbers_on(branch) == [13, 14, 15, 16, 17]
    deepest = client.get(link_named(branch, "2 more answers in this branch")).text
    assert numbers_on(deepest) == [17, 18, 19]
    assert "more answer" not in deepest


def test_a_branch_leads_back_to_the_whole_talk_and_names_it_as_the_one_address(client: Any) -> None:
    thread = a_long_thread(60)
    html = client.get(url(thread, "?branch=13")).text
    assert link_named(html, "Back to the whole talk") == url(thread, "/post/13")
    assert f'<link rel="canonical" href="http://veche.example{url(thread)}">' in html
    assert "One branch of the discussion" in html
    assert 'rel="canonical"' not in client.get(url(thread)).text


def test_a_branch_unfolds_in_place(client: Any) -> None:
    thread = a_long_thread(60)
    page = client.get(url(thread, "?branch=13")).text
    part = client.get(url(thread, "?branch=13"), headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div class="fold" id="b13">')
    assert part.strip() in page
    assert numbers_on(part) == [14, 15, 16, 17]


def test_a_long_branch_has_pages_of_its_own(client: Any) -> None:
    thread = a_long_thread(300, in_one_branch=True)
    deepest = 18  # the post at depth 16 under whose branch hundreds answer each other at the last level
    seen: list[int] = []
    address = url(thread, f"?branch={deepest - 1}")
    while address:
        last, html = address, client.get(address).text
        seen += [number for number in numbers_on(html) if number != deepest - 1]
        address = link_named(html, "Show more")
    assert seen == list(range(deepest, 301))
    assert link_named(client.get(last).text, "Earlier messages")


def test_the_opening_post_has_no_branch_of_its_own(client: Any) -> None:
    thread = a_thread()
    a_post(thread, text="A voice.")
    assert "A voice." in client.get(url(thread, "?branch=1")).text


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_a_branch_shows_no_words_out_of_sight(client: Any, visibility: str) -> None:
    thread = a_thread()
    post = a_post(thread, text="Shameful words.")
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility=visibility))
    answer = client.get(url(thread, "?branch=2"))
    assert "Shameful words." not in answer.text
    assert answer.status_code == (404 if visibility == "pending" else 200)


def test_waiting_answers_are_not_counted_for_others(client: Any, signed_in: Any) -> None:
    thread = a_long_thread(12, in_one_branch=True)
    with writing() as session:
        session.execute(update(Post).where(Post.number == 12).values(visibility="pending"))
    assert "6 more answers in this branch" in client.get(url(thread)).text
    assert "7 more answers in this branch" in signed_in(a_person(("moderator",))).get(url(thread)).text


@pytest.mark.parametrize(
    "query",
    ["from=999999", "until=999999", "from=0", "from=x", "until=-1", "from=%D9%A3", "branch=0", "branch=x", "until=1"],
)
def test_a_number_that_nothing_has_means_the_beginning(client: Any, query: str) -> None:
    html = client.get(url(a_long_thread(80), f"?{query}")).text
    assert numbers_on(html)[0] == 1


def test_a_branch_that_is_not_there_is_not_found(client: Any) -> None:
    assert client.get(url(a_thread(), "?branch=77")).status_code == 404


def test_the_latest_message_is_one_step_away(client: Any) -> None:
    thread = a_long_thread(400)
    assert link_named(client.get(url(thread)).text, "To the latest message") == url(thread, "/latest")
    location = client.get(url(thread, "/latest")).location
    assert location.endswith("#p400")
    assert 400 in numbers_on(client.get(location).text)


def test_a_reader_folds_branches_without_scripts(client: Any) -> None:
    thread = a_thread()
    a_post(thread, parent=a_post(thread))
    html = client.get(url(thread)).text
    assert '<details class="br" open><summary>1 answer' in html


def move(post: Any, to: Any, number: int) -> None:
    """What a moderator does: the post gets a number in another talk, and its old place is kept."""
    with writing() as session:
        row = session.get_one(Post, post.id)
        values = {"thread_id": row.thread_id, "number": row.number, "path": row.path, "depth": row.depth}
        session.add(PostMove(post_id=row.id, parent_id=row.parent_id, moved_at=clock.now(), **values))
        session.flush()
        row.thread_id, row.number, row.path, row.depth, row.parent_id = to.id, number, f"{number:06}", 0, None
        session.get_one(Thread, to.id).last_number = number


def test_the_old_address_of_a_moved_post_leads_to_the_new(client: Any) -> None:
    first, second = a_thread(), a_thread(title="Where it belongs")
    post = a_post(first, text="Moved words.")
    move(post, second, 2)
    assert client.get(url(first, "/post/2")).location == url(second, "#p2")
    move(post, first, 5)
    assert client.get(url(second, "/post/2")).location == url(first, "#p5")
    assert client.get(url(first, "/post/2")).location == url(first, "#p5")


def test_the_old_address_of_a_post_moved_out_of_sight_is_not_found(client: Any) -> None:
    first, second = a_thread(), a_thread()
    move(a_post(first), second, 2)
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == second.id).values(visibility="hidden"))
    assert client.get(url(first, "/post/2")).status_code == 404


def test_a_merged_thread_leads_to_the_other_one(client: Any) -> None:
    first, second = a_thread(), a_thread()
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == first.id).values(merged_into_id=second.id))
        session.execute(update(Post).where(Post.thread_id == first.id).values(thread_id=second.id, number=2, path="2"))
    answer = client.get(url(first))
    assert (answer.status_code, answer.location) == (303, url(second))
    assert client.get(url(first, "/post/7")).location == url(second)


def test_a_merged_thread_takes_no_replies(signed_in: Any) -> None:
    first, second = a_thread(), a_thread()
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == first.id).values(merged_into_id=second.id))
    data = {"text": "Too late.", "language": "en", "nonce": "n"}
    answer = signed_in(a_person()).post(url(first, "/reply"), data=data)
    assert answer.status_code == 403
    assert "was merged into another one" in answer.text


def with_reading(thread: Any, person: Any, seen: int) -> None:
    with writing() as session:
        session.add(Reading(person_id=person.id, thread_id=thread.id, seen_number=seen, seen_at=clock.now()))


@pytest.mark.parametrize("in_one_branch", [False, True])
def test_a_talk_of_5000_posts_costs_what_one_of_50_does(client: Any, signed_in: Any, in_one_branch: bool) -> None:
    brief, long = a_long_thread(50, in_one_branch), a_long_thread(5_000, in_one_branch)
    person, moderator = a_person(), a_person(("moderator",))
    for thread in (brief, long):
        with_reading(thread, person, 10)
    reader, keeper = signed_in(person), signed_in(moderator)
    first, last = (url(thread) for thread in (brief, long))
    pages = (first, last, f"{last}?from={5 if in_one_branch else 4_991}")
    for one, most in ((client, 6), (reader, 9), (keeper, 12)):
        costs = {settled_statements(one, address) for address in pages}
        assert len(costs) == 1
        assert costs.pop() <= most
    for one in (client, reader):
        branches = {settled_statements(one, f"{address}?branch=5") for address in (first, last)}
        assert len(branches) == 1
        assert branches.pop() <= 9


def spoken_for(client: Any, address: str) -> list[tuple[str, Any]]:
    """The statements that ask for posts while the address is answered, each with its values."""
    heard: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        heard.append((" ".join(statement.split()), values))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        assert client.get(address).status_code in {200, 303}
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return [(statement, values) for statement, values in heard if "FROM post" in statement]


def offsets(statement: str, values: Any) -> list[int]:
    """The rows that a statement skips. SQLAlchemy gives SQLite an offset of 0 with every limit."""
    if "?" not in statement:
        return [1] if "OFFSET" in statement else []
    marks = [mark.end() for mark in re.finditer(r"\?", statement)]
    return [values[marks.index(found.end())] for found in re.finditer(r"OFFSET \?", statement)]


@pytest.mark.parametrize("more", ["", "?from=2500", "?until=2500", "?branch=2503", "/post/4999", "/latest", "/unread"])
def test_no_page_of_a_talk_skips_rows(client: Any, more: str) -> None:
    for statement, values in spoken_for(client, url(a_long_thread(5_000), more)):
        assert not any(offsets(statement, values))


@pytest.mark.parametrize("in_one_branch", [False, True])
def test_the_way_to_a_post_is_as_short_at_the_end_as_at_the_beginning(client: Any, in_one_branch: bool) -> None:
    thread = a_long_thread(5_000, in_one_branch)
    for number in (4, 8, 2_505, 4_999):
        assert len(spoken_for(client, url(thread, f"/post/{number}"))) <= 3


@pytest.mark.sqlite_alone
@pytest.mark.parametrize("number", [1, 60, 2_500, 4_990])
def test_pages_are_found_by_index(app: Any, number: int) -> None:
    """SQLite says how it looks: by an index and a range, never through the whole table."""
    from veche.forum import talk

    thread = a_long_thread(5_000)
    plans: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().startswith("SELECT"):
            plans.extend(row[3] for row in cursor.connection.execute("EXPLAIN QUERY PLAN " + statement, parameters))

    event.listen(db.engine, "before_cursor_execute", explain)
    try:
        talk.posts(db.session.get_one(Thread, thread.id), None, start=number)
    finally:
        event.remove(db.engine, "before_cursor_execute", explain)
    posts = [plan for plan in plans if "post" in plan]
    assert any("ix_post_drawn (thread_id=? AND path>?)" in plan for plan in posts)
    assert any("ix_post_folded" in plan for plan in posts)
    assert not any(plan.startswith("SCAN post") for plan in posts)
