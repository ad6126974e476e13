"""The columns of a dossier that the rules work on: codes, day numbers and numbers, each as narrow as its values allow.

Claims and outcomes stand in order of id, so that a lower row number is a lower id. Days are whole days since
1970-01-01, NO_DAY for none; codes are positions in the tuples of names, NONE for none. Nothing here is text but
the ids, which are kept as bytes (`claims.ids`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple, Self, get_args

import numpy as np
import numpy.typing as npt

from claims.ids import NONE as NONE
from claims.ids import Ids
from claims.models import (
    COMPARABLE_WITHIN_DAYS,
    Attribution,
    Claim,
    DeadlineRole,
    Edtf,
    Force,
    Outcome,
    Qualifier,
    Result,
    Source,
    Stance,
    Verdict,
)
from claims.records import DossierRecords

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

NO_DAY = int(np.iinfo(np.int32).min)
"""No day: earlier than every day."""
NEVER = int(np.iinfo(np.int32).max)
"""Later than every day."""

ROLES: tuple[str, ...] = get_args(DeadlineRole)
FORCES: tuple[str, ...] = get_args(Force)
QUALIFIERS: tuple[str, ...] = get_args(Qualifier)
STANCES: tuple[str, ...] = get_args(Stance)
ATTRIBUTIONS: tuple[str, ...] = get_args(Attribution)
RESULTS: tuple[str, ...] = get_args(Result)
VERDICTS: tuple[str, ...] = get_args(Verdict)


@dataclass(frozen=True)
class ClaimColumns:
    """One entry a claim. `root` is the row of the claim that its origin goes back to, `source` a row of the sources.

    `first` and `last` are the days that a date names, or those that a figure speaks of; `said` is the last day on which
    it may have been said, `vague` how many days before it may have been. `bounds` is a row of `limits`, the pairs of
    bounds that occur, NaN for none. `answering` are the rows of claims that answer another and of those they answer.
    `number` is the claim's number in the store.
    """

    id: Ids
    number: Ints
    topic: Ints
    speaker: Ints
    source: Ints
    outlet: Ints
    attribution: Ints
    said: Ints
    vague: Ints
    root: Ints
    answering: Ints
    counted: Bools
    role: Ints
    force: Ints
    first: Ints
    last: Ints
    qualifier: Ints
    bounds: Ints
    limits: Floats
    basis: Ints
    stance: Ints

    def taken(self, rows: Ints, place: Ints) -> ClaimColumns:
        """The columns of these rows; `place` is where each row of these goes, NONE for those that do not stay."""
        pairs = place[self.answering]
        taken: dict[str, Any] = {name: getattr(self, name)[rows] for name in PLAIN_COLUMNS}
        return ClaimColumns(
            id=Ids(self.id.encoded[rows]),
            root=place[self.root[rows]],
            answering=pairs[:, (pairs != NONE).all(axis=0)],
            limits=self.limits,
            **taken,
        )

    @property
    def said_first(self) -> Ints:
        """The first day on which each may have been said."""
        return np.asarray(self.said - self.vague.astype(np.int32))

    @property
    def low(self) -> Floats:
        return np.asarray(self.limits[self.bounds, 0])

    @property
    def high(self) -> Floats:
        return np.asarray(self.limits[self.bounds, 1])

    @property
    def answers(self) -> Ints:
        """The row of the claim that each answers, or NONE."""
        found = np.full(len(self.id), NONE, np.int32)
        found[self.answering[0]] = self.answering[1]
        return found

    @property
    def echo(self) -> Bools:
        """True of a claim that reports an utterance already entered."""
        return np.asarray(self.root != np.arange(len(self.root), dtype=self.root.dtype))

    @property
    def rank(self) -> Ints:
        """Place of each claim in the order of saying, then of id; worked out anew, since it is seldom asked for."""
        rank = np.empty(len(self.said), np.int32)
        rank[np.argsort(self.said, kind="stable")] = np.arange(len(self.said), dtype=np.int32)
        return rank


PLAIN_COLUMNS = tuple(one.name for one in fields(ClaimColumns) if one.name not in ("id", "root", "answering", "limits"))
"""The columns of claims that say nothing of other rows."""


@dataclass(frozen=True)
class OutcomeColumns:
    """One entry an outcome; `declared` has one column a side. `rank` orders by first day, last day, id."""

    id: Ids
    topic: Ints
    result: Ints
    first: Ints
    last: Ints
    known: Ints
    counted: Bools
    declared: Bools
    rank: Ints


@dataclass(frozen=True)
class AssessmentColumns:
    """One entry an assessment, in order of day, then id."""

    id: Objects
    claim: Ints
    status: Ints
    on: Ints


@dataclass(frozen=True, eq=False)
class Tables:
    """The columns of a dossier. A slot is a topic with one of its obligors, in the order of both."""

    topics: tuple[str, ...]
    sides: tuple[str, ...]
    speakers: tuple[str, ...]
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    sources: Ids
    bases: tuple[str, ...]
    units: tuple[str | None, ...]
    claims: ClaimColumns
    outcomes: OutcomeColumns
    assessments: AssessmentColumns
    source_outlet: Ints
    source_language: Ints
    sides_of_speakers: Objects
    speaker_sides: Bools
    obligors: Bools
    slot_topic: Ints
    slot_side: Ints
    last_checked: Ints
    comparable_within: Ints

    @classmethod
    def of(cls, records: DossierRecords) -> Self:
        """The columns of records that are all in memory."""
        return cls.built(records, Rows.of(records))

    @classmethod
    def built(cls, records: DossierRecords, rows: Rows) -> Self:
        """The same, with claims, sources and assessments given as plain rows: of `records` only the rest is read.

        The source of each outcome is read from `records.sources`.
        """
        names = _Names.of(records)
        sources = _SourceColumns.of(names.outlets, rows.sources)
        return cls._filled(records, names, sources, rows, _Reading(records, names, sources))

    def merged(self, records: DossierRecords, rows: Rows, gone: Changed) -> tuple[Self, Ints]:
        """These columns brought up to date, and the new row of each old one, NONE of those that are not kept.

        `rows` has what was added or changed, with it every claim of an origin of which one claim changed, and all
        assessments; `gone` the ids of what was changed or removed. `records` are those of today but for claims.
        """
        names = _Names.of(records)
        sources = _SourceColumns(self.sources, self.source_outlet, self.source_language, self.languages)
        if gone.sources or names.outlets != self.outlets:
            changed = _SourceColumns.of(names.outlets, rows.sources)
            sources = changed.after(self, ~self.sources.mask(gone.sources), names)
        kept = np.flatnonzero(~self.claims.id.mask(gone.claims))
        reading = _Reading(records, names, sources)
        reading.keep(self, kept)
        place = np.full(len(self.claims.id), NONE, np.int32)
        merged = self._filled(records, names, sources, rows, reading)
        place[kept] = reading.place[: len(kept)]
        return merged, place

    @classmethod
    def _filled(
        cls,
        records: DossierRecords,
        names: _Names,
        sources: _SourceColumns,
        rows: Rows,
        reading: _Reading,
    ) -> Self:
        topics, sides, speakers = names.topics, names.sides, names.speakers
        slots = [(topic.id, side) for topic in records.topics.values() for side in topic.obligors or ()]
        claims, bases = reading.columns(rows.claims)
        return cls(
            topics=topics,
            sides=sides,
            speakers=speakers,
            outlets=names.outlets,
            languages=sources.languages,
            sources=sources.id,
            bases=bases,
            units=tuple(topic.unit for topic in records.topics.values()),
            claims=claims,
            outcomes=_outcomes(records, topics, sides),
            assessments=_assessments(rows.assessments, claims.id),
            source_outlet=sources.outlet,
            source_language=sources.language,
            sides_of_speakers=_tuples([records.speakers[one].sides for one in speakers]),
            speaker_sides=_membership([records.speakers[one].sides for one in speakers], sides),
            obligors=_membership([topic.obligors or () for topic in records.topics.values()], sides),
            slot_topic=_codes((topic for topic, _ in slots), topics),
            slot_side=_codes((side for _, side in slots), sides),
            last_checked=_days(
                topic.last_checked.last if topic.last_checked else None for topic in records.topics.values()
            ),
            comparable_within=_ints(
                COMPARABLE_WITHIN_DAYS if topic.comparable_within is None else topic.comparable_within
                for topic in records.topics.values()
            ),
        )

    def of_topics(self, topics: Iterable[int]) -> Self:
        """The same dossier with the claims of these topics alone, and their outcomes and verdicts with them."""
        return self.with_claims(np.flatnonzero(np.isin(self.claims.topic, [*topics])))

    def with_claims(self, rows: Ints) -> Self:
        """The same dossier with these claims alone, in order; with each those that its origin goes back to."""
        place = np.full(len(self.claims.id), NONE, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        verdicts = self.assessments
        kept = np.flatnonzero(place[verdicts.claim] != NONE)
        return replace(
            self,
            claims=self.claims.taken(rows, place),
            assessments=AssessmentColumns(
                verdicts.id[kept], place[verdicts.claim[kept]], verdicts.status[kept], verdicts.on[kept]
            ),
        )

    def known(self, as_of: date) -> Bools:
        """The claims that count on that day."""
        return self.claims.counted & (self.claims.said <= day_number(as_of))


def day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


def day_of_number(number: int) -> date:
    """The day that `day_number` gave this number."""
    return date.fromordinal(number + _EPOCH)


_EPOCH = date(1970, 1, 1).toordinal()


def among(codes: Ints, names: Sequence[str], *chosen: str) -> Bools:
    """True where the code is one of the chosen names."""
    table = np.zeros(len(names) + 1, bool)
    table[[names.index(one) for one in chosen]] = True
    return np.asarray(table[codes])


def roots(parents: Ints) -> Ints:
    """The row at the end of each row's chain of parents; a row without one is its own parent."""
    found = parents
    while True:
        further = found[found]
        if np.array_equal(further, found):
            return found
        found = further


