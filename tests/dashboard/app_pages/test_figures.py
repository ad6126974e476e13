"""The page of figures says what the table of figures says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from claims import seeds, spoken
from claims.models import Language
from claims.records import DossierRecords
from tests.dashboard.app_pages.command import table
from tests.dashboard.browser import ROOT, settled

Open = Callable[..., Page]

TOPIC = "us-troops-iraq"


@pytest.fixture(scope="module")
def records() -> DossierRecords:
    return seeds.load(ROOT / "seeds" / "iraq-coalition")


def rows_of(page: Page) -> list[tuple[str, str, str]]:
    """Value, day and status of each row."""
    found = []
    for row in page.locator("table.reading tr.fact").all():
        cells = row.locator("td")
        found.append(
            (cells.nth(0).locator("b").inner_text(), cells.nth(2).inner_text(), _word(cells.nth(3).inner_text()))
        )
    return found


def _word(chip: str) -> str:
    return chip.split("\n")[-1].strip().lower()


def expected(rows: list[dict[str, Any]], records: DossierRecords, language: Language = "en") -> list[tuple[str, str]]:
    claims = [records.claims[str(row["claim_id"])] for row in rows]
    return [
        (spoken.value(claim, records.topics[claim.topic], language), spoken.edtf(claim.said_on, language, "short"))
        for claim in claims
    ]


def test_the_rows_are_those_of_the_command(open_page: Open, records: DossierRecords) -> None:
    rows = table("figures", "--topic", TOPIC, "--from", "2025-01-01")
    page = open_page("figures", topic=TOPIC)
    shown = rows_of(page)
    assert [row[:2] for row in shown] == expected(rows, records)
    assert [row[2] for row in shown] == [row["status"] for row in rows]
    contested = sum(row["status"] == "contested" for row in rows)
    answer = page.locator(".heading .answer b").inner_text()
    assert answer.startswith(f"Since 2025: {len(rows)} claims, from “fewer than 1,000” to “more than 3,000”")
    assert answer.endswith(f"{contested} are contested.")
    again = page.locator("section.said-again")
    assert again.locator("h2").inner_text() == "2,500: said since 15 January 2021"
    again.locator("summary").click()
    assert again.locator(".fold li").count() == 12
    for where in page.locator("table.reading td a.words, .said-again a.words").all():
        assert where.get_attribute("href")


def test_a_period_of_the_filters_stands_and_is_table(open_page: Open, records: DossierRecords) -> None:
    rows = table("figures", "--topic", TOPIC, "--from", "2020-01-01", "--to", "2020-12-31", "--status", "contested")
    page = open_page("figures", topic=TOPIC, from_="2020-01-01", to="2020-12-31", status="contested")
    assert [row[:2] for row in rows_of(page)] == expected(rows, records)
    assert page.locator(".heading .answer b").inner_text().startswith(f"2020: {len(rows)} claims")


def test_all_years_and_another_question_are_one_choice_away(open_page: Open, records: DossierRecords) -> None:
    page = open_page("figures")
    every = table("figures", "--topic", TOPIC)
    page.get_by_role("radio", name=f"{len(every)} claims").click()
    settled(page)
    page.wait_for_url("**period=all**")
    assert page.locator(".turn").inner_text().startswith(f"1–50 of {len(every)}")

    page = open_page("figures")
    page.get_by_role("combobox", name="Question").fill("vote of 2020")
    page.get_by_role("option", name="Parliament's vote of 2020").click()
    page.wait_for_url("**topic=parliament-vote-2020**")
    page.get_by_role("heading", name="How many deputies voted").wait_for()
    settled(page)
    assert [row[:2] for row in rows_of(page)] == expected(table("figures", "--topic", "parliament-vote-2020"), records)


def test_a_past_day_knows_nothing_later_in_arabic(open_page: Open, records: DossierRecords) -> None:
    day = "2021-07-25"
    rows = table("figures", "--topic", TOPIC, "--from", "2020-01-01", as_of=day)
    page = open_page("figures", lang="ar", topic=TOPIC, as_of=day)
    assert [row[:2] for row in rows_of(page)] == expected(rows, records, "ar")
    later = [
        claim for claim in records.claims.values() if claim.said_on.first and claim.said_on.first > date(2021, 7, 25)
    ]
    text = page.locator(".stMain").inner_text()
    assert not [claim.id for claim in later if claim.topic == TOPIC and claim.statement.in_language("ar") in text]
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_filters_that_leave_no_figure_are_named(open_page: Open) -> None:
    page = open_page("figures", topic="is-it-a-withdrawal", width=390)
    assert page.get_by_role("heading", level=1).inner_text() == "No figure matches"
    total = len(table("figures"))
    assert f"{total} claims are there" in page.locator(".heading .answer").inner_text()
    page.get_by_text("Remove").click()
    page.get_by_role("heading", name="How many US troops are in Iraq?").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
