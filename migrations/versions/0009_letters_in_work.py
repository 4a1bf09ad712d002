"""How the committee answers: letters in work, who read them, what is taken up without a vote; districts

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("cited", sa.JSON(), nullable=False),
        sa.Column("not_followed", sa.Text(), nullable=False),
        sa.Column("youth_reply", sa.Text(), nullable=False),
        sa.Column("what_would_change", sa.Text(), nullable=False),
        sa.Column("deferred_until", sa.Date(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("expected_result", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("target", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.Column("drafter_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "stage <> 'approved' or (reader_id is not null and reader_id <> drafter_id)",
            name=op.f("ck_letter_draft_read_by_another"),
        ),
        sa.CheckConstraint("stage in ('draft', 'ready', 'returned', 'approved')", name=op.f("ck_letter_draft_stage")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_letter_draft_action_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_letter_draft_body_id")),
        sa.ForeignKeyConstraint(["drafter_id"], ["person.id"], name=op.f("fk_letter_draft_drafter_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_letter_draft_indicator_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_letter_draft_proposal_id")),
        sa.ForeignKeyConstraint(["reader_id"], ["person.id"], name=op.f("fk_letter_draft_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_draft")),
        sa.UniqueConstraint("proposal_id", "round", name=op.f("uq_letter_draft_proposal_id_round")),
    )
    with op.batch_alter_table("letter_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_draft_stage"), ["stage"], unique=False)

    op.create_table(
        "taking_up",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("seconded_by_id", sa.Integer(), nullable=True),
        sa.Column("seconded_at", Moment(), nullable=True),
        sa.CheckConstraint("seconded_by_id <> proposed_by_id", name=op.f("ck_taking_up_two_members")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_taking_up_proposal_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_taking_up_proposed_by_id")),
        sa.ForeignKeyConstraint(["seconded_by_id"], ["person.id"], name=op.f("fk_taking_up_seconded_by_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_taking_up")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("not_followed", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("youth_reply", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("drafted_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("reader_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("read_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("publisher_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("journal_seq", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_decision_publisher_id"), "person", ["publisher_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_decision_reader_id"), "person", ["reader_id"], ["id"])

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_check_constraint("accepted_has_action", "state <> 'accepted' or action_id is not null")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("district", sa.String(length=20), nullable=True))
        batch_op.create_check_constraint("district", "district in ('zheleznodorozhny', 'oktyabrsky', 'pervomaysky')")


def downgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_constraint("district", type_="check")
        batch_op.drop_column("district")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_constraint("accepted_has_action", type_="check")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_reader_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_decision_publisher_id"), type_="foreignkey")
        batch_op.drop_column("journal_seq")
        batch_op.drop_column("publisher_id")
        batch_op.drop_column("read_at")
        batch_op.drop_column("reader_id")
        batch_op.drop_column("drafted_at")
        batch_op.drop_column("youth_reply")
        batch_op.drop_column("not_followed")

    op.drop_table("taking_up")
    with op.batch_alter_table("letter_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_draft_stage"))

    op.drop_table("letter_draft")
