"""Columns of answers: ids and words as objects with None, days as datetime64[s], numbers as floats with NaN."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from claims.columns import NO_DAY, NONE, Bools, Ints, Objects
from claims.ids import Ids


def names(codes: Ints, known: Sequence[str | None] | Objects) -> pd.Series[str]:
    """The name of each code, None for none."""
    table = np.empty(len(known) + 1, object)
    table[: len(known)] = known
    assert NONE == -1  # the last entry of the table
    return objects(table[codes])


def ids(rows: Ints, known: Ids) -> pd.Series[str]:
    """The id of each row, None for none."""
    return objects(known.named(rows))


def objects(values: Objects) -> pd.Series[str]:
    return pd.Series(values, dtype=object)


def days(numbers: Ints) -> pd.Series[pd.Timestamp]:
    """Days of day numbers, NaT for none."""
    days_ = numbers.astype("datetime64[D]")
    days_[numbers == NO_DAY] = np.datetime64("NaT")
    return pd.Series(days_.astype("datetime64[s]"))


def numbers(values: npt.ArrayLike, where: Bools | None = None) -> pd.Series[float]:
    """Numbers as floats, NaN where the mask is False."""
    found = np.asarray(values, np.float64)
    return pd.Series(found if where is None else np.where(where, found, np.nan))


def tuples(rows: Ints, values: Objects, count: int) -> Objects:
    """One tuple a row number from 0 to count: the values that stand beside it, in their order. `rows` is sorted."""
    found = np.empty(count, object)
    found.fill(())
    own, begin = np.unique(rows, return_index=True)
    parts = np.empty(len(own), object)
    parts[:] = [tuple(part) for part in np.split(values, begin[1:])] if len(own) else []
    found[own] = parts
    return found


def sets(members: Mapping[str, Bools], count: int) -> Objects:
    """One tuple a row of the names whose mask is true there, in the order of the names."""
    known = tuple(members)
    table = np.stack([members[name] for name in known], axis=1) if count else np.zeros((0, len(known)), bool)
    kinds, kind = np.unique(table, axis=0, return_inverse=True)
    named = np.empty(len(kinds), object)
    named[:] = [tuple(name for name, has in zip(known, row, strict=True) if has) for row in kinds]
    found: Objects = named[kind.reshape(-1)]
    return found
