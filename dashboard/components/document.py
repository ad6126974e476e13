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
        words = source[first:last]
        if around:
            inner, *outer = around
            css = " ".join([inner.kind, *(f"in-{one.kind}" for one in outer[:1]), *(["faint"] if inner.faint else [])])
            yield Markup('<mark class="{}" title="{}">{}</mark>').format(css, inner.hint, words)
        else:
            yield Markup("{}").format(words)
        for ended in sorted((one for one in around if one.end == last), key=lambda one: one.number):
            # Nothing may part the number from the last word.
            yield Markup('\u2060<a class="number{}" id="words-{}" href="#claim-{}">{}</a>').format(
                " faint" if ended.faint else "", ended.number, ended.number, ended.number
            )
