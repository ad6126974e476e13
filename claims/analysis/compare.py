"""Statement against statement: the pairs of a topic, and how often two voices agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from claims.analysis import counting, frames, groups
from claims.analysis.counting import COUNTED_AS, Counted
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
from claims.columns import NONE, Ints
from claims.tables import Tables

By = Literal["speaker", "side", "outlet"]


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
    claims, chosen = tables.claims, tables.known(as_of)
    if claim_ids is not None:
        chosen &= claims.id.mask(claim_ids)
    rows = np.flatnonzero(chosen)
    if by == "side":
        known, found = tables.sides, _between_sides(tables, rows)
    elif by == "speaker":
        known, found = tables.speakers, counting.between(tables, rows, claims.speaker[rows])
    else:
        known, found = tables.outlets, counting.between(tables, rows, claims.outlet[rows])
    return pd.DataFrame(
        {
            "topic_id": frames.names(found.topic, tables.topics),
            "a": frames.names(found.a, known),
            "b": frames.names(found.b, known),
            **dict(zip(COUNTED_AS, found.counts, strict=True)),
        }
    )


def _between_sides(tables: Tables, rows: Ints) -> Counted:
    """How pairs count between sides: speakers of the same sides are one voice."""
    code = {sides: at for at, sides in enumerate(dict.fromkeys(tables.sides_of_speakers))}
    set_of = np.array([code[sides] for sides in tables.sides_of_speakers], np.int64)
    sets = tables.speaker_sides[np.unique(set_of, return_index=True)[1]]
    found = counting.between(tables, rows, set_of[tables.claims.speaker[rows]])
    pairs, which = np.unique(found.a * len(sets) + found.b, return_inverse=True)
    met = sets[pairs // len(sets)][:, :, None] & sets[pairs % len(sets)][:, None, :]
    # Two joint documents meet in one cell from both ends; that is one pair.
    pair, a, b = np.nonzero(np.triu(met | met.transpose(0, 2, 1)))
    entry, cell = groups.joined_in_order(which, pair)
    topic, a, b = found.topic[entry], a[cell], b[cell]
    order = np.lexsort((b, a, topic))
    topic, a, b = topic[order], a[order], b[order]
    first = groups.runs((topic * len(tables.sides) + a) * len(tables.sides) + b)
    counts = np.add.reduceat(found.counts[:, entry[order]], first, axis=1)
    return Counted(topic[first], a[first], b[first], counts)
