"""Desks with one-time codes, keyed hashes of identities, verifications; what desks enter for people

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_ru", sa.String(length=120), nullable=False),
        sa.Column("name_be", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "assisted_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_assisted_visit_desk_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assisted_visit_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"], name=op.f("fk_assisted_visit_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_visit")),
        sa.UniqueConstraint("staff_id", "nonce", name=op.f("uq_assisted_visit_staff_id_nonce")),
    )
    with op.batch_alter_table("assisted_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assisted_visit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "code_guess",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("guessed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_code_guess_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_guess")),
    )
    with op.batch_alter_table("code_guess", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_guess_guessed_at"), ["guessed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_code_guess_person_id"), ["person_id"], unique=False)

    op.create_table(
        "desk_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("printed_by_id", sa.Integer(), nullable=False),
        sa.Column("printed_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_sheet_desk_id")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["person.id"], name=op.f("fk_desk_sheet_printed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_sheet")),
        sa.UniqueConstraint("printed_by_id", "nonce", name=op.f("uq_desk_sheet_printed_by_id_nonce")),
    )
    with op.batch_alter_table("desk_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_sheet_desk_id"), ["desk_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_sheet_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "desk_staff",
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_desk_staff_desk_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_desk_staff_person_id")),
        sa.PrimaryKeyConstraint("desk_id", "person_id", name=op.f("pk_desk_staff")),
    )
    with op.batch_alter_table("desk_staff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_staff_person_id"), ["person_id"], unique=False)

    op.create_table(
        "resident_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.Column("identity_kind", sa.String(length=10), nullable=True),
        sa.Column("identity_digest", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("proved_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_resident_attempt_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_attempt")),
    )
    with op.batch_alter_table("resident_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_attempt_begun_at"), ["begun_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_resident_attempt_identity_digest"), ["identity_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_resident_attempt_person_id"), ["person_id"], unique=False)

    op.create_table(
        "resident_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("known_at", Moment(), nullable=False),
        sa.Column("keep_until", Moment(), nullable=True),
        sa.CheckConstraint("kind in ('document', 'phone', 'oidc')", name=op.f("ck_resident_identity_kind")),
        sa.CheckConstraint(
            "person_id is not null or keep_until is not null", name=op.f("ck_resident_identity_somebody_or_a_day")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_resident_identity_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_identity")),
        sa.UniqueConstraint("digest", name=op.f("uq_resident_identity_digest")),
    )
    with op.batch_alter_table("resident_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_identity_person_id"), ["person_id"], unique=False)

    op.create_table(
        "resident_verification",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_resident_verification_desk_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_resident_verification_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_resident_verification")),
    )
    op.create_table(
        "desk_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("identity_digest", sa.String(length=64), nullable=True),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["desk_sheet.id"], name=op.f("fk_desk_code_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_desk_code_digest")),
        sa.UniqueConstraint("sheet_id", "number", name=op.f("uq_desk_code_sheet_id_number")),
    )
    op.create_table(
        "assisted_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "kind in ('support', 'unsupport', 'ballot', 'proposal', 'withdrawal')", name=op.f("ck_assisted_act_kind")
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name=op.f("fk_assisted_act_desk_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assisted_act_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_assisted_act_proposal_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["person.id"], name=op.f("fk_assisted_act_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_act")),
        sa.UniqueConstraint("staff_id", "nonce", name=op.f("uq_assisted_act_staff_id_nonce")),
    )
    with op.batch_alter_table("assisted_act", schema=None) as batch_op:
        batch_op.create_index("ix_assisted_act_counted", ["proposal_id", "kind", "is_current"], unique=False)
        batch_op.create_index(batch_op.f("ix_assisted_act_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("assisted_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assisted_act_person_id"))
        batch_op.drop_index("ix_assisted_act_counted")

    op.drop_table("assisted_act")
    op.drop_table("desk_code")
    op.drop_table("resident_verification")
    with op.batch_alter_table("resident_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resident_identity_person_id"))

    op.drop_table("resident_identity")
    with op.batch_alter_table("resident_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resident_attempt_person_id"))
        batch_op.drop_index(batch_op.f("ix_resident_attempt_identity_digest"))
        batch_op.drop_index(batch_op.f("ix_resident_attempt_begun_at"))

    op.drop_table("resident_attempt")
    with op.batch_alter_table("desk_staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_staff_person_id"))

    op.drop_table("desk_staff")
    with op.batch_alter_table("desk_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_sheet_expires_at"))
        batch_op.drop_index(batch_op.f("ix_desk_sheet_desk_id"))

    op.drop_table("desk_sheet")
    with op.batch_alter_table("code_guess", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_guess_person_id"))
        batch_op.drop_index(batch_op.f("ix_code_guess_guessed_at"))

    op.drop_table("code_guess")
    with op.batch_alter_table("assisted_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assisted_visit_person_id"))

    op.drop_table("assisted_visit")
    op.drop_table("desk")
