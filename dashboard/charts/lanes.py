"""Who says otherwise, and who changed: a side's statements in lanes by stance, along the days on which they were said.

A stance is no verdict: it is told by its lane and its mark, never by a colour. Colour is only the side's own square.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from claims import spoken
from dashboard import theme
from dashboard.charts import periods
from dashboard.charts.fitting import COLUMN, cut, ticks_with_room, wrapped
from dashboard.charts.frame import (
    DAY,
    NARROW,
    Canvas,
    Line,
    Panel,
    Run,
    Tick,
    Words,
    blank,
    counted_note,
    days,
    hidden_axis,
    hover,
    in_bytes,
    milliseconds,
    quiet_axis,
    size_of,
)
from dashboard.theme import Palette

Lane = Literal["affirms", "qualifies", "denies", "no-statement"]

LANE_OF: dict[str, Lane] = {
    "affirms": "affirms",
    "qualifies": "qualifies",
    "conditional": "qualifies",
    "denies": "denies",
    "no-statement": "no-statement",
}
LANES: tuple[Lane, ...] = ("affirms", "qualifies", "denies", "no-statement")

ALL_NAMED = 60
"""Over this many statements only changes are named."""
STEPS_BY_LINE = 150
"""Over this many statements the steps of their speakers are one trace."""
CHANGES_NAMED = 40
"""At most so many changes, the newest, are named in a chart."""
COUNTED_ABOVE = 400
"""Over this many, far fewer than `AGGREGATE_ABOVE`, a lane tells no statement apart: they are counted instead."""
COLUMNS, COLUMN_WIDTH = 600, 9
"""The most counted columns of all sides together, and the fewest pixels of one: its hatching must be seen."""
NAMED_IN_WORDS = 8
"""At most so many who changed are named in the summary."""

HEAD, LANE_HEIGHT, TALL, GAP, MARGIN = 30, 28, 46, 12, 8
SIDES_WIDTH = 216
TITLE = 30
"""On a phone a side stands above its lanes."""
BAND = 84
"""The height of a side whose statements are counted by quarter."""
ASIDE, STEPS_ASIDE, MARK, RING = 13, 3, 11, 22
DASH = "line-ew-open"


Row = tuple[str, str]
"""A side ("" for none) and one of its lanes."""


class Band(NamedTuple):
    """A side's rows: from which pixel to which, and its lanes, each with its own pixels."""

    side: str | None
    top: float
    lanes: dict[Lane, tuple[float, float]]
    bottom: float

    def middle(self, lane: Lane) -> float:
        """Where the marks of a lane stand: a tall one has names above them."""
        return self.lanes[lane][1] - LANE_HEIGHT / 2


def lanes(
    table: pd.DataFrame,
    *,
    as_of: date,
    words: Words,
    colours: Palette,
    narrow: bool = False,
) -> go.Figure:
    """The positions on one topic, `claims.analysis.positions.standing`; a joint one stands with each of its sides."""
    stated = by_side(table, words)
    if stated.empty:
        empty = Canvas(words, colours, narrow=narrow)
        return empty.figure(10, (0, 0, 0, 0), xaxis=hidden_axis(0, 1), yaxis=hidden_axis(0, 1))
    chart, unnamed = _drawn(stated, set(), as_of, words, colours, narrow=narrow)
    # Where names found no place beside their marks, their lanes are made tall enough for names above.
    return _drawn(stated, unnamed, as_of, words, colours, narrow=narrow)[0] if unnamed else chart


def _drawn(
    stated: pd.DataFrame, tall: set[Row], as_of: date, words: Words, colours: Palette, *, narrow: bool
) -> tuple[go.Figure, set[Row]]:
    """The chart, and the lanes in which a name found no place."""
    canvas = Canvas(words, colours, narrow=narrow)
    counted = len(stated) > COUNTED_ABOVE
    left = 0 if narrow else SIDES_WIDTH
    width, inset = _width(narrow=narrow), _inset(narrow=narrow, counted=counted)
    first, last = _span(stated, as_of)
    pixel = _pixel(stated, as_of, narrow=narrow)
    bands = _bands(stated, tall, narrow=narrow, counted=counted)
    height = bands[-1].bottom
    panel = Panel(
        (milliseconds(first) - inset * pixel, milliseconds(last) + 24 * pixel),
        (height, 0),
        width,
        height,
        spare=(0, 0, MARGIN, 0),
    )
    _days(canvas, panel, first, last)
    for band in bands:
        _band(canvas, panel, band, left, int((stated["side"] == (band.side or "")).sum()) if counted else None)
    unnamed: set[Row] = set()
    if counted:
        _columns(canvas, panel, bands, stated, _months(stated, pixel))
    else:
        unnamed = _statements(canvas, panel, bands, stated, tall)
    below = _key(canvas, panel, left) if counted else 0
    chart = canvas.figure(
        height + 2 * MARGIN + below,
        (left + MARGIN, MARGIN, MARGIN, MARGIN + below),
        xaxis=quiet_axis(type="date", range=list(panel.x), showticklabels=False),
        yaxis=hidden_axis(height, 0),
        barmode="overlay",
    )
    return chart, unnamed