class ClaimRow(NamedTuple):
    """What a claim's columns are made of, as the store keeps it: ids, codes and EDTF text, None for none."""

    id: str
    number: int
    topic: str
    speaker: str
    source: str
    attribution: str
    said_on: str
    same_as: str | None
    responds_to: str | None
    retired_on: str | None
    role: str | None
    force: str | None
    due: str | None
    qualifier: str | None
    low: float | None
    high: float | None
    measured: str | None
    basis: str | None
    stance: str | None

    @classmethod
    def of(cls, claim: Claim, number: int) -> ClaimRow:
        date_, figure, position = claim.deadline, claim.figure, claim.position
        return cls(
            id=claim.id,
            number=number,
            topic=claim.topic,
            speaker=claim.speaker,
            source=claim.source,
            attribution=claim.attribution,
            said_on=claim.said_on.text,
            same_as=claim.same_as,
            responds_to=claim.responds_to,
            retired_on=claim.retired.on.text if claim.retired else None,
            role=date_.role if date_ else None,
            force=date_.force if date_ else None,
            due=date_.due.text if date_ and date_.due else None,
            qualifier=figure.qualifier if figure else None,
            low=figure.low if figure else None,
            high=figure.high if figure else None,
            measured=figure.as_of.text if figure else None,
            basis=figure.basis if figure else None,
            stance=position.stance if position else None,
        )


