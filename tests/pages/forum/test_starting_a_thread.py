"""A person starts a discussion: the form, what it refuses, and what comes of it."""

from typing import Any

import pytest
from sqlalchemy import select

from factories import a_person, an_area
from veche.core import journal
from veche.core.database import db
from veche.forum.models import Post, Thread

NEW = "/en/threads/new"


def typed(**changes: Any) -> dict[str, Any]:
    return {
        "sort": "question",
        "title": "Where can elders learn?",
        "area": "2.4.5",
        "text": "My father is **71**.",
        "language": "en",
        "nonce": "one",
        **changes,
    }


def all_threads() -> list[Thread]:
    db.session.rollback()
    return list(db.session.execute(select(Thread)).scalars())


def test_the_form_offers_the_areas_by_feature_and_remembers_the_one_asked_for(signed_in: Any) -> None:
    html = signed_in(a_person()).get(f"{NEW}?area=2.4.5").text
    assert html.count("<optgroup") == 12
    assert '<option value="2.4.5" selected>' in html


def test_a_thread_is_open_to_everyone_with_its_first_text(client: Any, signed_in: Any) -> None:
    answer = signed_in(a_person(name="Apple tree")).post(NEW, data=typed(others=["1.1.1", "1.1.2"]))
    assert answer.status_code == 303
    html = client.get(answer.location).text
    assert "Where can elders learn?" in html
    assert "My father is <strong>71</strong>." in html
    assert "Apple tree" in html
    assert "1.1.2" in html


def test_opening_counts_in_every_area_and_stands_in_the_journal(signed_in: Any) -> None:
    person = a_person()
    signed_in(person).post(NEW, data=typed(others=["1.1.1", "2.4.5"]))
    assert (an_area("2.4.5").thread_count, an_area("1.1.1").thread_count, an_area("1.1.2").thread_count) == (1, 1, 0)
    thread = all_threads()[0]
    assert (thread.post_count, thread.voice_count, thread.sort) == (1, 1, "question")
    entries = journal.about(db.session(), [thread.subject])
    assert [(entry.verb, entry.actor, entry.data["area"]) for entry in entries] == [
        ("thread.opened", person.id, "2.4.5")
    ]


def test_sending_the_same_form_twice_opens_one_thread(signed_in: Any) -> None:
    client = signed_in(a_person())
    first, second = (client.post(NEW, data=typed()) for _ in range(2))
    assert first.location == second.location
    assert len(all_threads()) == 1
    assert an_area().thread_count == 1


