"""What everybody may read about moderation: the rules, the acts, the figures; never the text or the reporter."""

from datetime import timedelta
from typing import Any

import pytest

from factories import a_person, a_post, a_thread
from veche.core import clock
from veche.moderation import services

BAD = "Her number is 000-00-00, call her yourselves."
FACTS = "The telephone number of a neighbour stands in it."


def a_hidden_post(moderator: Any, reader: Any) -> Any:
    post = a_post(a_thread(title="Whose bins are these?"), text=BAD)
    case = services.flag(reader, "post", post.id, reason="personal_data").case_id
    with clock.moved(timedelta(hours=2)):
        services.hide(moderator, "post", post.id, clause="4.2", facts=FACTS, case_id=case)
    return post


def test_the_log_names_act_clause_facts_and_moderator_but_not_the_text_nor_the_reporter(client: Any) -> None:
    reader = a_person(name="The careful reader")
    a_hidden_post(a_person(("moderator",), name="Moderator N"), reader)
    html = client.get("/en/moderation/log").text
    for said in ("Hidden: post", "4.2", FACTS, "Moderator N"):
        assert said in html
    for unsaid in (BAD, "Whose bins", "The careful reader"):
        assert unsaid not in html


def test_the_figures_count_the_last_ninety_days(client: Any) -> None:
    post = a_hidden_post(a_person(("moderator",)), a_person())
    services.restore(a_person(("moderator",)), "post", post.id, facts=FACTS)
    with clock.moved(timedelta(hours=3)):
        html = client.get("/en/moderation/log").text
    assert "Half of the cases were decided within 2 h 0 min." in html
    assert "None waited longer than promised" in html
    with clock.moved(timedelta(days=91)):
        assert "No case was decided in this time." in client.get("/en/moderation/log").text


def test_a_report_that_led_to_nothing_is_not_in_the_log(client: Any) -> None:
    post = a_post(a_thread())
    case = services.flag(a_person(), "post", post.id, reason="spam").case_id
    services.leave(a_person(("moderator",)), case, facts=FACTS)
    html = client.get("/en/moderation/log").text
    assert FACTS not in html
    assert "Nothing has been hidden yet." in html


def test_the_log_goes_on_page_after_page(client: Any) -> None:
    moderator, post = a_person(("moderator",)), a_post(a_thread())
    for number in range(16):
        services.hide(moderator, "post", post.id, clause="4.1", facts=f"{FACTS} Time {number}.")
        services.restore(moderator, "post", post.id, facts=f"{FACTS} Again {number}.")
    first = client.get("/en/moderation/log").text
    assert "Again 15." in first
    assert "Time 0." not in first
    after = first.partition("/en/moderation/log?after=")[2].partition('"')[0]
    second = client.get(f"/en/moderation/log?after={after}").text
    assert "Time 0." in second
    assert "Again 15." not in second


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
