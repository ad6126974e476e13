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

    @property
    def rows(self) -> slice:
        """The places of the rows that it shows."""
        return slice(self.first, self.first + ROWS)

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        return rows[self.rows]


def rows_shown(shown: Pages) -> str:
    """Which rows are shown of how many."""
    last = min(shown.first + ROWS, shown.total)
    return text(
        "claims.shown", a=formats.number(shown.first + 1), b=formats.number(last), total=formats.number(shown.total)
    )


def turn(shown: Pages, href: Callable[[int], str], more: Markup | str = "") -> Markup:
    """Which rows are shown of how many, and links to the page before and after."""
    before = a(href(shown.number - 1), text("claims.page_before")) if shown.number > 1 else EMPTY
    after = a(href(shown.number + 1), text("claims.page_after")) if shown.number < shown.count else EMPTY
    return Markup('<p class="turn">{}</p>').format(joined([rows_shown(shown), more, before, after], between=" · "))
