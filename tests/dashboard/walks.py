"""In which language, palette and width every page is walked through, and what is wrong on none.

`make test` walks in pairs: each language with both palettes and both widths, each palette with both widths. `make walk`
(WALK=all) goes through all that differs.
"""

from __future__ import annotations

import os
from itertools import product
from typing import get_args

from playwright.sync_api import Page

from claims.models import LANGUAGES, Language
from tests.dashboard.axe import barriers
from tests.dashboard.browser import HEIGHTS, Theme
from tests.dashboard.latin import latin

Walk = tuple[Language, Theme, int]

_ALL: tuple[Walk, ...] = tuple(product(LANGUAGES, get_args(Theme), HEIGHTS))
_PAIRS: tuple[Walk, ...] = (("en", "light", 1440), ("ar", "dark", 1440), ("ar", "light", 390), ("en", "dark", 390))
_APART: tuple[Walk, ...] = (("en", "light", 1440), ("ar", "dark", 390))

_IS_LONG = os.environ.get("WALK") == "all"
IN_PAIRS = _ALL if _IS_LONG else _PAIRS
APART = _ALL if _IS_LONG else _APART
"""Two that differ in everything, for what differs little from what is walked in pairs."""

WIDER = """() => [document.documentElement, document.querySelector('.stMain')]
  .map((one) => one.scrollWidth - one.clientWidth)"""


def flaws(page: Page, language: Language) -> list[str]:
    """Barriers, what is wider than the screen, a script that broke off, and Latin words of an Arabic page."""
    found = barriers(page)
    found += [f"wider by {pixels}" for pixels in page.evaluate(WIDER) if pixels > 0]
    found += ["its script broke off"] * page.get_by_test_id("stException").count()
    return [*found, *(latin(page) if language == "ar" else [])]
