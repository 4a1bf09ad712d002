"""What is used once and what is done once a day: two tables in the place of six; wrong codes count as tries

Revision ID: 0020
Revises: 0019

From this revision on keyed digests and signatures are made under a key for each purpose. What was made before fits no
longer: printed codes of desks are void, an identifier is not known again by a hash from before, tries are counted from
nought, links in letters are dead. Second steps and recovery codes stay as they are.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

CHALLENGE_LIVES = timedelta(minutes=5)
Values = dict[str, Any]

spent = sa.table("spent", sa.column("kind"), sa.column("digest"), sa.column("until", Moment()))
daily = sa.table(
    "daily",
    sa.column("what"),
    sa.column("day", sa.Date()),
    sa.column("whose"),
    sa.column("at", Moment()),
    sa.column("told", sa.JSON()),
)
person = sa.table("person", sa.column("id"))
challenge = sa.table("factor_spent_challenge", sa.column("digest"), sa.column("spent_at", Moment()))
proof = sa.table("spent_proof", sa.column("digest"), sa.column("expires_at", Moment()))
head_letter = sa.table(
    "journal_head_letter",
    sa.column("day", sa.Date()),
    sa.column("seq"),
    sa.column("hash"),
    sa.column("written_at", Moment()),
    sa.column("readers"),
)
retention_day = sa.table(
    "retention_day", sa.column("day", sa.Date()), sa.column("ran_at", Moment()), sa.column("removed", sa.JSON())
)
promise_letter = sa.table("promise_letter", sa.column("person_id"), sa.column("day", sa.Date()), sa.column("promises"))
queue_letter = sa.table("queue_letter", sa.column("person_id"), sa.column("day", sa.Date()), sa.column("waiting"))


def upgrade() -> None:
    op.create_table(
        "spent",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "digest", name=op.f("pk_spent")),
    )
    op.create_index(op.f("ix_spent_until"), "spent", ["until"])
    op.create_table(
        "daily",
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("whose", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("what", "day", "whose", name=op.f("pk_daily")),
    )
    _copy(challenge, spent, lambda row: _token("passkey", row.digest, row.spent_at + CHALLENGE_LIVES))
    _copy(proof, spent, lambda row: _token("proof", row.digest, row.expires_at))
    _copy(head_letter, daily, lambda row: _day("journal head", row, 0, row.written_at, seq=row.seq, hash=row.hash))
    _copy(retention_day, daily, lambda row: _day("retention", row, 0, row.ran_at))
    _copy(promise_letter, daily, lambda row: _day("promises", row, row.person_id, _noon(row), promises=row.promises))
    _copy(queue_letter, daily, lambda row: _day("queue", row, row.person_id, _noon(row), waiting=row.waiting))
    for table in (challenge, proof, head_letter, retention_day, promise_letter, queue_letter):
        op.drop_table(table.name)
    op.drop_table("code_guess")


def downgrade() -> None:
    _make_tables_of_tokens()
    _make_tables_of_days()
    _make_tables_of_letters()
    _make_table_of_guesses()
    _copy(_of_kind("passkey"), challenge, lambda row: {"digest": row.digest, "spent_at": row.until - CHALLENGE_LIVES})
    _copy(_of_kind("proof"), proof, lambda row: {"digest": row.digest, "expires_at": row.until})
    _copy(
        _days("journal head"), head_letter, lambda row: {"day": row.day, "written_at": row.at, "readers": 0, **row.told}
    )
    _copy(_days("retention"), retention_day, lambda row: {"day": row.day, "ran_at": row.at, "removed": {}})
    for what, table in (("promises", promise_letter), ("queue", queue_letter)):
        _copy(_days_of_people(what), table, lambda row: {"person_id": row.whose, "day": row.day, **row.told})
    op.drop_table("daily")
    op.drop_table("spent")


def _copy(source: Any, target: sa.TableClause, made: Callable[[Any], Values]) -> None:
    connection = op.get_bind()
    rows: Iterable[Any] = connection.execute(source if isinstance(source, sa.Select) else sa.select(source)).all()
    values = [made(row) for row in rows]
    if values:
        connection.execute(target.insert(), values)


def _token(kind: str, digest: str, until: datetime) -> Values:
    return {"kind": kind, "digest": digest, "until": until}


def _day(what: str, row: Any, whose: int, at: datetime, **told: Any) -> Values:
    return {"what": what, "day": row.day, "whose": whose, "at": at, "told": told}


def _noon(row: Any) -> datetime:
    """Letters to people had no hour."""
    return datetime.combine(row.day, time(12), UTC)


def _of_kind(kind: str) -> Any:
    return sa.select(spent).where(spent.c.kind == kind)


def _days(what: str) -> Any:
    return sa.select(daily).where(daily.c.what == what)


def _days_of_people(what: str) -> Any:
    return _days(what).where(daily.c.whose.in_(sa.select(person.c.id)))


def _make_tables_of_tokens() -> None:
    for name, column in (("factor_spent_challenge", "spent_at"), ("spent_proof", "expires_at")):
        op.create_table(
            name,
            sa.Column("digest", sa.String(length=64), nullable=False),
            sa.Column(column, Moment(), nullable=False),
            sa.PrimaryKeyConstraint("digest", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _make_tables_of_days() -> None:
    op.create_table(
        "journal_head_letter",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_journal_head_letter")),
    )
    op.create_table(
        "retention_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ran_at", Moment(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_day")),
    )


def _make_tables_of_letters() -> None:
    for name, column in (("promise_letter", "promises"), ("queue_letter", "waiting")):
        op.create_table(
            name,
            sa.Column("person_id", sa.Integer(), nullable=False),
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id")),
            sa.PrimaryKeyConstraint("person_id", "day", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_day"), name, ["day"])


def _make_table_of_guesses() -> None:
    op.create_table(
        "code_guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guessed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_code_guess_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_guess")),
    )
    op.create_index(op.f("ix_code_guess_guessed_at"), "code_guess", ["guessed_at"])
    op.create_index(op.f("ix_code_guess_person_id"), "code_guess", ["person_id"])
