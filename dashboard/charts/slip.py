"""The two-clock chart: was the date moved, and said when? Day said from left to right, day promised upwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from claims import spoken
from claims.analysis.chains import CHANGES
from claims.analysis.deadlines import PAST_DUE
from claims.models import HOLDING_ROLES
from dashboard.charts import periods
from dashboard.charts.fitting import cut, ticks_with_room
from dashboard.charts.frame import (
    AGGREGATE_ABOVE,
    DAY,
    Canvas,
    Line,
    Panel,
    Run,
    Tick,
    Words,
    blank,
    compact,
    counted_note,
    date_ticks,
    day_of,
    days,
    days_late,
    each,
    hover,
    in_bytes,
    in_lines,
    lateness,
    markup,
    milliseconds,
    quiet_axis,
    size_of,
    tinted,
)
from dashboard.charts.labels import Box
from dashboard.theme import TOKENS, Palette, Tone, glyph

UNSEEN = ("awaiting_check", "overdue")
"""States that rest on how far somebody has looked."""
PAST = ("awaiting_check", "overdue", "missed")
RUNNING = {"upcoming", "due_soon", "due_now", "holding", *PAST}
"""States in which the day we look from matters."""

FEW, SOME = 5, 20
"""Up to FEW every claim must be named, up to SOME each may be; of more only the telling ones."""
PLAIN = 150
"""Over this many a mark is small, without its bar, and tells only whose it is."""
CHAINS = 3
"""More chains than this stand in panels of their own."""
MOST_CHAINS = 6
"""Of counted claims so many obligors have panels of their own, those with most claims; the others share one."""
CELLS = 320
"""The most cells of all panels together."""
MOVES_NAMED = 12
"""Of a chain's moves at most so many are told in words, the widest; lines that move more often are one trace."""

MARK, BAR = 6.0, 4.0
"""Half the width of a mark and of a bar, in pixels."""
STEP_ASIDE = 13
"""Claims nearer than this are moved apart by as much, at most three times; the hover text has the true day."""
PLACED, PLACED_NARROW = 1000, 320
"""The pixels for which names are placed, nearer to the narrowest: a wider chart only gives them more room.

The small chart stands on a phone, there also in a frame, or in one beside the table.
"""
FLATTEST = 0.3
"""The days promised span at least so much of the days said: else the diagonal is a wall."""
_CLOCKS = {"said": "said_on", "due": "due_last"}
VAGUE_DAYS = 62
"""So much of "some time in 2025" is drawn; the rest runs out of the chart."""


class Claim(NamedTuple):
    """One utterance as it is drawn: `x` is the day said with its step aside; all days in milliseconds."""

    claim_id: str
    x: float
    said: float
    vague: float
    """The first day it may have been said, where that is not one day."""
    first: float
    last: float
    force: str
    step: str | None
    side: str | None
    attribution: str

    @property
    def hollow(self) -> bool:
        return self.force == "report" or self.attribution in ("anonymous", "own-voice")


class Turn(NamedTuple):
    """A point of a chain where a date comes into force: the claim, its day, the first and the last day promised."""

    claim_id: str
    said: float
    first: float
    due: float
    step: str


@dataclass(frozen=True)
class Chain:
    """What one obligor promised, or several who hold the same dates."""

    sides: tuple[str, ...]
    turns: tuple[Turn, ...]
    last_claim: str
    last_said: float
    state: str
    state_current: str
    days_late: tuple[float, float]
    changed: bool
    holding: bool
    days_overdue: float
    days_left: float
    outcome_id: str | None

    @property
    def baseline(self) -> Turn:
        return self.turns[0]


