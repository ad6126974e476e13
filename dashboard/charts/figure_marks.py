"""The marks of the figures chart: what was said, how far it reaches, who stands against whom, what is repeated."""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from claims import spoken
from dashboard.charts import periods
from dashboard.charts.frame import (
    DAY,
    Canvas,
    Line,
    Panel,
    Run,
    Words,
    blank,
    compact,
    days,
    hover,
    in_bytes,
    markup,
    milliseconds,
    size_of,
    tinted,
)
from dashboard.charts.intervals import FEW, MANY, PLAIN, Mark, Repetition, by_period, each
from dashboard.charts.labels import Box
from dashboard.theme import Tone

SYMBOLS = {"direct": "circle", "paraphrase": "circle-open-dot", "anonymous": "diamond-open", "own-voice": "square-open"}

ARROW = 34
"""Pixels of an arrow at an open end: it says "or more", not how much more."""
RING = 22
RINGS = (4, 14, 30, 50, 76, 106, 140)
"""How far from its mark a name may stand: further than elsewhere, since these marks crowd."""
FLAT = 1.1
"""Under this ratio two values are told by how far they are apart."""
LONG_TIME = pd.Timedelta(days=45)
"""A figure about more days than this is drawn with its days."""
BAND, BETWEEN = 4, 6
"""Pixels of the band of one side in one period, and between two periods."""
BANDS = 160
"""The most periods of the strip of all years."""
OTHERS = "_others"
"""The code of the sides that share their bands; no id begins so."""
STEPS_ASIDE = 3
"""More would misdate a mark by months."""


class Tie(NamedTuple):
    """The two ends of a tie, how far apart they are in words, and the pixels that the words keep off it."""

    one: Mark
    other: Mark
    said: str
    radius: float


class Bands(NamedTuple):
    """How figures are counted: the months of a period, and the sides in order, `OTHERS` for those that share a band."""

    months: int
    sides: tuple[str, ...]


class Bracket(NamedTuple):
    """Where the bracket of the most repeated value stands, in data units."""

    repeated: Repetition
    first: float
    last: float
    y: float


def _tone(canvas: Canvas, side: str | None) -> Tone:
    return canvas.words.side_tone(canvas.colours, side)


def aside(panel: Panel, shown: pd.DataFrame, step: float) -> np.ndarray:
    """How far each mark steps right of earlier ones of its month and height, in units of the x axis."""
    steps = np.zeros(len(shown))
    if len(shown) <= MANY:
        taken: dict[pd.Period, list[float]] = {}
        for row, (month, value) in enumerate(zip(shown["middle"].dt.to_period("M"), shown["value"], strict=True)):
            height = panel.down(value)
            beside = taken.setdefault(month, [])
            steps[row] = min(sum(abs(height - other) < 9 for other in beside), STEPS_ASIDE)
            beside.append(height)
    return steps * panel.data_x(step)


def draw_reach(canvas: Canvas, panel: Panel, shown: pd.DataFrame, bar: float) -> None:
    """Under the marks: the days that a figure is about, the bar of a soft one, the arrow of an open end."""
    if len(shown) > MANY:
        return
    half = panel.data_x(bar / 2)
    arrow = ARROW / panel.height * (panel.y[1] - panel.y[0])
    for side, own in shown.groupby(shown["side"].fillna("")):
        ink = _tone(canvas, str(side) or None)
        lasting = own[own["last"] - own["first"] > LONG_TIME]
        canvas.strokes(
            panel,
            (days(lasting["first"]), lasting["value"], days(lasting["last"]), lasting["value"]),
            tinted(ink.mark, 0.4),
            2,
        )
        soft = own[own["soft"] & (own["low"] < own["high"])]
        canvas.strokes(panel, (soft["x"], soft["low"], soft["x"], soft["high"]), tinted(ink.mark, 0.28), bar)
        for opens, way, symbol in (("up", 1, "triangle-up"), ("down", -1, "triangle-down")):
            open_ended = own[own["opens"] == opens]
            tips = (open_ended["value"] + way * arrow).clip(lower=max(panel.y[0], 0) + arrow / 7)
            canvas.strokes(panel, (open_ended["x"], open_ended["value"], open_ended["x"], tips), ink.mark, 2)
            if len(tips):
                canvas.marks(
                    panel, open_ended["x"].tolist(), tips.tolist(), symbol=symbol, fill=ink.mark, size=9, width=0
                )
            for x, value, tip in zip(open_ended["x"], open_ended["value"], tips, strict=True):
                panel.block_bar(x - half, value, x + half, tip)
        for one in each(lasting):
            panel.block_line(one.first, one.value, one.last, one.value)
        for one in each(soft):
            panel.block_bar(one.x - half, one.low, one.x + half, one.high)


