"""What was measured as a table for the terminal, a page and a picture for the documentation."""

from __future__ import annotations

import math
import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.markup import escape as escape_markup
from rich.table import Table

from benchmarks.bounds import BOUNDS
from benchmarks.measure import Bound, Result, in_units

HEADS = ("what", "claims", "ours", "against", "reached", "to reach", "verdict")
PACKAGES = (
    "numpy", "pandas", "pyarrow", "pydantic", "sqlalchemy", "streamlit", "plotly", "datasette", "duckdb", "playwright",
)  # fmt: skip
PICTURE = "benchmarks.svg"


def ordered(results: Iterable[Result]) -> list[Result]:
    """By row of the table, then by size."""
    return sorted(results, key=lambda one: (BOUNDS.index(one.bound), one.claims or 0))


def _cells(one: Result) -> tuple[str, ...]:
    return (
        one.bound.what,
        f"{one.claims:,}" if one.claims else "Iraq dossier",
        one.ours,
        f"{one.bound.peer}{': ' if one.peer else ''}{one.peer}",
        "" if one.value is None else in_units(one.value, one.bound.unit),
        one.bound.told,
        f"{one.verdict}{' - ' if one.note else ''}{one.note}",
    )


def shown(results: Sequence[Result]) -> None:
    """Print the table."""
    table = Table(*HEADS)
    styles = {True: "green", False: "red", None: "yellow"}
    for one in results:
        table.add_row(*map(escape_markup, _cells(one)), style=styles[one.met])
    Console(width=None if os.isatty(1) else 200).print(table)


def versions() -> dict[str, str]:
    """What took part, by its name."""
    return {**{name: version(name) for name in PACKAGES}, "SQLite": sqlite3.sqlite_version}


def write(results: Sequence[Result], folder: Path, day: date, used: Mapping[str, str]) -> None:
    """Write the page and its picture."""
    folder.mkdir(exist_ok=True)
    (folder / "benchmarks.md").write_text(_page(results, day, used), "utf-8")
    (folder / PICTURE).write_text(_picture(_foremost(results)), "utf-8")


def _foremost(results: Sequence[Result]) -> list[Result]:
    """Of each row the largest size that was measured, or that it was not."""
    found: dict[Bound, Result] = {}
    for one in results:
        before = found.get(one.bound)
        if before is None or one.value is not None or before.value is None:
            found[one.bound] = one
    return [*found.values()]


def _page(results: Sequence[Result], day: date, used: Mapping[str, str]) -> str:
    rows = [HEADS, ("---",) * len(HEADS), *map(_cells, results)]
    table = "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)
    foremost = _foremost(results)
    met = sum(one.met is True for one in foremost)
    return f"""# Benchmarks

`make bench` measures all of this anew and writes this page; `SIZES=10k,100k make bench` takes other sizes. Candidate
and peer take turns in the same run, and medians are compared. Each comparison asserts that both give the same counts.
Bounds are given for a million claims; smaller sizes are measured against the same ones.

Met at the largest size measured: {met} of {len(foremost)} rows.

![How far each row is from its bound]({PICTURE})

{table}

## What is compared

- The dossiers are generated (`python -m benchmarks.generate 10000 FILE`): always the same for a size, with few
  speakers, topics and outlets that have most claims, a quarter of echoes, 60 % Arabic statements and vague dates.
- **Bare `model_validate_json`** reads the same file line by line into the same models, and does nothing else.
- **The same steps bare** read and check the lines, then write rows, history and words with `sqlite3` into the same
  tables.
- **Datasette** serves one indexed table with limits lifted and no suggested facets; the states are a column of it,
  worked out before. **DuckDB** has the same table in memory, in our process.
- **Plain pandas** is one DataFrame that is filtered, counted and drawn at each click. It follows the rules of the
  states, but not whether a later date replaced an earlier one, which spares it the chains. Its process keeps the frame
  in Streamlit's cache.
- **The same without the lock** reads the record, writes it and tells it in the history, in one durable transaction.
- **The empty Streamlit page** has one chart and nothing else. Starts are timed from the start of the program to a chart
  in an open browser; page changes from a reader's websocket, from the question to the end of the script.

## Machine and versions

{_machine()} Measured on {day:%d %B %Y}, load {os.getloadavg()[0]:.1f} when it ended.

{", ".join(f"{name} {version_}" for name, version_ in used.items())}.
"""


def _machine() -> str:
    """What it was measured on, without its name."""
    processor = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        models = [line.split(":", 1)[1] for line in told.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].strip() if models else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} processors ({processor}), {memory:.0f} GiB of memory, {system}."


WIDTH, ROW, LEFT, RIGHT, TOP, FOOT = 960, 40, 330, 200, 64, 40
LEAST, MOST = 1 / 32, 32
MET, UNMET, INK, QUIET, LINE = "#1b7f5c", "#c2410c", "#1f2933", "#5f6b76", "#d5dbe1"


def _picture(results: Sequence[Result]) -> str:
    """Bars by how far each row is from its bound, on a scale of doublings: what is met ends left of the line."""
    height = TOP + ROW * len(results) + FOOT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="{_alt(results)}">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _words(16, 26, "Distance of each row from its bound", INK, weight=600, size=16),
        _words(16, 46, "at the largest size measured; left of the line it is met", QUIET),
    ]
    for times in (1 / 16, 1 / 4, 1, 4, 16):
        x, bound = _across(times), times == 1
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - FOOT + 4}" '
            f'stroke="{INK if bound else LINE}" stroke-width="{1.5 if bound else 1}"/>'
        )
        label = "the bound" if bound else f"{times:g}×" if times > 1 else f"1/{1 / times:g}"
        parts.append(_words(x, height - FOOT + 22, label, INK if bound else QUIET, anchor="middle"))
    for row, one in enumerate(results):
        parts += _bar(one, TOP + row * ROW)
    return "\n".join([*parts, "</svg>", ""])


def _bar(one: Result, y: float) -> list[str]:
    size = f", {one.claims:,} claims" if one.claims else ""
    middle = y + ROW / 2 + 4
    parts = [
        _words(LEFT - 10, middle - 7, one.bound.what, INK, anchor="end"),
        _words(LEFT - 10, middle + 8, one.bound.peer.replace("`", "") + size, QUIET, anchor="end", size=11),
    ]
    if one.value is None:
        return [*parts, _words(LEFT + 6, middle, "not measured", QUIET)]
    colour, end = MET if one.met else UNMET, _across(one.distance)
    sign = "✓" if one.met else "✗"
    parts.append(
        f'<rect x="{LEFT}" y="{y + 8}" width="{max(end - LEFT, 2):.1f}" height="{ROW - 16}" rx="2" fill="{colour}"/>'
    )
    told = f"{sign} {in_units(one.value, one.bound.unit)} (bound {one.bound.told})"
    return [*parts, _words(WIDTH - RIGHT + 10, middle, told, colour, size=12)]


def _across(times: float) -> float:
    share = math.log(min(max(times, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + share * (WIDTH - RIGHT - LEFT)


def _words(
    x: float, y: float, words: str, fill: str, *, anchor: str = "start", weight: int = 400, size: int = 13
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}" '
        f'font-size="{size}">{escape(words)}</text>'
    )


def _alt(results: Sequence[Result]) -> str:
    return escape("; ".join(f"{one.bound.what}: {one.verdict}" for one in results), quote=True)
