"""The timeline of commitments: what is due, what came late. One row an obligor's chain, times of silence cut out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from claims import spoken
from claims.models import HOLDING_ROLES
from dashboard.charts import periods
from dashboard.charts.frame import (
    DAY,
    NARROW,
    WIDE,
    Canvas,
    Line,
    Panel,
    Run,
    Words,
    blank,
    date_ticks,
    day_of,
    days,
    each,
    hidden_axis,
    hover,
    lateness,
    markup,
    milliseconds,
    month_starts,
    quiet_axis,
    shortened,
    size_of,
    tinted,
)
from dashboard.theme import TOKENS, Palette, glyph

PAGE = 40
"""So many rows a chart; the page offers the next ones."""

PAUSE_DAYS = 548
"""After 18 months without a running commitment a new era begins, with years of its own on the same scale."""

PAST = ("awaiting_check", "overdue", "missed")
PARTS = 320
"""The most parts of the columns that count commitments, one for each period and state."""
HAPPENED_LETTERS = 160
"""So much of what happened is told beside a row."""
LEAST_WINDOW = 9
"""Pixels: a due day must not vanish behind its star."""
ROW, ROW_NARROW = 34, 64
TEXT_NARROW = 38
"""On a phone so much of a row is words; lines of the calendar stand below them."""
HEAD, GAP = 46, 26


@dataclass(frozen=True)
class Row:
    """One commitment as it is drawn; all days in milliseconds."""

    topic: str
    side: str
    topic_id: str
    said: float
    baseline: tuple[float, float]
    current: tuple[float, float] | None
    """The date in force, where it is not the first."""
    outcome: float | None
    runs_to: float
    state: str
    state_current: str
    holding: bool
    verdict: tuple[tuple[Run, ...], ...]
    told: str
    late: str
    """How late, beside the star or the waiting bar."""

    @property
    def span(self) -> tuple[float, float]:
        ends = [self.baseline[1], self.runs_to, *(self.current or ()), *([self.outcome] if self.outcome else [])]
        return min(self.said, self.baseline[0], *ends), max(ends)


def timeline(
    table: pd.DataFrame,
    *,
    outcomes: pd.DataFrame,
    as_of: date,
    words: Words,
    colours: Palette,
    narrow: bool = False,
    start: int = 0,
) -> go.Figure:
    """One row a commitment, newest era first; of more than PAGE those from `start` on.

    `table` are rows of `commitments.ledger`, `outcomes` of `frame.known_outcomes`; `words` know the baseline and
    current claims.
    """
    order = [row for era in eras(_rows(table, outcomes, as_of, words)) for row in era]
    return _Drawing(Canvas(words, colours, narrow=narrow), eras(order[start : start + PAGE]), as_of).figure()


def alt(table: pd.DataFrame, *, words: Words) -> str:
    """The chart in words: how many of each state, and the one due last."""
    if table.empty:
        return words.say("charts_dates.alt_commitments", n=0, states="")
    counts = Counter(table["state"])
    states = [
        words.say("charts_dates.alt_count", state=words.word("state", state), n=counts[state])
        for state in TOKENS["state_order"]
        if state in counts
    ]
    last = next(each(table.sort_values(["current_last", "topic_id", "side"]).tail(1)))
    return " ".join(
        (
            words.say("charts_dates.alt_commitments", n=len(table), states=words.several(states)),
            words.say(
                "charts_dates.alt_latest",
                topic=words.topics[last.topic_id],
                side=words.sides[last.side],
                day=words.claims[last.current_claim].value,
                state=words.word("state", last.state),
            ),
        )
    )


def eras(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows by era, newest first; in each the topics by their first due day, their sides in the given order."""
    found: list[list[Row]] = []
    end = 0.0
    for row in sorted(rows, key=lambda row: row.span):
        if not found or row.span[0] - end > PAUSE_DAYS * DAY:
            found.append([])
        found[-1].append(row)
        end = max(end, row.span[1]) if len(found[-1]) > 1 else row.span[1]
    place = {id(row): at for at, row in enumerate(rows)}
    ordered: list[list[Row]] = []
    for era in reversed(found):
        first_due: dict[str, float] = {}
        for row in era:
            first_due[row.topic_id] = min(first_due.get(row.topic_id, row.baseline[1]), row.baseline[1])
        ordered.append(sorted(era, key=lambda row: (first_due[row.topic_id], row.topic_id, place[id(row)])))
    return ordered


