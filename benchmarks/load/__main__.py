"""A hundred readers on one machine, over real sockets: `make load`, or `python -m benchmarks.load --processes 2`.

READERS arrive at once, then each asks for something every 20 seconds, for SECONDS. The dashboard is started for it,
with the dossiers that come with the program in a store of its own; readers are sent to this machine alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.load.http import Browser
from benchmarks.load.reader import VISITED, Reader, Told, only_here
from benchmarks.load.servers import Served, serving
from claims.store import DATABASE_URL
from tests.dashboard.browser import ROOT

READERS, MOST_READERS = 100, 500
SECONDS, MOST_SECONDS = 120, 1800
THINK_S = 20
PAGE = ROOT / "docs" / "load.md"

Row = tuple[str, float, float, str]
"""What was measured, the figure, the most that it may be, its unit."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2], help="a run for each number")
    processes = parser.parse_args().processes
    readers = min(int(os.environ.get("READERS", READERS)), MOST_READERS)
    seconds = min(int(os.environ.get("SECONDS", SECONDS)), MOST_SECONDS)
    before = os.getloadavg()[0]
    runs = [measured(count, readers, seconds) for count in processes]
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(runs, readers, seconds, before), "utf-8")
    sys.stdout.write("\n".join(runs) + "\n")


def measured(processes: int, readers: int, seconds: float) -> str:
    """One run, as a table."""
    with tempfile.TemporaryDirectory() as folder:
        store, log = Path(folder) / "store.sqlite", Path(folder) / "log"
        with serving(processes, log, **{DATABASE_URL: f"sqlite:///{store}"}) as served:
            begun = served.memory_mib()
            asyncio.run(shown_before(served))
            told, cpu = Told(), time.process_time()
            started = time.monotonic()
            used = asyncio.run(watched(served, readers, seconds, told))
            share = (time.process_time() - cpu) / (time.monotonic() - started)
        # What a request ended in is told as it is, without a word for how bad that was.
        faults = len(re.findall(r"^Traceback |ERROR", log.read_text("utf-8"), re.MULTILINE))
    return table(processes, told, used, begun, share, faults)


@dataclass
class Used:
    """What all dashboards took: the most memory, and time of the cores until everyone was in, and after."""

    memory_mib: float
    arriving_s: float = 0
    staying_s: float = 0


async def watched(served: Served, readers: int, seconds: float, told: Told) -> Used:
    """Send the readers, and look on."""
    used, begun = Used(served.memory_mib()), served.cpu_s()
    task = asyncio.create_task(crowd(served.address, readers, seconds, told))
    while not task.done():
        await asyncio.wait([task], timeout=1)
        used.memory_mib = max(used.memory_mib, served.memory_mib())
        if len(told.first_s) + len(told.failed) < readers:
            used.arriving_s = served.cpu_s() - begun
    await task
    used.staying_s = served.cpu_s() - begun - used.arriving_s
    return used


async def shown_before(served: Served) -> None:
    """Each dashboard has shown each page, in both languages, on desks and on phones."""
    for port in served.ports:
        address = f"http://localhost:{port}"
        for number in range(4):
            await Reader(address, Told(), number, await claim_ids(address)).looks_around()


async def claim_ids(address: str) -> list[str]:
    return [one["id"] for one in json.loads((await Browser(address).get("api/claims.json")).text())["claims"]]


async def crowd(address: str, readers: int, seconds: float, told: Told) -> None:
    """All arrive at once and stay for the time."""
    only_here(address)
    ids, until = await claim_ids(address), time.monotonic() + seconds
    every = [Reader(address, told, number, ids) for number in range(readers)]
    await asyncio.gather(*(one.reads(THINK_S, until) for one in every))


def table(processes: int, told: Told, used: Used, begun: float, share: float, faults: int) -> str:
    """What was reached beside what is to be reached."""
    rows: list[Row] = [
        ("interactions, p50", percentile(told.next_s, 50), 0.5, "s"),
        ("interactions, p95", percentile(told.next_s, 95), 1.5, "s"),
        ("first loads, all at once, p95", percentile(told.first_s, 95), 6, "s"),
        ("memory beyond that of dashboards just started", used.memory_mib - begun, 300, "MiB"),
        ("errors", len(told.failed) + faults, 0, ""),
    ]
    many = "one process" if processes == 1 else f"{processes} processes behind nginx"
    lines = [
        f"## {len(told.first_s)} readers, {many}",
        "",
        "| what | reached | to reach | |",
        "| --- | ---: | ---: | --- |",
        *(f"| {what} | {got:.4g} {unit} | {most:g} {unit} | {judged(got, most)} |" for what, got, most, unit in rows),
        "",
        f"{len(told.next_s)} interactions, {told.pulses} questions whether something changed; first loads p50 "
        f"{percentile(told.first_s, 50):.3g} s; {percentile(told.sizes, 50) / 1024:.0f} KiB an answer (p95 "
        f"{percentile(told.sizes, 95) / 1024:.0f}); {begun:.0f} MiB just started.",
        "",
        f"Time of the cores, which does not depend on who else uses the machine as much as waiting does: "
        f"{used.arriving_s:.0f} s until all were in, {per(used.arriving_s, len(told.first_s))} ms a first load; then "
        f"{per(used.staying_s, len(told.next_s))} ms an interaction with the questions asked meanwhile; the readers "
        f"themselves {share:.0%} of a core.",
        "",
        *(f"- {count} × {said}" for said, count in Counter(told.failed).most_common(10)),
        "",
    ]
    return "\n".join(lines)


def per(seconds: float, count: int) -> str:
    return f"{seconds * 1000 / count:.0f}" if count else "-"


def judged(got: float, most: float) -> str:
    if got <= most:
        return "met"
    return f"{got / most:.2f} times too much" if most else f"{got:g} too many"


def percentile(values: Sequence[float], at: int) -> float:
    return float(np.percentile(values, at)) if values else float("nan")


def page(runs: Sequence[str], readers: int, seconds: float, load: float) -> str:
    names = ("streamlit", "pandas", "plotly", "uvicorn")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    return "\n".join(
        [
            "# A hundred readers",
            "",
            f"Written by `make load`: {readers} readers arrive at once, each asks for something every {THINK_S} s on "
            f"average, for {seconds:g} s: one of {len(VISITED)} pages by the menu, a filter set, words typed, filters "
            "removed; half of them in Arabic, a third on phones. Each is a session of its own over a real socket, "
            "fetches the files that the page names, and asks every second whether the dossier has changed, as browsers "
            "do. Before they come, each dashboard has shown each page once. The readers run on the same machine and "
            "take their share of it.",
            "",
            f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}, "
            f"{versions}; load average before it began {load:.1f} (an idle "
            "machine has less than 0.2).",
            "",
            *runs,
        ]
    )


if __name__ == "__main__":
    main()
