"""A whole document with its claims marked by kind, each with its number; marks may lie in each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from claims.models import Kind
from dashboard.texts import direction

HEADLINE_LETTERS = 160
"""A first line no longer than this is set as the headline."""

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")


@dataclass(frozen=True)
class Passage:
    """Letters start to end of the text are the words of claim `number`; faint where the reader asks for others."""

    start: int
    end: int
    number: int
    kind: Kind
    hint: str
    faint: bool = False


def document(source: str, written_in: str, passages: Sequence[Passage]) -> Markup:
    """The text in its paragraphs, in its own direction."""
    paragraphs = [
        Markup('<p class="{}">{}</p>').format(
            "headline" if begin == 0 and end <= HEADLINE_LETTERS else "",
            Markup("").join(_marked(source, begin, end, passages)),
        )
        for begin, end in (match.span() for match in _PARAGRAPH.finditer(source))
    ]
    return Markup('<article class="document" lang="{}" dir="{}">{}</article>').format(
        written_in, direction(written_in), Markup("").join(paragraphs)
    )


def _marked(source: str, begin: int, end: int, passages: Sequence[Passage]) -> Iterator[Markup]:
    """The letters of a paragraph, cut wherever a passage begins or ends; its number follows its last letter."""
    touching = [one for one in passages if one.start < end and begin < one.end]
    edges = {begin, end, *(edge for one in touching for edge in (one.start, one.end) if begin < edge < end)}
    for first, last in pairwise(sorted(edges)):
        around = sorted(
            (one for one in touching if one.start <= first and last <= one.end), key=lambda one: one.end - one.start
        )
        css = _css(around)
        hint = around[0].hint if around else ""
        ended = sorted((one for one in around if one.end == last), key=lambda one: one.number)
        # The last word stays on one line with the numbers that follow it.
        cut = max(source.rfind(" ", first, last), source.rfind("\n", first, last)) + 1 if ended else last
        yield _wrapped(source[first : max(first, cut)], css, hint)
        if ended:
            numbers = Markup("").join(
                Markup('<a class="number {}" id="words-{}" href="#claim-{}">{}</a>').format(
                    "faint" if one.faint else "", one.number, one.number, one.number
                )
                for one in ended
            )
            tail = _wrapped(source[max(first, cut) : last], css, hint)
            yield Markup('<span class="kept-together">{}{}</span>').format(tail, numbers)


def _css(around: Sequence[Passage]) -> str:
    """The innermost passage gives the tint and the upper line, the one around it the lower line."""
    if not around:
        return ""
    inner, *outer = around
    return " ".join([inner.kind, *(f"in-{one.kind}" for one in outer[:1]), *(["faint"] if inner.faint else [])])


def _wrapped(words: str, css: str, hint: str) -> Markup:
    if not css:
        return Markup("{}").format(words)
    return Markup('<mark class="{}" title="{}">{}</mark>').format(css, hint, words)
