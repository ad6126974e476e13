"""What all charts share: type, colours, dates on axes, and text that plotly can neither read as markup nor turn round.

A chart is drawn on a `Canvas`: shapes, marks and names gather there in the order of drawing; `figure` makes the chart.
"""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple, Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from babel.lists import format_list

from claims import bidi, spoken
from claims.catalogue import domain
from claims.filling import known_on
from claims.models import Claim, Language, Topic
from claims.models.base import LABEL_LETTERS
from claims.records import DossierRecords
from claims.words import count
from dashboard import theme
from dashboard.charts.labels import Box, Field, text_size, text_width
from dashboard.texts import catalogue
from dashboard.theme import FONT, Palette, Tone

WIDE, NARROW = 1080, 350
"""The pixels for which names are placed: the browser may stretch a chart to 900-1300, on a phone to 350-400."""

DAY = 86_400_000
"""Milliseconds: dates go to plotly as numbers."""

AGGREGATE_ABOVE: int = theme.TOKENS["chart"]["aggregate_above"]
"""Over this many points a chart counts its claims instead of marking each, and says so."""

HOVER_LETTERS = 60
HOVER_BYTES = 60_000
STATEMENT_LETTERS = (240, 160, 100, 60, 40, 25)
"""What the marks of one chart tell takes so many bytes, if need be by cutting each statement to fewer letters."""
QUESTION_LETTERS = 30


class Say(Protocol):
    """The catalogue in the reader's language: `text(key, n, **gaps)`."""

    def __call__(self, key: str, n: int | None = None, **gaps: object) -> str: ...


@dataclass(frozen=True)
class Told:
    """What a chart tells of one claim, in the reader's language."""

    speaker: str
    said: str
    """The day, month or year it was said, short."""
    said_first: date
    said_last: date
    value: str
    statement: str
    attribution: str
    origin: str
    """The claim that first gave this utterance: itself, or the root of its echoes."""
    reports: int
    """How many claims of the chart are this one utterance."""
    outlets: int
    """In how many outlets they stand."""


@dataclass(frozen=True)
class Words:
    """The words of a chart: the catalogue, and by id the claims, sides and topics it names; `slots`: sides' colours."""

    language: Language
    say: Say
    claims: Mapping[str, Told]
    sides: Mapping[str, str]
    topics: Mapping[str, str]
    slots: Mapping[str, int | None]

    @classmethod
    def of(cls, records: DossierRecords, claim_ids: Iterable[str], language: Language) -> Words:
        """The words for the claims that a chart is given."""
        return cls(
            language=language,
            say=catalogue(language).text,
            claims=_told(records, [records.claims[claim_id] for claim_id in claim_ids], language),
            sides={side.id: side.name.in_language(language) for side in records.dossier.sides},
            topics={topic.id: _label(topic, language) for topic in records.topics.values()},
            slots=theme.slots(records),
        )

    def word(self, kind: str, code: str) -> str:
        """The domain's word for a code: `word("state", "met_late")`."""
        return domain(self.language).text(f"{kind}.{code.replace('-', '_')}")

    def day(self, when: date) -> str:
        return spoken.day(when, self.language, "short")

    def day_of_year(self, when: date) -> str:
        return spoken.day_of_year(when, self.language, "short")

    def month_name(self, when: date) -> str:
        return spoken.month_name(when, self.language, "short")

    def month(self, when: date) -> str:
        return spoken.month(when, self.language, "short")

    def several(self, names: Sequence[str]) -> str:
        """Names in a row: "Iraqi government and US government"."""
        return format_list(names, style="standard", locale=self.language)

    def listed(self, sentences: Sequence[str]) -> str:
        """Parts of a sentence in a row, without "and"."""
        return ("؛ " if self.language == "ar" else "; ").join(sentences)

    def side_tone(self, colours: Palette, side: str | None) -> Tone:
        return colours.side(self.slots.get(side or ""))


