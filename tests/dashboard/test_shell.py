"""What stands around every page, in a real browser: filters and link, menu, languages, days, phones."""

from __future__ import annotations

import codecs
import json
import re
import subprocess
import sys
import urllib.request
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.conftest import SEEDS
from tests.dashboard.browser import AS_OF, settled

TOPIC = "us-troops-iraq"
CLAIM = "2025-12-31-allawi-abna-asad-exit"


def link_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, control: str, choice: str) -> None:
    """Open a filter of the bar and choose what stands in it at a glance."""
    page.get_by_role("button", name=control, exact=False).first.click()
    page.get_by_role("button", name=choice, exact=False).first.click()
    settled(page)


def test_a_choice_reaches_the_link_and_the_link_restores_it(open_page):
    page = open_page("sources")
    choose(page, "Side", "US government")
    expect(page).to_have_url(re.compile(r"side=us-government"))
    assert link_of(page) == {"side": ["us-government"], "as_of": [AS_OF]}
    chip = page.get_by_role("button", name="Side: US government")
    expect(chip).to_be_visible()
    left = page.locator(".counts").inner_text()
    assert re.fullmatch(r"\d+ of \d+ claims", left)

    again = open_page("sources", side="us-government")
    expect(again.get_by_role("button", name="Side: US government")).to_be_visible()
    assert again.locator(".counts").inner_text() == left


