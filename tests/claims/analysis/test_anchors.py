"""What a reader knows of the Iraq dossier, day by day: the answers that the rules were written to give."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from claims.analysis import commitments, compare, deadlines, figures, origins
from claims.records import DossierRecords
from claims.tables import Tables
from tests.claims.analysis.tables_as_rows import rows

SEPTEMBER = "2025-08-17-allawi-sana-asad-exit"
JANUARY = "2025-12-31-allawi-abna-asad-exit"
NEXT_WEEK = "2025-12-31-muhammadawi-rudaw-asad-exit"
ERBIL = "2024-09-08-abbasi-thehindu-erbil-mission-end"
ERBIL_BY_DECEMBER = "2025-08-20-aawsat-own-erbil-mission-end"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def tables(iraq: DossierRecords) -> Tables:
    return Tables.of(iraq)


def deadline(tables: Tables, claim_id: str, as_of: date = TODAY) -> dict[str, Any]:
    return rows("deadlines", deadlines.states(tables, as_of))[(claim_id,)]


def test_in_august_2025_the_exit_from_ain_al_asad_is_due_soon(tables: Tables) -> None:
    row = deadline(tables, SEPTEMBER, date(2025, 8, 20))
    assert (row["state"], row["days_left"]) == ("due_soon", 41)


def test_in_late_october_2025_it_is_missed_since_advisers_were_seen_there(tables: Tables) -> None:
    assert deadline(tables, SEPTEMBER, date(2025, 10, 19))["state"] == "overdue"
    row = deadline(tables, SEPTEMBER, date(2025, 10, 25))
    assert (row["state"], row["outcome_id"]) == ("missed", "2025-10-20-outcome-asad-exit-thenational")


def test_a_year_later_it_is_met_109_days_late_on_baghdads_word_alone(tables: Tables) -> None:
    row = deadline(tables, SEPTEMBER)
    assert (row["state"], row["days_late_min"], row["days_late_max"]) == ("met_late", 109, 109)
    assert row["evidence"] == "self_declared"
    assert row["badges"] == ("extended-late",)
    assert row["readings"]["2026-01-16-outcome-asad-exit-dupree"] == "met_late"


def test_the_start_of_2026_was_kept_though_it_came_late_against_september(tables: Tables) -> None:
    row = deadline(tables, JANUARY)
    assert (row["state"], row["step"], row["slip_days"]) == ("met_on_time", "extended-late", 123)


def test_next_week_was_met_seven_days_late_and_moved_no_date(tables: Tables) -> None:
    row = deadline(tables, NEXT_WEEK)
    assert (row["state"], row["days_late_min"], row["step"]) == ("met_late", 7, "restated")


def test_nobody_has_looked_at_erbil_since_march(tables: Tables) -> None:
    assert deadline(tables, ERBIL)["state"] == "awaiting_check"


def test_baghdads_chain_on_ain_al_asad_moved_once_by_123_days(tables: Tables) -> None:
    row = rows("commitments", commitments.ledger(tables, TODAY))[("asad-exit", "iraq-government")]
    assert (row["baseline_claim"], row["current_claim"]) == (SEPTEMBER, JANUARY)
    assert (row["changes"], row["slip_days"]) == (1, 123)
    assert (row["state"], row["state_current"]) == ("met_late", "met_on_time")


@pytest.mark.parametrize("as_of", [date(2025, 8, 20), date(2026, 3, 1), TODAY])
def test_the_two_dates_for_erbil_are_92_days_apart_and_the_later_one_only_competes(tables: Tables, as_of: date) -> None:
    pair = rows("pairs", compare.pairs(tables, "erbil-mission-end", as_of))[(ERBIL, ERBIL_BY_DECEMBER)]
    assert (pair["relation"], pair["field"], pair["gap"], pair["unit"]) == ("conflict", "due", 92, "days")
    assert deadline(tables, ERBIL_BY_DECEMBER, as_of)["step"] == "competing"


def test_washington_contradicts_itself_on_troops_in_6_of_15_comparable_pairs(tables: Tables) -> None:
    cells = rows("agreement", compare.agreement(tables, "side", TODAY))
    row = cells[("us-troops-iraq", "us-government", "us-government")]
    assert (row["same"], row["compatible"], row["conflict"], row["not_comparable"]) == (1, 8, 6, 420)


def test_2500_troops_are_said_since_january_2021(tables: Tables) -> None:
    said = [
        row
        for row in rows("figures", figures.standing(tables, TODAY)).values()
        if row["topic_id"] == "us-troops-iraq" and row["said_on"].year == 2025 and row["repeated_since"]
    ]
    assert {row["repeated_since"] for row in said if (row["low"], row["high"]) == (2250, 2750)} == {date(2021, 1, 15)}


def test_an_utterance_that_four_outlets_carry_is_one_origin(tables: Tables) -> None:
    found = rows("origins", origins.of(tables, TODAY)).values()
    carried = [row for row in found if row["origin_id"] == SEPTEMBER]
    assert len(carried) == 5
    assert {row["outlets"] for row in carried} == {4}
    assert [row["claim_id"] for row in carried if not row["echo"]] == [SEPTEMBER]