def alt(table: pd.DataFrame, *, words: Words) -> str:
    """What the chart shows, in sentences."""
    own = _own(table, words)
    lane = own["stance"].map(LANE_OF)
    counts = {name: int((lane == name).sum()) for name in ("affirms", "denies", "qualifies")}
    sentences = [words.say("charts_claims.alt_statements", len(own), **counts)]
    changed = own[own["changed_from"].notna()].sort_values(["said_on", "claim_id"])["claim_id"]
    if changed.empty:
        sentences.append(words.say("charts_claims.alt_unchanged"))
    else:
        comma = words.say("charts_claims.comma")
        names = [*dict.fromkeys(words.claims[claim_id].speaker for claim_id in changed)]
        told, rest = comma.join(names[:NAMED_IN_WORDS]), len(names) - NAMED_IN_WORDS
        sentences.append(
            words.say("charts_claims.alt_changed_more", rest, names=told)
            if rest > 0
            else words.say("charts_claims.alt_changed", names=told)
        )
    return " ".join(sentences)


def note(table: pd.DataFrame, *, as_of: date, words: Words, narrow: bool = False) -> str:
    """That the chart counts its statements, how, and what brings back a mark for each; empty where each has one."""
    stated = by_side(table, words)
    if len(stated) <= COUNTED_ABOVE:
        return ""
    months = _months(stated, _pixel(stated, as_of, narrow=narrow))
    return counted_note(
        words,
        words.say("charts_claims.claims", stated["claim_id"].nunique()),
        words.say("charts_claims.counted_lanes", period=periods.length(months, words)),
        words.say("charts_claims.counted_joint") if stated["claim_id"].duplicated().any() else "",
        limit=COUNTED_ABOVE,
    )


def _months(stated: pd.DataFrame, pixel: float) -> int:
    """The months of a column: a quarter, or more where there are many sides or decades; `pixel` in milliseconds."""

    def fits(months: int) -> bool:
        columns = pd.DataFrame({"side": stated["side"], "start": periods.begin(stated["said_on"], months)})
        wide = months * 30.4 * DAY >= COLUMN_WIDTH * pixel
        return wide and months > 1 and len(columns.drop_duplicates()) <= COLUMNS

    return periods.finest(fits)


def _pixel(stated: pd.DataFrame, as_of: date, *, narrow: bool) -> float:
    """Milliseconds of a pixel."""
    first, last = map(milliseconds, _span(stated, as_of))
    return (last - first) / (_width(narrow=narrow) - _inset(narrow=narrow, counted=len(stated) > COUNTED_ABOVE) - 24)


def _width(*, narrow: bool) -> float:
    return (NARROW if narrow else COLUMN - SIDES_WIDTH) - 2 * MARGIN


def _inset(*, narrow: bool, counted: bool) -> float:
    """The pixels before the first day: on a phone the words of the lanes stand there."""
    return 84 if narrow and not counted else 16


