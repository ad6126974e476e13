"""The history of a dossier: every change, in order, each chained to the one before it by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from claims.flat import Data
from claims.store.bulk import insert_rows
from claims.store.engine import proven_by
from claims.store.rows import RECORDS, canonical, from_row
from claims.store.tables import HISTORY, TABLES

How = Literal["load", "edit", "import"]
FIRST = "0" * 64
"""What the first entry of a dossier names as the hash before it."""
CHUNK = 1_000
"""Rows written at once."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one record: its data before and after, None where it is new or goes."""

    kind: str
    id: str
    before: Data | None
    after: Data | None

    def fields(self) -> Iterator[tuple[str, Any, Any]]:
        """Name, value before and value after of each field that differs; None where it was not, or is not, given."""
        before, after = self.before or {}, self.after or {}
        yield from _differences("", before, after)


@dataclass(frozen=True)
class Entry:
    """One change as the history keeps it; `before` and `after` are canonical JSON."""

    dossier_id: str
    seq: int
    at: datetime
    who: str
    why: str
    how: str
    kind: str
    record_id: str
    before: str | None
    after: str | None
    previous_hash: str
    hash: str

    def computed_hash(self) -> str:
        """SHA-256 over everything that the entry says, the hash before it included."""
        return _hash_of({name: getattr(self, name) for name in self.__dataclass_fields__ if name != "hash"})

    @property
    def step(self) -> Literal["added", "changed", "removed"]:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    def fields(self) -> Iterator[tuple[str, Any, Any]]:
        """The fields that differ, as `Change.fields` tells them."""
        before, after = (json.loads(one) if one else None for one in (self.before, self.after))
        return Change(self.kind, self.record_id, before, after).fields()


def _hash_of(told: Mapping[str, Any]) -> str:
    return _digest(canonical({**told, "at": told["at"].isoformat(timespec="microseconds")}))


