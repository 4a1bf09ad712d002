"""The journal's head as it went out to the committee, once a day

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_head_letter",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_journal_head_letter")),
    )


def downgrade() -> None:
    op.drop_table("journal_head_letter")
