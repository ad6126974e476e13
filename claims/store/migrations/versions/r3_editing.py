"""Who may read a dossier and judge in it; drafts, verdicts that wait for a second person, and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("read_by", sa.Text))
    op.add_column("dossiers", sa.Column("verdicts_by", sa.Text))
    op.create_table(
        "drafts",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("entered", sa.Text, nullable=False),
        sa.Column("base", sa.Text),
        sa.Column("version", sa.Integer),
        sa.Column("changed", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "person", "kind", "record_id", name="pk_drafts"),
    )
    op.create_table(
        "waiting",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("before", sa.Text),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("decision", sa.Text),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_why", sa.Text),
        sa.Column("decided_at", sa.DateTime),
        sa.PrimaryKeyConstraint("dossier_id", "id", name="pk_waiting"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("dossier_id", sa.Text),
        sa.Column("told", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