def test_a_choice_among_many_is_found_by_typing(open_page):
    page = open_page("sources")
    page.get_by_role("button", name="Speaker").first.click()
    box = page.get_by_role("combobox", name="Speaker")
    box.fill("Allawi")
    page.get_by_role("option", name=re.compile("Hussein Allawi")).first.click()
    expect(page).to_have_url(re.compile(r"speaker=hussein-allawi"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Speaker: Hussein Allawi")).to_be_visible()


def test_two_values_repeat_their_key_and_a_chip_removes_one(open_page):
    page = open_page("sources", side=["us-government", "iraq-government"], topic=TOPIC)
    page.get_by_role("button", name="Side: US government").click()
    expect(page).not_to_have_url(re.compile("us-government"))
    assert link_of(page) == {"side": ["iraq-government"], "topic": [TOPIC], "as_of": [AS_OF]}


def test_words_are_searched_and_kept_in_the_link(open_page):
    page = open_page("sources")
    field = page.get_by_role("textbox", name="Words, in either language")
    field.fill("withdrawal")
    field.press("Enter")
    expect(page).to_have_url(re.compile("q=withdrawal"))
    expect(page.get_by_role("button", name="Words: withdrawal")).to_be_visible()


def test_reset_takes_every_filter_out_and_leaves_the_day(open_page):
    page = open_page("sources", side="us-government", topic=TOPIC, from_="2025", to="2025", q="troops")
    expect(page.get_by_role("button", name="Said on: 2025")).to_be_visible()
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(page).not_to_have_url(re.compile("side=|topic=|from=|to=|q="))
    assert link_of(page) == {"as_of": [AS_OF]}
    expect(page.get_by_role("textbox", name="Words, in either language")).to_have_value("")


def test_going_back_undoes_a_choice(open_page):
    page = open_page("sources")
    choose(page, "Side", "US government")
    expect(page).to_have_url(re.compile("side=us-government"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("side="))
    expect(page.get_by_role("button", name="Side: US government")).to_have_count(0)


def test_what_a_link_names_and_nobody_knows_is_left_out_and_told(open_page):
    page = open_page("sources", speaker=["nobody-at-all", "hussein-allawi"], state="late", from_="soon")
    notes = page.locator(".note").inner_text()
    for code in ("nobody-at-all", "late", "soon"):
        assert f"“{code}” in the link is not known and was left out." in notes
    expect(page.get_by_role("button", name="Speaker: Hussein Allawi")).to_be_visible()
    expect(page.locator("h1")).to_be_visible()


def test_the_menu_keeps_the_filters(open_page):
    page = open_page("sources", side="us-government", lang="ar")
    page.get_by_role("link", name="المنهج", exact=True).click()
    expect(page).to_have_url(re.compile(r"/methodology\?"))
    settled(page)
    assert link_of(page) == {"side": ["us-government"], "lang": ["ar"], "as_of": [AS_OF]}
    # A menu entry opened in a new tab keeps them too.
    address = page.get_by_role("link", name="الأرقام", exact=True).get_attribute("href") or ""
    assert parse_qs(urlsplit(address).query)["side"] == ["us-government"]


def test_the_other_language_shows_the_same_view(open_page):
    page = open_page("sources", side="us-government", q="troops")
    assert (page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir")) == ("en", "ltr")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    settled(page)
    assert page.locator("html").get_attribute("lang") == "ar"
    assert urlsplit(page.url).path == "/sources"
    assert link_of(page) == {"side": ["us-government"], "q": ["troops"], "lang": ["ar"], "as_of": [AS_OF]}
    expect(page.get_by_role("button", name="الجهة: الحكومة الأمريكية")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    settled(page)
    assert link_of(page) == {"side": ["us-government"], "q": ["troops"], "as_of": [AS_OF]}


def test_a_past_day_is_told_and_left_again(open_page):
    page = open_page("sources", as_of="2025-10-01")
    strip = page.locator(".past")
    expect(strip).to_contain_text("You are reading the dossier as it stood on 1 October 2025.")
    later = int(re.search(r"(\d+) of (\d+) claims were said later", strip.inner_text())[1])
    known, everything = map(int, re.findall(r"\d+", page.locator(".counts").inner_text()))
    assert known + later == everything
    assert later > 0
    page.get_by_role("link", name="Back to today").click()
    expect(page).not_to_have_url(re.compile("as_of"))
    settled(page)
    expect(page.locator(".past")).to_have_count(0)


def test_a_day_of_change_is_one_click_away(open_page):
    page = open_page("sources")
    page.get_by_role("button", name="As of").click()
    page.locator(".days a").nth(1).click()
    page.wait_for_url(lambda address: parse_qs(urlsplit(address).query).get("as_of", [AS_OF]) != [AS_OF])


def test_the_link_is_copied_in_one_click(open_page):
    page = open_page("sources", side="us-government")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_phone_has_one_panel_for_all_filters_and_a_menu_button(open_page):
    page = open_page("sources", width=390, topic=TOPIC)
    expect(page.get_by_role("button", name="Side", exact=True)).to_have_count(0)
    choose(page, "Filters · 1", "US government")
    expect(page).to_have_url(re.compile("side=us-government"))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Methodology").click()
    expect(page).to_have_url(re.compile("/methodology"))


def test_the_fonts_are_our_own_and_in_use(open_page):
    page = open_page("", lang="ar")
    loaded = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert any("IBM Plex Sans Arabic" in family for family in loaded)


def test_the_server_says_that_it_lives(address):
    with urllib.request.urlopen(f"{address}/healthz") as answer:
        assert json.load(answer) == {"status": "ok"}


def test_the_table_behind_a_page_is_downloaded_as_the_command_prints_it(open_page):
    page = open_page("deadlines", side="us-government")
    with page.expect_download() as started:
        page.locator(".foot").get_by_role("link", name="CSV").first.click()
    asked = f"table commitments --side us-government --as-of {AS_OF} --format csv --seeds {SEEDS / 'iraq-coalition'}"
    printed = subprocess.run([sys.executable, "-m", "claims.cli", *asked.split(" ")], capture_output=True, check=True)
    assert started.value.suggested_filename == f"iraq-coalition-commitments-{AS_OF}.csv"
    content = started.value.path().read_bytes()
    assert content.startswith(codecs.BOM_UTF8)
    assert content.decode("utf-8-sig").splitlines() == printed.stdout.decode("utf-8").splitlines()


def test_a_link_to_a_part_of_a_page_arrives_there_and_the_day_stays_in_sight(open_page):
    page = open_page("methodology")
    expect(page.locator("#statuses")).not_to_be_in_viewport()
    page.goto(f"{page.url}#statuses")
    page.reload()
    settled(page)
    expect(page.locator("#statuses h2")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="As of")).to_be_in_viewport(ratio=1)