def by_side(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """One row a statement and side, by day: the table with `side` ("" for none) and `lane`; echoes are left out."""
    own = _own(table, words)
    sides = pd.Series([tuple(sides) or ("",) for sides in own["sides"]], own.index, dtype=object)
    each = own.assign(side=sides, lane=own["stance"].map(LANE_OF))
    return each.explode("side").sort_values(["said_on", "claim_id"], ignore_index=True)


def _own(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The table without echoes that only say again what their origin, also there, says."""
    stance_of = dict(zip(table["claim_id"], table["stance"], strict=True))
    origin = table["claim_id"].map(lambda claim_id: words.claims[claim_id].origin)
    return table[(origin == table["claim_id"]) | (origin.map(stance_of) != table["stance"])]


def _span(stated: pd.DataFrame, as_of: date) -> tuple[date, date]:
    """The days of all statements, to the day we look from unless they ended long before, and some days around them."""
    first, last = stated["said_on"].min(), stated["said_on"].max()
    if pd.Timestamp(as_of) - last <= max((last - first) / 2, pd.Timedelta(days=92)):
        last = max(last, pd.Timestamp(as_of))
    pad = max((last - first) * 0.06, pd.Timedelta(days=10))
    return (first - pad).date(), (last + pad).date()


def _bands(stated: pd.DataFrame, tall: set[Row], *, narrow: bool, counted: bool) -> list[Band]:
    """Sides with most statements first, those without a side last; a side of one voice keeps the one lane."""
    ranked = sorted(stated["side"].unique(), key=lambda side: (side == "", -int((stated["side"] == side).sum())))
    bands: list[Band] = []
    at: float = HEAD
    for side in ranked:
        own = stated[stated["side"] == side]
        voices = [lane for lane in LANES if (own["lane"] == lane).any()]
        shown = voices if len(voices) == 1 else [lane for lane in LANES if lane in voices or lane != "no-statement"]
        top, at = at, at + (TITLE if narrow else GAP / 2)
        lanes: dict[Lane, tuple[float, float]] = {}
        for lane in shown if not counted else ():
            height = TALL if (side, lane) in tall else LANE_HEIGHT
            lanes[lane] = (at, at + height)
            at += height + 4
        at += BAND if counted else GAP / 2
        bands.append(Band(side or None, top, lanes, at))
    return bands


def _days(canvas: Canvas, panel: Panel, first: date, last: date) -> None:
    """The days along the top; a year stands out."""
    colours = canvas.colours
    for tick in ticks_with_room(canvas, panel, first, last, 6 if canvas.narrow else 9, _named):
        (name,) = _named(tick)
        is_year = name.strong
        ink = colours.text if is_year else colours.muted
        canvas.text(panel, tick.at, HEAD - 8, [name], ink, xanchor="center", yanchor="bottom", size=canvas.axis)
        canvas.line(
            panel, tick.at, HEAD, tick.at, panel.height, colours.rule if is_year else colours.grid, blocks=False
        )


def _named(tick: Tick) -> list[Run]:
    is_year = tick.name.isdigit() or (tick.year is not None and pd.Timestamp(tick.at, unit="ms").month == 1)
    return [Run((tick.year or tick.name) if is_year else f"{tick.name} {tick.year or ''}".strip(), strong=is_year)]


def _across(canvas: Canvas, panel: Panel, y: float, left: float) -> None:
    canvas.shapes.append(
        {
            "type": "line",
            "xref": "paper",
            "yref": "y",
            "x0": -left / panel.width,
            "x1": 1,
            "y0": y,
            "y1": y,
            "line": {"color": canvas.colours.rule, "width": 1},
            "layer": "below",
        }
    )


def _band(canvas: Canvas, panel: Panel, band: Band, left: float, count: int | None) -> None:
    """A side's square and name, its lanes with their words, or how many statements are counted."""
    words, colours = canvas.words, canvas.colours
    _across(canvas, panel, band.top, left)
    start = panel.x[0]
    name = words.say("charts_claims.no_side") if band.side is None else words.sides[band.side]
    ink = words.side_tone(colours, band.side).mark
    y = band.top + TITLE / 2 if canvas.narrow else (band.top + band.bottom) / 2
    counts = [] if count is None else [words.say("charts_claims.claims", count)]
    if canvas.narrow:
        room = panel.width - 24 - sum(size_of([f" · {one}"], canvas.label)[0] for one in counts)
        label: list[Line] = [
            [Run(cut(name, room, canvas.label, strong=True), strong=True), *(Run(f" · {one}") for one in counts)]
        ]
    else:
        lines = wrapped(name, left - 24 - (0 if counts else 92), canvas.label, most=2, strong=True)
        label = [*(Run(line, strong=True) for line in lines), *counts]
    canvas.text(panel, start, y, ["■"], ink, dx=-left, size=canvas.axis, blocks=canvas.narrow)
    canvas.text(panel, start, y, label, colours.text, dx=18 - left, blocks=canvas.narrow)
    for lane, (top, bottom) in band.lanes.items():
        canvas.shapes.append(
            {
                "type": "rect",
                "xref": "paper",
                "yref": "y",
                "x0": 0,
                "x1": 1,
                "y0": top,
                "y1": bottom,
                "fillcolor": colours.surface,
                "line": {"width": 0},
                "layer": "below",
            }
        )
        said = words.say("charts_claims.silent") if lane == "no-statement" else words.word("stance", lane)
        canvas.text(
            panel,
            start,
            band.middle(lane),
            [said],
            colours.muted,
            dx=8 if canvas.narrow else -12,
            xanchor="left" if canvas.narrow else "right",
            size=canvas.axis,
        )


def _statements(canvas: Canvas, panel: Panel, bands: list[Band], stated: pd.DataFrame, tall: set[Row]) -> set[Row]:
    """Marks, steps of speakers with several, rings where one changed, names; the lanes that lack room for a name."""
    words, ink = canvas.words, canvas.colours.text
    placed = pd.concat([_placed(panel, band, stated[stated["side"] == (band.side or "")]) for band in bands])
    spoken_up = placed[placed["lane"] != "no-statement"]
    if len(placed) > STEPS_BY_LINE:
        _steps(canvas, panel, spoken_up)
    else:
        for _, own in spoken_up.groupby(["side", "speaker_id"], sort=False):
            points = list(zip(own["x"], own["y"], strict=True))
            for (x0, y0), (x1, y1) in pairwise(points):
                canvas.line(panel, x0, y0, x1, y0, canvas.colours.faint, width=2)
                canvas.line(panel, x1, y0, x1, y1, canvas.colours.faint, width=2)
    for x, y in zip(placed["x"], placed["y"], strict=True):
        panel.block(x, y, MARK / 2 + 1)
    changed = placed[placed["changed_from"].notna()]
    if len(changed):
        at = changed["x"].tolist(), changed["y"].tolist()
        canvas.marks(panel, *at, symbol="circle", fill=canvas.colours.background, edge=ink, size=RING, width=1.5)
    canvas.marks(
        panel,
        placed["x"].tolist(),
        placed["y"].tolist(),
        symbol=[_symbol(stance) for stance in placed["stance"]],
        fill=ink,
        size=MARK,
        width=[2.0 if _symbol(stance).endswith("-open") else 1.0 for stance in placed["stance"]],
        told=_told(words, placed["claim_id"].tolist()),
    )
    return _names(canvas, panel, placed, tall)


def _steps(canvas: Canvas, panel: Panel, spoken_up: pd.DataFrame) -> None:
    """From each statement of a speaker to the next: along its lane, then to the lane of the next."""
    own = spoken_up.groupby(["side", "speaker_id"], sort=False)[["x", "y"]]
    before = own.shift().dropna()
    x0, y0, x1, y1 = before["x"], before["y"], spoken_up.loc[before.index, "x"], spoken_up.loc[before.index, "y"]
    ends = (x0, x1), (y0, y0), (x1, x1), (y0, y1)
    canvas.strokes(panel, map(np.concatenate, ends), canvas.colours.faint, 2)


def _symbol(stance: str) -> str:
    return DASH if stance == "no-statement" else theme.plotly_symbol("stances", stance)


def _told(words: Words, claim_ids: Sequence[str]) -> list[str]:
    """Who said what when; of many statements only who and when."""
    told = [words.claims[claim_id] for claim_id in claim_ids]
    if len(told) > ALL_NAMED * 2:
        return [hover([f"{one.speaker}, {one.said}"], words.language) for one in told]
    statements = in_bytes([one.statement for one in told])
    return [
        hover(
            [
                words.say("charts_claims.hover", speaker=one.speaker, day=one.said, statement=statement),
                words.say("charts_claims.outlets", one.outlets),
            ],
            words.language,
        )
        for one, statement in zip(told, statements, strict=True)
    ]


def _placed(panel: Panel, band: Band, own: pd.DataFrame) -> pd.DataFrame:
    """The statements of a side with x and y; who stands on another steps right of him."""
    x = days(own["said_on"]).tolist()
    step, moved = panel.data_x(ASIDE), list[float]()
    last_of: dict[str, tuple[float, int]] = {}
    for at, lane in zip(x, own["lane"], strict=True):
        before, steps = last_of.get(lane, (float("-inf"), 0))
        crowded = at - before < step and steps < STEPS_ASIDE
        moved.append(before + step if crowded else at)
        last_of[lane] = (moved[-1], steps + 1 if crowded else 0)
    return own.assign(x=moved, y=[band.middle(lane) for lane in own["lane"]])


def _names(canvas: Canvas, panel: Panel, placed: pd.DataFrame, tall: set[Row]) -> set[Row]:
    """Changes first and in bold; then, unless there are too many, each speaker at the first statement.

    Names stay in their lane, since another lane is another stance; returned are the lanes that lack room.
    """
    words = canvas.words
    columns = ("claim_id", "speaker_id", "side", "lane", "stance", "changed_from", "x", "y")
    rows = list(zip(*(placed[column].tolist() for column in columns), strict=True))
    lacking: set[Row] = set()

    def name(row: Row, x: float, y: float, lines: tuple[str, ...], radius: float, *, strong: bool) -> None:
        order = "right left above" if row in tall else "right left"
        for line in lines:
            run, ink = Run(line, strong=strong), canvas.colours.text
            if canvas.name(panel, x, y, [run], ink, radius=radius, order=order, near=True):
                return
            lacking.add(row)

    changes = [row for row in rows if isinstance(row[5], str)]
    newest = {claim_id for claim_id, *_ in sorted(changes, key=lambda row: row[6])[-CHANGES_NAMED:]}
    for claim_id, _, side, lane, stance, _, x, y in changes:
        if claim_id in newest:
            told, now = words.claims[claim_id], words.word("stance", stance)
            said = words.say("charts_claims.changed", who=told.speaker, day=told.said, stance=now)
            panel.block(x, y, RING / 2)
            name((side, lane), x, y, (said, told.speaker), RING / 2, strong=True)
    named = set[tuple[str, str]]()
    for claim_id, speaker, side, lane, _, before, x, y in rows if len(rows) <= ALL_NAMED else ():
        told, silent = words.claims[claim_id], lane == "no-statement"
        if not isinstance(before, str) and (silent or (speaker, side) not in named):
            named.add((speaker, side))
            asked = words.say("charts_claims.silent_day", who=told.speaker, day=told.said)
            name((side, lane), x, y, (asked, told.speaker) if silent else (told.speaker,), MARK / 2 + 2, strong=False)
    return lacking


# Ten thousand statements


_FILL: dict[Lane, tuple[str, str]] = {
    "affirms": ("", "■"),
    "qualifies": ("/", "▨"),
    "denies": ("", "□"),
    "no-statement": (".", "▫"),
}


def _columns(canvas: Canvas, panel: Panel, bands: list[Band], stated: pd.DataFrame, months: int) -> None:
    """Per side and period the count of each stance: affirms solid, qualifies hatched, denies outlined."""
    words, colours = canvas.words, canvas.colours
    grouped = stated.assign(start=periods.begin(stated["said_on"], months)).groupby(["side", "start", "lane"])
    counts = grouped.size().unstack("lane", fill_value=0).reindex(columns=list(LANES), fill_value=0)
    unit = (BAND - 16) / max(int(counts.sum(axis=1).max()), 1)
    for band in bands:
        own = counts.xs(band.side or "", level="side").reset_index()
        start, end = days(own["start"]), days(periods.end(own["start"], months))
        aside = (end - start) * 0.07
        base = pd.Series(band.bottom - 4, own.index, dtype=float)
        told = _told_by_period(words, band, own, months)
        for lane in LANES:
            if own[lane].any():
                shape, _ = _FILL[lane]
                top = base - own[lane] * unit
                fill = {
                    "color": colours.background if shape or lane == "denies" else colours.text,
                    "line": {"color": colours.text, "width": 1},
                    "pattern": {"shape": shape, "fgcolor": colours.text, "size": 5},
                }
                canvas.blocks(panel, (start + aside, end - aside), (base, top), fill)
                base = top
        tall = pd.Series(band.bottom - BAND + 8, own.index), pd.Series(band.bottom - 4, own.index)
        canvas.blocks(panel, (start, end), tall, "rgba(0,0,0,0)", told)


def _told_by_period(words: Words, band: Band, own: pd.DataFrame, months: int) -> tuple[list[str], list[list[object]]]:
    """What each column tells: the sentence of all, and for each period what fills its gaps."""
    side = words.say("charts_claims.no_side") if band.side is None else words.sides[band.side]
    gaps: dict[str, Any] = dict(zip(("affirms", "qualifies", "denies", "silent"), map(blank, range(1, 5)), strict=True))
    said = [
        words.say("charts_claims.hover_side_period", side=side, period=blank(0)),
        words.say("charts_claims.hover_stances", **gaps),
    ]
    columns = [[spoken.number(count, words.language) for count in own[lane]] for lane in LANES]
    return said, [list(row) for row in zip(periods.names(own["start"], months, words), *columns, strict=True)]


def _key(canvas: Canvas, panel: Panel, left: float) -> float:
    """The words for the fills; the pixels that they take."""
    words = canvas.words
    said = [words.word("stance", lane) for lane in LANES[:3]] + [words.say("charts_claims.silent")]
    line = "    ".join(f"{_FILL[lane][1]} {word}" for lane, word in zip(LANES, said, strict=True))
    arabic = words.language == "ar"
    canvas.text(
        panel,
        panel.x[1 if arabic else 0],
        panel.height,
        [line],
        canvas.colours.muted,
        dx=0 if arabic else -left,
        dy=10,
        xanchor="right" if arabic else "left",
        yanchor="top",
        size=canvas.axis,
        blocks=False,
    )
    return 26
