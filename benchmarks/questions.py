"""What every candidate is asked, and what it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.generate import AS_OF
from benchmarks.vocabulary import COMMON_WORD
from claims.query import Facet, Query

FROM, TO = date(2017, 1, 1), date(2025, 12, 31)
PAGE = 50
FACETS: tuple[Facet, ...] = ("speaker", "outlet", "topic", "language", "state")
"""The five facets that a plain table has as columns."""

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Shown:
    """What one interaction shows: counts by facet, states, states by topic, the page's claims, two charts as JSON."""

    count: int
    facets: Mapping[str, Counts]
    states: Counts
    grid: Mapping[tuple[str, str], int]
    page: tuple[str, ...]
    charts: tuple[str, str]


def asked(number: int, words: str = "") -> Query:
    """Another question each time: most claims, said within days and seen from a day that nobody asked for yet."""
    return Query(AS_OF - timedelta(days=10 + number), from_=FROM + timedelta(days=number), to=TO, words=words)


def word(number: int) -> str:
    """What is new in each round and found in the same claims: a part of the common word."""
    letters = len(COMMON_WORD)
    parts = [COMMON_WORD[start:end] for start in range(4) for end in range(letters, start + 2, -1)]
    return parts[number % len(parts)]
