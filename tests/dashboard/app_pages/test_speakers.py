"""A speaker's record is the one that the command gives; each of its numbers leads to its rows."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.dashboard.app_pages.command import all_claims, table
from tests.dashboard.browser import settled


def tiles(page) -> dict[str, int]:
    """The counts of the strip by the first of the states that each tile leads to."""
    found = {}
    for tile in page.locator(".strip a").all():
        found[parse_qs(urlsplit(tile.get_attribute("href")).query)["state"][0]] = int(tile.locator("b").inner_text())
    return found


def record(who: str, *options: str, **asked: str) -> dict[str, int]:
    (found,) = table("record", "--by", "speaker", "--speaker", who, *options, **asked)
    return found


def test_the_record_is_the_commands_with_both_numbers(open_page):
    page = open_page("speakers", speaker="hussein-allawi")
    found = record("hussein-allawi")
    answer = page.locator(".answer").inner_text()
    assert f"{found['met_on_time']} of {found['closed']} closed was met on time" in answer
    assert f"{found['met_late']} were met late" in answer
    shown = tiles(page)
    assert [shown[name] for name in ("met_on_time", "met_late", "missed", "overdue")] == [
        found[name] for name in ("met_on_time", "met_late", "missed", "overdue")
    ]
    claims = all_claims("--speaker", "hussein-allawi")
    assert f"{len(claims)} claims in all" in answer
    own = [row for row in claims.values() if row.get("step") not in (None, "competing")]
    expect(page.locator("tr.fact")).to_have_count(len(own))
    topics = Counter(row["topic_id"] for row in claims.values())
    counts = [int(n) for n in page.locator("ul.questions small").all_inner_texts()]
    assert counts == sorted(topics.values(), reverse=True)


def test_a_tile_leads_to_the_rows_it_counts_and_does_not_change_the_record(open_page):
    page = open_page("speakers", speaker="hussein-allawi")
    answer = page.locator(".answer > b").inner_text()
    tile = page.locator(".strip a").nth(1)
    count = int(tile.locator("b").inner_text())
    tile.click()
    page.wait_for_url("**state=met_late*")
    settled(page)
    expect(page.locator("tr.fact")).to_have_count(count)
    assert page.locator(".answer > b").inner_text() == answer


def test_a_question_narrows_the_record_as_it_narrows_the_command(open_page):
    page = open_page("speakers", speaker="hussein-allawi", topic="asad-exit", lang="ar")
    found = record("hussein-allawi", "--topic", "asad-exit")
    shown = tiles(page)
    assert (shown["met_on_time"], shown["met_late"]) == (found["met_on_time"], found["met_late"])
    assert "%" not in page.locator(".answer").inner_text()


def test_a_change_shows_from_the_day_it_was_said_with_both_words(open_page):
    before = open_page("speakers", speaker="hussein-allawi", as_of="2025-12-30")
    expect(before.locator(".change")).to_have_count(0)
    after = open_page("speakers", speaker="hussein-allawi", as_of="2025-12-31")
    change = after.locator(".change")
    expect(change).to_have_count(1)
    expect(change).to_contain_text("123 days later")
    expect(change.locator(".chain li").nth(0)).to_contain_text("in September 2025")
    expect(change.locator("a.words")).to_have_count(2)
    turned = [row for row in table("positions", "--speaker", "mohammed-shia-al-sudani") if row["changed_from"]]
    page = open_page("speakers", speaker="mohammed-shia-al-sudani")
    expect(page.locator(".change")).to_have_count(len(turned))


def test_the_index_counts_what_the_command_counts(open_page):
    page = open_page("speakers", side="iraq-government", lang="ar")
    expected = {row["who"]: row for row in table("record", "--by", "speaker", "--side", "iraq-government")}
    claims = Counter(row["speaker_id"] for row in all_claims("--side", "iraq-government").values())
    for row in page.locator("tr.fact").all():
        who = parse_qs(urlsplit(row.locator("a").first.get_attribute("href")).query)["speaker"][0]
        count, *ended = row.locator("td.number").all_inner_texts()
        assert int(count) == claims[who]
        names = ("closed", "met_on_time", "met_late", "missed", "overdue", "open")
        assert ended == ([str(expected[who][name]) for name in names] if who in expected else [""] * 6)
    assert page.locator("tr.fact").count() == len(claims)


def test_another_speaker_is_chosen_without_a_reload_and_one_without_dates_shows_the_latest_claims(open_page):
    page = open_page("speakers")
    page.locator("tr.fact a.choose", has_text="US Embassy in Baghdad").click()
    page.wait_for_url("**speaker=us-embassy-baghdad*")
    expect(page.locator("h1")).to_contain_text("السفارة الأمريكية في بغداد")
    expect(page.locator(".answer")).to_contain_text("No date was given for a side that must act.")
    newest = sorted(all_claims("--speaker", "us-embassy-baghdad").values(), key=lambda row: row["said_on"])
    expect(page.locator("tr.fact")).to_have_count(min(10, len(newest)))
    picker = page.locator(".st-key-speakers-picker").get_by_role("combobox")
    picker.fill("Hussein Allawi")
    picker.press("Enter")
    page.wait_for_url("**speaker=hussein-allawi*")
    expect(page.locator(".strip")).to_be_visible()


def test_filters_that_leave_nobody_are_named_and_a_phone_shows_no_more_than_its_width(open_page):
    page = open_page("speakers", speaker="hussein-allawi", language="tr")
    expect(page.locator("h1")).to_have_text("No speaker matches")
    expect(page.locator("tr.fact")).to_have_count(2)
    phone = open_page("speakers", speaker="hussein-allawi", lang="ar", width=390)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
