"""What is talked about already is shown while a title is typed and once before a discussion is published."""

import re
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from factories import a_person, a_post, a_thread
from statements import settled_statements
from veche.core import likeness
from veche.core.database import db, writing
from veche.core.likeness import WordKey
from veche.forum.models import Post, Thread

PART = {"HX-Request": "true"}
LOOK = "/en/threads/similar"
NEW = "/en/threads/new"
TITLE = "Dark paths along the river"


def typed(**changes: Any) -> dict[str, Any]:
    given = {"sort": "need", "title": "The river path is dark", "area": "2.4.5", "text": "I fell twice."}
    return {**given, "language": "en", "nonce": "one", **changes}


def looked(client: Any, title: str, **query: Any) -> str:
    text: str = client.get(LOOK, query_string={"title": title, "language": "en", **query}, headers=PART).text
    return text


def shown(html: str) -> str:
    return re.findall(r'name="shown" value="([\d ]*)"', html)[0]


def threads() -> list[Thread]:
    db.session.rollback()
    return list(db.session.execute(select(Thread).order_by(Thread.id)).scalars())


def test_similar_ones_are_shown_while_the_title_is_typed(signed_in: Any) -> None:
    thread = a_thread(title=TITLE)
    a_thread(title="Swimming for babies")
    part = looked(signed_in(a_person()), "A dark river path")
    assert part.lstrip().startswith('<div id="similar">')
    assert "Perhaps this is being talked about already" in part
    assert TITLE in part
    assert "1 message" in part
    assert f'href="/en/threads/{thread.id}#reply"' in part
    assert "Speak there" in part
    assert "babies" not in part
    assert shown(part) == str(thread.id)


def test_the_part_occurs_in_its_page_and_the_page_leads_on(client: Any) -> None:
    a_thread(title=TITLE)
    page = client.get(LOOK, query_string={"title": TITLE})
    part = client.get(LOOK, query_string={"title": TITLE}, headers=PART)
    assert part.text.strip() in page.text
    assert "/en/threads/new?title=Dark" in page.text
    assert "Nothing like it is being talked about yet." in client.get(f"{LOOK}?title=Zebra+parade").text
    assert client.get(f"{LOOK}?title=%00").status_code == 400


def test_without_scripts_a_look_at_them_keeps_everything_that_was_typed(signed_in: Any) -> None:
    thread, client = a_thread(title=TITLE), signed_in(a_person())
    page = client.get(f"{NEW}?title=Dark+paths").text
    button = re.search(r'<button [^>]*name="look"[^>]*hx-get="/en/threads/similar"[^>]*from:#title[^>]*>', page)
    assert button
    assert 'formaction="/en/threads/new#similar" formmethod="post" formnovalidate' in button[0]
    assert 'value="Dark paths"' in page
    data = {"sort": "need", "title": TITLE, "area": "2.4.5", "others": ["1.3.2"], "text": "Half", "language": "be"}
    looked_at = client.post(NEW, data={**data, "language": "en", "nonce": "one", "look": "1"})
    assert looked_at.status_code == 200
    assert shown(looked_at.text) == str(thread.id)
    assert f'value="{TITLE}"' in looked_at.text
    assert "Half</textarea>" in looked_at.text
    assert '<option value="2.4.5" selected>' in looked_at.text
    assert 'value="1.3.2" checked' in looked_at.text
    assert re.search(r'<option selected value="need">', looked_at.text)
    assert 'name="nonce" value="one"' in looked_at.text
    assert f'formaction="/en/threads/{thread.id}/reply"' in looked_at.text  # the words can go there too
    assert "Please correct the form" not in looked_at.text


@pytest.mark.parametrize(
    ("title", "words"), [("Zebra parade", "Nothing like it is being talked about yet."), ("", "Give the discussion a")]
)
def test_a_look_that_finds_nothing_says_so(signed_in: Any, title: str, words: str) -> None:
    answer = signed_in(a_person()).post(NEW, data={"sort": "need", "title": title, "text": "Half", "look": "1"})
    assert answer.status_code == 200
    assert words in answer.text
    assert "Half</textarea>" in answer.text


def test_an_unchanged_list_is_not_sent_again(client: Any) -> None:
    thread = a_thread(title=TITLE)
    query = {"title": TITLE, "shown": str(thread.id)}
    assert client.get(LOOK, query_string=query, headers=PART).status_code == 204
    assert client.get(LOOK, query_string={**query, "shown": ""}, headers=PART).status_code == 200


