"""What a reader of the Iraq dossier waits for: the first chart after a start, and each page after that."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from benchmarks.bounds import PAGE_CHANGE, START
from benchmarks.measure import Place, Result, Took, in_time, in_turns
from benchmarks.servers import answers, begun, ended
from benchmarks.sessions import Session, session
from claims.store import DATABASE_URL
from tests.dashboard.browser import AS_OF, PATHS, PATIENCE_MS, free_port, launch

CHART = ".js-plotly-plot svg.main-svg"
STARTS, CHANGES = 5, 7
QUERY = urlencode({"as_of": AS_OF})
_EMPTY = (
    "run",
    "benchmarks/empty_app.py",
    "--server.headless=true",
    "--server.address=localhost",
    "--server.port=PORT",
)


@contextmanager
def _ours(database: Path) -> Iterator[str]:
    port = free_port()
    process = begun("dashboard.serve", port=port, CLAIMS_PORT=str(port), **{DATABASE_URL: f"sqlite:///{database}"})
    try:
        answers(f"http://localhost:{port}/healthz", process)
        yield f"http://localhost:{port}"
    finally:
        ended(process)


@contextmanager
def _empty() -> Iterator[str]:
    port = free_port()
    process = begun("streamlit", *_EMPTY, port=port)
    try:
        answers(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}"
    finally:
        ended(process)


def pages(_: Place) -> list[Result]:
    """Both over a store that was filled before, as at every start but the very first."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "iraq.sqlite"
        with _ours(database):
            pass
        return [*_start(database), *_page_change(database)]


def _start(database: Path) -> list[Result]:
    """From the start of the program to a chart in a browser that is already open."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        ours, empty = _first_chart(browser, lambda: _ours(database)), _first_chart(browser, _empty)
        timed = in_turns({"ours": ours, "empty": empty}, STARTS, warm=1)
        browser.close()
    mine, peer = timed["ours"], timed["empty"]
    return [Result(START, None, mine.median / peer.median, mine.told, peer.told)]


def _first_chart(browser: Browser, serving: Callable[[], AbstractContextManager[str]]) -> Callable[[int], Took]:
    def run(_: int) -> Took:
        begun_at = time.perf_counter()
        with serving() as address:
            page = browser.new_page()
            page.goto(f"{address}/?{QUERY}")
            page.wait_for_selector(CHART, timeout=PATIENCE_MS)
            took = time.perf_counter() - begun_at
            page.close()
        return Took(took)

    return run


def _page_change(database: Path) -> list[Result]:
    """In a session of its own on each server, whose pages were all shown once before."""
    with _ours(database) as ours, _empty() as empty, session(ours, QUERY) as mine, session(empty) as bare:
        ways = {f"/{path}": partial(_changed, mine, path) for path in PATHS}
        timed = in_turns(
            {**ways, "empty": lambda number: _changed(bare, ("", "second")[number % 2], number)}, CHANGES, warm=1
        )
    peer = timed.pop("empty").median
    medians = {path: one.median for path, one in timed.items()}
    typical, slowest = statistics.median(medians.values()), max(medians, key=lambda path: medians[path])
    note = f"the median of {len(medians)} pages; the slowest, {slowest}, takes {in_time(medians[slowest])}"
    return [Result(PAGE_CHANGE, None, (typical - peer) * 1000, in_time(typical), in_time(peer), note)]


def _changed(reader: Session, path: str, _round: int) -> Took:
    return Took(reader.ask(path, QUERY))
