"""From when which rules were in force, and the rows of imports that are not finished."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade() -> None:
    op.create_table(
        "rule_sets",
        sa.Column("rule_set", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("since", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("rule_set", name="pk_rule_sets"),
    )
    op.create_table(
        "imports",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("file_hash", sa.Text, nullable=False),
        sa.Column("row", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "file_hash", "row", name="pk_imports"),
    )
