"""Opening a store and working in it: one transaction a piece of work, repeated where the database asks for it."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, column, create_engine, event, inspect, make_url, select, table
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

from claims.errors import StoreError
from claims.store import DATABASE_URL, outages, rule_sets
from claims.store.outages import OutageError

ATTEMPTS = 8
BUSY_SECONDS = 2
"""How long SQLite waits for another writer before it says that it is busy."""
CONNECT_SECONDS = 10
"""How long a server may take to answer."""
VERSION_TABLE = "claims_store_version"
MIGRATIONS = Path(__file__).parent / "migrations"

_VERSION = re.compile(r'^revision = "(\w+)"\ndown_revision = (?:None|"(\w+)")$', re.MULTILINE)
"""In a migration: the version it leads to and the one it begins at."""

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
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise StoreError("not_a_database", examples="sqlite:///claims.db, postgresql://user@host/claims") from error
    if url.drivername not in ("sqlite", "postgresql+psycopg") or (url.drivername == "sqlite" and not url.database):
        raise StoreError("not_a_database", examples="sqlite:///claims.db, postgresql://user@host/claims")
    return url


def open_store(database: str | None = None, *, create: bool = False) -> Engine:
    """The store at `database`, its tables brought up to this program, whose rules it notes.

    StoreError where there is none (and it shall not be created), where a newer program made it, or where it cannot be
    reached.
    """
    url = url_of(database)
    if url.drivername == "sqlite":
        assert url.database is not None
        file = Path(url.database)
        if create:
            _make(file.parent)
        elif not file.exists():
            raise StoreError("no_store", path=file, command="claims load")
        engine = create_engine(url, creator=partial(_as_it_is, file)) if _only_read(file) else create_engine(url)
        _as_sqlite(engine)
    else:
        engine = create_engine(url.update_query_dict({"connect_timeout": str(CONNECT_SECONDS), **url.query}))
    migrate(engine, create=create)
    if not reading(engine, rule_sets.is_noted):
        try:
            writing(engine, rule_sets.note)
        except OutageError as error:
            # Who may only read can still ask.
            if error.reason != "read_only":
                raise
    return engine


def _only_read(file: Path) -> bool:
    """Whether a file is whole by itself, and this user may neither write to it nor beside it, as SQLite would."""
    writable = os.access(file, os.W_OK) or os.access(file.parent, os.W_OK)
    return not writable and os.access(file, os.R_OK) and not Path(f"{file}-wal").exists()


def _as_it_is(file: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(file))}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def name_of(engine: Engine) -> str:
    """The store as a reader may see it: the file, or the address without its password."""
    url = engine.url
    return str(url.database) if url.drivername == "sqlite" else str(url.set(drivername="postgresql", query={}))


def _make(folder: Path) -> None:
    """Make a folder that is still there after a power cut: SQLite sees to its own files, not to what they lie in."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        for one in reversed(missing):
            one.mkdir(exist_ok=True)
            keep_names_in(one.parent)
    except OSError as error:
        raise OutageError("cannot_open", store=error.filename) from error


