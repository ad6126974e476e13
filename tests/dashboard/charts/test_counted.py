"""Ten thousand claims of one question: every chart counts all of them, says so, and sends little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from claims.analysis import commitments as chains
from claims.analysis import deadlines, positions
from claims.models import Language
from claims.records import DossierRecords
from claims.tables import Tables
from dashboard import theme
from dashboard.charts import agreement, commitments, figure_marks, figures, lanes, slip
from dashboard.charts.agreement import Party
from dashboard.charts.fitting import COLUMN
from dashboard.charts.frame import AGGREGATE_ABOVE, NARROW, Words, known_outcomes
from tests.dashboard.charts import boxes, many
from tests.dashboard.charts.told import TODAY

MANY = 10_000
SENT = 200 * 1024
LIGHT = theme.palette("light")

every_way = pytest.mark.parametrize(
    ("language", "narrow"), [(language, narrow) for language in ("en", "ar") for narrow in (False, True)]
)
heaviest = pytest.mark.parametrize(
    ("count", "language", "narrow"),
    [(150, "ar", False), (400, "ar", False), (400, "en", True), (AGGREGATE_ABOVE, "ar", False)],
)
"""As many claims as are told in full, as stand in lanes, and as are marked at all; Arabic takes most bytes."""


_words: dict[tuple[int, Language], Words] = {}


def words(records: DossierRecords, language: Language = "en") -> Words:
    """The words of a dossier, which `many` keeps, made once."""
    return _words.setdefault((id(records), language), Words.of(records, records.claims, language))


def sent(figure: go.Figure) -> int:
    return len(figure.to_json().encode())


def told(figure: go.Figure) -> Iterator[list[str]]:
    """What fills the hover texts of the boxes of a chart."""
    return (row for trace in figure.data if trace.customdata is not None for row in trace.customdata)


def number(words_: str) -> int:
    return int(words_.replace(",", ""))


def clean(figure: go.Figure, width: int) -> bool:
    upright = go.Figure(figure).for_each_annotation(lambda one: one.update(xref="x") if one.xref == "paper" else None)
    return boxes.overlapping(upright, width) == [] and boxes.cut(upright, width) == []


# Figures


def of_figures(count: int, language: Language = "en", *, narrow: bool = False) -> go.Figure:
    records = many.dossier("figure", count)
    rows = many.figures(records)
    return figures.figures(
        rows, many.conflicts(rows), axis="troops", as_of=TODAY, now="23 Nov",
        words=words(records, language), colours=LIGHT, narrow=narrow,
    )  # fmt: skip


def note_of_figures(count: int, language: Language = "en", *, narrow: bool = False) -> str:
    records = many.dossier("figure", count)
    return figures.note(many.figures(records), as_of=TODAY, words=words(records, language), narrow=narrow)


@heaviest
def test_figures_send_little(count, language, narrow):
    figure = of_figures(count, language, narrow=narrow)
    assert sent(figure) <= SENT
    assert boxes.overlapping(figure, NARROW if narrow else COLUMN) == []


@every_way
def test_every_figure_is_counted_in_a_band_of_its_side(language, narrow):
    figure = of_figures(MANY, language, narrow=narrow)
    assert sent(figure) <= SENT
    assert boxes.overlapping(figure, NARROW if narrow else COLUMN) == []
    bars = [trace for trace in figure.data if trace.type == "bar"]
    # A pale and a darker bar tell the same: all, and their middle half.
    whole, half = bars[::2], bars[1::2]
    assert [one.hovertemplate for one in whole] == [one.hovertemplate for one in half]
    assert sum(number(row[1]) for one in whole for row in one.customdata) == MANY
    for pale, dark in zip(whole, half, strict=True):
        assert (pale.base <= dark.base).all()
        assert (pale.base + pale.y >= dark.base + dark.y - 1).all()


def test_the_bands_reach_from_the_lowest_to_the_highest_figure_of_a_side_in_a_period():
    records = many.dossier("figure", MANY)
    rows = many.figures(records)
    iraq = rows[rows["sides"].map(lambda sides: sides[:1] == ("iraq",)) & (rows["as_of_first"].dt.year == 2019)]
    (band,) = (
        row
        for trace in of_figures(MANY).data
        if trace.type == "bar" and "Iraqi" in trace.hovertemplate
        for row in trace.customdata[:20]
        if row[0] == "2019" and "rgba" in str(trace.marker.color) and ",0.22)" in trace.marker.color
    )
    ends = (
        iraq[iraq["qualifier"] != "at-least"]["high"].max(),
        iraq["low"].where(iraq["qualifier"] != "fewer-than").min(),
    )
    assert number(band[1]) == len(iraq)
    assert number(band[3]) >= ends[0]
    assert number(band[2]) <= ends[1]


def test_the_note_tells_how_figures_are_counted_and_what_brings_them_back():
    assert note_of_figures(MANY) == (
        "10,000 figures are too many to mark one by one. Each bar stands for the figures of one side in one year: pale "
        "from the lowest to the highest, darker their middle half, with a line at the middle one. All other speakers "
        "share a bar. Filters that leave 5,000 or fewer give each its own mark again."
    )
    assert note_of_figures(MANY, "ar").startswith("10,000 رقم: عدد أكبر")
    assert note_of_figures(AGGREGATE_ABOVE) == ""


def test_sides_of_one_colour_never_stand_beside_each_other():
    records = many.dossier("figure", MANY)
    placed = figures.intervals.marks(many.figures(records))
    for most in (3, 6, 9):
        said = words(records)
        how = figure_marks.bands(placed, said, 12 * 365 * 86_400_000.0, 800, most)
        tones = [said.side_tone(LIGHT, side).mark for side in how.sides]
        assert len(how.sides) <= most
        assert len(set(tones)) == len(tones)


# Lanes


@cache
def stated(count: int) -> pd.DataFrame:
    return positions.standing(Tables.of(many.dossier("position", count)), TODAY)


def of_positions(count: int, language: Language = "en", *, narrow: bool = False) -> tuple[go.Figure, str, Words]:
    records = many.dossier("position", count)
    rows, said = stated(count), words(records, language)
    note = lanes.note(rows, as_of=TODAY, words=said, narrow=narrow)
    return lanes.lanes(rows, as_of=TODAY, words=said, colours=LIGHT, narrow=narrow), note, said


@heaviest
def test_lanes_send_little(count, language, narrow):
    figure, _, _ = of_positions(count, language, narrow=narrow)
    assert sent(figure) <= SENT
    assert clean(figure, NARROW if narrow else COLUMN)


@every_way
def test_every_statement_is_counted_in_a_column_of_its_side(language, narrow):
    figure, note, said = of_positions(MANY, language, narrow=narrow)
    assert sent(figure) <= SENT
    assert clean(figure, NARROW if narrow else COLUMN)
    rows = lanes.by_side(stated(MANY), said)
    counts = np.array([[number(count) for count in row[1:]] for row in told(figure)]).sum(axis=0)
    assert counts.tolist() == [int((rows["lane"] == lane).sum()) for lane in lanes.LANES]
    assert f"{len(rows):,}" in note
    period = {"en": ("quarter", "year"), "ar": ("ربع سنة", "سنة واحدة")}[language][narrow]
    assert period in note


def test_a_summary_names_few_of_many_who_changed():
    records = many.dossier("position", MANY)
    told_it = lanes.alt(stated(MANY), words=words(records))
    assert "others." in told_it
    assert told_it.count("Ministry") == lanes.NAMED_IN_WORDS


# Slip


@cache
def dated(count: int, obligors: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The states of the deadlines, and the chains."""
    tables = Tables.of(many.dossier("deadline", count, obligors=obligors))
    return deadlines.states(tables, TODAY), chains.ledger(tables, TODAY)


