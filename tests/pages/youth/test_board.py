"""The board: pseudonyms, a newcomer's first texts, moderation; and for everybody else nothing at all."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from factories import (
    a_council,
    a_first_look,
    a_member_of_the_board,
    a_moderator,
    a_person,
    a_talk,
    nonce,
)
from statements import settled_statements
from veche.accounts.models import RoleGrant
from veche.core import clock, journal, outbox
from veche.core.database import db, writing
from veche.core.policy import Refused
from veche.moderation import services as moderation
from veche.moderation.models import Case
from veche.youth import board
from veche.youth.models import BoardName, YouthPost

SignedIn = Callable[..., FlaskClient]
FACTS = "It speaks of a person and not of the matter."


def a_reply(member: Any, thread: Any, text: str = "I can come.") -> YouthPost:
    return board.reply(member, thread.id, text=text, language="en", nonce=nonce())


def fields(page: str, **typed: str) -> dict[str, str]:
    """The page's own form as it stands, with what is typed into it."""
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    assert found
    return {"nonce": found[1], "language": "en", **typed}


# A member's way


def test_a_member_chooses_a_name_begins_a_talk_and_another_answers(signed_in: SignedIn) -> None:
    member, other = a_council(1)[0], a_member_of_the_board("Far shore")
    client = signed_in(member)
    page = client.get("/en/youth/board").text
    assert 'action="/en/youth/board/name"' in page
    assert "/en/youth/board/new" not in page
    assert client.post("/en/youth/board/name", data={"name": "Quiet whale"}).status_code == 303
    assert "Here you are Quiet whale." in client.get("/en/youth/board").text
    form = client.get("/en/youth/board/new").text
    made = client.post("/en/youth/board/new", data=fields(form, title="Light at night", text="Four **lamps**."))
    where = made.headers["Location"]
    page = client.get(where).text
    assert "Quiet whale" in page
    assert "<strong>lamps</strong>" in page
    assert "Waits for a moderator" in page
    assert member.display_name not in page
    assert 'href="/en/proposals/new?title=Light+at+night"' in page or "title=Light%20at%20night" in page
    theirs = signed_in(other)
    assert theirs.get(where).status_code == 404
    assert "Light at night" not in theirs.get("/en/youth/board").text
    a_first_look(db.session.execute(select(YouthPost).order_by(YouthPost.id.desc())).scalars().first().thread)
    page = theirs.get(where).text
    assert "Quiet whale" in page
    assert "Waits for a moderator" not in page
    theirs.post(where, data=fields(page, text="Whose land is it?"))
    assert "Whose land is it?" in client.get(where).text
    assert "Far shore" in client.get(where).text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Type the name"),
        ("x", "2 to 40"),
        ("<b>bold</b>", "2 to 40"),
        ("FAR SHORE", "is taken on the board"),
        ("first YEAR", "not your display name"),
    ],
)
def test_a_name_is_refused_with_its_reason_and_kept(signed_in: SignedIn, name: str, words: str) -> None:
    a_member_of_the_board("Far shore", seen=0)
    member = a_person(("youth_council",), name="First year")
    answer = signed_in(member).post("/en/youth/board/name", data={"name": name})
    assert answer.status_code == 422
    assert words in answer.text
    assert db.session.get(BoardName, member.id) is None


def test_a_name_is_chosen_once(signed_in: SignedIn) -> None:
    member = a_member_of_the_board("Far shore", seen=0)
    signed_in(member).post("/en/youth/board/name", data={"name": "Near shore"})
    assert db.session.get_one(BoardName, member.id).name == "Far shore"


@pytest.mark.parametrize("missing", ["title", "text"])
def test_a_gap_is_named_and_what_was_typed_stays(signed_in: SignedIn, missing: str) -> None:
    client = signed_in(a_member_of_the_board())
    typed = {"title": "A title of mine", "text": "Words of mine.", missing: ""}
    answer = client.post("/en/youth/board/new", data=fields(client.get("/en/youth/board/new").text, **typed))
    assert answer.status_code == 422
    assert "Please correct the form" in answer.text
    assert all(value in answer.text for value in typed.values())


def test_the_same_form_sent_twice_makes_one_text(signed_in: SignedIn) -> None:
    member = a_member_of_the_board()
    client, thread = signed_in(member), a_talk(member)
    data = fields(client.get(f"/en/youth/board/{thread.id}").text, text="Once.")
    for _ in range(2):
        client.post(f"/en/youth/board/{thread.id}", data=data)
    assert client.get(f"/en/youth/board/{thread.id}").text.count("Once.") == 1


def test_without_a_name_nobody_writes(signed_in: SignedIn) -> None:
    thread, member = a_talk(a_member_of_the_board()), a_council(1)[0]
    client = signed_in(member)
    page = client.get(f"/en/youth/board/{thread.id}").text
    assert "Choose your name on the board first." in page
    assert "<textarea" not in page
    data = {"text": "Nameless.", "language": "en", "nonce": "n"}
    assert client.post(f"/en/youth/board/{thread.id}", data=data).status_code == 422


