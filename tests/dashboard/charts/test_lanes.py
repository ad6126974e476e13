"""The lanes: a stance is told by its lane and mark, a change by name, and no colour judges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from claims.models import Language
from dashboard import theme
from dashboard.charts import lanes
from dashboard.charts.fitting import COLUMN
from dashboard.charts.frame import NARROW, Told, Words
from dashboard.texts import catalogue
from tests.dashboard.charts import boxes

TODAY = date(2026, 11, 23)
COLUMNS = ["claim_id", "topic_id", "speaker_id", "sides", "said_on", "attribution", "stance", "status", "changed_from"]


def position(claim_id: str, stance: str, day: str, **given: Any) -> dict[str, Any]:
    return {
        "claim_id": claim_id,
        "topic_id": "stay",
        "speaker_id": claim_id,
        "sides": ("washington",),
        "said_on": day,
        "attribution": "direct",
        "stance": stance,
        "status": "unverified",
        "changed_from": None,
        **given,
    }


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    return frame.assign(said_on=pd.to_datetime(frame["said_on"]).astype("datetime64[s]"))


def words(rows: pd.DataFrame, language: Language = "en", origins: dict[str, str] | None = None) -> Words:
    return Words(
        language=language,
        say=catalogue(language).text,
        claims={
            one: Told(
                speaker=str(speaker).title(),
                said=str(day.date()),
                said_first=TODAY,
                said_last=TODAY,
                value="",
                statement=f"Statement of {one}.",
                attribution="direct",
                origin=(origins or {}).get(one, one),
                reports=1,
                outlets=2,
            )
            for one, speaker, day in zip(rows["claim_id"], rows["speaker_id"], rows["said_on"], strict=True)
        },
        sides={"washington": "Washington", "baghdad": "Baghdad"},
        topics={},
        slots={"washington": 1, "baghdad": 2},
    )


def chart(rows: pd.DataFrame, *, told: Words | None = None, **given: Any) -> go.Figure:
    light = theme.palette("light")
    return lanes.lanes(rows, as_of=TODAY, words=told or words(rows), colours=light, **given)


def said_in(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def marks(figure: go.Figure) -> Any:
    return next(trace for trace in figure.data if trace.hovertext is not None)


def test_a_side_of_one_voice_has_one_lane_and_a_divided_side_all_three():
    rows = table(
        position("a", "affirms", "2025-01-01"),
        position("b", "denies", "2025-05-01"),
        position("c", "denies", "2025-03-01", sides=("baghdad",)),
    )
    said = said_in(chart(rows))
    assert (said.count("affirms"), said.count("qualifies"), said.count("denies")) == (1, 1, 2)


def test_stances_are_told_without_colour():
    stances = ("affirms", "denies", "qualifies", "conditional", "no-statement")
    rows = table(*(position(f"c{n}", one, f"2025-0{n + 1}-01") for n, one in enumerate(stances)))
    drawn = marks(chart(rows))
    assert drawn.marker.color == theme.palette("light").text
    assert len(set(drawn.marker.symbol)) == 5


def test_a_change_is_ringed_and_named_with_its_day():
    rows = table(
        position("before", "denies", "2025-10-20", speaker_id="sudani"),
        position("after", "affirms", "2026-01-31", speaker_id="sudani", changed_from="denies"),
    )
    drawn = chart(rows)
    assert "<b>Sudani, 2026-01-31: now affirms</b>" in said_in(drawn)
    assert any(trace.marker.symbol == "circle" and len(trace.x) == 1 for trace in drawn.data)
    assert lanes.alt(rows, words=words(rows)) == "2 statements: affirms 1, denies 1, qualifies 0. Changed: Sudani."


def test_two_speakers_of_one_side_are_not_joined():
    apart = table(position("a", "denies", "2025-01-01"), position("b", "affirms", "2025-06-01"))
    one = apart.assign(speaker_id="a")
    steps = [sum(line.line.width == 2 for line in chart(rows).layout.shapes) for rows in (apart, one)]
    assert steps == [0, 2]


def test_a_joint_statement_stands_with_each_of_its_sides():
    rows = table(position("joint", "qualifies", "2021-04-07", sides=("baghdad", "washington")))
    assert len(marks(chart(rows)).x) == 2


def test_an_echo_stands_only_where_it_says_something_else():
    rows = table(
        position("root", "denies", "2025-01-01"),
        position("echo", "denies", "2025-01-02"),
        position("drift", "affirms", "2025-01-03"),
    )
    told = words(rows, origins={"echo": "root", "drift": "root"})
    assert len(marks(chart(rows, told=told)).x) == 2


def test_silence_has_a_lane_only_where_somebody_was_silent():
    silent = table(position("a", "no-statement", "2025-01-01"))
    assert "A: no answer, asked 2025-01-01" in said_in(chart(silent))
    assert not any("no answer" in said for said in said_in(chart(table(position("a", "denies", "2025-01-01")))))


@pytest.mark.parametrize("count", [0, 1, 17, 100, 1_000, 10_000])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_number_of_statements_overlaps_its_words_or_outgrows_a_page(count, narrow, language):
    stances = ("affirms", "denies", "qualifies", "conditional", "denies", "no-statement", "affirms")
    rows = table(
        *(
            position(
                f"c{n}",
                stances[n % 7],
                str((pd.Timestamp("2024-01-01") + pd.Timedelta(days=(n * 37) % 800)).date()),
                speaker_id=f"speaker {n % (count // 2 + 1)}",
                sides=("washington",) if n % 3 else ("baghdad",),
            )
            for n in range(count)
        )
    )
    drawn = chart(rows, told=words(rows, language), narrow=narrow)
    assert len(drawn.to_json()) < 200 * 1024
    if count:
        width = NARROW if narrow else COLUMN
        upright = go.Figure(drawn).update_annotations(xref="x")
        assert boxes.overlapping(upright, width) == []
        assert boxes.cut(upright, width) == []
