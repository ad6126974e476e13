"""A reader who must wait is told for what."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from dashboard.texts import catalogue
from tests.claims.broken import as_bulk, sound
from tests.dashboard.browser import PATIENCE_MS, serving, settled, url

pytestmark = pytest.mark.long

MANY = 80_000
"""So many claims take some seconds to read."""


@pytest.fixture(scope="module")
def served_slowly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dossier of many claims, which nobody has read yet."""
    files = sound()
    first = {name: value for name, value in files["claims/deadlines.yaml"][0].items() if name != "quote"}
    files["claims/deadlines.yaml"] += [{**first, "id": f"again-{at}"} for at in range(MANY)]
    dossier = tmp_path_factory.mktemp("slow") / "slow.jsonl"
    dossier.write_text(as_bulk(files), "utf-8")
    with serving(CLAIMS_SEEDS=str(dossier)) as address:
        yield address


def test_while_a_dossier_is_read_the_page_says_so(profile: BrowserContext, served_slowly: str) -> None:
    page = profile.new_page()
    page.goto(url(served_slowly, "", lang="ar"), wait_until="commit")
    expect(page.locator(".opening")).to_have_text("جارٍ فتح سجلّ الأقوال…")
    waiting = page.get_by_test_id("stSpinner")
    expect(waiting).to_be_visible(timeout=PATIENCE_MS)
    expect(waiting).to_contain_text(catalogue("ar").text("load.reading"))
    # Its one fault is that it comes without its texts: told with the file's name, since the dossier is no folder.
    settled(page)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".reading code").first).to_have_text(re.compile(r"slow\.jsonl:\d+"))
    expect(waiting).to_have_count(0)
    page.close()
