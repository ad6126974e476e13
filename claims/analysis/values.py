"""How values are read: a date as its due window, a number as an interval, an as-of as the days it speaks of."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from claims.columns import NO_DAY, NONE, QUALIFIERS, ROLES, Bools, Floats, Ints, among
from claims.models import END_ROLES
from claims.tables import Tables

SOFT_TENTHS = 1
"""How far "about" and "nearly" reach, in tenths of the number."""

WORDS_OF_SIZE = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2000, 9999)}


class Windows(NamedTuple):
    """The first and last day of each claim's window; NO_DAY where there is none."""

    first: Ints
    last: Ints

    @property
    def exists(self) -> Bools:
        return np.asarray(self.last != NO_DAY)


class Intervals(NamedTuple):
    """The numbers that a figure may mean; an open edge is not one of them. NaN for claims that are no figure."""

    low: Floats
    high: Floats
    low_open: Bools
    high_open: Bools


def due(tables: Tables) -> Windows:
    """The due window of each deadline claim."""
    claims = tables.claims
    dated = claims.role != NONE
    return due_windows(claims.role, *(np.where(dated, edge, NO_DAY) for edge in (claims.first, claims.last)))


def due_windows(role: Ints, first: Ints, last: Ints) -> Windows:
    """The due window of each date with its role: the days that the date names, as its role binds them."""
    last = np.where((last == NO_DAY) & ~among(role, ROLES, *END_ROLES), first, last)
    day_before = np.where(first == NO_DAY, NO_DAY, first - 1)
    before = among(role, ROLES, "before")
    last = np.where(before & (last != NO_DAY), day_before, last)
    first = np.where(before, day_before, np.where(first == NO_DAY, last, first))
    return Windows(np.where(last == NO_DAY, NO_DAY, first), last)


def measured(tables: Tables) -> Windows:
    """The days that each figure speaks of: an open end reaches to the day of saying, an open start is its last day."""
    claims = tables.claims
    last = np.where(claims.last == NO_DAY, np.maximum(claims.first, claims.said), claims.last)
    last = np.where(claims.qualifier == NONE, NO_DAY, last)
    return Windows(np.where(claims.first == NO_DAY, last, claims.first), last)


def intervals(tables: Tables) -> Intervals:
    """The interval of each figure."""
    claims = tables.claims
    code = claims.qualifier
    low, high = np.nan_to_num(claims.low, nan=0.0), np.nan_to_num(claims.high, nan=np.inf)
    about, nearly = among(code, QUALIFIERS, "about"), among(code, QUALIFIERS, "nearly")
    # Tenths are counted in whole numbers, so that 1.1 x 2,000 is 2,200 and not a little more.
    less, more = 10 - SOFT_TENTHS, 10 + SOFT_TENTHS
    low = np.where(about, low * less / 10, np.where(nearly, high * less / 10, low))
    high = np.where(about, high * more / 10, high)
    for word, (least, most) in WORDS_OF_SIZE.items():
        said = among(code, QUALIFIERS, word)
        low, high = np.where(said, least, low), np.where(said, most, high)
    none = code == NONE
    return Intervals(
        np.where(none, np.nan, low),
        np.where(none, np.nan, high),
        among(code, QUALIFIERS, "more-than"),
        among(code, QUALIFIERS, "fewer-than", "nearly") | (~none & np.isinf(high)),
    )
