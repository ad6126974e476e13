"""What slipped most, as bars."""

from __future__ import annotations

import pandas as pd
import pytest

from claims.analysis import overview as answers
from dashboard import theme
from dashboard.charts import overview
from tests.dashboard.charts import boxes
from tests.dashboard.charts.told import View, words

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
@pytest.mark.parametrize(("narrow", "width"), [(False, 640), (False, 900), (True, 350), (True, 390)])
def test_no_words_stand_on_others_or_leave_the_chart(iraq, language, narrow, width):
    view = View.of(iraq, language=language)
    table = answers.slipped_most(view.commitments)
    figure = overview.slipped(table, words=view.words(), colours=LIGHT, narrow=narrow)
    assert boxes.overlapping(figure, width) == []
    assert boxes.cut(figure, width) == []


def test_the_alternative_text_says_which_and_by_how_much(iraq):
    view = View.of(iraq)
    table, words = answers.slipped_most(view.commitments), view.words()
    assert overview.slipped_alt(table, words=words) == (
        "5 late or past their dates; most of all Mission end in federal Iraq (Iraqi government and US government), "
        "110 to 139 days late."
    )
    unseen = table[table["state"] == "awaiting_check"].head(1)
    assert overview.slipped_alt(unseen, words=words) == (
        "One late or past its date: End of the whole mission (Iraqi government), 54 days past, awaiting a check."
    )


def test_no_slip_no_axes():
    table = pd.DataFrame(columns=["topic_id", "state", "sides", "days"])
    assert not overview.slipped(table, words=words({}), colours=LIGHT).layout.xaxis.visible
