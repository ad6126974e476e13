"""What a store is, for those who keep it: which kind, how big, of which version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, text

from claims.store.engine import VERSION_TABLE, reading
from claims.store.tables import HISTORY


@dataclass(frozen=True)
class About:
    """`kind` is that of the database, `name` its name or that of its file; `version` is that of its tables."""

    kind: str
    name: str
    size_bytes: int
    version: str
    entries: int


def about(store: Engine) -> About:
    """The store as it is now; StoreError where it does not answer."""

    def asked(connection: Connection) -> About:
        version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one()  # noqa: S608
        entries = connection.execute(select(func.count()).select_from(HISTORY)).scalar_one()
        return About(store.dialect.name, name, _size(connection), version, entries)

    name = Path(store.url.database or "").name
    return reading(store, asked)


def _size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        # What is written but not yet moved into the file itself is part of these pages.
        sizes = (connection.exec_driver_sql(f"PRAGMA {one}").scalar_one() for one in ("page_count", "page_size"))
        pages, bytes_a_page = sizes
        return int(pages * bytes_a_page)
    return int(connection.execute(select(func.pg_database_size(func.current_database()))).scalar_one())
