"""Commitments: each chain of one obligor summed up; the headline is judged against the date first given."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from claims.analysis import chains, deadlines, frames
from claims.analysis.states import EVIDENCE, STATES, judged
from claims.columns import ROLES
from claims.tables import Tables


def ledger(tables: Tables, as_of: date) -> pd.DataFrame:
    """One row a topic and obligor side that gave a date, in the order of topics and their obligors.

    Columns: the keys of the table `commitments` without why; reason and its values.
    """
    found = chains.of(tables, as_of)
    end = np.flatnonzero(found.last_of_slot)
    first, last = found.baseline[end], found.in_force[end]
    told = np.zeros(len(tables.claims.id), bool)
    told[found.claim[np.concatenate([first, last])]] = True
    judgement = judged(tables, as_of, told)
    baseline, current = (judgement.of_claims(found.claim[at]) for at in (first, last))
    side = tables.slot_side[found.slot[end]]
    changes = np.bincount(found.slot[found.moved], minlength=len(tables.slot_side))[found.slot[end]]
    late = deadlines.day_counts(baseline)
    return pd.DataFrame(
        {
            "topic_id": frames.names(tables.slot_topic[found.slot[end]], tables.topics),
            "side": frames.names(side, tables.sides),
            "baseline_claim": frames.ids(baseline.row, tables.claims.id),
            "baseline_first": frames.days(baseline.window.first),
            "baseline_last": frames.days(baseline.window.last),
            "current_claim": frames.ids(current.row, tables.claims.id),
            "current_first": frames.days(current.window.first),
            "current_last": frames.days(current.window.last),
            "changes": changes,
            "slip_days": found.slip[end],
            "state": frames.names(baseline.state, STATES),
            "state_current": frames.names(current.state, STATES),
            "days_late_min": late["days_late_min"],
            "days_late_max": late["days_late_max"],
            "outcome_id": frames.ids(baseline.outcome, tables.outcomes.id),
            "evidence": frames.names(
                baseline.evidence(tables, np.arange(len(tables.sides)) == side[:, None]), EVIDENCE
            ),
            "role": frames.names(tables.claims.role[baseline.row], ROLES),
            "days_left": late["days_left"],
            "days_overdue": late["days_overdue"],
            "replaced_by": frames.ids(baseline.standing.replaced_by[baseline.row], tables.claims.id),
            **deadlines.reasoned(tables, baseline, {"current": baseline.row != current.row}),
        }
    )
