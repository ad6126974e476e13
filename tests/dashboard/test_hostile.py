"""Whatever a dossier says, it is shown as words: nothing runs, nothing is fetched, no page breaks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from claims import export
from claims.models import Language
from tests import hostile
from tests.dashboard.browser import HEIGHTS, serving, settled

PAGES = {
    "overview": ("", {}),
    "deadlines": ("deadlines", {"chosen": "deadline-0.side-0"}),
    "timeline": ("deadlines", {"tab": "timeline", "question": "deadline-0"}),
    "dated claims": ("deadlines", {"tab": "claims"}),
    "figures": ("figures", {"topic": "figure-0"}),
    "compare": ("compare", {"topic": "position-0"}),
    "claims": ("claims", {"chosen": "figure-0"}),
    "claim": ("claim", {"id": "gone-0"}),
    "speakers": ("speakers", {}),
    "sources": ("sources", {"source": "source-0"}),
    "changes": ("changes", {"since": "2026-01-01"}),
    "data": ("data", {}),
    "methodology": ("methodology", {}),
    "claim on paper": ("claim_print", {"id": "figure-0"}),
    "commitment on paper": ("commitment_print", {"chosen": "deadline-0.side-0"}),
    "comparison on paper": ("comparison_print", {"topic": "position-0"}),
}
"""Pages whose looked-at record says all payloads; their lists have one a line."""

PLANTED = """() => [
    ...document.querySelectorAll(
      "[planted], [autofocus], [onerror], [onload], meta[http-equiv=refresh], .stMain :is(iframe, .katex), " +
      ":is([href^='javascript:'], [href^='data:']), [href^='//p'], [href^='https://p'], [src*='//planted.']"
    ),
    ...[...document.querySelectorAll("style")].filter((one) => one.textContent.includes("*{color:red}")),
    ...[...document.querySelectorAll("body *")].filter((one) => one.innerHTML == "planted"),
  ].map((one) => one.outerHTML.slice(0, 200))"""
"""What a payload became that is no text: its element, its address, or the very word that markup stood around."""

WIDER = """() => [document.documentElement, document.querySelector('.stMain')]
  .map((one) => one.scrollWidth - one.clientWidth)"""


@pytest.fixture(scope="module")
def served_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile") / "hostile"
    export.write(folder, hostile.records(), {})
    with serving(CLAIMS_SEEDS=str(folder)) as where:
        yield where


def is_harmless(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.evaluate(PLANTED) == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator(".foot")).to_have_count(1)
    assert max(page.evaluate(WIDER)) <= 0


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("name", PAGES)
def test_a_payload_in_any_text_stays_words(open_page, served_hostile, name: str, lang: Language):
    path, asked = PAGES[name]
    page = open_page(path, lang=lang, address=served_hostile, **asked)
    is_harmless(page)
    page.set_viewport_size({"width": 390, "height": HEIGHTS[390]})
    page.reload()
    settled(page)
    is_harmless(page)
    said = page.locator(".stMain").inner_text()
    assert hostile.PAYLOADS[0] in said or name in ("methodology", "data")
