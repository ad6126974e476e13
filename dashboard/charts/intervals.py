"""Where figures stand: mark, reach and age of each, what is off the scale, who is against whom, what is repeated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from dashboard.charts import periods

FEW, MANY, PLAIN = 12, 150, 300
"""Up to FEW every mark is named; over MANY no bars are drawn; over PLAIN a mark tells only its value."""

OFF_SCALE = 2.2
ZOOM_YEARS = 12
ONE_SCALE = 20
"""All years fit one linear scale where the largest value is under this many times the smallest."""

RECENT = pd.Timedelta(days=730)
BY_YEARS = pd.Timedelta(days=1_095)
"""From this span on the panel begins and ends with a year."""

_SOFT = ("about", "nearly", "range", "dozens", "hundreds", "thousands")
_ENDS = ("first", "middle", "last")
_WORDS_OF_SIZE = ("dozens", "hundreds", "thousands")


class Mark(NamedTuple):
    """One row of `marks` with its place across; days in milliseconds."""

    claim_id: str
    side: str | None
    first: float
    middle: float
    last: float
    x: float
    value: float
    low: float
    high: float


def each(placed: pd.DataFrame, rows: Sequence[int] | None = None) -> list[Mark]:
    """The rows one by one, or the given ones; `x` is the middle of their time where nothing set it."""
    chosen = placed if rows is None else placed.loc[list(rows)]
    instants = {end: (chosen[end] - pd.Timestamp(0)) / pd.Timedelta(milliseconds=1) for end in _ENDS}
    filled = (chosen if "x" in chosen else chosen.assign(x=instants["middle"])).assign(**instants)
    return [Mark(*row) for row in zip(*(filled[name].tolist() for name in Mark._fields), strict=True)]


@dataclass(frozen=True)
class Repetition:
    """One value that was said again for at least a year: the claims that said it, the first first."""

    claim_ids: tuple[str, ...]
    value: float
    first: pd.Timestamp
    last: pd.Timestamp
    speakers: int

    @property
    def years(self) -> int:
        return round((self.last - self.first).days / 365.25)


def marks(table: pd.DataFrame) -> pd.DataFrame:
    """One row a figure with both ends of its time, in order of time: where its mark stands and how far it reaches.

    claim_id, speaker_id, side (the first, or None), attribution, said_on, first, middle, last (days), value (where the
    mark stands), low, high (NaN where open), soft (an interval rather than a number), opens ("up", "down" or ""), said
    (equal for the same value as it was said).
    """
    qualifier = table["qualifier"].astype(str)
    low, high = table["low"].astype(float), table["high"].astype(float)
    up, down = qualifier.isin(("at-least", "more-than")), qualifier.isin(("at-most", "fewer-than"))
    middle_valued, top_valued = qualifier.isin(("about", "range")), down | (qualifier == "nearly")
    value = low.where(~middle_valued, (low + high) / 2).where(~top_valued, high)
    said_low = low.where(qualifier != "about", (low / 0.9).round(6)).where(~top_valued)
    said_high = high.where(qualifier != "about", (high / 1.1).round(6)).where(~up)
    last = table["as_of_last"].fillna(table[["as_of_first", "said_on"]].max(axis=1))
    first = table["as_of_first"].fillna(last)
    placed = pd.DataFrame(
        {
            "claim_id": table["claim_id"],
            "speaker_id": table["speaker_id"],
            "side": pd.Series([sides[0] if sides else None for sides in table["sides"]], table.index, dtype=object),
            "attribution": table["attribution"],
            "said_on": table["said_on"],
            "first": first,
            "middle": first + (last - first) / 2,
            "last": last,
            "value": value,
            "low": low.where(~down),
            "high": high.where(~up),
            "soft": qualifier.isin(_SOFT),
            "opens": np.select([up, down], ["up", "down"], ""),
            "said": qualifier.where(
                qualifier.isin(_WORDS_OF_SIZE), said_low.astype(str) + "/" + said_high.astype(str)
            ).astype(str)
            + "/"
            + table["basis"].astype(str),
        }
    )
    return placed.sort_values(["middle", "claim_id"], ignore_index=True)


def zoom(placed: pd.DataFrame, as_of: date) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days that the main panel shows: all where one scale carries them, else the last twelve years.

    It reaches to the day we look from, unless the figures ended long before: then their own days need the room.
    """
    # Where a figure speaks of years, its mark must be in sight; its line may run out of the panel.
    lasting = placed["last"] - placed["first"] > BY_YEARS
    begin, end = placed["first"].where(~lasting, placed["middle"]).min(), placed["last"].max()
    today = pd.Timestamp(as_of)
    if today - end <= max(end - begin, RECENT):
        end = max(end, today)
    if end - begin < BY_YEARS:
        pad = max((end - begin) * 0.08, pd.Timedelta(days=20))
        return begin - pad, end + pad
    begin, end = pd.Timestamp(begin.year, 1, 1), pd.Timestamp(end.year + 1, 1, 1)
    late = pd.Timestamp(end.year - ZOOM_YEARS - 1, 1, 1)
    sizes = placed["value"].abs()
    one_scale = len(placed) <= FEW or sizes.max() < ONE_SCALE * sizes[sizes > 0].min()
    if one_scale or begin >= late or not (placed["middle"] >= late).any():
        return begin, end
    return late, end


