"""The tables: one for each kind of record, keyed by (dossier_id, id); the history, only ever added to.

`version` counts the writes of a row, for optimistic locks. `ordinal` is the record's place among those of its kind and
`file` the file under `claims/` that a claim stands in, empty for `claims.yaml`: how it is filed, not what it says.
`number` is a claim's own within its dossier, from 1, and never given again: a short name for those who count claims.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKeyConstraint, Index, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from claims.flat import plain_fields
from claims.store.rows import RECORDS, column_type

TABLE_OF: dict[str, str] = {
    "dossier": "dossiers",
    "topic": "topics",
    "speaker": "speakers",
    "outlet": "outlets",
    "source": "sources",
    "claim": "claims",
    "outcome": "outcomes",
    "assessment": "assessments",
    "text": "texts",
}
REFERENCES: dict[str, dict[str, str]] = {
    "source": {"outlet": "outlets"},
    # same_as and responds_to lead to other claims, in any order: the check of the dossier holds them.
    "claim": {"topic": "topics", "speaker": "speakers", "source": "sources"},
    "outcome": {"topic": "topics", "source": "sources"},
    "assessment": {"claim": "claims"},
    "text": {"id": "sources"},
}


class Moment(TypeDecorator[datetime]):
    """A moment to the microsecond, kept in UTC, alike in every database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


METADATA = MetaData(naming_convention={"pk": "pk_%(table_name)s", "fk": "fk_%(table_name)s_%(column_1_name)s"})


def _table(kind: str) -> Table:
    columns: list[Column[Any]] = [
        Column(field.column, column_type(field), nullable=not field.required, primary_key=field.path == ("id",))
        for field in plain_fields(RECORDS[kind])
    ]
    if kind == "claim":
        columns += [Column("file", Text, nullable=False), Column("number", BigInteger, nullable=False)]
    return Table(
        TABLE_OF[kind],
        METADATA,
        Column("dossier_id", Text, primary_key=True),
        *columns,
        Column("ordinal", Integer, nullable=False),
        Column("version", Integer, nullable=False),
        *(
            ForeignKeyConstraint(
                ["dossier_id", column],
                [f"{to}.dossier_id", f"{to}.id"],
                name=f"fk_{TABLE_OF[kind]}_{column}",
            )
            for column, to in REFERENCES.get(kind, {}).items()
        ),
        *(_claim_indexes() if kind == "claim" else []),
    )


def _claim_indexes() -> list[Index]:
    """Whoever changes a source, or a claim that others echo, asks for the claims that refer to it."""
    return [
        Index("ix_claims_number", "dossier_id", "number", unique=True),
        Index("ix_claims_source", "dossier_id", "source"),
        Index("ix_claims_same_as", "dossier_id", "same_as"),
    ]


TABLES: dict[str, Table] = {kind: _table(kind) for kind in RECORDS}

HISTORY = Table(
    "history",
    METADATA,
    Column("dossier_id", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("ix_history_record", "dossier_id", "kind", "record_id", "seq"),
)
"""`before` and `after` are canonical JSON, null where there was, or is, no such record."""

WORDS = Table(
    "words",
    METADATA,
    Column("dossier_id", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
)
"""The folded words of each claim, by its number; empty where the claim has gone. `claims.store.words` finds them."""

RULE_SETS = Table(
    "rule_sets",
    METADATA,
    Column("rule_set", Integer, primary_key=True, autoincrement=False),
    Column("since", Moment, nullable=False),
)
"""From when on this store was read by which rules."""

IMPORTS = Table(
    "imports",
    METADATA,
    Column("dossier_id", Text, primary_key=True),
    Column("file_hash", Text, primary_key=True),
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),
)
"""Rows of a file whose import was begun, checked one by one; they go when it is finished or given up."""

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("dossier_id", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Column("entered", Text, nullable=False),
    Column("base", Text),
    Column("version", Integer),
    Column("changed", Moment, nullable=False),
)
"""What a person entered and has not saved: `entered` as the form has it, `base` and `version` what it began with."""

WAITING = Table(
    "waiting",
    METADATA,
    Column("dossier_id", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("before", Text),
    Column("after", Text, nullable=False),
    Column("version", Integer),
    Column("person", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("decision", Text),
    Column("decided_by", Text),
    Column("decided_why", Text),
    Column("decided_at", Moment),
)
"""Changes that count only when a second person agrees; those that were decided stay, with by whom and why."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("event", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("dossier_id", Text),
    Column("told", Text, nullable=False),
    Index("ix_audit_at", "at"),
)
"""Who came in and left, and what was refused to whom; only ever added to."""
