"""Second steps of signing in

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "factor_spent_challenge",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("spent_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_factor_spent_challenge")),
    )
    with op.batch_alter_table("factor_spent_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factor_spent_challenge_spent_at"), ["spent_at"], unique=False)

    op.create_table(
        "factor_app",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=True),
        sa.Column("added_at", Moment(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.String(length=300), nullable=True),
        sa.Column("pending_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_factor_app_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_factor_app")),
    )
    op.create_table(
        "factor_passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("doubted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_factor_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_passkey")),
        sa.UniqueConstraint("handle", name=op.f("uq_factor_passkey_handle")),
    )
    with op.batch_alter_table("factor_passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_factor_passkey_person_id"), ["person_id"], unique=False)

    op.create_table(
        "factor_recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("spent_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_factor_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_recovery_code")),
        sa.UniqueConstraint("person_id", "digest", name=op.f("uq_factor_recovery_code_person_id_digest")),
    )


def downgrade() -> None:
    op.drop_table("factor_recovery_code")
    with op.batch_alter_table("factor_passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_factor_passkey_person_id"))

    op.drop_table("factor_passkey")
    op.drop_table("factor_app")
    with op.batch_alter_table("factor_spent_challenge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_factor_spent_challenge_spent_at"))

    op.drop_table("factor_spent_challenge")
