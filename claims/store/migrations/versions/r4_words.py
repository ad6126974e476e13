"""A number for each claim, and the words of claims with the index that finds them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from claims.search import own_words_of_row
from claims.store import words
from claims.store.rows import Number

revision = "4"
down_revision = "3"

CHUNK = 1_000
FILED = ("dossier_id", "id", "file", "ordinal", "number")
SAID = ("statement_en", "statement_ar", "venue", "note", "quote_text", "deadline_as_said", "figure_as_said")
BOUNDS = ("figure_low", "figure_high")
CLAIMS = sa.table("claims", *map(sa.column, (*FILED, *SAID)), *(sa.column(one, Number()) for one in BOUNDS))


def upgrade() -> None:
    op.add_column("claims", sa.Column("number", sa.BigInteger, nullable=False, server_default="0"))
    kept = op.create_table(
        "words",
        sa.Column("dossier_id", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "number", name="pk_words"),
    )
    connection = op.get_bind()
    for dossier_id in connection.execute(sa.select(CLAIMS.c.dossier_id).distinct()).scalars().all():
        _number(connection, dossier_id, kept)
    op.create_index("ix_claims_number", "claims", ["dossier_id", "number"], unique=True)
    if connection.dialect.name == "sqlite":
        op.execute("CREATE TABLE word_index_dossiers (slot INTEGER PRIMARY KEY, dossier_id TEXT NOT NULL UNIQUE)")
        # A token is whatever stands between two spaces; where in a text it stands is not kept.
        op.execute(
            "CREATE VIRTUAL TABLE word_index USING fts5"
            "(tokens, content = '', columnsize = 0, detail = none, tokenize = 'ascii')"
        )
        # So many bytes are gathered before they are written: a large import would merge small parts again and again.
        op.execute("INSERT INTO word_index (word_index, rank) VALUES ('hashsize', 33554432)")
    else:
        op.create_table(
            "word_index",
            sa.Column("dossier_id", sa.Text, nullable=False),
            sa.Column("number", sa.BigInteger, nullable=False),
            sa.Column("tokens", postgresql.TSVECTOR, nullable=False),
            sa.PrimaryKeyConstraint("dossier_id", "number", name="pk_word_index"),
        )
        op.create_index("ix_word_index_tokens", "word_index", ["tokens"], postgresql_using="gin")
        # Each claim is given its number; SQLite cannot take the default away.
        op.alter_column("claims", "number", server_default=None)
    words.index_all(connection)


def _number(connection: sa.Connection, dossier_id: str, kept: sa.Table) -> None:
    """Number the claims of a dossier in their order, and keep their words."""
    here = CLAIMS.c.dossier_id == dossier_id
    in_order = sa.select(CLAIMS.c.id).where(here).order_by(CLAIMS.c.file, CLAIMS.c.ordinal, CLAIMS.c.id)
    ids = connection.execute(in_order).scalars().all()
    number = sa.update(CLAIMS).where(here, CLAIMS.c.id == sa.bindparam("at_id")).values(number=sa.bindparam("new"))
    for start in range(0, len(ids), CHUNK):
        numbers = {id_: place for place, id_ in enumerate(ids[start : start + CHUNK], start + 1)}
        connection.execute(number, [{"at_id": id_, "new": new} for id_, new in numbers.items()])
        rows = connection.execute(sa.select(CLAIMS).where(here, CLAIMS.c.id.in_(numbers))).mappings()
        texts = [{"dossier_id": dossier_id, "number": row["number"], "text": own_words_of_row({**row})} for row in rows]
        connection.execute(sa.insert(kept), texts)
