"""The list of claims and the card beside it, held against the command's tables."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.dashboard.app_pages.command import all_claims, table

TOPIC = "us-troops-iraq"
YEAR = {"topic": TOPIC, "from_": "2025-01-01", "to": "2025-12-31"}
YEAR_OPTIONS = ("--topic", TOPIC, "--from", "2025-01-01", "--to", "2025-12-31")
ROWS = "table.reading tr.fact"


def listed(page: Page) -> list[str]:
    """The ids of the claims in the table, in their order."""
    links = page.locator("table.reading a.choose").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [re.search(r"chosen=([^&]+)", link)[1] for link in links]  # type: ignore[index]


def counts(page: Page) -> dict[str, int]:
    """The counts of the answer by the code that each link leads to."""
    links = page.locator(".answer a").evaluate_all("all => all.map(one => [one.getAttribute('href'), one.innerText])")
    return {
        re.search(r"(?:state|status)=(\w+)", href)[1]: int(re.search(r"\d+", words)[0])  # type: ignore[index]
        for href, words in links
    }


def shown_chips(page: Page) -> list[str]:
    return [words.split("\n")[-1].lower() for words in page.locator(f"{ROWS} .chip").all_inner_texts()]


def test_the_list_has_the_claims_and_the_standing_of_the_command(open_page):
    page = open_page("claims", **YEAR)
    rows = table("figures", *YEAR_OPTIONS)
    assert page.locator("h1").inner_text() == f"{len(rows)} claims on US troops in Iraq, said in 2025"
    assert set(listed(page)) == {row["claim_id"] for row in rows}
    told = dict(zip(listed(page), shown_chips(page), strict=True))
    assert told == {row["claim_id"]: row["status"] for row in rows}
    contested = sum(row["status"] == "contested" for row in rows)
    assert counts(page)["contested"] == contested

    page.locator(".answer a", has_text="contested").click()
    expect(page.locator("h1")).to_have_text(f"{contested} claims on US troops in Iraq, said in 2025")
    expect(page.locator(ROWS)).to_have_count(contested)


def test_all_claims_are_counted_by_the_worst_first_and_turned_page_by_page(open_page):
    page = open_page("claims")
    known = all_claims()
    assert page.locator("h1").inner_text() == f"{len(known)} claims"
    standing = [row.get(field) for row in known.values() for field in ("state", "status")]
    told = counts(page)
    assert next(iter(told)) == "overdue"
    assert {
        code: standing.count(code) for code in ("overdue", "missed", "met_late", "awaiting_check")
    }.items() <= told.items()
    first = listed(page)
    assert len(first) == 50
    assert page.locator(".turn").inner_text().startswith(f"1–50 of {len(known)}")

    page.locator(".turn a", has_text="next page").click()
    expect(page.locator(".turn")).to_contain_text(f"51–100 of {len(known)}")
    assert not set(first) & set(listed(page))

    oldest = open_page("claims", sort="oldest")
    day = {claim: row["said_on"] for claim, row in known.items()}
    assert [day[one] for one in listed(oldest)] == sorted(day.values())[:50]
    assert [day[one] for one in first] == sorted(day.values(), reverse=True)[:50]


def test_choosing_a_claim_shows_its_card_without_loading_the_page_anew(open_page):
    page = open_page("claims", **YEAR)
    page.evaluate("window.loadedOnce = true")
    wanted = listed(page)[4]
    page.locator("table.reading a.choose").nth(4).click()
    expect(page.locator(".card .eyebrow")).to_contain_text(wanted)
    expect(page.locator("tr.chosen a.choose")).to_have_attribute("href", re.compile(wanted))
    expect(page).to_have_url(re.compile(f"chosen={wanted}"))
    assert page.evaluate("window.loadedOnce")
    page.go_back()
    expect(page.locator(".card .eyebrow")).not_to_contain_text(wanted)


def test_a_chosen_claim_is_shown_on_its_page_of_the_list(open_page):
    oldest = min(all_claims().items(), key=lambda item: (item[1]["said_on"], item[0]))[0]
    page = open_page("claims", chosen=oldest)
    expect(page.locator(".card .eyebrow")).to_contain_text(oldest)
    assert listed(page)[-1] == oldest
    assert page.locator("tr.chosen").count() == 1


def test_words_are_found_however_they_are_spelt_and_the_list_reads_in_arabic(open_page):
    page = open_page("claims", lang="ar", q="قاعدة عين الاسد")
    found = all_claims("--words", "قاعدة عين الاسد")
    assert set(listed(page)) == set(found)
    assert page.locator("h1").inner_text() == f"{len(found)} قولاً"
    assert set(listed(open_page("claims", q="قاعدةُ عين الأسد"))) == set(found)


def test_a_past_day_knows_only_what_had_been_said(open_page):
    page = open_page("claims", as_of="2025-10-01", speaker="hussein-allawi")
    found = all_claims("--speaker", "hussein-allawi", as_of="2025-10-01")
    assert set(listed(page)) == set(found)
    assert max(row["said_on"] for row in found.values()) <= "2025-10-01"
    assert "2026-01-17" not in page.content()
    assert "17 January 2026" not in page.locator(".claims-page").inner_text()


def test_nothing_found_says_which_filter_leaves_what(open_page):
    page = open_page("claims", speaker="hussein-allawi", topic=TOPIC)
    assert page.locator("h1").inner_text() == "No claim matches"
    rows = page.locator(ROWS).all_inner_texts()
    assert f"{len(all_claims('--speaker', 'hussein-allawi'))} of {len(all_claims())}" in rows[0]
    page.locator(ROWS).first.get_by_role("link", name="Remove").click()
    expect(page.locator(ROWS).first).to_be_visible()
    expect(page.locator("h1")).to_contain_text("claims on US troops in Iraq")
