"""The columns of one dossier, of its records or its rows, whole, in part, or brought up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import numpy as np

from claims.columns import AssessmentColumns, Bools, ClaimColumns, Ints, Objects, OutcomeColumns, day_number
from claims.filling import (
    Names,
    Reading,
    SourceColumns,
    assessment_columns,
    codes_of,
    days_of,
    ints,
    membership,
    outcome_columns,
    tuples_of,
)
from claims.ids import NONE, Ids
from claims.models import COMPARABLE_WITHIN_DAYS
from claims.records import DossierRecords
from claims.rows import Changed, Rows


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
        names = Names.of(records)
        sources = SourceColumns.of(names.outlets, rows.sources)
        return cls._filled(records, names, sources, rows, Reading(records, names, sources))

    def merged(self, records: DossierRecords, rows: Rows, gone: Changed) -> tuple[Self, Ints]:
        """These columns brought up to date, and the new row of each old one, NONE of those that are not kept.

        `rows` has what was added or changed, with it every claim of an origin of which one claim changed, and all
        assessments; `gone` the ids of what was changed or removed. `records` are those of today but for claims.
        """
        names = Names.of(records)
        sources = SourceColumns(self.sources, self.source_outlet, self.source_language, self.languages)
        if gone.sources or names.outlets != self.outlets:
            changed = SourceColumns.of(names.outlets, rows.sources)
            sources = changed.after(self, ~self.sources.mask(gone.sources), names)
        kept = np.flatnonzero(~self.claims.id.mask(gone.claims))
        reading = Reading(records, names, sources)
        reading.keep(self, kept)
        place = np.full(len(self.claims.id), NONE, np.int32)
        merged = self._filled(records, names, sources, rows, reading)
        place[kept] = reading.place[: len(kept)]
        return merged, place

    @classmethod
    def _filled(
        cls,
        records: DossierRecords,
        names: Names,
        sources: SourceColumns,
        rows: Rows,
        reading: Reading,
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
            outcomes=outcome_columns(records, topics, sides),
            assessments=assessment_columns(rows.assessments, claims.id),
            source_outlet=sources.outlet,
            source_language=sources.language,
            sides_of_speakers=tuples_of([records.speakers[one].sides for one in speakers]),
            speaker_sides=membership([records.speakers[one].sides for one in speakers], sides),
            obligors=membership([topic.obligors or () for topic in records.topics.values()], sides),
            slot_topic=codes_of((topic for topic, _ in slots), topics),
            slot_side=codes_of((side for _, side in slots), sides),
            last_checked=days_of(
                topic.last_checked.last if topic.last_checked else None for topic in records.topics.values()
            ),
            comparable_within=ints(
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
