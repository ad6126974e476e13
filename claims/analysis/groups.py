"""Rows that share a key, without loops: joins, first and last of a group, sizes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from claims.columns import NEVER, NO_DAY, NONE, Ints


def joined(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Row numbers of all pairs with equal keys, in order of left, then of right."""
    order = np.argsort(right, kind="stable")
    lefts, rights = joined_in_order(left, right[order])
    return lefts, order[rights]


def joined_in_order(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """The same where right is sorted."""
    begin, end = np.searchsorted(right, left, "left"), np.searchsorted(right, left, "right")
    return spread(begin, end - begin)


def spread(begin: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Row numbers and places of all that stands in each row's stretch of places."""
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return rows, np.arange(len(rows)) + np.repeat(begin - np.cumsum(sizes) + sizes, sizes)


def spread_in_blocks(begin: Ints, sizes: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """The same in blocks of so many at most, or of one row that has more."""
    ends, row = np.cumsum(sizes), 0
    while row < len(sizes):
        done = int(ends[row - 1]) if row else 0
        end = max(row + 1, int(np.searchsorted(ends, done + most, side="right")))
        rows, places = spread(begin[row:end], sizes[row:end])
        yield rows + row, places
        row = end


def runs(keys: Ints) -> Ints:
    """Where each run of equal neighbours begins."""
    return np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))[: len(keys)])


def distinct(*columns: Ints) -> tuple[Ints, Ints]:
    """The rows of which no earlier one has the same values in these columns of whole numbers.

    With them, for each row the place among these of the one that it is like.
    """
    code = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        of_column, known = pd.factorize(column)
        code = pd.factorize(code * max(len(known), 1) + of_column)[0]
    first = np.empty(int(code.max(initial=NONE)) + 1, np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    return first, code


def least(groups: Ints, values: Ints, count: int) -> Ints:
    """The lowest value of each group from 0 to count; NEVER for a group without any."""
    found = np.full(count, NEVER, np.int64)
    np.minimum.at(found, groups, values)
    return found


def most(groups: Ints, values: Ints, count: int) -> Ints:
    """The highest value of each group from 0 to count; NO_DAY for a group without any."""
    found = np.full(count, NO_DAY, np.int64)
    np.maximum.at(found, groups, values)
    return found


def at_rank(ranks: Ints, wanted: Ints) -> Ints:
    """The row that has the wanted rank; `ranks` is a permutation. NONE where nothing has it."""
    rows = np.full(len(ranks) + 1, NONE, np.int64)
    rows[ranks] = np.arange(len(ranks))
    return rows[np.clip(wanted, 0, len(ranks))]
