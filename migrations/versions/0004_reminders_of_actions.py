"""Reminders of reports and milestones, each written once

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=30), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_reminder_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_reminder")),
        sa.UniqueConstraint(
            "action_id", "about", "due_on", "kind", name=op.f("uq_action_reminder_action_id_about_due_on_kind")
        ),
    )


def downgrade() -> None:
    op.drop_table("action_reminder")
