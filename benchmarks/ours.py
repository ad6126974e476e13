"""The one door from the measurements to the program that is measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine

from benchmarks.charts import bars
from claims import query
from claims.analysis import compare, deadlines, values
from claims.errors import FaultyDossierError
from claims.exchange import reading
from claims.exchange.incoming import RowEntry
from claims.query import Facet, Query
from claims.store import dossiers, engine
from claims.store.imports import Import
from claims.tables import NO_DAY, ROLES, Tables
from dashboard import data

Answer = TypeVar("Answer")
Counts = Mapping[str, int]

PAGE = 50
NOT_YET = -1_000
"""A day before all that is charted."""
FACETS: tuple[Facet, ...] = ("speaker", "outlet", "topic", "language", "state")
"""The five facets that a plain table has as columns."""


def validated(file: Path) -> Counter[str]:
    """Read and check every line by itself, as the import does; how many records of each kind are sound."""
    incoming = reading.incoming(file, None)
    found: Counter[str] = Counter()
    for row in incoming.rows({}):
        entry = RowEntry(row, row.data)
        found[entry.type] += not any(entry.validate())
    if incoming.faults:
        raise FaultyDossierError(tuple(incoming.faults))
    return found


def new_store(database: Path) -> None:
    engine.open_store(str(database), create=True).dispose()


def opened(database: Path) -> Engine:
    return engine.open_store(str(database))


def in_store(database: Path, work: Callable[[Connection], Answer]) -> Answer:
    store = opened(database)
    try:
        return engine.reading(store, work)
    finally:
        store.dispose()


def indexes_words(database: Path) -> bool:
    """Whether the store keeps an index of words."""
    tables = in_store(database, lambda at: at.exec_driver_sql("SELECT sql FROM sqlite_master").scalars().all())
    return any("fts5" in (one or "").lower() for one in tables)


def imported(file: Path, database: Path, dossier_id: str) -> None:
    """The whole import of a file, as `claims import` does it."""
    store = opened(database)
    Import(store, dossier_id, reading.incoming(file, None)).run(who="bench")
    store.dispose()


@dataclass(frozen=True)
class Shown:
    """What one interaction shows: counts by facet, states, states by topic, the page's claims, two charts as JSON."""

    count: int
    facets: Mapping[str, Counts]
    states: Counts
    grid: Mapping[tuple[str, str], int]
    page: tuple[str, ...]
    charts: tuple[str, str]