def _rows(table: pd.DataFrame, outcomes: pd.DataFrame, as_of: date, words: Words) -> list[Row]:
    happened = {row.outcome_id: row for row in each(outcomes)}
    today = milliseconds(as_of)
    found = []
    for row in each(table):
        outcome = happened.get(row.outcome_id)
        holding = row.role in HOLDING_ROLES
        first, last = milliseconds(row.baseline_first), milliseconds(row.baseline_last)
        waits = row.state in PAST
        found.append(
            Row(
                topic=words.topics[row.topic_id],
                side=words.sides[row.side],
                topic_id=row.topic_id,
                said=milliseconds(words.claims[row.baseline_claim].said_last),
                baseline=(first, last + DAY),
                current=_window_of(row) if row.changes else None,
                outcome=None if outcome is None else milliseconds(outcome.happened_last),
                runs_to=today if waits else last,
                state=row.state,
                state_current=row.state_current,
                holding=holding,
                verdict=_verdict(row, holding, words),
                told=_told(row, outcome, words),
                late=_late(row, words),
            )
        )
    return found


def _window_of(row: Any) -> tuple[float, float]:
    return milliseconds(row.current_first), milliseconds(row.current_last) + DAY


def _late(row: Any, words: Words) -> str:
    if row.state == "met_late":
        return words.say("charts_dates.late", n=round(row.days_late_min))
    return words.say("charts_dates.past", n=round(row.days_overdue)) if row.state in PAST else ""


def _verdict(row: Any, holding: bool, words: Words) -> tuple[tuple[Run, ...], ...]:
    """Glyph, state and days; below it how the date was moved."""
    say = words.say
    state = Run(f"{glyph('states', row.state)} {words.word('state', row.state)}", strong=True)
    detail = ""
    if row.state == "met_late":
        detail = lateness(say, row.days_late_min, row.days_late_max)
    elif row.state in PAST:
        detail = say("charts_dates.past_days", n=round(row.days_overdue))
    elif row.state in ("upcoming", "due_soon", "due_now"):
        detail = say("charts_dates.to_go", days=say("charts_dates.days", n=round(row.days_left)))
    elif row.state == "holding":
        detail = words.claims[row.baseline_claim].value
    first = (state, Run(f" · {detail}")) if detail else (state,)
    if not row.changes:
        return (first,)
    way = "back" if not row.slip_days else "earlier" if row.slip_days < 0 else "longer" if holding else "later"
    moved = say(
        f"charts_dates.moved_{way}",
        n=int(row.changes),
        value=words.claims[row.current_claim].value,
        days=say("charts_dates.days", n=abs(int(row.slip_days))),
    )
    return first, (Run(moved),)


def _told(row: Any, outcome: Any, words: Words) -> str:
    first = words.claims[row.baseline_claim]
    sentences = [
        words.say(
            "charts_dates.row_hover",
            topic=words.topics[row.topic_id],
            side=words.sides[row.side],
            state=words.word("state", row.state),
            first=first.value,
            said=first.said,
            current=words.claims[row.current_claim].value,
        )
    ]
    if outcome is not None:
        happened = shortened(outcome.statement, HAPPENED_LETTERS)
        sentences.append(words.say("charts_dates.row_happened", statement=happened))
    return hover(sentences, words.language)