# A newcomer's first texts


def test_three_texts_wait_and_the_fourth_is_seen_at_once(signed_in: SignedIn) -> None:
    old, new = a_member_of_the_board(), a_member_of_the_board(seen=0)
    thread = a_talk(old)
    waiting = [a_reply(new, thread, f"Word {number}.") for number in (1, 2, 3, 4)]
    assert [post.visibility for post in waiting] == ["pending"] * 4
    others, own = signed_in(old), signed_in(new)
    where = f"/en/youth/board/{thread.id}"
    assert "Word 1." not in others.get(where).text
    assert own.get(where).text.count("Waits for a moderator") == 4
    for post in waiting[:3]:
        a_first_look(post)
    page = others.get(where).text
    assert all(f"Word {number}." in page for number in (1, 2, 3))
    assert "Word 4." not in page
    assert a_reply(new, thread, "Word 5.").visibility == "visible"
    assert "Word 5." in others.get(where).text


@pytest.mark.parametrize("kind", ["youth_thread", "youth_post"])
def test_its_author_takes_back_what_waits_and_nobody_else_learns_that_it_was_there(
    signed_in: SignedIn, kind: str
) -> None:
    member, other = a_member_of_the_board(seen=0), a_member_of_the_board()
    talk = a_talk(member) if kind == "youth_thread" else a_talk(other)
    text = talk if kind == "youth_thread" else a_reply(member, talk)
    page, way = f"/en/youth/board/{talk.id}", f"/waiting/{kind}/{text.id}/withdraw"
    client = signed_in(member)
    assert way in client.get(page).text
    assert signed_in(other).post(f"/en{way}").status_code == 404
    assert signed_in(a_moderator()).post(f"/en{way}").status_code == 404
    assert client.post(f"/en{way}").status_code == 303
    db.session.expire_all()
    assert db.session.get(type(text), text.id) is None
    assert db.session.execute(select(Case.id).where(Case.kind == kind, Case.closed_at.is_(None))).first() is None
    assert "I can come." not in client.get(page).text
    assert client.get(page).status_code == (404 if kind == "youth_thread" else 200)
    assert client.post(f"/en{way}").status_code == 404
    assert journal.verify(db.session()) is None


def test_what_others_have_seen_on_the_board_is_not_taken_back(signed_in: SignedIn) -> None:
    member = a_member_of_the_board()
    talk = a_talk(member)
    page = signed_in(member).get(f"/en/youth/board/{talk.id}").text
    assert "/waiting/" not in page
    assert signed_in(member).post(f"/en/waiting/youth_thread/{talk.id}/withdraw").status_code == 403


def test_who_leaves_takes_along_what_nobody_has_seen(app: Any) -> None:
    from veche.privacy import leaving

    member = a_member_of_the_board(seen=0)
    talk, shown = a_talk(member), a_talk(a_member_of_the_board())
    a_reply(member, shown)
    leaving.leave(member)
    db.session.expire_all()
    assert db.session.get(type(talk), talk.id) is None
    left = db.session.execute(select(YouthPost.author_id)).scalars().all()
    assert member.id not in left


def test_what_waits_is_not_counted_for_others(signed_in: SignedIn) -> None:
    old, new = a_member_of_the_board(seen=3), a_member_of_the_board(seen=0)
    thread = a_talk(old, title="Counted")
    a_reply(new, thread)
    for client in (signed_in(old), signed_in(new)):
        page = client.get("/en/youth/board").text
        assert "2 posts" not in page
    assert db.session.get_one(type(thread), thread.id).last_post_at == thread.opened_at


def test_a_moderator_shows_what_waits_from_the_queue_without_facts(signed_in: SignedIn) -> None:
    member = a_member_of_the_board("Paper boat", seen=0)
    thread = a_talk(member, title="Who comes?")
    client = signed_in(a_moderator())
    page = client.get("/en/moderation").text
    assert "First look" in page
    assert "Who comes?" in page
    assert member.display_name not in page
    case = db.session.execute(select(Case)).scalar_one()
    assert (case.cause, case.severity, case.kind) == ("newcomer", 3, "youth_thread")
    assert client.post(f"/en/moderation/{case.id}", data={"measure": "hide", "clause": "4.1"}).status_code == 422
    assert client.post(f"/en/moderation/{case.id}", data={"measure": "approve"}).status_code == 303
    assert "Who comes?" in signed_in(a_member_of_the_board()).get(f"/en/youth/board/{thread.id}").text
    assert client.post(f"/en/moderation/{case.id}", data={"measure": "approve"}).status_code in {409, 422}


