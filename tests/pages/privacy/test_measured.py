"""Who was measured, appealed and left stands in no word of the moderators any more, in whatever table they wrote it."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from cases import a_moderator, a_reported_post
from factories import a_person, nonce
from veche.core import journal
from veche.core.database import Base, db, writing
from veche.core.personal import holdings
from veche.moderation import services as moderation
from veche.oversight import logbook
from veche.oversight.models import Review
from veche.oversight.services import decide, lodge
from veche.privacy import leaving

NAME, EMAIL = "Zinaida Quillfeather", "zinaida.quill@busy.example"
SAID = f"{NAME} ({EMAIL}) has insulted a neighbour here, says {NAME.upper()}."


def everything() -> str:
    """Every value of every row of the database, in one text."""
    db.session.rollback()
    rows = [db.session.execute(select(table)).all() for table in Base.metadata.sorted_tables]
    return json.dumps([[list(row) for row in table] for table in rows], default=str, ensure_ascii=False)


@pytest.fixture
def measured(app: Flask) -> Any:
    """Somebody of whom moderators, reporters and reviewers have said the name wherever they can say anything."""
    person = a_person(name=NAME)
    with writing() as session:
        session.merge(person).email = EMAIL
    moderator, other = a_moderator(), a_moderator()
    (post, case), (_, second), (_, open_one) = (a_reported_post(person) for _ in range(3))
    moderation.flag(a_person(), "post", post.id, reason="insult", note=SAID)
    moderation.note(moderator, case, on_person=False, text=SAID)
    moderation.note(moderator, open_one, on_person=False, text=SAID)
    moderation.note(moderator, case, on_person=True, text=SAID)
    hidden = moderation.hide(moderator, "post", post.id, clause="4.1", facts=SAID, case_id=case)
    muted = moderation.mute(moderator, second, days=3, clause="4.1", facts=SAID)
    for act in (hidden, muted):
        appeal = lodge(person, act.id, words=SAID, nonce=nonce())
        decide(other, appeal.id, outcome="upheld" if act is hidden else "overturned", reasons=SAID)
    with writing() as session:
        known = session.execute(select(Review).where(Review.act_id == hidden.id)).scalar()
        review = known or Review(act_id=hidden.id, drawn_at=hidden.acted_at)
        review.word = SAID
        session.add(review)
    db.session.expire_all()
    return person


def test_neither_name_nor_address_is_left_in_the_words_of_moderators(measured: Any, client: Any) -> None:
    assert everything().count(NAME) > 10
    leaving.leave(measured)
    left = everything()
    assert [word for word in (NAME, NAME.upper(), EMAIL) if word in left] == []
    assert "has insulted a neighbour here" in left, "what was done and why stays"
    assert journal.verify(db.session()) is None
    for way in ("log", "log.csv", "log.atom", "figures", "figures.csv"):
        assert "Zinaida" not in client.get(f"/en/moderation/{way}").text
    assert len(list(logbook.everything(logbook.Sought()))) >= 4


def test_who_is_somebody_else_by_the_same_word_keeps_it(app: Flask) -> None:
    """The name of one who leaves stays in words about others: nobody wipes another's by taking a common word."""
    person = a_person(name="Zinaida")
    _, case = a_reported_post(a_person())
    act = moderation.mute(
        a_moderator(), case, days=3, clause="4.1", facts="Zinaida Ivanovna of the shop is meant here."
    )
    leaving.leave(person)
    db.session.refresh(act)
    assert act.facts.startswith("Zinaida Ivanovna")
    assert holdings["acts"].erase is not None
