"""The agreement chart: every pair of parties once, what cannot be compared never in a bar."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pandas as pd
import plotly.graph_objects as go
import pytest

from claims.models import Language
from dashboard import theme
from dashboard.charts import agreement
from dashboard.charts.agreement import OTHERS, Party
from dashboard.charts.fitting import COLUMN
from dashboard.charts.frame import NARROW, Words
from dashboard.texts import catalogue
from tests.dashboard.charts import boxes

COLUMNS = ["topic_id", "a", "b", "same", "compatible", "conflict", "not_comparable"]


def table(*rows: tuple[str, str, int, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame([("troops", *row) for row in rows], columns=COLUMNS)


def parties(*codes: str) -> list[Party]:
    return [Party(code, code.capitalize(), 2) for code in codes]


def words(language: Language = "en") -> Words:
    return Words(language, catalogue(language).text, claims={}, sides={}, topics={}, slots={})


def chart(rows: pd.DataFrame, known: list[Party], *, narrow: bool = False, language: Language = "en") -> go.Figure:
    light = theme.palette("light")
    return agreement.agreement(rows, known, by="side", words=words(language), colours=light, narrow=narrow)


def lengths_of_bars(figure: go.Figure, relation: str) -> list[float]:
    colour = theme.palette("light").relation(relation).mark
    return [round(abs(bar.x1 - bar.x0), 3) for bar in figure.layout.shapes if bar.fillcolor == colour]


def said_in(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def everyone(count: int) -> tuple[pd.DataFrame, list[Party]]:
    known = parties(*(f"speaker-of-a-long-name-{n:02}" for n in range(count)))
    rows = combinations_with_replacement([party.code for party in known], 2)
    return table(*((a, b, 1, n % 3, n % 2, 1_000) for n, (a, b) in enumerate(rows))), known


def test_a_cell_tells_conflicts_first_and_out_of_the_comparable_pairs():
    drawn = chart(table(("baghdad", "washington", 1, 2, 3, 420)), parties("baghdad", "washington"))
    assert "<b>≠ 3</b> of 6" in said_in(drawn)
    assert any("420 not" in said for said in said_in(drawn))


def test_what_cannot_be_compared_is_no_part_of_a_bar():
    known = parties("baghdad", "washington")
    few, many = (chart(table(("baghdad", "washington", 1, 1, 2, n)), known) for n in (0, 9_000))
    assert lengths_of_bars(few, "conflict") == lengths_of_bars(many, "conflict")


def test_a_pair_without_agreement_or_conflict_has_words_and_no_bar():
    drawn = chart(table(("baghdad", "baghdad", 0, 0, 0, 1)), parties("baghdad"))
    assert "1 not comparable" in said_in(drawn)
    assert all(lengths_of_bars(drawn, relation) == [] for relation in agreement.RELATIONS)


def test_the_order_of_the_two_in_a_row_of_the_table_does_not_matter():
    known = parties("baghdad", "washington")
    one, other = (table((a, b, 1, 2, 3, 4)) for a, b in (("baghdad", "washington"), ("washington", "baghdad")))
    assert chart(one, known) == chart(other, known)


def test_more_than_fourteen_share_the_last_row():
    rows, known = everyone(20)
    shown, summed = agreement.pairs(rows, known, words())
    assert len(shown) == 15
    assert shown[-1].code == OTHERS
    assert shown[-1].name == "6 others"
    assert sum(cell.comparable for cell in agreement.cells(summed)) == rows[list(agreement.RELATIONS)].to_numpy().sum()


def test_the_phone_lists_pairs_by_conflicts_and_counts_the_rest():
    rows, known = everyone(6)
    drawn = chart(rows, known, narrow=True)
    counts = [said for said in said_in(drawn) if said.startswith("<b>≠")]
    assert len(counts) == agreement.LISTED
    assert counts == sorted(counts, reverse=True)
    assert "and 9 more pairs" in said_in(drawn)


@pytest.mark.parametrize("count", [0, 1, 3, 8, 14, 60])
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_number_of_parties_overlaps_its_words_or_outgrows_a_page(count, narrow, language):
    rows, known = everyone(count)
    drawn = chart(rows, known, narrow=narrow, language=language)
    assert len(drawn.to_json()) < 200 * 1024
    if count:
        width = NARROW if narrow else COLUMN
        assert boxes.overlapping(drawn, width) == []
        assert boxes.cut(drawn, width) == []


def test_the_alternative_text_names_the_sharpest_pair():
    rows = table(("baghdad", "washington", 1, 2, 3, 4), ("baghdad", "baghdad", 0, 1, 0, 0))
    told = agreement.alt(rows, parties("baghdad", "washington"), by="side", words=words())
    assert told == (
        "2 sides. Most conflicts: Baghdad – Washington, 3 of 6 comparable pairs. 4 pairs are not comparable."
    )
