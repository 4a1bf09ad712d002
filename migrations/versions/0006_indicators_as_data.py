"""Indicators that the committee edits and retires

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("edited_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("retired_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("retired_reason", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("retired_language", sa.String(length=2), server_default="ru", nullable=False))

    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_language", sa.String(length=2), server_default="ru", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_language")

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_column("retired_language")
        batch_op.drop_column("retired_reason")
        batch_op.drop_column("retired_at")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("version")
