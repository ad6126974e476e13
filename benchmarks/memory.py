"""What a process holds that can answer: ours with its columns, and one with a DataFrame in Streamlit's cache."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.bounds import IMAGE, PROCESS
from benchmarks.measure import Place, Result, in_own_process, in_size
from benchmarks.questions import asked

STATUS = Path("/proc/self/status")


def _resident_bytes() -> int:
    """What this process has in memory, as Linux tells it."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024


def memory(place: Place) -> list[Result]:
    """Each in a process of its own, after it has shown a page."""
    if not STATUS.exists():
        note = "this system does not tell what a process holds"
        return [Result(bound, place.claims, None, note=note) for bound in (IMAGE, PROCESS)]
    from benchmarks.interaction import prepared

    # Its table and store are there; what measures them must not count.
    prepared(place)
    mine = in_own_process("benchmarks.memory", "ours", place.store, place.dossier_id)
    frame = in_own_process("benchmarks.memory", "frame", place.plain)
    assert mine["claims"] == frame["claims"]
    return [
        Result(IMAGE, place.claims, mine["image"] / place.claims, in_size(mine["image"])),
        Result(PROCESS, place.claims, mine["held"] / frame["held"], in_size(mine["held"]), in_size(frame["held"])),
    ]


def _ours(database: Path, dossier_id: str) -> dict[str, int]:
    from benchmarks.ours import Dossier

    dossier = Dossier(database, dossier_id)
    shown = dossier.shown(asked(0))
    return {"claims": shown.count, "image": dossier.image_bytes}


def _frame(table: Path) -> dict[str, int]:
    import streamlit as st

    from benchmarks.with_pandas import Plain

    @st.cache_data(show_spinner=False)
    def read() -> Plain:
        return Plain.read(table)

    # The first call fills the cache, a click reads from it.
    read()
    return {"claims": read().shown(asked(0)).count}


def main(way: str, *given: str) -> None:
    found = _ours(Path(given[0]), given[1]) if way == "ours" else _frame(Path(given[0]))
    print(json.dumps({**found, "held": _resident_bytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
