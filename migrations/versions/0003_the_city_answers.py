"""The city answers: terms of office, seats, positions, sittings, milestones, costs, results, measurements, backing

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sector",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("title_ru", sa.String(length=120), nullable=False),
        sa.Column("title_be", sa.String(length=120), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector")),
        sa.UniqueConstraint("title_ru", name=op.f("uq_sector_title_ru")),
    )
    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sector_id", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=10), nullable=False),
        sa.Column("function_ru", sa.Text(), nullable=False),
        sa.Column("function_be", sa.Text(), nullable=False),
        sa.Column("function_en", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("office in ('chair', 'secretary', 'member')", name=op.f("ck_seat_office")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_seat_person_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_seat_sector_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("begins_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("convened_by_id", sa.Integer(), nullable=False),
        sa.Column("convened_at", Moment(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("minutes_published_at", Moment(), nullable=True),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.CheckConstraint("sort in ('sitting', 'written')", name=op.f("ck_sitting_sort")),
        sa.CheckConstraint("status in ('planned', 'held', 'cancelled')", name=op.f("ck_sitting_status")),
        sa.ForeignKeyConstraint(["convened_by_id"], ["person.id"], name=op.f("fk_sitting_convened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("convened_by_id", "nonce", name=op.f("uq_sitting_convened_by_id_nonce")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_begins_at"), ["begins_at"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(length=8), nullable=False),
        sa.CheckConstraint("presence in ('present', 'excused', 'absent')", name=op.f("ck_attendance_presence")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_attendance_sitting_id")),
        sa.PrimaryKeyConstraint("sitting_id", "person_id", name=op.f("pk_attendance")),
    )
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("reviewer", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_measurement_indicator_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_measurement_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("recorded_by_id", "nonce", name=op.f("uq_measurement_recorded_by_id_nonce")),
    )
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.create_index("ix_measurement_day", ["indicator_id", "on"], unique=False)

    op.create_table(
        "action_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("planned", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "source in ('city', 'region', 'state', 'grant', 'sponsor', 'volunteer', 'other')",
            name=op.f("ck_action_cost_source"),
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_cost_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_cost")),
    )
    with op.batch_alter_table("action_cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_cost_action_id"), ["action_id"], unique=False)

    op.create_table(
        "action_executor",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("functions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_executor_action_id")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_action_executor_body_id")),
        sa.PrimaryKeyConstraint("action_id", "body_id", name=op.f("pk_action_executor")),
    )
    op.create_table(
        "action_output",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_output_action_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_action_output_indicator_id")),
        sa.PrimaryKeyConstraint("action_id", "indicator_id", name=op.f("pk_action_output")),
    )
    op.create_table(
        "action_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_result_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_result")),
    )
    with op.batch_alter_table("action_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_result_action_id"), ["action_id"], unique=False)

    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("worked", sa.Text(), nullable=False),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_lesson_action_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_lesson_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_action_id"), ["action_id"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_reason", sa.Text(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.CheckConstraint("done_on is null or evidence <> ''", name=op.f("ck_milestone_done_has_evidence")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_milestone_action_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestone_due_on"), ["due_on"], unique=False)

    op.create_table(
        "backing",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("backed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_backing_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_backing_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_backing")),
    )
    op.create_table(
        "position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "stance in ('accepted', 'accepted_in_part', 'declined', 'deferred')", name=op.f("ck_position_stance")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_position_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_position_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
        sa.UniqueConstraint("proposal_id", "round", "person_id", name=op.f("uq_position_proposal_id_round_person_id")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("interest", sa.Text(), nullable=False),
        sa.Column("declared_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_recusal_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_recusal")),
    )
    op.create_table(
        "sitting_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.CheckConstraint("proposal_id is not null or title <> ''", name=op.f("ck_sitting_item_says_something")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_sitting_item_proposal_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_sitting_item_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_item")),
        sa.UniqueConstraint("sitting_id", "proposal_id", name=op.f("uq_sitting_item_sitting_id_proposal_id")),
    )
    with op.batch_alter_table("sitting_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_item_proposal_id"), ["proposal_id"], unique=False)

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title_ru", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("title_be", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("title_en", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("functions", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("national_plan", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("begins_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))

    op.execute("update action set title_ru = title where language = 'ru'")
    op.execute("update action set title_be = title where language = 'be'")
    op.execute("update action set title_en = title where language = 'en'")

    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_link", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("change", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("next_steps", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("evidence", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("was_due_on", sa.Date(), nullable=True))
        batch_op.alter_column("author_id", existing_type=sa.INTEGER(), nullable=True)

    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.add_column(sa.Column("functions_be", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("functions_en", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("office_email", sa.String(length=254), server_default="", nullable=False))
        batch_op.add_column(sa.Column("office_phone", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("office_address", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("office_language", sa.String(length=2), server_default="ru", nullable=False))

    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unit_ru", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("unit_be", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("unit_en", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("rising", sa.Boolean(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("is_local", sa.Boolean(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("baseline", sa.Numeric(precision=16, scale=4), nullable=True))
        batch_op.add_column(sa.Column("baseline_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("target", sa.Numeric(precision=16, scale=4), nullable=True))
        batch_op.add_column(sa.Column("target_on", sa.Date(), nullable=True))
        batch_op.alter_column(
            "code", existing_type=sa.VARCHAR(length=12), type_=sa.String(length=24), existing_nullable=False
        )
        batch_op.create_check_constraint("source", "source in ('official', 'survey', 'expert')")

    with op.batch_alter_table("person_role", schema=None) as batch_op:
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("person_role", schema=None) as batch_op:
        batch_op.drop_column("until")

    op.execute("delete from indicator where is_local")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_indicator_source"), type_="check")
        batch_op.alter_column(
            "code", existing_type=sa.String(length=24), type_=sa.VARCHAR(length=12), existing_nullable=False
        )
        batch_op.drop_column("target_on")
        batch_op.drop_column("target")
        batch_op.drop_column("baseline_on")
        batch_op.drop_column("baseline")
        batch_op.drop_column("is_local")
        batch_op.drop_column("rising")
        batch_op.drop_column("unit_en")
        batch_op.drop_column("unit_be")
        batch_op.drop_column("unit_ru")

    with op.batch_alter_table("body", schema=None) as batch_op:
        batch_op.drop_column("office_language")
        batch_op.drop_column("office_address")
        batch_op.drop_column("office_phone")
        batch_op.drop_column("office_email")
        batch_op.drop_column("functions_en")
        batch_op.drop_column("functions_be")

    op.execute("delete from action_update where author_id is null")
    with op.batch_alter_table("action_update", schema=None) as batch_op:
        batch_op.alter_column("author_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("was_due_on")
        batch_op.drop_column("evidence")
        batch_op.drop_column("next_steps")
        batch_op.drop_column("change")
        batch_op.drop_column("by_link")

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_column("ends_on")
        batch_op.drop_column("begins_on")
        batch_op.drop_column("national_plan")
        batch_op.drop_column("functions")
        batch_op.drop_column("title_en")
        batch_op.drop_column("title_be")
        batch_op.drop_column("title_ru")

    with op.batch_alter_table("sitting_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_item_proposal_id"))

    op.drop_table("sitting_item")
    op.drop_table("recusal")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_person_id"))

    op.drop_table("position")
    op.drop_table("backing")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_due_on"))
        batch_op.drop_index(batch_op.f("ix_milestone_action_id"))

    op.drop_table("milestone")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_action_id"))

    op.drop_table("lesson")
    with op.batch_alter_table("action_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_result_action_id"))

    op.drop_table("action_result")
    op.drop_table("action_output")
    op.drop_table("action_executor")
    with op.batch_alter_table("action_cost", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_cost_action_id"))

    op.drop_table("action_cost")
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.drop_index("ix_measurement_day")

    op.drop_table("measurement")
    op.drop_table("attendance")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_begins_at"))

    op.drop_table("sitting")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_person_id"))

    op.drop_table("seat")
    op.drop_table("sector")
