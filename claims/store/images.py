"""The column image of a dossier, made of its rows and kept current by the number of its last change.

That of a large dossier is saved beside the store (`claims.store.snapshots`): a start need not read every row again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, select

from claims.analysis import image
from claims.records import DossierRecords
from claims.rows import AssessmentRow, ClaimRow, Rows, SourceRow
from claims.store import dossiers, history, kept, snapshots
from claims.store.past import last_change
from claims.store.tables import HISTORY, TABLES
from claims.tables import Tables

READ = 10_000
"""Rows read at once."""
ASKED = 1_000
"""Ids asked for at once."""
MOST_CHANGED = 5
"""An image is built anew where more than one in so many claims changed."""
SAVED_EVERY = 1_000
"""So many changes after a snapshot the next one is saved."""


@dataclass(frozen=True)
class Image:
    """The columns of a dossier after so many changes; `hash` is the seal of the last one in its history.

    `records` are those of `kept.few`, `saved` is how many changes the snapshot has that lies beside the store.
    """

    tables: Tables
    records: DossierRecords
    entries: int
    hash: str
    saved: int


def current(connection: Connection, dossier_id: str, held: Image | None = None) -> Image:
    """The image of a dossier as it is now.

    It is `held` or a snapshot brought up to date where these are of this history, else it is built anew. StoreError
    where there is no such dossier.
    """
    last = last_change(connection, dossier_id)
    before = held if held and _is_of(connection, dossier_id, held) else _opened(connection, dossier_id)
    changed = _changed(connection, dossier_id, before.entries) if before else {}
    few_changed = changed.keys() & {*kept.FEW, "source"}
    records = before.records if before and not few_changed else kept.few(connection, dossier_id)
    if before is None or "dossier" in changed or _much(before.tables, changed):
        now = Image(_built(connection, dossier_id, records), records, last.seq, last.hash, 0)
    else:
        tables = before.tables
        if changed:
            tables = image.after(tables, changed, records, _Reads(connection, dossier_id))
        now = replace(before, tables=tables, records=records, entries=last.seq, hash=last.hash)
    if len(now.tables.claims.id) > kept.WHOLE and (not now.saved or now.entries >= now.saved + SAVED_EVERY):
        snapshots.save(connection.engine, dossier_id, now.tables, snapshots.Seal(now.entries, now.hash))
        now = replace(now, saved=now.entries)
    return now


def _built(connection: Connection, dossier_id: str, records: DossierRecords) -> Tables:
    try:
        return image.made(Tables.built(records, rows(connection, dossier_id)))
    except (KeyError, IndexError, ValueError):
        # A row that is no claim, whatever wrote it: the check of the whole dossier says which, and what is wrong.
        dossiers.read(connection, dossier_id)
        raise


def rows(connection: Connection, dossier_id: str) -> Rows:
    """The rows of a dossier as its columns are made of them, read while they are asked for."""
    every = _Reads(connection, dossier_id)
    return Rows(every.of(ClaimRow, _CLAIM), every.of(SourceRow, _SOURCE), every.assessments())


def _opened(connection: Connection, dossier_id: str) -> Image | None:
    """The snapshot beside the store, if it is of this history."""
    found = snapshots.opened(connection.engine, dossier_id)
    if found is None:
        return None
    tables, seal = found
    if not history.holds(connection, dossier_id, seal.entries, seal.hash):
        return None
    # Records are those of today: what changed since is brought into the columns before anybody sees them.
    return Image(tables, kept.few(connection, dossier_id), seal.entries, seal.hash, seal.entries)


def _is_of(connection: Connection, dossier_id: str, held: Image) -> bool:
    """Whether the history has that seal at that place: a store that was restored may have another."""
    return history.holds(connection, dossier_id, held.entries, held.hash)


def _changed(connection: Connection, dossier_id: str, since: int) -> dict[str, set[str]]:
    """The ids of the records that were written after so many changes, by kind."""
    here = (HISTORY.c.dossier_id == dossier_id, HISTORY.c.seq > since)
    # In order of number, so that the database begins there and does not look through all entries.
    asked = select(HISTORY.c.kind, HISTORY.c.record_id).where(*here).order_by(HISTORY.c.seq)
    found: dict[str, set[str]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.kind, set()).add(row.record_id)
    return found


def _much(tables: Tables, changed: dict[str, set[str]]) -> bool:
    return len(changed.get("claim", ())) * MOST_CHANGED > len(tables.claims.id)


_C = TABLES["claim"].c
_CLAIM = select(
    *(_C.id, _C.number, _C.topic, _C.speaker, _C.source, _C.attribution, _C.said_on, _C.same_as, _C.responds_to),
    *(_C.retired_on, _C.deadline_role, _C.deadline_force, _C.deadline_due, _C.figure_qualifier, _C.figure_low),
    *(_C.figure_high, _C.figure_as_of, _C.figure_basis, _C.position_stance),
)
_S = TABLES["source"].c
_SOURCE = select(_S.id, _S.outlet, _S.language)
_A = TABLES["assessment"].c
_ASSESSMENT = select(_A.id, _A.claim, _A.status, _A.on)


class _Reads:
    """The rows of a dossier, all or those asked for."""

    def __init__(self, connection: Connection, dossier_id: str) -> None:
        self._connection, self._dossier_id = connection, dossier_id

    def claims(self, ids: Collection[str]) -> Iterable[ClaimRow]:
        return self._those(ClaimRow, _CLAIM, ids)

    def sources(self, ids: Collection[str]) -> Iterable[SourceRow]:
        return self._those(SourceRow, _SOURCE, ids)

    def assessments(self) -> Iterable[AssessmentRow]:
        return self.of(AssessmentRow, _ASSESSMENT)

    def of(self, kind: Any, asked: Select[Any]) -> Iterator[Any]:
        here = asked.where(asked.selected_columns.id.table.c.dossier_id == self._dossier_id)
        found = self._connection.execute(here, execution_options={"yield_per": READ})
        for part in found.partitions():
            yield from map(kind._make, part)

    def _those(self, kind: Any, asked: Select[Any], ids: Collection[str]) -> Iterator[Any]:
        left = iter(sorted(ids))
        while part := list(islice(left, ASKED)):
            yield from self.of(kind, asked.where(asked.selected_columns.id.in_(part)))
