"""Rows that share a key, without loops: joins, first and last of a group, sizes."""

from __future__ import annotations

import numpy as np

from claims.tables import NONE, Ints


def joined(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Row numbers of all pairs with equal keys, in order of left, then of right."""
    order = np.argsort(right, kind="stable")
    keys = right[order]
    begin, end = np.searchsorted(keys, left, "left"), np.searchsorted(keys, left, "right")
    sizes = end - begin
    lefts = np.repeat(np.arange(len(left)), sizes)
    offsets = np.arange(len(lefts)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return lefts, order[np.repeat(begin, sizes) + offsets]


def least(groups: Ints, values: Ints, count: int) -> Ints:
    """The lowest value of each group from 0 to count; the largest number there is for a group without any."""
    found = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(found, groups, values)
    return found


def most(groups: Ints, values: Ints, count: int) -> Ints:
    """The highest value of each group from 0 to count; the lowest number there is for a group without any."""
    found = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(found, groups, values)
    return found


def at_rank(ranks: Ints, wanted: Ints) -> Ints:
    """The row that has the wanted rank; `ranks` is a permutation. NONE where nothing has it."""
    rows = np.full(len(ranks) + 1, NONE, np.int64)
    rows[ranks] = np.arange(len(ranks))
    return rows[np.clip(wanted, 0, len(ranks))]
