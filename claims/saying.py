"""Claims in the order in which they were said, a page at a time: what is not shown is counted and not sorted."""

from __future__ import annotations

import numpy as np

from claims.columns import Ints


def page(said: Ints, rows: Ints, places: slice, *, newest_first: bool) -> Ints:
    """The rows at these places, from a first to before a last, by day of saying and of one day by row, or backwards.

    `said` are the days of all claims, `rows` those that are listed, in order.
    """
    first, end, _ = places.indices(len(rows))
    if first >= end:
        return rows[:0]
    if newest_first:
        return page(said, rows, slice(len(rows) - end, len(rows) - first), newest_first=False)[::-1]
    days = said[rows]
    days = days - days.min()
    until = np.cumsum(np.bincount(days))
    earliest, latest = np.searchsorted(until, [first + 1, end])
    near = np.flatnonzero((days >= earliest) & (days <= latest))
    before = int(until[earliest - 1]) if earliest else 0
    return rows[near[np.argsort(days[near], kind="stable")][first - before : end - before]]


def place(said: Ints, rows: Ints, row: int, *, newest_first: bool) -> int:
    """The place that one of these rows has in that order, from 0."""
    days, at = said[rows], int(np.searchsorted(rows, row))
    before = int((days < days[at]).sum()) + int((days[:at] == days[at]).sum())
    return len(rows) - 1 - before if newest_first else before
