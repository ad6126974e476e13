"""A dossier as arrays: codes, day numbers and numbers, from which every analysis starts.

Days are whole numbers since 1970-01-01; an edge that is open, or a day that is not given, is `PAST` or `FUTURE`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from claims.models import END_ROLES, HOLDING_ROLES, START_ROLES, Claim, Edtf
from claims.models.claim import Attribution, DeadlineRole, Force, Qualifier, Stance
from claims.models.dossier import COMPARABLE_WITHIN_DAYS
from claims.models.outcome import Result, Verdict
from claims.records import DossierRecords

Days = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

FUTURE = 10**8
PAST = -FUTURE
NONE = -1

ROLES: tuple[str, ...] = get_args(DeadlineRole)
FORCES: tuple[str, ...] = get_args(Force)
QUALIFIERS: tuple[str, ...] = get_args(Qualifier)
STANCES: tuple[str, ...] = get_args(Stance)
ATTRIBUTIONS: tuple[str, ...] = get_args(Attribution)
RESULTS: tuple[str, ...] = get_args(Result)
VERDICTS: tuple[str, ...] = get_args(Verdict)
KINDS = ("deadline", "figure", "position")

_EPOCH = date(1970, 1, 1)


def number_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """The day with that number."""
    return _EPOCH + timedelta(days=int(number))


def as_dates(days: Days) -> pd.Series[pd.Timestamp]:
    """Day numbers as dates to the second; NaT where there is none."""
    known = (days > PAST) & (days < FUTURE)
    shown = np.where(known, days, 0).astype("datetime64[D]").astype("datetime64[s]")
    shown[~known] = np.datetime64("NaT")
    return pd.Series(shown)


@dataclass(frozen=True)
class ClaimColumns:
    """One entry a claim, in the order of ids. Codes index the ids or words named in `Tables`; -1 is none.

    `root` is the row of the claim whose utterance it reports (its own where it reports none); `first`/`last` bound the
    due date as given, `d1`/`d2` its due window; `low`/`high` are the figure's bounds as said.
    """

    topic: Codes
    speaker: Codes
    source: Codes
    outlet: Codes
    kind: Codes
    attribution: Codes
    said_first: Days
    said_last: Days
    counted: Mask
    echo: Mask
    root: Codes
    responds_to: Codes
    role: Codes
    force: Codes
    d1: Days
    d2: Days
    dated: Mask
    low: Numbers
    high: Numbers
    qualifier: Codes
    as_of_first: Days
    as_of_last: Days
    basis: Codes
    stance: Codes


@dataclass(frozen=True)
class OutcomeColumns:
    """One entry an outcome that counts, ordered by first day, last day and id."""

    topic: Codes
    first: Days
    last: Days
    known: Days
    result: Codes
    declared: Mask


@dataclass(frozen=True)
class AssessmentColumns:
    """One entry an assessment, ordered by day and id, so that the last known one of a claim decides."""

    claim: Codes
    on: Days
    verdict: Codes


@dataclass(frozen=True)
class Tables:
    """A dossier's arrays and the ids that their codes stand for. `obligors` is topics x sides, `sides_of` speakers x sides."""

    claim_ids: npt.NDArray[np.object_]
    topic_ids: tuple[str, ...]
    speaker_ids: tuple[str, ...]
    outlet_ids: tuple[str, ...]
    source_ids: tuple[str, ...]
    side_ids: tuple[str, ...]
    outcome_ids: tuple[str, ...]
    assessment_ids: tuple[str, ...]
    bases: tuple[str, ...]
    units: tuple[str, ...]
    claims: ClaimColumns
    outcomes: OutcomeColumns
    assessments: AssessmentColumns
    sides_of: Mask
    obligors: Mask
    obligor_order: Codes
    last_checked: Days
    unit: Codes
    comparable_within: Days

    @classmethod
    def of(cls, records: DossierRecords) -> Tables:
        """Read the records once; retired outcomes are left out, retired claims kept but not counted."""
        claims = [records.claims[name] for name in sorted(records.claims)]
        topics, side_ids = list(records.topics.values()), tuple(side.id for side in records.dossier.sides)
        side_at = _positions(side_ids)
        bases = _distinct(
            [topic.basis for topic in topics] + [claim.figure.basis for claim in claims if claim.figure]
        )
        units = _distinct([topic.unit for topic in topics])
        obligors, order = np.zeros((len(topics), len(side_ids)), bool), np.full((len(topics), len(side_ids)), 10**6)
        for row, topic in enumerate(topics):
            for rank, side in enumerate(topic.obligors or ()):
                obligors[row, side_at[side]] = True
                order[row, side_at[side]] = rank
        sides_of = np.zeros((len(records.speakers), len(side_ids)), bool)
        for row, speaker in enumerate(records.speakers.values()):
            sides_of[row, [side_at[side] for side in speaker.sides]] = True
        outcome_ids, outcomes = _outcomes(records, side_at)
        assessment_ids, assessments = _assessments(records, _positions([claim.id for claim in claims]))
        return cls(
            claim_ids=np.array([claim.id for claim in claims], object),
            topic_ids=tuple(records.topics),
            speaker_ids=tuple(records.speakers),
            outlet_ids=tuple(records.outlets),
            source_ids=tuple(records.sources),
            side_ids=side_ids,
            outcome_ids=outcome_ids,
            assessment_ids=assessment_ids,
            bases=bases,
            units=units,
            claims=_claims(records, claims, bases),
            outcomes=outcomes,
            assessments=assessments,
            sides_of=sides_of,
            obligors=obligors,
            obligor_order=order,
            last_checked=_days([topic.last_checked and topic.last_checked.last for topic in topics], PAST),
            unit=_codes([topic.unit for topic in topics], units),
            comparable_within=np.array(
                [
                    COMPARABLE_WITHIN_DAYS if topic.comparable_within is None else topic.comparable_within
                    for topic in topics
                ],
                np.int64,
            ),
        )

    def known(self, as_of: date) -> Mask:
        """The claims that count on that day: said by then, and not retired."""
        return self.claims.counted & (self.claims.said_last <= number_of(as_of))

    def ids(self, rows: Codes) -> npt.NDArray[np.object_]:
        """Claim ids of rows; None where a row is -1."""
        return names(rows, self.claim_ids)

    def sides(self, rows: Codes) -> list[tuple[str, ...]]:
        """The sides that each row's speaker speaks for, in the dossier's order."""
        of_speaker = [tuple(np.array(self.side_ids, object)[mask]) for mask in self.sides_of]
        return [of_speaker[code] for code in self.claims.speaker[rows]]


