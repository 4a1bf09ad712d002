"""An experience is told in four parts and read as one text."""

from typing import Any

import pytest
from sqlalchemy import select

from factories import a_person
from veche.core.database import db
from veche.forum.models import Post, Thread

NEW = "/en/threads/new"
PARTS = ("situation", "done", "outcome", "reuse")


def told(**changes: Any) -> dict[str, Any]:
    return {
        "sort": "experience",
        "title": "How we taught our neighbours",
        "area": "2.4.5",
        "situation": "A yard of *elders*.",
        "done": "1. Tea\n2. Phones",
        "outcome": "Eight of ten book alone.",
        "reuse": "The checklist. Costs nothing.",
        "language": "en",
        "nonce": "one",
        **changes,
    }


def the_post() -> Post:
    db.session.rollback()
    return db.session.execute(select(Post)).scalar_one()


def test_the_address_of_the_kind_shows_its_four_fields(signed_in: Any) -> None:
    html = signed_in(a_person()).get(f"{NEW}?kind=experience&area=2.4.5").text
    assert all(f'<textarea aria-describedby="{part}-hint" id="{part}"' in html for part in PARTS)
    assert 'id="text"' not in html
    assert 'selected value="experience"' in html
    assert '<option value="2.4.5" selected>' in html


def test_other_kinds_have_one_field_and_a_way_to_the_four(signed_in: Any) -> None:
    html = signed_in(a_person()).get(NEW).text
    assert 'id="text"' in html
    assert 'id="situation"' not in html
    assert "kind=experience" in html


def test_an_experience_is_published_as_one_text_with_four_headings(client: Any, signed_in: Any) -> None:
    answer = signed_in(a_person()).post(NEW, data=told())
    assert answer.status_code == 303
    html = client.get(answer.location).text
    places = [html.index(f"<h3>{words}</h3>") for words in ("Situation", "What we did", "What came of what we did")]
    assert places == sorted(places)
    assert "<li>Phones</li>" in html
    assert "<em>elders</em>" in html
    assert the_post().text.startswith("## Situation\n\nA yard of *elders*.\n\n## What we did\n\n1. Tea")


@pytest.mark.parametrize(
    ("language", "heading"), [("ru", "## Ситуация"), ("be", "## Сітуацыя"), ("en", "## Situation")]
)
def test_the_headings_are_in_the_language_of_the_text(signed_in: Any, language: str, heading: str) -> None:
    signed_in(a_person()).post(NEW, data=told(language=language))
    assert the_post().text.startswith(heading)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Tell this part too"),
        ("  \n", "Tell this part too"),
        ("x" * 4_801, "too long"),
        ("a\x00b", "cannot be stored"),
    ],
)
def test_each_part_is_asked_for_and_nothing_typed_is_lost(signed_in: Any, part: str, typed: str, words: str) -> None:
    answer = signed_in(a_person()).post(NEW, data=told(**{part: typed}))
    assert answer.status_code == 422
    assert f'id="{part}-error"' in answer.text
    assert words in answer.text
    kept = {
        "situation": "A yard of *elders*.",
        "done": "2. Phones",
        "outcome": "Eight of ten",
        "reuse": "The checklist.",
    }
    assert all(value in answer.text for name, value in kept.items() if name != part)
    assert db.session.execute(select(Thread)).first() is None


def test_four_full_parts_are_one_storable_text(signed_in: Any) -> None:
    full = dict.fromkeys(PARTS, "ж" * 4_800)
    assert signed_in(a_person()).post(NEW, data=told(language="be", **full)).status_code == 303
    assert len(the_post().text) <= 20_000


def test_an_experience_is_edited_like_any_other_text(signed_in: Any) -> None:
    author = a_person()
    location = signed_in(author).post(NEW, data=told()).location
    html = signed_in(author).get(f"{location}/post/1/edit").text
    assert "## What others can reuse" in html


def test_the_preview_shows_the_whole(signed_in: Any) -> None:
    answer = signed_in(a_person()).post(NEW, data=told(preview="1"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.count("<h3>") == 4
    assert db.session.execute(select(Thread)).first() is None


def test_the_preview_says_which_parts_are_missing(signed_in: Any) -> None:
    data = told(preview="1", done="", reuse="")
    answer = signed_in(a_person()).post(NEW, data=data, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert answer.text.count("Tell this part too") == 2
    assert "What we did" in answer.text


def test_choosing_the_kind_changes_the_fields_in_place_and_keeps_the_words(signed_in: Any) -> None:
    client = signed_in(a_person())
    data = {"sort": "experience", "title": "", "text": "We met for tea.", "language": "en", "choose": "1"}
    part = client.post(NEW, data=data, headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div class="stack" id="words"')
    assert 'id="reuse"' in part
    assert "We met for tea." in part
    assert "Tell this part too" not in part
    back = client.post(NEW, data=told(sort="need", choose="1"), headers={"HX-Request": "true"}).text
    assert 'id="text"' in back
    assert "A yard of *elders*." in back
    assert "Eight of ten book alone." in back


def test_choosing_the_kind_works_without_scripts(signed_in: Any) -> None:
    html = signed_in(a_person()).post(NEW, data={"sort": "experience", "title": "Tea", "choose": "1"}).text
    assert "<html" in html
    assert 'id="reuse"' in html
    assert 'value="Tea"' in html
    assert db.session.execute(select(Thread)).first() is None


def test_an_unfinished_experience_is_gone_on_with_in_its_four_fields(signed_in: Any) -> None:
    client = signed_in(a_person())
    client.post("/en/unfinished", data={"place": "thread.new", **told(reuse="")})
    html = client.get(f"{NEW}?unfinished=1").text
    assert "Eight of ten book alone." in html
    assert 'id="reuse"' in html
    assert 'value="How we taught our neighbours"' in html
    client.post(NEW, data=told())
    assert "You have unfinished text" not in client.get(NEW).text


def test_a_kind_with_the_same_fields_leaves_what_is_being_typed_alone(signed_in: Any) -> None:
    data = {"sort": "question", "title": "", "text": "", "language": "en", "choose": "1"}
    answer = signed_in(a_person()).post(NEW, data=data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (204, "")
