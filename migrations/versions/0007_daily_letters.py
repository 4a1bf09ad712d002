"""Who was looked at for a reminder of promises, once a day

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promise_letter",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("promises", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_promise_letter_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_promise_letter")),
    )
    op.create_index(op.f("ix_promise_letter_day"), "promise_letter", ["day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_promise_letter_day"), table_name="promise_letter")
    op.drop_table("promise_letter")
