"""A question is marked as solved by one of its answers, and the list knows."""

from typing import Any

import pytest
from sqlalchemy import select, update

from factories import a_person, a_post, a_thread
from veche.core.database import db, writing
from veche.core.outbox import Letter
from veche.forum.models import Post, Thread

LIST = "/en/threads"


def url(thread: Any, more: str = "") -> str:
    return f"{LIST}/{thread.id}{more}"


def a_question(author: Any = None, **values: Any) -> Any:
    return a_thread(author, sort="question", **values)


def solved_number(thread: Any) -> int | None:
    db.session.rollback()
    return db.session.get_one(Thread, thread.id).solved_number


def letters() -> list[Letter]:
    db.session.rollback()
    return list(db.session.execute(select(Letter).order_by(Letter.id)).scalars())


def solve(client: Any, thread: Any, number: Any, solved: str = "1") -> Any:
    return client.post(url(thread, "/solved"), data={"number": number, "solved": solved})


def test_whoever_asked_marks_the_answer_and_everyone_sees_it_on_top(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_question(author)
    a_post(thread, a_person(name="Third floor"), text="Ask in the library.")
    mine = signed_in(author)
    assert "This is the answer" in mine.get(url(thread)).text
    assert solve(mine, thread, 2).status_code == 303
    html = client.get(url(thread)).text
    assert html.index("The question is solved") < html.index("Ask in the library.") < html.index('id="p2"')
    assert "solved the question" in html
    assert "</svg>solved</span>" in html
    assert 'href="#p2"' in html


def test_the_author_of_the_answer_gets_one_letter_in_their_language(signed_in: Any) -> None:
    author = a_person()
    thread = a_question(author, title="Где учиться?")
    helper = a_person(language="ru")
    a_post(thread, helper)
    solve(signed_in(author), thread, 2)
    letter = letters()[-1]
    assert (letter.address, letter.language, len(letters())) == (helper.email, "ru", 1)
    assert letter.subject == "Ваш ответ решил вопрос: Где учиться?"
    assert f"http://veche.example/ru/threads/{thread.id}/post/2" in letter.body


def test_ones_own_answer_needs_no_letter(signed_in: Any) -> None:
    author = a_person()
    thread = a_question(author)
    a_post(thread, author)
    assert solve(signed_in(author), thread, 2).status_code == 303
    assert letters() == []


def test_the_mark_moves_and_is_taken_back(signed_in: Any) -> None:
    author = a_person()
    thread, client = a_question(author), signed_in(author)
    a_post(thread)
    a_post(thread)
    solve(client, thread, 2)
    solve(client, thread, 3)
    assert solved_number(thread) == 3
    assert "Not the answer after all" in client.get(url(thread)).text
    solve(client, thread, 3, solved="0")
    assert solved_number(thread) is None
    assert "not solved yet" in client.get(url(thread)).text


@pytest.mark.parametrize(("marked", "number", "solved"), [(2, 2, "1"), (None, 2, "0"), (3, 2, "0")])
def test_a_mark_that_somebody_else_changed_is_left_alone(
    signed_in: Any, marked: int | None, number: int, solved: str
) -> None:
    author = a_person()
    thread = a_question(author)
    a_post(thread)
    a_post(thread)
    with writing() as session:
        session.execute(update(Thread).where(Thread.id == thread.id).values(solved_number=marked))
    assert solve(signed_in(author), thread, number, solved).status_code == 409
    assert solved_number(thread) == marked


@pytest.mark.parametrize("number", ["1", "9", "0", "x", ""])
def test_only_an_answer_of_the_thread_solves_it(signed_in: Any, number: str) -> None:
    author = a_person()
    thread = a_question(author)
    a_post(a_question())
    assert solve(signed_in(author), thread, number).status_code == 404
    assert solved_number(thread) is None


@pytest.mark.parametrize("visibility", ["hidden", "pending"])
def test_words_out_of_sight_solve_nothing(client: Any, signed_in: Any, visibility: str) -> None:
    author = a_person()
    thread = a_question(author)
    post = a_post(thread, text="Shameful words.")
    solve(signed_in(author), thread, 2)
    with writing() as session:
        session.execute(update(Post).where(Post.id == post.id).values(visibility=visibility))
    html = client.get(url(thread)).text
    assert "Shameful words." not in html
    assert "The question is solved" not in html
    other = a_question(author)
    a_post(other)
    with writing() as session:
        session.execute(update(Post).where(Post.number == 2).values(visibility=visibility))
    assert solve(signed_in(author), other, 2).status_code == 404


def test_others_neither_see_the_button_nor_may_mark(client: Any, signed_in: Any) -> None:
    thread = a_question()
    a_post(thread)
    for one in (client, signed_in(a_person())):
        assert "This is the answer" not in one.get(url(thread)).text
        assert solve(one, thread, 2).status_code == 403
    assert solved_number(thread) is None
    assert solve(signed_in(a_person(("moderator",))), thread, 2).status_code == 303


def test_a_discussion_has_no_solution(signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    a_post(thread)
    assert "This is the answer" not in signed_in(author).get(url(thread)).text
    assert solve(signed_in(author), thread, 2).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [("solved=yes", ["Answered one"]), ("solved=no", ["Open one"]), ("solved=maybe", ["Answered one", "Open one"])],
)
def test_the_list_is_chosen_by_solved_and_unsolved(client: Any, signed_in: Any, query: str, found: list[str]) -> None:
    author = a_person()
    thread = a_question(author, title="Answered one")
    a_post(thread)
    solve(signed_in(author), thread, 2)
    a_question(title="Open one")
    a_thread(title="A mere discussion")
    html = client.get(f"{LIST}?{query}").text
    assert [title for title in ("Answered one", "Open one") if title in html] == found
    assert ("A mere discussion" in html) == (query == "solved=maybe")


def test_a_letter_leads_to_a_page_and_marks_nothing(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_question(author)
    a_post(thread)
    assert signed_in(author).get(url(thread, "/solved")).status_code == 405
