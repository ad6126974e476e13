"""Reading tables: HTML that mirrors, wraps and keeps glyphs; on a phone each row is a card with its column names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboard.components.markup import EMPTY


@dataclass(frozen=True)
class Column:
    """A column's name; `named` where a phone must print it before the value; `css`: width or `number`."""

    head: str
    named: bool = False
    css: str = ""


@dataclass(frozen=True)
class Group:
    """A title over the rows that follow."""

    title: Markup | str


@dataclass(frozen=True)
class Question:
    """What the rows that follow answer."""

    words: Markup | str


@dataclass(frozen=True)
class Row:
    """One fact: a cell a column, and the quieter line beneath, from the second column on."""

    cells: Sequence[Markup | str]
    why: Markup | str = ""
    chosen: bool = False
    id: str = ""


def table(columns: Sequence[Column], lines: Iterable[Group | Question | Row], *, name: str) -> Markup:
    """A reading table; `name` says to a screen reader what it lists."""
    heads = Markup("").join(_head(column) for column in columns)
    body = Markup("").join(_line(columns, line) for line in lines)
    return Markup('<table class="reading" aria-label="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(
        name, heads, body
    )


def _head(column: Column) -> Markup:
    # A header without words would be announced as one.
    cell = Markup('<th scope="col" class="{}">{}</th>') if column.head else Markup('<td class="{}">{}</td>')
    return cell.format(column.css, column.head)


def _line(columns: Sequence[Column], line: Group | Question | Row) -> Markup:
    if isinstance(line, Group):
        return Markup('<tr class="group"><th colspan="{}" scope="colgroup">{}</th></tr>').format(
            len(columns), line.title
        )
    if isinstance(line, Question):
        return Markup('<tr class="question"><th colspan="{}" scope="colgroup">{}</th></tr>').format(
            len(columns), line.words
        )
    cells = Markup("").join(_cell(column, cell) for column, cell in zip(columns, line.cells, strict=True))
    css = Markup("fact{}{}").format(" chosen" if line.chosen else "", " explained" if line.why else "")
    anchor = Markup(' id="{}"').format(line.id) if line.id else EMPTY
    fact = Markup('<tr class="{}"{}>{}</tr>').format(css, anchor, cells)
    if not line.why:
        return fact
    return fact + Markup('<tr class="{}"><td></td><td colspan="{}">{}</td></tr>').format(
        "why chosen" if line.chosen else "why", len(columns) - 1, line.why
    )


def _cell(column: Column, cell: Markup | str) -> Markup:
    head = Markup(' data-head="{}"').format(column.head) if column.named else EMPTY
    return Markup('<td class="{}"{}>{}</td>').format(column.css, head, cell)
