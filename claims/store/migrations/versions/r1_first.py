"""The first tables: records of every kind, and the history."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "dossiers",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text),
        sa.Column("title_ar", sa.Text),
        sa.Column("summary_en", sa.Text),
        sa.Column("summary_ar", sa.Text),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("sides", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("terms", sa.JSON(none_as_null=True)),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_dossiers"),
    )
    op.create_table(
        "history",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "seq", name="pk_history"),
    )
    op.create_index("ix_history_record", "history", ["dossier_id", "kind", "record_id", "seq"])
    op.create_table(
        "outlets",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text),
        sa.Column("name_ar", sa.Text),
        sa.Column("country", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_outlets"),
    )
    op.create_table(
        "speakers",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text),
        sa.Column("name_ar", sa.Text),
        sa.Column("short_en", sa.Text),
        sa.Column("short_ar", sa.Text),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("role_en", sa.Text),
        sa.Column("role_ar", sa.Text),
        sa.Column("sides", sa.JSON(none_as_null=True)),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_speakers"),
    )
    op.create_table(
        "topics",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("question_en", sa.Text),
        sa.Column("question_ar", sa.Text),
        sa.Column("label_en", sa.Text),
        sa.Column("label_ar", sa.Text),
        sa.Column("place_en", sa.Text),
        sa.Column("place_ar", sa.Text),
        sa.Column("proposition_en", sa.Text),
        sa.Column("proposition_ar", sa.Text),
        sa.Column("obligors", sa.JSON(none_as_null=True)),
        sa.Column("last_checked", sa.Text),
        sa.Column("unit", sa.Text),
        sa.Column("basis", sa.Text),
        sa.Column("comparable_within", sa.BigInteger),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_topics"),
    )
    op.create_table(
        "sources",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("outlet", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("archive_url", sa.Text),
        sa.Column("published", sa.Text),
        sa.Column("retrieved", sa.Text),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_sources"),
        sa.ForeignKeyConstraint(
            ["dossier_id", "outlet"], ["outlets.dossier_id", "outlets.id"], name="fk_sources_outlet"
        ),
    )
    op.create_table(
        "claims",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text, nullable=False),
        sa.Column("said_on", sa.Text, nullable=False),
        sa.Column("venue", sa.Text),
        sa.Column("attribution", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("statement_en", sa.Text),
        sa.Column("statement_ar", sa.Text),
        sa.Column("quote_text", sa.Text),
        sa.Column("quote_start", sa.BigInteger),
        sa.Column("quote_end", sa.BigInteger),
        sa.Column("deadline_role", sa.Text),
        sa.Column("deadline_due", sa.Text),
        sa.Column("deadline_as_said", sa.Text),
        sa.Column("deadline_force", sa.Text),
        sa.Column("figure_low", sa.Text),
        sa.Column("figure_high", sa.Text),
        sa.Column("figure_qualifier", sa.Text),
        sa.Column("figure_as_of", sa.Text),
        sa.Column("figure_as_said", sa.Text),
        sa.Column("figure_basis", sa.Text),
        sa.Column("position_stance", sa.Text),
        sa.Column("position_searched_on", sa.Text),
        sa.Column("same_as", sa.Text),
        sa.Column("responds_to", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("retired_on", sa.Text),
        sa.Column("retired_by", sa.Text),
        sa.Column("retired_why", sa.Text),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_claims"),
        sa.ForeignKeyConstraint(
            ["dossier_id", "source"], ["sources.dossier_id", "sources.id"], name="fk_claims_source"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id", "speaker"], ["speakers.dossier_id", "speakers.id"], name="fk_claims_speaker"
        ),
        sa.ForeignKeyConstraint(["dossier_id", "topic"], ["topics.dossier_id", "topics.id"], name="fk_claims_topic"),
    )
    op.create_table(
        "outcomes",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("happened_on", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("statement_en", sa.Text),
        sa.Column("statement_ar", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("known_on", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("declared_by", sa.JSON(none_as_null=True)),
        sa.Column("retired_on", sa.Text),
        sa.Column("retired_by", sa.Text),
        sa.Column("retired_why", sa.Text),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_outcomes"),
        sa.ForeignKeyConstraint(
            ["dossier_id", "source"], ["sources.dossier_id", "sources.id"], name="fk_outcomes_source"
        ),
        sa.ForeignKeyConstraint(["dossier_id", "topic"], ["topics.dossier_id", "topics.id"], name="fk_outcomes_topic"),
    )
    op.create_table(
        "texts",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_texts"),
        sa.ForeignKeyConstraint(["dossier_id", "id"], ["sources.dossier_id", "sources.id"], name="fk_texts_id"),
    )
    op.create_table(
        "assessments",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("on", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("why_en", sa.Text),
        sa.Column("why_ar", sa.Text),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_assessments"),
        sa.ForeignKeyConstraint(
            ["dossier_id", "claim"], ["claims.dossier_id", "claims.id"], name="fk_assessments_claim"
        ),
    )