def test_nobody_shows_the_own_text_as_a_moderator(signed_in: SignedIn) -> None:
    both = a_person(("youth_council", "moderator"))
    board.choose_name(both, "Two hats")
    a_talk(both)
    case = db.session.execute(select(Case)).scalar_one()
    with pytest.raises(Refused):
        moderation.approve(both, case.id)
    assert "This is your own text" in signed_in(both).get(f"/en/moderation/{case.id}").text


# Reports, hiding, and what the public log says


def test_a_report_hides_and_restores_and_the_public_reads_nothing_of_it(
    signed_in: SignedIn, client: FlaskClient
) -> None:
    author, other, moderator = a_member_of_the_board("Paper boat"), a_member_of_the_board(), a_moderator()
    thread = a_talk(author, title="A quarrel")
    post = a_reply(author, thread, "You are all fools.")
    theirs = signed_in(other)
    assert f'href="/en/flag/youth_post/{post.id}"' in theirs.get(f"/en/youth/board/{thread.id}").text
    form = theirs.get(f"/en/flag/youth_post/{post.id}")
    assert "You are all fools." in form.text
    assert author.display_name not in form.text
    assert theirs.post(f"/en/flag/youth_post/{post.id}", data={"reason": "insult"}).status_code == 303
    case = db.session.execute(select(Case).where(Case.kind == "youth_post")).scalar_one()
    assert case.severity == 3
    act = moderation.hide(moderator, "youth_post", post.id, clause="4.1", facts=FACTS, case_id=case.id)
    page = theirs.get(f"/en/youth/board/{thread.id}").text
    assert "You are all fools." not in page
    assert "Hidden by a moderator by clause 4.1" in page
    letter = db.session.execute(select(outbox.Letter).order_by(outbox.Letter.id.desc())).scalars().first()
    assert letter.address == author.email
    assert FACTS in letter.body
    said = ("A quarrel", "fools", "Paper boat", author.display_name, FACTS, f"/youth/board/{thread.id}", "youth_post")
    for path in ("/en/moderation/log", "/en/journal"):
        public = client.get(path).text
        assert [word for word in said if word in public] == []
    assert "youth space" in client.get("/en/moderation/log").text
    entry = db.session.get_one(journal.Entry, act.journal_seq)
    assert entry.subject == "youth_board:0"
    assert entry.data == {"kind": "youth_post", "clause": "4.1"}
    moderation.restore(moderator, "youth_post", post.id, facts=FACTS)
    assert "You are all fools." in theirs.get(f"/en/youth/board/{thread.id}").text


def test_nothing_of_a_talk_is_written_into_the_journal(app: Any) -> None:
    before = journal.head(db.session())
    member = a_member_of_the_board(seen=0)
    a_reply(member, _shown(a_talk(member)))
    entries = db.session.execute(select(journal.Entry).where(journal.Entry.seq > before[0])).scalars().unique().all()
    assert {(one.verb, one.subject) for one in entries} == {("text.approved", "youth_board:0")}
    assert [one.data for one in entries] == [{"kind": "youth_thread"}]


def _shown(thread: Any) -> Any:
    a_first_look(thread)
    db.session.refresh(thread)
    return thread


# Strangers


def everybody_else() -> dict[str, Any]:
    former = a_person(("youth_council",), name="Former member")
    with writing() as session:
        over = update(RoleGrant).where(RoleGrant.person_id == former.id)
        session.execute(over.values(until=clock.today() - timedelta(days=1)))
    db.session.expire_all()
    roles = ((), ("committee",), ("body_officer",), ("admin",))
    return {"former": former, **{" ".join(one) or "resident": a_person(one) for one in roles}}


def address_free(answer: Any, number: int) -> tuple[int, str, list[tuple[str, str]]]:
    """The answer without the number in the address that was asked for."""
    tokens = {"Content-Length", "Date", "Set-Cookie"}
    kept = [(name, re.sub(rf"(?<=/|F){number}\b", "N", value)) for name, value in answer.headers if name not in tokens]
    return answer.status_code, re.sub(rf"(?<=/|F){number}\b", "N", answer.text), kept


