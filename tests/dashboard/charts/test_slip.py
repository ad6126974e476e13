"""The two-clock chart: what is drawn where, what is said beside it, and that no words stand on others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import theme
from dashboard.charts import slip
from dashboard.charts.frame import milliseconds
from tests.dashboard.charts import boxes
from tests.dashboard.charts.told import TODAY, View, told, words

TOPICS = ("asad-exit", "mission-end-federal", "mission-end-overall", "erbil-mission-end", "us-full-withdrawal")
LIGHT = theme.palette("light")


def drawn(view: View, topic: str, **given: Any) -> go.Figure:
    table = view.deadlines[view.deadlines["topic_id"] == topic]
    checked = view.records.topics[topic].last_checked
    return slip.slip(
        table,
        commitments=view.commitments[view.commitments["topic_id"] == topic],
        outcomes=view.outcomes,
        last_checked=checked.last if checked else None,
        as_of=view.as_of,
        words=view.words(table["claim_id"]),
        **{"colours": LIGHT, **given},
    )


def says(figure: go.Figure) -> str:
    return "\n".join(
        note.text.replace("<br>", " ").replace("<b>", "").replace("</b>", "") for note in figure.layout.annotations
    )


def claims(count: int, said: date = date(2025, 1, 1), due: date = date(2025, 9, 30), **given: Any) -> pd.DataFrame:
    """So many dated claims of one topic, a day apart."""
    rows = [
        {
            "claim_id": f"c-{at:05}",
            "topic_id": "exit",
            "sides": ("iraq",),
            "said_on": said + timedelta(days=at % 600),
            "force": "report",
            "due_first": due + timedelta(days=at % 400),
            "due_last": due + timedelta(days=at % 400 + 20),
            "step": None,
            "state": "upcoming",
            **given,
        }
        for at in range(count)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(("said_on", "due_first", "due_last"), "datetime64[s]"))


def chain(table: pd.DataFrame, side: str, state: str = "upcoming", **given: Any) -> dict[str, Any]:
    first, last = table.iloc[0], table.iloc[-1]
    return {
        "topic_id": "exit",
        "side": side,
        "baseline_claim": first["claim_id"],
        "baseline_first": first["due_first"],
        "baseline_last": first["due_last"],
        "current_claim": last["claim_id"],
        "changes": 0,
        "slip_days": 0,
        "state": state,
        "state_current": state,
        "days_late_min": float("nan"),
        "days_late_max": float("nan"),
        "days_left": 40.0,
        "days_overdue": float("nan"),
        "role": "in",
        "outcome_id": None,
        **given,
    }


def of_made_up(table: pd.DataFrame, commitments: list[dict[str, Any]], **given: Any) -> go.Figure:
    spoken = {row.claim_id: told(row.claim_id, row.said_on.date()) for row in table.itertuples()}
    return slip.slip(
        table,
        commitments=pd.DataFrame(commitments, columns=list(chain(table, "iraq")) if len(table) else ["side"]),
        outcomes=pd.DataFrame(
            columns=["outcome_id", "topic_id", "result", "happened_first", "happened_last", "statement"]
        ),
        last_checked=None,
        **{"as_of": TODAY, "words": words(spoken), "colours": LIGHT, **given},
    )


def test_the_move_and_the_lateness_of_ain_al_asad_are_told_beside_the_line(iraq):
    figure = drawn(View.of(iraq), "asad-exit")
    assert "date moved 123 days later said 92 days after the old date had run out" in says(figure)
    assert "met late +109 d after the first date" in says(figure)
    assert "What happened: done, 17 Jan 2026" in says(figure)
    assert "in Sep 2025 · 5 reports" in says(figure)


def test_the_alternative_text_tells_the_same_story(iraq):
    view = View.of(iraq)
    table = view.deadlines[view.deadlines["topic_id"] == "asad-exit"]
    told_it = slip.alt(
        table,
        commitments=view.commitments[view.commitments["topic_id"] == "asad-exit"],
        outcomes=view.outcomes,
        question="When?",
        words=view.words(table["claim_id"]),
    )
    assert told_it == (
        "When? Iraqi government first promised: in Sep 2025 (said 17 Aug 2025). Moved once, 123 days later. "
        "What happened: done, 17 Jan 2026. State: met late (109 days late)."
    )


def test_the_outcome_stands_on_the_diagonal_at_its_day(iraq):
    figure = drawn(View.of(iraq), "asad-exit")
    stars = [trace for trace in figure.data if trace.marker.symbol == "star"]
    assert [(list(star.x), list(star.y)) for star in stars] == [([milliseconds(date(2026, 1, 17))],) * 2]


def test_a_past_day_shows_neither_later_claims_nor_outcomes_nor_a_later_check(iraq):
    before = drawn(View.of(iraq, date(2025, 8, 20)), "asad-exit")
    assert "What happened" not in says(before)
    assert "31 Dec" not in says(before)
    assert "last checked" not in says(before)
    assert "due soon" in says(before)


def test_an_unseen_date_tells_when_somebody_looked_last(iraq):
    figure = drawn(View.of(iraq), "mission-end-overall")
    assert "last checked 24 Mar 2026" in says(figure)
    assert "54 days past the date" in says(figure)
    assert "as of 23 Nov 2026" in says(figure)


def test_obligors_with_the_same_date_share_a_line_and_an_arrow_named_after_both(iraq):
    assert "Iraqi government and US government" in says(drawn(View.of(iraq), "mission-end-federal"))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("topic", TOPICS)
def test_no_words_stand_on_others_or_leave_the_chart(iraq, topic, language):
    view = View.of(iraq, language=language)
    for narrow, widths in ((False, (1000, 1080, 1300)), (True, (320, 326, 355, 390))):
        figure = drawn(view, topic, narrow=narrow)
        for width in widths:
            assert boxes.overlapping(figure, width) == []
            assert boxes.cut(figure, width) == []


def test_every_line_of_an_arabic_label_is_isolated(iraq):
    for note in drawn(View.of(iraq, language="ar"), "asad-exit").layout.annotations:
        assert all(line.startswith("\u2067") and line.endswith("\u2069") for line in note.text.split("<br>"))


def test_words_of_the_data_are_never_read_as_markup():
    table = claims(1)
    spoken = {"c-00000": told("c-00000", date(2025, 1, 1), speaker="<a href='x'>A & B</a>", statement="<b>now</b>")}
    figure = of_made_up(table, [], words=words(spoken))
    assert any("&lt;a href='x'&gt;A &amp; B" in note.text for note in figure.layout.annotations)
    assert any("&lt;b&gt;now&lt;/b&gt;" in text for trace in figure.data for text in trace.hovertext or ())
    assert not any("<a" in note.text for note in figure.layout.annotations)


def test_without_claims_there_are_no_axes():
    figure = of_made_up(claims(1).iloc[:0], [])
    assert not figure.layout.xaxis.visible
    assert figure.layout.annotations == ()


def test_one_claim_is_a_chart():
    table = claims(1, force="commitment", step="baseline")
    figure = of_made_up(table, [chain(table, "iraq")])
    assert "Allawi, 1 Jan" in says(figure)
    assert "40 days to go" in says(figure)


def test_of_a_hundred_claims_only_the_telling_ones_are_named():
    table = claims(100)
    named = says(of_made_up(table, [])).count("Allawi")
    assert 0 < named <= 4
    assert all(len(trace.x) == 100 for trace in of_made_up(table, []).data if trace.hovertext)


def test_over_five_thousand_claims_are_counted_by_the_day_said_and_the_day_promised():
    figure = of_made_up(claims(5_001), [])
    (cells,) = (trace for trace in figure.data if trace.type == "bar")
    assert sum(int(count.replace(",", "")) for _, count, _ in cells.customdata) == 5_001


def test_more_than_three_chains_stand_in_panels_of_their_own_on_the_same_axes():
    sides = ("a", "b", "c", "d")
    table = pd.concat(
        [
            claims(
                1, due=date(2025, 9, 30) + timedelta(days=30 * at), sides=(side,), force="commitment", step="baseline"
            ).assign(claim_id=f"c-{side}")
            for at, side in enumerate(sides)
        ],
        ignore_index=True,
    )
    rows = [chain(table[table["claim_id"] == f"c-{side}"], side) for side in sides]
    spoken = {claim_id: told(claim_id, date(2025, 1, 1)) for claim_id in table["claim_id"]}
    figure = of_made_up(table, rows, words=words(spoken, sides=dict(zip(sides, sides, strict=True))))
    axes = [figure.layout[f"yaxis{number}"] for number in ("", 2, 3, 4)]
    assert len({axis.range for axis in axes}) == 1
    assert len({axis.domain for axis in axes}) == 4


def test_an_utterance_that_many_outlets_report_is_drawn_once():
    table = claims(3)
    spoken = {claim_id: told(claim_id, date(2025, 1, 1), origin="c-00001", reports=3) for claim_id in table["claim_id"]}
    assert list(slip.utterances(table, words(spoken))["claim_id"]) == ["c-00001"]


def test_a_filter_that_hides_the_first_promise_breaks_nothing(iraq):
    view = View.of(iraq)
    table = view.deadlines[(view.deadlines["topic_id"] == "asad-exit") & (view.deadlines["step"] == "restated")]
    figure = slip.slip(
        table,
        commitments=view.commitments[view.commitments["topic_id"] == "asad-exit"],
        outcomes=view.outcomes,
        last_checked=None,
        as_of=TODAY,
        words=view.words(table["claim_id"]),
        colours=LIGHT,
    )
    assert "Sudani" in says(figure)
