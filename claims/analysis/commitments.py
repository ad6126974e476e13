"""Commitments: each chain of one obligor summed up; the headline is judged against the date first given."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from claims.analysis import chains as ledgers
from claims.analysis import deadlines
from claims.tables import Tables, as_dates, names


def ledger(tables: Tables, as_of: date) -> pd.DataFrame:
    """One row a topic and obligor side with a dated commitment known by the day, in the dossier's order.

    Keys of DESIGN 6 without `why`. `slip_days` of a promise to hold is its prolongation, which is no slip.
    """
    links = ledgers.of(tables, as_of)
    claims, first = tables.claims, links.start
    last = first + links.length - 1
    current = links.in_force[last]
    side, topic = links.side[first], claims.topic[links.row[first]]
    own = np.zeros((len(first), len(tables.side_ids)), bool)
    own[np.arange(len(first)), side] = True
    against_first = deadlines.standing(tables, links.row[first], own, as_of)
    against_current = deadlines.standing(tables, links.row[current], own, as_of)
    moved = np.bincount(links.chain[~np.isin(links.step, (ledgers.BASELINE, ledgers.RESTATED))], minlength=len(first))
    return pd.DataFrame(
        {
            "topic_id": names(topic, tables.topic_ids),
            "side": names(side, tables.side_ids),
            "baseline_claim": tables.ids(links.row[first]),
            "baseline_first": as_dates(claims.d1[links.row[first]]),
            "baseline_last": as_dates(claims.d2[links.row[first]]),
            "current_claim": tables.ids(links.row[current]),
            "current_first": as_dates(claims.d1[links.row[current]]),
            "current_last": as_dates(claims.d2[links.row[current]]),
            "changes": moved,
            "slip_days": links.slip_days[last],
            "state": against_first["state"],
            "state_current": against_current["state"],
            "days_late_min": against_first["days_late_min"],
            "days_late_max": against_first["days_late_max"],
            "outcome_id": against_first["outcome_id"],
            "evidence": against_first["evidence"],
        }
    )
