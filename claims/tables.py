"""The columns of a dossier that the rules work on: codes, day numbers and floats, no text but ids.

Claims and outcomes stand in order of id, so that a lower row number is a lower id. Days are whole days since
1970-01-01, NO_DAY for none; codes are positions in the tuples of names, NONE for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Self, get_args

import numpy as np
import numpy.typing as npt

from claims.models import (
    COMPARABLE_WITHIN_DAYS,
    Attribution,
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

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

NONE = -1
NO_DAY = int(np.iinfo(np.int64).min)
"""No day: what NaT is as a number, earlier than every day."""

ROLES: tuple[str, ...] = get_args(DeadlineRole)
FORCES: tuple[str, ...] = get_args(Force)
QUALIFIERS: tuple[str, ...] = get_args(Qualifier)
STANCES: tuple[str, ...] = get_args(Stance)
ATTRIBUTIONS: tuple[str, ...] = get_args(Attribution)
RESULTS: tuple[str, ...] = get_args(Result)
VERDICTS: tuple[str, ...] = get_args(Verdict)


@dataclass(frozen=True)
class ClaimColumns:
    """One entry a claim. `root` is the row of the claim that its origin goes back to, `answers` of what it answers."""

    id: Objects
    topic: Ints
    speaker: Ints
    outlet: Ints
    attribution: Ints
    said: Ints
    root: Ints
    answers: Ints
    counted: Bools
    role: Ints
    force: Ints
    due_first: Ints
    due_last: Ints
    qualifier: Ints
    low: Floats
    high: Floats
    basis: Ints
    measured_first: Ints
    measured_last: Ints
    stance: Ints

    @cached_property
    def echo(self) -> Bools:
        """True of a claim that reports an utterance already entered."""
        return np.asarray(self.root != np.arange(len(self.root)))

    @cached_property
    def rank(self) -> Ints:
        """Place of each claim in the order of saying, then of id."""
        rank = np.empty(len(self.said), np.int64)
        rank[np.argsort(self.said, kind="stable")] = np.arange(len(self.said))
        return rank


@dataclass(frozen=True)
class OutcomeColumns:
    """One entry an outcome; `declared` has one column a side. `rank` orders by first day, last day, id."""

    id: Objects
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


@dataclass(frozen=True)
class Tables:
    """The columns of a dossier. A slot is a topic with one of its obligors, in the order of both."""

    topics: tuple[str, ...]
    sides: tuple[str, ...]
    speakers: tuple[str, ...]
    outlets: tuple[str, ...]
    bases: tuple[str, ...]
    units: tuple[str | None, ...]
    claims: ClaimColumns
    outcomes: OutcomeColumns
    assessments: AssessmentColumns
    sides_of_speakers: Objects
    speaker_sides: Bools
    obligors: Bools
    slot_topic: Ints
    slot_side: Ints
    last_checked: Ints
    comparable_within: Ints

    @classmethod
    def of(cls, records: DossierRecords) -> Self:
        topics, sides = tuple(records.topics), tuple(side.id for side in records.dossier.sides)
        speakers, outlets = tuple(sorted(records.speakers)), tuple(sorted(records.outlets))
        slots = [(topic.id, side) for topic in records.topics.values() for side in topic.obligors or ()]
        bases = {topic.basis for topic in records.topics.values() if topic.basis}
        bases |= {claim.figure.basis for claim in records.claims.values() if claim.figure and claim.figure.basis}
        basis_names = tuple(sorted(bases))
        return cls(
            topics=topics,
            sides=sides,
            speakers=speakers,
            outlets=outlets,
            bases=basis_names,
            units=tuple(topic.unit for topic in records.topics.values()),
            claims=_claims(records, topics, speakers, outlets, basis_names),
            outcomes=_outcomes(records, topics, sides),
            assessments=_assessments(records),
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
    return np.isin(codes, [names.index(one) for one in chosen])


def roots(parents: Ints) -> Ints:
    """The row at the end of each row's chain of parents; a row without one is its own parent."""
    found = parents
    while True:
        further = found[found]
        if np.array_equal(further, found):
            return found
        found = further


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _days(values: Iterable[date | None]) -> Ints:
    return _ints(NO_DAY if day is None else day_number(day) for day in values)