def names(codes: Codes, known: Sequence[str] | npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """The words that codes stand for; None where a code is -1."""
    words = np.empty(len(known) + 1, object)
    words[:-1] = known
    words[-1] = None
    return words[codes]


def _positions(known: Iterable[str]) -> dict[str, int]:
    return {one: at for at, one in enumerate(known)}


def _distinct(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value is not None}))


def _codes(values: Iterable[str | None], known: Sequence[str]) -> Codes:
    at = _positions(known)
    return np.array([NONE if value is None else at.get(value, NONE) for value in values], np.int64)


def _days(values: Iterable[date | None], missing: int) -> Days:
    return np.array([missing if value is None else number_of(value) for value in values], np.int64)


def _numbers(values: Iterable[float | None]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], np.float64)


def _claims(records: DossierRecords, claims: list[Claim], bases: tuple[str, ...]) -> ClaimColumns:
    deadlines, figures = [claim.deadline for claim in claims], [claim.figure for claim in claims]
    sources = list(records.sources)
    ids = [claim.id for claim in claims]
    role = _codes([one and one.role for one in deadlines], ROLES)
    d1, d2, dated = _due_windows([one and one.due for one in deadlines], role)
    same_as = _codes([claim.same_as for claim in claims], ids)
    source = _codes([claim.source for claim in claims], sources)
    outlet_of = _codes([one.outlet for one in records.sources.values()], list(records.outlets))
    topics = list(records.topics.values())
    topic = _codes([claim.topic for claim in claims], list(records.topics))
    own_basis = _codes([one and one.basis for one in figures], bases)
    topic_basis = _codes([one.basis for one in topics], bases)
    said_last = _days([claim.said_on.last for claim in claims], FUTURE)
    return ClaimColumns(
        topic=topic,
        speaker=_codes([claim.speaker for claim in claims], list(records.speakers)),
        source=source,
        outlet=outlet_of[source],
        kind=_codes([claim.kind for claim in claims], KINDS),
        attribution=_codes([claim.attribution for claim in claims], ATTRIBUTIONS),
        said_first=_days([claim.said_on.first for claim in claims], PAST),
        said_last=said_last,
        counted=np.array([claim.retired is None for claim in claims], bool),
        echo=same_as != NONE,
        root=_roots(same_as),
        responds_to=_codes([claim.responds_to for claim in claims], ids),
        role=role,
        force=_codes([one and one.force for one in deadlines], FORCES),
        d1=d1,
        d2=d2,
        dated=dated,
        low=_numbers([one.low if one else None for one in figures]),
        high=_numbers([one.high if one else None for one in figures]),
        qualifier=_codes([one and one.qualifier for one in figures], QUALIFIERS),
        as_of_first=_days([one and one.as_of.first for one in figures], PAST),
        as_of_last=_days([one and one.as_of.last for one in figures], FUTURE),
        basis=np.where(own_basis == NONE, topic_basis[topic] if len(topic) else own_basis, own_basis),
        stance=_codes([claim.position and claim.position.stance for claim in claims], STANCES),
    )


