"""Names made to fit a given width: in several lines, and cut where even those do not do."""

from __future__ import annotations

from dashboard.charts.labels import text_width


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