def draw_marks(canvas: Canvas, panel: Panel, shown: pd.DataFrame) -> None:
    told, words = canvas.words.claims, canvas.words
    if len(shown) > MANY:
        draw_many(canvas, panel, shown["x"], shown["value"], shown, size=7)
        cells = {
            (round(panel.across(x) / 10), round(panel.down(y) / 10))
            for x, y in zip(shown["x"], shown["value"], strict=True)
        }
        for across, down in cells:
            panel.field.block(Box.around(10 * across, 10 * down, 5))
        return
    statements = in_bytes([told[claim_id].statement for claim_id in shown["claim_id"]])
    sentences = [
        hover(
            [
                words.say(
                    "charts_claims.hover",
                    speaker=told[claim_id].speaker,
                    day=told[claim_id].said,
                    statement=statement,
                ),
                words.say("charts_claims.outlets", told[claim_id].outlets),
            ],
            words.language,
        )
        for claim_id, statement in zip(shown["claim_id"], statements, strict=True)
    ]
    canvas.marks(
        panel,
        shown["x"].tolist(),
        shown["value"].tolist(),
        symbol=[SYMBOLS[attribution] for attribution in shown["attribution"]],
        fill=[_tone(canvas, side).mark for side in shown["side"]],
        width=[1.5 if attribution == "direct" else 2 for attribution in shown["attribution"]],
        told=sentences,
    )
    for x, value in zip(shown["x"], shown["value"], strict=True):
        panel.block(x, value, 6)


def draw_many(canvas: Canvas, panel: Panel, x: pd.Series, y: pd.Series, rows: pd.DataFrame, *, size: float) -> None:
    """Marks in few traces of plain numbers; up to `PLAIN` of them tell who said what, more tell only the value."""
    told = canvas.words.claims
    for (side, attribution), own in rows.groupby([rows["side"].fillna(""), "attribution"]):
        ink = _tone(canvas, str(side) or None)
        plain = len(rows) > PLAIN
        canvas.traces.append(
            go.Scatter(
                x=compact(x[own.index]),
                y=_exact(y[own.index]) if plain else compact(y[own.index]),
                mode="markers",
                xaxis=panel.axes[0],
                yaxis=panel.axes[1],
                marker={"symbol": SYMBOLS[str(attribution)], "color": ink.mark, "size": size},
                hovertext=None
                if plain
                else [
                    markup([f"{told[one].speaker}, {told[one].said}", told[one].value], canvas.words.language)
                    for one in own["claim_id"]
                ],
                hoverinfo="y" if plain else "text",
                showlegend=False,
            )
        )


def _exact(values: pd.Series) -> np.ndarray:
    """Numbers that a hover text tells, in half the bytes where these hold them."""
    short = compact(values)
    return short if (short == values).all() else values.to_numpy(dtype=float)


def draw_years(canvas: Canvas, panel: Panel, placed: pd.DataFrame) -> None:
    """In powers of ten each period with figures as a band from lowest to highest, its middle value as a step."""
    months = periods.finest(lambda length: periods.begin(placed["middle"], length).nunique() <= BANDS)
    found = by_period(placed, months)
    amounts = found[["low", "middle", "high"]]
    at = pd.DataFrame(np.log10(amounts.clip(lower=10 ** panel.y[0])))
    start, end = days(found["start"]), days(found["end"])
    thin = (panel.y[1] - panel.y[0]) / panel.height * 3
    high = at["high"].where(at["high"] - at["low"] > thin, at["low"] + thin)
    told = _told_by_period(found, months, canvas.words)
    canvas.blocks(panel, (start, end), (at["low"], high), tinted(canvas.colours.muted, 0.3), told)
    canvas.strokes(panel, (start, at["middle"], end, at["middle"]), canvas.colours.text, 2)


def bands(placed: pd.DataFrame, words: Words, span: float, width: float, most: int) -> Bands:
    """A band a side for those with most figures and a colour, one for all others; `span` milliseconds take `width`."""
    often = placed["side"].fillna("").value_counts()
    coloured = [side for side in often.index if words.slots.get(side)]
    kept = coloured[: most - 1]
    order = [side for side in words.sides if side in kept]
    rest = [side for side in often.index if side not in kept]
    order += rest if len(rest) == 1 else [OTHERS] if rest else []
    room = (BAND * len(order) + BETWEEN) * span / width
    return Bands(periods.finest(lambda months: months * 30.4 * DAY >= room), tuple(order))


