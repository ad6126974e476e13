"""A whole store in one SQLite file, and back: every table as it is, versions, history and hashes included."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, delete, func, select

from claims.errors import StoreError
from claims.faults import catalogue
from claims.store import dossiers, engine, history, words
from claims.store.bulk import insert_rows
from claims.store.history import Break
from claims.store.outages import told
from claims.store.tables import METADATA, RULE_SETS

ROWS_AT_ONCE = 1000

Tell = Callable[[int, int], None]
"""Is told, as it goes on, how many rows were copied, and of how many."""


class BackupError(StoreError):
    """What keeps a backup from being written or restored; its sentence stands in the catalogue's area `backup`."""

    def __str__(self) -> str:
        return catalogue(self.language).text(f"backup.{self.reason}", None, **self.gaps)


def save(store: Engine, file: Path, tell: Tell) -> list[Break]:
    """Write the store as it is at one moment to a new file, while others go on writing; durable when this returns.

    The file is an SQLite store. Gives the breaks that the history had already. StoreError where the file is there, or
    where it cannot be written: then there is none.
    """
    _must_not_be(file)
    with _folder_for(file) as folder:
        part = folder / file.name
        copy = engine.open_store(str(part), create=True)

        def work(at: Connection) -> list[Break]:
            with copy.begin() as to:
                return _copy(at, to, tell)

        found = engine.reading(store, work)
        copy.dispose()
        _make_one_file(part)
        try:
            _give_name(part, file)
        except OSError as error:
            raise BackupError("cannot_write", path=file) from error
    engine.keep_names_in(file.parent)
    return found


def restore(file: Path, database: str | None, tell: Tell) -> list[Break]:
    """Fill a new or empty store with what a backup, or any SQLite store, holds: all of it or nothing.

    The file stays as it is: one of an older program is brought up in a copy of it. Gives the breaks that its history
    had already. StoreError where the store holds anything, or where the file is no store.
    """
    if not file.is_file():
        raise BackupError("no_file", path=file)
    with TemporaryDirectory(prefix="claims-restore-") as folder:
        copied = Path(folder) / "copied"
        try:
            # SQLite's own copy takes along what has not gone from the journal into the file yet.
            with (
                closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as given,
                closing(sqlite3.connect(copied)) as to,
            ):
                given.backup(to)
        except sqlite3.Error as error:
            raise told(error, str(file)) from error
        source = engine.open_store(str(copied))
        store = engine.open_store(database, create=True)

        def work(to: Connection) -> list[Break]:
            _must_be_empty(to)
            with source.connect() as at:
                return _copy(at, to, tell)

        try:
            return engine.writing(store, work)
        finally:
            source.dispose()
            store.dispose()


def _copy(at: Connection, to: Connection, tell: Tell) -> list[Break]:
    """Copy every row, index the words, and walk the history of the copy."""
    tables = METADATA.sorted_tables
    rows = sum(at.execute(select(func.count()).select_from(table)).scalar_one() for table in tables)
    done = 0
    # A store that was just made may know by which rules it is read; the copy tells since when the original was.
    to.execute(delete(RULE_SETS))
    for table in tables:
        found = at.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table))
        for part in found.mappings().partitions():
            insert_rows(to, table, part)
            done += len(part)
            tell(done, rows)
    words.index_all(to)
    found_breaks = [one for id_ in dossiers.known_ids(to) for one in history.breaks(to, id_)]
    if found_breaks and found_breaks != [one for id_ in dossiers.known_ids(at) for one in history.breaks(at, id_)]:
        raise BackupError("copied_wrong")
    return found_breaks


def _must_be_empty(store: Connection) -> None:
    for table in METADATA.sorted_tables:
        if table is not RULE_SETS and store.execute(select(table).limit(1)).first():
            raise BackupError("not_empty", store=engine.name_of(store.engine))


def _must_not_be(file: Path) -> None:
    if os.path.lexists(file):
        raise StoreError("already_there", path=file)


@contextmanager
def _folder_for(file: Path) -> Iterator[Path]:
    """A folder beside a file in which it can be made ready; it goes again, whatever happens."""
    try:
        folder = TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent)
    except OSError as error:
        raise BackupError("cannot_write", path=file) from error
    with folder as name:
        yield Path(name)


def _make_one_file(part: Path) -> None:
    """Empty the journal into the file, so that the file alone is the store, and make it durable."""
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with part.open("rb") as written:
        os.fsync(written.fileno())


def _give_name(part: Path, file: Path) -> None:
    """Let the file appear, whole, under a name that was free."""
    try:
        os.link(part, file)
    except FileExistsError:
        _must_not_be(file)
    except OSError:
        # A stick may have a file system on which a file has one name only.
        _must_not_be(file)
        part.rename(file)
