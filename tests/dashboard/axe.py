"""What axe-core says of a page (https://github.com/dequelabs/axe-core, 4.12): WCAG 2.2 A and AA, and good practice."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that look at colours: all that another palette can change."""


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds by these rules, else by all: a line each, how grave, which rule, in how many places, the first."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    found = page.evaluate(
        "asked => axe.run(asked).then(found => found.violations)", {"resultTypes": ["violations"], **only}
    )
    return [f"{one['impact']} {one['id']} ({len(one['nodes'])}): {one['nodes'][0]['html'][:200]}" for one in found]
