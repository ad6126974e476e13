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


@dataclass
class Heard:
    """What pages did that none may do."""

    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """What they asked of other machines."""

    def listen(self, profile: BrowserContext) -> None:
        profile.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        profile.on("weberror", lambda thrown: self.errors.append(str(thrown.error)))
        profile.on("request", lambda request: self._note(request.url))

    def _note(self, asked: str) -> None:
        parts = urlsplit(asked)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != "localhost":
            self.strangers.append(asked)


@pytest.fixture(scope="session")
def heard() -> Heard:
    return Heard()


@pytest.fixture(scope="session")
def profile(browser: Browser, address: str, heard: Heard) -> Iterator[BrowserContext]:
    """What all pages share: Streamlit's scripts, fetched and compiled once.

    One small page stays open, for with the last page of a site the browser forgets what it compiled.
    """
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.new_page().goto(f"{address}/healthz")
    heard.listen(context)
    yield context
    context.close()


@pytest.fixture(scope="session")
def blank() -> list[Page]:
    """Pages that tests have left empty: the next one opens faster where another one stood."""
    return []


@dataclass
class Visits:
    """Opens the pages of one test."""

    profile: BrowserContext
    address: str
    blank: list[Page]
    opened: list[Page] = field(default_factory=list)

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
        page = self.blank.pop() if self.blank else self.profile.new_page()
        self.opened.append(page)
        page.set_viewport_size({"width": width, "height": HEIGHTS.get(width, 900)})
        page.emulate_media(color_scheme=theme, media="null", reduced_motion="null")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(link)
        return settled(page)

    def leave(self) -> None:
        """Nothing stays of what was opened but empty pages."""
        for page in reversed(self.opened):
            page.goto("about:blank")
            self.blank.append(page)


@pytest.fixture
def open_page(
    profile: BrowserContext, address: str, heard: Heard, blank: list[Page], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Opens pages; in the end none may have logged an error or asked another machine for anything."""
    profile.pages[0].evaluate("localStorage.clear()")
    profile.clear_cookies()
    heard.errors.clear()
    heard.strangers.clear()
    visits = Visits(profile, address, blank)
    failed_before = request.session.testsfailed
    yield visits
    if request.session.testsfailed > failed_before:
        try:
            for at, page in enumerate(visits.opened):
                whole_page(page, OUTPUT / "failed" / f"{request.node.name[:80].replace(os.sep, '-')}-{at}.png")
        finally:
            for page in visits.opened:
                page.close()
    else:
        visits.leave()
    assert heard.errors == []
    assert heard.strangers == []
