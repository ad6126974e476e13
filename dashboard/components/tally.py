"""How many claims stand how: the worst and the least known first, each count a link to the rows it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from markupsafe import Markup

from claims.analysis.states import STATES
from claims.analysis.status import STATUSES
from claims.columns import Ints
from dashboard import formats, theme
from dashboard.components.markup import EMPTY, a
from dashboard.filters import View
from dashboard.texts import text

Facet = Literal["state", "status"]

WORRYING = ("broken", "late", "unknown")
"""The families of states and statuses that a reader should look at, in this order."""


def standings(view: View, rows: Ints) -> list[tuple[Facet, str, int]]:
    """State or status of claims, its code, and how many stand so: broken, late, then unknown, the most frequent first.

    `rows` are those of the dossier's columns.
    """
    standing = view.standing
    found: list[tuple[int, int, Facet, str]] = []
    columns: tuple[tuple[Facet, np.ndarray, tuple[str, ...], str], ...] = (
        ("state", standing.state, STATES, "states"),
        ("status", standing.status, STATUSES, "statuses"),
    )
    for facet, codes, names, tokens in columns:
        chosen = codes[rows]
        for at, count in enumerate(np.bincount(chosen[chosen >= 0], minlength=len(names))):
            family = theme.TOKENS[tokens][names[at]]["family"]
            if count and family in WORRYING:
                found.append((WORRYING.index(family), -int(count), facet, names[at]))
    return [(facet, code, -count) for _, count, facet, code in sorted(found)]


def tally(view: View, rows: Ints, href: Callable[[Facet, str], str] | None = None) -> Markup:
    """The counts as a list for a sentence, the first in bold; empty where nothing is broken, late or unknown."""
    parts = []
    for at, (facet, code, count) in enumerate(standings(view, rows)):
        words = text("claims.standing", count=formats.number(count), word=formats.word(facet, code))
        link = a(href(facet, code), words) if href else Markup("{}").format(words)
        parts.append(Markup("<b>{}</b>").format(link) if at == 0 else link)
    return Markup("{}").format(text("shell.comma")).join(parts) if parts else EMPTY
