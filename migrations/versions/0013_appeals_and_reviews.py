"""Appeals, blind reviews, and who was told what waits for moderators

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STILL = sa.text("closed_at is null")
STILL_AND_NO_APPEAL = sa.text("closed_at is null and cause <> 'appeal'")


def _open_cases(where: sa.TextClause) -> None:
    """Of one text several acts may be appealed at the same time: appeals are one for each act, by their own table."""
    op.drop_index("uq_case_open_subject", table_name="moderation_case")
    columns = ["kind", "subject_id", "cause"]
    op.create_index(
        "uq_case_open_subject", "moderation_case", columns, unique=True, sqlite_where=where, postgresql_where=where
    )


def upgrade() -> None:
    _open_cases(STILL_AND_NO_APPEAL)
    op.create_index("ix_moderation_act_journal_seq", "moderation_act", ["journal_seq"])
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("lodged_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("stranded_at", Moment(), nullable=True),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.CheckConstraint("outcome in ('upheld', 'overturned', 'settled')", name=op.f("ck_appeal_outcome")),
        sa.CheckConstraint("(outcome is null) = (decided_at is null)", name=op.f("ck_appeal_decided")),
        sa.ForeignKeyConstraint(["act_id"], ["moderation_act.id"], name=op.f("fk_appeal_act_id")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_appeal_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_appeal_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appeal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("act_id", name=op.f("uq_appeal_act_id")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appeal_case_id")),
        sa.UniqueConstraint("person_id", "nonce", name=op.f("uq_appeal_person_id_nonce")),
    )
    op.create_index(op.f("ix_appeal_lodged_at"), "appeal", ["lodged_at"])
    op.create_index(op.f("ix_appeal_decided_at"), "appeal", ["decided_at"])
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("drawn_at", Moment(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", Moment(), nullable=True),
        sa.Column("measure", sa.String(length=10), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.CheckConstraint("(measure is null) = (reviewed_at is null)", name=op.f("ck_review_reviewed")),
        sa.ForeignKeyConstraint(["act_id"], ["moderation_act.id"], name=op.f("fk_review_act_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("act_id", name=op.f("uq_review_act_id")),
    )
    op.create_index("ix_review_waiting", "review", ["reviewed_at", "id"])
    op.create_table(
        "queue_letter",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_queue_letter_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_queue_letter")),
    )
    op.create_index(op.f("ix_queue_letter_day"), "queue_letter", ["day"])


def downgrade() -> None:
    op.drop_table("queue_letter")
    op.drop_table("review")
    op.drop_table("appeal")
    op.drop_index("ix_moderation_act_journal_seq", table_name="moderation_act")
    op.execute("DELETE FROM moderation_case WHERE cause = 'appeal'")
    _open_cases(STILL)