def draw_counted(canvas: Canvas, panel: Panel, shown: pd.DataFrame, how: Bands) -> None:
    """In each period a band a side: from lowest to highest pale, the middle half darker, a line at the middle value."""
    side = shown["side"].fillna("")
    found = by_period(shown.assign(side=side.where(side.isin(how.sides), OTHERS)), how.months, sides=True)
    start, end = days(found["start"]), days(found["end"])
    slot = (end - start - panel.data_x(BETWEEN)) / len(how.sides)
    left = start + panel.data_x(BETWEEN) / 2 + slot * found["side"].map(how.sides.index)
    right, thin = left + slot - panel.data_x(1), panel.data_y(1)
    for one in how.sides:
        own = found["side"] == one
        ink, across, band = _tone(canvas, one).mark, (left[own], right[own]), found[own]
        told = _told_by_period(band, how.months, canvas.words, side_name(canvas.words, one))
        for (low, high), share in ((("low", "high"), 0.22), (("lower", "upper"), 0.55)):
            reach = (band[low], band[high].clip(lower=band[low] + thin))
            canvas.blocks(panel, across, reach, tinted(ink, share), told)
        for x0, y0, x1, y1 in zip(across[0], band["lower"], across[1], band["upper"], strict=True):
            panel.block_bar(x0, y0, x1, y1)
        canvas.strokes(panel, (across[0], band["middle"], across[1], band["middle"]), canvas.colours.text, 2.5)


def side_name(words: Words, side: str) -> str:
    if side == OTHERS:
        return words.say("charts_claims.other_sides")
    return words.sides[side] if side else words.say("charts_claims.no_side")


def _told_by_period(
    found: pd.DataFrame, months: int, words: Words, side: str | None = None
) -> tuple[list[str], list[list[str]]]:
    """What each band tells: the sentences of all, and for each period what fills their gaps."""
    names = ("count", "low", "high", "lower", "upper", "middle")
    gaps: dict[str, Any] = {name: blank(at) for at, name in enumerate(names, 1)}
    said = [blank(0)] if side is None else [words.say("charts_claims.hover_side_period", side=side, period=blank(0))]
    said += [words.say(f"charts_claims.hover_{one}", **gaps) for one in ("counted", "reach", "middle")]
    columns = [[spoken.number(value, words.language) for value in found[name]] for name in names]
    return said, [list(row) for row in zip(periods.names(found["start"], months, words), *columns, strict=True)]


def draw_pinned(canvas: Canvas, panel: Panel, beyond: pd.DataFrame) -> None:
    """What lies off the scale, at the top edge."""
    top = panel.y[1]
    for one in each(beyond):
        ink = _tone(canvas, one.side)
        canvas.line(panel, one.first, top, one.last, top, tinted(ink.mark, 0.5), width=2)
        canvas.marks(panel, [one.middle], [top], symbol="triangle-up", fill=ink.mark, size=10)
        panel.block(one.middle, top, 6)


def draw_contested(canvas: Canvas, panel: Panel, shown: pd.DataFrame, sharp: pd.DataFrame) -> list[Tie]:
    """Rings around the two of each group that are furthest apart and a dotted tie between them."""
    words, ink = canvas.words, canvas.colours.text
    sides = list(zip(each(shown, sharp["left"].tolist()), each(shown, sharp["right"].tolist()), strict=True))
    ends = [one for pair in sides for one in pair]
    x, y = [one.x for one in ends], [one.value for one in ends]
    if ends:
        canvas.marks(panel, x, y, symbol="circle-open", fill=ink, size=RING, width=1.5)
    for one in ends:
        panel.block(one.x, one.value, RING / 2 + 1)
    ties: list[Tie] = []
    for (one, other), gap, ratio in zip(sides, sharp["gap"].tolist(), sharp["ratio"].tolist(), strict=True):
        line = _tie(panel, one, other)
        if line is not None:
            canvas.strokes(panel, tuple([end] for end in line), ink, 1.5, "2px,3px")
            panel.block_line(*line)
        said = (
            words.say("charts_claims.ratio", ratio=f"{ratio:.1f}")
            if ratio >= FLAT
            else words.say("charts_claims.apart", gap=spoken.number(gap, words.language))
        )
        ties.append(Tie(one, other, said, 3 if line else RING / 2 + 2))
    return ties


def _tie(panel: Panel, one: Mark, other: Mark) -> tuple[float, float, float, float] | None:
    """From ring to ring, in data units; None where they touch."""
    (x0, y0), (x1, y1) = ((mark.x, mark.value) for mark in (one, other))
    apart = float(np.hypot(panel.across(x1) - panel.across(x0), panel.down(y1) - panel.down(y0)))
    if apart <= RING:
        return None
    off = RING / 2 / apart
    return x0 + (x1 - x0) * off, y0 + (y1 - y0) * off, x1 - (x1 - x0) * off, y1 - (y1 - y0) * off


