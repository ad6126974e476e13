"""Opening a store and working in it: one transaction a piece of work, repeated where the database asks for it."""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from claims.errors import StoreError
from claims.store import DATABASE_URL

ATTEMPTS = 8
BUSY_SECONDS = 2
"""How long SQLite waits for another writer before it says that it is busy."""
VERSION_TABLE = "claims_store_version"
MIGRATIONS = Path(__file__).parent / "migrations"

_SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_SERIALISATION = ("40001", "40P01", "23505", "42P07")
"""Serialisation failure, deadlock; a key or table that a simultaneous writer was first to make."""

_MIGRATES = Lock()
"""Alembic works on one store at a time in each process."""

Answer = TypeVar("Answer")


def url_of(database: str | None = None) -> URL:
    """Where the store is: a URL, or the path of an SQLite file; else CLAIMS_DATABASE_URL; else the user's data folder.

    StoreError where that is no address of a database that the store works with.
    """
    named = database or os.environ.get(DATABASE_URL)
    if named is None:
        return URL.create(
            "sqlite", database=str(user_data_path("claims-dashboard", appauthor=False) / "dossiers.sqlite")
        )
    if "://" not in named:
        return URL.create("sqlite", database=str(Path(named).absolute()))
    try:
        url = make_url(named)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError("not_a_database", examples="sqlite:///claims.db, postgresql://user@host/claims") from error
    if url.drivername not in ("sqlite", "postgresql+psycopg") or (url.drivername == "sqlite" and not url.database):
        raise StoreError("not_a_database", examples="sqlite:///claims.db, postgresql://user@host/claims")
    return url


def open_store(database: str | None = None, *, create: bool = False) -> Engine:
    """The store at `database`, its tables brought up to this program.

    StoreError where there is none (and it shall not be created), where a newer program made it, or where it cannot be
    reached.
    """
    url = url_of(database)
    engine = create_engine(url)
    if url.drivername == "sqlite":
        assert url.database is not None
        file = Path(url.database)
        if create:
            file.parent.mkdir(parents=True, exist_ok=True)
        elif not file.exists():
            raise StoreError("no_store", path=file, command="claims load")
        _as_sqlite(engine)
    migrate(engine)
    return engine


def _as_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Python's own way of beginning transactions would leave changes of tables outside them.
        connection.isolation_level = None
        for setting in (
            f"busy_timeout = {BUSY_SECONDS * 1000:.0f}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer that began as a reader could not wait for another writer: it would have to start again.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def reading(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """The answer of `work` over the store as it was at one moment."""
    return _in_transaction(engine, work, writes=False)


def writing(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Do all of `work` or nothing of it; durable when this returns. `work` may be called again, on a newer state."""
    return _in_transaction(engine, work, writes=True)


def _in_transaction(engine: Engine, work: Callable[[Connection], Answer], *, writes: bool) -> Answer:
    options: dict[str, Any] = {"writes": writes}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "SERIALIZABLE" if writes else "REPEATABLE READ"
    for attempt in range(ATTEMPTS):
        try:
            with engine.connect().execution_options(**options) as connection, connection.begin():
                return work(connection)
        except (DBAPIError, sqlite3.Error) as error:
            fault = error.orig if isinstance(error, DBAPIError) else error
            if not _may_be_repeated(fault):
                raise StoreError("database_says", problem=_first_line(fault)) from error
        time.sleep(random.uniform(0.5, 1) * 0.02 * 2**attempt)  # noqa: S311 - apart from the others, not secret
    raise StoreError("busy", attempts=ATTEMPTS)


def _may_be_repeated(fault: BaseException | None) -> bool:
    if isinstance(fault, sqlite3.Error):
        # The low byte is the error, the others say more of it.
        return getattr(fault, "sqlite_errorcode", 0) & 0xFF in _SQLITE_BUSY
    return getattr(fault, "sqlstate", None) in _SERIALISATION


def _first_line(fault: BaseException | None) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)


def migrate(engine: Engine) -> None:
    """Bring the tables up to this program. StoreError where a newer program made them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)

    def version(connection: Connection) -> str | None:
        return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()

    def upgrade(connection: Connection) -> None:
        if version(connection) != scripts.get_current_head():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    found = reading(engine, version)
    if found is not None and found not in {one.revision for one in scripts.walk_revisions()}:
        raise StoreError("newer", version=found)
    if found != scripts.get_current_head():
        with _MIGRATES:
            writing(engine, upgrade)
