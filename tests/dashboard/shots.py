"""Pictures of every page for people to look at: `make shots`, or `python -m tests.dashboard.shots deadlines claims`.

A page is named by its path, with a query if wanted: `claims?topic=us-troops-iraq`. Pictures go to .test-output/shots.
"""

from __future__ import annotations

import re
import sys
from itertools import product
from urllib.parse import parse_qs

from playwright.sync_api import sync_playwright

from tests.dashboard.browser import HEIGHTS, OUTPUT, PATHS, launch, serving, settled, url, whole_page


def main(pages: list[str]) -> None:
    with serving() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        for page_, language, theme, width in product(pages, ("en", "ar"), ("light", "dark"), HEIGHTS):
            path, _, query = page_.partition("?")
            page = browser.new_page(color_scheme=theme, viewport={"width": width, "height": HEIGHTS[width]})
            page.goto(url(address, path, lang=language if language != "en" else None, **parse_qs(query)))
            settled(page)
            name = re.sub(r"[^\w=]+", "-", page_) or "overview"
            whole_page(page, OUTPUT / "shots" / f"{name}-{language}-{theme}-{width}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:] or list(PATHS))
