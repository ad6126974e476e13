"""A real server and a real browser: what only these two can show."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Error, Page, Playwright

ROOT = Path(__file__).parent.parent.parent
OUTPUT = ROOT / ".test-output"
"""Screenshots go here."""

AS_OF = "2026-11-23"
"""The day that every test names in its links: none depends on today's date."""

PATHS = (
    "",
    "deadlines",
    "figures",
    "compare",
    "claims",
    "claim",
    "speakers",
    "sources",
    "changes",
    "data",
    "methodology",
)
HEIGHTS = {1440: 900, 390: 844}
STARTUP_SECONDS = 90
PATIENCE_MS = 30_000

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

Theme = Literal["light", "dark"]


def machines_chromium() -> str | None:
    """The Chromium that the machine has, if any."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or (str(_ON_MACOS) if _ON_MACOS.exists() else None)


def launch(playwright: Playwright) -> Browser:
    """The machine's Chromium, else Playwright's own. RuntimeError in one line where there is none.

    All pages of a server run in one process: a page opens twice as fast where another one compiled its scripts.
    """
    arguments = ["--no-sandbox", "--process-per-site"]
    try:
        return playwright.chromium.launch(executable_path=machines_chromium(), args=arguments)
    except Error as error:
        raise RuntimeError("No Chromium for the browser tests: run `make test`, which brings one") from error


@contextmanager
def serving(port: int | None = None, *, log: Path = Path(os.devnull), **environment: str) -> Iterator[str]:
    """The dashboard on a port of this machine, else on a free one, as its readers get it; gives its address."""
    port = port or free_port()
    with log.open("ab") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.serve"],
            cwd=ROOT,
            env={**os.environ, "CLAIMS_PORT": str(port), **environment},
            stdout=told,
            stderr=told,
        )
    address = f"http://localhost:{port}"
    try:
        wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The dashboard stopped at once with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"The dashboard did not answer at {address} in {STARTUP_SECONDS} seconds")


def url(address: str, path: str, **query: object) -> str:
    """A link of the dashboard; lists repeat their key, `from_` is `from`; the day is the tests' own."""
    given = {"as_of": AS_OF, **query}
    parameters = {name.rstrip("_"): value for name, value in given.items() if value is not None}
    return f"{address}/{path}?{urlencode(parameters, doseq=True)}"


def go_on(page: Page, link: str) -> Page:
    """Follow a link in place, as the menu does: another page of the same session, without what loading anew costs."""
    page.evaluate(
        """link => new Promise((begun) => {
          const app = document.querySelector(".stApp");
          new MutationObserver((_, observer) => {
            if (app.dataset.testScriptState === "notRunning") return;
            observer.disconnect();
            begun();
          }).observe(app, { attributeFilter: ["data-test-script-state"] });
          history.pushState({}, "", link);
          dispatchEvent(new PopStateEvent("popstate"));
        })""",
        link,
    )
    return settled(page)


def settled(page: Page) -> Page:
    """The page once its script has run to its end and all fonts are in."""
    page.wait_for_selector(".stApp[data-test-script-state='notRunning']", timeout=PATIENCE_MS)
    page.wait_for_selector(".foot, .reading, .heading", state="attached", timeout=PATIENCE_MS)
    for unfinished in ("[data-stale='true']", "[data-testid='stSkeleton']"):
        page.wait_for_selector(unfinished, state="detached", timeout=PATIENCE_MS)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def eventually(page: Page, true: Callable[[], bool]) -> None:
    """Ask until it is true: a page that goes back says nowhere that its script has yet to run."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while not true():
        assert time.monotonic() < until
        page.wait_for_timeout(100)


def becomes(page: Page, condition: str) -> None:
    """Ask the page until a condition of its own holds: the browser's own waiting would run words as script there, which
    the page's policy forbids."""
    eventually(page, lambda: bool(page.evaluate(condition)))


def whole_page(page: Page, file: Path) -> None:
    """A picture of the whole page, not only of what a screen shows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"] if page.viewport_size else 1440
    height = page.evaluate(
        "Math.ceil(document.querySelector('.stMainBlockContainer')?.getBoundingClientRect().height || 0)"
    )
    page.set_viewport_size({"width": width, "height": max(HEIGHTS.get(width, 900), min(int(height) + 1, 12_000))})
    page.wait_for_timeout(300)
    page.screenshot(path=file)