def _codes(values: Iterable[str | None], names: Sequence[str]) -> Ints:
    position = {name: at for at, name in enumerate(names)}
    return _ints(NONE if value is None else position[value] for value in values)


def _floats(values: Iterable[float | None]) -> Floats:
    return np.fromiter((np.nan if value is None else value for value in values), np.float64)


def _membership(rows: Sequence[Sequence[str]], names: Sequence[str]) -> Bools:
    """One row each, one column a name: True where the row has the name."""
    position = {name: at for at, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)), bool)
    pairs = [(at, position[name]) for at, row in enumerate(rows) for name in row]
    if pairs:
        table[tuple(np.array(pairs).T)] = True
    return table


def _ids(records: Mapping[str, Any]) -> list[str]:
    return sorted(records)


def _tuples(values: Sequence[tuple[str, ...]]) -> Objects:
    """An array of tuples, which numpy would else take for a second dimension."""
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _objects(values: Sequence[str]) -> Objects:
    return np.array(values, dtype=object) if values else np.empty(0, object)


def _claims(
    records: DossierRecords,
    topics: Sequence[str],
    speakers: Sequence[str],
    outlets: Sequence[str],
    bases: Sequence[str],
) -> ClaimColumns:
    ids = _ids(records.claims)
    claims = [records.claims[one] for one in ids]
    deadlines, figures = [claim.deadline for claim in claims], [claim.figure for claim in claims]
    row = {one: at for at, one in enumerate(ids)}
    return ClaimColumns(
        id=_objects(ids),
        topic=_codes((claim.topic for claim in claims), topics),
        speaker=_codes((claim.speaker for claim in claims), speakers),
        outlet=_codes((records.sources[claim.source].outlet for claim in claims), outlets),
        attribution=_codes((claim.attribution for claim in claims), ATTRIBUTIONS),
        said=_days(claim.said_on.last for claim in claims),
        root=roots(_ints(at if claim.same_as is None else row[claim.same_as] for at, claim in enumerate(claims))),
        answers=_ints(NONE if claim.responds_to is None else row[claim.responds_to] for claim in claims),
        counted=np.fromiter((claim.retired is None for claim in claims), bool),
        role=_codes((one.role if one else None for one in deadlines), ROLES),
        force=_codes((one.force if one else None for one in deadlines), FORCES),
        due_first=_days(one.due.first if one and one.due else None for one in deadlines),
        due_last=_days(one.due.last if one and one.due else None for one in deadlines),
        qualifier=_codes((one.qualifier if one else None for one in figures), QUALIFIERS),
        low=_floats(one.low if one else None for one in figures),
        high=_floats(one.high if one else None for one in figures),
        basis=_codes(
            (
                one.basis or records.topics[claim.topic].basis if one else None
                for one, claim in zip(figures, claims, strict=True)
            ),
            bases,
        ),
        measured_first=_days(one.as_of.first if one else None for one in figures),
        measured_last=_days(one.as_of.last if one else None for one in figures),
        stance=_codes((claim.position.stance if claim.position else None for claim in claims), STANCES),
    )


def _outcomes(records: DossierRecords, topics: Sequence[str], sides: Sequence[str]) -> OutcomeColumns:
    ids = _ids(records.outcomes)
    outcomes = [records.outcomes[one] for one in ids]
    first, last = _days(one.happened_on.first for one in outcomes), _days(one.happened_on.last for one in outcomes)
    rank = np.empty(len(ids), np.int64)
    rank[np.lexsort((last, first))] = np.arange(len(ids))
    return OutcomeColumns(
        id=_objects(ids),
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


def _assessments(records: DossierRecords) -> AssessmentColumns:
    found = sorted(records.assessments.values(), key=lambda one: (str(one.on), one.id))
    return AssessmentColumns(
        id=_objects([one.id for one in found]),
        claim=_codes((one.claim for one in found), _ids(records.claims)),
        status=_codes((one.status for one in found), VERDICTS),
        on=_days(one.on.last for one in found),
    )
