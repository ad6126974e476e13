"""Parts of pages, as the HTML that they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from markupsafe import Markup

from claims.models import Text
from dashboard import components as ui
from dashboard import filters, texts
from tests.builders import source

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    texts.speaking("en")


def words_of(markup: Markup) -> str:
    return re.sub(r"\s+", " ", markup.striptags()).strip()


def test_a_chip_says_its_state_in_a_word_beside_glyph_and_colour():
    chip = ui.state("met_late", count=4)
    assert words_of(chip) == "▶Met late 4"
    assert 'class="chip late"' in chip
    texts.speaking("ar")
    assert words_of(ui.state("met_late")) == "▶أُوفي به متأخراً"


def test_a_stance_has_no_colour_because_it_is_no_verdict():
    assert 'class="stance"' in ui.stance("denies")
    assert not re.search(r"kept|late|broken|open|unknown|void", ui.stance("denies"))


def test_evidence_never_stands_as_dots_alone():
    assert words_of(ui.evidence("self_declared")).startswith("●○○")
    assert len(words_of(ui.evidence("self_declared"))) > 3


@pytest.mark.parametrize(
    "part",
    [
        ui.badge(SCRIPT),
        ui.badge(SCRIPT, href=SCRIPT),
        ui.heading(SCRIPT, SCRIPT, SCRIPT),
        ui.section(SCRIPT, SCRIPT, SCRIPT),
        ui.a(SCRIPT, SCRIPT),
        ui.quoted(SCRIPT, "en"),
        ui.data(Text(en=SCRIPT)),
        ui.source_line(SCRIPT, SCRIPT, href=SCRIPT, more=3),
        ui.value_pair(SCRIPT, SCRIPT, SCRIPT, SCRIPT, SCRIPT),
        ui.relation_line(Markup(""), SCRIPT, SCRIPT),
        ui.quote_in_context(SCRIPT + "quote" + SCRIPT, 25, 30, "en"),
        ui.table(
            [ui.Column(SCRIPT, named=True)], [ui.Group(SCRIPT), ui.Question(SCRIPT), ui.Row((SCRIPT,))], name=SCRIPT
        ),
        ui.joined([SCRIPT, SCRIPT], between=SCRIPT),
        ui.source_missing(source("paper", title=SCRIPT)),
    ],
)
def test_what_comes_from_data_is_never_markup(part):
    assert isinstance(part, Markup)
    assert "<script" not in part


def test_words_in_the_other_language_keep_their_own_direction():
    only_arabic = Text(ar="حسين علاوي")
    assert 'lang="ar" dir="rtl"' in ui.data(only_arabic)
    texts.speaking("ar")
    assert "lang=" not in ui.data(only_arabic)
    assert 'lang="en" dir="ltr"' in ui.data(Text(en="Allawi"))


def test_a_quote_has_the_marks_of_its_own_language():
    assert words_of(ui.quoted("نعم", "ar")) == "«نعم»"
    assert words_of(ui.quoted("yes", "en")) == "“yes”"


def test_a_sentence_takes_markup_in_its_gaps_and_counts_in_bold():
    said = ui.sentence("shell.said_later", 63, total=Markup("<i>394</i>"))
    assert said == "<b>63</b> of <i>394</i> were said later and do not count here."
    assert "&lt;script" in ui.sentence("shell.unknown_code", code=SCRIPT)


def test_a_quote_stands_marked_in_the_words_around_it():
    before, after = "word " * 100, " word" * 100
    text = f"{before}the very words{after}"
    start = len(before)
    passage = ui.quote_in_context(text, start, start + len("the very words"), "en")
    assert '<mark class="quote">the very words</mark>' in passage
    shown = words_of(passage)
    assert shown.startswith("… word")
    assert shown.endswith("word …")
    assert len(shown) < 2 * 250 + len("the very words") + 10


def test_a_quote_at_the_edge_of_its_source_has_no_ellipsis_there():
    passage = ui.quote_in_context("the very words and more", 0, 14, "en")
    assert words_of(passage) == "the very words and more"


def test_another_claim_of_the_passage_is_underlined_and_leads_to_it():
    text = "one claim, another claim"
    passage = ui.quote_in_context(text, 0, 9, "en", [ui.Mark(11, 24, href="claim?id=other")])
    assert '<a href="claim?id=other" target="_self"><mark class="other">another claim</mark></a>' in passage
    assert '<mark class="quote">one claim</mark>' in passage


def test_a_zero_is_shown_grey_and_the_first_count_stands_out():
    strip = ui.states_strip([("overdue", 0, "a"), ("awaiting_check", 5, "b"), ("kept", 1, "c")])
    assert re.findall(r'class="([^"]+)"', strip)[1:] == ["broken zero", "unknown first", "kept"]
    assert re.findall(r"<b>(\d+)</b>", strip) == ["0", "5", "1"]


def test_a_row_stands_over_its_reason_and_names_its_columns_for_a_phone():
    columns = [ui.Column("State"), ui.Column("Due", named=True)]
    table = ui.table(columns, [ui.Row(("late", "May"), why="because", chosen=True)], name="Dates")
    assert '<td class="" data-head="Due">May</td>' in table
    assert '<tr class="why chosen"><td></td><td colspan="1">because</td></tr>' in table


def test_labels_of_widgets_are_read_as_words():
    assert filters.plain("a_b") == "a\\_b"
    assert filters.plain("Sabah al-Numan (spokesman)") == "Sabah al\\-Numan \\(spokesman\\)"
    assert filters.plain("صباح النعمان") == "صباح النعمان"
