"""the first tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment
from veche.core.journal import APPEND_ONLY_POSTGRESQL, APPEND_ONLY_SQLITE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("name_be", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("functions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("name_ru", name=op.f("uq_body_name_ru")),
    )
    op.create_table(
        "city",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name_ru", sa.String(length=100), nullable=False),
        sa.Column("name_be", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("title_be", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.Integer(), nullable=True),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_subject"), ["subject"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_verb"), ["verb"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_due_at"), ["due_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("display_name", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("age_band", sa.String(length=8), nullable=False),
        sa.Column("representative_email", sa.String(length=254), nullable=True),
        sa.Column("representative_agreed_at", Moment(), nullable=True),
        sa.Column("consent_version", sa.String(length=10), nullable=False),
        sa.Column("consented_at", Moment(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("verified_at", Moment(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("name_key", name=op.f("uq_person_name_key")),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("title_be", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("code", name=op.f("uq_section_code")),
    )
    op.create_table(
        "body_officer",
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_body_officer_body_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_body_officer_person_id")),
        sa.PrimaryKeyConstraint("body_id", "person_id", name=op.f("pk_body_officer")),
    )
    op.create_table(
        "feature",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("title_be", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_feature_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature")),
        sa.UniqueConstraint("code", name=op.f("uq_feature_code")),
    )
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feature_section_id"), ["section_id"], unique=False)

    op.create_table(
        "journal_payload",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["journal.seq"], name=op.f("fk_journal_payload_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_payload")),
    )
    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("flag_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_until", Moment(), nullable=True),
        sa.CheckConstraint("cause in ('flag', 'newcomer')", name=op.f("ck_moderation_case_cause")),
        sa.ForeignKeyConstraint(["claimed_by_id"], ["person.id"], name=op.f("fk_moderation_case_claimed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
    )
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_case_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(
            "uq_case_open_subject",
            ["kind", "subject_id"],
            unique=True,
            sqlite_where=sa.text("closed_at is null"),
            postgresql_where=sa.text("closed_at is null"),
        )

    op.create_table(
        "person_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_role_person_id")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_role")),
    )
    op.create_table(
        "action_area",
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("part_of_id", sa.Integer(), nullable=True),
        sa.Column("thread_count", sa.Integer(), nullable=False),
        sa.Column("proposal_count", sa.Integer(), nullable=False),
        sa.Column("action_count", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("title_be", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feature_id"], ["feature.id"], name=op.f("fk_action_area_feature_id")),
        sa.ForeignKeyConstraint(["part_of_id"], ["action_area.id"], name=op.f("fk_action_area_part_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_area")),
        sa.UniqueConstraint("code", name=op.f("uq_action_area_code")),
    )
    with op.batch_alter_table("action_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_area_feature_id"), ["feature_id"], unique=False)

    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("flagged_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_flag_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_flag_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_flag_case_id_person_id")),
    )
    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flag_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_flag_person_id"), ["person_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("title_ru", sa.Text(), nullable=False),
        sa.Column("title_be", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feature_id"], ["feature.id"], name=op.f("fk_indicator_feature_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_table(
        "moderation_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("clause", sa.String(length=10), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("acted_at", Moment(), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("verb in ('hide', 'restore', 'leave', 'approve')", name=op.f("ck_moderation_act_verb")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_moderation_act_author_id")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_moderation_act_case_id")),
        sa.ForeignKeyConstraint(["moderator_id"], ["person.id"], name=op.f("fk_moderation_act_moderator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_act")),
    )
    with op.batch_alter_table("moderation_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_act_acted_at"), ["acted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_moderation_act_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_moderation_act_case_id"), ["case_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("expected_result", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("target", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("figure", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("update_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("indicator_id is not null or expected_result <> ''", name=op.f("ck_action_expected")),
        sa.CheckConstraint(
            "status in ('planned', 'in_progress', 'paused', 'completed', 'cancelled')", name=op.f("ck_action_status")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["action_area.id"], name=op.f("fk_action_area_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_action_body_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_action_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("area_id", "number", name=op.f("uq_action_area_id_number")),
        sa.UniqueConstraint("code", name=op.f("uq_action_code")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_body_id"), ["body_id"], unique=False)

    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("last_post_at", Moment(), nullable=False),
        sa.Column("post_count", sa.Integer(), nullable=False),
        sa.Column("voice_count", sa.Integer(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind in ('discussion', 'question', 'experience', 'need', 'announcement')", name=op.f("ck_thread_kind")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["action_area.id"], name=op.f("fk_thread_area_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_thread_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_thread_author_id_nonce")),
    )
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.create_index("ix_thread_area_latest", ["area_id", "last_post_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_thread_latest", ["last_post_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_thread_visibility"), ["visibility"], unique=False)

    op.create_table(
        "action_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("figure", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("next_report_on", sa.Date(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_update_action_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_action_update_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_update")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_action_update_author_id_nonce")),
    )
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_update_action_id"), ["action_id"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("posted_at", Moment(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=True),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_post_author_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["post.id"], name=op.f("fk_post_parent_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_post_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_post_author_id_nonce")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_post_thread_id_number")),
        sa.UniqueConstraint("thread_id", "path", name=op.f("uq_post_thread_id_path")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_visibility"), ["visibility"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("argument_count", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("support_days", sa.Integer(), nullable=False),
        sa.Column("vote_days", sa.Integer(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("report_days", sa.Integer(), nullable=False),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("support_until", Moment(), nullable=True),
        sa.Column("voting_opened_at", Moment(), nullable=True),
        sa.Column("voting_closes_at", Moment(), nullable=True),
        sa.Column("voting_closed_at", Moment(), nullable=True),
        sa.Column("answer_by", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("deferred_until", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('draft', 'open', 'voting', 'review', 'accepted', 'declined', 'deferred', 'not_carried', 'dormant', 'withdrawn', 'merged')",
            name=op.f("ck_proposal_state"),
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_proposal_action_id")),
        sa.ForeignKeyConstraint(["area_id"], ["action_area.id"], name=op.f("fk_proposal_area_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_proposal_author_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_proposal_responsible_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_proposal_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_proposal_author_id_nonce")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_answer_by"), ["answer_by"], unique=False)
        batch_op.create_index("ix_proposal_area_state", ["area_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_proposal_state_opened", ["state", "opened_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_thread_id"), ["thread_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_visibility"), ["visibility"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_voting_closes_at"), ["voting_closes_at"], unique=False)

    op.create_table(
        "thread_area",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["action_area.id"], name=op.f("fk_thread_area_area_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_area_thread_id")),
        sa.PrimaryKeyConstraint("thread_id", "area_id", name=op.f("pk_thread_area")),
    )
    with op.batch_alter_table("thread_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_area_area_id"), ["area_id"], unique=False)

    op.create_table(
        "argument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("helpful_count", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.CheckConstraint("side in ('for', 'against')", name=op.f("ck_argument_side")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_argument_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_argument_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_argument")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_argument_author_id_nonce")),
    )
    with op.batch_alter_table("argument", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_argument_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_argument_side", ["proposal_id", "side", "helpful_count"], unique=False)
        batch_op.create_index(batch_op.f("ix_argument_visibility"), ["visibility"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.Column("cast_at", Moment(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint("choice in ('for', 'against', 'abstain')", name=op.f("ck_ballot_choice")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_ballot_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_ballot_proposal_id_person_id")),
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballot_person_id"), ["person_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("letter", sa.Text(), nullable=False),
        sa.Column("letter_html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("what_would_change", sa.Text(), nullable=False),
        sa.Column("deferred_until", Moment(), nullable=True),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.Column("was_due_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('accepted', 'accepted_in_part', 'declined', 'deferred')", name=op.f("ck_decision_outcome")
        ),
        sa.CheckConstraint(
            "outcome in ('declined', 'deferred') or action_id is not null", name=op.f("ck_decision_accepted_has_action")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_decision_action_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_decision_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_decision_proposal_id_number")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_action_id"), ["action_id"], unique=False)

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.CheckConstraint("stance in ('support', 'support_if', 'against')", name=op.f("ck_opinion_stance")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_opinion_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_opinion_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_opinion_proposal_id")),
    )
    op.create_table(
        "post_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_edit_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_edit")),
        sa.UniqueConstraint("post_id", "version", name=op.f("uq_post_edit_post_id_version")),
    )
    op.create_table(
        "proposal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_proposal_version_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_version_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_version")),
        sa.UniqueConstraint("proposal_id", "number", name=op.f("uq_proposal_version_proposal_id_number")),
    )
    op.create_table(
        "support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_support_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_support_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_support_proposal_id_person_id")),
    )
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_support_person_id"), ["person_id"], unique=False)

    op.create_table(
        "tally",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=False),
        sa.Column("votes_against", sa.Integer(), nullable=False),
        sa.Column("votes_abstain", sa.Integer(), nullable=False),
        sa.Column("entitled", sa.Integer(), nullable=False),
        sa.Column("carried", sa.Boolean(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("journal_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_tally_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_tally")),
    )
    op.create_table(
        "turnout",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_turnout_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_turnout")),
    )
    op.create_table(
        "argument_helpful",
        sa.Column("argument_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["argument_id"], ["argument.id"], name=op.f("fk_argument_helpful_argument_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_argument_helpful_person_id")),
        sa.PrimaryKeyConstraint("argument_id", "person_id", name=op.f("pk_argument_helpful")),
    )
    statements = APPEND_ONLY_SQLITE if op.get_bind().dialect.name == "sqlite" else APPEND_ONLY_POSTGRESQL
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("argument_helpful")
    op.drop_table("turnout")
    op.drop_table("tally")
    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_support_person_id"))

    op.drop_table("support")
    op.drop_table("proposal_version")
    op.drop_table("post_edit")
    op.drop_table("opinion")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_action_id"))

    op.drop_table("decision")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_person_id"))

    op.drop_table("ballot")
    with op.batch_alter_table("argument", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_argument_visibility"))
        batch_op.drop_index("ix_argument_side")
        batch_op.drop_index(batch_op.f("ix_argument_author_id"))

    op.drop_table("argument")
    with op.batch_alter_table("thread_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_area_area_id"))

    op.drop_table("thread_area")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_voting_closes_at"))
        batch_op.drop_index(batch_op.f("ix_proposal_visibility"))
        batch_op.drop_index(batch_op.f("ix_proposal_thread_id"))
        batch_op.drop_index("ix_proposal_state_opened")
        batch_op.drop_index(batch_op.f("ix_proposal_author_id"))
        batch_op.drop_index("ix_proposal_area_state")
        batch_op.drop_index(batch_op.f("ix_proposal_answer_by"))
        batch_op.drop_index(batch_op.f("ix_proposal_action_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_visibility"))
        batch_op.drop_index(batch_op.f("ix_post_author_id"))

    op.drop_table("post")
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_update_action_id"))

    op.drop_table("action_update")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_visibility"))
        batch_op.drop_index("ix_thread_latest")
        batch_op.drop_index(batch_op.f("ix_thread_author_id"))
        batch_op.drop_index("ix_thread_area_latest")

    op.drop_table("thread")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_body_id"))
        batch_op.drop_index(batch_op.f("ix_action_area_id"))

    op.drop_table("action")
    with op.batch_alter_table("moderation_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_act_case_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_act_author_id"))
        batch_op.drop_index(batch_op.f("ix_moderation_act_acted_at"))

    op.drop_table("moderation_act")
    op.drop_table("indicator")
    with op.batch_alter_table("flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_flag_person_id"))
        batch_op.drop_index(batch_op.f("ix_flag_case_id"))

    op.drop_table("flag")
    with op.batch_alter_table("action_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_area_feature_id"))

    op.drop_table("action_area")
    op.drop_table("person_role")
    with op.batch_alter_table("moderation_case", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_open_subject",
            sqlite_where=sa.text("closed_at is null"),
            postgresql_where=sa.text("closed_at is null"),
        )
        batch_op.drop_index(batch_op.f("ix_moderation_case_closed_at"))

    op.drop_table("moderation_case")
    op.drop_table("journal_payload")
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feature_section_id"))

    op.drop_table("feature")
    op.drop_table("body_officer")
    op.drop_table("section")
    op.drop_table("person")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_due_at"))

    op.drop_table("outbox")
    op.drop_table("journal_head")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_verb"))
        batch_op.drop_index(batch_op.f("ix_journal_subject"))
        batch_op.drop_index(batch_op.f("ix_journal_actor"))

    op.drop_table("journal")
    op.drop_table("city")
    op.drop_table("body")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION journal_refuse")