def _told(records: DossierRecords, claims: Sequence[Claim], language: Language) -> dict[str, Told]:
    origin_of: dict[str, str] = {}
    sources_of: dict[str, list[str]] = {}
    for claim in claims:
        root = claim
        while root.same_as is not None:
            root = records.claims[root.same_as]
        origin_of[claim.id] = root.id
        sources_of.setdefault(root.id, []).append(claim.source)
    told: dict[str, Told] = {}
    for claim in claims:
        sources, speaker = sources_of[origin_of[claim.id]], records.speakers[claim.speaker]
        last = claim.said_on.last
        assert last is not None  # the model refuses a claim without it
        told[claim.id] = Told(
            speaker=shortened((speaker.short or speaker.name).in_language(language), LABEL_LETTERS),
            said=spoken.edtf(claim.said_on, language, "short"),
            said_first=claim.said_on.first or last,
            said_last=last,
            value=spoken.value(claim, records.topics[claim.topic], language, "short"),
            statement=claim.statement.in_language(language),
            attribution=claim.attribution,
            origin=origin_of[claim.id],
            reports=len(sources),
            outlets=len({records.sources[source].outlet for source in sources}),
        )
    return told


def known_outcomes(records: DossierRecords, as_of: date, language: Language) -> pd.DataFrame:
    """One row an outcome known by the day: outcome_id, topic_id, result, happened_first, happened_last, statement."""
    rows = [
        (
            one.id,
            one.topic,
            one.result,
            one.happened_on.first,
            one.happened_on.last,
            one.statement.in_language(language),
        )
        for one in records.outcomes.values()
        if one.retired is None and known_on(one, records.sources[one.source]) <= as_of
    ]
    found = pd.DataFrame(
        rows, columns=["outcome_id", "topic_id", "result", "happened_first", "happened_last", "statement"]
    )
    return found.astype({"happened_first": "datetime64[s]", "happened_last": "datetime64[s]"})


def _label(topic: Topic, language: Language) -> str:
    if topic.label is not None:
        return topic.label.in_language(language)
    return shortened(topic.question.in_language(language), QUESTION_LETTERS)


def shortened(text: str, letters: int) -> str:
    """The words that fit into so many letters, with an ellipsis where some are left out."""
    return textwrap.shorten(text, letters, placeholder="…")


def counted_note(words: Words, claims: str, how: str, *more: str, limit: int = AGGREGATE_ABOVE) -> str:
    """That a chart does not mark each of so many claims, how it counts them, and what brings back single marks."""
    sentences = (
        words.say("charts_claims.counted", claims=claims),
        how,
        *more,
        words.say("charts_claims.counted_until", limit=spoken.number(limit, words.language)),
    )
    return " ".join(one for one in sentences if one)


def in_bytes(statements: Sequence[str], most: int = HOVER_BYTES) -> list[str]:
    """Statements for hover texts: whole where together they take no more bytes as sent, else all cut to one length."""
    told = [*statements]
    for letters in STATEMENT_LETTERS:
        if sum(len(json.dumps(one)) for one in told) <= most:
            break
        told = [shortened(one, letters) for one in statements]
    return told


class Run(NamedTuple):
    """A stretch of one line, plain, strong or in italics."""

    text: str
    strong: bool = False
    italic: bool = False


Line = Sequence[Run] | Run | str


def milliseconds(day: date | pd.Timestamp) -> float:
    """A day as plotly takes it: milliseconds since 1970."""
    return pd.Timestamp(day).value / 1e6


def day_of(milliseconds_: float) -> date:
    """The day of a number on an axis."""
    return date(1970, 1, 1) + timedelta(milliseconds=milliseconds_)


