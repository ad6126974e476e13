"""Origins: one utterance, however many outlets carry it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from claims.analysis import frames, values
from claims.columns import Ints
from claims.tables import Tables


def of(tables: Tables, as_of: date) -> pd.DataFrame:
    """The origin of every claim known on the day, in order of id.

    Columns: claim_id, origin_id (the claim that it goes back to), speaker, outlets (how many carry it), echo.
    """
    claims, row = tables.claims, np.flatnonzero(tables.known(as_of))
    return pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "origin_id": frames.ids(claims.root[row], claims.id),
            "speaker": frames.names(claims.speaker[row], tables.speakers),
            "outlets": outlets(tables, as_of)[row],
            "echo": claims.echo[row],
        }
    )


def outlets(tables: Tables, as_of: date) -> Ints:
    """How many outlets carry the origin of each claim."""
    claims, known = tables.claims, np.flatnonzero(tables.known(as_of))
    carried = np.unique(np.stack([claims.root[known], claims.outlet[known]]), axis=1)
    return np.bincount(carried[0], minlength=len(claims.id))[claims.root]


def echoes_of(tables: Tables, claim_id: str, as_of: date) -> pd.DataFrame:
    """The claims of one origin known on the day, that claim's own among them: the first said first.

    Columns: claim_id, outlet_id, said_on, echo, drifts (its value differs from that of the origin).
    """
    claims = tables.claims
    own = claims.root[np.flatnonzero(claims.id.mask([claim_id]))]
    row = np.flatnonzero(tables.known(as_of) & np.isin(claims.root, own))
    row = row[np.lexsort((claims.rank[row], claims.echo[row]))]
    return pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "outlet_id": frames.names(claims.outlet[row], tables.outlets),
            "said_on": frames.days(claims.said[row]),
            "echo": claims.echo[row],
            "drifts": _differs(tables, row),
        }
    )


def _differs(tables: Tables, row: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """True where a claim's value is not that of its root."""
    claims, root = tables.claims, tables.claims.root[row]
    window, interval = values.due(tables), values.intervals(tables)
    columns = (window.first, window.last, claims.role, claims.stance, interval.low_open, interval.high_open)
    differs = np.zeros(len(row), bool)
    for column in columns:
        differs |= column[row] != column[root]
    for bound in (interval.low, interval.high):
        differs |= (bound[row] != bound[root]) & ~(np.isnan(bound[row]) & np.isnan(bound[root]))
    return differs