def test_hidden_waiting_and_merged_ones_are_not_offered(signed_in: Any, client: Any) -> None:
    hidden, waiting, merged, other = (a_thread(title=TITLE) for _ in range(4))
    with writing() as session:
        session.merge(hidden).visibility = "hidden"
        session.merge(waiting).visibility = "pending"
        session.merge(merged).merged_into_id = other.id
    for reader in (client, signed_in(a_person())):
        assert shown(looked(reader, TITLE)) == str(other.id)


def test_a_closed_one_is_read_and_not_answered(signed_in: Any) -> None:
    thread = a_thread(title=TITLE)
    with writing() as session:
        session.merge(thread).is_locked = True
    part = looked(signed_in(a_person()), TITLE)
    assert "Speak there" not in part
    assert "Read it" in part


def test_publishing_shows_strong_likeness_once_and_keeps_what_was_typed(signed_in: Any) -> None:
    a_thread(title=TITLE)
    client = signed_in(a_person())
    page = client.post(NEW, data=typed())
    assert page.status_code == 200
    assert "Nothing is published yet." in page.text
    assert "I fell twice." in page.text
    assert len(threads()) == 1
    answer = client.post(NEW, data=typed(shown=shown(page.text)))
    assert answer.status_code == 303
    again = client.post(NEW, data=typed(shown=shown(page.text)))
    assert again.location == answer.location, "its own thread does not hold it up"
    assert len(threads()) == 2


def test_a_weak_likeness_holds_nobody_up(signed_in: Any) -> None:
    a_thread(title="River paths for bicycles and prams in the whole district")
    assert signed_in(a_person()).post(NEW, data=typed()).status_code == 303


def test_the_words_go_along_to_where_it_is_talked_about(signed_in: Any) -> None:
    thread = a_thread(title=TITLE)
    client = signed_in(a_person())
    page = client.post(NEW, data=typed()).text
    address = re.findall(r'formaction="([^"]*/reply)"', page)[0]
    assert address == f"/en/threads/{thread.id}/reply"
    reply = client.post(address, data=typed(preview="1"))
    assert "I fell twice." in reply.text
    assert "Publish the reply" in reply.text
    assert db.session.execute(select(func.count()).select_from(Post)).scalar_one() == 1, "nothing is said yet"


def test_an_experience_in_four_parts_gets_a_link(signed_in: Any) -> None:
    a_thread(title=TITLE)
    told = dict.fromkeys(("situation", "done", "outcome", "reuse"), "We hung lamps.")
    page = signed_in(a_person()).post(NEW, data=typed(sort="experience", **told)).text
    assert "None of them: publish mine" in page
    assert "Say it there instead" not in page
    assert "Speak there" in page


def test_enter_in_the_title_looks_before_it_leaps(signed_in: Any) -> None:
    a_thread(title=TITLE)
    page = signed_in(a_person()).post(NEW, data=typed()).text
    first = re.search(r"<button[^>]*>", page[page.index(f'action="{NEW}"') :])
    assert first
    assert 'name="preview"' in first[0]
    assert "formaction" not in first[0]


def test_the_opening_text_is_found_as_it_is_now(client: Any) -> None:
    from veche.forum.services import edit_post

    author = a_person()
    thread = a_thread(author, title="Lamps needed", text="Riverside paths are dark, people fall.")
    a_post(thread, text="A cinema under the open sky, with blankets.")
    assert shown(looked(client, "Lamps for the riverside")) == str(thread.id)
    assert shown(looked(client, "Open cinema with blankets")) == ""
    opening = db.session.execute(select(Post).where(Post.number == 1)).scalar_one()
    edit_post(author, opening.id, text="Blankets for an open cinema.", version=1)
    found = likeness.nearest(db.session(), "thread", "Lamps for cinema blankets", "en")
    assert [number for number, _ in found] == [thread.id]


def test_threads_of_an_older_database_are_indexed_by_init() -> None:
    for number in range(3):
        a_thread(title=f"{TITLE} {number}")
    with writing() as session:
        session.execute(delete(WordKey))
    assert likeness.fill() == 3
    assert likeness.fill() == 0
    assert len(likeness.nearest(db.session(), "thread", TITLE, "en")) == 3


def test_statements_do_not_grow_with_the_threads(client: Any) -> None:
    def cost() -> int:
        return settled_statements(client, f"{LOOK}?title=Dark+paths+along+the+river")

    for number in range(3):
        a_thread(title=f"{TITLE} {number}")
    few = cost()
    for number in range(12):
        a_thread(title=f"{TITLE} {number} again")
    assert cost() == few
