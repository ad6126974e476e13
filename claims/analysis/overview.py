"""What should a reader know today? The head of each of the three questions, and what is new."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from claims.analysis import frames, values
from claims.analysis.relations import CONFLICT, OPPOSED, Relations, distinct_pairs
from claims.analysis.states import STATES
from claims.columns import NONE, STANCES, Bools, Ints, among, day_number
from claims.models import HOLDING_ROLES
from claims.tables import Tables

OPEN_BY_URGENCY = ("overdue", "awaiting_check", "due_now", "due_soon", "upcoming")
PAST_DUE = ("overdue", "missed", "awaiting_check")
RECENT_DAYS = 730


def counts(ledger: pd.DataFrame) -> dict[str, int]:
    """How many commitments of a `commitments.ledger` stand in each state, in the order of the rules."""
    found = ledger["state"].value_counts()
    return {state: int(found.get(state, 0)) for state in STATES}


def due(ledger: pd.DataFrame) -> pd.DataFrame:
    """The commitments of a ledger that are overdue, unseen or to come: the most urgent first, then by due date.

    Sides of one topic in one state share a row: topic_id, state, sides, baseline_claim (the earliest due), due_last.
    """
    found = ledger[ledger["state"].isin(OPEN_BY_URGENCY)]
    urgency = found["state"].map({state: place for place, state in enumerate(OPEN_BY_URGENCY)})
    order = np.lexsort((np.arange(len(found)), found["baseline_last"], urgency))
    return _shared(found.iloc[order].rename(columns={"baseline_last": "due_last"}), "topic_id", "state")[
        ["topic_id", "state", "sides", "baseline_claim", "due_last"]
    ]


def slipped_most(ledger: pd.DataFrame) -> pd.DataFrame:
    """The commitments of a ledger that came late or are past due, the most days first; promises to stay are left out.

    Sides of one topic that are equally late share a row: topic_id, state, sides, days (after the first date, to the
    outcome or to the day we look from), days_max (by the strict reading), baseline_claim, changes, slip_days.
    """
    late = ledger["state"].isin(("met_late", *PAST_DUE)) & ~ledger["role"].isin(HOLDING_ROLES)
    found = ledger[late]
    # Of the rows that are left: a frame without any would take those of the whole ledger.
    found = found.assign(
        days=found["days_late_min"].fillna(found["days_overdue"]),
        days_max=found["days_late_max"].fillna(found["days_overdue"]),
    )
    found = _shared(found, "topic_id", "state", "days")
    order = np.lexsort((np.arange(len(found)), found["state"] != "met_late", -found["days"]))
    columns = ["topic_id", "state", "sides", "days", "days_max", "baseline_claim", "changes", "slip_days"]
    return found.iloc[order].reset_index(drop=True)[columns]


def _shared(found: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """The first of the rows with equal keys, with the sides of them all; in the order of the first."""
    group = found.groupby(list(keys), sort=False, dropna=False).ngroup().to_numpy().astype(np.int64)
    first = found[~found.duplicated(list(keys))].reset_index(drop=True)
    order = np.argsort(group, kind="stable")
    sides = frames.tuples(group[order], found["side"].to_numpy(object)[order], len(first))
    return first.assign(sides=frames.objects(sides))


class _Pairs(NamedTuple):
    """Pairs of claims, the one said first on the left."""

    left: Ints
    right: Ints
    gap: np.ndarray[tuple[int], np.dtype[np.float64]]
    ratio: np.ndarray[tuple[int], np.dtype[np.float64]]


def disputes(tables: Tables, as_of: date, claim_ids: Collection[str] | None = None) -> pd.DataFrame:
    """The dispute of each figure topic to tell first: its latest conflict, one with zero only where there is no other.

    Topics disputed up to RECENT_DAYS before the newest dispute come first, then the largest ratio. Columns: topic_id;
    left, right (the two claims, the one said first on the left); left_too, right_too (tuples of the claims with the
    same value said on the same day); gap (at least so far apart), ratio (NaN with zero); conflicts (how many pairs of
    the topic conflict).
    """
    claims = tables.claims
    rows = np.flatnonzero(_chosen(tables, as_of, claim_ids) & (claims.qualifier != NONE) & ~claims.echo)
    found = _pairs_of(tables, rows, CONFLICT)
    topic = claims.topic[found.left]
    rated = ~np.isnan(found.ratio)
    order = np.lexsort(
        (found.right, found.left, found.gap, claims.said[found.left], claims.said[found.right], rated, topic)
    )
    last = order[_ends(topic[order])]
    said = claims.said[found.right[last]]
    old = said < said.max(initial=0) - RECENT_DAYS
    last = last[np.lexsort((topic[last], -np.nan_to_num(found.ratio[last]), old))]
    conflicts = np.bincount(topic, minlength=len(tables.topics))
    return pd.DataFrame(
        {
            "topic_id": frames.names(topic[last], tables.topics),
            "left": frames.ids(found.left[last], claims.id),
            "right": frames.ids(found.right[last], claims.id),
            "left_too": _same_said(tables, rows, found.left[last]),
            "right_too": _same_said(tables, rows, found.right[last]),
            "gap": found.gap[last],
            "ratio": found.ratio[last],
            "conflicts": conflicts[topic[last]],
        }
    )


def divided(tables: Tables, as_of: date, claim_ids: Collection[str] | None = None) -> pd.DataFrame:
    """Each position topic with how many statements affirm, qualify and deny it, echoes left out, and one exchange.

    The topic with most statements on both sides first, of two the more evenly divided. The exchange is the latest
    answer that opposes what it answers, else the two opposed statements nearest in time. Columns: topic_id, affirms,
    qualifies (with those that set a condition), denies, first, second (claims, None where nobody is opposed), answers,
    days.
    """
    claims = tables.claims
    rows = np.flatnonzero(_chosen(tables, as_of, claim_ids) & (claims.stance != NONE) & ~claims.echo)
    size = len(tables.topics)
    tally = {
        name: np.bincount(claims.topic[rows[among(claims.stance[rows], STANCES, *stances)]], minlength=size)
        for name, stances in _SAYS.items()
    }
    found = _pairs_of(tables, rows, OPPOSED)
    topic = claims.topic[found.left]
    answers = claims.answers[found.right] == found.left
    days = claims.said[found.right] - claims.said[found.left]
    order = np.lexsort((found.right, found.left, claims.said[found.right], np.where(answers, 0, -days), answers, topic))
    best = order[_ends(topic[order])]
    first, second = np.full(size, NONE), np.full(size, NONE)
    first[topic[best]], second[topic[best]] = found.left[best], found.right[best]
    answered, apart = np.zeros(size, bool), np.zeros(size, np.int64)
    answered[topic[best]], apart[topic[best]] = answers[best], days[best]
    total = sum(tally.values(), np.zeros(size, np.int64))
    listed = np.flatnonzero(total)
    weaker = np.minimum(tally["affirms"], tally["denies"])
    stronger = np.maximum(tally["affirms"], tally["denies"])
    listed = listed[
        np.lexsort((listed, -total[listed], np.where(weaker > 0, stronger - weaker, 0)[listed], -weaker[listed]))
    ]
    return pd.DataFrame(
        {
            "topic_id": frames.names(listed, tables.topics),
            **{name: count[listed] for name, count in tally.items()},
            "first": frames.ids(first[listed], claims.id),
            "second": frames.ids(second[listed], claims.id),
            "answers": answered[listed],
            "days": frames.numbers(apart[listed], first[listed] != NONE),
        }
    )


_SAYS = {"affirms": ("affirms",), "qualifies": ("qualifies", "conditional"), "denies": ("denies",)}


def latest(tables: Tables, as_of: date, most: int = 5, claim_ids: Collection[str] | None = None) -> pd.DataFrame:
    """The latest statements, echoes left out, the newest first: claim_id, topic_id, speaker_id, said_on."""
    claims = tables.claims
    rows = np.flatnonzero(_chosen(tables, as_of, claim_ids) & ~claims.echo)
    rows = rows[np.lexsort((rows, -claims.said[rows]))][:most]
    return pd.DataFrame(
        {
            "claim_id": frames.ids(rows, claims.id),
            "topic_id": frames.names(claims.topic[rows], tables.topics),
            "speaker_id": frames.names(claims.speaker[rows], tables.speakers),
            "said_on": frames.days(claims.said[rows]),
        }
    )


def newest(tables: Tables, as_of: date) -> tuple[date, int] | None:
    """The day of the newest claim known on that day and the days since then; None where there is no claim."""
    said = tables.claims.said[tables.known(as_of)]
    if not len(said):
        return None
    days = day_number(as_of) - int(said.max())
    return date.fromordinal(as_of.toordinal() - days), days


def _chosen(tables: Tables, as_of: date, claim_ids: Collection[str] | None) -> Bools:
    known = tables.known(as_of)
    return known if claim_ids is None else known & tables.claims.id.mask(claim_ids)


def _pairs_of(tables: Tables, rows: Ints, relation: int) -> _Pairs:
    """All pairs of different speakers that stand in this relation."""
    relations, claims = Relations(tables), tables.claims
    rank = claims.rank
    none = np.empty(0, np.int64)
    parts = [_Pairs(none, none, none.astype(float), none.astype(float))]
    for left, right in distinct_pairs(tables, rows):
        other = claims.speaker[left] != claims.speaker[right]
        left, right = left[other], right[other]
        found = relations.of(left, right)
        at = np.flatnonzero(found.relation == relation)
        later = rank[left[at]] > rank[right[at]]
        first, second = np.where(later, right[at], left[at]), np.where(later, left[at], right[at])
        parts.append(_Pairs(first, second, found.gap[at], found.ratio[at]))
    return _Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _ends(groups: Ints) -> Bools:
    """True at the last entry of each run of equal values."""
    ends: Bools = np.append(groups[1:] != groups[:-1], True)[: len(groups)]
    return ends


def _same_said(tables: Tables, rows: Ints, chosen: Ints) -> pd.Series[str]:
    """For each chosen claim those of its topic with its interval that were said on its day, itself among them."""
    claims, interval = tables.claims, values.intervals(tables)
    columns = (claims.topic, claims.said, claims.basis, claims.qualifier, interval.low, interval.high)
    keys = np.stack([column.astype(float) for column in columns], axis=1)
    both = np.unique(np.concatenate([keys[rows], keys[chosen]]), axis=0, return_inverse=True)[1].reshape(-1)
    own, wanted = both[: len(rows)], both[len(rows) :]
    order = np.lexsort((rows, own))
    found = frames.tuples(own[order], claims.id.named(rows[order]), int(both.max(initial=-1)) + 1)
    return frames.objects(found[wanted])
