"""What everybody may read about moderation: the rules, the acts, the figures; never the text or the reporter."""

from typing import Any

import pytest

from factories import a_person, a_post, a_thread
from veche.moderation import services

BAD = "Her number is 000-00-00, call her yourselves."
FACTS = "The telephone number of a neighbour stands in it."


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Оскорбления и угрозы"), ("be", "Абразы і пагрозы"), ("en", "Insults")]
)
def test_every_clause_has_an_address(client: Any, language: str, words: str) -> None:
    html = client.get(f"/{language}/rules").text
    assert 'id="p4-1"' in html
    assert words in html


def test_the_flag_stands_beside_the_texts_of_others_only(signed_in: Any) -> None:
    author = a_person()
    thread = a_thread()
    post = a_post(thread, author)
    link = f"/en/flag/post/{post.id}"
    assert link in signed_in(a_person()).get(f"/en/threads/{thread.id}").text
    assert link not in signed_in(author).get(f"/en/threads/{thread.id}").text


def test_a_moderators_own_page_counts_the_cases(signed_in: Any) -> None:
    moderator = signed_in(a_person(("moderator",)))
    assert "No case waits." in moderator.get("/en/my").text
    services.flag(a_person(), "post", a_post(a_thread()).id, reason="spam")
    assert "1 case waits for a moderator" in moderator.get("/en/my").text
    assert "my-queue" not in signed_in(a_person()).get("/en/my").text
