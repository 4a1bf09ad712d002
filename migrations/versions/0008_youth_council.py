"""The youth council: reminders, marks, the tally of the young, its board; consent that was withdrawn

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_name",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_board_name_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_board_name")),
        sa.UniqueConstraint("name_key", name=op.f("uq_board_name_name_key")),
    )
    op.create_table(
        "youth_thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("last_post_at", Moment(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_youth_thread_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_youth_thread")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_youth_thread_author_id_nonce")),
    )
    with op.batch_alter_table("youth_thread", schema=None) as batch_op:
        batch_op.create_index("ix_youth_thread_latest", ["last_post_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_youth_thread_visibility"), ["visibility"], unique=False)

    op.create_table(
        "youth_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("posted_at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_youth_post_author_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["youth_thread.id"], name=op.f("fk_youth_post_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_youth_post")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_youth_post_author_id_nonce")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_youth_post_thread_id_number")),
    )
    with op.batch_alter_table("youth_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_youth_post_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_youth_post_visibility"), ["visibility"], unique=False)

    op.create_table(
        "opinion_reminder",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.CheckConstraint("kind in ('began', 'soon', 'missed')", name=op.f("ck_opinion_reminder_kind")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_opinion_reminder_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "kind", name=op.f("pk_opinion_reminder")),
    )
    op.create_table(
        "youth_mark",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_youth_mark_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_youth_mark")),
    )
    with op.batch_alter_table("youth_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_youth_mark_marked_at"), ["marked_at"], unique=False)

    op.create_table(
        "youth_tally",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_youth_tally_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_youth_tally")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("representative_withdrew_at", Moment(), nullable=True))

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_by_council", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_column("sent_by_council")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("representative_withdrew_at")

    op.drop_table("youth_tally")
    with op.batch_alter_table("youth_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_youth_mark_marked_at"))

    op.drop_table("youth_mark")
    op.drop_table("opinion_reminder")
    with op.batch_alter_table("youth_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_youth_post_visibility"))
        batch_op.drop_index(batch_op.f("ix_youth_post_author_id"))

    op.drop_table("youth_post")
    with op.batch_alter_table("youth_thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_youth_thread_visibility"))
        batch_op.drop_index("ix_youth_thread_latest")

    op.drop_table("youth_thread")
    op.drop_table("board_name")
