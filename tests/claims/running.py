"""What a command said, run in the process of the tests: a program that starts anew imports for a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Said(NamedTuple):
    exit: int
    out: str
    err: str


Run = Callable[..., Said]
