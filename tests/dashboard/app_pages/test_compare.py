"""The page that compares says what the tables of pairs, agreement and positions say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from claims import seeds
from claims.records import DossierRecords
from tests.dashboard.app_pages.command import table
from tests.dashboard.browser import ROOT, settled

Open = Callable[..., Page]

TOPIC, SIDES = "is-it-a-withdrawal", ("us-government", "iraq-government")


@pytest.fixture(scope="module")
def records() -> DossierRecords:
    return seeds.load(ROOT / "seeds" / "iraq-coalition")


def claim_ids(page: Page) -> set[str]:
    """The claims that stand in the columns."""
    links = page.locator(".compare-columns a.told").evaluate_all("all => all.map(one => one.href)")
    return {link.rsplit("id=", 1)[1].split("&")[0] for link in links}


def between(a: str, b: str, topic: str = TOPIC, *options: str) -> dict[str, int]:
    """The counts of one cell of the table of agreement."""
    rows = table("agreement", "--topic", topic, "--by", "side", *options)
    return next(row for row in rows if {row["a"], row["b"]} == {a, b})


def test_two_sides_on_a_position(open_page: Open, records: DossierRecords) -> None:
    page = open_page("compare", topic=TOPIC, side=SIDES)
    rows = [row for row in table("positions", "--topic", TOPIC) if {*row["sides"]} & {*SIDES}]
    assert claim_ids(page) == {row["claim_id"] for row in rows}
    stances = Counter(row["stance"] for row in rows if SIDES[0] in row["sides"])
    cell = between(*SIDES)
    comparable = cell["same"] + cell["compatible"] + cell["conflict"]
    answer = page.locator(".heading .answer b").inner_text()
    assert f"US government: mostly denies it ({stances['denies']} of {stances.total()})" in answer
    assert f"{cell['conflict']} of {comparable} comparable pairs are opposed." in answer

    relations = {frozenset((row["left"], row["right"])): row for row in table("pairs", "--topic", TOPIC)}
    for row in page.locator(".compare-columns .row:has(.chip)").all():
        ids = row.locator("a.told").evaluate_all("all => all.map(one => new URL(one.href).searchParams.get('id'))")
        pair = relations[frozenset(ids)]
        assert row.locator(".chip").inner_text().split("\n")[-1].lower() == pair["relation"]
        assert row.locator(".between .why").inner_text().startswith(pair["why"])
    quoted = page.locator(".compare-columns q[lang='ar']")
    assert quoted.count()
    assert quoted.first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert (
        page.locator(".compare-columns .row:not(.heads) .words").count()
        == page.locator(".compare-columns .cell:not(.nothing)").count()
    )
    here = page.locator(".pairs-elsewhere tr.fact", has_text="Is it a withdrawal?")
    counts = [here.locator("td").nth(at).inner_text() for at in (1, 2, 3)]
    assert counts == [str(cell[one]) for one in ("same", "compatible", "conflict")]


def test_the_link_of_the_overview_opens_the_same(open_page: Open) -> None:
    page = open_page("")
    link = page.locator("a", has_text="side by side").first.get_attribute("href")
    assert link
    asked = dict(part.split("=") for part in link.split("?")[1].split("&"))
    page.locator("a", has_text="side by side").first.click()
    page.locator(".compare-columns").wait_for()
    settled(page)
    assert page.url.split("/")[-1].startswith("compare?")
    assert asked["topic"] in page.url
    assert page.locator(".compare-columns .head").count() == 2


def test_figures_by_speaker_and_a_third_voice(open_page: Open) -> None:
    page = open_page("compare", topic="us-troops-iraq", by="speaker")
    every = table("agreement", "--topic", "us-troops-iraq", "--by", "speaker")
    sharpest = max(row["conflict"] for row in every if row["a"] != row["b"])
    assert f"{sharpest} of " in page.locator(".heading .answer b").inner_text()
    page.get_by_role("combobox", name="Side by side").click()
    page.keyboard.type("WION")
    page.get_by_role("option", name="WION").click()
    page.wait_for_url("**speaker=wion**")
    page.locator(".compare-columns.many").wait_for()
    settled(page)
    assert page.locator(".compare-columns .head").count() == 3
    assert page.locator(".compare-columns .among .chip").count()


def test_a_deadline_on_a_past_day_in_arabic(open_page: Open, records: DossierRecords) -> None:
    day = "2025-09-01"
    topic = "mission-end-federal"
    page = open_page("compare", lang="ar", topic=topic, by="outlet", as_of=day, width=390)
    known = {row["claim_id"] for row in table("deadlines", "--topic", topic, as_of=day)}
    shown = claim_ids(page)
    assert shown
    assert shown <= known
    assert page.locator(".compare-columns .nothing").first.is_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert records.topics[topic].question.in_language("ar") in page.locator("h1").inner_text()


def test_filters_that_leave_nothing_are_named(open_page: Open) -> None:
    page = open_page("compare", topic=TOPIC, outlet="shafaq", language="fa")
    assert page.get_by_role("heading", level=1).inner_text() == "No claim matches"
    assert page.locator("table.reading tr.fact").count() == 3
    assert page.get_by_text("Remove").count()


def test_a_phone_shows_one_voice_under_the_other(open_page: Open) -> None:
    page = open_page("compare", width=390)
    first, second = (page.locator(".compare-columns .row .cell:visible").nth(at).bounding_box() for at in (0, 1))
    assert first is not None
    assert second is not None
    assert first["width"] > 300
    assert second["y"] >= first["y"] + first["height"]
