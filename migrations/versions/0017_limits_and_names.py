"""Newcomers: first looks, how often somebody wrote, spent proofs; display names compared as the eye takes them

Revision ID: 0017
Revises: 0016
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from veche.core.lookalikes import skeleton

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "first_look",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("shown_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_first_look_person_id")),
        sa.PrimaryKeyConstraint("kind", "subject_id", name=op.f("pk_first_look")),
    )
    op.create_index(op.f("ix_first_look_person_id"), "first_look", ["person_id"])
    op.create_table(
        "recent_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recent_act_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recent_act")),
    )
    op.create_index("ix_recent_act_person_at", "recent_act", ["person_id", "at"])
    op.create_index(op.f("ix_recent_act_at"), "recent_act", ["at"])
    op.create_table(
        "spent_proof",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_spent_proof")),
    )
    op.create_index(op.f("ix_spent_proof_expires_at"), "spent_proof", ["expires_at"])
    _rename("person", "id", "display_name", skeleton)
    _rename("board_name", "person_id", "name", skeleton)


def downgrade() -> None:
    _rename("board_name", "person_id", "name", str.casefold)
    _rename("person", "id", "display_name", str.casefold)
    op.drop_table("spent_proof")
    op.drop_table("recent_act")
    op.drop_table("first_look")


def _rename(table: str, number: str, name: str, key_of: Callable[[str], str]) -> None:
    """Every name gets its key by the present rule. Where two people would get the same one, the later keeps the key it
    has, so that nobody loses a name; and whoever has left has no name to compare."""
    people = sa.table(table, sa.column(number), sa.column(name), sa.column("name_key"))
    columns = people.c
    rows = op.get_bind().execute(sa.select(columns[number], columns[name], columns.name_key).order_by(columns[number]))
    found = rows.all()
    taken = {row.name_key for row in found}
    for row in found:
        key = key_of(row[1])[:80] if row[1] else row.name_key
        if key == row.name_key or key in taken:
            continue
        taken.add(key)
        op.execute(people.update().where(columns[number] == row[0]).values(name_key=key))
