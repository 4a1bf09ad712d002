"""The summary and the conclusion: written, rewritten, taken back, reopened; pins and marks; what moderators did."""

from typing import Any

import pytest
from sqlalchemy import select, update

from factories import a_moderator, a_person, a_post, a_thread, an_area
from statements import settled_statements
from talks import anew, field_of, letters_to, verbs_about
from veche.core.database import db, writing
from veche.core.errors import Stale
from veche.core.policy import Refused
from veche.curating import services
from veche.curating.models import Curation
from veche.forum.models import Thread

WORDS = "1. **Small letters.** Seven people say so.\n2. Nobody to ask."
REASON = "New facts have come from the library."


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def typed(**values: Any) -> dict[str, Any]:
    return {"text": WORDS, "language": "en", "version": "0", **values}


def summarise(thread: Any, text: str = WORDS, version: int = 0, moderator: Any = None) -> Any:
    return services.summarise(moderator or a_moderator(), thread.id, text=text, language="en", version=version)


def conclude(thread: Any, text: str = "The library begins in January.", version: int = 0) -> Any:
    return services.conclude(a_moderator(), thread.id, text=text, language="en", version=version)


def acts(sort: str) -> list[int]:
    """The acts of this sort, in order."""
    db.session.rollback()
    return list(db.session.execute(select(Curation.id).where(Curation.sort == sort).order_by(Curation.id)).scalars())


