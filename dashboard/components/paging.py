"""A long list in pages: which rows are shown, and the way to the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markupsafe import Markup

from dashboard import formats
from dashboard.components.markup import EMPTY, a, joined
from dashboard.texts import text

T = TypeVar("T")

ROWS = 50
"""How many rows a page shows."""


@dataclass(frozen=True)
class Pages:
    """Page `number` (from 1) of `total` rows."""

    number: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * ROWS

    @property
    def count(self) -> int:
        return max(1, -(-self.total // ROWS))

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        return rows[self.first : self.first + ROWS]


def pages(asked: Sequence[str], total: int, otherwise: int = 0) -> Pages:
    """The page that the link asks for; if none that there is, the one that has the row `otherwise`."""
    count = Pages(1, total).count
    given = int(asked[0]) if asked and asked[0].isascii() and asked[0].isdecimal() and len(asked[0]) < 9 else 0
    return Pages(given if 1 <= given <= count else otherwise // ROWS + 1, total)


def turn(shown: Pages, href: Callable[[int], str], more: Markup | str = "") -> Markup:
    """Which rows are shown of how many, and links to the page before and after."""
    last = min(shown.first + ROWS, shown.total)
    told = text(
        "claims.shown", a=formats.number(shown.first + 1), b=formats.number(last), total=formats.number(shown.total)
    )
    before = a(href(shown.number - 1), text("claims.page_before")) if shown.number > 1 else EMPTY
    after = a(href(shown.number + 1), text("claims.page_after")) if shown.number < shown.count else EMPTY
    return Markup('<p class="turn">{}</p>').format(joined([told, more, before, after], between=" · "))
