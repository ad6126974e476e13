"""One server and one browser a test process; every page that a test opens must be clean when the test ends."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.dashboard.browser import HEIGHTS, OUTPUT, PATIENCE_MS, Theme, launch, serving, settled, url, whole_page


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the dashboard of the repository's dossiers is served."""
    with serving() as where:
        yield where


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            found = launch(playwright)
        except RuntimeError as error:
            pytest.exit(str(error), returncode=1)
        yield found
        found.close()


@pytest.fixture(scope="session")
def profile(browser: Browser, address: str) -> Iterator[BrowserContext]:
    """What all pages share: Streamlit's scripts, fetched and compiled once.

    One small page stays open, for with the last page of a site the browser forgets what it compiled.
    """
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.new_page().goto(f"{address}/healthz")
    yield context
    context.close()


@dataclass
class Visits:
    """The pages that one test opened, and what went wrong on them."""

    profile: BrowserContext
    address: str
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __call__(
        self,
        path: str = "",
        *,
        lang: str = "en",
        theme: Theme = "light",
        width: int = 1440,
        address: str | None = None,
        **query: Any,
    ) -> Page:
        """Open a page as of the tests' day and wait until it stands; lists repeat their key, `from_` is `from`."""
        where = url(address or self.address, path, lang=None if lang == "en" else lang, **query)
        return self.follow(where, theme=theme, width=width)

    def follow(self, link: str, *, theme: Theme = "light", width: int = 1440) -> Page:
        """Open a link as it is."""
        page = self.profile.new_page()
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        page.emulate_media(color_scheme=theme)
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note(request.url))
        page.goto(link)
        return settled(page)

    def _note(self, asked: str) -> None:
        parts = urlsplit(asked)
        if parts.scheme not in ("data", "blob") and parts.hostname != "localhost":
            self.strangers.append(asked)


@pytest.fixture
def open_page(profile: BrowserContext, address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens pages; in the end none may have logged an error or asked another machine for anything."""
    stays = profile.pages[0]
    stays.evaluate("localStorage.clear()")
    profile.clear_cookies()
    visits = Visits(profile, address)
    failed_before = request.session.testsfailed
    yield visits
    opened = [page for page in profile.pages if page != stays]
    try:
        if request.session.testsfailed > failed_before:
            for at, page in enumerate(opened):
                whole_page(page, OUTPUT / "failed" / f"{request.node.name[:80].replace(os.sep, '-')}-{at}.png")
    finally:
        for page in opened:
            page.close()
    assert visits.errors == []
    assert visits.strangers == []
