"""Pages on paper: A4 sheets with all that the screen says, nothing of its controls, and by what they can be checked."""

from __future__ import annotations

import re
import zlib

import pytest
from playwright.sync_api import Page, expect

ALLAWI = "2025-08-allawi-seed-asad-exit"
PAGES = {
    "claim_print": ("claim", {"id": ALLAWI}),
    "commitment_print": ("deadlines", {"chosen": "asad-exit.iraq-government"}),
    "comparison_print": ("compare", {"topic": "is-it-a-withdrawal"}),
}
PAPER_WIDTH_PX = 680
"""What A4 leaves between its margins."""
A4_POINTS = (595, 842)
FEWEST_RUNS = 12
"""A sheet with fewer runs of text than this has little more than its foot."""

SAME = {
    "claim_print": (".badges .chip", ".reason .told, .reason b", ".echoes li .told", "mark.quote"),
    "commitment_print": ("h2.commitment", "h2.commitment + .badges .chip", ".chain .head", ".summary"),
    "comparison_print": (".heading .answer", ".heads .head", ".told-relation", ".cell .said", ".summary >> nth=0"),
}
"""What the page on screen says in the same words."""


def sheets(pdf: bytes) -> list[int]:
    """How many runs of text stand on each page of a file that Chromium wrote; every page must be A4."""
    objects = dict(re.findall(rb"(?m)^(\d+) 0 obj\s(.*?)\sendobj", pdf, re.DOTALL))
    pages = [body for body in objects.values() if re.search(rb"/Type\s*/Page\b", body)]
    found = []
    for body in pages:
        box = re.search(rb"/MediaBox\s*\[([^\]]*)\]", body)
        contents = re.search(rb"/Contents (\d+) 0 R", body)
        assert box
        assert contents
        assert tuple(round(float(edge)) for edge in box[1].split()) == (0, 0, *A4_POINTS)
        stream = objects[contents[1]].split(b"stream\n", 1)[1]
        drawn = zlib.decompressobj().decompress(stream)
        found.append(len(re.findall(rb"T[jJ]\b", drawn)))
    return found


def texts(page: Page, selector: str) -> list[str]:
    return [" ".join(words.split()) for words in page.locator(selector).all_inner_texts()]


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_is_printed_whole_on_a4(open_page, name, lang):
    screen, query = PAGES[name]
    page = open_page(name, lang=lang, theme="dark", **query)
    if page.locator(".js-plotly-plot").count():
        expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    runs = sheets(page.pdf(prefer_css_page_size=True))
    assert runs
    assert min(runs) >= FEWEST_RUNS

    page.set_viewport_size({"width": PAPER_WIDTH_PX, "height": 900})
    page.emulate_media(media="print", color_scheme="dark")
    for control in (".st-key-shell", ".st-key-foot", ".paper-ways", ".images", "details", "a.words"):
        assert not any(one.is_visible() for one in page.locator(control).all()), control
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH_PX
    assert page.evaluate("getComputedStyle(document.querySelector('.st-key-paper')).colorScheme") == "light"
    assert page.evaluate("getComputedStyle(document.querySelector('.stMain')).overflowY") == "visible"

    provenance = page.locator(".provenance")
    address = provenance.locator("a").get_attribute("href")
    assert address == provenance.locator("a").inner_text()
    assert re.search(rf"/{screen}\?.*as_of=2026-11-23", address)
    assert all(f"{key}={value}" in address for key, value in query.items())


@pytest.mark.parametrize("name", list(PAGES))
def test_paper_says_what_the_screen_says(open_page, name):
    screen, query = PAGES[name]
    paper, shown = open_page(name, **query), open_page(screen, **query)
    for selector in SAME[name]:
        said = texts(paper, selector)
        assert said, selector
        assert said == texts(shown, selector), selector


def test_the_button_prints_and_every_sheet_says_of_what_and_which_it_is(open_page):
    page = open_page("claim_print", id=ALLAWI)
    page.evaluate("window.print = () => { window.asked = true; dispatchEvent(new Event('beforeprint')); }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.asked")
    margin = page.evaluate(
        "[...['--running', '--number'].map(n => document.documentElement.style.getPropertyValue(n))]"
    )
    assert ALLAWI in margin[0]
    assert "23 November 2026" in margin[0]
    assert "counter(page)" in margin[1]
    assert "counter(pages)" in margin[1]
    page.get_by_role("link", name="Back to the page").click()
    expect(page.locator(".card-page")).to_be_visible()
    page.get_by_role("link", name="Print ›").click()
    expect(page.locator(".provenance")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("claim_print", {"id": "2025-08-allawi"}, "No claim"),
        ("claim_print", {"id": ALLAWI, "as_of": "2024-01-01"}, "2024"),
        ("commitment_print", {"speaker": "nobody-at-all", "q": "zzzz"}, "No commitment"),
        ("comparison_print", {"q": "zzzz"}, "No "),
    ],
)
def test_where_there_is_nothing_paper_says_so_as_the_screen_does(open_page, name, query, told):
    page = open_page(name, **query)
    expect(page.locator("h1")).to_contain_text(told)
    expect(page.locator(".provenance")).to_be_visible()
    expect(page.locator(".stException")).to_have_count(0)
