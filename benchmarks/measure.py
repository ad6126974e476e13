"""How things are measured: candidate and peer in turns, in the same run; what was measured, against its bound."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from benchmarks import generate

Answer = TypeVar("Answer")
Unit = Literal["x", "ms", "bytes"]

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Bound:
    """One row of the table: what is measured against whom, and what is to be reached.

    `at` is the size for which the bound is given, None where the dossier is that of the seeds or any.
    """

    key: str
    what: str
    peer: str
    limit: float
    unit: Unit = "x"
    at_least: bool = False
    at: int | None = 1_000_000

    @property
    def told(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {in_units(self.limit, self.unit)}"


@dataclass(frozen=True)
class Result:
    """What was measured at a size; `value` is None where it could not be, and `note` then says why."""

    bound: Bound
    claims: int | None
    value: float | None
    ours: str = ""
    peer: str = ""
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        limit = self.bound.limit
        return self.value >= limit if self.bound.at_least else self.value <= limit

    @property
    def distance(self) -> float:
        """How many times as good it would have to be: 1 or less where the bound is met."""
        assert self.value is not None
        ends = (self.bound.limit, self.value) if self.bound.at_least else (self.value, self.bound.limit)
        return ends[0] / max(ends[1], 1e-9)

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        return "met" if self.met else f"not met: {self.distance:.3g} times off"


def in_units(value: float, unit: Unit) -> str:
    if unit == "x":
        return f"{value:.3g}×"
    return f"{value:,.3g} ms" if unit == "ms" else f"{value:,.0f} bytes"


def in_time(seconds: float) -> str:
    if seconds >= 10:
        return f"{seconds:,.1f} s"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def in_size(bytes_: float) -> str:
    return f"{bytes_ / 2**20:,.0f} MiB"


@dataclass
class Timed:
    """The seconds and answers of each round of one candidate."""

    seconds: list[float] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def told(self) -> str:
        return in_time(self.median)


@dataclass(frozen=True)
class Took:
    """The answer of a candidate that measured itself, since it did other things too."""

    seconds: float
    answer: Any = None


def in_turns(candidates: Mapping[str, Callable[[int], Any]], rounds: int, *, warm: int = 0) -> dict[str, Timed]:
    """Let each candidate do each round, one after the other; rounds from `-warm` to 0 are not counted.

    A round's number tells candidates to ask alike, and each round another thing, so that no answer is a kept one.
    """
    timed = {name: Timed() for name in candidates}
    for number in range(-warm, rounds):
        for name, run in candidates.items():
            gc.collect()
            begun = time.perf_counter()
            answer = run(number)
            took = time.perf_counter() - begun
            if isinstance(answer, Took):
                took, answer = answer.seconds, answer.answer
            if number >= 0:
                timed[name].seconds.append(took)
                timed[name].answers.append(answer)
    return timed


def must_agree(timed: Mapping[str, Timed]) -> None:
    """AssertionError where candidates did not answer a round alike."""
    (first, reference), *others = timed.items()
    for name, other in others:
        for number, (one, two) in enumerate(zip(reference.answers, other.answers, strict=True)):
            assert one == two, f"round {number}: {first} and {name} differ: {_apart(one, two)}"


def _apart(one: Any, two: Any) -> str:
    """Where two answers differ first, so that it can be read."""
    if is_dataclass(one):
        one, two = vars(one), vars(two)
    if isinstance(one, dict) and isinstance(two, dict):
        for key in [*one, *two]:
            if one.get(key) != two.get(key):
                return f"{key}: {_apart(one.get(key), two.get(key))}"
    if isinstance(one, list | tuple) and isinstance(two, list | tuple):
        for place, (left, right) in enumerate(zip(one, two, strict=False)):
            if left != right:
                return f"{place}: {_apart(left, right)}"
    return f"{one!r:.300} {two!r:.300}"


def in_own_process(module: str, *arguments: object) -> Any:
    """What a module of ours prints as JSON on its last line when it is run by itself."""
    ran = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True
    )
    return json.loads(ran.stdout.splitlines()[-1])


@dataclass(frozen=True)
class Place:
    """A folder for one size, and the files in it that measurements make and share."""

    folder: Path
    claims: int
    most_rounds: int = 1_000

    @property
    def bulk(self) -> Path:
        """The generated dossier."""
        file = self.folder / f"{self.claims}.jsonl"
        if not file.exists():
            unfinished = file.with_suffix(".part")
            generate.write(unfinished, self.claims)
            unfinished.rename(file)
        return file

    @property
    def dossier_id(self) -> str:
        return generate.dossier_id(self.claims)

    @property
    def store(self) -> Path:
        """The store that the import fills."""
        return self.folder / f"{self.claims}.sqlite"

    @property
    def plain(self) -> Path:
        """The plain table of the peers."""
        return self.folder / f"{self.claims}-plain.sqlite"

    def rounds(self, usual: int) -> int:
        """Fewer where each takes long."""
        fewer = usual if self.claims <= 20_000 else usual * 2 // 3 if self.claims <= 200_000 else usual // 3
        return max(min(fewer, self.most_rounds), 1)
