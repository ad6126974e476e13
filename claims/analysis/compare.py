"""Statement against statement: the pairs of a topic, and how often two voices agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from claims.analysis import frames
from claims.analysis.relations import (
    AGAINST,
    FIELDS,
    RELATIONS,
    VALUE,
    Related,
    Relations,
    distinct_pairs,
    pairs_with,
)
from claims.columns import NONE, Bools, Ints
from claims.tables import Tables

By = Literal["speaker", "side", "outlet"]

COUNTED_AS = ("same", "compatible", "conflict", "not_comparable")
_COLUMN = {"agree": "same", "qualified": "compatible", "opposed": "conflict"}
_COLUMN |= {"different_time": "not_comparable", "different_role": "not_comparable"}
_COLUMN_OF = np.array([*(COUNTED_AS.index(_COLUMN.get(one, one)) for one in RELATIONS), NONE])


def column_of(relation: Ints) -> Ints:
    """As which each relation counts, a code into COUNTED_AS; NONE of none."""
    return _COLUMN_OF[relation]


def pairs(tables: Tables, topic_id: str, as_of: date, limit: int | None = None) -> pd.DataFrame:
    """The pairs of a topic's claims known on the day, of different origins; `left` has the lower id.

    Conflicts first, the widest gaps first, then by ids; with a limit only so many. Columns: the keys of the table
    `pairs` without why; reason. gap and ratio are NaN where there is none.
    """
    rows = np.flatnonzero(tables.known(as_of) & (tables.claims.topic == tables.topics.index(topic_id)))
    return _frame(tables, _widest(tables, distinct_pairs(tables, rows), limit))


def relations_of(tables: Tables, claim_id: str, as_of: date) -> pd.DataFrame:
    """The pairs of one claim, itself on the left, with every other of its topic: the columns and order of `pairs`."""
    claims = tables.claims
    row = np.flatnonzero(claims.id.mask([claim_id]) & tables.known(as_of))
    others = np.flatnonzero(tables.known(as_of) & np.isin(claims.topic, claims.topic[row]))
    return _frame(tables, _widest(tables, pairs_with(tables, row, others), None))


_Pairs = tuple[Ints, Ints, Related]


def _widest(tables: Tables, blocks: Iterable[tuple[Ints, Ints]], limit: int | None) -> _Pairs:
    """The pairs that say anything, in order, with a limit never many more than so many at once."""
    relations, none = Relations(tables), np.empty(0, np.int64)
    kept: list[_Pairs] = [(none, none, relations.of(none, none))]
    for left, right in blocks:
        found = relations.of(left, right)
        spoken = np.flatnonzero(found.relation != NONE)
        kept.append(_take((left, right, found), spoken))
        if limit is not None:
            kept = [_ordered(kept, limit)]
    return _ordered(kept, limit)


def _take(pairs_: _Pairs, at: Ints) -> _Pairs:
    left, right, found = pairs_
    return left[at], right[at], Related(found.relation[at], found.field[at], found.gap[at], found.ratio[at])


def _ordered(parts: list[_Pairs], limit: int | None) -> _Pairs:
    left, right = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    related = [part[2] for part in parts]
    found = Related(
        np.concatenate([one.relation for one in related]),
        np.concatenate([one.field for one in related]),
        np.concatenate([one.gap for one in related]),
        np.concatenate([one.ratio for one in related]),
    )
    clash = np.isin(found.relation, AGAINST)
    order = np.lexsort((right, left, -np.nan_to_num(found.gap, nan=-1), ~clash))
    return _take((left, right, found), order[:limit])


def _frame(tables: Tables, found: _Pairs) -> pd.DataFrame:
    left, right, related = found
    claims = tables.claims
    gap = related.gap
    topic = claims.topic[left].astype(np.int64)
    unit = np.select([np.isnan(gap), related.field == VALUE], [NONE, topic], len(tables.units))
    relation, field = frames.names(related.relation, RELATIONS), frames.names(related.field, FIELDS)
    return pd.DataFrame(
        {
            "left": frames.ids(left, claims.id),
            "right": frames.ids(right, claims.id),
            "relation": relation,
            "field": field,
            "gap": gap,
            "ratio": related.ratio,
            "unit": frames.names(unit, (*tables.units, "days")),
            "reason": frames.objects(_REASONS[related.relation, related.field]),
        }
    )


_REASONS = np.array([[f"pair_{one}_{field}" for field in FIELDS] for one in RELATIONS], object)


def agreement(tables: Tables, by: By, as_of: date, claim_ids: Collection[str] | None = None) -> pd.DataFrame:
    """How the pairs of each topic's claims count, by speaker, side or outlet: the keys of the table `agreement`.

    A joint document counts for each of its sides, a pair once a cell; claims outside `claim_ids` are left out where it
    is given. By topic, then a, then b: sides in the order of the dossier, speakers and outlets by id.
    """
    chosen = tables.known(as_of)
    if claim_ids is not None:
        chosen &= tables.claims.id.mask(claim_ids)
    known, first, count, voice = _voices(tables, by)
    size = max(len(known), 1)
    relations = Relations(tables)
    cells, totals = np.empty(0, np.int64), np.empty(0, np.int64)
    for left, right in distinct_pairs(tables, np.flatnonzero(chosen)):
        relation = relations.of(left, right).relation
        spoken = relation != NONE
        left, right, column = left[spoken], right[spoken], column_of(relation[spoken])
        ways = count[left] * count[right]
        pair = np.repeat(np.arange(len(left)), ways)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(ways) - ways, ways)
        a = voice[first[left][pair] + within // count[right][pair]]
        b = voice[first[right][pair] + within % count[right][pair]]
        a, b = np.minimum(a, b), np.maximum(a, b)
        topic = tables.claims.topic[left[pair]].astype(np.int64)
        cell = ((topic * size + a) * size + b) * len(COUNTED_AS) + column[pair]
        # Two joint documents meet in one cell from both ends; that is one pair.
        joint = ways[pair] > 1
        twice = np.unique(np.stack([pair[joint], cell[joint]]), axis=1)[1]
        new, times = np.unique(np.concatenate([cell[~joint], twice]), return_counts=True)
        cells, place = np.unique(np.concatenate([cells, new]), return_inverse=True)
        totals = np.bincount(place.reshape(-1), np.concatenate([totals, times]), len(cells)).astype(np.int64)
    rows, place = np.unique(cells // len(COUNTED_AS), return_inverse=True)
    counts = np.zeros((len(rows), len(COUNTED_AS)), np.int64)
    counts[place.reshape(-1), cells % len(COUNTED_AS)] = totals
    return pd.DataFrame(
        {
            "topic_id": frames.names(rows // size**2, tables.topics),
            "a": frames.names(rows // size % size, known),
            "b": frames.names(rows % size, known),
            **{word: counts[:, at] for at, word in enumerate(COUNTED_AS)},
        }
    )


def _voices(tables: Tables, by: By) -> tuple[tuple[str, ...], Ints, Ints, Ints]:
    """The names; for each claim where its voices begin in a list of codes, and how many they are; that list."""
    claims = tables.claims
    if by == "side":
        grid: Bools = tables.speaker_sides[claims.speaker]
        count = grid.sum(axis=1)
        return tables.sides, np.cumsum(count) - count, count, np.nonzero(grid)[1]
    known, codes = (tables.speakers, claims.speaker) if by == "speaker" else (tables.outlets, claims.outlet)
    return known, np.arange(len(codes)), np.ones(len(codes), np.int64), codes
