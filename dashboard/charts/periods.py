"""Months, quarters and years in which claims are counted: the finest that a chart has room for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd

from claims import spoken
from dashboard.charts.frame import Words

LENGTHS = {1: "month", 3: "quarter", 12: "year", 60: "five_years", 120: "ten_years"}
"""The periods by their months."""


def finest(fits: Callable[[int], bool]) -> int:
    """The shortest period, in months, that fits; the longest where none does."""
    return next((months for months in LENGTHS if fits(months)), max(LENGTHS))


def begin(days: pd.Series, months: int) -> pd.Series:
    """The first day of the period in which each day lies."""
    count = days.dt.year * 12 + days.dt.month - 1
    return _first_days(count - count % months)


def end(first: pd.Series, months: int) -> pd.Series:
    """The first day after each period, of its own first day."""
    return _first_days(first.dt.year * 12 + first.dt.month - 1 + months)


def _first_days(count: pd.Series) -> pd.Series:
    since_1970 = (count - 1970 * 12).to_numpy().astype("datetime64[M]")
    return pd.Series(since_1970.astype("datetime64[s]"), count.index)


def name(first: date, months: int, words: Words) -> str:
    """A period by its first day: "Sep 2025", "Q3 2025", "2025", "2020–2024"."""
    if months == 1:
        return words.month(first)
    if months == 3:
        return spoken.quarter(first, words.language)
    if months == 12:
        return str(first.year)
    return words.say("charts_dates.era", first=first.year, last=first.year + months // 12 - 1)


def names(first: pd.Series, months: int, words: Words) -> list[str]:
    """The name of each period, told once for all that are the same."""
    told = {day: name(day.date(), months, words) for day in first.unique()}
    return [told[day] for day in first]


def length(months: int, words: Words) -> str:
    """How long a period is: "one quarter"."""
    return words.say(f"charts_claims.period_{LENGTHS[months]}")