class SourceRow(NamedTuple):
    """What is asked of a source."""

    id: str
    outlet: str
    language: str


class AssessmentRow(NamedTuple):
    """What an assessment's columns are made of."""

    id: str
    claim: str
    status: str
    on: str


@dataclass(frozen=True)
class Rows:
    """Claims, sources and assessments as plain rows, in any order, each read once."""

    claims: Iterable[ClaimRow]
    sources: Iterable[SourceRow]
    assessments: Iterable[AssessmentRow]

    @classmethod
    def of(cls, records: DossierRecords) -> Rows:
        return cls(
            map(ClaimRow.of, records.claims.values(), range(len(records.claims))),
            (SourceRow(one.id, one.outlet, one.language) for one in records.sources.values()),
            (AssessmentRow(one.id, one.claim, one.status, one.on.text) for one in records.assessments.values()),
        )


@dataclass(frozen=True)
class Changed:
    """Ids of claims and sources."""

    claims: Collection[str]
    sources: Collection[str]


CHUNK = 20_000
"""Rows that are turned into columns at once."""


@dataclass(frozen=True)
class _Names:
    topics: tuple[str, ...]
    sides: tuple[str, ...]
    speakers: tuple[str, ...]
    outlets: tuple[str, ...]

    @classmethod
    def of(cls, records: DossierRecords) -> _Names:
        sides = tuple(side.id for side in records.dossier.sides)
        return cls(tuple(records.topics), sides, tuple(sorted(records.speakers)), tuple(sorted(records.outlets)))


@dataclass(frozen=True)
class _SourceColumns:
    id: Ids
    outlet: Ints
    language: Ints
    languages: tuple[str, ...]

    @classmethod
    def of(cls, outlets: Sequence[str], rows: Iterable[SourceRow]) -> _SourceColumns:
        found = sorted(rows)
        languages = tuple(sorted({one.language for one in found}))
        return cls(
            Ids.of(one.id for one in found),
            narrow(_codes((one.outlet for one in found), outlets)),
            narrow(_codes((one.language for one in found), languages)),
            languages,
        )

    def after(self, old: Tables, kept: Bools, names: _Names) -> _SourceColumns:
        """These sources, and those of old columns that are kept."""
        ids = np.concatenate([old.sources.encoded[kept], self.id.encoded])
        outlet = np.concatenate([_renamed(old.outlets, names.outlets)[old.source_outlet[kept]], self.outlet])
        spoken = np.concatenate([old.source_language[kept], self.language.astype(np.int64) + len(old.languages)])
        language, languages = _sorted_names(spoken, (*old.languages, *self.languages))
        order = np.argsort(ids, kind="stable")
        return _SourceColumns(Ids(ids[order]), narrow(outlet[order]), language[order], languages)


