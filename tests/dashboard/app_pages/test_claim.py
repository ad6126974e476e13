"""The card of one claim: its words in their source, its standing and why, and what others say."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.dashboard.app_pages.command import all_claims, table

ALLAWI = "2025-08-allawi-seed-asad-exit"
TROOPS = "2025-08-18-seed-own-us-troops"


def why(page: Page) -> str:
    return page.locator(".reason p").inner_text()


def test_the_card_gives_state_reason_and_readable_days(open_page):
    page = open_page("claim", id=ALLAWI)
    row = all_claims()[ALLAWI]
    assert row["state"] == "met_late"
    assert page.locator(".badges .chip").first.inner_text().endswith("Met late")
    assert why(page).startswith("Why met late: " + row["why"])
    assert "Own word only" in why(page)
    facts = page.locator("dl.facts").inner_text()
    assert "in September 2025" in facts
    assert "1–30 September 2025" in facts
    assert not re.search(r"\d{4}-\d\d-\d\d", page.locator(".card-page").inner_text())


def test_the_quote_stands_in_its_source_with_the_words_around_it(open_page, iraq):
    page = open_page("claim", id=ALLAWI)
    quote = iraq.claims[ALLAWI].quote
    passage = page.locator("blockquote.context")
    assert passage.get_attribute("dir") == "rtl"
    assert passage.locator("mark.quote").inner_text() == quote.text
    around = passage.inner_text().replace(quote.text, "")
    assert 350 < len(around) < 520
    assert passage.locator("mark.other").count() >= 3
    passage.locator("a", has=page.locator("mark.other")).first.click()
    expect(page.locator(".eyebrow")).not_to_contain_text(ALLAWI)
    expect(page.locator("mark.quote")).to_be_visible()


def test_one_origin_names_its_outlets_and_where_the_wording_drifts(open_page):
    page = open_page("claim", id=ALLAWI)
    echoes = page.locator(".echoes li")
    outlets = {words.split("\n")[0] for words in echoes.all_inner_texts()}
    assert {"SANA", "Hürriyet Daily News", "FDD's Long War Journal"} <= outlets
    assert "1 origin, 4 outlets" in page.locator(".badges").first.inner_text()
    drifting = echoes.filter(has_text="wording drifts").all_inner_texts()
    assert [words.split("\n")[0] for words in drifting] == ["Hürriyet Daily News"]


def test_relations_are_those_of_the_command_the_sharpest_first(open_page, iraq):
    page = open_page("claim", id=TROOPS)
    pairs = [row for row in table("pairs", "--topic", "us-troops-iraq") if TROOPS in (row["left"], row["right"])]
    conflicts = [row for row in pairs if row["relation"] == "conflict"]
    others = {row["left"] if row["right"] == TROOPS else row["right"] for row in conflicts}
    lines = page.locator(".relations > .relation")
    assert lines.nth(0).locator(".chip").inner_text().endswith("Conflict")
    shown = lines.filter(has_text="Conflict").locator("a.told")
    hrefs = shown.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    origins = {claim.id: claim.same_as or claim.id for claim in iraq.claims.values()}
    found = [re.search(r"id=([^&]+)", href)[1] for href in hrefs]  # type: ignore[index]
    assert {origins[one] for one in found} == {origins[one] for one in others}
    gaps = {row["left"] if row["right"] == TROOPS else row["right"]: row["gap"] for row in conflicts}
    assert [gaps[one] for one in found] == sorted((gaps[one] for one in found), reverse=True)
    assert page.locator("details.fold[open]").count() == 0
    page.locator("details.fold summary", has_text="from another time").click()
    expect(page.locator("details.fold .relation").first).to_be_visible()


def test_a_claim_without_a_quote_leads_to_its_source(open_page):
    page = open_page("claim", id="2025-12-31-allawi-abna-asad-exit")
    missing = page.locator(".missing")
    assert "No quote is kept here" in missing.inner_text()
    link = missing.locator("a[target=_blank]").first
    assert link.get_attribute("href").startswith("http")
    assert link.get_attribute("rel") == "noopener noreferrer"
    missing.get_by_role("link", name=re.compile("the source and its")).click()
    expect(page.locator(".source-page")).to_be_visible()


def test_an_editors_verdict_is_told_with_its_evidence(open_page):
    page = open_page("claim", id="2025-08-18-seed-own-agreement-date")
    assert page.locator(".badges .chip").first.inner_text().endswith("Contradicted")
    assert "Mirage News (US State Department text)" in page.locator(".card-page").inner_text()
    before = open_page("claim", id="2025-08-18-seed-own-agreement-date", as_of="2026-11-22")
    assert "Contradicted" not in before.locator(".card-page").inner_text()


def test_a_past_day_does_not_tell_what_came_later(open_page):
    page = open_page("claim", id=ALLAWI, as_of="2025-10-25")
    assert page.locator(".badges .chip").first.inner_text().endswith("Missed")
    told = page.locator(".card-page").inner_text()
    assert "2026" not in told.replace("2025 و2026", "")
    later = open_page("claim", id=ALLAWI, as_of="2025-01-01")
    assert later.locator("h1").inner_text() == "Not yet said by 1 January 2025"
    assert "Allawi" not in later.locator(".stMain").inner_text()
    later.get_by_role("link", name="As of the day it was said").click()
    expect(later.locator("h1")).to_contain_text("Allawi")


def test_a_wrong_id_meets_the_nearest_ones_and_the_card_reads_in_arabic(open_page):
    page = open_page("claim", id="2025-08-allawi-seed-asad-exi")
    assert page.locator("h1").inner_text() == "No claim has the id “2025-08-allawi-seed-asad-exi”"
    page.get_by_role("link", name=ALLAWI).click()
    expect(page.locator(".eyebrow")).to_contain_text(ALLAWI)
    assert "لا يسمّي قولاً" in open_page("claim", lang="ar").locator("h1").inner_text()
    arabic = open_page("claim", lang="ar", id=ALLAWI)
    assert why(arabic).startswith("سبب الحالة (أُوفي به متأخراً):")
    assert arabic.locator("dl.facts").inner_text().count("أيلول 2025") >= 2
