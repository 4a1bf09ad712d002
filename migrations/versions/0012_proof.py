"""The journal's head as it went out to the committee, once a day

Revision ID: 0012_proof
Revises: 0012_privacy
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0012_proof"
down_revision = "0012_privacy"
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
