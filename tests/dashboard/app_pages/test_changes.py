"""The page of what changed tells what `claims diff` tells, in both languages and on a phone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from dashboard.texts import catalogue
from tests.dashboard.app_pages.command import diff

SPAN = {"since": "2025-09-01", "as_of": "2025-10-15"}


def flips(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["kind"] == "commitment" or row["before"] is not None]


def targets(page: Page, *, new: bool) -> list[str]:
    """What the rows are of, by where their links lead."""
    cells = page.locator("tr.fact td:first-child").filter(has=page.locator(".chip" if new else "xpath=self::*"))
    links = cells.locator("li a" if new else "a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return sorted(re.sub(r".*[?&](?:id|chosen)=([^&#]*).*", r"\1", link) for link in links)


def named(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(row["claim_id"] or f"{row['topic_id']}.{row['side']}" for row in rows)


def test_the_page_tells_each_flip_of_the_command_with_its_cause_and_folds_what_is_new(open_page):
    page = open_page("changes", **SPAN)
    rows = diff(*SPAN.values())
    assert targets(page, new=False) == named(rows)
    assert targets(page, new=True) == named([row for row in rows if row not in flips(rows)])
    aged = sum(row["cause"] == "passing-of-time" for row in flips(rows))
    entered = len(flips(rows)) - aged
    expect(page.locator(".answer")).to_have_text(
        f"Between 1 September 2025 and 15 October 2025, {len(flips(rows))} flipped: {aged} by passing of time, "
        f"{entered} by new records. {len(rows) - len(flips(rows))} claims are new."
    )
    assert set(page.locator("tr.fact td p.why").all_inner_texts()) == {row["why"] for row in flips(rows)}
    page.get_by_role("link", name="365 days").click()
    page.wait_for_url(lambda address: "since=2024-10-15" in address)
    expect(page.locator(".answer")).to_contain_text("Between 15 October 2024 and")


def test_filters_leave_their_flips_and_where_they_leave_none_the_page_says_so(open_page):
    page = open_page("changes", side="us-government", **SPAN)
    rows = diff(*SPAN.values(), "--side", "us-government")
    assert targets(page, new=False) == named(rows) != []
    page.get_by_role("link", name="Commitment: US government").click()
    expect(page.locator(".st-key-deadlines-panel")).to_contain_text("US government")

    none = open_page("changes", side="us-government", since="2026-01-25", as_of="2026-02-02")
    assert diff("2026-01-25", "2026-02-02", "--side", "us-government") == []
    changes = len(diff("2026-01-25", "2026-02-02"))
    expect(none.locator("tr.fact")).to_contain_text(f"0 of {changes}")


def test_in_arabic_on_a_phone_nothing_lies_beside_the_screen(open_page):
    page = open_page("changes", lang="ar", width=390, **SPAN)
    rows = diff(*SPAN.values(), "--lang", "ar")
    expect(page.locator("h1")).to_have_text(catalogue("ar").text("changes.title"))
    assert set(page.locator("tr.fact td p.why").all_inner_texts()) == {row["why"] for row in flips(rows)}
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".stMain").evaluate("main => main.scrollWidth - main.clientWidth") <= 0
