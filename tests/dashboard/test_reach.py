"""Every page is for everybody: no barrier that axe knows, by keyboard, on a phone, dark, without motion."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard import theme
from dashboard.texts import catalogue
from tests.dashboard.axe import COLOURS, barriers
from tests.dashboard.browser import PATHS, becomes, go_on, settled, url
from tests.dashboard.walks import APART, IN_PAIRS, flaws

pytestmark = pytest.mark.long

CALENDAR = "stDateInputCalendarButton"
CLAIM = "2025-12-31-allawi-abna-asad-exit"

FIRST_SCREEN: dict[str, tuple[str, ...]] = {
    "": (".answer", ".strip", ".stColumn:nth-child(1) .item", ".stColumn:nth-child(2) .item", ".stances"),
    "deadlines": (".answer", "tr.why", "tr.fact.chosen", ".st-key-deadlines-panel .badges", ".js-plotly-plot"),
    "figures": (".answer", ".js-plotly-plot", ".summary", ".said-again"),
    "compare": (".answer", ".compare-columns .heads", ".compare-columns .cell", ".js-plotly-plot"),
    "claims": (".answer", "tr.fact", ".card .value", ".card .reason"),
    "claim": ("h1", ".badges", ".reason", ".facts", ".relation"),
    "speakers": (".answer", "tr.fact"),
    "sources": (".answer", "tr.fact"),
    "changes": (".answer", "tr.fact", ".st-key-changes-since .ways"),
    "data": (".answer", ".st-key-archives", "dl.facts"),
    "methodology": (".answer", "#promises", ".contents", ".rule"),
}
"""What answers the page's question, and is seen at 1440 x 900 without scrolling."""

FACES: dict[str, tuple[str, dict[str, Any]]] = {
    "one question in time": ("deadlines", {"tab": "timeline", "question": "asad-exit"}),
    "dated claims": ("deadlines", {"tab": "claims"}),
    "one speaker": ("speakers", {"speaker": "hussein-allawi"}),
    "a document with its words": ("sources", {"source": "seed-article"}),
    "a document without its words": ("sources", {"source": "hrnww-2026-03-24"}),
    "no commitment": ("deadlines", {"state": "overdue"}),
    "no claim": ("claims", {"q": "ظظظظظ", "side": "us-government"}),
    "an unknown claim on a past day": ("claim", {"id": "قول-مجهول", "as_of": "2025-10-01"}),
    "a claim on paper": ("claim_print", {"id": CLAIM}),
    "a commitment on paper": ("commitment_print", {"chosen": "asad-exit.iraq-government"}),
    "a comparison on paper": ("comparison_print", {"topic": "is-it-a-withdrawal"}),
}


def seen_in(page: Page, mode: theme.Mode) -> None:
    """The page in the light or the dark: it follows the reader's system without being loaded anew."""
    page.emulate_media(color_scheme=mode)
    ground = page.evaluate(
        "colour => Object.assign(document.createElement('i'), {style: `color:${colour}`}).style.color",
        theme.palette(mode).background,
    )
    expect(page.locator(".stApp")).to_have_css("background-color", ground)
    settled(page)


@pytest.mark.parametrize(("lang", "palette", "width"), IN_PAIRS)
def test_every_page_is_for_everybody(open_page, lang, palette, width):
    """No barrier, not wider than the screen, the answer at once in sight, no Latin word in Arabic."""
    page, told = open_page("methodology", lang=lang, theme=palette, width=width), {}
    for path in PATHS:
        go_on(page, url("", path, lang=lang, **({"id": CLAIM} if path == "claim" else {})))
        expect(page.locator("h1").first).to_be_visible()
        for answer in FIRST_SCREEN[path] if width > theme.PHONE_MAX_PX else ():
            expect(page.locator(answer).first).to_be_in_viewport(ratio=1)
        expect(page.locator(".foot")).to_contain_text(catalogue(lang).text("shell.rule_set", n=1))
        told[path] = flaws(page, lang)
    assert {path: found for path, found in told.items() if found} == {}


