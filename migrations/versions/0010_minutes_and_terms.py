"""Terms of office begin by their date; minutes in two times with addenda; what came of a written procedure

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sitting_addendum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_sitting_addendum_author_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_addendum_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_addendum")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_sitting_addendum_author_id_nonce")),
    )
    with op.batch_alter_table("sitting_addendum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_addendum_sitting_id"), ["sitting_id"], unique=False)

    with op.batch_alter_table("person_role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))

    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("ended_reason", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("reminded_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("minutes_language", sa.String(length=2), server_default="", nullable=False))
        batch_op.add_column(sa.Column("minutes_revision", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("minutes_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("minutes_drafted_at", Moment(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_sitting_minutes_by_id"), "person", ["minutes_by_id"], ["id"])

    with op.batch_alter_table("sitting_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spoken", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("needed", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sitting_item", schema=None) as batch_op:
        batch_op.drop_column("needed")
        batch_op.drop_column("spoken")

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sitting_minutes_by_id"), type_="foreignkey")
        for name in (
            "minutes_drafted_at",
            "minutes_by_id",
            "minutes_revision",
            "minutes_language",
            "reminded_at",
            "revision",
        ):
            batch_op.drop_column(name)

    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_column("ended_reason")
        batch_op.drop_column("ended_at")

    with op.batch_alter_table("person_role", schema=None) as batch_op:
        batch_op.drop_column("since")

    op.drop_table("sitting_addendum")
