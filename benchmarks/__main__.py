"""Measure everything: `python -m benchmarks --sizes 10k,100k,1M`. Each measurement runs in a process of its own."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks import bounds, report
from benchmarks.measure import ROOT, Bound, Place, Result

UNITS = {"k": 1_000, "M": 1_000_000}
LONGEST_S = 5_400
"""A measurement that takes longer is given up."""


@dataclass(frozen=True)
class Group:
    """Rows that are measured together: the function, by its module and name, that measures them."""

    module: str
    function: str
    bounds: tuple[Bound, ...]

    def measure(self, place: Place) -> list[Result]:
        # Each process brings in only what it measures.
        module = import_module(f"benchmarks.{self.module}")
        measured: Callable[[Place], list[Result]] = getattr(module, self.function)
        return measured(place)


GROUPS = {
    "validation": Group("imports", "validation", (bounds.VALIDATION,)),
    "import": Group("imports", "everything", (bounds.IMPORT, bounds.SLOPE)),
    "facets": Group("interaction", "faceted", (bounds.FACETS_DATASETTE, bounds.FACETS_DUCKDB)),
    "interaction": Group(
        "interaction", "whole", (bounds.INTERACTION, bounds.INTERACTION_MS, bounds.WORDS, bounds.WORDS_AGAIN)
    ),
    "states": Group("states", "states", (bounds.STATES,)),
    "agreement": Group("states", "agreement", (bounds.MATRIX,)),
    "memory": Group("memory", "memory", (bounds.IMAGE, bounds.PROCESS)),
    "edit": Group("editing", "edit", (bounds.EDIT,)),
    "pages": Group("pages", "pages", (bounds.START, bounds.PAGE_CHANGE)),
}
WITHOUT_SIZE = ("pages",)


def _size(text: str) -> int:
    return int(float(text[:-1]) * UNITS[text[-1]]) if text[-1] in UNITS else int(text)


def _measured(name: str, place: Place) -> Iterator[Result]:
    """The rows of a group; of each that did not come, why."""
    group, sized = GROUPS[name], None if name in WITHOUT_SIZE else place.claims
    told, why = [], "a tenth of it was not imported in this run"
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "benchmarks", "--one", name, "--sizes", str(place.claims), "--folder", place.folder],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
        if ran.returncode == 0:
            told = json.loads(ran.stdout.splitlines()[-1])
        else:
            sys.stderr.write(ran.stderr)
            why = (ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"])[-1]
    except subprocess.TimeoutExpired:
        why = f"given up after {LONGEST_S / 60:.0f} minutes"
    found = {one["bound"]: one for one in told}
    for bound in group.bounds:
        if bound.key in found:
            yield Result(**{**found[bound.key], "bound": bound})
        else:
            yield Result(bound, sized, None, note=why.replace(f"{place.folder}/", ""))


def _all(sizes: Sequence[int], names: Sequence[str], folder: Path) -> Iterator[Result]:
    for size in sizes:
        for name in names:
            if name not in WITHOUT_SIZE:
                yield from _told(name, Place(folder, size))
    for name in names:
        if name in WITHOUT_SIZE:
            yield from _told(name, Place(folder, 0))
        else:
            for bound in GROUPS[name].bounds:
                if bound.at and bound.at not in sizes:
                    yield Result(bound, bound.at, None, note="not among the sizes of this run")


def _with_earlier(results: Sequence[Result], folder: Path) -> list[Result]:
    """These results and, of what they do not tell, those of earlier runs in the same folder; all are kept there."""
    kept = folder / "results.json"
    told = {(one.bound.key, one.claims): one for one in results}
    for row in json.loads(kept.read_text("utf-8")) if kept.exists() else ():
        one = Result(**{**row, "bound": bounds.BY_KEY[row["bound"]]})
        now = told.get((one.bound.key, one.claims))
        if now is None or now.value is None:
            told[one.bound.key, one.claims] = one
    every = [{**asdict(one), "bound": one.bound.key} for one in told.values()]
    kept.write_text(json.dumps(every), "utf-8")
    return [*told.values()]


def _told(name: str, place: Place) -> Iterator[Result]:
    print(f"{name}{f' of {place.claims:,} claims' if place.claims else ''} ...", file=sys.stderr, flush=True)
    yield from _measured(name, place)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="make bench", description="Measure, and write docs/benchmarks.md.")
    arguments.add_argument("--sizes", default="10k,100k,1M", help="how many claims, like 10k,1M")
    some = f"some of {', '.join(GROUPS)}: written only with --folder"
    arguments.add_argument("--only", default=",".join(GROUPS), help=some)
    arguments.add_argument("--folder", type=Path, help="where to keep what was made and measured, for the next run")
    arguments.add_argument("--one", choices=GROUPS, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    sizes, names = sorted(map(_size, given.sizes.split(","))), given.only.split(",")
    if given.one:
        measured = GROUPS[given.one].measure(Place(given.folder, sizes[0]))
        print(json.dumps([{**asdict(one), "bound": one.bound.key} for one in measured]))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        folder = given.folder or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        measured = list(_all(sizes, names, folder))
        results = report.ordered(_with_earlier(measured, folder))
    report.shown(report.ordered(measured))
    if given.folder or [*GROUPS] == names:
        report.write(results, ROOT / "docs", datetime.now(UTC).date(), report.versions())
    if broken := [one for one in results if "AssertionError" in one.note]:
        sys.exit(f"{len(broken)} comparisons did not give the same answers")


if __name__ == "__main__":
    main()
