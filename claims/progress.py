"""How far long work has come, for whoever watches it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

Step = Literal["read", "checked", "written"]
STEPS: tuple[Step, ...] = get_args(Step)
Progress = Callable[[Step, int], None]
"""Is told how many records have come through a step so far."""

EVERY = 100
"""So many records are worth telling of."""


def unseen(step: Step, done: int) -> None:
    """The progress of what nobody watches."""
