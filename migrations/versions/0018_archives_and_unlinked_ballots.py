"""People's data: consents, archives, days of deletion; ballots, supports and reports that stay when somebody leaves

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NAMELESS = ("ballot", "support", "merged_support", "flag")


def upgrade() -> None:
    op.create_table(
        "consent_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("act in ('given', 'withdrawn')", name=op.f("ck_consent_record_act")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_record_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_record")),
    )
    op.create_index(op.f("ix_consent_record_person_id"), "consent_record", ["person_id"])
    op.create_table(
        "data_export",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=40), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_export_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_export")),
        sa.UniqueConstraint("mark", name=op.f("uq_data_export_mark")),
        sa.UniqueConstraint("person_id", name=op.f("uq_data_export_person_id")),
    )
    op.create_index(op.f("ix_data_export_expires_at"), "data_export", ["expires_at"])
    op.create_table(
        "retention_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ran_at", Moment(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_retention_day")),
    )
    for table in NAMELESS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.alter_column("age_band", existing_type=sa.String(length=8), nullable=True)
    # The consents that came with the accounts that are there.
    op.execute(
        "INSERT INTO consent_record (person_id, act, part, version, at)"
        " SELECT id, 'given', 'all', consent_version, consented_at FROM person WHERE left_at IS NULL"
    )


def downgrade() -> None:
    # A row without a person has no place where each has one; the tallies of closed votes are kept apart.
    for table in NAMELESS:
        op.execute(f"DELETE FROM {table} WHERE person_id IS NULL")
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
    op.execute("UPDATE person SET age_band = 'over-31' WHERE age_band IS NULL")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.alter_column("age_band", existing_type=sa.String(length=8), nullable=False)
    op.drop_table("retention_day")
    op.drop_table("data_export")
    op.drop_table("consent_record")
