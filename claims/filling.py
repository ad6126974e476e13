"""How columns are filled with rows, a chunk at a time, alone or after columns that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from claims.columns import (
    ATTRIBUTIONS,
    FORCES,
    NO_DAY,
    PLAIN_COLUMNS,
    QUALIFIERS,
    RESULTS,
    ROLES,
    STANCES,
    VERDICTS,
    AssessmentColumns,
    Bools,
    ClaimColumns,
    Ints,
    Objects,
    OutcomeColumns,
    day_number,
    narrow,
    roots,
)
from claims.ids import NONE, Ids
from claims.models import Edtf, Outcome, Source
from claims.records import DossierRecords
from claims.rows import AssessmentRow, ClaimRow, SourceRow

CHUNK = 20_000
"""Rows that are turned into columns at once."""


class Filled(Protocol):
    """What is asked of columns that are there (`claims.tables.Tables`)."""

    @property
    def claims(self) -> ClaimColumns: ...
    @property
    def topics(self) -> tuple[str, ...]: ...
    @property
    def speakers(self) -> tuple[str, ...]: ...
    @property
    def outlets(self) -> tuple[str, ...]: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def bases(self) -> tuple[str, ...]: ...
    @property
    def sources(self) -> Ids: ...
    @property
    def source_outlet(self) -> Ints: ...
    @property
    def source_language(self) -> Ints: ...


@dataclass(frozen=True)
class Names:
    """The ids that have codes, in the order of their codes."""

    topics: tuple[str, ...]
    sides: tuple[str, ...]
    speakers: tuple[str, ...]
    outlets: tuple[str, ...]

    @classmethod
    def of(cls, records: DossierRecords) -> Names:
        sides = tuple(side.id for side in records.dossier.sides)
        return cls(tuple(records.topics), sides, tuple(sorted(records.speakers)), tuple(sorted(records.outlets)))


@dataclass(frozen=True)
class SourceColumns:
    """One entry a source, in order of id."""

    id: Ids
    outlet: Ints
    language: Ints
    languages: tuple[str, ...]

    @classmethod
    def of(cls, outlets: Sequence[str], rows: Iterable[SourceRow]) -> SourceColumns:
        found = sorted(rows)
        languages = tuple(sorted({one.language for one in found}))
        return cls(
            Ids.of(one.id for one in found),
            narrow(codes_of((one.outlet for one in found), outlets)),
            narrow(codes_of((one.language for one in found), languages)),
            languages,
        )

    def after(self, old: Filled, kept: Bools, names: Names) -> SourceColumns:
        """These sources, and those of old columns that are kept."""
        ids = np.concatenate([old.sources.encoded[kept], self.id.encoded])
        outlet = np.concatenate([_renamed(old.outlets, names.outlets)[old.source_outlet[kept]], self.outlet])
        spoken = np.concatenate([old.source_language[kept], self.language.astype(np.int64) + len(old.languages)])
        language, languages = _sorted_names(spoken, (*old.languages, *self.languages))
        order = np.argsort(ids, kind="stable")
        return SourceColumns(Ids(ids[order]), narrow(outlet[order]), language[order], languages)


class Reading:
    """Claims on their way from rows to columns, a chunk at a time."""

    def __init__(self, records: DossierRecords, names: Names, sources: SourceColumns) -> None:
        self._sources = sources
        self._bases: dict[str, None] = {}
        self._basis_of_topic = {topic.id: topic.basis for topic in records.topics.values()}
        self._limits: dict[tuple[float | None, float | None], int] = {}
        self._names: dict[str, tuple[str, ...]] = {
            "topic": names.topics,
            "speaker": names.speakers,
            "attribution": ATTRIBUTIONS,
            "role": ROLES,
            "force": FORCES,
            "qualifier": QUALIFIERS,
            "stance": STANCES,
        }
        self._codes = {column: _positions(names) for column, names in self._names.items()}
        self._ids: list[npt.NDArray[np.bytes_]] = []
        self._chunks: list[dict[str, Ints]] = []
        self._led: dict[str, list[tuple[str, str]]] = {"same_as": [], "responds_to": []}
        self.place: Ints = np.empty(0, np.int32)
        """The row of each claim in the order in which they came, when all are read."""
        self._kept_led: dict[str, Ints] = {name: np.empty((2, 0), np.int32) for name in self._led}

    def keep(self, old: Filled, rows: Ints) -> None:
        """Begin with these rows of older columns."""
        claims = old.claims
        place = np.full(len(claims.id), NONE, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        kept = claims.taken(rows, place)
        chunk = {name: getattr(kept, name) for name in PLAIN_COLUMNS}
        for name, before in (("topic", old.topics), ("speaker", old.speakers)):
            chunk[name] = _renamed(before, self._names[name])[chunk[name]]
        if self._sources.id is not old.sources:
            moved = np.searchsorted(self._sources.id.encoded, old.sources.encoded).astype(np.int64)
            chunk["source"] = moved[kept.source]
        chunk |= self._of_source(chunk["source"])
        self._ids.append(kept.id.encoded)
        self._chunks.append({name: narrow(values) for name, values in chunk.items()})
        echoes = np.flatnonzero(kept.echo)
        self._kept_led = {"same_as": np.stack([echoes, kept.root[echoes]]), "responds_to": kept.answering}
        # What a kept claim answers may be read anew.
        who, whom = claims.answering[:, place[claims.answering[0]] != NONE]
        anew = place[whom] == NONE
        self._led["responds_to"] += zip(claims.id.named(who[anew]), claims.id.named(whom[anew]), strict=True)
        self._bases |= dict.fromkeys(old.bases)
        bounds = (tuple(None if np.isnan(one) else one for one in pair) for pair in claims.limits.tolist())
        self._limits = {(low, high): code for code, (low, high) in enumerate(bounds)}

    def columns(self, rows: Iterable[ClaimRow]) -> tuple[ClaimColumns, tuple[str, ...]]:
        """The columns in order of id, and the names of the bases."""
        left = iter(rows)
        while (chunk := list(islice(left, CHUNK))) or not self._chunks:
            columns = zip(*chunk, strict=True) if chunk else [()] * len(ClaimRow._fields)
            self._add(dict(zip(ClaimRow._fields, columns, strict=True)))
        return self._done()

    def _add(self, column: Mapping[str, Sequence[Any]]) -> None:
        """Take a chunk: the values of its rows by field."""
        source = self._sources.id.rows(column["source"])
        said, named, measured = (_edges(texts) for texts in (column["said_on"], column["due"], column["measured"]))
        dated = np.fromiter((role is not None for role in column["role"]), bool, len(column["id"]))
        # A day of saying has a last day; its first may be open, and is then the same.
        begun = np.where(said[0] == NO_DAY, said[1], said[0])
        bases = [
            None if qualifier is None else basis or self._basis_of_topic[topic]
            for qualifier, basis, topic in zip(column["qualifier"], column["basis"], column["topic"], strict=True)
        ]
        self._bases |= dict.fromkeys(one for one in bases if one)
        limits = zip(column["low"], column["high"], strict=True)
        self._ids.append(np.array(column["id"], dtype=np.bytes_))
        for name, led in self._led.items():
            led += [(id_, other) for id_, other in zip(column["id"], column[name], strict=True) if other]
        places = {one: place for place, one in enumerate(self._bases)}
        chunk = {
            "number": ints(column["number"]),
            "source": source,
            **self._of_source(source),
            "said": said[1],
            "vague": (said[1] - begun).astype(np.int64),
            "counted": np.fromiter((one is None for one in column["retired_on"]), bool, len(column["id"])),
            "first": np.where(dated, named[0], measured[0]),
            "last": np.where(dated, named[1], measured[1]),
            "bounds": ints(self._limits.setdefault(pair, len(self._limits)) for pair in limits),
            "basis": ints(NONE if one is None else places[one] for one in bases),
            **{name: ints(map(codes.__getitem__, column[name])) for name, codes in self._codes.items()},
        }
        self._chunks.append({name: narrow(values) for name, values in chunk.items()})

    def _of_source(self, source: Ints) -> dict[str, Ints]:
        """What a claim has of its source."""
        return {"outlet": self._sources.outlet[source], "language": self._sources.language[source]}

    def _done(self) -> tuple[ClaimColumns, tuple[str, ...]]:
        encoded = np.concatenate(self._ids)
        order = np.argsort(encoded, kind="stable")
        ids, place = Ids(encoded[order]), np.empty(len(order), np.int32)
        place[order] = np.arange(len(order), dtype=np.int32)
        self.place = place
        every = {name: np.concatenate([chunk[name] for chunk in self._chunks]) for name in PLAIN_COLUMNS}
        found: dict[str, Any] = {name: narrow(values[order]) for name, values in every.items()}
        found["basis"], bases = _sorted_names(found["basis"], tuple(self._bases))

        def led(name: str) -> Ints:
            given = np.stack([ids.rows(side) for side in _sides(self._led[name])])
            return np.concatenate([place[self._kept_led[name]], given], axis=1).astype(np.int32)

        parents = np.arange(len(ids), dtype=np.int32)
        echoes, origins = led("same_as")
        parents[echoes] = origins
        limits = np.array([*self._limits], np.float64).reshape(-1, 2)
        columns = ClaimColumns(id=ids, root=roots(parents), answering=led("responds_to"), limits=limits, **found)
        return columns, bases


def _sorted_names(codes: Ints, names: Sequence[str]) -> tuple[Ints, tuple[str, ...]]:
    """The codes into the names that occur, in order; these names."""
    used = tuple(sorted({names[code] for code in np.unique(codes) if code != NONE}))
    return narrow(_renamed(names, used)[codes]), used


def _renamed(old: Sequence[str], new: Sequence[str]) -> Ints:
    """The new code of each old one and, last, of NONE; NONE of a name that there is no more."""
    position = {name: at for at, name in enumerate(new)}
    return ints([*(position.get(name, NONE) for name in old), NONE])


def _sides(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def _positions(names: Sequence[str]) -> dict[str | None, int]:
    return {**{name: at for at, name in enumerate(names)}, None: NONE}


def ints(values: Iterable[int]) -> Ints:
    """Whole numbers as an array."""
    return np.fromiter(values, np.int64)


def days_of(values: Iterable[date | None]) -> Ints:
    """Day numbers, NO_DAY for none."""
    return np.fromiter((NO_DAY if day is None else day_number(day) for day in values), np.int32)


def _edges(texts: Iterable[str | None]) -> Ints:
    """The first and last day of each date, as two rows."""
    return np.array([_days_of(text) for text in texts], np.int32).reshape(-1, 2).T


@lru_cache(maxsize=65_536)
def _days_of(text: str | None) -> tuple[int, int]:
    if text is None:
        return NO_DAY, NO_DAY
    day = Edtf.parse(text)
    return tuple(NO_DAY if one is None else day_number(one) for one in (day.first, day.last))  # type: ignore[return-value]


def codes_of(values: Iterable[str | None], names: Sequence[str]) -> Ints:
    """The place of each value among the names, NONE for none."""
    position = _positions(names)
    return ints(position[value] for value in values)


def membership(rows: Sequence[Sequence[str]], names: Sequence[str]) -> Bools:
    """One row each, one column a name: True where the row has the name."""
    position = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)), bool)
    pairs = [(at, position[name]) for at, row in enumerate(rows) for name in row]
    if pairs:
        table[tuple(np.array(pairs).T)] = True
    return table


def tuples_of(values: Sequence[tuple[str, ...]]) -> Objects:
    """An array of tuples, which numpy would else take for a second dimension."""
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _objects(values: Sequence[str]) -> Objects:
    return np.array(values, dtype=object) if values else np.empty(0, object)


def outcome_columns(records: DossierRecords, topics: Sequence[str], sides: Sequence[str]) -> OutcomeColumns:
    """The columns of outcomes, with the days by which they were known."""
    ids = sorted(records.outcomes)
    outcomes = [records.outcomes[one] for one in ids]
    first, last = days_of(one.happened_on.first for one in outcomes), days_of(one.happened_on.last for one in outcomes)
    rank = np.empty(len(ids), np.int64)
    rank[np.lexsort((last, first))] = np.arange(len(ids))
    return OutcomeColumns(
        id=Ids.of(ids),
        topic=codes_of((one.topic for one in outcomes), topics),
        result=codes_of((one.result for one in outcomes), RESULTS),
        first=first,
        last=last,
        known=days_of(known_on(one, records.sources[one.source]) for one in outcomes),
        counted=np.fromiter((one.retired is None for one in outcomes), bool),
        declared=membership([one.declared_by for one in outcomes], sides),
        rank=rank,
    )


def known_on(outcome: Outcome, source: Source) -> date:
    """The day by which it was known: as entered, else its source's, else its own last day."""
    days: tuple[Edtf | None, ...] = (outcome.known_on, source.published, outcome.happened_on)
    return next(day.last for day in days if day is not None and day.last is not None)


def assessment_columns(rows: Iterable[AssessmentRow], claims: Ids) -> AssessmentColumns:
    """The columns of assessments, whose claims are rows of `claims`."""
    found = sorted(rows, key=lambda one: (one.on, one.id))
    return AssessmentColumns(
        id=_objects([one.id for one in found]),
        claim=claims.rows(one.claim for one in found),
        status=codes_of((one.status for one in found), VERDICTS),
        on=_edges(one.on for one in found)[1],
    )
