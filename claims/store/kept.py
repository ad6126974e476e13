"""The records of a dossier as pages need them: all of a small one, of a large one those that are asked for.

What is fetched later is what it was at the change up to which the dossier was read: records that were written since are
taken out of the history.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from threading import Lock
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, func, select

from claims.ids import Ids
from claims.records import DossierRecords
from claims.store import dossiers
from claims.store.engine import reading
from claims.store.tables import HISTORY, TABLES
from claims.tables import Tables

WHOLE = 5_000
"""A dossier of more claims is not held in memory as records."""
REMEMBERED = 10_000
"""Records of each kind that are remembered after they were fetched."""
FETCHED = 500
"""Records fetched at once."""

FEW = ("dossier", "topic", "speaker", "outlet", "outcome")
"""Kinds of which even a large dossier has few records."""

R = TypeVar("R")


def few(connection: Connection, dossier_id: str) -> DossierRecords:
    """The records of the kinds in FEW, with the sources of the outcomes. StoreError where there is no such dossier."""
    found: dict[str, Any] = {kind: dossiers.records_of(connection, dossier_id, kind) for kind in FEW}
    of_outcomes = {one.source for one in found["outcome"].values()}
    sources: Any = dossiers.records_of(connection, dossier_id, "source", of_outcomes)
    return DossierRecords(
        dossier=found["dossier"][dossier_id],
        topics=found["topic"],
        speakers=found["speaker"],
        outlets=found["outlet"],
        sources=sources,
        claims={},
        outcomes=found["outcome"],
        assessments={},
        texts={},
    )


def large(engine: Engine, records: DossierRecords, entries: int, tables: Tables) -> DossierRecords:
    """The dossier of `few` with what it has many of, fetched when it is asked for; `tables` are its columns."""

    def of(kind: str, ids: Sequence[str], pick: Callable[[Any], Any] = lambda record: record) -> Any:
        return Kept(engine, records.dossier.id, kind, ids, entries, pick)

    with_text = select(TABLES["text"].c.id).where(TABLES["text"].c.dossier_id == records.dossier.id)
    texts = reading(engine, lambda at: Ids.of(at.execute(with_text).scalars()))
    return replace(
        records,
        claims=of("claim", tables.claims.id),
        sources=of("source", tables.sources),
        assessments=of("assessment", Ids.of(tables.assessments.id)),
        texts=of("text", texts, lambda record: record.text),
    )


class Kept(Mapping[str, R], Generic[R]):
    """The records of one kind by id, as they were after so many changes of the dossier."""

    def __init__(
        self, engine: Engine, dossier_id: str, kind: str, ids: Sequence[str], entries: int, of: Callable[[Any], R]
    ) -> None:
        self._engine, self._dossier_id, self._kind = engine, dossier_id, kind
        self._ids, self._entries, self._of = ids, entries, of
        self._remembered: OrderedDict[str, R] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._ids

    def __getitem__(self, id_: str) -> R:
        if id_ not in self._ids:
            raise KeyError(id_)
        return self.those([id_])[id_]

    def those(self, ids: Iterable[str]) -> dict[str, R]:
        """These records, in this order, with one question to the store for many."""
        wanted = list(dict.fromkeys(ids))
        with self._lock:
            found = {id_: self._remembered[id_] for id_ in wanted if id_ in self._remembered}
        missing = iter([id_ for id_ in wanted if id_ not in found])
        while part := list(islice(missing, FETCHED)):
            found |= reading(self._engine, partial(self._fetched, ids=part))
        with self._lock:
            for id_ in wanted:
                self._remembered[id_] = found[id_]
                self._remembered.move_to_end(id_)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return {id_: found[id_] for id_ in wanted}

    def last(self, count: int) -> dict[str, R]:
        """So many of them, the last by id."""
        size = len(self._ids)
        return self.those(self._ids[place] for place in range(max(0, size - count), size))

    def items(self) -> Any:
        """All of them, fetched many at once and not remembered."""
        left = iter(self._ids)
        while part := list(islice(left, FETCHED)):
            yield from reading(self._engine, partial(self._fetched, ids=part)).items()

    def values(self) -> Any:
        return (record for _, record in self.items())

    def _fetched(self, connection: Connection, ids: Sequence[str]) -> dict[str, R]:
        before = self._before_later_changes(connection, ids)
        now = dossiers.data_of_kind(connection, self._dossier_id, self._kind, [id_ for id_ in ids if id_ not in before])
        data = {**now, **before}
        return {id_: self._of(dossiers.record_of(self._kind, self._dossier_id, data[id_])) for id_ in ids}

    def _before_later_changes(self, connection: Connection, ids: Sequence[str]) -> dict[str, Any]:
        """What those said that were written since, before they were."""
        h = HISTORY.c
        here = (h.dossier_id == self._dossier_id, h.kind == self._kind, h.record_id.in_(ids), h.seq > self._entries)
        first = select(func.min(h.seq)).where(*here).group_by(h.record_id)
        asked = select(h.record_id, h.before).where(h.dossier_id == self._dossier_id, h.seq.in_(first))
        return {row.record_id: json.loads(row.before) for row in connection.execute(asked)}