@pytest.mark.parametrize(("lang", "palette", "width"), APART)
def test_every_other_face_is_for_everybody(open_page, lang, palette, width):
    page, told = open_page("methodology", lang=lang, theme=palette, width=width), {}
    for face, (path, query) in FACES.items():
        go_on(page, url("", path, lang=lang, **query))
        expect(page.locator("h1").first).to_be_visible()
        told[face] = flaws(page, lang)
    assert {face: found for face, found in told.items() if found} == {}


def test_a_page_follows_the_readers_system_without_being_loaded_anew(open_page):
    page = open_page("deadlines")
    seen_in(page, "dark")
    assert barriers(page, *COLOURS) == []


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("ar", 390)])
def test_what_opens_over_a_page_is_without_barrier(open_page, lang, width):
    say = catalogue(lang).text
    page = open_page("compare", lang=lang, width=width)
    body = page.get_by_test_id("stPopoverBody")
    doors = ("said_on", "speaker") if width > theme.PHONE_MAX_PX else ("filters",)
    for door in doors:
        page.get_by_role("button", name=say(f"shell.filter_{door}")).first.click()
        expect(body).to_be_visible()
        assert barriers(page) == []
        for opens, opened in ((body.get_by_role("combobox"), "listbox"), (body.get_by_test_id(CALENDAR), "grid")):
            if not body.is_visible():
                page.get_by_role("button", name=say(f"shell.filter_{door}")).first.click()
            if opens.count():
                opens.first.click()
                expect(page.get_by_role(opened)).to_be_visible()
                assert barriers(page) == []
                page.keyboard.press("Escape")
                expect(page.get_by_role(opened)).to_be_hidden()
        if body.is_visible():
            page.keyboard.press("Escape")
            expect(body).to_be_hidden()


def focused(page: Page) -> str:
    """What has the keyboard, by its words."""
    return str(page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''")).strip()


def tab_to(page: Page, words: str, *, most: int = 60) -> None:
    """Press Tab until the control with these words has the keyboard; each one on the way must show that it has it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
              const style = getComputedStyle(document.activeElement);
              return ['BODY', 'MAIN', 'INPUT'].includes(document.activeElement.tagName)
                || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
            }"""
        ), f"nothing shows that {focused(page)!r} has the keyboard"
        if words in focused(page) and page.evaluate("document.activeElement.tagName") != "MAIN":
            return
    raise AssertionError(f"{most} times Tab does not reach {words!r}")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_all_is_done_by_keyboard(open_page, lang):
    say = catalogue(lang).text
    page = open_page("deadlines", lang=lang)
    tab_to(page, say("load.skip"), most=2)
    expect(page.locator("a.skip")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    becomes(page, "document.activeElement.matches('h1')")
    page.locator("a.skip").focus()

    # A filter: open it, choose, close it, and the chip takes the choice out again.
    tab_to(page, say("shell.filter_state"))
    page.keyboard.press("Enter")
    inside = "document.activeElement.closest('[data-testid=stPopoverBody]') !== null"
    becomes(page, inside)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "state=" in address)
    settled(page)
    becomes(page, inside)
    page.keyboard.press("Escape")
    becomes(page, f"!({inside}) && document.activeElement.closest('.stPopover') !== null")
    tab_to(page, "✕")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "state=" not in address)
    settled(page)

    # A row: another commitment beside the table, without a reload.
    rows = page.locator("table.reading a.choose")
    row = rows.nth(rows.count() - 1)
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "chosen=" in address)


def test_motion_is_kept_to_those_who_want_it(open_page):
    page = open_page("")
    moving = """() => [...document.querySelectorAll('*')].flatMap(one => {
        const style = getComputedStyle(one);
        return [style.transitionDuration, style.animationDuration].flatMap(all => all.split(', ').map(parseFloat));
    }).filter(seconds => seconds > 0.001).length"""
    assert page.evaluate(moving) > 0
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(moving) == 0
