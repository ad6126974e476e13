"""Many rows into a table at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.engine import Dialect

Process = Callable[[Any], Any] | None


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[Any, Any]]) -> None:
    """Insert rows that name every column, as `insert(table)` does, which would take most of the time of an import."""
    if rows:
        statement, columns, by_name = _statement(table, connection.dialect)
        values = [[process(row[name]) if process else row[name] for name, process in columns] for row in rows]
        names = [name for name, _ in columns]
        given = [dict(zip(names, one, strict=True)) for one in values] if by_name else [*map(tuple, values)]
        connection.exec_driver_sql(statement, given)


@lru_cache(64)
def _statement(table: Table, dialect: Dialect) -> tuple[str, list[tuple[str, Process]], bool]:
    """The statement, what each column makes of a value, and whether the driver takes values by name."""
    columns: list[tuple[str, Process]] = [
        (one.name, one.type.dialect_impl(dialect).bind_processor(dialect)) for one in table.columns
    ]
    return str(insert(table).compile(dialect=dialect)), columns, not dialect.positional
