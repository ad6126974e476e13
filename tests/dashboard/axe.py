"""What axe-core says of a page (https://github.com/dequelabs/axe-core, 4.12): WCAG 2.2 A and AA, and good practice."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def barriers(page: Page) -> list[str]:
    """What axe finds, a line a rule: how grave, which rule, in how many places, and the first of them."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['impact']} {one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found]
