"""The figures chart: what stands where, what is named, and what a reader who cannot see it is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from dashboard.charts import intervals

TODAY = date(2026, 11, 23)
COLUMNS = (
    "claim_id topic_id speaker_id sides said_on attribution as_of_first as_of_last low high low_open high_open "
    "qualifier basis unit status origins outlets repeated_since"
).split()
DAYS = ("said_on", "as_of_first", "as_of_last", "repeated_since")


def figure(claim_id: str, low: float, high: float | None = None, **given: Any) -> dict[str, Any]:
    """One row of the table of figures; `day` is both the day it was said and the day it is about."""
    day = given.pop("day", "2025-01-15")
    high = low if high is None else high
    return {
        "claim_id": claim_id,
        "topic_id": "troops",
        "speaker_id": claim_id,
        "sides": ("washington",),
        "said_on": day,
        "attribution": "direct",
        "as_of_first": day,
        "as_of_last": day,
        "low": low,
        "high": high,
        "low_open": False,
        "high_open": False,
        "qualifier": "exact",
        "basis": "US troops",
        "unit": "troops",
        "status": "unverified",
        "origins": 1,
        "outlets": 1,
        "repeated_since": None,
        **given,
    }


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    frame[list(DAYS)] = frame[list(DAYS)].apply(lambda days: pd.to_datetime(days).astype("datetime64[s]"))
    return frame


def conflicts(*pairs: tuple[str, str, float | None, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(a, b, "conflict", "value", gap, ratio, "troops") for a, b, ratio, gap in pairs],
        columns=["left", "right", "relation", "field", "gap", "ratio", "unit"],
    )


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "stands_at", "opens", "soft"),
    [
        ("exact", 2500, 2500, 2500, "", False),
        ("about", 2250, 2750, 2500, "", True),
        ("nearly", 2250, 2500, 2500, "", True),
        ("more-than", 3000, np.nan, 3000, "up", False),
        ("at-most", 0, 3870, 3870, "down", False),
        ("range", 250, 350, 300, "", True),
        ("thousands", 2000, 9999, 2000, "", True),
    ],
)
def test_a_mark_stands_at_the_number_that_was_said(qualifier, low, high, stands_at, opens, soft):
    placed = intervals.marks(table(figure("a", low, high, qualifier=qualifier))).iloc[0]
    assert (placed["value"], placed["opens"], placed["soft"]) == (stands_at, opens, soft)


def test_a_mark_stands_in_the_middle_of_its_time_and_an_open_time_ends_when_it_was_said():
    row = figure("a", 5, said_on="2025-12-31", as_of_first="2025-01-01", as_of_last=None)
    placed = intervals.marks(table(row)).iloc[0]
    assert placed["last"] == pd.Timestamp("2025-12-31")
    assert placed["middle"] == pd.Timestamp("2025-07-02")


def test_the_last_twelve_years_are_shown_unless_one_scale_carries_all():
    old = [figure(f"old-{n}", 150_000, day="2005-03-01") for n in range(9)]
    new = [figure(f"new-{n}", 2500, day="2025-03-01") for n in range(9)]
    assert intervals.zoom(intervals.marks(table(*old, *new)), TODAY)[0] == pd.Timestamp("2014-01-01")
    near = [figure(f"near-{n}", 9000, day="2005-03-01") for n in range(9)]
    assert intervals.zoom(intervals.marks(table(*near, *new)), TODAY)[0] == pd.Timestamp("2005-01-01")
    assert intervals.zoom(intervals.marks(table(*old)), TODAY)[0] == pd.Timestamp("2005-01-01")


def test_a_number_far_above_all_others_lies_off_the_scale():
    rows = [figure(f"n-{n:02}", 2500 + n) for n in range(12)]
    placed = intervals.marks(table(*rows, figure("high", 34_000), figure("higher", 34_500)))
    assert set(placed["claim_id"][intervals.off_scale(placed)]) == {"high", "higher"}
    assert not intervals.off_scale(intervals.marks(table(*rows, figure("near", 5000)))).any()


def test_each_group_of_conflicts_is_told_by_its_widest_pair():
    placed = intervals.marks(table(*(figure(one, value) for one, value in zip("abcde", (1, 2, 4, 9, 0), strict=True))))
    found = intervals.contested(placed, conflicts(("a", "b", 2, 1), ("b", "c", 2, 2), ("a", "c", 4, 3)), 6)
    assert [(placed["claim_id"][row.left], placed["claim_id"][row.right]) for row in found.itertuples()] == [("a", "c")]
    apart = intervals.contested(placed, conflicts(("a", "b", 2, 1), ("d", "e", None, 9)), 1)
    assert np.isnan(apart["ratio"][0])
    assert apart["gap"][0] == 9


def test_the_repeated_value_counts_origins_and_not_echoes():
    days = ("2021-01-15", "2022-06-01", "2024-06-01", "2025-06-01")
    rows = [figure(f"r-{n}", 2500, day=day) for n, day in enumerate(days)]
    about = figure("about", 2250, 2750, qualifier="about", day="2026-01-18")
    placed = intervals.marks(table(*rows, about, figure("over", 2500, np.nan, qualifier="more-than", day="2026-06-01")))
    found = intervals.most_repeated(placed, echoes={"r-3"})
    assert found is not None
    assert found.claim_ids == ("r-0", "r-1", "r-2", "about")
    assert (found.value, found.years, found.speakers) == (2500, 5, 4)
    assert intervals.most_repeated(placed.head(2), echoes=()) is None
