"""Who contradicts whom: the pairs of claims between any two parties, as a matrix or, on a phone, as a list.

What cannot be compared never enters a bar: there is twenty times as much of it. It stands in words below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.fitting import COLUMN, cut, wrapped
from dashboard.charts.frame import (
    NARROW,
    Canvas,
    Line,
    Panel,
    Run,
    Words,
    hidden_axis,
    hover,
    shortened,
    size_of,
    tinted,
)
from dashboard.charts.labels import text_width
from dashboard.theme import Palette

By = Literal["side", "speaker", "outlet"]

RELATIONS = ("same", "compatible", "conflict")
COUNTS = (*RELATIONS, "not_comparable")
MOST, ROOMY, LISTED = 14, 8, 12
"""The most parties that the matrix names; up to how many a cell has room for words; rows of the list on a phone."""

OTHERS = ""
"""The code of all parties that the matrix does not name, taken together."""

NAME_LETTERS = 32
"""The longest name in the hover texts of more than `ROOMY` parties."""
NAMES_WIDTH, CELL_WIDTH = 150, 160
MARGIN = 8
LEFT: Literal["left"] = "left"
RIGHT: Literal["right"] = "right"


@dataclass(frozen=True)
class Party:
    """One side, speaker or outlet: its code in the table, its name, how many claims it has on the question."""

    code: str
    name: str
    claims: int


class Cell(NamedTuple):
    """The pairs of claims between two parties, by their rows; a <= b."""

    a: int
    b: int
    same: int
    compatible: int
    conflict: int
    not_comparable: int

    @property
    def comparable(self) -> int:
        return self.same + self.compatible + self.conflict

    @property
    def leading(self) -> str | None:
        """The relation that is told first: a conflict wherever there is one."""
        return next((one for one in ("conflict", "same", "compatible") if getattr(self, one)), None)


def pairs(
    table: pd.DataFrame, parties: Sequence[Party], words: Words, *, most: int | None = MOST
) -> tuple[list[Party], pd.DataFrame]:
    """The parties that have a row, in the given order, and by the rows of two the counts of their pairs; a <= b.

    Of more than `most` the ones with most comparable pairs keep their rows; all others share the last.
    """
    compared = {*table["a"], *table["b"]}
    known = [party for party in parties if party.code in compared]
    if most is not None and len(known) > most:
        comparable = table[list(RELATIONS)].sum(axis=1)
        other = table["a"] != table["b"]
        busy = comparable.groupby(table["a"]).sum().add(comparable[other].groupby(table["b"]).sum(), fill_value=0)
        ranked = sorted(known, key=lambda party: -float(busy.get(party.code, 0)))
        kept, rest = set(ranked[:most]), ranked[most:]
        others = Party(OTHERS, words.say("charts_claims.others", len(rest)), sum(party.claims for party in rest))
        known = [*(party for party in known if party in kept), others]
    row_of = {party.code: row for row, party in enumerate(known)}
    a, b = (table[end].map(row_of).fillna(len(known) - 1).astype(int) for end in ("a", "b"))
    ends = pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b)})
    return known, pd.concat([ends, table[list(COUNTS)]], axis=1).groupby(["a", "b"], as_index=False).sum()


def cells(summed: pd.DataFrame) -> list[Cell]:
    """Rows of `pairs` one by one."""
    return [Cell(*map(int, row)) for row in summed[list(Cell._fields)].itertuples(index=False)]


def agreement(
    table: pd.DataFrame,
    parties: Sequence[Party],
    *,
    by: By,
    words: Words,
    colours: Palette,
    narrow: bool = False,
) -> go.Figure:
    """The table `claims.analysis.compare.agreement` of one topic, its parties in the order of their rows."""
    canvas = Canvas(words, colours, narrow=narrow)
    known, summed = pairs(table, parties, words, most=None if narrow else MOST)
    if summed.empty:
        return canvas.figure(10, (0, 0, 0, 0), xaxis=hidden_axis(0, 1), yaxis=hidden_axis(0, 1))
    return _list(canvas, known, summed) if narrow else _matrix(canvas, known, cells(summed), by)


def alt(table: pd.DataFrame, parties: Sequence[Party], *, by: By, words: Words) -> str:
    """What the chart shows, in sentences."""
    known, summed = pairs(table, parties, words, most=None)
    sentences = [words.say(f"charts_claims.alt_{by}s", len(known))]
    comparable = summed[list(RELATIONS)].sum(axis=1)
    ranked = summed.assign(comparable=-comparable).sort_values(
        ["conflict", "comparable"], ascending=False, kind="stable"
    )
    sharpest = next(iter(cells(ranked.head(1))), None)
    if sharpest is not None and sharpest.conflict:
        pair = "".join(run.text for run in _pair(known, sharpest, words))
        sentences.append(words.say("charts_claims.alt_most", pair=pair, k=sharpest.conflict, m=sharpest.comparable))
    else:
        sentences.append(words.say("charts_claims.alt_peace"))
    apart = int(summed["not_comparable"].sum())
    if apart:
        sentences.append(words.say("charts_claims.alt_not_comparable", apart))
    return " ".join(sentences)


def note(table: pd.DataFrame, parties: Sequence[Party], *, words: Words, narrow: bool = False) -> str:
    """Who shares the last row of the matrix; empty where each has one, and of the list, which tells how many it leaves
    out.
    """
    compared = {*table["a"], *table["b"]}
    rest = sum(party.code in compared for party in parties) - MOST
    return words.say("charts_claims.counted_parties", rest) if rest > 0 and not narrow else ""


def _ink(colours: Palette, relation: str) -> theme.Tone:
    return colours.relation(relation)


def _counted(relation: str, count: int | str) -> str:
    return f"{theme.glyph('relations', relation)} {count}"


def _pair(known: list[Party], cell: Cell, words: Words) -> list[Run]:
    """The names of both, or of the one that is compared with itself."""
    one, other = known[cell.a].name, known[cell.b].name
    if cell.a == cell.b:
        before, _, after = words.say("charts_claims.one", a="\0").partition("\0")
        return [Run(before), Run(one, strong=True), Run(after)]
    before, between, after = words.say("charts_claims.two", a="\0", b="\0").split("\0")
    return [Run(before), Run(one, strong=True), Run(between), Run(other, strong=True), Run(after)]


def _short(party: Party) -> Party:
    return replace(party, name=shortened(party.name, NAME_LETTERS))


def _told(known: list[Party], cell: Cell, words: Words) -> str:
    counts = words.say("charts_claims.hover_pairs", **{name: getattr(cell, name) for name in COUNTS})
    named = _pair(known if len(known) <= ROOMY else [_short(party) for party in known], cell, words)
    return hover(["".join(run.text for run in named), counts], words.language)


# The matrix


def _matrix(canvas: Canvas, known: list[Party], found: list[Cell], by: By) -> go.Figure:
    """Lower triangle with the diagonal, framed: a party against itself is often the story."""
    words, colours, count = canvas.words, canvas.colours, len(known)
    roomy = count <= ROOMY
    columns = max(count, (COLUMN - NAMES_WIDTH - 2 * MARGIN) / CELL_WIDTH)
    plot = COLUMN - NAMES_WIDTH - 2 * MARGIN
    across = plot / columns
    twice = any(cell.comparable and len(_apart(cell, across - 20, canvas)) > 1 for cell in found)
    down = (86 if twice else 72) if roomy else 44
    foot = 44 if roomy else 84
    panel = Panel((0, columns), (count * down, 0), plot, count * down)
    given = {(cell.b, cell.a): cell for cell in found}
    for row, party in enumerate(known):
        name = wrapped(party.name, NAMES_WIDTH - 24, canvas.label, most=2 if roomy else 1, strong=True)
        label: list[Line] = [Run(line, strong=True) for line in name]
        if roomy:
            label.append(words.say("charts_claims.claims", party.claims))
        middle = (row + 0.5) * down
        canvas.text(panel, 0, middle, label, colours.text, dx=-14, xanchor="right", blocks=False)
        below: list[Line] = [*wrapped(party.name, across - 8 if roomy else 96, canvas.axis, most=2 if roomy else 1)]
        canvas.text(
            panel,
            row + (0.5 if roomy else 0.7),
            count * down,
            below,
            colours.text,
            dy=8,
            xanchor="center" if roomy else "right",
            yanchor="top",
            size=canvas.axis,
            angle=0 if roomy else -45,
            blocks=False,
        )
        for column in range(row + 1):
            _cell(canvas, panel, row, column, given.get((row, column)), across, down, roomy=roomy)
    hovered = [((cell.a + 0.5), (cell.b + 0.5) * down, _told(known, cell, words)) for cell in found]
    x, y, told = (list(column) for column in zip(*hovered, strict=True))
    canvas.pointers(panel, x, y, told, size=min(across, down) * 0.8)
    _legend(canvas, panel, by)
    return canvas.figure(
        count * down + foot + 2 * MARGIN,
        (NAMES_WIDTH + MARGIN, MARGIN, MARGIN, foot + MARGIN),
        xaxis=hidden_axis(0, columns),
        yaxis=hidden_axis(count * down, 0),
    )


def _cell(
    canvas: Canvas, panel: Panel, row: int, column: int, cell: Cell | None, across: float, down: float, *, roomy: bool
) -> None:
    """Words first, the bar of the comparable pairs, what cannot be compared; tinted by the share of conflict."""
    words, colours = canvas.words, canvas.colours
    left, right, top, bottom = column + 2 / across, column + 1 - 2 / across, row * down + 2, (row + 1) * down - 2
    conflict = cell.conflict / cell.comparable if cell and cell.comparable else 0
    fill = tinted(_ink(colours, "conflict").mark, round(0.04 + 0.13 * conflict, 3)) if conflict else None
    own = row == column
    canvas.shapes.append(
        {
            "type": "rect",
            "x0": left,
            "x1": right,
            "y0": top,
            "y1": bottom,
            "line": {"color": colours.text if own else colours.rule, "width": 1.5 if own else 1},
            "layer": "below",
            **({"fillcolor": fill} if fill else {}),
        }
    )
    middle = (top + bottom) / 2
    if cell is None or cell.leading is None:
        apart = [] if cell is None or not roomy else _apart(cell, across - 16, canvas)
        lines: list[Line] = [*apart] or ["–"]
        canvas.text(panel, column + 0.5, middle, lines, colours.muted, xanchor="center", size=canvas.axis, blocks=False)
        return
    pad, relation = 10 / across, cell.leading
    counted = getattr(cell, relation)
    share = words.say("charts_claims.share", k="\0", m=cell.comparable).partition("\0")
    said: list[Run] | Run = [Run(share[0]), Run(_counted(relation, counted), strong=True), Run(share[2])]
    if not roomy:
        said = Run(_counted(relation, counted), strong=True)
    canvas.text(
        panel,
        left + pad,
        top + (14 if roomy else 12),
        [said],
        _ink(colours, relation).text,
        size=canvas.label if roomy else canvas.axis,
        blocks=False,
    )
    bar = top + (27 if roomy else 25)
    start = left + pad
    scale = (right - left - 2 * pad) / cell.comparable
    for one in RELATIONS:
        length = getattr(cell, one) * scale
        if length:
            _bar(canvas, start, bar, length - (1.5 / across if start + length < right - 1.01 * pad else 0), 9, one)
        start += length
    if roomy and cell.not_comparable:
        apart = _apart(cell, across - 20, canvas)
        canvas.text(panel, left + pad, top + 41, apart, colours.muted, yanchor="top", size=canvas.axis, blocks=False)


def _apart(cell: Cell, width: float, canvas: Canvas) -> list[str]:
    """How many pairs cannot be compared, in as many lines as a cell needs."""
    said = canvas.words.say("charts_claims.not_comparable", cell.not_comparable)
    return wrapped(said, width, canvas.axis, most=2)


def _bar(canvas: Canvas, x: float, y: float, width: float, height: float, relation: str) -> None:
    canvas.shapes.append(
        {
            "type": "rect",
            "x0": x,
            "x1": x + width,
            "y0": y,
            "y1": y + height,
            "line": {"width": 0},
            "fillcolor": _ink(canvas.colours, relation).mark,
            "layer": "below",
        }
    )


def _legend(canvas: Canvas, panel: Panel, by: By) -> None:
    """The words for the colours, in the free triangle."""
    words, colours = canvas.words, canvas.colours
    note = wrapped(words.say(f"charts_claims.frame_{by}"), 260, canvas.axis, most=3)
    arabic = words.language == "ar"
    dx, xanchor = (0.0, RIGHT) if arabic else (-size_of(note, canvas.axis)[0], LEFT)
    for row, relation in enumerate(RELATIONS):
        said = [
            Run("■ "),
            Run(theme.glyph("relations", relation), strong=True),
            Run(f" {words.word('relation', relation)}"),
        ]
        ink = _ink(colours, relation).text
        canvas.text(panel, panel.x[1], 14 + 22 * row, [said], ink, dx=dx, xanchor=xanchor, blocks=False)
    canvas.text(
        panel,
        panel.x[1],
        76,
        note,
        colours.muted,
        dx=dx,
        xanchor=xanchor,
        yanchor="top",
        size=canvas.axis,
        blocks=False,
    )


# The list on a phone


def _list(canvas: Canvas, known: list[Party], summed: pd.DataFrame) -> go.Figure:
    """The pairs with most conflicts, the bar with conflict first."""
    words, colours = canvas.words, canvas.colours
    comparable = summed.assign(comparable=summed[list(RELATIONS)].sum(axis=1)).query("comparable > 0")
    ranked = comparable.sort_values(["conflict", "comparable", "a", "b"], ascending=[False, False, True, True])
    listed = cells(ranked.head(LISTED))
    more = len(summed) - len(listed)
    row_height, width = 48, NARROW - 2 * MARGIN
    height = len(listed) * row_height + (28 if more else 0)
    panel = Panel((0, width), (height, 0), width, height)
    counts_width = 120
    scale = (width - counts_width) / max([cell.comparable for cell in listed], default=1)
    arabic = words.language == "ar"
    anchor, begin, way = (RIGHT, width, -1) if arabic else (LEFT, 0, 1)
    for row, cell in enumerate(listed):
        top = row * row_height
        names = _fitted(_pair(known, cell, words), width, canvas.label)
        canvas.text(panel, begin, top + 12, [names], colours.text, xanchor=anchor, blocks=False)
        start = 0.0
        for relation in reversed(RELATIONS):
            length = getattr(cell, relation) * scale
            if length:
                _bar(canvas, begin + way * start, top + 24, way * max(length - 1.5, 1.5), 13, relation)
            start += length
        counts = [Run(_counted("conflict", cell.conflict), strong=True)]
        counts += [Run(f"  {_counted(relation, getattr(cell, relation))}") for relation in ("compatible", "same")]
        canvas.text(
            panel,
            begin + way * (start + 8),
            top + 31,
            [counts],
            colours.text,
            xanchor=anchor,
            size=canvas.axis,
            blocks=False,
        )
    x, y = [width / 2] * len(listed), [(row + 0.5) * row_height for row in range(len(listed))]
    canvas.pointers(panel, x, y, [_told(known, cell, words) for cell in listed], size=row_height * 0.8)
    if more:
        said = [words.say("charts_claims.more_pairs", more)]
        canvas.text(panel, begin, height - 12, said, colours.muted, xanchor=anchor, size=canvas.axis, blocks=False)
    return canvas.figure(
        height + 2 * MARGIN,
        (MARGIN, MARGIN, MARGIN, MARGIN),
        xaxis=hidden_axis(0, width),
        yaxis=hidden_axis(height, 0),
    )


def _fitted(runs: list[Run], width: float, size: float) -> list[Run]:
    """Both names on one line, each cut where they do not fit."""
    if size_of([runs], size)[0] <= width:
        return runs
    names = sum(run.strong for run in runs)
    rest = sum(text_width(run.text, size) for run in runs if not run.strong)
    return [
        Run(cut(run.text, (width - rest) / names, size, strong=True), strong=True) if run.strong else run
        for run in runs
    ]