def _differences(above: str, before: Data, after: Data) -> Iterator[tuple[str, Any, Any]]:
    """What differs between two records, by the path of each field: `deadline.due`."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _differences(f"{above}{name}.", old, new)
        elif old != new:
            yield f"{above}{name}", old, new


def append(connection: Connection, dossier_id: str, changes: Iterable[Change], how: How, who: str, why: str) -> None:
    """Add one entry a change, in this order."""
    last = connection.execute(
        select(HISTORY.c.seq, HISTORY.c.at, HISTORY.c.hash)
        .where(HISTORY.c.dossier_id == dossier_id)
        .order_by(HISTORY.c.seq.desc())
        .limit(1)
    ).first()
    seq, previous = (last.seq, last.hash) if last else (0, FIRST)
    # Even where the clock was put back, what was kept by a moment is a whole beginning of the history.
    at = max(datetime.now(UTC), last.at + timedelta(microseconds=1)) if last else datetime.now(UTC)
    rows: list[dict[str, Any]] = []
    for change in changes:
        seq += 1
        told: dict[str, Any] = {
            "dossier_id": dossier_id,
            "seq": seq,
            "at": at,
            "who": who,
            "why": why,
            "how": how,
            "kind": change.kind,
            "record_id": change.id,
            "before": None if change.before is None else canonical(change.before),
            "after": None if change.after is None else canonical(change.after),
            "previous_hash": previous,
        }
        previous = _hash_of(told)
        rows.append({**told, "hash": previous})
        if len(rows) == CHUNK:
            insert_rows(connection, HISTORY, rows)
            rows = []
    insert_rows(connection, HISTORY, rows)
    if last is None or last.seq < seq:
        proven_by(connection, partial(holds, dossier_id=dossier_id, seq=seq, hash_=previous))


def holds(connection: Connection, dossier_id: str, seq: int, hash_: str) -> bool:
    """True where the entry with that number is the one with that hash, which no other entry shares."""
    here = (HISTORY.c.dossier_id == dossier_id, HISTORY.c.seq == seq)
    return connection.execute(select(HISTORY.c.hash).where(*here)).scalar() == hash_


def entries(
    connection: Connection, dossier_id: str, record_id: str | None = None, kind: str | None = None
) -> Iterator[Entry]:
    """The entries of a dossier, or of the records with one id, or of that kind and id, first to last."""
    asked = select(HISTORY).where(HISTORY.c.dossier_id == dossier_id).order_by(HISTORY.c.seq)
    if record_id is not None:
        asked = asked.where(HISTORY.c.record_id == record_id)
    if kind is not None:
        asked = asked.where(HISTORY.c.kind == kind)
    for row in connection.execute(asked, execution_options={"yield_per": 1000}):
        yield Entry(**row._mapping)


def last_edits(connection: Connection, dossier_id: str, most: int) -> list[Entry]:
    """The last entries that people made by hand, last first."""
    here = (HISTORY.c.dossier_id == dossier_id, HISTORY.c.how == "edit")
    asked = select(HISTORY).where(*here).order_by(HISTORY.c.seq.desc()).limit(most)
    return [Entry(**row._mapping) for row in connection.execute(asked)]


def last_changed(connection: Connection, dossier_id: str, how: Collection[How]) -> set[tuple[str, str]]:
    """Kind and id of the records whose last change was made in one of these ways."""
    last = (
        select(func.max(HISTORY.c.seq))
        .where(HISTORY.c.dossier_id == dossier_id)
        .group_by(HISTORY.c.kind, HISTORY.c.record_id)
    )
    found = select(HISTORY.c.kind, HISTORY.c.record_id).where(
        HISTORY.c.dossier_id == dossier_id, HISTORY.c.how.in_(how), HISTORY.c.seq.in_(last)
    )
    return {(row.kind, row.record_id) for row in connection.execute(found)}


def last_written(connection: Connection, dossier_id: str, kind: str, record_id: str) -> datetime | None:
    """When a record was last written; None where the history does not tell of it."""
    here = (HISTORY.c.dossier_id == dossier_id, HISTORY.c.kind == kind, HISTORY.c.record_id == record_id)
    last: datetime | None = connection.execute(select(func.max(HISTORY.c.at)).where(*here)).scalar()
    return last


@dataclass(frozen=True)
class Break:
    """Where a history does not hold.

    `reason` is entry_missing, entry_changed or entry_unlinked, of the entry with that number; or record_differs, where
    a record is not what its history says, whatever number it would have.
    """

    reason: Literal["entry_missing", "entry_changed", "entry_unlinked", "record_differs"]
    dossier_id: str
    seq: int | None = None
    kind: str | None = None
    record_id: str | None = None


def breaks(connection: Connection, dossier_id: str) -> Iterator[Break]:
    """Walk the whole chain, then hold every record against what the history leaves of it."""
    expected, previous = 1, FIRST
    told: dict[tuple[str, str], str] = {}
    for entry in entries(connection, dossier_id):
        for seq in range(expected, entry.seq):
            yield Break("entry_missing", dossier_id, seq)
        if entry.hash != entry.computed_hash():
            yield Break("entry_changed", dossier_id, entry.seq)
        elif entry.previous_hash != previous and entry.seq == expected:
            yield Break("entry_unlinked", dossier_id, entry.seq)
        expected, previous = entry.seq + 1, entry.hash
        if entry.after is None:
            told.pop((entry.kind, entry.record_id), None)
        else:
            told[entry.kind, entry.record_id] = _digest(entry.after)
    for kind in RECORDS:
        table = TABLES[kind]
        rows = connection.execute(select(table).where(table.c.dossier_id == dossier_id))
        for row in rows.mappings():
            if told.pop((kind, row["id"]), None) != _digest(canonical(from_row(kind, dict(row)))):
                yield Break("record_differs", dossier_id, kind=kind, record_id=row["id"])
    for kind, record_id in told:
        yield Break("record_differs", dossier_id, kind=kind, record_id=record_id)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
