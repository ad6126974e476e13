"""How two claims of one topic stand to each other, pair by pair and without a loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from claims.analysis import groups, values
from claims.columns import NONE, ROLES, STANCES, Bools, Floats, Ints, among
from claims.tables import Tables

RELATIONS = (
    "same",
    "compatible",
    "conflict",
    "not_comparable",
    "different_time",
    "different_role",
    "agree",
    "opposed",
    "qualified",
)
SAME, COMPATIBLE, CONFLICT, NOT_COMPARABLE, DIFFERENT_TIME, DIFFERENT_ROLE, AGREE, OPPOSED, QUALIFIED = range(9)
AGAINST, FOR = (CONFLICT, OPPOSED), (SAME, COMPATIBLE, AGREE)
FIELDS = ("due", "role", "basis", "as_of", "value", "stance")
DUE, ROLE, BASIS, AS_OF, VALUE, STANCE = range(len(FIELDS))

BLOCK = 500_000
"""Pairs held in memory at once."""


@dataclass(frozen=True)
class Related:
    """One entry a pair: relation and the field it rests on as codes (NONE: silence compares with nothing).

    A gap is in days for `due` and `as_of`, in the topic's unit for `value`; NaN where there is none.
    """

    relation: Ints
    field: Ints
    gap: Floats
    ratio: Floats


class Relations:
    """Answers for any pairs of claims of one dossier."""

    def __init__(self, tables: Tables) -> None:
        claims = tables.claims
        self._tables, self._window, self._interval = tables, values.due(tables), values.intervals(tables)
        self._measured = values.measured(tables)
        self._start, self._held = among(claims.role, ROLES, "from"), among(claims.role, ROLES, "at-least-until")
        self._firm = among(claims.stance, STANCES, "affirms", "denies")
        self._silent = among(claims.stance, STANCES, "no-statement")

    @property
    def comparable(self) -> Bools:
        """The claims that can exclude or fit another: a date that is known, a figure, a firm position."""
        return np.asarray(self._window.exists | (self._tables.claims.qualifier != NONE) | self._firm)

    def of(self, left: Ints, right: Ints) -> Related:
        """The relation of each pair of rows; both rows of a pair answer the same topic."""
        size, claims = len(left), self._tables.claims
        found = Related(np.full(size, NONE), np.full(size, NONE), np.full(size, np.nan), np.full(size, np.nan))
        kinds = (
            (claims.role, self._deadlines),
            (claims.qualifier, self._figures),
            (claims.stance, self._positions),
        )
        for column, judge in kinds:
            at = np.flatnonzero(column[left] != NONE)
            if len(at):
                part = judge(left[at], right[at])
                for field in fields(Related):
                    getattr(found, field.name)[at] = getattr(part, field.name)
        return found

    def _deadlines(self, left: Ints, right: Ints) -> Related:
        first, last = self._window
        dated = self._window.exists[left] & self._window.exists[right]
        held_left, held_right = self._held[left], self._held[right]
        one_held = held_left != held_right
        equal = (first[left] == first[right]) & (last[left] == last[right])
        apart = np.maximum(first[left], first[right]) - np.minimum(last[left], last[right])
        gap = np.where(one_held, np.where(held_left, first[left] - last[right], first[right] - last[left]), apart)
        relation = np.select(
            [
                ~dated,
                self._start[left] != self._start[right],
                one_held & (gap > 0),
                one_held,
                equal,
                held_left,
                gap > 0,
            ],
            [NOT_COMPARABLE, DIFFERENT_ROLE, CONFLICT, COMPATIBLE, SAME, COMPATIBLE, CONFLICT],
            COMPATIBLE,
        )
        return Related(
            relation,
            np.where(relation == DIFFERENT_ROLE, ROLE, DUE),
            np.where(relation == CONFLICT, gap, np.nan),
            np.full(len(left), np.nan),
        )

    def _figures(self, left: Ints, right: Ints) -> Related:
        claims, (low, high, low_open, high_open) = self._tables.claims, self._interval
        first, last = self._measured
        apart = np.maximum(first[left], first[right]) - np.minimum(last[left], last[right])
        bottom, top = np.maximum(low[left], low[right]), np.minimum(high[left], high[right])
        shut_out = (low_open[left] & (low[left] == bottom)) | (low_open[right] & (low[right] == bottom))
        shut_out |= (high_open[left] & (high[left] == top)) | (high_open[right] & (high[right] == top))
        relation = np.select(
            [
                claims.basis[left] != claims.basis[right],
                apart > self._tables.comparable_within[claims.topic[left]],
                self.equal_intervals(left, right),
                (bottom < top) | ((bottom == top) & ~shut_out),
            ],
            [NOT_COMPARABLE, DIFFERENT_TIME, SAME, COMPATIBLE],
            CONFLICT,
        )
        clash = relation == CONFLICT
        return Related(
            relation,
            np.select([relation == NOT_COMPARABLE, relation == DIFFERENT_TIME], [BASIS, AS_OF], VALUE),
            np.select([clash, relation == DIFFERENT_TIME], [bottom - top, apart], np.nan),
            np.divide(bottom, top, out=np.full(len(left), np.nan), where=clash & (bottom > 0) & (top > 0)),
        )

    def equal_intervals(self, left: Ints, right: Ints) -> Bools:
        same = np.ones(len(left), bool)
        for edge in self._interval:
            same &= edge[left] == edge[right]
        return same

    def _positions(self, left: Ints, right: Ints) -> Related:
        stance = self._tables.claims.stance
        firm, silent = self._firm[left] & self._firm[right], self._silent[left] | self._silent[right]
        relation = np.select([silent, firm & (stance[left] == stance[right]), firm], [NONE, AGREE, OPPOSED], QUALIFIED)
        none = np.full(len(left), np.nan)
        return Related(relation, np.where(silent, NONE, STANCE), none, none)

    def newer_value(self, left: Ints, right: Ints) -> Bools:
        """True where the right figure counts the same for a wholly later time and has another value."""
        claims, measured = self._tables.claims, self._measured
        return np.asarray(
            (claims.qualifier[left] != NONE)
            & (claims.basis[left] == claims.basis[right])
            & (measured.first[right] > measured.last[left])
            & ~self.equal_intervals(left, right)
        )


def pairs_with(tables: Tables, rows: Ints, others: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Blocks of ordered pairs (row, other) of one topic and different origins, about BLOCK at a time.

    All pairs of a row stand in one block.
    """
    topic, root = tables.claims.topic, tables.claims.root
    others = others[np.argsort(topic[others], kind="stable")]
    first = np.searchsorted(topic[others], topic[rows], side="left")
    count = np.searchsorted(topic[others], topic[rows], side="right") - first
    for at, places in groups.spread_in_blocks(first, count, BLOCK):
        left, right = rows[at], others[places]
        foreign = root[left] != root[right]
        yield left[foreign], right[foreign]


def distinct_pairs(tables: Tables, rows: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Blocks of unordered pairs of rows of one topic and different origins, the lower row first."""
    for left, right in pairs_with(tables, rows, rows):
        once = left < right
        yield left[once], right[once]
