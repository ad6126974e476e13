"""The one door from the measurements to the program that is measured."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine

from benchmarks.charts import bars
from benchmarks.questions import FACETS, PAGE, Counts, Shown
from claims import query
from claims.access import NOBODY
from claims.analysis import compare, image, standing, totals, values
from claims.analysis.standing import Standing
from claims.analysis.states import STATES, cases, reasons, states
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
        _, case = cases(self._tables, as_of)
        found = np.bincount(states(reasons(case, as_of)), minlength=len(STATES))
        return _some(dict(zip(STATES, found.tolist(), strict=True)))

    def state_of_claims(self, as_of: date) -> dict[str, str]:
        """The state of each dated claim by its id."""
        rows, case = cases(self._tables, as_of)
        found = states(reasons(case, as_of)).tolist()
        return {id_: STATES[code] for id_, code in zip(self._tables.claims.id.named(rows), found, strict=True)}

    def facets(self, asked: Query, on_day: Standing) -> tuple[dict[str, Counts], list[tuple[str, str]]]:
        """The counts of the five facets, and day and statement of the claims on the first page."""
        found = query.select(self._tables, on_day, asked, self._containing)
        return {name: _some(found.counts[name]) for name in FACETS}, [*self._page(found).values()]

    def shown(self, asked: Query) -> Shown:
        """All that a page shows on a day that nobody asked for yet."""
        on_day = self.standing(asked.as_of)
        found = query.select(self._tables, on_day, asked, self._containing)
        topics, rows = self._tables.topics, found.rows_of_claims
        state = on_day.state[rows]
        dated = state != NONE
        cells = self._tables.claims.topic[rows[dated]].astype(np.int64) * len(STATES) + state[dated]
        grid = np.bincount(cells, minlength=len(topics) * len(STATES))
        return Shown(
            count=found.count,
            facets={name: _some(found.counts[name]) for name in FACETS},
            states=_some(found.counts["state"]),
            grid={(topics[at // len(STATES)], STATES[at % len(STATES)]): int(grid[at]) for at in np.flatnonzero(grid)},
            page=tuple(self._page(found)),
            charts=self._charts(rows),
        )

    def _page(self, found: Selection) -> dict[str, tuple[str, str]]:
        """Day and statement by id: the last said first, of one day by id."""
        rows, said = found.rows_of_claims, self._tables.claims.said
        if len(rows) > PAGE:
            days = said[rows]
            rows = rows[days >= np.partition(days, len(days) - PAGE)[len(days) - PAGE]]
        order = np.argsort(-said[rows].astype(np.int64), kind="stable")[:PAGE]
        ids, claims = self._tables.claims.id.named(rows[order]), self._records.claims
        page = claims.those(ids) if isinstance(claims, kept.Kept) else {id_: claims[id_] for id_ in ids}
        return {id_: (str(one.said_on.last), one.statement.in_language("ar")) for id_, one in page.items()}

    def _charts(self, rows: Ints) -> tuple[str, str]:
        """Claims by the month in which they were said, by kind; deadlines by that of their date, by role."""
        claims = self._tables.claims
        role, last = claims.role[rows], values.due(self._tables).last[rows]
        kind = np.select([role != NONE, claims.qualifier[rows] != NONE], [0, 1], 2)
        dated = (role != NONE) & (last != NO_DAY)
        said = _bars(_months(claims.said[rows]), kind, ("deadline", "figure", "position"))
        return said, _bars(_months(last[dated]), role[dated], ROLES)

    def agreement_totals(self, topic: str, as_of: date) -> Counts:
        """How the pairs of a topic's claims count."""
        return totals.of(self._tables.of_topics([self._tables.topics.index(topic)]), as_of)

    def agreement_matrix(self, topic: str, as_of: date) -> tuple[Counts, int]:
        """How they count by speaker against speaker: the sum over the matrix, and how many cells it has."""
        return _agreement(self._tables, topic, as_of)


def _agreement(tables: Tables, topic: str, as_of: date) -> tuple[Counts, int]:
    chosen = tables.claims.id.named(np.flatnonzero(tables.claims.topic == tables.topics.index(topic)))
    frame = compare.agreement(tables, "speaker", as_of, set(chosen))
    return {word: int(frame[word].sum()) for word in compare.COUNTED_AS}, len(frame)


def _some(counts: Counts) -> dict[str, int]:
    return {code: count for code, count in counts.items() if count}


def _months(days: Ints) -> Ints:
    """The month of each day, counted from the same one."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _bars(months: npt.NDArray[Any], codes: npt.NDArray[Any], names: tuple[str, ...]) -> str:
    if not len(months):
        return bars({})
    first = int(months.min())
    span = int(months.max()) - first + 1
    table = np.bincount(codes.astype(np.int64) * span + (months - first), minlength=len(names) * span).reshape(
        len(names), span
    )
    labels = np.arange(first, first + span).astype("datetime64[M]").astype(str)
    return bars({name: _pairs(labels, row) for name, row in zip(names, table, strict=True) if row.any()})


def _pairs(labels: npt.NDArray[Any], counts: npt.NDArray[Any]) -> tuple[list[str], list[int]]:
    some = np.flatnonzero(counts)
    return labels[some].tolist(), counts[some].tolist()
