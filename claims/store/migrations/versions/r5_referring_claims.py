"""Which claims refer to a source or to another claim, asked at each edit of these."""

from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    op.create_index("ix_claims_source", "claims", ["dossier_id", "source"])
    op.create_index("ix_claims_same_as", "claims", ["dossier_id", "same_as"])
