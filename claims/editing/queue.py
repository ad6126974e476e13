"""What needs a look: questions whose date lapsed unseen come first, then what is overdue, then what is stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import numpy as np

from claims.analysis import groups, states, values
from claims.columns import NO_DAY, NONE, Ints, day_of_number
from claims.tables import Tables

Reason = Literal["lapsed", "overdue", "stale"]
REASONS: tuple[Reason, ...] = get_args(Reason)

STALE_DAYS = 30
"""A question with a date still to come is looked at once a month."""

_REASON_OF_STATE: dict[str, Reason] = {
    "awaiting_check": "lapsed",
    "overdue": "overdue",
    **dict.fromkeys(("upcoming", "due_soon", "due_now", "holding"), "stale"),
}
_REASON = np.array(
    [REASONS.index(_REASON_OF_STATE[one]) if one in _REASON_OF_STATE else NONE for one in states.STATES] + [NONE]
)
"""By state; last of claims without one."""


@dataclass(frozen=True, eq=False)
class Look:
    """A question to look at: why, the rows of the claims concerned, their first day, when somebody last looked.

    `states` are those of the claims concerned.
    """

    topic_id: str
    reason: Reason
    rows: Ints
    states: tuple[str, ...]
    due: date
    last_checked: date | None


def needing_a_look(tables: Tables, as_of: date) -> list[Look]:
    """One a question, for its most pressing reason; the longest due first within each.

    A date that was demanded or reported lapses as one that was promised. What is overdue was looked at: it is asked
    again when that was STALE_DAYS ago.
    """
    claims, due, state = tables.claims, values.due(tables).last, states.codes(tables, as_of)
    reason = _REASON[state]
    rows = np.flatnonzero(reason != NONE)
    rows = rows[np.lexsort((due[rows], reason[rows], claims.topic[rows]))]
    begin = groups.runs(claims.topic[rows].astype(np.int64) * len(REASONS) + reason[rows])
    looks: dict[int, Look] = {}
    for of_one in np.split(rows, begin[1:]) if len(rows) else []:
        topic, why = int(claims.topic[of_one[0]]), REASONS[reason[of_one[0]]]
        last = None if tables.last_checked[topic] == NO_DAY else day_of_number(int(tables.last_checked[topic]))
        fresh = last is not None and as_of - last < timedelta(days=STALE_DAYS)
        if topic not in looks and not (fresh and why != "lapsed"):
            told = tuple(states.STATES[code] for code in np.unique(state[of_one]))
            first = day_of_number(int(due[of_one[0]]))
            looks[topic] = Look(tables.topics[topic], why, of_one, told, first, last)
    return sorted(looks.values(), key=lambda one: (REASONS.index(one.reason), one.due, one.topic_id))
