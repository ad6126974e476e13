"""Where the words of a chart stand in the browser, reckoned from its annotations."""

from __future__ import annotations

import html
import itertools
import re

import plotly.graph_objects as go

from claims.bidi import ISOLATES
from dashboard.charts.labels import Box, text_size, text_width


def of(figure: go.Figure, width: int) -> dict[str, Box]:
    """The box of each upright annotation of a chart `width` pixels wide, by its words, in pixels."""
    layout, found = figure.layout, {}
    inner = (width - layout.margin.l - layout.margin.r, layout.height - layout.margin.t - layout.margin.b)
    for note in layout.annotations:
        if note.textangle:
            continue
        x_axis, y_axis = layout[note.xref.replace("x", "xaxis")], layout[note.yref.replace("y", "yaxis")]
        lines = note.text.split("<br>")
        wide, tall = text_size([_width(line, note.font.size) for line in lines], note.font.size)
        low, high = y_axis.domain or (0, 1)
        x = (
            layout.margin.l
            + (note.x - x_axis.range[0]) / (x_axis.range[1] - x_axis.range[0]) * inner[0]
            + (note.xshift or 0)
        )
        share = low + (note.y - y_axis.range[0]) / (y_axis.range[1] - y_axis.range[0]) * (high - low)
        y = layout.margin.t + (1 - share) * inner[1] - (note.yshift or 0)
        left = x - wide * {"left": 0, "center": 0.5, "right": 1}[note.xanchor]
        top = y - tall * {"top": 0, "middle": 0.5, "bottom": 1}[note.yanchor]
        found[f"{len(found)} {' / '.join(map(_plain, lines))}"] = Box(left, top, left + wide, top + tall)
    return found


def _plain(line: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", line)).translate(ISOLATES)


def _width(line: str, size: float) -> float:
    parts = re.split(r"(<b>.*?</b>)", line)
    return sum(text_width(_plain(part), size, strong=part.startswith("<b>")) for part in parts)


def overlapping(figure: go.Figure, width: int) -> list[tuple[str, str]]:
    """The pairs of words that would be printed on each other."""
    return [
        (one, other)
        for (one, box), (other, second) in itertools.combinations(of(figure, width).items(), 2)
        if box.overlaps(second, gap=-2)
    ]


def cut(figure: go.Figure, width: int) -> list[str]:
    """The words that would leave the chart."""
    frame = Box(-2, -2, width + 2, figure.layout.height + 2)
    return [words for words, box in of(figure, width).items() if not box.inside(frame)]
