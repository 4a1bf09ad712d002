"""Warned, silent for a time, banned: what each means, where a person reads why, and how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from cases import (
    AGAIN,
    FACTS,
    a_banned_person,
    a_moderator,
    a_muted_person,
    a_reported_post,
    acts_on,
    confirmation,
    letters_to,
)
from factories import a_person, a_thread, a_voting_proposal, an_open_proposal, nonce
from veche.core import clock
from veche.core.database import db
from veche.core.policy import Refused
from veche.forum.models import Post
from veche.moderation import services
from veche.moderation.models import Act
from veche.proposals.services import support
from veche.voting.services import cast

SILENT = "you cannot write until"
BANNED = "Two moderators have banned you"


def test_who_is_silent_reads_why_in_place_of_the_form_and_writes_nothing(signed_in: Any) -> None:
    person, thread = a_muted_person(), a_thread()
    silent = signed_in(person)
    assert SILENT in silent.get(f"/en/threads/{thread.id}").text
    for address in ("/en/threads/new", "/en/proposals/new"):
        answer = silent.get(address)
        assert answer.status_code == 403
        assert SILENT in answer.text
    before = db.session.execute(select(func.count()).select_from(Post)).scalar_one()
    data = {"text": "Still here.", "language": "en", "nonce": nonce()}
    answer = silent.post(f"/en/threads/{thread.id}/reply", data=data)
    assert answer.status_code == 403
    assert SILENT in answer.text
    assert db.session.execute(select(func.count()).select_from(Post)).scalar_one() == before
    assert silent.get(f"/en/flag/thread/{thread.id}").status_code == 403


def test_who_is_silent_supports_and_votes(app: Any) -> None:
    person = a_muted_person()
    support(person, an_open_proposal().id)
    cast(person, a_voting_proposal().id, "for")


def test_silence_ends_by_itself(signed_in: Any) -> None:
    person, thread = a_muted_person(days=2), a_thread()
    with clock.moved(timedelta(days=2, minutes=1)):
        assert SILENT not in signed_in(person).get(f"/en/threads/{thread.id}").text


@pytest.mark.parametrize("days", ["0", "31", "-1", "", "many"])
def test_silence_lasts_one_to_thirty_days(signed_in: Any, days: str) -> None:
    author = a_person()
    _, case = a_reported_post(author)
    data = {"measure": "mute", "clause": "4.1", "facts": FACTS, "days": days}
    answer = signed_in(a_moderator()).post(f"/en/moderation/{case}", data=data)
    assert answer.status_code == 422
    assert "1 to 30 days" in answer.text
    assert FACTS in answer.text
    db.session.refresh(author)
    assert author.muted_until is None


def test_the_statement_says_until_when_by_which_clause_and_on_which_facts(app: Any) -> None:
    person = a_muted_person()
    letter = letters_to(person)[-1]
    assert "you cannot write for some days" in letter.subject
    assert "Clause 4.1" in letter.body
    assert FACTS in letter.body
    assert len([one for one in letters_to(person) if FACTS in one.body]) == 1


def test_who_is_banned_still_signs_in_and_reads_but_neither_writes_nor_supports_nor_votes(signed_in: Any) -> None:
    person = a_banned_person()
    gone = signed_in(person)
    assert gone.get("/en/my").status_code == 200
    thread, proposal, vote = a_thread(), an_open_proposal(), a_voting_proposal()
    assert BANNED in gone.get(f"/en/threads/{thread.id}").text
    assert gone.get("/en/threads/new").status_code == 403
    for act in (lambda: support(person, proposal.id), lambda: cast(person, vote.id, "for")):
        with pytest.raises(Refused, match="banned"):
            act()
    for address in (f"/en/proposals/{proposal.id}", f"/en/proposals/{vote.id}"):
        assert BANNED in gone.get(address).text


@pytest.mark.parametrize("restrained", [a_muted_person, a_banned_person])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_refusal_leads_to_the_reasons_and_to_the_appeal(signed_in: Any, restrained: Any, headers: Any) -> None:
    person = restrained()
    here, act = signed_in(person), db.session.execute(select(Act.id).where(Act.author_id == person.id)).scalar_one()
    for refused in (here.get("/en/threads/new", headers=headers), here.post("/en/threads/new", headers=headers)):
        assert refused.status_code == 403
        assert 'href="/en/my#my-notices"' in refused.text
    mine = here.get("/en/my").text
    assert 'id="my-notices"' in mine
    assert f'href="/en/appeals/{act}"' in mine
    assert FACTS in mine
    assert here.get(f"/en/appeals/{act}").status_code == 200


def test_a_ban_ends_every_session_and_a_role_gives_nothing_any_more(signed_in: Any) -> None:
    author = a_person(("committee",))
    here = signed_in(author)
    assert here.get("/en/my").status_code == 200
    _, case = a_reported_post(author)
    act = services.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS)
    services.agree(a_moderator(), confirmation(act))
    assert here.get("/en/my").status_code == 303
    assert signed_in(author).get("/en/committee/proposals/1").status_code in {403, 404}


def test_restrictions_are_lifted_with_facts_and_a_letter(signed_in: Any) -> None:
    author = a_person()
    post, case = a_reported_post(author)
    services.agree(a_moderator(), confirmation(services.propose_ban(a_moderator(), case, clause="4.1", facts=FACTS)))
    judge = signed_in(a_moderator())
    assert 'value="lift"' in judge.get(f"/en/moderation/{case}").text
    assert judge.post(f"/en/moderation/{case}", data={"measure": "lift", "facts": "short"}).status_code == 422
    assert judge.post(f"/en/moderation/{case}", data={"measure": "lift", "facts": AGAIN}).status_code == 303
    db.session.refresh(author)
    assert (author.banned_at, author.muted_until) == (None, None)
    assert "you can write again" in letters_to(author)[-1].subject
    assert 'value="lift"' not in judge.get(f"/en/moderation/{case}").text
    assert [act.verb for act in acts_on(post)] == ["ban", "lift"]


def test_a_warning_is_a_letter_and_nothing_else(app: Any) -> None:
    author = a_person()
    post, case = a_reported_post(author)
    services.warn(a_moderator(), case, clause="4.1", facts=FACTS)
    db.session.refresh(author)
    db.session.refresh(post)
    assert post.is_visible
    assert (author.muted_until, author.banned_at) == (None, None)
    assert "a warning" in letters_to(author)[-1].subject
    assert [act.verb for act in acts_on(post)] == ["warn"]


@pytest.mark.parametrize("measure", ["warn", "mute", "ban", "remove", "hide", "leave"])
def test_nobody_acts_on_an_own_text_nor_takes_its_case(signed_in: Any, measure: str) -> None:
    author = a_moderator()
    post, case = a_reported_post(author)
    judge = signed_in(author)
    data = {"measure": measure, "clause": "4.1", "facts": FACTS, "days": "3"}
    assert judge.post(f"/en/moderation/{case}", data=data).status_code == 403
    assert judge.post(f"/en/moderation/{case}/claim").status_code == 403
    assert acts_on(post) == []
    db.session.refresh(author)
    assert author.muted_until is None


def test_who_is_kept_from_something_reads_it_on_their_own_page_and_is_led_there(signed_in):
    silent, banned = a_muted_person(resident=False), a_banned_person()
    for person, words, badge in (
        (silent, "you cannot write until", "You cannot write for now"),
        (banned, "Two moderators have banned you", "Banned: you only read"),
    ):
        client = signed_in(person)
        refused = client.get("/en/threads/new")
        assert refused.status_code == 403
        assert words in refused.text
        assert '<a class="btn" href="/en/my">To my page</a>' in refused.text
        own = client.get("/en/my").text
        assert words in own
        assert badge in own
        assert "resident: you may" not in own
        assert "confirmed: you may" not in own
        assert words in client.get("/en/my/limits").text