def off_scale(placed: pd.DataFrame) -> pd.Series:
    """True for the one or two figures so far above all others that they would flatten them."""
    pinned = pd.Series(False, index=placed.index)
    if len(placed) > FEW:
        largest = placed["value"].nlargest(3)
        for at in (0, 1):
            if largest.iloc[at] > OFF_SCALE * largest.iloc[at + 1] > 0:
                pinned[largest.index[: at + 1]] = True
    return pinned


def contested(placed: pd.DataFrame, pairs: pd.DataFrame, most: int) -> pd.DataFrame:
    """The sharpest conflict of each group of figures that exclude one another, widest first, at most `most`.

    left, right (rows of `placed`), ratio (NaN where one value is zero), gap. Figures are of one group where conflicts
    join them, directly or through others.
    """
    row_of = pd.Series(placed.index, index=placed["claim_id"])
    sharp = pairs[
        (pairs["relation"] == "conflict") & pairs["left"].isin(row_of.index) & pairs["right"].isin(row_of.index)
    ]
    left, right = (row_of[sharp[end]].to_numpy(dtype=int) for end in ("left", "right"))
    group = _joined(len(placed), left, right)
    found = pd.DataFrame(
        {
            "left": left,
            "right": right,
            "ratio": sharp["ratio"].to_numpy(dtype=float),
            "gap": sharp["gap"].to_numpy(dtype=float),
            "group": group[left],
        }
    )
    found = found.assign(width=found["ratio"].fillna(np.inf)).sort_values(
        ["width", "gap", "left", "right"], ascending=[False, False, True, True]
    )
    return found.drop_duplicates("group").head(most)[["left", "right", "ratio", "gap"]].reset_index(drop=True)


def _joined(count: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The lowest row that each row is joined to, directly or through others."""
    group = np.arange(count)
    while True:
        lowest = group.copy()
        both = np.minimum(group[left], group[right])
        np.minimum.at(lowest, left, both)
        np.minimum.at(lowest, right, both)
        lowest = lowest[lowest]
        if (lowest == group).all():
            return group
        group = lowest


def most_repeated(placed: pd.DataFrame, echoes: Collection[str]) -> Repetition | None:
    """The value said most often, by its own origins, for a year or more; None where none was said three times."""
    own = placed[~placed["claim_id"].isin(list(echoes))].sort_values(["said_on", "claim_id"])
    by_value = own.groupby("said").agg(
        times=("value", "size"), first=("said_on", "min"), last=("said_on", "max"), speakers=("speaker_id", "nunique")
    )
    lasting = by_value[(by_value["times"] >= 3) & (by_value["last"] - by_value["first"] >= pd.Timedelta(days=365))]
    if lasting.empty:
        return None
    said = lasting.sort_values(["times", "first"], ascending=[False, True]).index[0]
    same = own[own["said"] == said]
    return Repetition(
        tuple(same["claim_id"]),
        float(same["value"].iloc[0]),
        lasting.loc[said, "first"],
        lasting.loc[said, "last"],
        int(lasting.loc[said, "speakers"]),
    )


def by_period(placed: pd.DataFrame, months: int, *, sides: bool = False) -> pd.DataFrame:
    """One row a period of so many months with figures, or a period and side ("" for none).

    side, start, end (the first days of this period and the next), low and high of all, lower and upper (of their middle
    half), middle (the median), count.
    """
    start = periods.begin(placed["middle"], months)
    reach = pd.DataFrame(
        {
            "side": placed["side"].fillna("") if sides else "",
            "start": start,
            "low": placed["low"].fillna(placed["value"]),
            "high": placed["high"].fillna(placed["value"]),
            "value": placed["value"],
        }
    )
    grouped = reach.groupby(["side", "start"])
    found = grouped.agg(low=("low", "min"), high=("high", "max"), middle=("value", "median"), count=("value", "size"))
    lower, upper = (grouped["value"].quantile(share) for share in (0.25, 0.75))
    found = found.assign(lower=lower, upper=upper).reset_index()
    return found.assign(end=periods.end(found["start"], months))
