"""The one door from the measurements to the program that is measured."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlalchemy import Connection, Engine

from benchmarks.charts import bars
from benchmarks.questions import FACETS, PAGE, Counts, Shown
from claims import query, saying
from claims.access import NOBODY
from claims.analysis import compare, image, standing, totals
from claims.analysis.counting import COUNTED_AS
from claims.analysis.standing import Standing
from claims.analysis.states import STATES, codes, dated
from claims.columns import NO_DAY, NONE, ROLES, Ints
from claims.errors import FaultyDossierError
from claims.exchange import reading
from claims.query import Query, Selection
from claims.store import DATABASE_URL, engine, kept
from claims.store import words as store_words
from claims.store.imports import Import
from claims.tables import Tables
from dashboard import data
from dashboard.reader import reading_as

Answer = TypeVar("Answer")


def validated(file: Path) -> Counter[str]:
    """Read and check every line by itself, as the import does; how many records of each kind are sound."""
    incoming = reading.incoming(file, None)
    found: Counter[str] = Counter()
    for row in incoming.rows({}):
        found[row.kind] += row.record is not None or not any(row.entry(None).validate())
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


index_tokens = store_words._tokens
"""What the index keeps of a folded text: the same for all who fill it."""


def imported(file: Path, database: Path, dossier_id: str) -> None:
    """The whole import of a file, as `claims import` does it."""
    store = opened(database)
    Import(store, dossier_id, reading.incoming(file, None)).run(who="bench")
    store.dispose()


class Dossier:
    """A dossier of the store, ready to be asked: its column image, and its records, fetched where they are shown."""

    def __init__(self, database: Path, dossier_id: str) -> None:
        # The pages' own way to it.
        os.environ[DATABASE_URL] = f"sqlite:///{database}"
        with reading_as(NOBODY):
            found = data.dossiers()[dossier_id]
        assert isinstance(found, data.Dossier)
        self._records, self._tables, self._containing = found.records, found.tables, found.words.containing

    @property
    def image_bytes(self) -> int:
        """What the columns that analysis reads take."""
        return image.size(self._tables)

    def standing(self, as_of: date) -> Standing:
        """Where every claim stands on a day, worked out anew."""
        return standing.of(self._tables, as_of)

    def states(self, as_of: date) -> Counts:
        """How many deadlines stand how on a day, worked out anew."""
        found = np.bincount(codes(self._tables, as_of) + 1, minlength=len(STATES) + 1)[1:]
        return _some(dict(zip(STATES, found.tolist(), strict=True)))

    def state_of_claims(self, as_of: date) -> dict[str, str]:
        """The state of each dated claim by its id."""
        found = codes(self._tables, as_of)
        rows = np.flatnonzero(found != NONE)
        ids = self._tables.claims.id.named(rows)
        return {id_: STATES[code] for id_, code in zip(ids, found[rows].tolist(), strict=True)}

    def facets(self, asked: Query, on_day: Standing) -> tuple[dict[str, Counts], list[tuple[str, str]]]:
        """The counts of the five facets, and day and statement of the claims on the first page."""
        found = query.select(self._tables, on_day, asked, self._containing)
        return {name: _some(found.counts[name]) for name in FACETS}, [*self._page(found).values()]

    def shown(self, asked: Query) -> Shown:
        """All that a page shows on a day that nobody asked for yet."""
        on_day = self.standing(asked.as_of)
        found = query.select(self._tables, on_day, asked, self._containing)
        topics, rows = self._tables.topics, found.rows_of_claims
        # The first column has the claims without a state.
        cells = self._tables.claims.topic[rows] * np.int64(len(STATES) + 1) + (on_day.state[rows] + 1)
        grid = np.bincount(cells, minlength=len(topics) * (len(STATES) + 1)).reshape(len(topics), -1)[:, 1:]
        return Shown(
            count=found.count,
            facets={name: _some(found.counts[name]) for name in FACETS},
            states=_some(found.counts["state"]),
            grid={(topics[at], STATES[state]): int(grid[at, state]) for at, state in np.argwhere(grid).tolist()},
            page=tuple(self._page(found)),
            charts=self._charts(rows),
        )

    def _page(self, found: Selection) -> dict[str, tuple[str, str]]:
        """Day and statement by id: the last said first."""
        rows = saying.page(self._tables.claims.said, found.rows_of_claims, slice(PAGE), newest_first=True)
        ids, claims = self._tables.claims.id.named(rows), self._records.claims
        page = claims.those(ids) if isinstance(claims, kept.Kept) else {id_: claims[id_] for id_ in ids}
        return {id_: (str(one.said_on.last), one.statement.in_language("ar")) for id_, one in page.items()}

    def _charts(self, rows: Ints) -> tuple[str, str]:
        """Claims by the month in which they were said, by kind; deadlines by that of their date, by role."""
        claims, every = self._tables.claims, dated(self._tables)
        deadline, figure = claims.role != NONE, claims.qualifier != NONE
        kind = (np.int8(2) - 2 * deadline.view(np.int8) - figure.view(np.int8))[rows]
        said = _bars(claims.said[rows], kind, ("deadline", "figure", "position"))
        chosen = np.zeros(len(claims.id), bool)
        chosen[rows] = True
        _, due, _ = every.days()
        alike = np.bincount(every.kind[chosen[every.row]], minlength=len(due))
        some = np.flatnonzero((due != NO_DAY) & (alike > 0))
        return said, _bars(due[some], every.role[some], ROLES, alike[some])

    def agreement_totals(self, topic: str, as_of: date) -> Counts:
        """How the pairs of a topic's claims count."""
        return totals.of(self._of_topic(topic), as_of)

    def agreement_matrix(self, topic: str, as_of: date) -> tuple[Counts, int]:
        """How they count by speaker against speaker: the sum over the matrix, and how many cells it has."""
        frame = compare.agreement(self._of_topic(topic), "speaker", as_of)
        return {word: int(frame[word].sum()) for word in COUNTED_AS}, len(frame)

    def _of_topic(self, topic: str) -> Tables:
        return self._tables.of_topics([self._tables.topics.index(topic)])


def _some(counts: Counts) -> dict[str, int]:
    return {code: count for code, count in counts.items() if count}


def _bars(days: Ints, codes: Ints, names: tuple[str, ...], times: Ints | None = None) -> str:
    """Bars of how many there are a month, each as many times as is said."""
    if not len(days):
        return bars({})
    first, last = days.min(), days.max()
    edges = np.array([first, last]).astype("datetime64[D]").astype("datetime64[M]")
    months = np.arange(edges[0], edges[1] + 1)
    begin = np.maximum(months.astype("datetime64[D]").astype(np.int64) - int(first), 0)
    span = int(last) - int(first) + 1
    table = np.bincount(codes * np.int64(span) + (days - first), times, len(names) * span)
    counts = np.add.reduceat(table.reshape(len(names), -1), begin, axis=1).astype(np.int64)
    return bars({name: (months[row > 0], row[row > 0]) for name, row in zip(names, counts, strict=True) if row.any()})
