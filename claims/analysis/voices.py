"""Who was first to say what stands so to a claim: found without looking at every pair."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from claims.analysis import groups, values
from claims.analysis.relations import BLOCK
from claims.columns import NEVER, NO_DAY, NONE, Bools, Ints
from claims.tables import Tables

Test = Callable[[Ints, Ints], Bools]
"""Of pairs of rows: whether the right one stands so to the left one."""

FIRST_STEP, WIDER = 8, 4
"""How many voices a claim is held against at first, and how many times as many with each further step."""


class Voices:
    """Claims grouped by a key, each group in the order of saying.

    With `near`, figures are held only against figures measured near enough in time to be compared
    (`Tables.comparable_within`); without, only against those measured wholly later.
    """

    def __init__(self, tables: Tables, key: Ints, rows: Ints, *, near: bool) -> None:
        self._tables, self._key, self._near = tables, key, near
        claims = tables.claims
        self._rows = rows[np.lexsort((claims.rank[rows], key[rows]))]
        self._keys = key[self._rows]
        self._measured = values.measured(tables)
        # No voice before the place where this reaches a day is measured as late as that day, none after as early.
        begin = groups.runs(self._keys)
        latest, earliest = self._measured.last[self._rows], self._measured.first[self._rows]
        self._until = _running(np.maximum, latest if near else earliest, begin)
        self._from = _running(np.minimum, earliest[::-1], groups.runs(self._keys[::-1]))[::-1]

    def first(self, rows: Ints, able: Bools, test: Test) -> Ints:
        """For each of these rows the day on which the first voice was heard that stands so to it, or NEVER.

        Of rows that are not `able` nobody does.
        """
        asked = np.flatnonzero(able[rows])
        place, end = self._reach(rows[asked])
        found = np.full(len(rows), NEVER, np.int32)
        step = FIRST_STEP
        while len(asked):
            open_ = place < end
            asked, place, end = asked[open_], place[open_], end[open_]
            hit = np.full(len(asked), NONE)
            until, size = np.minimum(end, place + step), max(1, BLOCK // step)
            for begin in range(0, len(asked), size):
                block = slice(begin, begin + size)
                hit[block] = self._hits(rows[asked[block]], place[block], until[block], test)
            met = hit != NONE
            found[asked[met]] = self._tables.claims.said[hit[met]]
            asked, place, end = asked[~met], place[~met] + step, end[~met]
            step = min(step * WIDER, BLOCK)
        return found

    def _hits(self, rows: Ints, place: Ints, end: Ints, test: Test) -> Ints:
        """The first voice from place to end that stands so to each row, or NONE."""
        size = end - place
        left = np.repeat(np.arange(len(rows)), size)
        right = self._rows[np.repeat(place, size) + np.arange(len(left)) - np.repeat(np.cumsum(size) - size, size)]
        at = np.flatnonzero(test(rows[left], right))
        first = at[groups.runs(left[at])]
        found = np.full(len(rows), NONE)
        found[left[first]] = right[first]
        return found

    def _reach(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where the voices begin and end that a row may have to be held against."""
        keys, claims = self._key[rows], self._tables.claims
        begin, end = (np.searchsorted(self._keys, keys, side) for side in ("left", "right"))
        first, last = (edge[rows].astype(np.int64) for edge in self._measured)
        figure = claims.qualifier[rows] != NONE
        within = self._tables.comparable_within[claims.topic[rows]]
        soonest = np.where(figure, first - within if self._near else last + 1, NO_DAY)
        latest = np.where(figure, last + within, NEVER) if self._near else np.full(len(rows), NEVER)
        return _search(self._until, begin, end, soonest), _search(self._from, begin, end, latest + 1)


def _running(best: np.ufunc, values_: Ints, begin: Ints) -> Ints:
    """The highest or lowest value so far in each group, which begins at these places."""
    found = values_.copy()
    for one, end in zip(begin, np.append(begin[1:], len(values_))[: len(begin)], strict=True):
        found[one:end] = best.accumulate(values_[one:end])
    return found


def _search(rising: Ints, begin: Ints, end: Ints, wanted: Ints) -> Ints:
    """The first place from begin to end at which a column that rises between them reaches what is wanted, or end."""
    low, high = begin.copy(), end.copy()
    while (searched := low < high).any():
        middle = (low + high) // 2
        short = searched & (rising[np.minimum(middle, len(rising) - 1)] < wanted)
        low = np.where(short, middle + 1, low)
        high = np.where(searched & ~short, middle, high)
    return low
