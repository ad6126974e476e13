"""The small chart of the overview: what slipped most."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.fitting import cut
from dashboard.charts.frame import (
    NARROW,
    Canvas,
    Panel,
    Run,
    Words,
    days_late,
    each,
    hidden_axis,
    hover,
    shortened,
    size_of,
)
from dashboard.theme import Palette, plotly_symbol

FIRST = 8
"""So many rows of what slipped most."""
ROW, ROW_NARROW = 40, 56
WIDTH = 700
"""The pixels for which the bars are laid out: they stand beside other columns."""
PHONE = 350
"""The pixels that a line over a bar may take on a phone."""


def slipped(table: pd.DataFrame, *, words: Words, colours: Palette, narrow: bool = False) -> go.Figure:
    """The first rows of `overview.slipped_most`: an arrow as long as the days late, dotted where it is not known."""
    canvas = Canvas(words, colours, narrow=narrow)
    rows = list(each(table.head(FIRST)))
    if not rows:
        return canvas.empty()
    row_height = ROW_NARROW if narrow else ROW
    told = [_told(row, words) for row in rows]
    left = (
        10.0
        if narrow
        else 24 + max(max(size_of([topic], 13)[0], size_of([sides], 12)[0]) for topic, sides, _, _ in told)
    )
    right = 24 + max(size_of([[late, state]], 13)[0] for _, _, late, state in told)
    height = row_height * len(rows)
    width = max((NARROW if narrow else WIDTH) - left - right, 60)
    longest = max(float(table["days"].max()), 1.0)
    panel = Panel((0, longest), (height, 0), width, height)
    if not narrow:
        canvas.line(panel, 0, 0, 0, height, colours.faint, blocks=False)
    for at, (row, (topic, sides, late, state)) in enumerate(zip(rows, told, strict=True)):
        tone, known = colours.state(row.state), row.state == "met_late"
        y = row_height * at + (row_height - 14 if narrow else row_height / 2)
        canvas.line(panel, 0, y, row.days, y, tone.mark, width=4, dash="solid" if known else "dot", blocks=False)
        symbol = plotly_symbol("states", row.state)
        hollow = symbol.endswith("-open")
        canvas.marks(
            panel,
            [row.days],
            [y],
            symbol=symbol.removesuffix("-open"),
            fill=colours.background if hollow else tone.mark,
            edge=tone.mark,
            width=2.5 if hollow else 0,
            size=14 if hollow else 15,
            told=[hover([f"{topic.text} ({sides.text}): {late.text} {state.text}"], words.language)],
        )
        canvas.text(panel, row.days, y, [[late, state]], tone.text, dx=14, blocks=False)
        if narrow:
            room = PHONE - left - size_of([topic], 12)[0]
            both = [topic, Run(cut(f" · {sides.text}", room, 12))]
            canvas.text(panel, 0, y - 24, [both], colours.text, dx=-2, size=12, blocks=False)
        else:
            canvas.text(panel, 0, y - 8, [topic], colours.text, dx=-12, xanchor="right", blocks=False)
            canvas.text(panel, 0, y + 9, [sides], colours.muted, dx=-12, xanchor="right", size=12, blocks=False)
    return canvas.figure(height + 8, (left, 4, right, 4), xaxis=hidden_axis(0, longest), yaxis=hidden_axis(height, 0))


def slipped_alt(table: pd.DataFrame, *, words: Words) -> str:
    """How many there are, and in words the one that slipped most."""
    row = next(each(table.sort_values(["days", "days_max"], ascending=False, kind="stable")))
    if row.state == "met_late":
        late = days_late(row.days, row.days_max, words.language)
    else:
        past, state = words.say("charts_dates.past_days", n=round(row.days)), words.word("state", row.state)
        late = words.say("charts_dates.alt_past", past=past, state=state)
    return words.say(
        "charts_dates.alt_slipped",
        n=len(table),
        topic=words.topics[row.topic_id],
        sides=words.several([words.sides[side] for side in row.sides]),
        late=late,
    )


def _told(row: Any, words: Words) -> tuple[Run, Run, Run, Run]:
    """Topic, sides, days and state of one row."""
    key = "late" if row.state == "met_late" else "past"
    return (
        Run(shortened(words.topics[row.topic_id], 34), strong=True),
        Run(words.several([words.sides[side] for side in row.sides])),
        Run(words.say(f"charts_dates.{key}", n=round(row.days)), strong=True),
        Run(f"  {words.word('state', row.state)}"),
    )
