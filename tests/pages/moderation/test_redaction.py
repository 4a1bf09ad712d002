"""Personal data is taken out of a text for good, and nothing else of it changes."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from cases import a_moderator, a_reported_post, acts_on, letters_to
from factories import a_condition, a_person, a_post, a_thread, an_amendment, an_open_proposal, nonce
from veche.accounts.models import Unfinished
from veche.core import clock, journal
from veche.core.database import Base, db, writing
from veche.core.errors import Stale
from veche.forum.services import edit_post
from veche.moderation import services
from veche.moderation.redacting_rules import Unfindable
from veche.proposals.models import Version

PHONE, HOUSE = "000-11-22", "Lipovaya 77"
FACTS = "It names where a neighbour lives and how to call her."
MARK = "[personal data removed by a moderator, clause 4.2]"


def everything_kept() -> str:
    """All rows of all tables, as one text in which JSON is readable."""
    rows = [
        str(list(row))
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(text(f'select * from "{table.name}"'))
    ]
    return "\n".join(rows) + json.dumps(rows).encode().decode("unicode_escape")


def reported(kind: str, number: int, note: str = "") -> int:
    return services.flag(a_person(), kind, number, reason="personal_data", note=note).case_id


def test_the_words_of_a_post_are_nowhere_afterwards(signed_in: Any, client: Any) -> None:
    author = a_person()
    post = a_post(a_thread(), author, f"Call {PHONE} at once.")
    edit_post(author, post.id, text=f"Call {PHONE}, she lives in {HOUSE}. **Bins** belong to all.", version=1)
    with writing() as session:
        draft = {"text": f"Again: {PHONE}"}
        session.add(Unfinished(person_id=author.id, place=f"post:{post.id}", fields=draft, saved_at=clock.now()))
    case = reported("post", post.id, note=f"{HOUSE} is my own door.")
    services.note(a_moderator(), case, on_person=False, text=f"Is {HOUSE} real?")
    judge = signed_in(a_moderator())
    form = judge.get(f"/en/moderation/{case}/redact").text
    assert f"Call {PHONE}, she lives in {HOUSE}. **Bins** belong to all." in form
    data = {"fragments": f"{PHONE}\n{HOUSE}", "facts": FACTS}
    assert judge.post(f"/en/moderation/{case}/redact", data=data).status_code == 303
    kept = everything_kept()
    assert PHONE not in kept
    assert HOUSE not in kept
    db.session.refresh(post)
    assert post.text == f"Call {MARK}, she lives in {MARK}. **Bins** belong to all."
    html = client.get(f"/en/threads/{post.thread_id}").text
    assert MARK in html
    assert "<strong>Bins</strong>" in html
    assert MARK in client.get(f"/en/threads/{post.thread_id}/post/{post.number}/history").text
    assert journal.verify(db.session()) is None
    letter = letters_to(author)[-1]
    assert "personal data was taken out" in letter.subject
    assert "Clause 4.2" in letter.body
    assert [act.verb for act in acts_on(post)] == ["redact"]


def test_a_proposal_loses_them_in_every_version_its_title_the_journal_and_the_index(client: Any) -> None:
    from veche.proposals.services import edit

    author = a_person()
    proposal = an_open_proposal(author, title=f"A lamp by {HOUSE}", text=f"Ask at {PHONE}.")
    values = {"title": f"A lamp by {HOUSE}", "text": f"Ask at {PHONE} in the evening."}
    edit(author, proposal.id, **values, reason="When to ask.", version=1, is_material=True)
    case = reported("proposal", proposal.id)
    services.redact(a_moderator(), case, typed=f"{HOUSE}\n{PHONE}", facts=FACTS)
    kept = everything_kept()
    assert PHONE not in kept
    assert HOUSE not in kept
    assert "s:lipovay" not in kept
    db.session.refresh(proposal)
    assert proposal.title == f"A lamp by {MARK}"
    texts = db.session.execute(select(Version.text).where(Version.proposal_id == proposal.id).order_by(Version.number))
    assert list(texts.scalars()) == [f"Ask at {MARK}.", f"Ask at {MARK} in the evening."]
    assert MARK in client.get(f"/en/proposals/{proposal.id}").text
    assert journal.verify(db.session()) is None


def test_a_discussion_loses_them_in_its_title_and_first_words(app: Any) -> None:
    thread = a_thread(title=f"Noise from {HOUSE}", text=f"Her number: {PHONE}.")
    services.redact(a_moderator(), reported("thread", thread.id), typed=f"{HOUSE}\n{PHONE}", facts=FACTS)
    kept = everything_kept()
    assert PHONE not in kept
    assert HOUSE not in kept


@pytest.mark.parametrize("kind", ["argument", "amendment", "condition"])
def test_so_do_the_texts_of_a_proposal(app: Any, kind: str) -> None:
    from veche.proposals.services import argue

    proposal, said, moderator = an_open_proposal(), f"Ask {PHONE} about it.", a_moderator()
    make = {
        "argument": lambda: argue(a_person(), proposal.id, side="for", text=said, language="en", nonce=nonce()),
        "amendment": lambda: an_amendment(proposal, words=said),
        "condition": lambda: a_condition(proposal, text=said),
    }
    case = services.take_up(moderator, kind, make[kind]().id)
    services.redact(moderator, case.id, typed=PHONE, facts=FACTS)
    assert PHONE not in everything_kept()


def test_an_edit_that_began_before_does_not_bring_them_back(app: Any) -> None:
    author = a_person()
    post = a_post(a_thread(), author, f"Call {PHONE}.")
    services.redact(a_moderator(), reported("post", post.id), typed=PHONE, facts=FACTS)
    with pytest.raises(Stale):
        edit_post(author, post.id, text=f"Call {PHONE}!", version=1)


@pytest.mark.parametrize("typed", ["not in the text", "ab", ""])
def test_what_does_not_stand_there_is_422_and_changes_nothing(signed_in: Any, typed: str) -> None:
    post, case = a_reported_post()
    before = post.text
    answer = signed_in(a_moderator()).post(f"/en/moderation/{case}/redact", data={"fragments": typed, "facts": FACTS})
    assert answer.status_code == 422
    assert FACTS in answer.text
    db.session.refresh(post)
    assert post.text == before
    with pytest.raises(Unfindable):
        services.redact(a_moderator(), case, typed="not there", facts=FACTS)


def test_nobody_takes_words_out_of_an_own_text_nor_without_the_role(signed_in: Any) -> None:
    author = a_moderator()
    post, case = a_reported_post(author)
    data = {"fragments": "000-00-00", "facts": FACTS}
    for person in (author, a_person(), a_person(("admin",))):
        assert signed_in(person).post(f"/en/moderation/{case}/redact", data=data).status_code == 403
    assert "another moderator decides" in signed_in(author).get(f"/en/moderation/{case}/redact").text
    db.session.refresh(post)
    assert "000-00-00" in post.text


def test_a_text_that_was_left_is_not_changed_later(signed_in: Any) -> None:
    _, case = a_reported_post()
    services.leave(a_moderator(), case, facts=FACTS)
    assert signed_in(a_moderator()).get(f"/en/moderation/{case}/redact").status_code == 404
    with pytest.raises(Stale):
        services.redact(a_moderator(), case, typed="000-00-00", facts=FACTS)
