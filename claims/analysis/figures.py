"""Which number is right? Each figure as an interval, where it stands, how old it is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from claims.analysis import frames, groups, status, values
from claims.analysis.status import STATUSES
from claims.columns import ATTRIBUTIONS, NO_DAY, NONE, QUALIFIERS, Bools, Ints, among
from claims.tables import Tables

REPEATED_AFTER_DAYS = 365
"""A value is old, not new, where it was first said so many days before."""


def standing(tables: Tables, as_of: date, only: Bools | None = None) -> pd.DataFrame:
    """Every figure known on the day, by topic, then the newest said first, then id; or `only` some, held against all.

    Columns: the keys of the table `figures` without why (low and high are the interval's edges, high NaN where there is
    none); reason (the status) and its values.
    """
    claims = tables.claims
    every = _known(tables, as_of)
    row = every if only is None else every[only[every]]
    row = row[np.lexsort((row, -claims.said[row], claims.topic[row]))]
    found, interval = status.of(tables, as_of, row), values.intervals(tables)
    topic = claims.topic[row]
    high = interval.high[row]
    stands = frames.names(found.status[row], STATUSES)
    return pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "topic_id": frames.names(topic, tables.topics),
            "speaker_id": frames.names(claims.speaker[row], tables.speakers),
            "sides": frames.objects(tables.sides_of_speakers[claims.speaker[row]]),
            "said_on": frames.days(claims.said[row]),
            "attribution": frames.names(claims.attribution[row], ATTRIBUTIONS),
            "as_of_first": frames.days(claims.first[row]),
            "as_of_last": frames.days(claims.last[row]),
            "low": interval.low[row],
            "high": np.where(np.isinf(high), np.nan, high),
            "low_open": interval.low_open[row],
            "high_open": interval.high_open[row],
            "qualifier": frames.names(claims.qualifier[row], QUALIFIERS),
            "basis": frames.names(claims.basis[row], tables.bases),
            "unit": frames.names(topic, tables.units),
            "status": stands,
            "origins": 1 + found.supporters[row],
            "outlets": found.outlets[row],
            "repeated_since": frames.days(_repeated_since(tables, every)[np.searchsorted(every, row)]),
            "reason": stands,
            **status.reasoned(tables, found, row),
        }
    )


def repetition(tables: Tables, topic_id: str, as_of: date) -> pd.DataFrame:
    """The value of a topic that was said most often over a year or more, echoes left out: its claims, the first first.

    Of two said equally often the one said for longer, then the newer. Columns: claim_id, speaker_id, said_on. Empty
    where no value was repeated so long.
    """
    claims = tables.claims
    row = _known(tables, as_of)
    row = row[(claims.topic[row] == tables.topics.index(topic_id)) & ~claims.echo[row]]
    row = row[np.argsort(claims.rank[row])]
    value = _same_value(tables, row)
    count = np.bincount(value)
    first = groups.least(value, claims.said[row], len(count))
    last = groups.most(value, claims.said[row], len(count))
    old = np.flatnonzero(last - first >= REPEATED_AFTER_DAYS)
    best = old[np.lexsort((last[old], last[old] - first[old], count[old]))][-1:]
    row = row[np.isin(value, best)]
    return pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "speaker_id": frames.names(claims.speaker[row], tables.speakers),
            "said_on": frames.days(claims.said[row]),
        }
    )


def _known(tables: Tables, as_of: date) -> Ints:
    return np.flatnonzero(tables.known(as_of) & (tables.claims.qualifier != NONE))


def _same_value(tables: Tables, row: Ints) -> Ints:
    """A number a row, equal where topic, basis, bounds as said and word of size are."""
    claims = tables.claims
    word = np.where(among(claims.qualifier[row], QUALIFIERS, *values.WORDS_OF_SIZE), claims.qualifier[row], NONE)
    bounds = [np.nan_to_num(bound[row], nan=-1) for bound in (claims.low, claims.high)]
    key = np.stack([claims.topic[row], claims.basis[row], word, *bounds], axis=1)
    return np.unique(key, axis=0, return_inverse=True)[1].reshape(-1)


def _repeated_since(tables: Tables, row: Ints) -> Ints:
    """The day on which each row's value was first said, where that is long before; else NO_DAY."""
    claims = tables.claims
    value, own = _same_value(tables, row), ~claims.echo[row]
    first = groups.least(value[own], claims.said[row[own]], len(row))[value]
    return np.where((first <= claims.said[row]) & (claims.said[row] - first >= REPEATED_AFTER_DAYS), first, NO_DAY)
