"""Which number is right: every figure at its time on a scale from zero, who stands against whom, what is repeated.

The main panel is linear, since these are amounts: twice as many must look twice as high. Below it, where it cannot show
all years, a strip of all figures in powers of ten, with the days of the main panel shaded.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from claims import spoken
from dashboard.charts import figure_marks as draw
from dashboard.charts import intervals, periods
from dashboard.charts.fitting import COLUMN, ticks_with_room
from dashboard.charts.frame import (
    AGGREGATE_ABOVE,
    NARROW,
    Canvas,
    Line,
    Panel,
    Run,
    Tick,
    Words,
    counted_note,
    days,
    hidden_axis,
    markup,
    milliseconds,
    quiet_axis,
    size_of,
)
from dashboard.charts.intervals import FEW, MANY, PLAIN, each
from dashboard.theme import Palette

GLYPHS = {"direct": "●", "paraphrase": "◉", "anonymous": "◇", "own-voice": "□"}


class Sizes(NamedTuple):
    """Pixels of one layout."""

    width: int
    main: int
    gap: int
    strip: int
    left: int
    right: int
    bar: int
    step_aside: int
    contested: int
    years: int
    sides: int
    """So many sides have bands of their own where figures are counted."""


SIZES = Sizes(
    COLUMN, main=350, gap=68, strip=118, left=64, right=22, bar=8, step_aside=5, contested=6, years=14, sides=6
)
SIZES_NARROW = Sizes(
    NARROW, main=360, gap=68, strip=118, left=60, right=16, bar=6, step_aside=4, contested=2, years=5, sides=3
)
TOP = 32
"""Over the panel stand its unit and today."""
AXIS_LABELS = 38
KEY_LINE, KEY_GAP = 20, 16


def figures(
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    axis: str,
    as_of: date,
    now: str,
    words: Words,
    colours: Palette,
    narrow: bool = False,
    span: tuple[date, date] | None = None,
) -> go.Figure:
    """The figures of one topic, `claims.analysis.figures.standing`, and its pairs, `claims.analysis.compare.pairs`.

    `axis` names what is counted, `now` the day we look from. `span` are the days to show; left out, all where one scale
    carries them, else the last twelve years.
    """
    canvas, sizes = Canvas(words, colours, narrow=narrow), _sizes(narrow)
    placed = intervals.marks(table)
    if placed.empty:
        return canvas.figure(10, (0, 0, 0, 0), xaxis=hidden_axis(0, 1), yaxis=hidden_axis(0, 1))
    begin, end = _days_shown(placed, as_of, span)
    shown = placed[placed["middle"].between(begin, end)].reset_index(drop=True)
    pinned = intervals.off_scale(shown)
    beyond, shown = shown[pinned], shown[~pinned].reset_index(drop=True)

    width = sizes.width - sizes.left - sizes.right
    panel = Panel(
        _spread(begin, end, width),
        _scale(shown, sizes.main, pinned=not beyond.empty, unit=str(table["unit"].iloc[0])),
        width,
        sizes.main,
        spare=(0, 10, sizes.right, 0),
    )
    panel.field.RINGS = draw.RINGS
    with_strip = len(shown) + len(beyond) < len(placed) and len(placed) > FEW
    shown = shown.assign(x=days(shown["middle"]) + draw.aside(panel, shown, sizes.step_aside))
    _head(canvas, panel, sizes, axis, as_of, now)
    bands = _bands(placed, (begin, end), words, sizes)
    sharp = intervals.contested(shown, pairs, sizes.contested if bands is None else sizes.contested // 2)
    ringed = [row for pair in zip(sharp["left"], sharp["right"], strict=True) for row in pair]
    if bands is not None:
        draw.draw_counted(canvas, panel, shown, bands)
        draw.draw_marks(canvas, panel, shown.loc[ringed])
    else:
        draw.draw_reach(canvas, panel, shown, sizes.bar)
        draw.draw_marks(canvas, panel, shown)
    draw.draw_pinned(canvas, panel, beyond)
    ties = draw.draw_contested(canvas, panel, shown, sharp)
    bracket = draw.bracket_of(panel, intervals.most_repeated(placed, _echoes(placed, words)))
    draw.draw_names(canvas, panel, shown, beyond, ringed)
    draw.draw_gaps(canvas, panel, ties)
    if bracket is not None:
        draw.draw_repetition(canvas, panel, bracket)

    plots: dict[str, Any] = {
        "xaxis": _time_axis(panel, begin, end, sizes, canvas),
        "yaxis": _amount_axis(panel, canvas, grouped=table["unit"].iloc[0] != "year"),
    }
    lowest, height = panel, sizes.main
    if with_strip:
        height += sizes.gap + sizes.strip
        lowest = _strip(canvas, placed, (begin, end), as_of, sizes, height)
        first, last = (pd.Timestamp(edge, unit="ms") for edge in lowest.x)
        plots["xaxis2"] = _time_axis(lowest, first, last, sizes, canvas, anchor="y2")
        plots["yaxis2"] = _powers_axis(lowest, canvas, domain=[0, sizes.strip / height])
        plots["yaxis"]["domain"] = [1 - sizes.main / height, 1]
    below = _key(canvas, lowest, shown, sharp, sizes, bands)
    return canvas.figure(TOP + height + below, (sizes.left, TOP, sizes.right, below), **plots)


def alt(table: pd.DataFrame, pairs: pd.DataFrame, *, axis: str, words: Words) -> str:
    """What the chart shows, in sentences."""
    placed, say = intervals.marks(table), words.say
    if placed.empty:
        return say("charts_claims.figures", 0)
    told = words.claims
    by_value = placed.sort_values("value", kind="stable")["claim_id"].tolist()
    least, most = told[by_value[0]], told[by_value[-1]]
    first, last = placed["first"].min().year, placed["last"].max().year
    sentences = [
        say(
            "charts_claims.alt_figures" if first < last else "charts_claims.alt_figures_of_year",
            figures=say("charts_claims.figures", len(placed)),
            speakers=say("charts_claims.speakers", placed["speaker_id"].nunique()),
            first=first,
            last=last,
            axis=axis,
        )
    ]
    if len(placed) == 1:
        sentences.append(say("charts_claims.alt_one", value=least.value, by=least.speaker))
    elif len({told[claim_id].value for claim_id in by_value}) == 1:
        sentences.append(say("charts_claims.alt_same", len(placed), value=least.value))
    else:
        sentences.append(
            say(
                "charts_claims.alt_range",
                least=least.value,
                least_by=least.speaker,
                most=most.value,
                most_by=most.speaker,
            )
        )
    sharp = intervals.contested(placed, pairs, 1)
    if sharp.empty and len(placed) > 1:
        sentences.append(say("charts_claims.alt_no_conflict"))
    elif len(sharp):
        a, b = (told[one.claim_id] for one in each(placed, [sharp["left"].tolist()[0], sharp["right"].tolist()[0]]))
        count = int((pairs["relation"] == "conflict").sum())
        sentences.append(
            say(
                "charts_claims.alt_conflicts",
                count,
                a=a.speaker,
                a_value=a.value,
                b=b.speaker,
                b_value=b.value,
            )
        )
    repeated = intervals.most_repeated(placed, _echoes(placed, words))
    if repeated is not None:
        sentences.append(
            say(
                "charts_claims.alt_repeated",
                value=draw.value_of(repeated, words),
                day=spoken.day(repeated.first.date(), words.language),
            )
        )
    return " ".join(sentences)


def note(
    table: pd.DataFrame, *, as_of: date, words: Words, narrow: bool = False, span: tuple[date, date] | None = None
) -> str:
    """That the chart counts its figures, how, and what brings back a mark for each; empty where each has one."""
    placed = intervals.marks(table)
    bands = _bands(placed, _days_shown(placed, as_of, span), words, _sizes(narrow)) if len(placed) else None
    if bands is None:
        return ""
    return counted_note(
        words,
        words.say("charts_claims.figures", len(placed)),
        words.say("charts_claims.counted_figures", period=periods.length(bands.months, words)),
        words.say("charts_claims.counted_sides") if draw.OTHERS in bands.sides else "",
    )


def _sizes(narrow: bool) -> Sizes:
    return SIZES_NARROW if narrow else SIZES


def _days_shown(placed: pd.DataFrame, as_of: date, span: tuple[date, date] | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    return intervals.zoom(placed, as_of) if span is None else (pd.Timestamp(span[0]), pd.Timestamp(span[1]))


def _bands(
    placed: pd.DataFrame, days_shown: tuple[pd.Timestamp, pd.Timestamp], words: Words, sizes: Sizes
) -> draw.Bands | None:
    """How the figures are counted; None where each has its mark."""
    if len(placed) <= AGGREGATE_ABOVE:
        return None
    begin, end = map(milliseconds, days_shown)
    return draw.bands(placed, words, end - begin, sizes.width - sizes.left - sizes.right, sizes.sides)


def _echoes(placed: pd.DataFrame, words: Words) -> set[str]:
    return {claim_id for claim_id in placed["claim_id"] if words.claims[claim_id].origin != claim_id}


def _scale(shown: pd.DataFrame, height: float, *, pinned: bool, unit: str) -> tuple[float, float]:
    """From zero to the highest value, with the pixels that a ring or an arrow needs; years start where they do."""
    if shown.empty:
        return 0, 1
    values = shown["value"]
    if unit == "year":
        pad = max(2, 0.2 * float(values.max() - values.min()))
        return float(values.min()) - pad, float(values.max()) + pad
    room = np.where(shown["opens"] == "up", draw.ARROW + 10, draw.RING / 2 + 4)
    # A wide word such as "thousands" would flatten every number: its bar may run out of the panel.
    highs = shown["high"].where(shown["high"] <= intervals.OFF_SCALE * float(values.max()))
    needs = [
        float((values * height / (height - room)).max()),
        float(highs.max()) * height / (height - 6) if highs.notna().any() else 0,
        float(values.max()) * height / (height - 40) if pinned else 0,
    ]
    top = max(*needs, 1)
    return (min(float(values.min()), 0) - 24 / height * top if values.min() <= 0 else 0), top


def _spread(begin: pd.Timestamp, end: pd.Timestamp, width: float) -> tuple[float, float]:
    """The days in milliseconds with a few pixels before them, so that the first marks stand clear of the axis."""
    first, last = milliseconds(begin), milliseconds(end)
    return first - 10 / width * (last - first), last


def _steps(low: float, high: float, most: int) -> list[float]:
    """Round values in a range, at most about `most`."""
    rough = (high - low) / most
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    if high - low >= 2:
        step = max(step, 1)
    return [float(round(value, 10)) + 0.0 for value in np.arange(np.ceil(low / step) * step, high + step / 1e6, step)]


def _amount_axis(panel: Panel, canvas: Canvas, *, grouped: bool) -> dict[str, Any]:
    at = _steps(*panel.y, most=6)
    return quiet_axis(
        range=list(panel.y),
        tickvals=at,
        ticktext=[spoken.number(value, canvas.words.language, grouped=grouped) for value in at],
        tickfont={"size": canvas.axis},
        showgrid=True,
        gridcolor=canvas.colours.grid,
        zeroline=True,
        zerolinecolor=canvas.colours.rule,
    )


def _powers_axis(panel: Panel, canvas: Canvas, *, domain: list[float]) -> dict[str, Any]:
    low, high = panel.y
    powers = range(int(np.ceil(low)) - 1, int(np.ceil(high)) + 1)
    tens = [10.0**power for power in powers if low <= power <= high]
    at = tens if len(tens) > 1 else [10.0**power * times for power in powers for times in (1, 2, 5)]
    at = [value for value in at if low <= np.log10(value) <= high]
    return quiet_axis(
        range=[low, high],
        domain=domain,
        tickvals=[float(np.log10(value)) for value in at],
        ticktext=[spoken.number(value, canvas.words.language) for value in at],
        tickfont={"size": canvas.axis},
        showgrid=True,
        gridcolor=canvas.colours.grid,
    )


def _time_axis(
    panel: Panel, begin: pd.Timestamp, end: pd.Timestamp, sizes: Sizes, canvas: Canvas, *, anchor: str = "y"
) -> dict[str, Any]:
    ticks = ticks_with_room(canvas, panel, begin.date(), end.date(), sizes.years, _named)
    return quiet_axis(
        type="date",
        range=list(panel.x),
        anchor=anchor,
        tickvals=[tick.at for tick in ticks],
        ticktext=[markup(_named(tick), canvas.words.language) for tick in ticks],
        tickfont={"size": canvas.axis},
        showgrid=True,
        gridcolor=canvas.colours.grid,
        showline=True,
        linecolor=canvas.colours.rule,
    )


def _named(tick: Tick) -> list[Line]:
    return [tick.name, tick.year] if tick.year else [tick.name]


def _head(canvas: Canvas, panel: Panel, sizes: Sizes, axis: str, as_of: date, now: str) -> None:
    """Over the panel: its unit, and the day we look from at the top of its line."""
    over: dict[str, Any] = {"dy": -12, "yanchor": "bottom", "size": canvas.axis}
    canvas.text(panel, panel.x[0], panel.y[1], [axis], canvas.colours.muted, dx=8 - sizes.left, **over)
    at = milliseconds(as_of)
    if panel.x[0] <= at <= panel.x[1]:
        ink = canvas.colours.now
        canvas.line(panel, at, panel.y[0], at, panel.y[1], ink, width=1.5, dash="dot")
        dx = min(panel.width + sizes.right - panel.across(at) - 6, size_of([now], canvas.axis)[0] * 0.55)
        canvas.text(panel, at, panel.y[1], [Run(now, strong=True)], ink, dx=dx, xanchor="right", **over)


def _strip(
    canvas: Canvas,
    placed: pd.DataFrame,
    zoomed: tuple[pd.Timestamp, pd.Timestamp],
    as_of: date,
    sizes: Sizes,
    height: float,
) -> Panel:
    """All figures in powers of ten; the days of the main panel shaded, and widened up to it."""
    begin = min(pd.Timestamp(placed["first"].min().year, 1, 1), zoomed[0])
    end = max(pd.Timestamp(max(placed["last"].max().year, as_of.year) + 1, 1, 1), zoomed[1])
    positive = placed["value"][placed["value"] > 0]
    low, high = (float(np.log10(edge)) for edge in (positive.min(), positive.max()))
    width = sizes.width - sizes.left - sizes.right
    panel = Panel(
        _spread(begin, end, width),
        (low - 0.25, high + 0.25),
        width,
        sizes.strip,
        axes=("x2", "y2"),
    )
    left, right = (panel.across(milliseconds(day)) / panel.width for day in zoomed)
    top, wide = sizes.strip / height, (sizes.strip + sizes.gap - 30) / height
    canvas.shapes.append(
        {
            "type": "path",
            "path": f"M 0,{wide} L 1,{wide} L {right},{top} L {right},0 L {left},0 L {left},{top} Z",
            "xref": "paper",
            "yref": "paper",
            "fillcolor": canvas.colours.past_shade,
            "line": {"width": 0},
            "layer": "below",
        }
    )
    canvas.text(
        panel,
        panel.x[0],
        panel.y[1],
        [canvas.words.say("charts_claims.all_years")],
        canvas.colours.muted,
        dx=8,
        dy=-4,
        yanchor="bottom",
        size=canvas.axis,
    )
    if len(placed) > PLAIN:
        draw.draw_years(canvas, panel, placed)
    else:
        heights = np.log10(placed["value"].clip(lower=10 ** panel.y[0]))
        draw.draw_many(canvas, panel, days(placed["middle"]), heights, placed, size=7)
    return panel


def _key(
    canvas: Canvas, panel: Panel, shown: pd.DataFrame, sharp: pd.DataFrame, sizes: Sizes, bands: draw.Bands | None
) -> float:
    """Words for the marks and colours under the chart; the pixels that they and the axis take."""
    say, colours = canvas.words.say, canvas.colours
    if bands is not None:
        signs = [
            f"▮ {say('charts_claims.key_bands', period=periods.length(bands.months, canvas.words))}",
            say("charts_claims.key_reach"),
            say("charts_claims.key_half"),
            f"━ {say('charts_claims.key_middle')}",
        ]
    else:
        present = {*shown["attribution"]}
        signs = [
            f"{GLYPHS[one]} {say('charts_claims.key_' + one.replace('-', '_'))}"
            for one in draw.SYMBOLS
            if one in present
        ]
    if len(shown) <= MANY:
        signs += [f"↑ ↓ {say('charts_claims.key_open')}"] if (shown["opens"] != "").any() else []
        signs += [say("charts_claims.key_soft")] if shown["soft"].any() else []
    signs += [f"◯ {say('charts_claims.key_contested')}"] if not sharp.empty else []
    order = [*canvas.words.sides] if bands is None else bands.sides
    named = [
        (f"■ {draw.side_name(canvas.words, side)}", canvas.words.side_tone(colours, side).text)
        for side in order
        if bands is not None or side in {*shown["side"]}
    ]
    lines = [
        line
        for items in ([(sign, colours.muted) for sign in signs], named)
        for line in _flowing(items, sizes.width - 24, canvas.axis)
    ]
    arabic = canvas.words.language == "ar"
    for row, line in enumerate(lines):
        along = 0.0
        for item, ink_of_item in line:
            canvas.text(
                panel,
                panel.x[1] if arabic else panel.x[0],
                panel.y[0],
                [item],
                ink_of_item,
                dx=sizes.right - 8 - along if arabic else 8 - sizes.left + along,
                dy=AXIS_LABELS + KEY_LINE * row,
                xanchor="right" if arabic else "left",
                yanchor="top",
                size=canvas.axis,
                blocks=False,
            )
            along += size_of([item], canvas.axis)[0] + KEY_GAP
    return AXIS_LABELS + KEY_LINE * len(lines) + 6


def _flowing(items: list[tuple[str, str]], width: float, size: float) -> list[list[tuple[str, str]]]:
    """Items in as many lines as they need."""
    lines: list[list[tuple[str, str]]] = []
    left = 0.0
    for item in items:
        needs = size_of([item[0]], size)[0] + KEY_GAP
        if not lines or needs > left:
            lines.append([])
            left = width + KEY_GAP
        lines[-1].append(item)
        left -= needs
    return lines
