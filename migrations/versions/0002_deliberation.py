"""versions marked, co-authors, amendments, conditions, merges, receipts, reading and curating of threads

Revision ID: 0002
Revises: 0001
"""

import secrets

import sqlalchemy as sa
from alembic import op

from veche.core.database import Moment
from veche.proposals.confidence import lower_bound
from veche.voting.rules import commitment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "word_key",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "key", name=op.f("pk_word_key")),
    )
    with op.batch_alter_table("word_key", schema=None) as batch_op:
        batch_op.create_index("ix_word_key_key", ["kind", "key", "subject_id"], unique=False)

    op.create_table(
        "unfinished",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unfinished_person_id")),
        sa.PrimaryKeyConstraint("person_id", "place", name=op.f("pk_unfinished")),
    )
    op.create_table(
        "curation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("journal_seq", sa.Integer(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_curation_by_id")),
        sa.ForeignKeyConstraint(["other_id"], ["thread.id"], name=op.f("fk_curation_other_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_curation_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_curation")),
    )
    with op.batch_alter_table("curation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_curation_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_curation_other_id"), ["other_id"], unique=False)
        batch_op.create_index("ix_curation_subject", ["subject", "id"], unique=False)

    op.create_table(
        "thread_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.CheckConstraint("sort in ('summary', 'conclusion')", name=op.f("ck_thread_note_sort")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_thread_note_author_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_note_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_note")),
        sa.UniqueConstraint("thread_id", "sort", "version", name=op.f("uq_thread_note_thread_id_sort_version")),
    )
    op.create_table(
        "thread_reading",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("seen_number", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_thread_reading_person_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_thread_reading_thread_id")),
        sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_thread_reading")),
    )
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer_reason", sa.String(length=600), nullable=False),
        sa.Column("version_made", sa.Integer(), nullable=True),
        sa.Column("own_proposal_id", sa.Integer(), nullable=True),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.CheckConstraint("state in ('open', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_amendment_state")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_amendment_answered_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_amendment_author_id")),
        sa.ForeignKeyConstraint(["own_proposal_id"], ["proposal.id"], name=op.f("fk_amendment_own_proposal_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_amendment_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("author_id", "nonce", name=op.f("uq_amendment_author_id_nonce")),
        sa.UniqueConstraint("own_proposal_id", name=op.f("uq_amendment_own_proposal_id")),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_amendment_proposal_state", ["proposal_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_amendment_visibility"), ["visibility"], unique=False)

    op.create_table(
        "argument_reader",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_argument_reader_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_argument_reader_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_argument_reader")),
    )
    op.create_table(
        "condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("met_at", Moment(), nullable=True),
        sa.Column("taken_back_at", Moment(), nullable=True),
        sa.Column("asked_version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("hidden_clause", sa.String(length=10), nullable=True),
        sa.Column("hidden_entry", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_condition_author_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_condition_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
        sa.UniqueConstraint("proposal_id", "author_id", name=op.f("uq_condition_proposal_id_author_id")),
    )
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_condition_visibility"), ["visibility"], unique=False)

    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=600), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("silent_until", Moment(), nullable=False),
        sa.Column("source_agreed_at", Moment(), nullable=True),
        sa.Column("target_agreed_at", Moment(), nullable=True),
        sa.Column("stood_in_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answer_reason", sa.String(length=600), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("undo_until", Moment(), nullable=True),
        sa.Column("source_days", sa.Integer(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undo_reason", sa.String(length=600), nullable=False),
        sa.Column("nonce", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "state in ('proposed', 'done', 'declined', 'withdrawn', 'undone')", name=op.f("ck_merge_state")
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_merge_two_proposals")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_merge_proposed_by_id")),
        sa.ForeignKeyConstraint(["source_id"], ["proposal.id"], name=op.f("fk_merge_source_id")),
        sa.ForeignKeyConstraint(["stood_in_id"], ["person.id"], name=op.f("fk_merge_stood_in_id")),
        sa.ForeignKeyConstraint(["target_id"], ["proposal.id"], name=op.f("fk_merge_target_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("proposed_by_id", "nonce", name=op.f("uq_merge_proposed_by_id_nonce")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_proposed_by_id"), ["proposed_by_id"], unique=False)
        batch_op.create_index("ix_merge_source_state", ["source_id", "state"], unique=False)
        batch_op.create_index("ix_merge_target_state", ["target_id", "state"], unique=False)

    op.create_table(
        "post_mention",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_mention_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_mention_post_id")),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_post_mention")),
    )
    with op.batch_alter_table("post_mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_mention_person_id"), ["person_id"], unique=False)

    op.create_table(
        "post_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("curation_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_move_post_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_post_move_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_move")),
    )
    with op.batch_alter_table("post_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_move_curation_id"), ["curation_id"], unique=False)
        batch_op.create_index("ix_post_move_place", ["thread_id", "number"], unique=False)

    op.create_table(
        "proposal_coauthor",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", Moment(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=True),
        sa.Column("left_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_coauthor_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_coauthor_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_proposal_coauthor")),
    )
    with op.batch_alter_table("proposal_coauthor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_coauthor_person_id"), ["person_id"], unique=False)

    op.create_table(
        "support_day",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_support_day_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "day", name=op.f("pk_support_day")),
    )
    op.create_table(
        "citation",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("argument_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["argument_id"], ["argument.id"], name=op.f("fk_citation_argument_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_citation_decision_id")),
        sa.PrimaryKeyConstraint("decision_id", "argument_id", name=op.f("pk_citation")),
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_citation_argument_id"), ["argument_id"], unique=False)

    op.create_table(
        "merged_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("chosen_at", Moment(), nullable=True),
        sa.Column("target_version", sa.Integer(), nullable=True),
        sa.Column("target_given_at", Moment(), nullable=True),
        sa.Column("brought_at", Moment(), nullable=True),
        sa.CheckConstraint("choice in ('asked', 'moved', 'kept', 'withdrawn')", name=op.f("ck_merged_support_choice")),
        sa.ForeignKeyConstraint(["merge_id"], ["merge.id"], name=op.f("fk_merged_support_merge_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_merged_support_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_support")),
        sa.UniqueConstraint("merge_id", "person_id", name=op.f("uq_merged_support_merge_id_person_id")),
    )
    with op.batch_alter_table("merged_support", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merged_support_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("argument", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reader_count", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("score", sa.Double(), nullable=False, server_default="0"))
        batch_op.drop_index(batch_op.f("ix_argument_side"))
        batch_op.create_index("ix_argument_side", ["proposal_id", "side", "score", "id"], unique=False)

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.add_column(sa.Column("secret", sa.String(length=32), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("commitment", sa.String(length=64), nullable=False, server_default=""))

    _give_receipts()
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_unique_constraint(batch_op.f("uq_ballot_commitment"), ["commitment"])

    with op.batch_alter_table("city", schema=None) as batch_op:
        batch_op.add_column(sa.Column("live_tally", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(
            "ix_post_drawn",
            ["thread_id", "path"],
            unique=False,
            sqlite_where=sa.text("depth < 4"),
            postgresql_where=sa.text("depth < 4"),
        )
        batch_op.create_index(
            "ix_post_folded",
            ["thread_id", "path", "visibility", "author_id"],
            unique=False,
            sqlite_where=sa.text("depth >= 4"),
            postgresql_where=sa.text("depth >= 4"),
        )

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("live_tally", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_proposal_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_proposal_merged_into_id"), "proposal", ["merged_into_id"], ["id"])

    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_material", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("credited_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_proposal_version_credited_id"), "person", ["credited_id"], ["id"])

    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asked_version", sa.Integer(), nullable=False, server_default="0"))

    # whoever supported an earlier text has had a letter about each one since
    op.execute(
        "UPDATE support SET asked_version = (SELECT version FROM proposal WHERE proposal.id = support.proposal_id)"
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sheet_digest", sa.String(length=64), nullable=True))

    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_number", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("solved_number", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pinned_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("featured_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("split_from_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_thread_merged_into_id"), ["merged_into_id"], unique=False)
        batch_op.create_index(
            "ix_thread_pinned",
            ["pinned_at"],
            unique=False,
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_thread_split_from_id"), ["split_from_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_thread_split_from_id"), "thread", ["split_from_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_thread_merged_into_id"), "thread", ["merged_into_id"], ["id"])

    op.execute("UPDATE thread SET last_number = post_count")
    _rank_arguments()


def _give_receipts() -> None:
    """Ballots that were cast before there were receipts get theirs."""
    ballot = sa.table("ballot", *(sa.column(name) for name in ("id", "proposal_id", "choice", "secret", "commitment")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(ballot.c.id, ballot.c.proposal_id, ballot.c.choice)).all():
        secret = secrets.token_hex(16)
        values = {"secret": secret, "commitment": commitment(row.proposal_id, row.choice, secret)}
        connection.execute(ballot.update().where(ballot.c.id == row.id).values(**values))


def _rank_arguments() -> None:
    """Whoever marked an argument before readers were counted has read every argument that stands there now."""
    op.execute(
        "INSERT INTO argument_reader (proposal_id, person_id, upto) SELECT argument.proposal_id, person_id,"
        " (SELECT max(other.id) FROM argument AS other WHERE other.proposal_id = argument.proposal_id)"
        " FROM argument_helpful JOIN argument ON argument.id = argument_id GROUP BY argument.proposal_id, person_id"
    )
    op.execute(
        "UPDATE argument SET reader_count ="
        " (SELECT count(*) FROM argument_reader WHERE argument_reader.proposal_id = argument.proposal_id)"
    )
    argument = sa.table("argument", *(sa.column(name) for name in ("id", "helpful_count", "reader_count", "score")))
    connection = op.get_bind()
    for row in connection.execute(sa.select(argument).where(argument.c.helpful_count > 0)).all():
        score = lower_bound(row.helpful_count, row.reader_count)
        connection.execute(argument.update().where(argument.c.id == row.id).values(score=score))


def downgrade() -> None:
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_thread_merged_into_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_thread_split_from_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_thread_split_from_id"))
        batch_op.drop_index(
            "ix_thread_pinned",
            sqlite_where=sa.text("pinned_at IS NOT NULL"),
            postgresql_where=sa.text("pinned_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_thread_merged_into_id"))
        batch_op.drop_column("split_from_id")
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("featured_at")
        batch_op.drop_column("pinned_at")
        batch_op.drop_column("solved_number")
        batch_op.drop_column("last_number")

    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.drop_column("sheet_digest")

    with op.batch_alter_table("support", schema=None) as batch_op:
        batch_op.drop_column("asked_version")

    with op.batch_alter_table("proposal_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_proposal_version_credited_id"), type_="foreignkey")
        batch_op.drop_column("credited_id")
        batch_op.drop_column("is_material")

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_proposal_merged_into_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_proposal_merged_into_id"))
        batch_op.drop_column("live_tally")
        batch_op.drop_column("reminders")
        batch_op.drop_column("merged_into_id")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_post_folded", sqlite_where=sa.text("depth >= 4"), postgresql_where=sa.text("depth >= 4")
        )
        batch_op.drop_index("ix_post_drawn", sqlite_where=sa.text("depth < 4"), postgresql_where=sa.text("depth < 4"))

    with op.batch_alter_table("city", schema=None) as batch_op:
        batch_op.drop_column("live_tally")

    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_ballot_commitment"), type_="unique")
        batch_op.drop_column("commitment")
        batch_op.drop_column("secret")

    with op.batch_alter_table("argument", schema=None) as batch_op:
        batch_op.drop_index("ix_argument_side")
        batch_op.create_index(batch_op.f("ix_argument_side"), ["proposal_id", "side", "helpful_count"], unique=False)
        batch_op.drop_column("score")
        batch_op.drop_column("reader_count")

    with op.batch_alter_table("merged_support", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merged_support_person_id"))

    op.drop_table("merged_support")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_argument_id"))

    op.drop_table("citation")
    op.drop_table("support_day")
    with op.batch_alter_table("proposal_coauthor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_coauthor_person_id"))

    op.drop_table("proposal_coauthor")
    with op.batch_alter_table("post_move", schema=None) as batch_op:
        batch_op.drop_index("ix_post_move_place")
        batch_op.drop_index(batch_op.f("ix_post_move_curation_id"))

    op.drop_table("post_move")
    with op.batch_alter_table("post_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_mention_person_id"))

    op.drop_table("post_mention")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_index("ix_merge_target_state")
        batch_op.drop_index("ix_merge_source_state")
        batch_op.drop_index(batch_op.f("ix_merge_proposed_by_id"))

    op.drop_table("merge")
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_condition_visibility"))
        batch_op.drop_index(batch_op.f("ix_condition_author_id"))

    op.drop_table("condition")
    op.drop_table("argument_reader")
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendment_visibility"))
        batch_op.drop_index("ix_amendment_proposal_state")
        batch_op.drop_index(batch_op.f("ix_amendment_author_id"))

    op.drop_table("amendment")
    op.drop_table("thread_reading")
    op.drop_table("thread_note")
    with op.batch_alter_table("curation", schema=None) as batch_op:
        batch_op.drop_index("ix_curation_subject")
        batch_op.drop_index(batch_op.f("ix_curation_other_id"))
        batch_op.drop_index(batch_op.f("ix_curation_by_id"))

    op.drop_table("curation")
    op.drop_table("unfinished")
    with op.batch_alter_table("word_key", schema=None) as batch_op:
        batch_op.drop_index("ix_word_key_key")

    op.drop_table("word_key")