def test_two_people_may_send_the_same_number(signed_in: Any) -> None:
    for title in ("Where can elders learn?", "Who waters the lime trees?"):
        signed_in(a_person()).post(NEW, data=typed(title=title))
    assert len(all_threads()) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": ""}, "Type the text first."),
        ({"text": "   \n "}, "Type the text first."),
        ({"text": "x" * 20_001}, "This text is too long"),
        ({"text": "a\x00b"}, "Some characters cannot be stored"),
        ({"title": ""}, "Give the discussion a title."),
        ({"title": "x" * 151}, "This text is too long"),
        ({"title": "abcd"}, "This text is too short"),
        ({"title": "bad\x00title"}, "Some characters cannot be stored"),
        ({"area": ""}, "Choose the action area that the discussion is about."),
        ({"area": "9.9.9"}, "Choose one of the options."),
        ({"area": "2.4"}, "Choose one of the options."),
        ({"area": "\x00"}, "Choose one of the options."),
        ({"others": ["9.9.9"]}, "Choose one of the options."),
        ({"others": ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.2.1", "1.2.2"]}, "Choose at most five other action areas."),
        ({"sort": "riot"}, "Choose one of the options."),
        ({"language": "xx"}, "Choose one of the options."),
        ({"nonce": "n" * 41}, "This text is too long"),
    ],
)
def test_bad_input_is_refused_in_words(signed_in: Any, changes: dict[str, Any], words: str) -> None:
    answer = signed_in(a_person()).post(NEW, data=typed(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    assert all_threads() == []


def test_a_refused_form_keeps_what_was_typed(signed_in: Any) -> None:
    html = signed_in(a_person()).post(NEW, data=typed(title="", text="<b>Rain & wind</b>", others=["1.1.1"])).text
    assert "&lt;b&gt;Rain &amp; wind&lt;/b&gt;" in html
    assert '<option value="2.4.5" selected>' in html
    assert 'value="1.1.1" checked' in html


def test_the_preview_shows_the_text_and_saves_nothing(signed_in: Any) -> None:
    answer = signed_in(a_person()).post(NEW, data=typed(title="", preview="1"))
    assert answer.status_code == 200
    assert "My father is <strong>71</strong>." in answer.text
    assert "Please correct the form" not in answer.text
    assert all_threads() == []


def test_the_preview_comes_in_place(signed_in: Any) -> None:
    answer = signed_in(a_person()).post(NEW, data=typed(preview="1"), headers={"HX-Request": "true"})
    assert answer.text.lstrip().startswith('<div id="preview">')
    assert "<html" not in answer.text


def test_the_preview_is_as_clean_as_the_page(signed_in: Any) -> None:
    text = "<script>alert(1)</script> [x](javascript:alert(1))"
    html = signed_in(a_person()).post(NEW, data=typed(text=text, preview="1")).text
    assert "<script>alert" not in html
    assert 'href="javascript' not in html


def test_a_preview_of_nothing_says_so(signed_in: Any) -> None:
    answer = signed_in(a_person()).post(NEW, data=typed(text="", preview="1"), headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Type the text first." in answer.text


@pytest.mark.parametrize("roles", [(), ("body_officer",), ("youth_council",), ("admin",)])
def test_announcements_are_not_for_everyone(signed_in: Any, roles: tuple[str, ...]) -> None:
    client = signed_in(a_person(roles))
    assert 'value="announcement"' not in client.get(NEW).text
    assert client.post(NEW, data=typed(sort="announcement")).status_code == 422
    assert all_threads() == []


@pytest.mark.parametrize("role", ["moderator", "committee"])
def test_moderators_and_the_committee_announce(signed_in: Any, role: str) -> None:
    client = signed_in(a_person((role,)))
    assert 'value="announcement"' in client.get(NEW).text
    assert client.post(NEW, data=typed(sort="announcement")).status_code == 303
    assert all_threads()[0].sort == "announcement"


def test_the_service_itself_refuses_an_announcement() -> None:
    from veche.core.policy import Refused
    from veche.forum.services import open_thread

    with pytest.raises(Refused):
        open_thread(
            a_person(), area_id=an_area().id, sort="announcement", title="News", text="x", language="en", nonce="n"
        )


def test_an_area_that_does_not_exist_takes_nothing_with_it() -> None:
    from werkzeug.exceptions import NotFound

    from veche.forum.services import open_thread

    with pytest.raises(NotFound):
        open_thread(a_person(), area_id=10**6, sort="need", title="A need", text="x", language="en", nonce="n")
    assert all_threads() == []


def test_a_stranger_is_led_to_sign_in_and_cannot_post(client: Any) -> None:
    answer = client.get(NEW)
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert client.post(NEW, data=typed()).status_code == 403
    assert all_threads() == []


def test_an_unconfirmed_person_learns_why_not(signed_in: Any) -> None:
    answer = signed_in(a_person(confirmed=False)).get(NEW)
    assert answer.status_code == 403
    assert "Confirm your e-mail first" in answer.text


def test_the_first_post_and_the_thread_are_announced_to_higher_features() -> None:
    from factories import a_thread
    from veche.forum import events

    heard: list[tuple[Thread, Post]] = []

    def hear(thread: Thread, post: Post) -> None:
        heard.append((thread, post))

    with events.thread_opened.connected_to(hear):
        thread = a_thread()
    assert [(heard_thread.id, post.number) for heard_thread, post in heard] == [(thread.id, 1)]