def utterances(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The dated rows of `deadlines` with each utterance once, whoever reported it, by day said."""
    dated = table[table["due_last"].notna()].copy()
    dated["origin"] = [words.claims[claim_id].origin for claim_id in dated["claim_id"]]
    dated["echo"] = dated["origin"] != dated["claim_id"]
    dated = dated.sort_values(["echo", "said_on", "claim_id"]).drop_duplicates("origin")
    return dated.sort_values(["said_on", "claim_id"], ignore_index=True)


def slip(
    table: pd.DataFrame,
    *,
    commitments: pd.DataFrame,
    outcomes: pd.DataFrame,
    last_checked: date | None,
    as_of: date,
    words: Words,
    colours: Palette,
    narrow: bool = False,
    room: int | None = None,
) -> go.Figure:
    """The claims of one topic, the chains of its obligors and what happened.

    `table` are its rows of `deadlines.states`, `commitments` of `commitments.ledger`, `outcomes` of
    `frame.known_outcomes`; `words` know the claims of both tables; `room` is the chart's width in pixels where it is
    known, for more names find their place on paper than on a phone.
    """
    rows = utterances(table, words)
    chains = _chains(rows, commitments)
    happened = outcomes[outcomes["topic_id"].isin(set(table["topic_id"]))]
    room = room or (PLACED_NARROW if narrow else PLACED)
    return _Drawing(Canvas(words, colours, narrow=narrow), rows, happened, last_checked, as_of, room).figure(chains)


def alt(table: pd.DataFrame, *, commitments: pd.DataFrame, outcomes: pd.DataFrame, question: str, words: Words) -> str:
    """The chart in words: what was promised first, how it moved, what happened, how it stands."""
    say = words.say
    if commitments.empty:
        return f"{question} {say('charts_dates.alt_no_chain', n=len(utterances(table, words)))}"
    happened = {row.outcome_id: row for row in each(outcomes)}
    sentences = [question]
    for row in each(commitments):
        first = words.claims[row.baseline_claim]
        sentences.append(say("charts_dates.alt_first", side=words.sides[row.side], due=first.value, said=first.said))
        if row.changes:
            moved = say("charts_dates.days", n=abs(int(row.slip_days)))
            way = "earlier" if row.slip_days < 0 else "later"
            sentences.append(say(f"charts_dates.alt_{way}", n=int(row.changes), days=moved))
        outcome = happened.get(row.outcome_id)
        if outcome is not None:
            what = say(f"charts_dates.result_{outcome.result.replace('-', '_')}")
            day = spoken.span(outcome.happened_first.date(), outcome.happened_last.date(), words.language, "short")
            sentences.append(say("charts_dates.alt_outcome", what=what, day=day))
        state, late = words.word("state", row.state), _days_late(row, words)
        sentences.append(
            say("charts_dates.alt_state_late", state=state, late=late)
            if late
            else say("charts_dates.alt_state", state=state)
        )
    return " ".join(sentences)


def _days_late(row: Any, words: Words) -> str:
    """How long after the first date it was done, or how long that date has passed; empty where it has not."""
    if row.state == "met_late":
        return days_late(row.days_late_min, row.days_late_max, words.language)
    return words.say("charts_dates.past_days", n=int(row.days_overdue)) if row.state in PAST_DUE else ""


def _chains(rows: pd.DataFrame, commitments: pd.DataFrame) -> list[Chain]:
    """The chains of the topic; obligors who hold the same dates share one."""
    found: dict[tuple[object, ...], Chain] = {}
    for row in each(commitments):
        turns, last = _turns(rows, row)
        if not turns:
            continue
        key = (tuple(turn.due for turn in turns), row.state, row.role in HOLDING_ROLES)
        known = found.get(key)
        days_late = (row.days_late_min, row.days_late_max)
        if known and known.days_late != days_late:
            days_late = (days_late[0], days_late[0])  # their strict readings differ, the date drawn does not
        last = max(last, (known.last_said, known.last_claim)) if known else last
        found[key] = Chain(
            sides=(*known.sides, row.side) if known else (row.side,),
            turns=min(known.turns, turns) if known else turns,
            last_said=last[0],
            last_claim=last[1],
            state=row.state,
            state_current=row.state_current,
            days_late=days_late,
            changed=bool(row.changes),
            holding=row.role in HOLDING_ROLES,
            days_overdue=row.days_overdue,
            days_left=row.days_left,
            outcome_id=row.outcome_id,
        )
    return list(found.values())


def _turns(rows: pd.DataFrame, row: Any) -> tuple[tuple[Turn, ...], tuple[float, str]]:
    """Where a chain takes a date, and when it was last spoken of."""
    own = rows[(rows["force"] == "commitment") & rows["sides"].map(lambda sides: row.side in sides)]
    moved = own[own["step"].isin(CHANGES)]
    ids = [row.baseline_claim, *(moved["claim_id"] if len(moved) == row.changes else [row.current_claim])]
    by_id = rows.set_index("claim_id").loc[lambda found: found.index.isin(ids)]
    at = by_id.loc[[claim_id for claim_id in dict.fromkeys(ids) if claim_id in by_id.index]]
    turns = tuple(
        Turn(claim_id, said, first, due, step if claim_id != ids[0] else "")
        for claim_id, said, first, due, step in zip(
            at.index, days(at["said_on"]), days(at["due_first"]), days(at["due_last"]), at["step"], strict=True
        )
    )
    newest = max(zip(days(own["said_on"]), own["claim_id"], strict=True), default=(0.0, ""))
    return turns, newest


def _told_turns(chain: Chain) -> tuple[Turn, ...]:
    """The turns that are named: all, or of too many the first and the last."""
    return chain.turns if len(chain.turns) <= MOVES_NAMED + 1 else (chain.turns[0], chain.turns[-1])


class _Drawing:
    """One slip chart while it is drawn: first the marks, then names by their weight, each in the room left to it."""

    def __init__(
        self,
        canvas: Canvas,
        rows: pd.DataFrame,
        outcomes: pd.DataFrame,
        last_checked: date | None,
        as_of: date,
        room: int,
    ) -> None:
        self.canvas, self.words, self.colours, self.narrow = canvas, canvas.words, canvas.colours, canvas.narrow
        self.say = self.words.say
        self.rows, self.outcomes = rows, outcomes
        self.as_of, self.today = as_of, milliseconds(as_of)
        self.checked = None if last_checked is None or last_checked > as_of else last_checked
        self.arabic = self.words.language == "ar"
        left, right = (80 if self.arabic else 60, 12) if self.narrow else (116 if self.arabic else 68, 172)
        self.margin = (left, 40, right, 92 if self.narrow else 76)
        self.width = room - left - right
        self.names: list[tuple[int, Callable[[], object]]] = []
        self.counted = len(rows) > AGGREGATE_ABOVE
        self.months = _months(rows)

    def figure(self, chains: list[Chain]) -> go.Figure:
        if self.rows.empty:
            return self.canvas.empty()
        groups = self._groups(chains)
        height = (424 if self.narrow else 520) if len(groups) == 1 else (360 if self.narrow else 340) * len(groups)
        self.tells_sides = (len(chains) > 1 and not self.counted) or any(len(chain.sides) > 1 for chain in chains)
        running = any({chain.state, chain.state_current} & RUNNING for chain in chains)
        x, y, self.shows_today = self._ranges(running)
        self.one_year = self.narrow or x[1] - x[0] < 366 * DAY
        _, top, right, bottom = self.margin
        gap = 44
        room = height - top - bottom
        tall = (room - gap * (len(groups) - 1)) / len(groups)
        ticks_x = ticks_with_room(
            self.canvas,
            Panel(x, y, self.width, tall),
            day_of(x[0] + DAY),
            day_of(x[1]),
            int(self.width / 66),
            lambda tick: _lines_of(tick, two_lines=True),
        )
        ticks_y = date_ticks(day_of(y[0] + DAY), day_of(y[1]), int(tall / 44), self.words.language)
        axes: dict[str, Any] = {}
        for at, of_panel in enumerate(groups):
            number = str(at + 1) if at else ""
            panel = Panel(
                x,
                y,
                self.width,
                tall,
                axes=(f"x{number}", f"y{number}"),
                spare=(0, 24, 0 if self.narrow else right, 0),
            )
            upper = 1 - at * (tall + gap) / room
            axes[f"xaxis{number}"] = self._clock(
                x, ticks_x, two_lines=True, anchor=f"y{number}", showticklabels=at == len(groups) - 1
            )
            axes[f"yaxis{number}"] = self._clock(
                y, ticks_y, two_lines=self.narrow, anchor=f"x{number}", domain=[max(upper - tall / room, 0), upper]
            )
            rows = self._rows_of(of_panel, groups, first=at == 0)
            if len(groups) > 1:
                self._head(panel, of_panel, self.say("charts_claims.claims", len(rows)) if self.counted else "")
            self._draw(panel, of_panel, rows)
            if not self.counted or at == 0:
                self._name_ground(panel)
            self._titles(panel, first=at == 0, last=at == len(groups) - 1)
        return self.canvas.figure(height, self.margin, **axes)

    def _groups(self, chains: list[Chain]) -> list[list[Chain]]:
        """The chains of each panel; of counted claims the last is for all whom no other panel is for."""
        self.whose = _obligor(self.rows, [side for chain in chains for side in chain.sides])
        if not self.counted:
            return [chains] if len(chains) <= CHAINS else [[chain] for chain in chains]
        often = {id(chain): int(self.whose.isin(chain.sides).sum()) for chain in chains}
        kept = sorted(chains, key=lambda chain: -often[id(chain)])[:MOST_CHAINS]
        named = {side for chain in kept for side in chain.sides}
        return [*([chain] for chain in chains if chain in kept), *([] if self.whose.isin(named).all() else [[]])]

    def _ranges(self, running: bool) -> tuple[tuple[float, float], tuple[float, float], bool]:
        """The days said, the days promised, and whether the day we look from lies among them."""
        said = [milliseconds(day) for day in self.rows["said_on"]]
        due = [milliseconds(day) for day in (*self.rows["due_first"], *self.rows["due_last"])]
        events = [milliseconds(day) for day in self.outcomes["happened_last"]]
        first, last = min([*said, *events]), max([*said, *events])
        shows_today = running or self.today - last <= (last - first) / 4
        now = [self.today] if shows_today else []
        vague = [
            max(milliseconds(self.words.claims[claim_id].said_first), at - VAGUE_DAYS * DAY)
            for claim_id, at in zip(self.rows["claim_id"], said, strict=True)
        ]
        x = _padded([*said, *vague, *events, *now], 0.04, 0.1 if self.narrow else 0.06)
        return x, _padded([*due, *events, *now], 0.1, 0.1, least=(x[1] - x[0]) * FLATTEST), shows_today

    def _clock(self, span: tuple[float, float], ticks: list[Tick], *, two_lines: bool, **given: Any) -> dict[str, Any]:
        """An axis of days: month names, and the year where one begins."""
        return quiet_axis(
            range=list(span),
            showgrid=True,
            gridcolor=self.colours.grid,
            tickvals=[tick.at for tick in ticks],
            ticktext=[markup(_lines_of(tick, two_lines=two_lines), self.words.language) for tick in ticks],
            ticklabelstandoff=4,
            tickangle=0,
            tickfont={"size": self.canvas.axis, "color": self.colours.muted},
            **given,
        )

    def _rows_of(self, chains: list[Chain], groups: list[list[Chain]], *, first: bool) -> pd.DataFrame:
        """The claims of one panel: all, or those of its obligor; what binds no obligor stands in the first.

        Counted claims stand in one panel each, those of no chain of a panel in the last.
        """
        if len(groups) == 1:
            return self.rows
        here = {side for chain in chains for side in chain.sides}
        anywhere = {side for group in groups for chain in group for side in chain.sides}
        if self.counted:
            return self.rows[self.whose.isin(here) if here else ~self.whose.isin(anywhere)]
        chosen = [bool(here & set(sides)) or (first and not anywhere & set(sides)) for sides in self.rows["sides"]]
        return self.rows[chosen].reset_index(drop=True)

    def _draw(self, panel: Panel, chains: list[Chain], rows: pd.DataFrame) -> None:
        self._ground(panel)
        claims = [] if self.counted else self._claims(panel, rows, chains)
        stands = {claim.claim_id: claim.x for claim in claims}
        if self.counted:
            self._cells(panel, rows, chains)
        drawn: set[tuple[float, ...]] = set()
        for chain in chains:
            dues = tuple(turn.due for turn in chain.turns)
            if dues in drawn:
                continue  # two obligors, one line: the verdict names them
            drawn.add(dues)
            self._chain(panel, chain, stands)
        if len(self.rows) > PLAIN:
            self._many(panel, claims)
        else:
            self._marks(panel, claims)
        self._outcomes(panel, {chain.outcome_id for chain in chains})
        for at, chain in enumerate(chains):
            self._verdict(panel, chain, at, stands)
        self._now(panel, any(chain.state in UNSEEN for chain in chains))
        self._name_claims(panel, claims, chains)
        for _, place in sorted(self.names, key=lambda waiting: waiting[0]):
            place()
        self.names = []

    def _later(self, weight: int, place: Callable[[], object]) -> None:
        """Name it once everything is drawn; the lower the number, the earlier."""
        self.names.append((weight, place))

    def _along(
        self,
        panel: Panel,
        points: Iterable[tuple[float, float]],
        lines: list[Line],
        colour: str,
        order: str,
        *,
        size: float | None = None,
        shorter: list[Line] | None = None,
    ) -> Callable[[], object]:
        """Names a line at the first of some points on it where the words, or `shorter` ones, touch nothing."""
        tried = list(points)

        def place() -> object:
            return any(
                self.canvas.name(panel, x, y, words, colour, radius=3, order=order, near=True, size=size)
                for words in (lines, shorter)
                if words is not None
                for x, y in tried
            ) or any(
                self.canvas.name(panel, x, y, words, colour, radius=3, order=order, size=size)
                for words in (lines, shorter)
                if words is not None
                for x, y in tried
            )

        return place

    def _ground(self, panel: Panel) -> None:
        """The diagonal, on which a day is promised when it has come, and the shade below it."""
        (x0, x1), (y0, y1) = panel.x, panel.y
        low, high = max(x0, y0), min(x1, y1)
        if low >= high:
            return
        corners = [
            (low, low),
            (high, high),
            *([(x1, y1)] if y1 < x1 else []),
            (x1, y0),
            *([(x0, y0)] if x0 > y0 else []),
        ]
        self.canvas.shapes.append(
            {
                "type": "path",
                "xref": panel.axes[0],
                "yref": panel.axes[1],
                "path": "M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in corners) + "Z",
                "fillcolor": self.colours.past_shade,
                "line": {"width": 0},
                "layer": "below",
            }
        )
        self.canvas.line(panel, low, low, high, high, self.colours.faint, width=1.2)

    def _tone(self, side: str | None) -> Tone:
        return self.words.side_tone(self.colours, side)

    def _claims(self, panel: Panel, rows: pd.DataFrame, chains: list[Chain]) -> list[Claim]:
        """The claims in order of saying; those that would cover one another step aside."""
        obligors = [side for chain in chains for side in chain.sides]
        drawn: list[Claim] = []
        for row in each(rows):
            told = self.words.claims[row.claim_id]
            said, first, last = (milliseconds(day) for day in (row.said_on, row.due_first, row.due_last))
            x = said
            for other in drawn[-3:]:
                apart = panel.across(x) - panel.across(other.x)
                beside = (
                    panel.down(other.first) + MARK < panel.down(last) - MARK
                    or panel.down(first) + MARK < panel.down(other.last) - MARK
                )
                if abs(apart) < STEP_ASIDE and not beside:
                    x = other.x + panel.data_x(STEP_ASIDE)
            if panel.across(x - said) > 3 * STEP_ASIDE:
                x = said
            drawn.append(
                Claim(
                    claim_id=row.claim_id,
                    x=x,
                    said=said,
                    vague=max(milliseconds(told.said_first), panel.x[0]),
                    first=first,
                    last=last,
                    force=row.force,
                    step=row.step,
                    side=next((side for side in obligors if side in row.sides), row.sides[0] if row.sides else None),
                    attribution=told.attribution,
                )
            )
        return drawn

    def _marks(self, panel: Panel, claims: list[Claim]) -> None:
        """A bar over all the days promised, the mark on the last of them, a pale line where the day said is vague."""
        if not claims:
            return
        tones = [self._tone(claim.side).mark for claim in claims]
        statements = in_bytes([self.words.claims[claim.claim_id].statement for claim in claims])
        for claim, tone in zip(claims, tones, strict=True):
            if claim.vague < claim.said - DAY:
                self.canvas.line(panel, claim.vague, claim.last, claim.x, claim.last, tinted(tone, 0.4), width=3)
            if panel.down(claim.first) - panel.down(claim.last) > MARK:
                self.canvas.bar(
                    panel,
                    claim.x,
                    claim.last,
                    tone,
                    fill=None if claim.hollow else tinted(tone, 0.25),
                    pixels=(-BAR, 0, BAR, 0),
                    ends=(claim.first, claim.last),
                    dash="dot" if claim.attribution == "anonymous" else "solid",
                )
                wide = panel.data_x(BAR)
                panel.block_bar(claim.x - wide, claim.first, claim.x + wide, claim.last)
            panel.block(claim.x, claim.last, MARK)
        self.canvas.marks(
            panel,
            [claim.x for claim in claims],
            [claim.last for claim in claims],
            symbol=[TOKENS["markers"]["force"][claim.force] for claim in claims],
            fill=[self.colours.background if claim.hollow else tone for claim, tone in zip(claims, tones, strict=True)],
            edge=[tone if claim.hollow else self.colours.background for claim, tone in zip(claims, tones, strict=True)],
            width=[2 if claim.hollow else 1.2 for claim in claims],
            size=[2 * MARK - 1.5 if claim.hollow else 2 * MARK for claim in claims],
            told=[self._hover(claim.claim_id, statement) for claim, statement in zip(claims, statements, strict=True)],
        )

    def _hover(self, claim_id: str, statement: str) -> str:
        told = self.words.claims[claim_id]
        sentences = [
            self.say("charts_dates.hover", speaker=told.speaker, day=told.said, statement=statement),
            *([self.say("charts_dates.outlets", n=told.outlets)] if told.reports > 1 else []),
        ]
        return hover(sentences, self.words.language)

    def _many(self, panel: Panel, claims: list[Claim]) -> None:
        """Small marks in a trace for each force and side."""
        table = pd.DataFrame(
            {
                "x": [claim.x for claim in claims],
                "y": [claim.last for claim in claims],
                "force": [claim.force for claim in claims],
                "side": [claim.side or "" for claim in claims],
                "hollow": [claim.hollow for claim in claims],
            }
        )
        for (force, side, hollow), own in table.groupby(["force", "side", "hollow"]):
            force, side = str(force), str(side)
            tone = self._tone(side).mark
            name = self.words.sides[side] if side else self.say("charts_claims.no_side")
            self.canvas.marks(
                panel,
                compact(own["x"]),
                compact(own["y"]),
                symbol=TOKENS["markers"]["force"][force],
                fill=self.colours.background if hollow else tone,
                edge=tone if hollow else self.colours.background,
                size=7,
                width=1.2 if hollow else 0.6,
                told=hover([f"{name}: {self.words.word('force', force)}"], self.words.language),
            )
        crowd = pd.DataFrame({"x": table["x"].map(panel.across) // 12, "y": table["y"].map(panel.down) // 12})
        for x, y in crowd.drop_duplicates().itertuples(index=False):
            panel.field.block(Box.around(12 * x + 6, 12 * y + 6, 6))

    def _cells(self, panel: Panel, rows: pd.DataFrame, chains: list[Chain]) -> None:
        """So many claims that they are counted: a cell for each period said and promised, in its side's colour."""
        if rows.empty:
            return
        colour = self._tone(chains[0].sides[0]).mark if chains else self.colours.muted
        counts = _by_cell(rows, self.months)
        said, due = (periods.names(counts[day], self.months, self.words) for day in ("said", "due"))
        told = zip(said, (spoken.number(n, self.words.language) for n in counts["count"]), due, strict=True)
        gaps: dict[str, Any] = {name: blank(at) for at, name in enumerate(("said", "count", "due"))}
        sentences = [self.say(f"charts_dates.cell_{one}", **gaps) for one in ("said", "due", "count")]
        x, y = ((days(counts[day]), days(periods.end(counts[day], self.months))) for day in ("said", "due"))
        fill = {
            # Few cells hold most claims: the root keeps the others in sight.
            "color": compact(np.sqrt(counts["count"])),
            "cmin": 0,
            "cmax": float(np.sqrt(_by_cell(self.rows, self.months)["count"].max())),
            "colorscale": [[0, tinted(colour, 0.08)], [1, tinted(colour, 0.8)]],
            "line": {"width": 1, "color": self.colours.background},
        }
        self.canvas.blocks(panel, x, y, fill, (sentences, [list(row) for row in told]))

    def _chain(self, panel: Panel, chain: Chain, stands: dict[str, float]) -> None:
        """The date in force from claim to claim, a jump where it moves, dotted past the last claim to its end."""
        tone = self._tone(chain.sides[0]).mark
        x_of = [stands.get(turn.claim_id, turn.said) for turn in chain.turns]
        last_said = max(stands.get(chain.last_claim, chain.last_said), x_of[-1])
        moves = list(zip(chain.turns, chain.turns[1:], x_of[1:], strict=False))
        if len(moves) > MOVES_NAMED:
            self._stairs(panel, chain, [*x_of, last_said])
        else:
            for turn, x, following in zip(chain.turns, x_of, [*x_of[1:], last_said], strict=True):
                self.canvas.line(panel, x, turn.due, following, turn.due, tone, width=2)
        end = min(self._end_of(chain), panel.x[1])
        if end > last_said:
            self.canvas.line(panel, last_said, chain.turns[-1].due, end, chain.turns[-1].due, tone, width=2, dash="dot")
        for before, turn, x in moves if len(moves) <= MOVES_NAMED else ():
            self.canvas.line(panel, x, before.due, x, turn.due, tone, width=2)
            middle = [
                (x, before.due + (turn.due - before.due) * share) for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
            ]
            moved, notice = self._move(before, turn)
            colour = self._tone(chain.sides[0]).text
            self._later(
                3,
                self._along(
                    panel, middle, [*moved, *notice], colour, "left right", shorter=moved if self.narrow else None
                ),
            )

    def _stairs(self, panel: Panel, chain: Chain, x_of: list[float]) -> None:
        """A date that moves so often that no move can be told: the one in force at the end of each period."""
        turns = pd.DataFrame({"x": x_of[:-1], "due": [turn.due for turn in chain.turns]})
        period = periods.begin(pd.Series(pd.to_datetime(turns["x"], unit="ms")), 1)
        kept = turns.groupby(period).last()
        x, due = [turns["x"].iloc[0], *kept["x"], x_of[-1]], [turns["due"].iloc[0], *kept["due"]]
        self.canvas.traces.append(
            go.Scatter(
                x=compact(x),
                y=compact([*due, due[-1]]),
                mode="lines",
                xaxis=panel.axes[0],
                yaxis=panel.axes[1],
                line={"color": self._tone(chain.sides[0]).mark, "width": 2, "shape": "hv"},
                hoverinfo="skip",
            )
        )

    def _end_of(self, chain: Chain) -> float:
        """When a chain came to its end, or the day we look from."""
        happened = self.outcomes[self.outcomes["outcome_id"] == chain.outcome_id]
        return milliseconds(happened["happened_last"].iloc[0]) if len(happened) else self.today

    def _move(self, before: Turn, turn: Turn) -> tuple[list[Line], list[Line]]:
        """By how much the date moved, and how long before or after it that was said."""
        moved = self.say(
            f"charts_dates.moved_{turn.step.replace('-', '_')}", days=self._days(abs(turn.due - before.due))
        )
        late = turn.said > before.due
        notice = self.say(
            "charts_dates.said_late" if late else "charts_dates.said_before",
            days=self._days(abs(turn.said - before.due)),
        )
        return [Run(line, strong=True) for line in (in_lines(moved, 16) if self.narrow else [moved])], self._broken(
            notice
        )

    def _broken(self, sentence: str) -> list[Line]:
        """On a phone a sentence takes two lines or three."""
        if not self.narrow:
            return [sentence]
        return list(in_lines(sentence, 18))

    def _days(self, milliseconds_: float) -> str:
        return self.say("charts_dates.days", n=round(milliseconds_ / DAY))

    def _outcomes(self, panel: Panel, deciding: set[str | None]) -> None:
        """What happened, on the diagonal; the outcome that decides has a line through the chart at its height."""
        if self.outcomes.empty:
            return
        broken = self.colours.family("broken")
        seen: set[tuple[str, float]] = set()
        rows = self.outcomes.assign(other=~self.outcomes["outcome_id"].isin(list(deciding)))
        rows = rows.sort_values(["other", "happened_last", "outcome_id"])
        for row in each(rows):
            at = milliseconds(row.happened_last)
            failed, decides = row.result == "not-fulfilled", not row.other
            near = [day for result, day in seen if failed == (result == "not-fulfilled")]
            if any(abs(panel.across(at) - panel.across(day)) < STEP_ASIDE for day in near):
                continue
            seen.add((row.result, at))
            tone = broken.mark if failed else self.colours.now
            told = hover(
                [
                    one.statement
                    for one in each(rows)
                    if abs(panel.across(milliseconds(one.happened_last) - at + panel.x[0])) < STEP_ASIDE
                ],
                self.words.language,
            )
            if decides and not failed:
                self.canvas.line(panel, panel.x[0], at, at, at, self.colours.now, width=1.6)
            radius = 7 if decides or failed else 5
            self.canvas.marks(
                panel,
                [at],
                [at],
                symbol=TOKENS["markers"]["outcome"][row.result],
                fill=tone,
                size=[2 * radius + 2 if decides and not failed else 2 * radius - 3],
                width=1.2 if not row.result.startswith(("begun", "partly")) else 0,
                told=[told],
            )
            panel.block(at, at, radius)
            day = self.words.day(day_of(at))
            if failed:
                lines: list[Line] = [self.say("charts_dates.not_done", day=self._day(at))]
                self._later(5, self._named(panel, at, at, lines, broken.text, "right below above left"))
            elif decides:
                what = self.say(f"charts_dates.result_{row.result.replace('-', '_')}")
                lines = [Run(self.say("charts_dates.happened", what=what, day=day), strong=True)]
                width = panel.across(at)
                points = [(panel.x[0] + panel.data_x(width * share + 6), at) for share in (0, 0.15, 0.3, 0.45, 0.6)]
                self._later(0, self._along(panel, points, lines, self.colours.now, "above below"))

    def _named(
        self, panel: Panel, x: float, y: float, lines: list[Line], colour: str, order: str
    ) -> Callable[[], object]:
        return lambda: self.canvas.name(panel, x, y, lines, colour, radius=MARK, order=order)

    def _verdict(self, panel: Panel, chain: Chain, at: int, stands: dict[str, float]) -> None:
        """At the right edge: from the date first given to what happened, or to the day we look from, in words."""
        tone = self.colours.state(chain.state)
        due = chain.baseline.first if chain.holding else chain.baseline.due
        late = chain.state == "met_late"
        past = chain.state in PAST and self.shows_today
        end = self._end_of(chain) if late or past else due
        x = panel.x[1] - panel.data_x(4 + 13 * at)
        if end > due:
            self.canvas.line(panel, x, due, x, end, tone.mark, width=2.5)
            self.canvas.marks(panel, [x], [end], symbol="triangle-up", fill=tone.mark, size=10, width=0)
            panel.block(x, end, 6)
            if late:
                self.canvas.line(panel, end, end, x, end, tone.mark, dash="dot", blocks=False)
            turned = chain.turns[1] if len(chain.turns) > 1 else None
            left = stands.get(turned.claim_id, turned.said) if turned else min(self._end_of(chain), x)
            self.canvas.line(panel, left, due, x, due, tone.mark, dash="dot", blocks=self.counted)
        lines, shorter = self._told_verdict(chain)
        middle = [(x, due + (end - due) * share) for share in (0.5, 0.62, 0.38, 0.75, 0.25, 0.88, 0.12, 1.0, 0.0)]
        edge = [(panel.x[1], y + panel.data_y(aside)) for aside in (0, 14, 28, 42, 56, 70, -14, -28) for _, y in middle]
        if self.narrow:
            beside = self._along(panel, middle, lines, tone.text, "left above below", size=13, shorter=shorter)
            self._later(2, lambda: beside() or self._head_verdict(panel, shorter, tone.text, at))
        else:
            self._later(2, self._along(panel, edge, lines, tone.text, "right", size=14))

    def _head_verdict(self, panel: Panel, lines: list[Line], colour: str, at: int) -> bool:
        """On a phone without room beside the arrow the verdict stands over the chart: it is never left out."""
        words = Run(" ".join(run.text for run in lines if isinstance(run, Run)), strong=True)
        self.canvas.text(panel, panel.x[1], panel.y[1], [words], colour, dy=-28 + 16 * at, xanchor="right", size=13)
        return True

    def _told_verdict(self, chain: Chain) -> tuple[list[Line], list[Line]]:
        """Glyph and state; how late or how long past, of which sides; and in short."""
        state = Run(f"{glyph('states', chain.state)} {self.words.word('state', chain.state)}", strong=True)
        lines: list[Line] = (
            [state] if not self.narrow else [Run(line, strong=True) for line in in_lines(state.text, 14)]
        )
        shorter = lines.copy()
        least, most = chain.days_late
        if chain.state == "met_late":
            shorter.append(Run(lateness(self.say, least, most), strong=True))
            lines = shorter.copy()
            lines += self._broken(self.say("charts_dates.after_first" if chain.changed else "charts_dates.after_date"))
        elif chain.state in PAST:
            lines += self._broken(self.say("charts_dates.past_date", days=self._days(chain.days_overdue * DAY)))
        elif chain.days_left > 0:
            lines.append(self.say("charts_dates.to_go", days=self._days(chain.days_left * DAY)))
        if self.tells_sides:
            lines = [*in_lines(self._sides(chain), 20), *lines]
        return lines, shorter

    def _sides(self, chain: Chain) -> str:
        return self.words.several([self.words.sides[side] for side in chain.sides])

    def _now(self, panel: Panel, checked_matters: bool) -> None:
        """The corner of the day we look from: windows below its horizontal are past; and when somebody last looked."""
        (x0, _), (y0, y1) = panel.x, panel.y
        if self.shows_today:
            now = self.colours.now
            top = min(max(self.today, y0), y1)
            self.canvas.line(panel, self.today, y0, self.today, top, now, width=1.5, dash="dot")
            lines: list[Line] = [Run(self.say("charts_dates.as_of", day=self.words.day(self.as_of)), strong=True)]
            if y0 < self.today < y1:
                self.canvas.line(panel, x0, self.today, self.today, self.today, now, width=1.5, dash="dot")
                points = [
                    (x0 + (self.today - x0) * share, self.today) for share in (0.72, 0.6, 0.5, 0.8, 0.4, 0.3, 0.2, 0.1)
                ]
            else:
                points = [(self.today, y0 + (top - y0) * share) for share in (0.1, 0.3, 0.5, 0.7, 0.9)]
            self._later(1, self._along(panel, points, lines, now, "above below left right"))
        elif not self.narrow:
            lines = [*in_lines(self.say("charts_dates.off_chart", day=self.words.day(self.as_of)), 20)]
            self.canvas.text(
                panel, panel.x[1], y0, lines, self.colours.muted,
                dx=12, dy=-4, yanchor="bottom", size=self.canvas.axis,
            )  # fmt: skip
        if checked_matters and self.checked is not None and panel.x[0] < milliseconds(self.checked) < panel.x[1]:
            tone, at = self.colours.family("unknown"), milliseconds(self.checked)
            top = min(max(at, y0 + (y1 - y0) * 0.14), y1)
            self.canvas.line(panel, at, y0, at, top, tone.mark, width=1.5, dash="dash")
            lines = [self.say("charts_dates.last_checked"), self.words.day(self.checked)]
            points = [(at, y0 + (top - y0) * share) for share in (0.4, 0.2, 0.6, 0.8)]
            self._later(5, self._along(panel, points, lines, tone.text, "right left"))

    def _name_claims(self, panel: Panel, claims: list[Claim], chains: list[Chain]) -> None:
        """Who promised what when, the chain first; of many claims only those that tell the story."""
        turns = [turn.claim_id for chain in chains for turn in _told_turns(chain)]
        competing = sorted((claim for claim in claims if claim.step == "competing"), key=lambda claim: claim.last)
        telling = {*turns, *(claim.claim_id for claim in [*claims[-1:], *competing[:1], *competing[-1:]])}
        for claim in claims:
            if self.narrow and claim.step == "restated":
                continue
            if len(claims) > SOME and claim.claim_id not in telling:
                continue
            weight = 4 if claim.claim_id in turns else 6 if claim.claim_id in telling else 7
            order = "above right left below" if panel.across(claim.x) < panel.width * 0.6 else "left above right below"
            lines = self._told(claim)
            self._later(weight, self._named(panel, claim.x, claim.last, lines, self._tone(claim.side).text, order))

    def _told(self, claim: Claim) -> list[Line]:
        told = self.words.claims[claim.claim_id]
        who = Run(
            self.say("charts_dates.who", speaker=told.speaker, day=self._said(claim)),
            italic=told.attribution == "own-voice",
        )
        force = () if claim.force == "commitment" else (Run(self.say(f"charts_dates.said_as_{claim.force}") + " "),)
        value = (*force, Run(told.value, strong=True))
        if told.reports == 1:
            return [who, value]
        reports = self.say("charts_dates.reports", n=told.reports)
        return [who, value, reports] if self.narrow else [who, (*value, Run(f" · {reports}"))]

    def _said(self, claim: Claim) -> str:
        """The day said, without the year that the axis tells; a vague one as it was given."""
        if milliseconds(self.words.claims[claim.claim_id].said_first) < claim.said:
            return self.words.claims[claim.claim_id].said
        return self._day(claim.said)

    def _day(self, at: float) -> str:
        return (self.words.day_of_year if self.one_year else self.words.day)(day_of(at))

    def _name_ground(self, panel: Panel) -> None:
        """What the shade and the diagonal mean, where there is room."""
        if self.narrow:
            return
        low, high = max(panel.x[0], panel.y[0]), min(panel.x[1], panel.y[1])
        below = self.say("charts_dates.below")
        edges = [panel.width, *([panel.across(self.today)] if self.shows_today else [])]
        for lines, edge in ((in_lines(below, letters), edge) for letters in (34, 24) for edge in edges):
            wide, tall = size_of(lines, self.canvas.axis)
            box = Box(edge - 10 - wide, panel.height - 8 - tall, edge - 10, panel.height - 8)
            if panel.down(min(max(panel.x[0] + panel.data_x(box.left), low), high)) < box.top and panel.field.fits(box):
                self.canvas.text(
                    panel, panel.x[0] + panel.data_x(edge), panel.y[0], lines, self.colours.muted,
                    dx=-10, dy=-8, xanchor="right", yanchor="bottom", size=self.canvas.axis,
                )  # fmt: skip
                break
        self._name_diagonal(panel, low, high)

    def _name_diagonal(self, panel: Panel, low: float, high: float) -> None:
        if low >= high:
            return
        words = self.say("charts_dates.diagonal")
        across, up = panel.across(high) - panel.across(low), panel.down(low) - panel.down(high)
        angle = math.atan2(up, across)
        wide, tall = size_of([words], self.canvas.axis)
        aside = tall * 0.5 + 6
        inner = Box(0, 0, panel.width, panel.height)
        for share in (0.7, 0.6, 0.8, 0.5, 0.4, 0.3, 0.2, 0.88):
            at = low + (high - low) * share
            x, y = panel.across(at) + aside * math.sin(angle), panel.down(at) + aside * math.cos(angle)
            steps = [(step / 10 - 0.5) * (wide + 8) for step in range(11)]
            parts = [Box.around(x + step * math.cos(angle), y - step * math.sin(angle), 6) for step in steps]
            if all(part.inside(inner) and panel.field.fits(part) for part in parts):
                self.canvas.text(
                    panel, at, at, [words], self.colours.muted,
                    dx=x - panel.across(at), dy=y - panel.down(at), xanchor="center",
                    size=self.canvas.axis, angle=-math.degrees(angle), blocks=False,
                )  # fmt: skip
                return

    def _head(self, panel: Panel, chains: list[Chain], claims: str) -> None:
        """Whose panel it is, where obligors have panels of their own."""
        named = [(self._sides(chain), self._tone(chain.sides[0]).text) for chain in chains]
        for name, colour in named or [(self.say("charts_claims.other_sides"), self.colours.muted)]:
            count = f" · {claims}" if claims else ""
            room = panel.width - 8 - size_of([count], self.canvas.label)[0]
            label = [Run(cut(name, room, self.canvas.label, strong=True), strong=True), Run(count)]
            self.canvas.text(panel, panel.x[0], panel.y[1], [label], colour, dx=4, dy=-4, yanchor="bottom")

    def _titles(self, panel: Panel, *, first: bool, last: bool) -> None:
        """What both clocks show, the key, and where today is if it lies outside."""
        muted, size = self.colours.muted, self.canvas.axis
        left, _, _, bottom = self.margin
        (x0, x1), (y0, y1) = panel.x, panel.y
        text = self.canvas.text
        if first:
            text(
                panel,
                x0,
                y1,
                [Run(self.say("charts_dates.promised_axis"), strong=True)],
                muted,
                dx=-left + 4,
                dy=-32,
                size=size,
            )
        if not last:
            return
        said = [Run(self.say("charts_dates.said_axis"), strong=True)]
        if self.narrow:
            text(panel, x1, y0, said, muted, dy=bottom - 40, xanchor="right", size=size)
        else:
            text(panel, x1, y0, said, muted, dx=26, dy=14, size=size)
        key = f"charts_dates.key{'_cells' if self.counted else ''}{'_short' if self.narrow else ''}"
        told = self.say(key, period=periods.length(self.months, self.words))
        text(panel, x0, y0, [told], muted, dx=-left + 8 if self.narrow else 0, dy=bottom - 14, size=size)


def note(table: pd.DataFrame, *, words: Words) -> str:
    """That the chart counts its claims, how, and what brings back a mark for each; empty where each has one."""
    rows = utterances(table, words)
    if len(rows) <= AGGREGATE_ABOVE:
        return ""
    length = periods.length(_months(rows), words)
    return counted_note(
        words, words.say("charts_claims.claims", len(rows)), words.say("charts_dates.counted", period=length)
    )


def _months(rows: pd.DataFrame) -> int:
    """The months of a cell: as few as make not too many cells."""
    return periods.finest(lambda months: len(_by_cell(rows, months)) <= CELLS)


def _by_cell(rows: pd.DataFrame, months: int) -> pd.DataFrame:
    """How many claims were said in one period and promise a day of another: said, due (their first days), count."""
    cells = pd.DataFrame({one: periods.begin(rows[day], months) for one, day in _CLOCKS.items()})
    return cells.value_counts().reset_index(name="count")


def _obligor(rows: pd.DataFrame, obligors: list[str]) -> pd.Series:
    """The first of the obligors for whom each claim speaks; "" where there is none."""
    place = rows["sides"].explode().map({side: at for at, side in enumerate(obligors)}).groupby(level=0).min()
    return place.fillna(len(obligors)).map(dict(enumerate([*obligors, ""])))


def _lines_of(tick: Tick, *, two_lines: bool) -> list[str]:
    """A day on an axis, the year where one begins."""
    if not tick.year:
        return [tick.name]
    return [tick.name, tick.year] if two_lines else [f"{tick.name} {tick.year}"]


def _padded(values: list[float], before: float, after: float, least: float = 14 * DAY) -> tuple[float, float]:
    """All values, with room at both ends; at least two weeks, or `least`."""
    low, high = min(values), max(values)
    missing = max(max(least, 14 * DAY) - (high - low), 0)
    low, high = low - missing * 0.55, high + missing * 0.45
    return low - (high - low) * before, high + (high - low) * after
