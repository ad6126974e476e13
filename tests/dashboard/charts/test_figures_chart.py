"""The figures chart: what stands where, what is named, and what a reader who cannot see it is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from claims.models import Language
from dashboard import theme
from dashboard.charts import figures, intervals
from dashboard.charts.fitting import COLUMN
from dashboard.charts.frame import NARROW, Told, Words
from dashboard.texts import catalogue
from tests.dashboard.charts import boxes

TODAY = date(2026, 11, 23)
COLUMNS = [
    "claim_id",
    "topic_id",
    "speaker_id",
    "sides",
    "said_on",
    "attribution",
    "as_of_first",
    "as_of_last",
    "low",
    "high",
    "low_open",
    "high_open",
    "qualifier",
    "basis",
    "unit",
    "status",
    "origins",
    "outlets",
    "repeated_since",
]
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
    alone = intervals.zoom(intervals.marks(table(*old)), TODAY)
    assert alone[1] < pd.Timestamp("2006-01-01"), "figures that ended long ago keep the room"


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


def words(*claim_ids: str, language: Language = "en", **told: Any) -> Words:
    """Words in which each claim's speaker is its id in capitals."""
    return Words(
        language=language,
        say=catalogue(language).text,
        claims={
            one: Told(
                **{
                    "speaker": one.upper(),
                    "said": "15 Jan 2025",
                    "said_first": TODAY,
                    "said_last": TODAY,
                    "value": f"about {one}",
                    "statement": f"Statement of {one}.",
                    "attribution": "direct",
                    "origin": one,
                    "reports": 1,
                    "outlets": 3,
                    **told,
                }
            )
            for one in claim_ids
        },
        sides={"washington": "Washington", "baghdad": "Baghdad"},
        topics={},
        slots={"washington": 1, "baghdad": 2},
    )


def chart(rows: pd.DataFrame, pairs: pd.DataFrame | None = None, **given: Any) -> go.Figure:
    drawn = {"words": words(*rows["claim_id"]), "colours": theme.palette("light"), **given}
    return figures.figures(
        rows, conflicts() if pairs is None else pairs, axis="troops", as_of=TODAY, now="today", **drawn
    )


def said_in(figure: go.Figure) -> str:
    return "\n".join(note.text for note in figure.layout.annotations)


def test_a_chart_of_nothing_has_no_axes():
    assert not chart(table()).layout.annotations


def test_few_figures_are_all_named_with_their_value_and_have_no_strip():
    rows = table(figure("a", 100, day="2020-05-01"), figure("b", 90_000, day="2025-05-01"))
    drawn = chart(rows)
    assert "A<br><b>about a</b>" in said_in(drawn)
    assert "B<br><b>about b</b>" in said_in(drawn)
    assert "xaxis2" not in drawn.layout.to_plotly_json()
    assert drawn.layout.yaxis.range[0] == 0


def test_many_figures_name_the_contested_and_what_lies_off_the_scale():
    old = [figure(f"old{n}", 150_000, day="2004-03-01") for n in range(3)]
    new = [figure(f"new{n}", 2500 + 10 * n, day=f"2025-0{n % 9 + 1}-01") for n in range(14)]
    rows = table(*old, *new, figure("high", 34_000, day="2020-01-01"), figure("low", 800, day="2025-03-05"))
    drawn = chart(rows, conflicts(("low", "new2", 3.1, 1700)))
    told = said_in(drawn)
    assert "about high ↑ off the scale" in told
    assert "LOW<br>" in told
    assert "NEW2<br>" in told
    assert "×3.1" in told
    assert "NEW5" not in told
    assert drawn.layout.xaxis2.range[0] < drawn.layout.xaxis.range[0]


def test_a_conflict_with_zero_is_told_by_its_gap():
    rows = table(figure("none", 0), figure("some", 1500))
    drawn = chart(rows, conflicts(("none", "some", None, 1500)))
    assert "1,500 apart" in said_in(drawn)
    assert drawn.layout.yaxis.range[0] < 0


def test_years_are_not_measured_from_zero():
    drawn = chart(table(figure("a", 2014, unit="year"), figure("b", 2016, unit="year")))
    assert drawn.layout.yaxis.range[0] > 2000
    assert "2014" in drawn.layout.yaxis.ticktext


def test_words_from_the_data_are_never_markup():
    rows = table(figure("a", 5))
    drawn = chart(rows, words=words("a", speaker="<b>x</b>", statement="<a href='x'>y</a>"))
    assert "<b>x</b>" not in drawn.to_json()
    assert "<a href" not in drawn.to_json()


@pytest.mark.parametrize("count", [0, 1, 12, 83, 1_000, 10_000])
@pytest.mark.parametrize("narrow", [False, True])
def test_no_number_of_figures_overlaps_its_words_or_outgrows_a_page(count, narrow):
    rng = np.random.default_rng(count)
    days = pd.Timestamp("2010-01-01") + pd.to_timedelta(rng.integers(0, 6000, count), unit="D")
    values = np.round(rng.lognormal(8, 0.7, count))
    rows = table(
        *(
            figure(f"c-{n}", values[n], day=str(days[n].date()), qualifier="exact", attribution=kind)
            for n, kind in zip(range(count), ["direct", "paraphrase", "anonymous", "own-voice"] * count, strict=False)
        )
    )
    pairs = conflicts(*((f"c-{n}", f"c-{n + 1}", 2.0, 100) for n in range(0, count - 1, 9)))
    drawn = chart(rows, pairs, narrow=narrow)
    assert len(drawn.to_json()) < 200 * 1024
    if count:
        assert boxes.overlapping(drawn, NARROW if narrow else COLUMN) == []


def test_the_alternative_text_tells_span_conflict_and_repetition():
    days = ("2021-01-15", "2022-06-01", "2024-06-01")
    rows = table(*(figure(f"r{n}", 2500, day=day) for n, day in enumerate(days)), figure("z", 9000))
    told = figures.alt(rows, conflicts(("r2", "z", 3.6, 6500)), axis="troops", words=words(*rows["claim_id"]))
    assert told.startswith(
        "4 figures by 4 speakers for 2021 to 2025 (troops). Lowest: about r0, R0; highest: about z, Z."
    )
    assert "One pair is in conflict: R2, about r2, against Z, about z." in told
    assert "said since 15 January 2021" in told
