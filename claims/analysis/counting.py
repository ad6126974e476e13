"""How the pairs of a topic count between voices: among few claims each is looked at, among many they are sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from claims.analysis import groups, values
from claims.columns import NONE, ROLES, STANCES, Bools, Floats, Ints, among
from claims.tables import Tables

COUNTED_AS = ("same", "compatible", "conflict", "not_comparable")
SAME, COMPATIBLE, CONFLICT, NOT_COMPARABLE = range(len(COUNTED_AS))

PAIRS = 1_000_000
"""So many pairs are held in memory at once."""
FEW = 256
"""Of so many claims of a topic the pairs are sooner looked at than sorted."""
STRETCH, SQUARE = 16, 64
"""Least length of the stretches that sorted claims are summed in, and the side of the squares that sums are made in."""


@dataclass(frozen=True)
class Counted:
    """One entry a topic and two of its voices that have pairs, a not above b, in this order.

    `counts` has one row of each of COUNTED_AS.
    """

    topic: Ints
    a: Ints
    b: Ints
    counts: Ints


def between(tables: Tables, rows: Ints, voice: Ints) -> Counted:
    """How the pairs of these claims count: those in which one claim is of the one voice and one of the other.

    `voice` is a code of each row. Pairs of one origin do not count, nor does silence.
    """
    span = int(voice.max(initial=0)) + 1
    codes, who = np.unique(tables.claims.topic[rows].astype(np.int64) * span + voice, return_inverse=True)
    topic, name = np.divmod(codes, span)
    said, origin = _Said.of(tables.with_claims(rows)), tables.claims.root[rows]
    order = np.argsort(who, kind="stable")
    begin, end = _runs(topic[who[order]])
    few = end - begin <= FEW
    parts = [_looked_at(said, origin, who, order, np.where(few, end - np.arange(len(order)) - 1, 0))]
    for one in np.split(order, np.unique(begin))[1:]:
        if len(one) > FEW:
            lowest = int(who[one[0]])
            a, b, counts = _by_sorting(said.taken(one), origin[one], who[one] - lowest)
            parts.append((lowest + a, lowest + b, counts))
    a, b, counts = (np.concatenate(part, axis=-1) for part in zip(*parts, strict=True))
    place = np.argsort(a * len(codes) + b, kind="stable")
    return Counted(topic[a[place]], name[a[place]], name[b[place]], counts[:, place])


_Cells = tuple[Ints, Ints, Ints]
"""Two voices of a topic, the lower one first, and how many of their pairs count how."""


def _looked_at(said: _Said, origin: Ints, who: Ints, order: Ints, behind: Ints) -> _Cells:
    """The pairs of each in an order with so many of those that stand behind it."""
    voices = int(who.max(initial=0)) + 1
    found, times = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for left, right in groups.spread_in_blocks(np.arange(1, len(order) + 1), behind, PAIRS):
        left, right = order[left], order[right]
        counts = np.flatnonzero((origin[left] != origin[right]) & said.spoken[left] & said.spoken[right])
        left, right = left[counts], right[counts]
        cell = (who[left] * voices + who[right]) * len(COUNTED_AS) + said.compared(left, right)
        for parts, part in zip((found, times), np.unique(cell, return_counts=True), strict=True):
            parts.append(part)
    cell = np.concatenate(found)
    cells, place = np.unique(cell // len(COUNTED_AS), return_inverse=True)
    sums = np.bincount(cell % len(COUNTED_AS) * len(cells) + place, np.concatenate(times), len(COUNTED_AS) * len(cells))
    return cells // voices, cells % voices, sums.reshape(len(COUNTED_AS), -1).astype(np.int64)


def _by_sorting(said: _Said, origin: Ints, who: Ints) -> _Cells:
    """The pairs of all claims of a topic: its own less those of its origins."""
    origin = np.unique(origin, return_inverse=True)[1]
    again = np.flatnonzero(np.bincount(origin)[origin] > 1)
    every = np.concatenate([np.arange(len(who)), again])
    group = np.concatenate([np.zeros_like(who), 1 + origin[again]])
    pairs = _Pairs(group, who[every], np.where(group == 0, 1, -1))
    found = said.taken(every).counted(pairs)
    # A pair of two voices was counted with either first.
    found = np.triu(found) + np.tril(found, -1).transpose(0, 2, 1)
    a, b = np.nonzero(found.any(axis=0))
    return a, b, found[:, a, b].astype(np.int64)


@dataclass(frozen=True)
class _Said:
    """What claims say, alike of every kind: two exclude each other where one ends before the other begins.

    Those of one `kind` (NONE: none) are comparable where neither begins after the other's `until`; of these, those of
    one `value` (NONE: none) say the same. `low` and `high` are the least and the most that each may mean. All but
    `spoken`, which is false of silence, are ranks and codes.
    """

    spoken: Bools
    kind: Ints
    value: Ints
    first: Ints
    until: Ints
    low: Ints
    high: Ints

    @classmethod
    def of(cls, tables: Tables) -> Self:
        claims = tables.claims
        window, measured, interval = values.due(tables), values.measured(tables), values.intervals(tables)
        figure, dated, position = claims.qualifier != NONE, window.exists, claims.stance != NONE
        start, held = among(claims.role, ROLES, "from"), among(claims.role, ROLES, "at-least-until")
        denies, firm = among(claims.stance, STANCES, "denies"), among(claims.stance, STANCES, "affirms", "denies")
        spoken = ~among(claims.stance, STANCES, "no-statement")
        # A basis may be none; of dates those that begin something are compared among themselves.
        kind = np.select([figure, dated, position & spoken], [claims.basis.astype(np.int64) + 1, start, 0], NONE)
        low = np.select([figure, dated, firm], [interval.low, window.first, denies], -np.inf)
        last = np.select([figure, dated, firm], [interval.high, window.last, denies], np.inf)
        # A date that holds at least until its day excludes what ends before, and nothing that comes after.
        low, last, high = _ranks(low, last, np.where(held, np.inf, last)) * 3 + 1
        # An open edge lies a little inside.
        low, last, high = low + interval.low_open, last - interval.high_open, high - interval.high_open
        span = int(last.max(initial=0)) + 1
        value = _ranks(((kind * 2 + held) * span + low) * span + last)[0]
        # Fewer than nobody is no number: it excludes all but itself, as a number beyond all others does.
        empty = low > high
        beyond = int(high.max(initial=0)) + 1 + value
        within = tables.comparable_within[claims.topic].astype(np.int64)
        first, until = _ranks(np.where(figure, measured.first, 0), np.where(figure, measured.last + within, 0))
        return cls(
            spoken=spoken,
            kind=kind,
            value=np.where(figure | dated | firm, value, NONE),
            first=first,
            until=until,
            low=np.where(empty, beyond, low),
            high=np.where(empty, beyond, high),
        )

    def taken(self, rows: Ints) -> Self:
        return type(self)(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})

    def compared(self, left: Ints, right: Ints) -> Ints:
        """As which of COUNTED_AS pairs of claims of one topic count."""
        comparable = (self.kind[left] == self.kind[right]) & (self.kind[left] != NONE)
        comparable &= (self.first[left] <= self.until[right]) & (self.first[right] <= self.until[left])
        same = (self.value[left] == self.value[right]) & (self.value[left] != NONE)
        apart = (self.low[left] > self.high[right]) | (self.low[right] > self.high[left])
        return np.select([~comparable, same, apart], [NOT_COMPARABLE, SAME, CONFLICT], COMPATIBLE)

    def counted(self, pairs: _Pairs) -> Floats:
        """How many pairs count as which of COUNTED_AS."""
        kind, value, interval, top = self.kind, self.value, (self.high, self.low), self.high.max(initial=0)
        comparable, same, apart = pairs.alike(kind), pairs.alike(value), pairs.above(kind, interval)
        far = self.until, self.first
        if self.first.max(initial=0) > self.until.min(initial=0):
            comparable -= pairs.above(kind, far)
            same -= pairs.above(value, far)
            apart -= pairs.above_both(kind, far, [interval, (top - self.low, top - self.high)])
        every = pairs.alike(np.where(self.spoken, 0, NONE))
        return np.stack([same, comparable - same - apart, apart, every - comparable])


def _ranks(*columns: Ints | Floats) -> Ints:
    """Columns as ranks in one order."""
    found: Ints = np.unique(np.concatenate(columns), return_inverse=True)[1].reshape(len(columns), -1)
    return found


_Marks = tuple[Ints, Ints]
"""A bound and a mark of each claim, ranks in one order: the mark of another may be above the bound."""


class _Pairs:
    """The pairs of one group among some claims, counted by the voices of both, each pair with either first.

    `weight` is as what the pairs of each claim's group count.
    """

    def __init__(self, group: Ints, voice: Ints, weight: Ints) -> None:
        self._group, self._voice, self._weight = group, voice, weight
        self._voices = int(voice.max()) + 1
        # Near neighbours are counted one by one, others in sums of stretches: of this length both take alike.
        self._stretch = max(STRETCH, self._voices // 6)

    def alike(self, code: Ints) -> Floats:
        """The pairs of one code."""
        chosen = np.flatnonzero(code != NONE)
        key = self._keys(code)[chosen] * self._voices + self._voice[chosen]
        order = np.argsort(key)
        first = groups.runs(key[order])
        size = np.diff(first, append=len(key))
        key, voice = np.divmod(key[order[first]], self._voices)
        weight = self._weight[chosen[order[first]]] * size
        return self._behind(key, voice, weight, size) + self._sums(voice, voice, weight * (size - 1) // 2, self._voices)

    def above(self, code: Ints, marks: _Marks) -> Floats:
        """The pairs of one code in which the mark of one is above the bound of the other."""
        at, asks, key = self._ordered(code, marks)
        return self._behind(key, self._voice[at], asks * self._weight[at], ~asks)

    def above_both(self, code: Ints, marks: _Marks, others: Sequence[_Marks]) -> Floats:
        """Those of them of which the same is true of one of other marks; of two it never is.

        The order of the first marks is halved again and again: who asks in a lower half and who is marked in the upper
        one meet in the order of other marks.
        """
        at, asks, key = self._ordered(code, marks)
        voice, weight, (begin, end) = self._voice[at], self._weight[at], _runs(key)
        orders = [np.where(asks, 2 * bound[at] + 1, 2 * mark[at]) for bound, mark in others]
        height = int(max(order.max(initial=0) for order in orders)) + 1
        place, half = np.arange(len(at)) - begin, 2 * self._stretch
        found = np.zeros((self._voices, self._voices))
        for left, right in _following(asks, ~asks, np.minimum(end, begin + (place // half + 1) * half)):
            met = np.logical_or.reduce([order[right] > order[left] for order in orders])
            left, right = left[met], right[met]
            found += self._sums(voice[left], voice[right], weight[left], self._voices)
        longest = int((end - begin).max(initial=0))
        while half < longest:
            whole = begin + place // (2 * half) * (2 * half)
            takes = np.flatnonzero((asks == (place // half % 2 == 0)) & (whole + half < end))
            for order in orders:
                met = takes[np.argsort(whole[takes] * height + order[takes])]
                found += self._behind(whole[met], voice[met], asks[met] * weight[met], ~asks[met])
            half *= 2
        return found

    def _keys(self, code: Ints) -> Ints:
        return self._group * (int(code.max(initial=0)) + 1) + code

    def _ordered(self, code: Ints, marks: _Marks) -> tuple[Ints, Bools, Ints]:
        """Each claim twice, at its bound, where it asks, and at its mark: what is above a bound stands behind it."""
        chosen = np.flatnonzero(code != NONE)
        key = np.tile(self._keys(code)[chosen], 2)
        bound, mark = marks
        place = np.concatenate([2 * bound[chosen] + 1, 2 * mark[chosen]])
        order = np.argsort(key * (int(place.max(initial=0)) + 1) + place)
        return np.tile(chosen, 2)[order], order < len(chosen), key[order]

    def _behind(self, key: Ints, voice: Ints, asks: Ints, told: Ints | Bools) -> Floats:
        """For each that asks those that are told behind it with its key, by voice of both; keys stand together.

        `asks` and `told` are as what each counts, 0 of those that do not.
        """
        begin, end = _runs(key)
        block = (np.arange(len(key)) - begin) // self._stretch
        found = np.zeros((self._voices, self._voices))
        for left, right in _following(asks, told, np.minimum(end, begin + (block + 1) * self._stretch)):
            found += self._sums(voice[left], voice[right], asks[left] * told[right], self._voices)
        # Over each edge between two blocks of a key: who asks in the one before it, and who is told in all behind.
        last = (end - begin - 1) // self._stretch
        edges = last[groups.runs(key)]
        count, upto = int(edges.sum()), np.cumsum(edges)
        edge = block + np.repeat(upto - edges, np.diff(groups.runs(key), append=len(key)))
        before, behind = np.flatnonzero(block < last), np.flatnonzero(block)
        asked = self._sums(edge[before], voice[before], asks[before], count)
        later = self._sums(edge[behind] - 1, voice[behind], told[behind], count + 1)
        np.cumsum(later[::-1], axis=0, out=later[::-1])
        return found + _product(asked, later[:-1] - later[np.repeat(upto, edges)])

    def _sums(self, rows: Ints, voice: Ints, weights: Ints | Bools, count: int) -> Floats:
        """The weights by row, of so many, and voice."""
        found = np.bincount(rows * self._voices + voice, weights, count * self._voices)
        return found.reshape(count, self._voices).astype(np.float64, copy=False)


def _product(left: Floats, right: Floats) -> Floats:
    """The sums over the rows of what stands in each column of the left times each of the right.

    In squares, each so small that numpy's library does not share it out among threads: these would wait for one another
    wherever somebody else uses the processors.
    """
    width = left.shape[1]
    side = min(width, SQUARE)
    squares, deep = -(-width // side), SQUARE**3 // side**2
    rim = (0, 0), (0, squares * side - width)
    left = np.pad(left, rim).reshape(-1, squares, side).transpose(1, 2, 0)[:, None]
    right = np.pad(right, rim).reshape(-1, squares, side).transpose(1, 0, 2)[None]
    found = np.zeros((squares, squares, side, side))
    for row in range(0, right.shape[2], deep):
        found += left[..., row : row + deep] @ right[:, :, row : row + deep]
    whole = found.transpose(0, 2, 1, 3).reshape(squares * side, squares * side)
    return np.asarray(whole[:width, :width])


def _runs(keys: Ints) -> tuple[Ints, Ints]:
    """Where the run of equal keys in which each stands begins and ends."""
    begin = groups.runs(keys)
    size = np.diff(begin, append=len(keys))
    return np.repeat(begin, size), np.repeat(begin + size, size)


def _following(asks: Ints | Bools, told: Ints | Bools, end: Ints) -> Iterator[tuple[Ints, Ints]]:
    """The places of what asks, each with the places of what is told behind it and before its end."""
    left, right = np.flatnonzero(asks), np.flatnonzero(told)
    upto = np.append(0, np.cumsum(np.asarray(told, bool)))
    begin = upto[left + 1]
    for at, places in groups.spread_in_blocks(begin, upto[end[left]] - begin, PAIRS):
        yield left[at], right[places]