class _Drawing:
    """One timeline while it is drawn, in pixels from the top; days in milliseconds since the beginning of their era."""

    def __init__(self, canvas: Canvas, found: list[list[Row]], as_of: date) -> None:
        self.canvas, self.words, self.colours, self.narrow = canvas, canvas.words, canvas.colours, canvas.narrow
        self.eras, self.today, self.as_of = found, milliseconds(as_of), as_of
        self.arabic = self.words.language == "ar"
        rows = [row for era in found for row in era]
        self.side_width = max((size_of([self._side(row)], 13)[0] for row in rows), default=0)
        topics = max((size_of([self._topic(row)], 13)[0] for row in rows), default=0) + self.side_width + 30
        verdicts = max((size_of([line], 12)[0] for row in rows for line in row.verdict), default=0) + 22
        start, end = (12, 12) if self.narrow else (topics, verdicts)
        self.margin = (end, 0, start, 8) if self.arabic else (start, 0, end, 8)
        self.width = (NARROW if self.narrow else WIDE) - start - end
        self.row = ROW_NARROW if self.narrow else ROW
        self.height = sum(HEAD + GAP + self.row * len(era) for era in found) - GAP + 10
        longest = max((self._ends(era)[1] - self._ends(era)[0] for era in found), default=DAY)
        self.room = 12.0, 74.0
        self.pixel = longest / max(self.width - sum(self.room), 100)
        """Milliseconds a pixel, the same in every era."""
        span = self.width * self.pixel
        self.panel = Panel((0, span), (self.height, 0), self.width, self.height)

    def figure(self) -> go.Figure:
        if not self.eras:
            return self.canvas.empty()
        top = 0.0
        told: list[tuple[float, float, str]] = []
        for at, era in enumerate(self.eras):
            begin = self._ends(era)[0] - self.room[0] * self.pixel
            bottom = top + HEAD + self.row * len(era)
            self._head(era, begin, top, first=at == 0)
            previous = ""
            for place, row in enumerate(era):
                at_y = top + HEAD + self.row * place
                if row.topic_id != previous:
                    self._rule(at_y)
                self._names(row, at_y, again=row.topic_id == previous)
                told += self._bars(row, begin, at_y + self.row - (16 if self.narrow else self.row / 2))
                previous = row.topic_id
            top = bottom + GAP
        self.canvas.pointers(
            self.panel, [x for x, _, _ in told], [y for _, y, _ in told], [text for *_, text in told], 22
        )
        return self.canvas.figure(
            self.height + 8, self.margin, xaxis=hidden_axis(*self.panel.x), yaxis=hidden_axis(*self.panel.y)
        )

    def _ends(self, era: list[Row]) -> tuple[float, float]:
        return min(row.span[0] for row in era), max(row.span[1] for row in era)

    def _topic(self, row: Row) -> Line:
        return Run(shortened(row.topic, 34), strong=True)

    def _side(self, row: Row) -> str:
        return shortened(row.side, 28)

    def _rule(self, y: float) -> None:
        """A line over the whole width, under both columns of words too."""
        style = {"type": "line", "yref": "y", "y0": y, "y1": y, "line": {"color": self.colours.rule, "width": 1}}
        left, _, right, _ = self.margin
        self.canvas.shapes += [
            {**style, "xref": "paper", "x0": 0, "x1": 1, "layer": "below"},
            *(
                {**style, "xref": "paper", "xsizemode": "pixel", "xanchor": at, "x0": x0, "x1": x1, "layer": "below"}
                for at, x0, x1 in ((0, -left + 6, 0), (1, 0, right - 6))
            ),
        ]

    def _beside(
        self, y: float, lines: Sequence[Line], colour: str, *, end: bool, flush: bool = True, size: float = 13
    ) -> None:
        """Words before the bars or, at the `end`, after them; mirrored in Arabic. `flush`: with the outer edge."""
        left, _, right, _ = self.margin
        at_right = self.arabic if self.narrow else end != self.arabic
        outward, inward = (right - 8, 14) if at_right else (8 - left, -14)
        self.canvas.text(
            self.panel,
            self.panel.x[1] if at_right else 0,
            y,
            lines,
            colour,
            dx=outward if flush else inward,
            xanchor="right" if at_right == flush else "left",
            size=size,
            blocks=False,
        )

    def _head(self, era: list[Row], begin: float, top: float, *, first: bool) -> None:
        """The years of an era over its rows, and the day we look from."""
        below, last = top + HEAD, self._ends(era)[1]
        self._rule(below)
        ticks = self._ticks(begin, last + 20 * self.pixel)
        for day in ticks:
            x, january = milliseconds(day) - begin, day.month == 1
            name = Run(str(day.year), strong=True) if january else self.words.month_name(day)
            colour = self.colours.text if january else self.colours.muted
            self._upright(x, below, len(era), self.colours.rule if january else self.colours.grid)
            self.canvas.text(self.panel, x, below - 18, [name], colour, xanchor="center", size=12, blocks=False)
        if not self.narrow:
            years = sorted({day_of(at).year for at in (self._ends(era)[0], last - DAY)})
            spoken = self.words.say("charts_dates.era", first=years[0], last=years[-1]) if years[1:] else str(years[0])
            told = spoken if first else self.words.say("charts_dates.same_scale", years=spoken)
            self._beside(below - 18, [told], self.colours.muted, end=False, size=12)
        if begin <= self.today <= max(last, begin + self.width * self.pixel if first else last):
            x = self.today - begin
            near = any(abs(milliseconds(day) - self.today) < 26 * self.pixel for day in ticks)
            self._upright(x, below, len(era), self.colours.now, dash="dot", rise=8 if near else 28)
            now = Run(self.words.say("charts_dates.as_of", day=self.words.day(self.as_of)), strong=True)
            wide = size_of([now], 12)[0] / 2
            at = self.panel.across(x)
            dx = min(max(at, wide - 8), self.width + 8 - wide) - at
            self.canvas.text(
                self.panel, x, top + 8, [now], self.colours.now, dx=dx, xanchor="center", size=12, blocks=False
            )

    def _upright(self, x: float, top: float, rows: int, colour: str, dash: str = "solid", rise: int = 8) -> None:
        """A day through all rows of an era, but not through words."""
        width = 1.5 if dash == "dot" else 1
        parts = [(top - rise, top + self.row * rows)]
        if self.narrow:
            parts = [(parts[0][0], top)] + [
                (top + self.row * at + TEXT_NARROW, top + self.row * (at + 1)) for at in range(rows)
            ]
        for start, end in parts:
            self.canvas.line(self.panel, x, start, x, end, colour, width=width, dash=dash, layer="below", blocks=False)

    def _ticks(self, begin: float, end: float) -> list[date]:
        steps = (12, 24, 60, 120) if self.narrow else (1, 3, 6, 12, 24, 60, 120)
        roomy = [step for step in steps if step * 30.4 * DAY / self.pixel >= (76 if self.arabic and step < 6 else 44)]
        days = month_starts(day_of(begin), day_of(end), roomy[0] if roomy else 240)
        return [day for day in days if 14 < (milliseconds(day) - begin) / self.pixel < self.width - 14]

    def _names(self, row: Row, y: float, *, again: bool) -> None:
        """Topic once, side, and at the end of the row its state; on a phone both stand over the bar."""
        tone = self.colours.state(row.state)
        if self.narrow:
            head: list[Run] = [Run(shortened(row.topic, 34), strong=True), Run(f" · {row.side}")]
            self._beside(y + 13, [head], self.colours.text, end=False, size=12)
            state, *moved = row.verdict
            told = [*state, *(Run(f" · {run.text}") for line in moved for run in line)]
            fits = size_of([told], 12)[0] <= self.width + 8
            self._beside(y + 30, [told if fits else state], tone.text, end=False, size=12)
            return
        middle = y + self.row / 2
        if not again:
            self._beside(middle, [self._topic(row)], self.colours.text, end=False)
        self._beside(middle, [self._side(row)], self.colours.muted, end=False, flush=False)
        self._beside(middle, row.verdict, tone.text, end=True, flush=False, size=12)

    def _bars(self, row: Row, begin: float, y: float) -> list[tuple[float, float, str]]:
        """The row itself; where the pointer finds it, with what it tells."""
        tone, line, panel = self.colours.state(row.state), self.canvas.line, self.panel
        said, first, last = row.said - begin, row.baseline[0] - begin, row.baseline[1] - begin
        muted = self.colours.faint
        line(
            panel, said, y, first, y, tone.mark if row.holding else muted, width=3 if row.holding else 1.2, blocks=False
        )
        line(panel, said, y - 4, said, y + 4, muted, width=1.2, blocks=False)
        points = [(first + last) / 2]
        label = last
        if row.state in PAST:
            now = self.today - begin
            for side in (-5, 5):
                line(panel, last, y + side, now, y + side, tone.mark, width=1.4, dash="3px,3px", blocks=False)
            label = max(last, now)
        outcome = None if row.outcome is None else row.outcome - begin + DAY / 2
        if row.state == "met_late" and outcome is not None:
            self._rect(last, outcome, y, 5, edge=None, fill=tinted(tone.mark, 0.4))
        self._window(first, last, y, tone.mark, None if row.current else tinted(tone.mark, 0.22))
        if row.current:
            current = self.colours.state(row.state_current)
            start, end = row.current[0] - begin, row.current[1] - begin
            if row.holding:
                line(panel, last, y, start, y, current.mark, width=3, dash="dot", blocks=False)
                current_fill = current.mark
            else:
                current_fill = tone.mark
            self._window(start, end, y, current_fill, current_fill)
            points.append((start + end) / 2)
            label = max(label, end)
        if outcome is not None:
            symbol = "star" if row.state not in ("withdrawn", "breached", "missed") else "x"
            self.canvas.marks(panel, [outcome], [y], symbol=symbol, fill=self.colours.now, size=12, width=1)
            points.append(outcome)
            label = max(label, outcome + 5 * self.pixel)
        if row.late and (self.narrow or row.state == "met_late"):
            self.canvas.text(panel, label, y, [Run(row.late, strong=True)], tone.text, dx=6, size=12, blocks=False)
        return [(x, y, row.told) for x in points]

    def _window(self, x0: float, x1: float, y: float, edge: str, fill: str | None) -> None:
        """The days of a promise, never narrower than a due day needs to be seen."""
        if (x1 - x0) / self.pixel >= LEAST_WINDOW:
            self._rect(x0, x1, y, 9, edge=edge, fill=fill)
        else:
            half = LEAST_WINDOW / 2
            self.canvas.bar(self.panel, (x0 + x1) / 2, y, edge, fill=fill, pixels=(-half, -9, half, 9))

    def _rect(self, x0: float, x1: float, y: float, half: float, *, edge: str | None, fill: str | None) -> None:
        self.canvas.shapes.append(
            {
                "type": "rect",
                "xref": "x",
                "yref": "y",
                "x0": x0,
                "x1": x1,
                "y0": y - half,
                "y1": y + half,
                "line": {"color": edge or fill, "width": 1.5 if edge else 0},
                "fillcolor": fill or self.colours.background,
                "layer": "between",
            }
        )


