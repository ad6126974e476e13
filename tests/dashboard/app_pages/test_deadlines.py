"""Deadlines lists the commitments that the command lists, and leads from each to its dates and their words."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from claims.catalogue import domain
from dashboard import theme
from tests.dashboard.app_pages.command import all_claims, table
from tests.dashboard.browser import settled


def query_of(href: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(href).query)


def rows(page, lang: str = "en") -> dict[str, tuple[str, str]]:
    """State and text of each row by the commitment that it leads to."""
    states = {
        word[:1].upper() + word[1:]: state
        for state, word in ((row, domain(lang).text(f"state.{row}")) for row in theme.STATES)
    }
    facts = page.locator("table.reading tr.fact").evaluate_all(
        "rows => rows.map(row => [row.querySelector('.chip').lastChild.textContent.trim(),"
        " row.querySelector('a.choose').getAttribute('href'), row.innerText])"
    )
    return {query_of(href)["chosen"][0]: (states[state], told) for state, href, told in facts}


@pytest.mark.parametrize(
    ("lang", "as_of", "asked", "options"),
    [
        ("en", "2026-11-23", {}, ()),
        ("ar", "2025-10-01", {"side": "us-government"}, ("--side", "us-government")),
        ("ar", "2026-11-23", {"state": ["awaiting_check"]}, ("--state", "awaiting_check")),
        ("en", "2026-11-23", {"speaker": "hussein-allawi"}, ("--speaker", "hussein-allawi")),
    ],
)
def test_the_rows_are_the_commitments_of_the_command(open_page, lang, as_of, asked, options):
    page = open_page("deadlines", lang=lang, as_of=as_of, **asked)
    expected = table("commitments", *options, as_of=as_of)
    shown = rows(page, lang)
    by_topic = {(key.split(".")[0], state) for key, (state, _) in shown.items()}
    assert by_topic == {(row["topic_id"], row["state"]) for row in expected}
    counts = [int(n) for n in page.locator("tr.group small").all_inner_texts()]
    assert sum(counts) == len(expected)
    tabs = page.get_by_role("radio").all_inner_texts()
    assert str(len(expected)) in tabs[0]
    assert str(len(table("deadlines", *options, as_of=as_of))) in tabs[2]
    for row in expected:
        if row["days_late_min"] and lang == "en":
            told = shown.get(f"{row['topic_id']}.{row['side']}", ("", ""))[1]
            assert f"{row['days_late_max']} days late" in told


def test_a_chosen_row_shows_its_chart_its_dates_and_leads_to_the_whole_question(open_page):
    page = open_page("deadlines")
    page.locator("tr.question a", has_text="Ain al-Asad").click()
    page.wait_for_url("**chosen=asad-exit.iraq-government*")
    settled(page)
    panel = page.locator(".st-key-deadlines-panel")
    expect(panel.locator("h2")).to_contain_text("Ain al-Asad")
    expect(panel.locator(".badges").first).to_contain_text("1 change, 123 days later")
    expect(panel.locator(".js-plotly-plot")).to_be_visible()
    links = [row for row in table("deadlines", "--topic", "asad-exit") if row["step"] not in (None, "competing")]
    expect(panel.locator(".chain li:not(.outcome)")).to_have_count(len(links))
    expect(panel.locator(".chain")).to_contain_text("Extended late: said 92 days after the date")
    panel.locator("a.whole").click()
    page.wait_for_url("**question=asad-exit*")
    settled(page)
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    assert "first promised: in Sep 2025" in page.locator(".summary").inner_text()
    expect(page.locator("tr.fact")).to_have_count(len(table("deadlines", "--topic", "asad-exit")))


def test_the_timeline_and_all_dated_claims_are_one_click_away_and_stand_in_the_link(open_page):
    page = open_page("deadlines", lang="ar")
    tabs = page.get_by_role("radio")
    tabs.nth(1).click()
    page.wait_for_url("**tab=timeline*")
    settled(page)
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    expect(page.locator(".summary")).to_contain_text("20")
    page.get_by_role("radio").nth(2).click()
    page.wait_for_url("**tab=claims*")
    page.locator("p.turn").wait_for()
    expect(page.locator("a.words")).to_have_count(50)
    shown = [query_of(href)["id"][0] for href in page.locator("a.words").evaluate_all("all => all.map(a => a.href)")]
    assert shown == [row["claim_id"] for row in table("deadlines")][:50]


def test_a_past_view_shows_nothing_from_after_its_day(open_page):
    page = open_page("deadlines", as_of="2025-10-01", chosen="asad-exit")
    states = Counter(state for state, _ in rows(page).values())
    assert states["overdue"] == 4
    told = page.locator(".stMainBlockContainer").inner_text()
    assert "2026-01" not in told
    assert "17 January 2026" not in told
    assert "24 March 2026" not in told
    known = all_claims(as_of="2025-10-01").keys()
    hrefs = page.locator("a.words").evaluate_all("all => all.map(a => a.href)")
    assert {query_of(href)["id"][0] for href in hrefs if "id=" in href} <= known
    assert not page.locator(".chain li.outcome").count()


def test_an_empty_table_names_its_filters_and_tells_overdue_from_unseen(open_page):
    page = open_page("deadlines", side="un", state="overdue")
    expect(page.locator("h1")).to_have_text("No commitment matches")
    expect(page.locator("tr.fact").nth(0)).to_contain_text("1 of 20")
    expect(page.locator(".missing")).to_contain_text("Awaiting a check 5")
    page.locator("tr.fact", has_text="Overdue").get_by_role("link").click()
    page.wait_for_url(lambda address: "state=" not in address)
    settled(page)
    expect(page.locator("tr.fact")).to_have_count(1)


def test_a_day_before_all_dates_says_so_and_a_link_that_means_nothing_breaks_nothing(open_page):
    page = open_page("deadlines", as_of="1990-01-01", tab="nothing", chosen="nothing.at.all", part="-1")
    expect(page.locator(".answer")).to_have_text("Nobody who must act had given a date by 1 January 1990.")
    page = open_page("deadlines", tab="claims", part="99", chosen="x")
    expect(page.locator("tr.fact").first).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_screen_and_a_commitment_asked_for_comes_first(open_page):
    page = open_page("deadlines", lang="ar", width=390, chosen="asad-exit")
    panel, listed = page.locator(".st-key-deadlines-panel"), page.locator("table.reading")
    assert panel.bounding_box()["y"] < listed.bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
