"""Tables of `claims.analysis` as plain rows, so that they can be held against the oracle's or against each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from tests.claims.analysis.oracle import Row

KEYS = {
    "deadlines": "claim_id topic_id speaker_id sides said_on role force due_first due_last state badges readings"
    " days_left days_overdue days_late_min days_late_max step slip_days replaced_by outcome_id evidence",
    "commitments": "topic_id side baseline_claim baseline_first baseline_last current_claim current_first current_last"
    " changes slip_days state state_current days_late_min days_late_max outcome_id evidence",
    "figures": "claim_id topic_id speaker_id sides said_on attribution as_of_first as_of_last low high low_open"
    " high_open qualifier basis unit status origins outlets repeated_since",
    "positions": "claim_id topic_id speaker_id sides said_on attribution stance status changed_from",
    "pairs": "left right relation field gap ratio unit",
    "agreement": "topic_id a b same compatible conflict not_comparable",
    "record": "who closed met_on_time met_late missed overdue open rate",
    "origins": "claim_id origin_id speaker outlets echo",
}
"""The public keys of each table, `why` left out: words make it of the reason."""

NAMES = {
    "deadlines": ("claim_id",),
    "commitments": ("topic_id", "side"),
    "figures": ("claim_id",),
    "positions": ("claim_id",),
    "pairs": ("left", "right"),
    "agreement": ("topic_id", "a", "b"),
    "record": ("who",),
    "origins": ("claim_id",),
}
"""What a row of each table is about."""


def rows(table: str, frame: pd.DataFrame) -> dict[tuple[Any, ...], Row]:
    """The rows of a table by what they are about: the public keys and the columns behind them."""
    keys, chosen = KEYS[table].split(), list(frame.columns)
    assert chosen[: len(keys)] == keys
    return by_name(table, (dict(zip(chosen, map(_plain, values), strict=True)) for values in _values(frame[chosen])))


def by_name(table: str, found: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    """Rows by what they are about; it makes no difference which of two is left, or a, and which right, or b."""
    named: dict[tuple[Any, ...], Row] = {}
    for row in found:
        row = dict(row)
        for one, other in (("left", "right"), ("a", "b")):
            if one in row:
                row[one], row[other] = sorted((row[one], row[other]))
        name = tuple(row[key] for key in NAMES[table])
        assert name not in named, f"{table} has two rows of {name}"
        named[name] = row
    return named


def _values(frame: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    return frame.astype(object).itertuples(index=False, name=None)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        if any(isinstance(one, dict) for one in value):
            return {one["reading"]: one["state"] for one in value}
        return tuple(value)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.date()
    if isinstance(value, float):
        return round(value, 6)
    return value


def plain(row: Row) -> Row:
    """An oracle's row in the same form."""
    readings = {"readings": row["readings"] or ()} if "readings" in row else {}
    return {key: round(value, 6) if isinstance(value, float) else value for key, value in row.items()} | readings
