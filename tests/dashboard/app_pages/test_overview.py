"""The overview says what needs a look, and each of its numbers leads to the rows it counts."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qs, urlsplit

from tests.dashboard.app_pages.command import all_claims, table


def tiles(page) -> dict[str, int]:
    """The counts of the strip by the state that each tile leads to."""
    found = {}
    for tile in page.locator(".strip a").all():
        (state,) = parse_qs(urlsplit(tile.get_attribute("href")).query)["state"]
        found[state] = int(tile.locator("b").inner_text())
    return found


def states(*options: str, **asked: str) -> Counter[str]:
    return Counter(row["state"] for row in table("commitments", *options, **asked))


def test_the_strip_counts_what_the_command_counts_and_the_answer_names_what_nobody_looked_at(open_page):
    page = open_page("")
    expected = states()
    shown = tiles(page)
    assert {state: count for state, count in shown.items() if count} == dict(expected)
    assert page.locator(".heading .answer b").inner_text() == (
        f"{expected['awaiting_check']} commitments fell due in September 2026, "
        "and nobody has looked since 24 March 2026."
    )


def test_a_past_day_counts_what_was_known_then(open_page):
    page = open_page("", as_of="2025-10-01")
    expected = states(as_of="2025-10-01")
    assert {state: count for state, count in tiles(page).items() if count} == dict(expected)
    assert expected["overdue"] == 4
    later = all_claims().keys() - all_claims(as_of="2025-10-01").keys()
    links = [link.get_attribute("href") for link in page.locator("a.words").all()]
    assert not later & {parse_qs(urlsplit(link).query)["id"][0] for link in links if "id=" in link}


def test_filters_narrow_the_strip_as_they_narrow_the_command(open_page):
    page = open_page("", side=["us-government"], lang="ar")
    assert {state: count for state, count in tiles(page).items() if count} == dict(states("--side", "us-government"))
    assert page.locator("html").get_attribute("dir") == "rtl"


def test_each_question_shows_its_sharpest_facts_and_leads_to_their_words(open_page):
    page = open_page("")
    first, second, third = (page.locator(".stColumn").nth(at) for at in range(3))
    slipped = first.locator(".item").last
    assert "1 change, 123 days later" in slipped.inner_text()
    values = [text.replace(",", "") for text in second.locator(".pair b").all_inner_texts()]
    assert "about 2500" in values
    assert "fewer than 1000" in values
    counted = Counter(row["stance"] for row in table("positions", "--topic", "is-it-a-withdrawal"))
    assert f"{counted['affirms']} affirm" in third.locator(".item").first.inner_text()
    slipped.locator("h3 a").click()
    page.wait_for_url("**/deadlines?*topic=asad-exit*")


def test_a_filter_that_leaves_nothing_says_which_and_offers_the_way_out(open_page):
    page = open_page("", speaker=["hussein-allawi"], language=["tr"])
    assert "No claim matches" in page.locator("h1").inner_text()
    assert page.locator("table.reading tbody tr").count() == 2
    page.get_by_role("button", name="Reset all filters").click()
    page.wait_for_selector(".strip")


def test_the_three_questions_of_a_new_reader_are_one_click_from_the_start(open_page):
    page = open_page("")
    page.get_by_role("link", name="By when will coalition and US forces be out of Ain al-Asad air base?").click()
    page.wait_for_url("**/deadlines?*")
    page.locator("tr", has_text="109 days late").wait_for()

    page = open_page("")
    page.get_by_role("link", name="How many US troops are in Iraq?").click()
    page.wait_for_url("**/figures?*")
    page.locator(".heading .answer", has_text="11 claims").wait_for()

    page = open_page("")
    page.get_by_role("link", name="side by side").first.click()
    page.wait_for_url("**/compare?*")
    page.locator(".compare-columns .head", has_text="US government").wait_for()
    assert page.locator(".compare-columns .head", has_text="Iraqi government").count() == 1