def due_by_period(table: pd.DataFrame, *, words: Words, colours: Palette, narrow: bool = False) -> go.Figure:
    """For more commitments than rows can show: how many of each state fall due in each period, first dates counted."""
    canvas, months = Canvas(words, colours, narrow=narrow), _months(table)
    counts = _due(table, months).value_counts().reset_index(name="count").sort_values("start")
    height, sides = (260 if narrow else 320), (40, 16, 12, 48)
    first, last = counts["start"].min(), periods.end(counts["start"], months).max()
    most = int(counts.groupby("start")["count"].sum().max())
    panel = Panel(
        (milliseconds(first), milliseconds(last)),
        (0, most * 1.05),
        (NARROW if narrow else WIDE) - sides[0] - sides[2],
        height - sides[1] - sides[3],
    )
    base = pd.Series(0, counts["start"].unique())
    for state in TOKENS["state_order"]:
        own = counts[counts["state"] == state]
        if own.empty:
            continue
        low = base[own["start"]].reset_index(drop=True).set_axis(own.index)
        told = [
            [name, spoken.number(n, words.language)]
            for name, n in zip(periods.names(own["start"], months, words), own["count"], strict=True)
        ]
        sentence = words.say("charts_dates.due_in", period=blank(0), count=blank(1), state=words.word("state", state))
        canvas.blocks(
            panel,
            (days(own["start"]), days(periods.end(own["start"], months))),
            (low, low + own["count"]),
            {"color": colours.state(state).mark, "line": {"color": colours.background, "width": 1}},
            ([sentence], told),
        )
        base[own["start"]] += own["count"].to_numpy()
    ticks = date_ticks(first.date(), last.date(), 4 if narrow else 12, words.language)
    return canvas.figure(
        height,
        sides,
        barmode="overlay",
        xaxis=quiet_axis(
            range=list(panel.x),
            tickvals=[tick.at for tick in ticks],
            ticktext=[markup([tick.name, *([tick.year] if tick.year else [])], words.language) for tick in ticks],
            tickangle=0,
        ),
        yaxis=quiet_axis(range=list(panel.y), showgrid=True, gridcolor=colours.grid, nticks=5),
    )


def note(table: pd.DataFrame, *, words: Words) -> str:
    """How `due_by_period` counts."""
    return words.say("charts_dates.counted_commitments", period=periods.length(_months(table), words))


def _months(table: pd.DataFrame) -> int:
    """The months of a column: as few as make not too many parts of columns."""
    return periods.finest(lambda months: len(_due(table, months).drop_duplicates()) <= PARTS)


def _due(table: pd.DataFrame, months: int) -> pd.DataFrame:
    return pd.DataFrame({"start": periods.begin(table["baseline_last"], months), "state": table["state"]})
