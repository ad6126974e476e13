"""The words where they stand: a passage of the source with its quote marked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from dashboard.texts import direction

AROUND = 250
"""How many letters of the source stand on each side of a quote."""


@dataclass(frozen=True)
class Mark:
    """Letters start to end of a text that are the words of a claim; `href` leads to it."""

    start: int
    end: int
    css: str = "other"
    href: str = ""


def quote_in_context(source: str, start: int, end: int, written_in: str, others: Iterable[Mark] = ()) -> Markup:
    """The quote marked in about 250 letters on each side; other claims of the passage are underlined faintly."""
    first = _word_edge(source, max(0, start - AROUND), step=1, stop=start)
    last = _word_edge(source, min(len(source), end + AROUND), step=-1, stop=end)
    inner = _marked(source, first, last, [*others, Mark(start, end, "quote")])
    before, after = ("… " if first > 0 else ""), (" …" if last < len(source) else "")
    return Markup('<blockquote class="context" lang="{}" dir="{}">{}{}{}</blockquote>').format(
        written_in, direction(written_in), before, inner, after
    )


def _word_edge(source: str, at: int, *, step: int, stop: int) -> int:
    """The nearest place towards the quote where no word is cut."""
    if at in (0, len(source)):
        return at
    while at != stop and not source[at - (step < 0)].isspace():
        at += step
    return at


def _marked(source: str, first: int, last: int, marks: list[Mark]) -> Markup:
    """The text from first to last; where marks overlap, the later one of the list lies on top and cuts the others."""
    edges = sorted({first, last, *(min(max(edge, first), last) for one in marks for edge in (one.start, one.end))})
    parts = []
    for begin, end in pairwise(edges):
        words = source[begin:end]
        top = next((one for one in reversed(marks) if one.start <= begin and end <= one.end), None)
        parts.append(_wrapped(words, top) if top else Markup("{}").format(words))
    return Markup("").join(parts)


def _wrapped(words: str, mark: Mark) -> Markup:
    inner = Markup('<mark class="{}">{}</mark>').format(mark.css, words)
    return Markup('<a href="{}" target="_self">{}</a>').format(mark.href, inner) if mark.href else inner