def draw_gaps(canvas: Canvas, panel: Panel, ties: list[Tie]) -> None:
    """How far apart the two ends of each tie are, beside it: at its middle, or where else there is room."""
    for tie in ties:
        said = [Run(tie.said, strong=True)]
        for share, near in ((0.5, True), (0.38, True), (0.62, True), (0.26, True), (0.74, True), (0.5, False)):
            x = tie.one.x + share * (tie.other.x - tie.one.x)
            y = tie.one.value + share * (tie.other.value - tie.one.value)
            if canvas.name(panel, x, y, said, canvas.colours.text, radius=tie.radius, near=near):
                break


def bracket_of(panel: Panel, repeated: Repetition | None) -> Bracket | None:
    """A bracket from the first to the last day on which the most repeated value was said; names keep off it."""
    if repeated is None or not panel.y[0] <= repeated.value <= panel.y[1]:
        return None
    first, last = (min(max(milliseconds(day), panel.x[0]), panel.x[1]) for day in (repeated.first, repeated.last))
    if last - first < panel.data_x(60):
        return None
    pixel = (panel.y[1] - panel.y[0]) / panel.height
    below = panel.height - panel.down(repeated.value) > 74
    y = repeated.value + (-30 if below else 30) * pixel
    panel.block_line(first, y, last, y)
    return Bracket(repeated, first, last, y)


def draw_repetition(canvas: Canvas, panel: Panel, bracket: Bracket) -> None:
    """The bracket with how often, by how many and for how long the value was said, where these words find a place."""
    words, say, repeated = canvas.words, canvas.words.say, bracket.repeated
    lines = [
        say(
            "charts_claims.repeated",
            value=value_of(repeated, words),
            times=say("charts_claims.times", len(repeated.claim_ids)),
            speakers=say("charts_claims.speakers", repeated.speakers),
        ),
        say(
            "charts_claims.repeated_days",
            years=say("charts_claims.years", repeated.years),
            first=spoken.month(repeated.first.date(), words.language, "short"),
            last=spoken.month(repeated.last.date(), words.language, "short"),
        ),
    ]
    width, height = size_of(lines, canvas.label)
    first, last, y = bracket.first, bracket.last, bracket.y
    way, ink = (1 if y < repeated.value else -1), canvas.colours.text
    middle = (panel.across(first) + panel.across(last)) / 2
    slack = max((panel.across(last) - panel.across(first) - width) / 2, 0) + width / 4
    for away, slide in product((6, 16, 28), (0, -0.25, 0.25, -0.5, 0.5, -0.75, 0.75, -1, 1)):
        centre = middle + slide * slack
        top = panel.down(y) + (away if way > 0 else -away - height)
        if panel.field.fits(Box(centre - width / 2, top, centre + width / 2, top + height)):
            tick = way * 8 * (panel.y[1] - panel.y[0]) / panel.height
            for x0, y0, x1, y1 in ((first, y, last, y), (first, y + tick, first, y), (last, y + tick, last, y)):
                canvas.line(panel, x0, y0, x1, y1, ink, width=1.5)
            canvas.text(
                panel,
                panel.x[0] + panel.data_x(centre),
                y,
                lines,
                ink,
                dy=away * way,
                xanchor="center",
                yanchor="top" if way > 0 else "bottom",
            )
            return


def value_of(repeated: Repetition, words: Words) -> str:
    """The repeated value in the fewest words: "2,500" rather than "about 2,500"."""
    return min((words.claims[claim_id].value for claim_id in repeated.claim_ids), key=len)


def draw_names(canvas: Canvas, panel: Panel, shown: pd.DataFrame, beyond: pd.DataFrame, ringed: list[int]) -> None:
    """Names and values: of what is off the scale, of both ends of each tie, and of all where there are few."""
    told, say, named = canvas.words.claims, canvas.words.say, set[tuple[str, str]]()

    def name(one: Mark, y: float, value: str, radius: float) -> None:
        speaker = told[one.claim_id].speaker
        if (speaker, value) not in named:
            named.add((speaker, value))
            lines: list[Line] = [speaker, Run(value, strong=True)]
            canvas.name(panel, one.x, y, lines, _tone(canvas, one.side).text, radius=radius)

    labelled: list[float] = []
    for one in each(beyond):
        across = panel.across(one.x)
        if all(abs(across - other) > 40 for other in labelled):
            labelled.append(across)
            key = "charts_claims.off_scale_short" if canvas.narrow else "charts_claims.off_scale"
            name(one, panel.y[1], say(key, value=told[one.claim_id].value), 7)
    for one in sorted(each(shown, ringed), key=lambda mark: _room(panel, mark)):
        name(one, one.value, told[one.claim_id].value, RING / 2 + 1)
    if len(shown) <= FEW:
        for one in each(shown):
            name(one, one.value, told[one.claim_id].value, 7)


def _room(panel: Panel, mark: Mark) -> float:
    """Pixels to the nearest edge: who has least room is named first."""
    across, down = panel.across(mark.x), panel.down(mark.value)
    return min(across, panel.width - across, down, panel.height - down)
