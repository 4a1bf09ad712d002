"""A thread and an open proposal stand in another action area: counters, letters, the log, undoing."""

from typing import Any

import pytest
from sqlalchemy import update

from factories import a_moderator, a_person, a_thread, a_voting_proposal, an_area, an_open_proposal
from talks import anew, letters_to, verbs_about
from veche.core import clock
from veche.core.database import writing
from veche.core.errors import Stale
from veche.core.settings import setting
from veche.curating import services
from veche.forum.models import Thread
from veche.proposals.models import Coauthor
from veche.proposals.services import support

REASON = "It speaks of reading and writing, not of telephones."


def url(thread: Any, more: str = "") -> str:
    return f"/en/threads/{thread.id}{more}"


def typed(**values: Any) -> dict[str, Any]:
    return {"area": "1.1.1", "reason": REASON, **values}


def threads_in(*codes: str) -> list[int]:
    return [anew(an_area(code)).thread_count for code in codes]


def test_a_moderator_moves_a_thread_through_the_form_and_both_areas_count_it_right(client: Any, signed_in: Any) -> None:
    thread, moderator = a_thread(), signed_in(a_moderator(name="Moderator N"))
    form = moderator.get(url(thread, "/curating/move")).text
    assert 'action="/en/threads/1/curating/move"' in form
    answer = moderator.post(url(thread, "/curating/move"), data=typed(), follow_redirects=True)
    assert "The discussion stands in another action area now." in answer.text
    assert threads_in("2.4.5", "1.1.1") == [0, 1]
    html = client.get(url(thread)).text
    assert "Moved from action area" in html
    assert REASON in html
    assert "Moderator N" in html
    assert 'href="/en/plan/1.1.1"' in html
    assert verbs_about(thread) == ["thread.opened", "thread.moved"]


def test_the_small_form_comes_in_place(signed_in: Any) -> None:
    thread, moderator = a_thread(), signed_in(a_moderator())
    html = moderator.get(url(thread, "/curating/move"), headers={"HX-Request": "true"}).text
    assert html.lstrip().startswith('<form class="curate-f" id="curate-form"')
    assert 'id="curate-form-reason"' in html
    assert "<html" not in html
    answer = moderator.post(url(thread, "/curating/move"), data=typed(), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == url(thread)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"reason": ""}, "Say in a sentence why"),
        ({"reason": "short"}, "too short"),
        ({"area": ""}, "Choose the action area"),
        ({"area": "2.4.5"}, "Choose one of the options."),
        ({"area": "9.9.9"}, "Choose one of the options."),
    ],
)
def test_a_move_without_a_place_or_a_reason_changes_nothing(signed_in: Any, values: Any, words: str) -> None:
    thread = a_thread()
    answer = signed_in(a_moderator()).post(url(thread, "/curating/move"), data=typed(**values))
    assert answer.status_code == 422
    assert words in answer.text
    assert threads_in("2.4.5", "1.1.1") == [1, 0]


def test_an_area_that_was_an_other_one_is_named_once_and_counted_once() -> None:
    thread = a_thread(other_area_ids=[an_area("1.1.1").id, an_area("1.1.2").id])
    moderator = a_moderator()
    act = services.move_thread(moderator, thread.id, an_area("1.1.1").id, reason=REASON)
    assert [area.code for area in anew(thread).other_areas] == ["1.1.2"]
    assert threads_in("2.4.5", "1.1.1", "1.1.2") == [0, 1, 1]
    services.undo(moderator, act.id)
    assert anew(thread).area.code == "2.4.5"
    assert [area.code for area in anew(thread).other_areas] == ["1.1.1", "1.1.2"]
    assert threads_in("2.4.5", "1.1.1", "1.1.2") == [1, 1, 1]


def test_the_author_is_told_in_their_language_what_why_and_how_to_answer() -> None:
    author = a_person(language="ru")
    thread = a_thread(author, title="Где учиться?")
    services.move_thread(a_moderator(name="Модератор Н."), thread.id, an_area("1.1.1").id, reason=REASON)
    (letter,) = letters_to(author)
    assert letter.subject == "Ваше обсуждение теперь в другом направлении: Где учиться?"
    for said in (REASON, "Модератор Н.", "ответьте на это письмо", "http://veche.example/ru/threads/1/curating"):
        assert said in letter.body


def test_nobody_moves_their_own_thread_and_the_reason_stands_in_place_of_the_tools(signed_in: Any) -> None:
    moderator = a_moderator()
    thread = a_thread(moderator)
    client = signed_in(moderator)
    assert "Another moderator decides about your own texts." in client.get(url(thread)).text
    assert client.get(url(thread, "/curating/move")).status_code == 403
    assert client.post(url(thread, "/curating/move"), data=typed()).status_code == 403
    assert threads_in("2.4.5") == [1]


@pytest.mark.parametrize("roles", [(), ("committee",), ("admin",)])
def test_others_see_no_tools_and_are_refused(signed_in: Any, roles: tuple[str, ...]) -> None:
    thread, client = a_thread(), signed_in(a_person(roles))
    assert "curating/move" not in client.get(url(thread)).text
    answer = client.post(url(thread, "/curating/move"), data=typed())
    assert answer.status_code == 403
    assert "This is for moderators." in answer.text
    assert REASON in answer.text


def test_a_second_move_to_the_same_place_is_calm() -> None:
    thread = a_thread()
    services.move_thread(a_moderator(), thread.id, an_area("1.1.1").id, reason=REASON)
    with pytest.raises(Stale):
        services.move_thread(a_moderator(), thread.id, an_area("1.1.1").id, reason=REASON)


