"""Track records: how the commitments of a speaker or side ended; open ones are never in the denominator."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from claims.analysis import chains, deadlines, frames
from claims.analysis.states import STATES, judged
from claims.columns import among
from claims.tables import Tables

RANKED_FROM = 5
"""A rate over fewer closed commitments is not shown as a rank or percent."""

MET_ON_TIME = ("met_on_time", "met_early", "kept")
MET_LATE = ("met_late",)
MISSED = ("missed", "breached")
CLOSED = (*MET_ON_TIME, *MET_LATE, *MISSED, "timing_unclear")
OPEN = ("upcoming", "due_soon", "due_now", "holding", "awaiting_check")
COUNTED = {
    "closed": CLOSED,
    "met_on_time": MET_ON_TIME,
    "met_late": MET_LATE,
    "missed": MISSED,
    "overdue": ("overdue",),
    "open": OPEN,
}
"""The states that each column counts."""


def kept(tables: Tables, by: Literal["speaker", "side"], as_of: date) -> pd.DataFrame:
    """One row a speaker with claims in a chain (each claim once), or a side with commitments, by the first date.

    Columns: the keys of the table `record`; rate is NaN where nothing is closed. Speakers by id, sides
    in the order of the dossier.
    """
    found = chains.of(tables, as_of)
    if by == "side":
        first = found.baseline[found.last_of_slot]
        claim, who, known = found.claim[first], tables.slot_side[found.slot[first]], tables.sides
    else:
        claim = np.unique(found.claim)
        who, known = tables.claims.speaker[claim], tables.speakers
    state = judged(tables, as_of).of_claims(claim).state
    counts = {
        name: np.bincount(who[among(state, STATES, *chosen)], minlength=len(known)) for name, chosen in COUNTED.items()
    }
    listed = np.unique(who)
    closed = counts["closed"][listed]
    rate = counts["met_on_time"][listed] / np.maximum(closed, 1)
    return pd.DataFrame(
        {
            "who": frames.names(listed, known),
            **{name: count[listed] for name, count in counts.items()},
            "rate": frames.numbers(rate, closed > 0),
        }
    )


def of_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The record by speaker over chosen rows of `deadlines.states`: same columns, speakers by id."""
    own = deadlines.in_chains(table)
    counts = pd.DataFrame(
        {name: own["state"].isin(states).groupby(own["speaker_id"]).sum() for name, states in COUNTED.items()}
    )
    return counts.rename_axis("who").reset_index().assign(rate=(counts["met_on_time"] / counts["closed"]).to_numpy())