def test_the_summary_stands_on_top_with_author_and_day(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    moderator = signed_in(a_moderator(name="Moderator N"))
    form = moderator.get(url(thread, "/curating/summary")).text
    assert field_of(form, "version") == "0"
    assert moderator.post(url(thread, "/curating/summary"), data=typed()).status_code == 303
    html = client.get(url(thread)).text
    assert "Summary of the talk on" in html
    assert "<strong>Small letters.</strong>" in html
    assert "Written by the moderator Moderator N" in html
    assert html.index("Small letters.") < html.index('id="p1"')
    assert "A summary of your discussion" in letters_to(author)[0].subject
    assert verbs_about(thread)[-1] == "thread.summarised"


def test_the_summary_carries_its_language(client: Any) -> None:
    thread = a_thread()
    services.summarise(a_moderator(), thread.id, text="Мелкий шрифт мешает всем.", language="ru", version=0)
    assert '<div class="prose" lang="ru">' in client.get(url(thread)).text


def test_a_new_version_begins_from_the_shown_one_and_earlier_ones_stay_readable(client: Any, signed_in: Any) -> None:
    thread = a_thread()
    summarise(thread)
    moderator = signed_in(a_moderator())
    form = moderator.get(url(thread, "/curating/summary")).text
    assert "Nobody to ask." in form
    moderator.post(url(thread, "/curating/summary"), data=typed(text="Only the letters are small.", version="1"))
    html = client.get(url(thread)).text
    assert "Only the letters are small." in html
    assert "Nobody to ask." not in html
    history = client.get(url(thread, "/curating")).text
    assert "Nobody to ask." in history
    assert "Summary, version 1" in history
    assert "Summary, version 2" in history


@pytest.mark.parametrize("path", ["/curating/summary", "/curating/conclusion"])
def test_whoever_comes_second_gets_both_texts_and_loses_nothing(signed_in: Any, path: str) -> None:
    thread, moderator = a_thread(), signed_in(a_moderator())
    moderator.post(url(thread, path), data=typed(text="The words of the first moderator."))
    answer = moderator.post(url(thread, path), data=typed(text="The words of the second moderator."))
    assert answer.status_code == 409
    assert "The words of the first moderator." in answer.text
    assert "The words of the second moderator." in answer.text
    assert field_of(answer.text, "version") == "1"
    again = moderator.post(url(thread, path), data=typed(text="The words of both moderators.", version="1"))
    assert again.status_code == 303
    assert "The words of both moderators." in moderator.get(url(thread)).text


@pytest.mark.parametrize("values", [{"text": ""}, {"text": "too short"}, {"text": "x" * 5001}])
def test_words_that_are_none_or_too_many_change_nothing(signed_in: Any, values: dict[str, str]) -> None:
    thread = a_thread()
    assert signed_in(a_moderator()).post(url(thread, "/curating/summary"), data=typed(**values)).status_code == 422
    assert verbs_about(thread) == ["thread.opened"]


def test_script_in_a_summary_is_only_text(client: Any) -> None:
    thread = a_thread()
    summarise(thread, "<script>alert(1)</script> stands in the summary.")
    assert "<script>alert(1)" not in client.get(url(thread)).text


def test_a_summary_is_taken_back_and_put_back(client: Any, signed_in: Any) -> None:
    thread, moderator = a_thread(), signed_in(a_moderator())
    summarise(thread)
    summarise(thread, "The second version of the summary.", version=1)
    assert moderator.post(url(thread, "/curating/take-back"), data={"reason": REASON}).status_code == 303
    html = client.get(url(thread)).text
    assert "Summary of the talk" not in html
    assert "taken back on" in client.get(url(thread, "/curating")).text
    with pytest.raises(Stale):
        services.take_back(a_moderator(), thread.id, reason=REASON)
    undo = moderator.get(url(thread, "/curating")).text.partition('action="/en/curating/')[2].partition('"')[0]
    assert moderator.post(f"/en/curating/{undo}").status_code == 303
    assert "The second version of the summary." in client.get(url(thread)).text


def test_undoing_a_version_shows_the_one_before(client: Any) -> None:
    thread, moderator = a_thread(), a_moderator()
    summarise(thread, "The first version of the summary.")
    summarise(thread, "The second version of the summary.", version=1)
    first, second = acts("summary")
    with pytest.raises(Refused, match="undo them first"):
        services.undo(moderator, first)
    services.undo(moderator, second)
    assert "The first version of the summary." in client.get(url(thread)).text
    note = summarise(thread, "The third version of the summary.", version=1)
    assert note.version == 3


def test_a_discussion_is_closed_with_a_conclusion_in_one_act(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    moderator = signed_in(a_moderator())
    assert "Close with a conclusion" in moderator.get(url(thread)).text
    data = typed(text="The library begins in January.")
    assert moderator.post(url(thread, "/curating/conclusion"), data=data).status_code == 303
    assert anew(thread).is_locked
    html = client.get(url(thread)).text
    assert "The talk is closed. Conclusion of" in html
    assert "The library begins in January." in html
    assert "<textarea" not in signed_in(a_person()).get(url(thread)).text
    assert "closed with a conclusion" in letters_to(author)[0].subject
    assert verbs_about(thread)[-1] == "thread.concluded"


def test_an_empty_conclusion_leaves_the_discussion_open(signed_in: Any) -> None:
    thread = a_thread()
    answer = signed_in(a_moderator()).post(url(thread, "/curating/conclusion"), data=typed(text=""))
    assert answer.status_code == 422
    assert not anew(thread).is_locked


def test_reopened_the_conclusion_stays_readable_as_an_earlier_one(client: Any, signed_in: Any) -> None:
    thread, moderator = a_thread(), signed_in(a_moderator())
    conclude(thread)
    assert "Open the discussion again" in moderator.get(url(thread)).text
    assert moderator.post(url(thread, "/curating/reopen"), data={"reason": ""}).status_code == 422
    assert moderator.post(url(thread, "/curating/reopen"), data={"reason": REASON}).status_code == 303
    assert not anew(thread).is_locked
    html = client.get(url(thread)).text
    assert "Earlier conclusion; reopened on" in html
    assert "The library begins in January." in html
    assert REASON in html
    assert moderator.post(url(thread, "/curating/reopen"), data={"reason": REASON}).status_code == 409
    a_post(thread)


def test_a_second_conclusion_goes_on_from_the_earlier_one(client: Any) -> None:
    thread = a_thread()
    conclude(thread)
    services.reopen(a_moderator(), thread.id, reason=REASON)
    conclude(thread, "The library begins in February after all.", version=1)
    html = client.get(url(thread)).text
    assert "in February after all" in html
    assert "begins in January" not in html
    assert "begins in January" in client.get(url(thread, "/curating")).text


def test_closing_and_reopening_are_undone(client: Any) -> None:
    thread, moderator = a_thread(), a_moderator()
    conclude(thread)
    reopening = services.reopen(moderator, thread.id, reason=REASON)
    services.undo(moderator, reopening.id)
    assert anew(thread).is_locked
    (closing,) = acts("conclusion")
    services.undo(moderator, closing)
    assert not anew(thread).is_locked
    html = client.get(url(thread)).text
    assert "begins in January" not in html
    assert "begins in January" in client.get(url(thread, "/curating")).text


@pytest.mark.parametrize("path", ["summary", "conclusion", "reopen", "take-back", "pin", "feature"])
@pytest.mark.parametrize("roles", [(), ("committee",), ("admin",)])
def test_only_moderators_write_on_top(signed_in: Any, roles: tuple[str, ...], path: str) -> None:
    thread = a_thread()
    data = typed(reason=REASON, on="1")
    assert signed_in(a_person(roles)).post(url(thread, f"/curating/{path}"), data=data).status_code == 403
    assert verbs_about(thread) == ["thread.opened"]


def test_pinned_discussions_stand_first_and_no_more_than_three_in_an_area(client: Any, signed_in: Any) -> None:
    threads = [a_thread(title=f"Matter number {number}") for number in range(5)]
    moderator = signed_in(a_moderator())
    for thread in threads[:3]:
        assert moderator.post(url(thread, "/curating/pin"), data={"on": "1"}).status_code == 303
    for address in ("/en/threads", "/en/threads?area=2.4.5", "/en/plan/2.4.5"):
        html = client.get(address).text
        assert html.index("Matter number 0") < html.index("Matter number 4"), address
    assert "Three discussions are pinned" in moderator.get(url(threads[3])).text
    answer = moderator.post(url(threads[3], "/curating/pin"), data={"on": "1"})
    assert answer.status_code == 403
    assert "unpin one of them first" in answer.text
    moderator.post(url(threads[0], "/curating/pin"), data={"on": "0"})
    assert moderator.post(url(threads[3], "/curating/pin"), data={"on": "1"}).status_code == 303
    assert moderator.post(url(threads[3], "/curating/pin"), data={"on": "1"}).status_code in {403, 409}


def test_no_pinned_discussion_falls_out_of_the_list_however_many_there_are(client: Any) -> None:
    moderator, codes = a_moderator(), ("1.1.1", "1.1.2", "1.2.1", "1.3.2", "2.4.5")
    for number in range(12):
        thread = a_thread(title=f"Pinned matter {number:02}", code=codes[number % len(codes)])
        services.pin(moderator, thread.id, pinned=True)
    html = client.get("/en/threads").text
    assert [html.count(f"Pinned matter {number:02}") for number in range(12)] == [1] * 12


def test_a_pinned_discussion_does_not_move_where_three_are_pinned() -> None:
    moderator, area = a_moderator(), an_area("1.1.1")
    for _ in range(3):
        services.pin(moderator, a_thread(code="1.1.1").id, pinned=True)
    pinned = a_thread()
    services.pin(moderator, pinned.id, pinned=True)
    with pytest.raises(Refused, match="Three discussions"):
        services.move_thread(moderator, pinned.id, area.id, reason=REASON)


def test_a_featured_discussion_bears_its_mark_until_it_is_taken_off(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread, moderator = a_thread(author), signed_in(a_moderator())
    moderator.post(url(thread, "/curating/feature"), data={"on": "1"})
    assert "featured" in client.get("/en/threads").text
    assert "Moderators put your discussion first" in letters_to(author)[0].subject
    moderator.post(url(thread, "/curating/feature"), data={"on": "0"})
    assert "featured" not in client.get("/en/threads").text
    assert moderator.post(url(thread, "/curating/feature"), data={"on": "0"}).status_code == 409


def test_what_moderators_did_is_public_and_undone_acts_are_marked(client: Any) -> None:
    thread = a_thread()
    assert "Moderators have not touched this discussion" in client.get(url(thread, "/curating")).text
    assert "/curating" not in client.get(url(thread)).text
    act = services.move_thread(a_moderator(name="Moderator N"), thread.id, an_area("1.1.1").id, reason=REASON)
    services.undo(a_moderator(name="Moderator M"), act.id)
    services.pin(a_moderator(), thread.id, pinned=True)
    html = client.get(url(thread, "/curating")).text
    for said in ("Moved from action area", REASON, "Moderator N", "undone by Moderator M", "Pinned", "Journal entry"):
        assert said in html
    assert "/undo" not in html
    assert url(thread, "/curating") in client.get(url(thread)).text


def test_the_history_of_a_hidden_discussion_is_hidden(client: Any, signed_in: Any) -> None:
    thread = a_thread()
    summarise(thread)
    with writing() as session:
        session.execute(update(Thread).values(visibility="hidden"))
    assert client.get(url(thread, "/curating")).status_code == 404
    assert signed_in(a_moderator()).get(url(thread, "/curating")).status_code == 200


def test_statements_do_not_grow_with_what_moderators_did(client: Any, signed_in: Any) -> None:
    thread, moderator = a_thread(), a_moderator()
    summarise(thread)

    def there_and_back() -> None:
        act = services.move_thread(moderator, thread.id, an_area("1.1.1").id, reason=REASON)
        services.undo(moderator, act.id)
        services.move_thread(moderator, thread.id, an_area("1.1.2").id, reason=REASON)
        services.move_thread(moderator, thread.id, an_area("2.4.5").id, reason=REASON)

    there_and_back()
    reader = signed_in(moderator)
    pages = (url(thread), url(thread, "/curating"))
    few = [settled_statements(one, page) for one in (client, reader) for page in pages]
    for _ in range(4):
        there_and_back()
    assert [settled_statements(one, page) for one in (client, reader) for page in pages] == few