def test_the_move_is_undone_from_the_page_and_told(client: Any, signed_in: Any) -> None:
    author = a_person()
    thread = a_thread(author)
    act = services.move_thread(a_moderator(), thread.id, an_area("1.1.1").id, reason=REASON)
    moderator = signed_in(a_moderator())
    assert f"/en/curating/{act.id}/undo" in moderator.get(url(thread)).text
    assert f"/en/curating/{act.id}/undo" not in client.get(url(thread)).text
    assert moderator.post(f"/en/curating/{act.id}/undo").status_code == 303
    assert threads_in("2.4.5", "1.1.1") == [1, 0]
    assert REASON not in client.get(url(thread)).text
    assert [letter.subject for letter in letters_to(author)][1] == f"Undone by a moderator: {thread.title}"
    assert moderator.post(f"/en/curating/{act.id}/undo").status_code == 409


def test_of_two_moves_the_later_one_is_undone_first(signed_in: Any) -> None:
    thread, moderator = a_thread(), signed_in(a_moderator())
    first = services.move_thread(a_moderator(), thread.id, an_area("1.1.1").id, reason=REASON)
    second = services.move_thread(a_moderator(), thread.id, an_area("1.1.2").id, reason=REASON)
    answer = moderator.post(f"/en/curating/{first.id}/undo")
    assert answer.status_code == 403
    assert "Later acts rest on this one: undo them first." in answer.text
    assert moderator.post(f"/en/curating/{second.id}/undo").status_code == 303
    assert moderator.post(f"/en/curating/{first.id}/undo").status_code == 303
    assert anew(thread).area.code == "2.4.5"


def test_the_author_as_a_moderator_does_not_undo_either(signed_in: Any) -> None:
    author = a_moderator()
    thread = a_thread(author)
    act = services.move_thread(a_moderator(), thread.id, an_area("1.1.1").id, reason=REASON)
    assert signed_in(author).post(f"/en/curating/{act.id}/undo").status_code == 403


def test_the_public_log_names_act_reason_and_moderator(client: Any) -> None:
    thread = a_thread(title="Where can elders learn?")
    act = services.move_thread(a_moderator(name="Moderator N"), thread.id, an_area("1.1.1").id, reason=REASON)
    services.undo(a_moderator(), act.id)
    html = client.get("/en/moderation/log").text
    for said in ("Discussion moved to another action area", REASON, "Moderator N", "Where can elders learn?"):
        assert said in html
    assert "An act of a moderator undone" in html


def test_the_log_never_names_a_discussion_that_is_hidden(client: Any) -> None:
    thread = a_thread(title="Shameful title")
    services.move_thread(a_moderator(), thread.id, an_area("1.1.1").id, reason=REASON)
    with writing() as session:
        session.execute(update(Thread).values(visibility="hidden"))
    html = client.get("/en/moderation/log").text
    assert "Shameful title" not in html
    assert REASON in html


def proposals_in(*codes: str) -> list[int]:
    return [anew(an_area(code)).proposal_count for code in codes]


def test_an_open_proposal_moves_and_its_authors_are_told(client: Any, signed_in: Any) -> None:
    author = a_person()
    proposal = an_open_proposal(author, supported_by=2)
    moderator = signed_in(a_moderator())
    here = f"/en/proposals/{proposal.id}"
    assert "curating/move" in moderator.get(here).text
    assert "curating/move" not in client.get(here).text
    answer = moderator.post(f"{here}/curating/move", data=typed(), follow_redirects=True)
    assert "The proposal stands in another action area now." in answer.text
    assert proposals_in("2.4.5", "1.1.1") == [0, 1]
    assert anew(proposal).support_count == 2
    assert REASON in client.get(here).text
    assert "Your proposal stands in another action area" in letters_to(author)[-1].subject
    assert verbs_about(proposal)[-1] == "proposal.moved"
    undo = moderator.get(here).text.partition('action="/en/curating/')[2].partition('"')[0]
    assert moderator.post(f"/en/curating/{undo}").status_code == 303
    assert proposals_in("2.4.5", "1.1.1") == [1, 0]
    assert REASON not in client.get(here).text


def test_from_the_vote_on_the_area_stays(signed_in: Any) -> None:
    proposal = a_voting_proposal()
    client = signed_in(a_moderator())
    answer = client.post(f"/en/proposals/{proposal.id}/curating/move", data=typed())
    assert answer.status_code == 403
    assert "Voting is open: the action area stays" in answer.text
    assert "curating/move" not in client.get(f"/en/proposals/{proposal.id}").text


def test_when_the_vote_has_begun_the_move_is_not_undone_any_more(signed_in: Any) -> None:
    proposal = an_open_proposal()
    act = services.move_proposal(a_moderator(), proposal.id, an_area("1.1.1").id, reason=REASON)
    for _ in range(setting("SUPPORT_THRESHOLD")):
        support(a_person(), proposal.id)
    assert signed_in(a_moderator()).post(f"/en/curating/{act.id}/undo").status_code == 403
    assert anew(proposal).area.code == "1.1.1"


def test_neither_author_nor_co_author_moves_the_proposal(signed_in: Any) -> None:
    author, other = a_moderator(), a_moderator()
    proposal = an_open_proposal(author)
    with writing() as session:
        moment = clock.now()
        session.add(Coauthor(proposal_id=proposal.id, person_id=other.id, invited_at=moment, joined_at=moment))
    for person in (author, other):
        answer = signed_in(person).post(f"/en/proposals/{proposal.id}/curating/move", data=typed())
        assert answer.status_code == 403
    assert proposals_in("2.4.5", "1.1.1") == [1, 0]
