"""An Arabic page speaks Arabic, in what it shows and in what it says aloud, Streamlit's own words included."""

from __future__ import annotations

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.dashboard.browser import PATHS, settled, url

PAGES = [
    *((path, {}) for path in PATHS),
    ("claim", {"id": "2025-08-allawi-seed-asad-exit"}),
    ("deadlines", {"tab": "timeline", "question": "asad-exit"}),
    ("sources", {"source": "seed-article"}),
    ("speakers", {"speaker": "hussein-allawi"}),
]
FORMATS = {"CSV", "XLSX", "Parquet", "JSONL", "PNG", "SVG", "BibTeX", "RIS", "JSON", "ZIP", "bib", "ris"}
PROGRAMS = {"Excel", "SQLite", "PostgreSQL", "OpenAPI", "ClaimReview", "LD", "schema", "org"}
NAMES = {*FORMATS, *PROGRAMS, "English"}
"""What is called the same in every language, and the name of a language in itself."""

LATIN = """() => {
  const otherLanguage = (element) => !(element.closest("[lang]")?.lang ?? "ar").startsWith("ar");
  const code = "code, kbd, pre, script, style, a[href^='http'][dir='ltr'], [data-testid='stIconMaterial']";
  const spoken = ["aria-label", "aria-valuetext", "aria-description", "title", "alt", "placeholder", "data-label"];
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    if (element.closest(code) || otherLanguage(element)) continue;
    if (node === element) found.push(...spoken.map((name) => element.getAttribute(name)));
    else found.push(node.data);
  }
  return found.filter((words) => words !== null && /[A-Za-z]{2,}/.test(words));
}"""


def latin(page: Page) -> list[str]:
    """What the page says in Latin letters outside names, quotes, codes and addresses."""
    found = [re.sub(r"https?://\S+", "", words) for words in page.evaluate(LATIN)]
    return [words for words in found if set(re.findall(r"[A-Za-z]{2,}", words)) - NAMES]


def test_no_page_says_a_latin_word(open_page, address):
    page = open_page("methodology", lang="ar")
    told = {}
    for path, query in PAGES:
        page.goto(url(address, path, lang="ar", **query))
        told[path, *query.values()] = latin(settled(page))
    assert {where: words for where, words in told.items() if words} == {}


def test_what_opens_on_a_page_is_arabic_too(open_page):
    page = open_page("compare", lang="ar")
    for opened in openings(page):
        assert (opened, latin(page)) == (opened, [])


def openings(page: Page) -> Iterator[str]:
    """Opens one widget after the other, and names it."""
    doors = page.get_by_test_id("stPopover").get_by_role("button")
    body = page.get_by_test_id("stPopoverBody")
    for at in range(doors.count()):
        door = doors.nth(at)
        if not door.is_visible():
            continue
        name = door.inner_text()
        door.click()
        expect(body).to_be_visible()
        yield name
        for box in body.get_by_role("combobox").all():
            box.click()
            expect(page.get_by_role("listbox")).to_be_visible()
            yield f"{name}: choices"
            box.press_sequentially("ظظ")
            expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(1)
            yield f"{name}: none found"
            page.keyboard.press("Escape")
        for field in body.get_by_test_id("stDateInputField").all():
            parts = field.get_by_role("spinbutton").all()
            starts = [part.bounding_box()["x"] for part in parts]
            # Year, month and day stand in the order in which they are typed.
            assert (len(parts), starts) == (3, sorted(starts))
        calendars = body.get_by_test_id("stDateInputCalendarButton")
        for calendar in range(calendars.count()):
            # Closing a calendar may close the whole.
            if not body.is_visible():
                door.click()
            calendars.nth(calendar).click()
            expect(page.get_by_role("grid")).to_be_visible()
            yield f"{name}: calendar"
            page.keyboard.press("Escape")
            expect(page.get_by_role("grid")).to_be_hidden()
        # What was typed goes first, then the list, then the whole.
        for _ in range(4):
            if body.is_visible():
                page.keyboard.press("Escape")
                page.wait_for_timeout(100)
        expect(body).to_be_hidden()
