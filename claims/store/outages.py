"""What a database says when it cannot do its work: whether the work may be repeated, and the sentence for the reader.

SQLite's codes are those of https://www.sqlite.org/rescode.html (the low byte is the error, the others say more of it);
PostgreSQL's are the SQLSTATEs of its appendix A.
"""

from __future__ import annotations

import sqlite3

from claims.errors import StoreError
from claims.faults import catalogue

_REPEATABLE = ("40001", "40P01", "23505", "42P07", "57P03", sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
"""Serialisation failure, deadlock; a key or table that a simultaneous writer was first to make; a server that is still
starting."""

_REASONS: dict[object, str] = {
    "53100": "full",
    sqlite3.SQLITE_FULL: "full",
    "25006": "read_only",
    "42501": "read_only",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_CANTOPEN: "cannot_open",
    sqlite3.SQLITE_NOTADB: "not_ours",
    sqlite3.SQLITE_CORRUPT: "damaged",
    "XX001": "damaged",
    "XX002": "damaged",
}
_UNSURE_COMMITS = ("40003", sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC)
"""A COMMIT was begun and its end is not known; after a failed fsync the system may or may not have kept the pages."""


class OutageError(StoreError):
    """What keeps the database itself from its work; its sentence stands in the catalogue's area `outage`."""

    def __str__(self) -> str:
        return catalogue(self.language).text(f"outage.{self.reason}", None, **self.gaps)


def may_be_repeated(fault: BaseException | None) -> bool:
    """True where nothing was written and the same work may go well a moment later."""
    return _code(fault) in _REPEATABLE


def cannot_connect(fault: BaseException | None) -> bool:
    """True where there was no server that answered."""
    if fault is None or isinstance(fault, sqlite3.Error):
        return False
    # Whoever has a file for a store need not have it in memory.
    from psycopg import OperationalError

    return isinstance(fault, OperationalError) and fault.sqlstate is None


def leaves_commit_unsure(fault: BaseException | None) -> bool:
    """True where a COMMIT that ends in this may have been kept all the same."""
    return _code(fault) in _UNSURE_COMMITS or getattr(fault, "sqlite_errorcode", None) in _UNSURE_COMMITS


def told(fault: BaseException, store: str) -> StoreError:
    """The error for the reader: one line, without a password."""
    # Of several addresses of a host the last line tells how the last one failed, the first only that all did.
    lines = [line.strip(" -") for line in str(fault).splitlines() if line.strip()] or [type(fault).__name__]
    if cannot_connect(fault):
        return OutageError("unreachable", store=store, problem=lines[-1] if lines[0].endswith(":") else lines[0])
    reason = _REASONS.get(_code(fault))
    return OutageError(reason, store=store) if reason else StoreError("database_says", problem=lines[0])


def _code(fault: BaseException | None) -> object:
    if isinstance(fault, sqlite3.Error):
        return getattr(fault, "sqlite_errorcode", 0) & 0xFF
    return getattr(fault, "sqlstate", None)
