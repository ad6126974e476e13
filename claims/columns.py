"""The columns that the rules work on: codes, day numbers and numbers, each as narrow as its values allow.

Claims and outcomes stand in order of id, so that a lower row number is a lower id. Days are whole days since
1970-01-01, NO_DAY for none; codes are positions in tuples of names, NONE for none. Nothing here is text but the ids,
which are kept as bytes (`claims.ids`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from claims.ids import NONE as NONE
from claims.ids import Ids
from claims.models import Attribution, DeadlineRole, Force, Qualifier, Result, Stance, Verdict

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
    language: Ints
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


def narrow(values: Ints) -> Ints:
    """Codes and counts as narrow as they allow; days, which are reckoned with, and truth values as they are."""
    if values.dtype != np.int64:
        return values
    least, most = (int(values.min()), int(values.max())) if len(values) else (0, 0)
    kind = next(one for one in _WHOLE if np.iinfo(one).min <= least and most <= np.iinfo(one).max)
    return values.astype(kind)


_WHOLE = (np.int8, np.int16, np.int32, np.int64)