def each(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table, their cells by name."""
    return iter(table.itertuples(index=False))


def days(column: pd.Series) -> pd.Series:
    """A column of days as milliseconds, NaN where there is none."""
    return (column - pd.Timestamp(0)) / pd.Timedelta(milliseconds=1)


def compact(numbers: Any) -> np.ndarray:
    """Numbers for plotly in half the bytes: exact to far less than a pixel, days to two minutes."""
    return np.asarray(numbers, dtype=np.float32)


def markup(lines: Sequence[Line], language: Language) -> str:
    """Lines for plotly: nothing in them is read as a tag, and in Arabic no line or number turns round."""
    return "<br>".join(bidi.line("".join(_tagged(run) for run in _runs(one)), language) for one in lines)


def in_lines(text: str, letters: int) -> list[str]:
    """A sentence in lines of at most so many letters, words kept whole."""
    return textwrap.wrap(text, letters, break_long_words=False)


def lateness(say: Say, least: float, most: float) -> str:
    """How many days late, the strict reading told too where it says otherwise: "+109 d", "+110–139 d"."""
    if most <= least:
        return say("charts_dates.late", n=round(least))
    return say("charts_dates.late_range", n=round(most), least=round(least))


def days_late(least: float, most: float, language: Language) -> str:
    """The same in a sentence: "109 days late", "110 to 139 days late"."""
    if most <= least:
        return count("days_late", round(least), language)
    return count("days_late_range", round(most), language, a=round(least))


def blank(place: int) -> str:
    """A gap in a hover text that all boxes of a trace share: each fills it from its own list of values."""
    return f"%{{customdata[{place}]}}"


def hover(sentences: Iterable[str], language: Language) -> str:
    """Sentences for a hover box, broken into short lines."""
    return markup([part for text in sentences for part in textwrap.wrap(text, HOVER_LETTERS)], language)


def _runs(line: Line) -> Sequence[Run]:
    if isinstance(line, str):
        return (Run(line),)
    return (line,) if isinstance(line, Run) else line


def _tagged(run: Run) -> str:
    safe = html.escape(run.text, quote=False)
    safe = f"<i>{safe}</i>" if run.italic else safe
    return f"<b>{safe}</b>" if run.strong else safe


def size_of(lines: Sequence[Line], size: float) -> tuple[float, float]:
    """Pixels that lines take, about: width and height."""
    widths = [sum(text_width(run.text, size, strong=run.strong) for run in _runs(line)) for line in lines]
    return text_size(widths, size)


def tinted(colour: str, share: float) -> str:
    """The colour, so much of it let through; only for fills and lines that carry no text."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


class Panel:
    """A pair of axes: its ranges in data units and the pixels they are laid over, with what stands there."""

    def __init__(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        width: float,
        height: float,
        *,
        axes: tuple[str, str] = ("x", "y"),
        spare: tuple[float, float, float, float] = (0, 0, 0, 0),
    ) -> None:
        """`spare`: pixels beyond the left, top, right and bottom edge in which names may stand too."""
        self.x, self.y, self.width, self.height, self.axes = x, y, width, height, axes
        left, top, right, bottom = spare
        self.field = Field(Box(-left, -top, width + right, height + bottom))

    def across(self, x: float) -> float:
        """Pixels from the left edge."""
        return (x - self.x[0]) / (self.x[1] - self.x[0]) * self.width

    def down(self, y: float) -> float:
        """Pixels from the top edge."""
        return (self.y[1] - y) / (self.y[1] - self.y[0]) * self.height

    def data_x(self, pixels: float) -> float:
        """So many pixels in units of the x axis."""
        return pixels / self.width * (self.x[1] - self.x[0])

    def data_y(self, pixels: float) -> float:
        """So many pixels in units of the y axis."""
        return pixels / self.height * (self.y[1] - self.y[0])

    def block(self, x: float, y: float, radius: float) -> None:
        self.field.block(Box.around(self.across(x), self.down(y), radius))

    def block_bar(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A filled shape between two corners in data units."""
        (left, right), (top, bottom) = (
            sorted((self.across(x0), self.across(x1))),
            sorted((self.down(y0), self.down(y1))),
        )
        self.field.block_bar(Box(left, top, right, bottom))

    def block_line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.field.block_line(self.across(x0), self.down(y0), self.across(x1), self.down(y1))


class Canvas:
    """Collects what a chart draws. Positions are data units of a panel, shifts are pixels with y down."""

    def __init__(self, words: Words, colours: Palette, *, narrow: bool = False) -> None:
        self.words, self.colours, self.narrow = words, colours, narrow
        self.label: float = 12 if narrow else 13
        self.axis: float = 11.5 if narrow else 12
        self.shapes: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.traces: list[Any] = []

    def line(
        self,
        panel: Panel,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        colour: str,
        *,
        width: float = 1,
        dash: str = "solid",
        layer: Literal["below", "between", "above"] = "between",
        blocks: bool = True,
    ) -> None:
        """A straight line; names keep off it unless told otherwise."""
        self.shapes.append(
            {
                "type": "line",
                "xref": panel.axes[0],
                "yref": panel.axes[1],
                "x0": x0,
                "y0": y0,
                "x1": x1,
                "y1": y1,
                "line": {"color": colour, "width": width, "dash": dash},
                "layer": layer,
            }
        )
        if blocks:
            panel.block_line(x0, y0, x1, y1)

    def bar(
        self,
        panel: Panel,
        x: float,
        y: float,
        colour: str,
        *,
        fill: str | None,
        pixels: tuple[float, float, float, float],
        edge: float = 1.5,
        dash: str = "solid",
        ends: tuple[float, float] | None = None,
    ) -> None:
        """A box `pixels` = (left, top, right, bottom) around (x, y), y down; `ends`: top and bottom as y values."""
        left, top, right, bottom = pixels
        vertical: dict[str, Any] = (
            {"ysizemode": "pixel", "yanchor": y, "y0": -top, "y1": -bottom}
            if ends is None
            else {"y0": ends[0], "y1": ends[1]}
        )
        self.shapes.append(
            {
                "type": "rect",
                "xref": panel.axes[0],
                "yref": panel.axes[1],
                "xsizemode": "pixel",
                "xanchor": x,
                "x0": left,
                "x1": right,
                **vertical,
                "line": {"color": colour, "width": edge, "dash": dash},
                "fillcolor": fill or "rgba(0,0,0,0)",
                "layer": "between",
            }
        )

    def text(
        self,
        panel: Panel,
        x: float,
        y: float,
        lines: Sequence[Line],
        colour: str,
        *,
        dx: float = 0,
        dy: float = 0,
        xanchor: Literal["left", "center", "right"] = "left",
        yanchor: Literal["top", "middle", "bottom"] = "middle",
        size: float | None = None,
        angle: float = 0,
        blocks: bool = True,
    ) -> None:
        """Words at a fixed place; names placed later keep off them."""
        size = size or self.label
        self.annotations.append(
            {
                "text": markup(lines, self.words.language),
                "xref": panel.axes[0],
                "yref": panel.axes[1],
                "x": x,
                "y": y,
                "xshift": dx,
                "yshift": -dy,
                "xanchor": xanchor,
                "yanchor": yanchor,
                "align": xanchor,
                "showarrow": False,
                "borderpad": 0,
                "textangle": angle,
                "font": {"color": colour, "size": size},
            }
        )
        if blocks and not angle:
            width, height = size_of(lines, size)
            left = panel.across(x) + dx - width * {"left": 0, "center": 0.5, "right": 1}[xanchor]
            top = panel.down(y) + dy - height * {"top": 0, "middle": 0.5, "bottom": 1}[yanchor]
            panel.field.block(Box(left, top, left + width, top + height))

    def name(
        self,
        panel: Panel,
        x: float,
        y: float,
        lines: Sequence[Line],
        colour: str,
        *,
        radius: float = 6,
        order: str = "right left above below",
        near: bool = False,
        size: float | None = None,
    ) -> bool:
        """Words beside a mark, where they stand on nothing; False, and nothing drawn, where there is no such place."""
        size = size or self.label
        at_x, at_y = panel.across(x), panel.down(y)
        place = panel.field.place(at_x, at_y, size_of(lines, size), radius=radius, order=order, near=near)
        if place is None:
            return False
        self.text(
            panel,
            x,
            y,
            lines,
            colour,
            dx=place.dx,
            dy=place.dy,
            xanchor=place.xanchor,
            yanchor=place.yanchor,
            size=size,
            blocks=False,
        )
        if place.leader is not None:
            leader = place.leader
            self.shapes.append(
                {
                    "type": "line",
                    "xref": panel.axes[0],
                    "yref": panel.axes[1],
                    "xsizemode": "pixel",
                    "ysizemode": "pixel",
                    "xanchor": x,
                    "yanchor": y,
                    "x0": leader.x0 - at_x,
                    "x1": leader.x1 - at_x,
                    "y0": at_y - leader.y0,
                    "y1": at_y - leader.y1,
                    "line": {"color": colour, "width": 1},
                    "layer": "between",
                }
            )
        return True

    def marks(
        self,
        panel: Panel,
        x: Sequence[float] | np.ndarray,
        y: Sequence[float] | np.ndarray,
        *,
        symbol: str | Sequence[str],
        fill: str | Sequence[str],
        edge: str | Sequence[str] | None = None,
        size: float | Sequence[float] = 11,
        width: float | Sequence[float] = 1.5,
        told: Sequence[str] | str | None = None,
    ) -> None:
        """Markers with their hover texts (markup, ready) or one for all; without `edge` the background rims them."""
        self.traces.append(
            go.Scatter(
                x=x if isinstance(x, np.ndarray) else list(x),
                y=y if isinstance(y, np.ndarray) else list(y),
                mode="markers",
                xaxis=panel.axes[0],
                yaxis=panel.axes[1],
                hovertext=told if told is None or isinstance(told, str) else list(told),
                hoverinfo="skip" if told is None else "text",
                cliponaxis=False,
                marker={
                    "symbol": symbol,
                    "color": fill,
                    "size": size,
                    "opacity": 1,
                    "line": {"color": edge or self.colours.background, "width": width},
                },
            )
        )

    def strokes(self, panel: Panel, ends: Iterable[Any], colour: str, width: float, dash: str = "solid") -> None:
        """Straight lines (x0, y0, x1, y1) as one trace, however many there are."""
        x0, y0, x1, y1 = (np.asarray(end, dtype=float) for end in ends)
        gap = np.full(len(x0), np.nan)
        self.traces.append(
            go.Scatter(
                x=compact(np.column_stack([x0, x1, gap]).ravel()),
                y=compact(np.column_stack([y0, y1, gap]).ravel()),
                mode="lines",
                xaxis=panel.axes[0],
                yaxis=panel.axes[1],
                line={"color": colour, "width": width, "dash": dash},
                hoverinfo="skip",
                showlegend=False,
            )
        )

    def blocks(
        self,
        panel: Panel,
        x: tuple[pd.Series, pd.Series],
        y: tuple[pd.Series, pd.Series],
        fill: dict[str, Any] | str,
        told: tuple[Sequence[str], Sequence[Sequence[object]]] | None = None,
    ) -> None:
        """Filled boxes from x to x and from y to y as one trace.

        `told` are the sentences that all of them tell, with gaps as `blank` makes them, and what fills these by box.
        """
        (left, right), (low, high) = x, y
        self.traces.append(
            go.Bar(
                x=compact((left + right) / 2),
                width=compact(right - left),
                base=compact(low),
                y=compact(high - low),
                xaxis=panel.axes[0],
                yaxis=panel.axes[1],
                marker={"line": {"width": 0}, **({"color": fill} if isinstance(fill, str) else fill)},
                showlegend=False,
                **(
                    {"hoverinfo": "skip"}
                    if told is None
                    else {
                        "hovertemplate": hover(told[0], self.words.language) + "<extra></extra>",
                        "customdata": [list(row) for row in told[1]],
                    }
                ),
            )
        )

    def pointers(self, panel: Panel, x: Sequence[float], y: Sequence[float], told: Sequence[str], size: float) -> None:
        """Invisible marks that tell what is drawn there when the pointer comes near."""
        self.marks(panel, x, y, symbol="square", fill="rgba(0,0,0,0)", size=size, width=0, told=told)

    def empty(self) -> go.Figure:
        """No rows: no axes either; the page says what is missing."""
        return self.figure(10, (0, 0, 0, 0), xaxis={"visible": False}, yaxis={"visible": False})

    def figure(self, height: float, margin: tuple[float, float, float, float], **axes: Any) -> go.Figure:
        """The chart: `margin` left, top, right, bottom in pixels; `axes` are layout.xaxis, yaxis and further ones."""
        left, top, right, bottom = margin
        figure = go.Figure(self.traces or [go.Scatter(x=[], y=[], hoverinfo="skip", showlegend=False)])
        figure.update_layout(
            template=None,
            height=height,
            margin={"l": left, "t": top, "r": right, "b": bottom, "pad": 0},
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            font={"family": FONT, "size": self.axis, "color": self.colours.muted},
            hoverlabel={
                "bgcolor": self.colours.background,
                "bordercolor": self.colours.faint,
                "font": {"family": FONT, "size": 13, "color": self.colours.text},
                "align": "right" if self.words.language == "ar" else "left",
            },
            hovermode="closest",
            showlegend=False,
            dragmode=False,
            shapes=self.shapes,
            annotations=self.annotations,
            **axes,
        )
        return figure


def quiet_axis(**given: Any) -> dict[str, Any]:
    """An axis without line, ticks, zoom or grid, but for what is given."""
    return {"showgrid": False, "zeroline": False, "showline": False, "ticks": "", "fixedrange": True, **given}


def hidden_axis(low: float, high: float, **given: Any) -> dict[str, Any]:
    """An axis that only places: rows and lanes in pixels, `hidden_axis(height, 0)`."""
    return quiet_axis(range=[low, high], showticklabels=False, **given)


class Tick(NamedTuple):
    """A day on an axis; `year` where the tick begins one or is the first."""

    at: float
    name: str
    year: str | None


_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_DAY_STEPS = (1, 2, 7, 14)


def date_ticks(first: date, last: date, most: int, language: Language) -> list[Tick]:
    """At most `most` days between first and last on which a month, a year or a week begins."""
    span = (last - first).days
    for days_apart in _DAY_STEPS if span < 45 else ():
        if span // days_apart < most:
            start = first if days_apart < 7 else first + timedelta(-first.weekday() % 7)
            found = [start + timedelta(at) for at in range(0, span + 1, days_apart) if start + timedelta(at) <= last]
            return [
                Tick(milliseconds(at), spoken.day_of_year(at, language, "short"), _year(at, at is found[0]))
                for at in found
            ]
    for months_apart in _MONTH_STEPS:
        found = month_starts(first, last, months_apart)
        if len(found) <= most:
            break
    if months_apart >= 12:
        return [Tick(milliseconds(at), str(at.year), None) for at in found]
    return [
        Tick(milliseconds(at), spoken.month_name(at, language, "short"), _year(at, at is found[0] or at.month == 1))
        for at in found
    ]


def _year(day: date, told: bool) -> str | None:
    return str(day.year) if told else None


def month_starts(first: date, last: date, apart: int) -> list[date]:
    """The first days of every `apart`-th month, counted so that each January (or round year) is among them."""
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    start += -start % apart
    end = last.year * 12 + last.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, end + 1, apart)]
