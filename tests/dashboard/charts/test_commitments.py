"""The timeline of commitments: order, eras, one scale, words that stand on nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import theme
from dashboard.charts import commitments
from tests.dashboard.charts import boxes
from tests.dashboard.charts.told import TODAY, View, told, words

LIGHT = theme.palette("light")


def drawn(view: View, table: pd.DataFrame | None = None, **given: Any) -> go.Figure:
    table = view.commitments if table is None else table
    return commitments.timeline(
        table,
        outcomes=view.outcomes,
        as_of=view.as_of,
        words=view.words({*table["baseline_claim"], *table["current_claim"]}),
        **{"colours": LIGHT, **given},
    )


def texts(figure: go.Figure) -> list[str]:
    return [note.text.replace("<b>", "").replace("</b>", "") for note in figure.layout.annotations]


def row(at: int, first: date, state: str = "met_on_time", **given: Any) -> dict[str, Any]:
    return {
        "topic_id": "exit",
        "side": "iraq",
        "baseline_claim": f"c-{at}",
        "baseline_first": first,
        "baseline_last": first,
        "current_claim": f"c-{at}",
        "current_first": first,
        "current_last": first,
        "changes": 0,
        "slip_days": 0,
        "state": state,
        "state_current": state,
        "days_late_min": float("nan"),
        "days_late_max": float("nan"),
        "days_left": 1.0,
        "days_overdue": 1.0,
        "role": "in",
        "outcome_id": None,
        **given,
    }


def table_of(*rows: dict[str, Any]) -> pd.DataFrame:
    days = [f"{which}_{end}" for which in ("baseline", "current") for end in ("first", "last")]
    return pd.DataFrame(list(rows), columns=list(row(0, TODAY))).astype(dict.fromkeys(days, "datetime64[s]"))


def made_up(table: pd.DataFrame, said: date, **given: Any) -> go.Figure:
    spoken = {claim_id: told(claim_id, said) for claim_id in table["baseline_claim"]}
    no_outcomes = pd.DataFrame(columns=["outcome_id", "topic_id", "result", "happened_last", "statement"])
    return commitments.timeline(
        table, outcomes=no_outcomes, as_of=TODAY, **{"words": words(spoken), "colours": LIGHT, **given}
    )


def test_each_commitment_has_its_state_and_days_in_words(iraq):
    said = texts(drawn(View.of(iraq)))
    assert "▶ met late · +109 d<br>moved once: about Jan 2026, +123 days" in said
    assert "▶ met late · +110–139 d" in said
    assert said.count("● met on time") == 9
    assert sum("awaiting a check" in one for one in said) == 5


def test_the_newest_era_comes_first_and_the_same_days_take_the_same_pixels(iraq):
    figure = drawn(View.of(iraq))
    years = [int(one) for one in texts(figure) if one.isdigit()]
    assert years == [2025, 2026, 2027, 2028, 2022, 2009, 2010, 2011, 2012]
    at = [note.x for note in figure.layout.annotations if note.text.replace("<b>", "").replace("</b>", "").isdigit()]
    assert at[1] - at[0] == at[6] - at[5]


def test_a_pause_of_eighteen_months_opens_an_era_and_a_shorter_one_does_not():
    near = table_of(row(0, date(2022, 1, 1)), row(1, date(2023, 6, 1)))
    far = table_of(row(0, date(2021, 1, 1)), row(1, date(2024, 6, 1)))
    assert sum("same scale" in one for one in texts(made_up(near, date(2022, 1, 1)))) == 0
    spoken = {"c-0": told("c-0", date(2020, 12, 1)), "c-1": told("c-1", date(2024, 5, 1))}
    assert sum("same scale" in one for one in texts(made_up(far, TODAY, words=words(spoken)))) == 1


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("narrow", [False, True])
def test_no_words_stand_on_others_or_leave_the_chart(iraq, language, narrow):
    figure = drawn(View.of(iraq, language=language), narrow=narrow)
    for width in (350, 358, 390) if narrow else (900, 1080, 1300):
        assert boxes.overlapping(figure, width) == []
        assert boxes.cut(figure, width) == []


def test_arabic_reads_from_the_right_while_time_runs_from_the_left(iraq):
    english, arabic = (drawn(View.of(iraq, language=language)) for language in ("en", "ar"))
    assert arabic.layout.margin.r > arabic.layout.margin.l
    assert english.layout.margin.l > english.layout.margin.r
    start, end = arabic.layout.xaxis.range
    assert start < end


def test_rows_are_told_when_pointed_at(iraq):
    told_rows = [text for trace in drawn(View.of(iraq)).data for text in trace.hovertext or ()]
    assert any("Exit from Ain al-Asad" in text and "What happened" in text for text in told_rows)


def test_no_row_no_axes():
    assert not made_up(table_of(), TODAY).layout.xaxis.visible


def test_a_due_day_is_nine_pixels_wide():
    (window,) = (
        shape
        for shape in made_up(table_of(row(0, date(2025, 1, 1))), date(2020, 1, 1)).layout.shapes
        if shape.type == "rect"
    )
    assert window.x1 - window.x0 == commitments.LEAST_WINDOW


def test_forty_rows_a_chart_and_the_rest_from_a_start():
    table = table_of(*(row(at, date(2024, 1, 1 + at % 28)) for at in range(50)))
    one, two = made_up(table, date(2023, 6, 1)), made_up(table, date(2023, 6, 1), start=commitments.PAGE)
    assert sum("met on time" in text for text in texts(one)) == 40
    assert sum("met on time" in text for text in texts(two)) == 10


def test_thousands_are_counted_by_period_and_state():
    table = table_of(*(row(at, date(2024, 1 + at % 12, 1), ("overdue", "met_late")[at % 2]) for at in range(240)))
    figure = commitments.due_by_period(table, words=words({}), colours=LIGHT)
    assert sum(sum(bars.y) for bars in figure.data) == 240
    assert sum(int(count) for bars in figure.data for _, count in bars.customdata) == 240
    assert len(figure.data) == 2
    assert commitments.note(table, words=words({})).startswith(
        "Each column counts the commitments first due in one month"
    )


def test_the_alternative_text_counts_the_states_and_names_the_last_due(iraq):
    view = View.of(iraq)
    spoken = commitments.alt(view.commitments, words=view.words(view.commitments["current_claim"]))
    assert spoken.startswith("20 commitments: met on time 9, kept 1, met late 4, holding 1, and awaiting a check 5.")
    assert spoken.endswith("Last due: Full US withdrawal, US government, until 2027, holding.")
