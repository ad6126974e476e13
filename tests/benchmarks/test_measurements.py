"""A small dossier goes through what `make bench` measures: both sides give the same answers, and every row is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import imports, interaction, report, states
from benchmarks.bounds import BOUNDS, IMPORT, INTERACTION, WORDS
from benchmarks.generate import AS_OF
from benchmarks.measure import Bound, Place, Result, Took, in_turns, must_agree
from benchmarks.questions import FACETS, asked
from benchmarks.with_pandas import Plain
from claims.store import DATABASE_URL

SIZE = 2_000
CHART_BYTES = 200 * 1024


@pytest.fixture(scope="module", autouse=True)
def _address() -> Iterator[None]:
    """The store that is measured is named where the dashboard looks for it: afterwards the one before is."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv(DATABASE_URL, "sqlite:///")
        yield


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("bench"), SIZE, most_rounds=1)


@pytest.fixture(scope="module")
def imported(place: Place) -> list[Result]:
    """The import was measured; its store is there for what follows."""
    return imports.everything(place)


def test_the_import_and_the_same_steps_bare_leave_the_same_store(imported: list[Result]):
    assert [one.bound for one in imported] == [IMPORT]


def test_each_line_is_as_sound_to_us_as_to_the_bare_models(place: Place):
    (validation,) = imports.validation(place)
    assert validation.value


@pytest.mark.usefixtures("imported")
def test_an_interaction_shows_what_plain_pandas_shows_without_and_with_a_word(place: Place):
    found = {one.bound: one for one in interaction.whole(place)}
    assert found[INTERACTION].value
    assert found[WORDS].note == "the word stands in 13% of the claims"


@pytest.mark.usefixtures("imported")
def test_the_states_of_every_day_count_as_plain_pandas_counts_them(place: Place):
    (found,) = states.states(place)
    assert found.value


@pytest.mark.usefixtures("imported")
def test_a_page_of_any_size_shows_fifty_claims_and_charts_that_stay_small(place: Place):
    shown = interaction.prepared(place).shown(asked(0))
    assert len(shown.page) == 50
    assert all(sum(shown.facets[name].values()) == shown.count for name in FACETS if name != "state")
    assert all(len(chart.encode()) < CHART_BYTES for chart in shown.charts)


@pytest.mark.usefixtures("imported")
def test_the_agreement_of_speakers_sums_up_to_the_totals_of_the_topic(place: Place):
    dossier = interaction.prepared(place)
    for topic in states.LARGEST:
        assert dossier.agreement_totals(topic, AS_OF) == dossier.agreement_matrix(topic, AS_OF)[0]


@pytest.mark.usefixtures("imported")
def test_the_plain_table_has_every_claim(place: Place):
    interaction.prepared(place)
    assert len(Plain.read(place.plain).claims) == SIZE


def test_candidates_take_turns_and_may_measure_themselves():
    turns: list[str] = []
    timed = in_turns({"a": lambda _: turns.append("a"), "b": lambda number: Took(number + 1.0, "told")}, 3, warm=1)
    assert turns == ["a"] * 4
    assert timed["b"].seconds == [1.0, 2.0, 3.0]
    assert timed["b"].answers == ["told"] * 3


def test_candidates_that_differ_are_told_by_what_they_differ_in():
    timed = in_turns({"a": lambda _: {"x": 1, "y": [1, 2]}, "b": lambda _: {"x": 1, "y": [1, 3]}}, 1)
    with pytest.raises(AssertionError, match=re.escape("round 0: a and b differ: y: 1: 2 3")):
        must_agree(timed)


@pytest.mark.parametrize(
    ("bound", "value", "verdict"),
    [
        (Bound("a", "A", "b", 0.5), 0.5, "met"),
        (Bound("a", "A", "b", 0.5), 1.0, "not met: 2 times off"),
        (Bound("a", "A", "b", 0.9, at_least=True), 0.9, "met"),
        (Bound("a", "A", "b", 0.9, at_least=True), 0.3, "not met: 3 times off"),
        (Bound("a", "A", "b", 30, "ms"), None, "not measured"),
    ],
)
def test_a_row_is_met_or_told_with_its_distance(bound: Bound, value: float | None, verdict: str):
    assert Result(bound, 1, value).verdict == verdict


def test_the_page_and_the_picture_tell_every_row_measured_or_not(tmp_path: Path):
    results = [
        Result(bound, bound.at, bound.limit if place % 2 else None, note="" if place % 2 else "too large")
        for place, bound in enumerate(BOUNDS)
    ]
    report.write(report.ordered(results), tmp_path, date(2026, 1, 1), {"numpy": "2.4"})
    page = (tmp_path / "benchmarks.md").read_text("utf-8")
    assert f"{sum(map(bool, (one.met for one in results)))} of {len(BOUNDS)} rows" in page
    assert page.count("not measured - too large") == len(BOUNDS) // 2
    assert "numpy 2.4." in page
    assert page.count("| met |") == len(BOUNDS) // 2
    picture = ElementTree.parse(tmp_path / report.PICTURE)
    words = [one.text or "" for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert [one.what for one in BOUNDS] == [one for one in words if one in {bound.what for bound in BOUNDS}]
    assert words.count("not measured") == len(BOUNDS) // 2
