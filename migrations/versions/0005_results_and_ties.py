"""The committee's own actions, and further actions of a proposal.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_own_start",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_own_start_action_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_own_start_person_id")),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_action_own_start")),
        sa.UniqueConstraint("person_id", "nonce", name=op.f("uq_action_own_start_person_id_nonce")),
    )
    op.create_table(
        "action_origin",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_origin_action_id")),
        sa.ForeignKeyConstraint(["linked_by_id"], ["person.id"], name=op.f("fk_action_origin_linked_by_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_action_origin_proposal_id")),
        sa.PrimaryKeyConstraint("action_id", "proposal_id", name=op.f("pk_action_origin")),
    )
    with op.batch_alter_table("action_origin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_origin_proposal_id"), ["proposal_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("action_origin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_origin_proposal_id"))

    op.drop_table("action_origin")
    op.drop_table("action_own_start")