class Dossier:
    """A dossier of the store, ready to be asked."""

    def __init__(self, database: Path, dossier_id: str) -> None:
        records, files = in_store(database, lambda at: dossiers.read(at, dossier_id))
        self._dossier = data.Dossier(
            records,
            files,
            Tables.of(records),
            query.Facts.of(records),
            0,
            datetime.now(UTC),
            None,
        )
        self._facts, self._tables = self._dossier.facts, self._dossier.tables

    @property
    def image_bytes(self) -> int:
        """What the columns that analysis reads take."""
        return _array_bytes(self._tables) + _array_bytes(self._facts)

    def day(self, as_of: date) -> data.DayTables:
        return data.DayTables(self._dossier, as_of)

    def states(self, as_of: date) -> Counts:
        """How many deadlines stand how on a day, worked out anew."""
        return dict(Counter(deadlines.states(self._tables, as_of)["state"].tolist()))

    def state_of_claims(self, as_of: date) -> dict[str, str]:
        """The state of each dated claim by its id."""
        frame = deadlines.states(self._tables, as_of)
        return dict(zip(frame["claim_id"].tolist(), frame["state"].tolist(), strict=True))

    def facets(self, asked: Query, day: data.DayTables) -> tuple[dict[str, Counts], list[tuple[str, str]]]:
        """The counts of the five facets, and day and statement of the claims on the first page."""
        found = query.select(self._facts, day.standing, asked)
        page = [self._row(one) for one in self._page(found.mask)]
        return {name: _some(found.counts[name]) for name in FACETS}, page

    def shown(self, asked: Query) -> Shown:
        """All that a page shows on a day that nobody asked for yet."""
        standing = self.day(asked.as_of).standing
        found = query.select(self._facts, standing, asked)
        mask, topics, states = found.mask, self._facts.known["topic"], standing.states
        dated = mask & (standing.state >= 0)
        topic, state = self._facts.codes["topic"][dated], standing.state[dated]
        grid = np.bincount(topic * len(states) + state, minlength=len(topics) * len(states))
        page = self._page(mask)
        for one in page:
            self._row(one)
        return Shown(
            count=int(mask.sum()),
            facets={name: _some(found.counts[name]) for name in FACETS},
            states=_some(found.counts["state"]),
            grid={(topics[at // len(states)], states[at % len(states)]): int(grid[at]) for at in np.flatnonzero(grid)},
            page=page,
            charts=self._charts(mask),
        )

    def _page(self, mask: npt.NDArray[np.bool_]) -> tuple[str, ...]:
        """The last said first, of one day by id."""
        rows = np.flatnonzero(mask)
        said = self._facts.said_last[rows]
        if len(rows) > PAGE:
            least = np.partition(said, len(said) - PAGE)[len(said) - PAGE]
            rows = rows[said >= least]
        order = np.argsort(-self._facts.said_last[rows].astype(np.int64), kind="stable")[:PAGE]
        return tuple(self._facts.claim_ids[rows[order]])

    def _row(self, claim_id: str) -> tuple[str, str]:
        claim = self._dossier.records.claims[claim_id]
        return str(claim.said_on.last), claim.statement.in_language("ar")

    @cached_property
    def _charted(self) -> tuple[npt.NDArray[Any], ...]:
        """Kind and role of each claim, month of its saying and of its due date, in the order of the facts."""
        claims = self._tables.claims
        rows = np.argsort(np.argsort(claims.id))[np.argsort(np.argsort(self._facts.claim_ids.to_numpy(object)))]
        kind = np.select([claims.role >= 0, claims.qualifier >= 0], [0, 1], 2)[rows]
        last = values.due(self._tables).last
        due = np.where(last == NO_DAY, NOT_YET, last)[rows].astype("datetime64[D]")
        return kind, claims.role[rows], _months(self._facts.said_last), _months(due)

    def _charts(self, mask: npt.NDArray[np.bool_]) -> tuple[str, str]:
        """Claims by the month in which they were said, by kind; deadlines by that of their date, by role."""
        kind, role, said, due = (column[mask] for column in self._charted)
        dated = (role >= 0) & (due >= 0)
        return _bars(said, kind, ("deadline", "figure", "position")), _bars(due[dated], role[dated], ROLES)

    def agreement_totals(self, topic: str, as_of: date) -> Counts:
        """How the pairs of a topic's claims count."""
        return _agreement(self._tables, topic, as_of)[0]

    def agreement_matrix(self, topic: str, as_of: date) -> tuple[Counts, int]:
        """How they count by speaker against speaker: the sum over the matrix, and how many cells it has."""
        return _agreement(self._tables, topic, as_of)


def _agreement(tables: Tables, topic: str, as_of: date) -> tuple[Counts, int]:
    chosen = tables.claims.id[tables.claims.topic == tables.topics.index(topic)]
    frame = compare.agreement(tables, "speaker", as_of, set(chosen))
    return {word: int(frame[word].sum()) for word in compare.COUNTED_AS}, len(frame)


def _some(counts: Counts) -> dict[str, int]:
    return {code: count for code, count in counts.items() if count}


def _months(days: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    months: npt.NDArray[np.int64] = days.astype("datetime64[M]").astype(np.int64)
    return months


def _bars(months: npt.NDArray[Any], codes: npt.NDArray[Any], names: tuple[str, ...]) -> str:
    if not len(months):
        return bars({})
    first = int(months.min())
    span = int(months.max()) - first + 1
    table = np.bincount(codes * span + (months - first), minlength=len(names) * span).reshape(len(names), span)
    labels = np.arange(first, first + span).astype("datetime64[M]").astype(str)
    return bars({name: _pairs(labels, row) for name, row in zip(names, table, strict=True) if row.any()})


def _pairs(labels: npt.NDArray[Any], counts: npt.NDArray[Any]) -> tuple[list[str], list[int]]:
    some = np.flatnonzero(counts)
    return labels[some].tolist(), counts[some].tolist()


def _array_bytes(held: object) -> int:
    """The bytes of all arrays in a dataclass, those inside its parts too; of texts, only what points to them."""
    if isinstance(held, np.ndarray):
        return held.nbytes
    if isinstance(held, Mapping):
        return sum(map(_array_bytes, held.values()))
    if is_dataclass(held):
        return sum(_array_bytes(getattr(held, one.name)) for one in fields(held) if one.name != "records")
    return 0