class _Reading:
    """Claims on their way from rows to columns, a chunk at a time."""

    def __init__(self, records: DossierRecords, names: _Names, sources: _SourceColumns) -> None:
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

    def keep(self, old: Tables, rows: Ints) -> None:
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
        chunk["outlet"] = self._sources.outlet[chunk["source"]]
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
            "number": _ints(column["number"]),
            "source": source,
            "outlet": self._sources.outlet[source],
            "said": said[1],
            "vague": (said[1] - begun).astype(np.int64),
            "counted": np.fromiter((one is None for one in column["retired_on"]), bool, len(column["id"])),
            "first": np.where(dated, named[0], measured[0]),
            "last": np.where(dated, named[1], measured[1]),
            "bounds": _ints(self._limits.setdefault(pair, len(self._limits)) for pair in limits),
            "basis": _ints(NONE if one is None else places[one] for one in bases),
            **{name: _ints(map(codes.__getitem__, column[name])) for name, codes in self._codes.items()},
        }
        self._chunks.append({name: narrow(values) for name, values in chunk.items()})

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
    return _ints([*(position.get(name, NONE) for name in old), NONE])


def _sides(pairs: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


def narrow(values: Ints) -> Ints:
    """Codes and counts as narrow as they allow; days, which are reckoned with, and truth values as they are."""
    if values.dtype != np.int64:
        return values
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    kind = next(one for one in _WHOLE if np.iinfo(one).min <= least and most <= np.iinfo(one).max)
    return values.astype(kind)


_WHOLE = (np.int8, np.int16, np.int32, np.int64)


def _positions(names: Sequence[str]) -> dict[str | None, int]:
    return {**{name: at for at, name in enumerate(names)}, None: NONE}


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _days(values: Iterable[date | None]) -> Ints:
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


def _codes(values: Iterable[str | None], names: Sequence[str]) -> Ints:
    position = _positions(names)
    return _ints(position[value] for value in values)


def _membership(rows: Sequence[Sequence[str]], names: Sequence[str]) -> Bools:
    """One row each, one column a name: True where the row has the name."""
    position = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)), bool)
    pairs = [(at, position[name]) for at, row in enumerate(rows) for name in row]
    if pairs:
        table[tuple(np.array(pairs).T)] = True
    return table


def _tuples(values: Sequence[tuple[str, ...]]) -> Objects:
    """An array of tuples, which numpy would else take for a second dimension."""
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _objects(values: Sequence[str]) -> Objects:
    return np.array(values, dtype=object) if values else np.empty(0, object)


def _outcomes(records: DossierRecords, topics: Sequence[str], sides: Sequence[str]) -> OutcomeColumns:
    ids = sorted(records.outcomes)
    outcomes = [records.outcomes[one] for one in ids]
    first, last = _days(one.happened_on.first for one in outcomes), _days(one.happened_on.last for one in outcomes)
    rank = np.empty(len(ids), np.int64)
    rank[np.lexsort((last, first))] = np.arange(len(ids))
    return OutcomeColumns(
        id=Ids.of(ids),
        topic=_codes((one.topic for one in outcomes), topics),
        result=_codes((one.result for one in outcomes), RESULTS),
        first=first,
        last=last,
        known=_days(known_on(one, records.sources[one.source]) for one in outcomes),
        counted=np.fromiter((one.retired is None for one in outcomes), bool),
        declared=_membership([one.declared_by for one in outcomes], sides),
        rank=rank,
    )


def known_on(outcome: Outcome, source: Source) -> date:
    """The day by which it was known: as entered, else its source's, else its own last day."""
    days: tuple[Edtf | None, ...] = (outcome.known_on, source.published, outcome.happened_on)
    return next(day.last for day in days if day is not None and day.last is not None)


def _assessments(rows: Iterable[AssessmentRow], claims: Ids) -> AssessmentColumns:
    found = sorted(rows, key=lambda one: (one.on, one.id))
    return AssessmentColumns(
        id=_objects([one.id for one in found]),
        claim=claims.rows(one.claim for one in found),
        status=_codes((one.status for one in found), VERDICTS),
        on=_edges(one.on for one in found)[1],
    )
