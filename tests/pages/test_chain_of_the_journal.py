"""Whoever tampers with the journal behind the platform's back is found, at the first entry that is wrong.

The triggers are taken away first, as somebody with the database in hand could. Who writes the whole chain anew, or puts
back an old copy, is found by the anchor: a hash that lies outside.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from factories import a_member, a_person
from veche.cli import main
from veche.core import clock, journal
from veche.core.chain import walk
from veche.core.database import db, writing
from veche.core.journal import Entry, Head, Payload, digest_of, hash_of
from veche.core.outbox import Letter
from veche.front import heads


def record(number: int) -> int:
    """So many entries more; the number of the first of them."""
    with writing() as session:
        written = [journal.record(session, None, "test.done", f"test:{n}", words=f"entry {n}") for n in range(number)]
        return written[0].seq


def tampering(act: Callable[[Any], None]) -> None:
    """Do it without the guards; foreign keys are looked at in the end."""
    session = db.session()
    session.rollback()
    if db.engine.dialect.name == "sqlite":
        for statement in ("drop trigger journal_no_update", "drop trigger journal_no_delete"):
            session.execute(text(statement))
        session.execute(text("pragma defer_foreign_keys = on"))
    else:
        session.execute(text("drop trigger journal_no_change on journal"))
        session.execute(text("alter table journal_payload drop constraint fk_journal_payload_seq"))
    act(session)
    session.commit()
    session.expire_all()


def flipped(word: str) -> str:
    return chr(ord(word[0]) ^ 1) + word[1:]


def flip(column: str) -> Callable[[Any, int], None]:
    """One bit of a column of the third entry."""

    def act(session: Any, seq: int) -> None:
        kept = getattr(session.get(Entry, seq), column)
        other = kept + timedelta(microseconds=1) if column == "at" else 7 if column == "actor" else flipped(kept)
        session.execute(update(Entry).where(Entry.seq == seq).values({column: other}))

    return act


def flip_words(session: Any, seq: int) -> None:
    session.execute(update(Payload).where(Payload.seq == seq).values(body={"words": "other"}))


def flip_salt(session: Any, seq: int) -> None:
    session.execute(update(Payload).where(Payload.seq == seq).values(salt="0" * 32))


def swap_words(session: Any, seq: int) -> None:
    here, there = session.get(Payload, seq), session.get(Payload, seq + 1)
    here.body, here.salt, there.body, there.salt = there.body, there.salt, here.body, here.salt


def delete_row(session: Any, seq: int) -> None:
    session.execute(delete(Payload).where(Payload.seq == seq))
    session.execute(delete(Entry).where(Entry.seq == seq))


def delete_tail(session: Any, seq: int) -> None:
    session.execute(delete(Payload).where(Payload.seq >= seq))
    session.execute(delete(Entry).where(Entry.seq >= seq))


def swap(session: Any, seq: int) -> None:
    for moved, to in ((seq, -1), (seq + 1, seq), (-1, seq + 1)):
        session.execute(update(Payload).where(Payload.seq == moved).values(seq=to))
        session.execute(update(Entry).where(Entry.seq == moved).values(seq=to))


def values_of(session: Any, seq: int) -> dict[str, Any]:
    row = session.execute(select(Entry.__table__).where(Entry.seq == seq)).mappings().one()
    return dict(row)


def written(session: Any, row: dict[str, Any]) -> str:
    """Put a row in whose own hash fits."""
    digest = digest_of("s", {})
    own = hash_of(row["seq"], row["at"], row["actor"], row["verb"], row["subject"], digest, row["prev_hash"])
    session.execute(Entry.__table__.insert().values({**row, "payload_digest": digest, "hash": own}))  # type: ignore[attr-defined]
    return own


def insert(session: Any, seq: int) -> None:
    """One more in the middle; those after it move on."""
    kept = values_of(session, seq)
    for number in range(journal.head(session)[0], seq - 1, -1):
        session.execute(update(Payload).where(Payload.seq == number).values(seq=number + 1))
        session.execute(update(Entry).where(Entry.seq == number).values(seq=number + 1))
    written(session, {**kept, "verb": "test.false"})


def append(session: Any, seq: int) -> None:
    """One more at the end, which fits the chain and not its recorded head."""
    end, digest = journal.head(session)
    written(session, {**values_of(session, end), "seq": end + 1, "prev_hash": digest})


def take_head(session: Any, seq: int) -> None:
    session.execute(delete(Head))


# What is done from the third of six entries on, and which entry is named: the third is 0.
TAMPERS: dict[str, tuple[Callable[[Any, int], None], int]] = {
    **{f"a bit of {name}": (flip(name), 0) for name in ("at", "actor", "verb", "subject", "payload_digest", "hash")},
    "a bit of prev_hash": (flip("prev_hash"), 0),
    "other words": (flip_words, 0),
    "another salt": (flip_salt, 0),
    "words changed places": (swap_words, 0),
    "a deleted row": (delete_row, 0),
    "a deleted tail": (delete_tail, 0),
    "two changed places": (swap, 0),
    "one put in": (insert, 1),
    "one put in at the end": (append, 4),
    "the head taken away": (take_head, None),
}


@pytest.mark.parametrize("tamper", TAMPERS)
def test_tampering_is_found_at_its_entry(app: Any, tamper: str) -> None:
    third = record(6) + 2
    act, after = TAMPERS[tamper]
    assert walk(db.session()).fault is None, "so the test can fail"
    tampering(lambda session: act(session, third))
    fault = walk(db.session()).fault
    assert fault is not None
    assert fault.seq == (1 if after is None else third + after), fault.why


@pytest.mark.parametrize("tamper", [name for name in TAMPERS if name != "the head taken away"])
def test_a_walk_from_an_anchor_finds_the_same(app: Any, tamper: str) -> None:
    first = record(6)
    anchor = db.session.get(Entry, first).hash  # type: ignore[union-attr]
    act, after = TAMPERS[tamper]
    assert walk(db.session(), first, anchor).fault is None
    tampering(lambda session: act(session, first + 2))
    fault = walk(db.session(), first, anchor).fault
    assert fault is not None
    assert fault.seq == first + 2 + (after or 0)


def rewritten(session: Any, seq: int) -> None:
    """The chain from an entry on, written anew so that every hash fits."""
    end = journal.head(session)[0]
    rows = [values_of(session, number) for number in range(seq, end + 1)]
    delete_tail(session, seq)
    previous = rows[0]["prev_hash"]
    for row in rows:
        previous = written(session, {**row, "verb": "test.false", "prev_hash": previous})
    session.execute(update(Head).values(hash=previous))


def test_a_chain_that_was_written_anew_is_found_by_the_anchor_alone(app: Any) -> None:
    third = record(6) + 2
    seq, anchor = journal.head(db.session())
    tampering(lambda session: rewritten(session, third))
    assert walk(db.session()).fault is None, "by itself it is sound"
    fault = walk(db.session(), seq, anchor).fault
    assert fault is not None
    assert fault.seq == seq
    assert "anchor" in fault.why


def old_copy(session: Any, seq: int) -> None:
    """The database as it was before entry `seq`."""
    end = values_of(session, seq - 1)
    delete_tail(session, seq)
    session.execute(update(Head).values(seq=end["seq"], hash=end["hash"]))


def test_an_old_copy_put_back_is_found_by_the_anchor(app: Any) -> None:
    third = record(6) + 2
    seq, anchor = journal.head(db.session())
    tampering(lambda session: old_copy(session, third))
    assert walk(db.session()).fault is None, "by itself it is sound"
    fault = walk(db.session(), seq, anchor).fault
    assert fault is not None
    assert fault.seq == third
    assert f"before entry {seq}" in fault.why


def test_an_old_copy_that_was_written_on_is_found_by_the_anchor(app: Any) -> None:
    third = record(6) + 2
    seq, anchor = journal.head(db.session())
    tampering(lambda session: old_copy(session, third))
    record(9)
    assert walk(db.session()).fault is None
    fault = walk(db.session(), seq, anchor).fault
    assert fault is not None
    assert fault.seq == seq


def test_a_row_that_cannot_be_read_is_named(app: Any) -> None:
    third = record(6) + 2
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this database keeps no value of another kind")
    tampering(lambda session: session.execute(text("update journal set at = 'never' where seq = :s"), {"s": third}))
    assert walk(db.session()).fault.seq == third  # type: ignore[union-attr]


def test_erased_words_leave_the_chain_whole_and_are_counted(app: Any) -> None:
    first = record(6)
    with writing() as session:
        session.execute(update(Payload).where(Payload.seq == first).values(body=None))
        session.execute(delete(Payload).where(Payload.seq == first + 1))
    found = walk(db.session())
    assert found.fault is None
    assert found.wordless == 2


def run(app: Any, *words: str) -> Any:
    return app.test_cli_runner().invoke(main.commands["journal"], ["verify", *words])  # type: ignore[attr-defined]


def test_the_command_answers_0_or_1_with_the_entry(app: Any) -> None:
    third = record(6) + 2
    seq, anchor = journal.head(db.session())
    whole, since = run(app), run(app, "--since", str(third), "--anchor", values_of(db.session(), third)["hash"].upper())
    assert (whole.exit_code, since.exit_code) == (0, 0)
    assert f"head {seq} {anchor}" in whole.output
    assert since.output.startswith("4 entries verify")
    wrong = run(app, "--since", str(third), "--anchor", anchor)
    assert wrong.exit_code == 1
    assert f"entry {third}:" in wrong.output
    short = run(app, "--since", str(seq + 5), "--anchor", anchor)
    assert short.exit_code == 1
    assert f"entry {seq + 1}: the chain ends before entry {seq + 5}" in short.output
    assert run(app, "--since", "3").exit_code == 2


# The head goes out


def letters() -> list[Letter]:
    rows = select(Letter).where(Letter.body.contains("veche journal verify")).order_by(Letter.id)
    return list(db.session.execute(rows).scalars())


def test_every_member_gets_the_head_once_a_day_in_their_language(app: Any) -> None:
    members = [a_member(), a_person(("committee",), language="ru"), a_person(("committee",), language="be")]
    a_person(("moderator",))
    record(2)
    seq, digest = journal.head(db.session())
    assert heads.write_head() == 3
    assert heads.write_head() == 0, "once a day"
    with clock.moved(timedelta(days=1)):
        assert heads.write_head() == 3, "every day, moved or not"
    told = letters()
    assert [letter.address for letter in told] == [member.email for member in members] * 2
    assert [letter.language for letter in told[:3]] == ["en", "ru", "be"]
    assert len({letter.subject for letter in told[:3]}) == 3
    assert all(str(seq) in letter.body and digest in letter.body for letter in told)


def test_the_command_in_the_letter_verifies(app: Any) -> None:
    a_member()
    record(2)
    heads.write_head()
    record(3)
    (command,) = re.findall(r"veche journal verify (.+)", letters()[0].body)
    assert run(app, *command.split()).exit_code == 0


def test_nobody_is_written_when_there_is_no_committee(app: Any) -> None:
    record(1)
    assert heads.write_head() == 0
    a_member()
    assert heads.write_head() == 1, "the day was not spent"


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_foot_of_the_journal_says_its_head_and_what_went_out(client: Any, language: str) -> None:
    a_member()
    record(1)
    heads.write_head()
    sent, digest = journal.head(db.session())
    foot = client.get(f"/{language}/journal").text.partition('id="head"')[2]
    assert f"{digest[:32]}{digest[32:]}" in foot
    assert f"veche journal verify --since {sent} --anchor {digest}" in foot