def of_deadlines(
    count: int, language: Language = "en", *, narrow: bool = False, obligors: tuple[str, ...] = many.OBLIGORS
) -> tuple[go.Figure, str, pd.DataFrame]:
    records = many.dossier("deadline", count, obligors=obligors)
    said, (rows, ledger) = words(records, language), dated(count, obligors)
    figure = slip.slip(
        rows, commitments=ledger, outcomes=known_outcomes(records, TODAY, language),
        last_checked=None, as_of=TODAY, words=said, colours=LIGHT, narrow=narrow,
    )  # fmt: skip
    return figure, slip.note(rows, words=said), slip.utterances(rows, said)


@heaviest
@pytest.mark.parametrize("obligors", [many.OBLIGORS, tuple(many.SIDES)], ids=["two", "eight"])
def test_the_slip_chart_sends_little(count, language, narrow, obligors):
    assert sent(of_deadlines(count, language, narrow=narrow, obligors=obligors)[0]) <= SENT


@pytest.mark.parametrize("obligors", [many.OBLIGORS, tuple(many.SIDES)], ids=["two", "eight"])
@every_way
def test_every_dated_claim_is_counted_in_one_cell(language, narrow, obligors):
    figure, note, rows = of_deadlines(MANY, language, narrow=narrow, obligors=obligors)
    assert sent(figure) <= SENT
    cells = [trace for trace in figure.data if trace.type == "bar"]
    assert len(cells) == min(len(obligors), slip.MOST_CHAINS) + 1
    assert sum(number(count) for one in cells for _, count, _ in one.customdata) == len(rows) > AGGREGATE_ABOVE
    assert f"{len(rows):,}" in note
    assert boxes.cut(figure, 320 if narrow else 1000) == []


# Agreement and commitments


def speakers(count: int, language: Language) -> tuple[pd.DataFrame, Sequence[Party], Words]:
    name = {"en": "Spokesperson of the ministry of defence, number", "ar": "الناطق الرسمي باسم وزارة الدفاع رقم"}[
        language
    ]
    parties = [Party(f"speaker-{at:03}", f"{name} {at}", 20) for at in range(count)]
    rows = [
        ("troops", a.code, b.code, at % 7, at % 5, at % 3, at % 1_000)
        for at, (a, b) in enumerate(combinations_with_replacement(parties, 2))
    ]
    table = pd.DataFrame(rows, columns=["topic_id", "a", "b", *agreement.COUNTS])
    return table, parties, words(many.dossier("position", 12), language)


@pytest.mark.parametrize("count", [8, 14, 500])
@every_way
def test_agreement_sends_little_and_says_who_shares_a_row(count, language, narrow):
    table, parties, said = speakers(count, language)
    figure = agreement.agreement(table, parties, by="speaker", words=said, colours=LIGHT, narrow=narrow)
    note = agreement.note(table, parties, words=said, narrow=narrow)
    assert sent(figure) <= SENT
    assert ("486" in note) == (count == 500 and not narrow)


@every_way
def test_commitments_of_decades_are_counted_in_few_columns(language, narrow):
    records = many.dossier("deadline", 12)
    states = theme.TOKENS["state_order"]
    days = pd.date_range("1990-01-01", "2026-11-01", MANY).to_series(index=range(MANY)).astype("datetime64[s]")
    table = pd.DataFrame({"baseline_last": days, "state": [states[at % len(states)] for at in range(MANY)]})
    said = words(records, language)
    figure = commitments.due_by_period(table, words=said, colours=LIGHT, narrow=narrow)
    assert sent(figure) <= SENT
    assert sum(number(count) for _, count in told(figure)) == MANY
