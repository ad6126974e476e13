"""What keeps the store open to databases that speak PostgreSQL and span machines: the SQL they all have, and keys that
begin with the dossier, by which they spread rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, Inspector, event, inspect, text

from claims.store import engine
from claims.store.dossiers import Edit
from claims.store.tables import METADATA
from tests.builders import claim, dossier
from tests.claims.running import Run
from tests.claims.store import test_beside_the_records as beside
from tests.claims.store.postgres import Cluster
from tests.claims.store.test_store import edit, load, version
from tests.claims.store.test_store_commands import ALLAWI, IRAQ

OF_NO_DOSSIER = {"rule_sets", "audit", engine.VERSION_TABLE}

FORBIDDEN = re.compile(
    r"""^DO\b | \b( TRIGGER | SEQUENCE | (SMALL|BIG)?SERIAL | NEXTVAL | CURRVAL | SETVAL | IDENTITY
    | PG_(TRY_)?ADVISORY\w* | (UN)?LISTEN | NOTIFY | PG_NOTIFY
    | FOR\s+(NO\s+KEY\s+)?(UPDATE|SHARE|KEY\s+SHARE) | SKIP\s+LOCKED | NOWAIT | LOCK\s+TABLE
    | TEMP(ORARY)? | UNLOGGED | INHERITS | EXCLUDE | (CREATE|REPLACE)\s+(FUNCTION|RULE|PROCEDURE|TYPE)
    | WITH\s+HOLD | CTID | XMIN | DEFERRABLE | COPY )\b""",
    re.IGNORECASE | re.VERBOSE,
)


@pytest.fixture
def sent() -> Iterator[list[str]]:
    """Every statement that any store of this process sends to PostgreSQL; a backup is a file of SQLite."""
    statements: list[str] = []

    def note(at: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if at.dialect.name == "postgresql":
            statements.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


def use_everything(run: Run, store: Engine, folder: Path) -> None:
    """A day of the store: dossiers come, are changed, asked for, imported into, kept and brought back."""
    for command in (
        ("load", IRAQ, "--why", "first"),
        ("template", folder / "claims.xlsx", "--dossier", "iraq-coalition"),
        ("export", folder / "sheets", "--format", "xlsx"),
        ("import", folder / "sheets" / "iraq-coalition" / "dossier.xlsx"),
        ("history", ALLAWI),
        ("table", "commitments", "--as-of", "2025-10-01", "--recorded-at", "2199-12-31"),
        ("diff", "2025-09-01", "2025-10-15", "--topic", "asad-exit"),
        ("verify",),
        ("audit",),
        ("backup", folder / "kept"),
    ):
        done = run(*command)
        assert done.exit == 0, done.err
    records = dossier(claim("a"), claim("b"))
    load(store, records)
    edit(store, Edit("claim", "a", claim("a", note="second"), version(store, "claim", "a")))
    edit(store, Edit("claim", "b", None, version(store, "claim", "b")))
    load(store, records, edited="replace")
    beside.test_a_draft_is_its_authors_and_the_last_that_was_kept(store)
    beside.test_what_waits_is_decided_once_and_its_decision_stays(store)
    beside.test_the_audit_tells_the_last_first_and_knows_what_it_noted(store)


@pytest.fixture
def database(cluster: Cluster) -> str:
    return cluster.new_database()


def test_no_statement_of_a_day_is_one_that_the_family_lacks(sent, run, store, database, tmp_path):
    use_everything(run, store, tmp_path)
    assert [one for one in sent if FORBIDDEN.search(one)] == []
    for table in METADATA.tables:
        for verb in (f"INSERT INTO {table} ", f"FROM {table} "):
            assert any(verb in one for one in sent), f"nothing was said of {verb}"
    # Rows are changed where they lie: no statement goes to every machine.
    changing = [one for one in sent if re.match("UPDATE|DELETE", one) and engine.VERSION_TABLE not in one]
    assert {one.split()[0] for one in changing} == {"UPDATE", "DELETE"}
    assert [one for one in changing if not re.search(r"\bdossier_id = ", one.partition(" WHERE ")[2])] == []


def test_every_key_of_the_tables_begins_with_the_dossier_and_nothing_else_is_made_with_them(store):
    found: Inspector = inspect(store)
    names = found.get_table_names()
    # The index of words is another table in each database: `claims.store.words` knows it.
    assert {*names} == {*METADATA.tables, "word_index", engine.VERSION_TABLE}
    for name in {*names} - OF_NO_DOSSIER:
        key = found.get_pk_constraint(name)["constrained_columns"]
        assert key[0] == "dossier_id", name
        assert len(key) > 1, name
        for unique in (*found.get_unique_constraints(name), *(one for one in found.get_indexes(name) if one["unique"])):
            assert unique["column_names"][0] == "dossier_id", name
        for reference in found.get_foreign_keys(name):
            assert (reference["constrained_columns"][0], reference["referred_columns"][0]) == ("dossier_id",) * 2, name
    assert [column for name in names for column in found.get_columns(name) if column["default"]] == []
    with store.connect() as at:
        for made in ("pg_trigger WHERE NOT tgisinternal", "pg_sequences", "pg_rules WHERE schemaname = 'public'"):
            assert at.execute(text(f"SELECT count(*) FROM {made}")).scalar() == 0, made
        functions = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        assert at.execute(text(functions)).scalar() == 0