def keep_names_in(folder: Path) -> None:
    """Make what was created or renamed in a folder durable."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _as_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Python's own way of beginning transactions would leave changes of tables outside them.
        connection.isolation_level = None
        for setting in (
            f"busy_timeout = {BUSY_SECONDS * 1000:.0f}",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            # Only a writer changes how a file keeps its journal: a backup, or a file on a disk that nobody may write
            # to, is read as it is.
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            # A writer that began as a reader could not wait for another writer: it would have to start again.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")


def reading(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """The answer of `work` over the store as it was at one moment."""
    return _in_transaction(engine, work, writes=False)


def writing(engine: Engine, work: Callable[[Connection], Answer]) -> Answer:
    """Do all of `work` or nothing of it; durable when this returns. `work` may be called again, on a newer state.

    StoreError where the database could not do it. Where the connection broke while the server was committing, the
    proof that the work left (`proven_by`) decides whether it is done or may be repeated; without one, OutageError says
    that it is not known.
    """
    return _in_transaction(engine, work, writes=True)


Proof = Callable[[Connection], bool]


def proven_by(connection: Connection, proof: Proof) -> None:
    """Leave word how a later transaction finds out whether this one was committed.

    A repetition of the work must not be able to commit beside it: both would write the same key.
    """
    connection.info["proof"] = proof


@dataclass(frozen=True)
class _Sent(Generic[Answer]):
    """Work whose COMMIT was sent: its answer, and how to find out whether it was kept."""

    answer: Answer
    proof: Proof | None


def _in_transaction(engine: Engine, work: Callable[[Connection], Answer], *, writes: bool) -> Answer:
    options: dict[str, Any] = {"writes": writes}
    if engine.dialect.name == "postgresql":
        options["isolation_level"] = "SERIALIZABLE" if writes else "REPEATABLE READ"
    unsure: list[tuple[Answer, Proof]] = []
    was_lost = False
    for attempt in range(ATTEMPTS):
        sent: _Sent[Answer] | None = None
        try:
            with engine.connect() as connection:
                connection.execution_options(**options).info.pop("proof", None)
                with connection.begin():
                    for answer, proof in unsure:
                        if proof(connection):
                            return answer
                    sent = _Sent(work(connection), connection.info.get("proof"))
            return sent.answer
        except (DBAPIError, sqlite3.Error, NoConnectionFreeError) as error:
            fault = (error.orig if isinstance(error, DBAPIError) else None) or error
            lost = isinstance(error, DBAPIError) and error.connection_invalidated
            if writes and sent and (lost or outages.leaves_commit_unsure(fault)):
                if sent.proof is None or not lost:
                    raise OutageError("unsure", store=name_of(engine)) from error
                unsure.append((sent.answer, sent.proof))
            elif not (lost or outages.may_be_repeated(fault) or (was_lost and outages.cannot_connect(fault))):
                raise _last_word(engine, fault, unsure) from error
            was_lost = was_lost or lost
            last = fault
        time.sleep(random.uniform(0.5, 1) * 0.02 * 2**attempt)  # noqa: S311 - apart from the others, not secret
    raise _last_word(engine, last, unsure) from last


def _last_word(engine: Engine, fault: BaseException, unsure: list[tuple[Any, Proof]]) -> StoreError:
    if unsure:
        return OutageError("unsure", store=name_of(engine))
    if outages.may_be_repeated(fault):
        return StoreError("busy", attempts=ATTEMPTS)
    return outages.told(fault, name_of(engine))


def migrate(engine: Engine, *, create: bool = False) -> None:
    """Bring the tables up to this program. StoreError where there are none, or where a newer program made them."""
    head, known = _versions(MIGRATIONS)

    def version(connection: Connection) -> str | None:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
        return connection.scalar(select(column("version_num")).select_from(table(VERSION_TABLE)))

    def upgrade(connection: Connection) -> None:
        if version(connection) != head:
            _upgrade(connection)

    found = reading(engine, version)
    if found is None and not create:
        raise StoreError("no_store", path=name_of(engine), command="claims load")
    if found is not None and found not in known:
        raise StoreError("newer", version=found)
    if found != head:
        with _MIGRATES:
            writing(engine, upgrade)


def _upgrade(connection: Connection) -> None:
    # Where nothing is to be done, as at most starts, nobody waits for Alembic to be there.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@cache
def _versions(migrations: Path) -> tuple[str, frozenset[str]]:
    """The version that these migrations lead to, and all that they know."""
    told = [file.read_text("utf-8") for file in (migrations / "versions").glob("*.py")]
    follows = {found[1]: found[2] for one in told if (found := _VERSION.search(one))}
    (head,) = follows.keys() - follows.values()
    return head, frozenset(follows)