READ = ["/youth/board/{}", "/youth/board/{}/posts/1", "/flag/youth_thread/{}", "/flag/youth_post/{}"]
NOWHERE = 987_654


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_for_everybody_else_an_address_of_the_board_is_like_one_that_leads_nowhere(
    signed_in: SignedIn, client: FlaskClient, headers: dict[str, str]
) -> None:
    member = a_member_of_the_board()
    thread = a_talk(member)
    post = a_reply(member, thread)
    clients = {"anybody": client, **{name: signed_in(person) for name, person in everybody_else().items()}}
    for who, reader in clients.items():
        for path in READ:
            real = post.id if "post/" in path else thread.id
            pair = [address_free(reader.get("/en" + path.format(n), headers=headers), n) for n in (real, NOWHERE)]
            assert pair[0] == pair[1], (who, path)
            assert who == "anybody" or pair[0][0] == 404, (who, path)
        data = {"text": "I am in.", "language": "en", "nonce": "n", "reason": "spam", "title": "A", "name": "Nobody"}
        for path in ("/youth/board/{}", "/flag/youth_thread/{}", "/flag/youth_post/{}"):
            real = post.id if "post/" in path else thread.id
            pair = [
                address_free(reader.post("/en" + path.format(n), data=data, headers=headers), n)
                for n in (real, NOWHERE)
            ]
            assert pair[0] == pair[1], (who, path)
        for path in ("/en/youth/board", "/en/youth/board/new"):
            assert reader.get(path, headers=headers).status_code == 404, (who, path)
        for path in ("/en/youth/board/name", "/en/youth/board/new"):
            assert reader.post(path, data=data, headers=headers).status_code == 404, (who, path)
    assert db.session.get(BoardName, member.id) is not None


def test_a_waiting_text_is_for_another_member_like_one_that_was_never_written(signed_in: SignedIn) -> None:
    new, other = a_member_of_the_board(seen=0), a_member_of_the_board()
    thread = a_talk(new)
    client = signed_in(other)
    for path in READ[:3]:
        pair = [address_free(client.get("/en" + path.format(number)), number) for number in (thread.id, NOWHERE)]
        assert pair[0] == pair[1]
        assert pair[0][0] == 404
    post = a_reply(new, a_talk(other), "Waiting words.")
    pair = [address_free(client.get(f"/en/flag/youth_post/{number}"), number) for number in (post.id, NOWHERE)]
    assert pair[0] == pair[1]


def test_no_search_engine_and_no_browser_keeps_a_page(signed_in: SignedIn, client: FlaskClient) -> None:
    member = a_member_of_the_board()
    thread = a_talk(member)
    inside = signed_in(member)
    for path in ("/en/youth/board", "/en/youth/board/new", f"/en/youth/board/{thread.id}"):
        for reader in (inside, client):
            answer = reader.get(path)
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Cache-Control"] == "no-store"
        assert '<meta name="robots" content="noindex, nofollow">' in inside.get(path).text


def test_the_public_page_of_the_council_says_nothing_of_the_board(signed_in: SignedIn, client: FlaskClient) -> None:
    member = a_member_of_the_board("Paper boat")
    a_talk(member, title="Only among us")
    assert "Only among us" in signed_in(member).get("/en/youth").text
    for reader in (client, signed_in(a_person(("committee",)))):
        page = reader.get("/en/youth").text
        assert "Only among us" not in page
        assert "/youth/board" not in page


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_every_page_is_there_in_each_language(signed_in: SignedIn, language: str) -> None:
    member = a_member_of_the_board()
    thread = a_talk(member)
    for path in ("youth/board", "youth/board/new", f"youth/board/{thread.id}", "youth/proposals"):
        page = signed_in(member).get(f"/{language}/{path}")
        assert page.status_code == 200
        assert page.text.count("<h1") == 1


def test_the_part_that_htmx_gets_is_on_its_page(signed_in: SignedIn) -> None:
    member = a_member_of_the_board()
    thread = a_talk(member)
    client = signed_in(member)
    part = client.get(f"/en/youth/board/{thread.id}", headers={"HX-Request": "true"}).text
    page = client.get(f"/en/youth/board/{thread.id}").text
    without = [re.sub(r'name="nonce" value="[^"]+"', "", text) for text in (part, page)]
    assert without[0].strip() in without[1]


def test_longer_lists_ask_the_database_no_more_often(signed_in: SignedIn) -> None:
    member = a_member_of_the_board()
    thread, client = a_talk(member), signed_in(member)
    paths, others = ("/en/youth/board", f"/en/youth/board/{thread.id}"), [a_member_of_the_board() for _ in range(4)]
    a_reply(member, thread)
    for one in [thread, *others]:
        db.session.refresh(one)
    number = thread.id
    few = [settled_statements(client, path) for path in paths]
    for other in others:
        board.reply(other, number, text="One more.", language="en", nonce=nonce())
    assert [settled_statements(client, path) for path in paths] == few


def test_a_long_talk_is_cut_into_pages_and_a_post_is_found_on_its_own(signed_in: SignedIn) -> None:
    member = a_member_of_the_board()
    thread = a_talk(member)
    for number in range(2, 60):
        a_reply(member, thread, f"Voice {number}.")
    client = signed_in(member)
    first = client.get(f"/en/youth/board/{thread.id}").text
    assert "Voice 50." in first
    assert "Voice 51." not in first
    found = client.get(f"/en/youth/board/{thread.id}/posts/55")
    assert found.status_code == 303
    assert "Voice 55." in client.get(found.headers["Location"]).text
