"""Words made to fit a given width: names in several lines or cut, and no more days on an axis than have room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from dashboard.charts.frame import Canvas, Line, Panel, Tick, date_ticks, size_of
from dashboard.charts.labels import text_width

COLUMN = 912
"""Pixels for which words are placed: a wider chart gives them more room, a narrower one would push them together."""


def ticks_with_room(
    canvas: Canvas, panel: Panel, first: date, last: date, most: int, named: Callable[[Tick], Sequence[Line]]
) -> list[Tick]:
    """As many days for an axis as can stand beside each other, at most `most`."""
    ticks = date_ticks(first, last, most, canvas.words.language)
    widths = [size_of(named(tick), canvas.axis)[0] for tick in ticks]
    edges = [
        (panel.across(tick.at) - wide / 2, panel.across(tick.at) + wide / 2)
        for tick, wide in zip(ticks, widths, strict=True)
    ]
    if most > 2 and any(right + 8 > left for (_, right), (left, _) in pairwise(edges)):
        return ticks_with_room(canvas, panel, first, last, most - 1, named)
    return ticks


def wrapped(name: str, width: float, size: float, *, most: int, strong: bool = False) -> list[str]:
    """A name in at most `most` lines of a width in pixels."""
    lines = [""]
    for word in name.split():
        joined = f"{lines[-1]} {word}".strip()
        if not lines[-1] or text_width(joined, size, strong=strong) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return [cut(line, width, size, strong=strong) for line in lines]


def cut(line: str, width: float, size: float, *, strong: bool = False) -> str:
    """The line, or as much of it as fits before an ellipsis."""
    if text_width(line, size, strong=strong) <= width:
        return line
    kept = line.rstrip("…")
    while len(kept) > 1 and text_width(f"{kept}…", size, strong=strong) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"
