"""What needs a look: questions whose date lapsed unseen come first, then what is overdue, then what is stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import pandas as pd

from claims.records import DossierRecords

Reason = Literal["lapsed", "overdue", "stale"]
REASONS: tuple[Reason, ...] = get_args(Reason)

STALE_DAYS = 30
"""A question with a date still to come is looked at once a month."""

_REASON_OF_STATE: dict[str, Reason] = {
    "awaiting_check": "lapsed",
    "overdue": "overdue",
    **dict.fromkeys(("upcoming", "due_soon", "due_now", "holding"), "stale"),
}


@dataclass(frozen=True)
class Look:
    """A question to look at: why, the claims concerned, the first of their days, and when somebody last looked."""

    topic_id: str
    reason: Reason
    claim_ids: tuple[str, ...]
    due: date
    last_checked: date | None


def needing_a_look(records: DossierRecords, deadlines: pd.DataFrame, as_of: date) -> list[Look]:
    """One a question, for its most pressing reason; the longest due first within each.

    `deadlines` is the table of that name as of the day: a date that was demanded or reported lapses as one that was
    promised. What is overdue was looked at: it is asked again when that was STALE_DAYS ago.
    """
    found: dict[tuple[str, Reason], list[tuple[date, str]]] = {}
    of_state = deadlines[deadlines["state"].isin(list(_REASON_OF_STATE))]
    columns = (of_state[name] for name in ("topic_id", "claim_id", "state", "due_last"))
    for topic_id, claim_id, state, due in zip(*columns, strict=True):
        found.setdefault((topic_id, _REASON_OF_STATE[state]), []).append((pd.Timestamp(due).date(), claim_id))
    looks: dict[str, Look] = {}
    for (topic_id, reason), dated in sorted(found.items(), key=lambda one: REASONS.index(one[0][1])):
        checked = records.topics[topic_id].last_checked
        last = checked.last if checked else None
        fresh = last is not None and as_of - last < timedelta(days=STALE_DAYS)
        if topic_id not in looks and not (fresh and reason != "lapsed"):
            dated.sort()
            looks[topic_id] = Look(topic_id, reason, tuple(id_ for _, id_ in dated), dated[0][0], last)
    return sorted(looks.values(), key=lambda one: (REASONS.index(one.reason), one.due, one.topic_id))
