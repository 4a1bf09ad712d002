"""Words among moderators about a case or a person."""

import sqlalchemy as sa
from alembic import op

import veche.core.database

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "moderation_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", veche.core.database.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("(case_id is null) <> (about_id is null)", name="ck_moderation_note_one_matter"),
        sa.ForeignKeyConstraint(["about_id"], ["person.id"], name="fk_moderation_note_about_id"),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name="fk_moderation_note_author_id"),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_moderation_note_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_note"),
    )
    for column in ("about_id", "author_id", "case_id"):
        op.create_index(f"ix_moderation_note_{column}", "moderation_note", [column])


def downgrade() -> None:
    op.drop_table("moderation_note")