def _roots(same_as: Codes) -> Codes:
    """Follow same_as to its end by doubling the step; the check has refused circles."""
    parent = np.where(same_as == NONE, np.arange(len(same_as)), same_as)
    while True:
        further = parent[parent]
        if np.array_equal(further, parent):
            return parent
        parent = further


def _due_windows(dues: list[Edtf | None], role: Codes) -> tuple[Days, Days, Mask]:
    """d1, d2 and whether there is a usable date: DESIGN 2, due window, with open edges."""
    first = _days([one.first if one else None for one in dues], PAST)
    last = _days([one.last if one else None for one in dues], FUTURE)
    before = role == ROLES.index("before")
    lenient_end = np.isin(role, [ROLES.index(one) for one in START_ROLES + HOLDING_ROLES])
    dated = np.array([one is not None for one in dues], bool)
    dated &= np.where(lenient_end, (first > PAST) | (last < FUTURE), last < FUTURE) & ~(before & (first == PAST))
    d1 = np.where(first == PAST, last, first)
    d2 = np.where(last == FUTURE, first, last)
    d1, d2 = np.where(before, first - 1, d1), np.where(before, first - 1, d2)
    return np.where(dated, d1, FUTURE), np.where(dated, d2, FUTURE), dated


def _outcomes(records: DossierRecords, side_at: Mapping[str, int]) -> tuple[tuple[str, ...], OutcomeColumns]:
    happened = [one for one in records.outcomes.values() if one.retired is None]
    happened.sort(key=lambda one: (one.happened_on.first or date.min, one.happened_on.last or date.max, one.id))
    published = [records.sources[one.source].published for one in happened]
    known = [
        (one.known_on and one.known_on.last) or (paper and paper.last) or one.happened_on.last
        for one, paper in zip(happened, published, strict=True)
    ]
    declared = np.zeros((len(happened), len(side_at)), bool)
    for row, one in enumerate(happened):
        declared[row, [side_at[side] for side in one.declared_by]] = True
    return tuple(one.id for one in happened), OutcomeColumns(
        topic=_codes([one.topic for one in happened], list(records.topics)),
        first=_days([one.happened_on.first for one in happened], PAST),
        last=_days([one.happened_on.last for one in happened], FUTURE),
        known=_days(known, FUTURE),
        result=_codes([one.result for one in happened], RESULTS),
        declared=declared,
    )


def _assessments(
    records: DossierRecords, claim_at: Mapping[str, int]
) -> tuple[tuple[str, ...], AssessmentColumns]:
    verdicts = sorted(records.assessments.values(), key=lambda one: (str(one.on), one.id))
    return tuple(one.id for one in verdicts), AssessmentColumns(
        claim=np.array([claim_at[one.claim] for one in verdicts], np.int64),
        on=_days([one.on.last for one in verdicts], FUTURE),
        verdict=_codes([one.status for one in verdicts], VERDICTS),
    )


HOLDING = tuple(ROLES.index(role) for role in HOLDING_ROLES)
STARTS = tuple(ROLES.index(role) for role in START_ROLES)
ENDS = tuple(ROLES.index(role) for role in END_ROLES)
