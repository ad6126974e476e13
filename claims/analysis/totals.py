"""How the pairs of a topic count in all, by sorting: no pair is looked at but those of one origin, which are none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from claims.analysis import groups, values
from claims.analysis.compare import COUNTED_AS, column_of
from claims.analysis.relations import Relations
from claims.columns import NONE, Ints
from claims.tables import Tables

SAME, COMPATIBLE, CONFLICT, NOT_COMPARABLE = range(len(COUNTED_AS))


def of(tables: Tables, as_of: date, claim_ids: Collection[str] | None = None) -> dict[str, int]:
    """The sums of `compare.agreement` over all topics and speakers, by COUNTED_AS."""
    claims, chosen = tables.claims, tables.known(as_of)
    if claim_ids is not None:
        chosen &= claims.id.mask(claim_ids)
    counts = np.zeros(len(COUNTED_AS), np.int64)
    rows = np.flatnonzero(chosen)
    rows = rows[np.argsort(claims.topic[rows], kind="stable")]
    for begin, end in _runs(claims.topic[rows]):
        topic = rows[begin:end]
        figures = claims.qualifier[topic[0]] != NONE
        counts += _of_figures(tables, topic) if figures else _of_classes(tables, topic)
        counts -= _of_one_origin(tables, topic)
    return dict(zip(COUNTED_AS, counts.tolist(), strict=True))


def _runs(keys: Ints) -> list[tuple[int, int]]:
    begin = groups.runs(keys)
    return [*zip(begin.tolist(), [*begin[1:].tolist(), len(keys)], strict=True)] if len(begin) else []


def _of_classes(tables: Tables, rows: Ints) -> Ints:
    """Dates or positions of one topic: claims that say the same are counted together."""
    claims, window = tables.claims, values.due(tables)
    said = np.stack([claims.role[rows], window.first[rows], window.last[rows], claims.stance[rows]], axis=1)
    _, first, size = np.unique(said, axis=0, return_index=True, return_counts=True)
    one, relations = rows[first], Relations(tables)
    counts = np.zeros(len(COUNTED_AS), np.int64)
    own = column_of(relations.of(one, one).relation)
    np.add.at(counts, own[own != NONE], (size * (size - 1) // 2)[own != NONE])
    for at in range(len(one) - 1):
        # One class against those after it.
        column = column_of(relations.of(np.full(len(one) - at - 1, one[at]), one[at + 1 :]).relation)
        np.add.at(counts, column[column != NONE], size[at] * size[at + 1 :][column != NONE])
    return counts


def _of_figures(tables: Tables, rows: Ints) -> Ints:
    """Figures of one topic: of those that count the same, near in time, numbers are one, meet or exclude each other."""
    claims = tables.claims
    rows = rows[np.argsort(claims.basis[rows], kind="stable")]
    counts, compared = np.zeros(len(COUNTED_AS), np.int64), 0
    for begin, end in _runs(claims.basis[rows]):
        part = rows[begin:end]
        pairs = len(part) * (len(part) - 1) // 2
        far, same, apart = _of_one_basis(tables, part)
        counts += [same, pairs - far - same - apart, apart, far]
        compared += pairs
    counts[NOT_COMPARABLE] += len(rows) * (len(rows) - 1) // 2 - compared
    return counts


def _of_one_basis(tables: Tables, rows: Ints) -> tuple[int, int, int]:
    """How many pairs are of another time, how many of the others have one interval, and how many exclude each other."""
    measured, interval = values.measured(tables), values.intervals(tables)
    within = int(tables.comparable_within[tables.claims.topic[rows[0]]])
    first = measured.first[rows].astype(np.int64)
    until = measured.last[rows].astype(np.int64) + within
    # An open edge lies a little inside: intervals exclude each other where one ends before the other begins.
    edges = np.concatenate(
        [
            np.stack([interval.low[rows], interval.low_open[rows]], axis=1),
            np.stack([interval.high[rows], -1.0 * interval.high_open[rows]], axis=1),
        ]
    )
    rank = np.unique(edges, axis=0, return_inverse=True)[1].reshape(2, -1)
    low, high = rank
    order = np.sort(first)
    far = int((len(first) - np.searchsorted(order, until, "right")).sum())
    _, value, size = np.unique(rank.T, axis=0, return_inverse=True, return_counts=True)
    value = value.reshape(-1)
    span = int(first.max() - min(first.min(), until.min())) + within + 2
    keys, asked = (value * span + np.minimum(days - first.min(), span - 1) for days in (first, until))
    later = np.append(np.cumsum(size), 0)[value] - np.searchsorted(np.sort(keys), asked, "right")
    same = int((size * (size - 1) // 2).sum() - later.sum())
    apart = int((len(low) - np.searchsorted(np.sort(low), high, "right")).sum())
    apart -= _both(first, low, until, high) + _both(first, -high, until, -low)
    # What is open on both sides of one number excludes itself, and is the same all the same.
    empty = low > high
    if empty.any():
        apart -= int(empty.sum()) + _near_and_same(value[empty], keys[empty], asked[empty])
    return far, same, apart


def _near_and_same(value: Ints, keys: Ints, asked: Ints) -> int:
    """Twice the pairs of one interval and near in time: each was counted from both ends."""
    size = np.unique(value, return_counts=True)[1]
    place = np.unique(value, return_inverse=True)[1].reshape(-1)
    later = np.cumsum(size)[place] - np.searchsorted(np.sort(keys), asked, "right")
    return 2 * int((size * (size - 1) // 2).sum() - later.sum())


def _both(x: Ints, y: Ints, least_x: Ints, least_y: Ints) -> int:
    """How many pairs (i, j) there are with x[j] > least_x[i] and y[j] > least_y[i].

    Points in order of x are cut into blocks of 1, 2, 4, … and each block is sorted by y: those after a place are a few
    blocks, and in each the ones above are found by halving.
    """
    order = np.argsort(x, kind="stable")
    place = np.searchsorted(x[order], least_x, "right")
    ranks = np.unique(np.concatenate([y, least_y]), return_inverse=True)[1].reshape(-1)
    height, asked = len(ranks) + 1, ranks[len(y) :] + 1
    levels = max(len(x) - 1, 0).bit_length()
    padded = np.zeros(1 << levels, np.int64)
    padded[: len(x)] = ranks[: len(y)][order] + 1
    found = 0
    for level in range(levels):
        block = np.arange(len(padded)) >> level
        keys = np.sort(block * height + padded)
        takes = np.flatnonzero((place >> level) & 1)
        at = place[takes] >> level
        above = np.searchsorted(keys, at * height + asked[takes], "right")
        found += int((((at + 1) << level) - above).sum())
        place[takes] += 1 << level
    # What begins at the first place takes all that is there.
    whole = np.flatnonzero(place == 0)
    return found + int((len(padded) - np.searchsorted(np.sort(padded), asked[whole], "right")).sum())


def _of_one_origin(tables: Tables, rows: Ints) -> Ints:
    """The pairs of one origin, which do not count."""
    root = tables.claims.root[rows]
    left, right = groups.joined(root, root)
    once = left < right
    left, right = rows[left[once]], rows[right[once]]
    column = column_of(Relations(tables).of(left, right).relation)
    return np.bincount(column[column != NONE], minlength=len(COUNTED_AS))
