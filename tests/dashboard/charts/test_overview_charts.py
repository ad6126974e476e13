"""What slipped most, and the sparkline of a question."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from claims.analysis import overview as answers
from dashboard import theme
from dashboard.charts import overview
from tests.dashboard.charts import boxes
from tests.dashboard.charts.told import TODAY, View, words

LIGHT = theme.palette("light")


def days(*texts: str) -> pd.Series:
    return pd.Series(list(texts), dtype="datetime64[s]")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_known_lateness_is_solid_and_what_nobody_saw_is_dotted(iraq, language):
    view = View.of(iraq, language=language)
    table = answers.slipped_most(view.commitments)
    figure = overview.slipped(table, words=view.words(), colours=LIGHT)
    bars = [shape for shape in figure.layout.shapes if shape.line.width == 4]
    assert [bar.line.dash for bar in bars] == ["solid" if state == "met_late" else "dot" for state in table["state"]]
    assert [bar.x1 for bar in bars] == list(table["days"])


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(("narrow", "width"), [(False, 640), (False, 900), (True, 390)])
def test_no_words_stand_on_others_or_leave_the_chart(iraq, language, narrow, width):
    view = View.of(iraq, language=language)
    table = answers.slipped_most(view.commitments)
    figure = overview.slipped(table, words=view.words(), colours=LIGHT, narrow=narrow)
    assert boxes.overlapping(figure, width) == []
    assert boxes.cut(figure, width) == []


def test_the_alternative_text_says_which_and_by_how_much(iraq):
    view = View.of(iraq)
    spoken = overview.slipped_alt(answers.slipped_most(view.commitments), words=view.words())
    assert "Exit from Ain al-Asad (Iraqi government): +109 d, met late" in spoken
    assert "54 days past, awaiting a check" in spoken


def test_no_slip_no_axes():
    table = pd.DataFrame(columns=["topic_id", "state", "sides", "days"])
    assert not overview.slipped(table, words=words({}), colours=LIGHT).layout.xaxis.visible


def test_years_without_a_claim_are_counted_as_none_and_the_last_is_the_day_we_look_from():
    counts = overview.periods(days("2021-03-01", "2021-05-01", "2024-01-01"), TODAY)
    assert [first.year for first in counts["first"]] == [2021, 2022, 2023, 2024, 2025, 2026]
    assert list(counts["n"]) == [2, 0, 0, 1, 0, 0]


def test_less_than_three_years_are_counted_by_quarter():
    counts = overview.periods(days("2026-01-15", "2026-08-01"), TODAY)
    assert list(counts["n"]) == [1, 0, 1, 0]


def test_the_sparkline_shows_this_year_in_accent_with_its_number():
    counts = overview.periods(days("2020-03-01", "2026-05-01", "2026-06-01"), TODAY)
    figure = overview.sparkline(counts, most=9, words=words({}), colours=LIGHT)
    assert figure.data[0].marker.color[-1] == LIGHT.accent
    assert [note.text for note in figure.layout.annotations] == ["<b>2</b>", "2020", "2026"]
    assert overview.sparkline_alt(counts, words=words({})) == "3 claims, most in 2026."


def test_no_claims_no_sparkline():
    counts = overview.periods(days(), date(2026, 1, 1))
    assert counts.empty
    assert not overview.sparkline(counts, most=0, words=words({}), colours=LIGHT).layout.xaxis.visible
    assert overview.sparkline_alt(counts, words=words({}))
