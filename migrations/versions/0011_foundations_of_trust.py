"""Sessions on the server; people who left, are muted or banned, or take part by a desk; removed texts; weightier acts

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MODERATED = ("amendment", "argument", "condition", "post", "proposal", "thread", "youth_post", "youth_thread")
BEFORE = "visibility in ('visible', 'hidden', 'pending')"
AFTER = "visibility in ('visible', 'hidden', 'pending', 'removed')"
ROLES = "('moderator', 'committee', 'youth_council', 'body_officer', {}'admin')"
VERBS = "('hide', 'restore', 'leave', 'approve'{})"
MORE_VERBS = ", 'remove', 'redact', 'warn', 'mute', 'ban', 'lift'"
MORE_CAUSES = ", 'appeal', 'confirm'"
DESK = "'desk', "
CAUSES = "('flag', 'newcomer'{})"


def _check(table: str, name: str, condition: str) -> None:
    """Put the condition in the place of the one before; some stood in the models alone and never in a database."""
    known = {one["name"] for one in sa.inspect(op.get_bind()).get_check_constraints(table)}
    with op.batch_alter_table(table, schema=None) as batch_op:
        if f"ck_{table}_{name}" in known:
            batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _open_cases(columns: list[str]) -> None:
    op.drop_index("uq_case_open_subject", table_name="moderation_case")
    still = sa.text("closed_at is null")
    op.create_index(
        "uq_case_open_subject", "moderation_case", columns, unique=True, sqlite_where=still, postgresql_where=still
    )


def upgrade() -> None:
    op.create_table(
        "live_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("factor", sa.String(length=10), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("proved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_live_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_live_session_digest")),
    )
    op.create_index(op.f("ix_live_session_person_id"), "live_session", ["person_id"])

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.alter_column("email", existing_type=sa.String(length=254), nullable=True)
        batch_op.alter_column("password_hash", existing_type=sa.String(length=120), nullable=True)
        batch_op.add_column(sa.Column("is_assisted", sa.Boolean(), server_default=sa.false(), nullable=False))
        # Who wrote before there were first looks has passed them.
        batch_op.add_column(sa.Column("passed", sa.Integer(), server_default="100", nullable=False))
        batch_op.add_column(sa.Column("muted_until", Moment(), nullable=True))
        batch_op.add_column(sa.Column("banned_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("left_at", Moment(), nullable=True))
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.alter_column("passed", existing_type=sa.Integer(), server_default="0", existing_nullable=False)

    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_moderation_case_act_id"), ["act_id"], unique=False)
    _check("moderation_case", "cause", f"cause in {CAUSES.format(MORE_CAUSES)}")
    _open_cases(["kind", "subject_id", "cause"])

    with op.batch_alter_table("moderation_act", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", sa.String(length=10), server_default="done", nullable=False))
        batch_op.add_column(sa.Column("days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("batch", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("seconded_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("seconded_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("lapses_at", Moment(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_moderation_act_seconded_by_id"), "person", ["seconded_by_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_moderation_act_batch"), ["batch"], unique=False)
        batch_op.create_check_constraint(
            op.f("ck_moderation_act_state"), "state in ('done', 'proposed', 'refused', 'lapsed', 'undone')"
        )
    _check("moderation_act", "verb", f"verb in {VERBS.format(MORE_VERBS)}")
    _check("person_role", "role", f"role in {ROLES.format(DESK)}")
    for table in MODERATED:
        _check(table, "visibility", AFTER)


def downgrade() -> None:
    for table in MODERATED:
        op.execute(f"UPDATE {table} SET visibility = 'hidden' WHERE visibility = 'removed'")
        _check(table, "visibility", BEFORE)
    op.execute("DELETE FROM person_role WHERE role = 'desk'")
    _check("person_role", "role", f"role in {ROLES.format('')}")
    op.execute(f"DELETE FROM moderation_act WHERE verb NOT IN {VERBS.format('')}")
    _check("moderation_act", "verb", f"verb in {VERBS.format('')}")
    with op.batch_alter_table("moderation_act", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_moderation_act_state"), type_="check")
        batch_op.drop_index(batch_op.f("ix_moderation_act_batch"))
        batch_op.drop_constraint(batch_op.f("fk_moderation_act_seconded_by_id"), type_="foreignkey")
        for name in ("lapses_at", "seconded_at", "seconded_by_id", "batch", "days", "state"):
            batch_op.drop_column(name)
    op.execute(f"DELETE FROM moderation_case WHERE cause NOT IN {CAUSES.format('')}")
    _open_cases(["kind", "subject_id"])
    _check("moderation_case", "cause", f"cause in {CAUSES.format('')}")
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_case_act_id"))
        batch_op.drop_column("act_id")
    # Nobody without an address can be kept where every person has one.
    op.execute("UPDATE person SET email = 'nobody-' || id || '@invalid' WHERE email IS NULL")
    op.execute("UPDATE person SET password_hash = '' WHERE password_hash IS NULL")
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name in ("left_at", "banned_at", "muted_until", "passed", "is_assisted"):
            batch_op.drop_column(name)
        batch_op.alter_column("password_hash", existing_type=sa.String(length=120), nullable=False)
        batch_op.alter_column("email", existing_type=sa.String(length=254), nullable=False)
    op.drop_table("live_session")
