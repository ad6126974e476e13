"""Words found in the text of a source, and the spans that a quote can name: verbatim, by code points of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims.models import Quote
from claims.search import folded

MOST_SPANS = 50
"""So many places of the same words are told."""

_MARKS = str.maketrans(
    {**dict.fromkeys("“”„‟«»‹›‘’‚‛`´′″'", '"'), **dict.fromkeys("‐‑‒–—−", "-"), "،": ",", "؛": ";", "؟": "?"}
)
_ENDS = re.compile(r"[.!?؟…。]+[\"'”’»)\]]*(?=\s|$)|\n\s*\n|\n(?=\s*\S)")
_TITLE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Sgt|Sen|Rep|Gov|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|\b\w|(?<!\w)[دأم])\.$"
)
_STOPS = re.compile(r"[.!?؟…。]")


@dataclass(frozen=True)
class Span:
    """A piece of a text: `words` is text[start:end], letter by letter."""

    start: int
    end: int
    words: str

    @property
    def quote(self) -> Quote:
        """The span as a claim keeps it."""
        return Quote(text=self.words, start=self.start, end=self.end)


def find(text: str, words: str) -> list[Span]:
    """Where the words stand in the text, first to last, at most MOST_SPANS; the verbatim span is what stands there.

    Letter by letter where that finds any; else whatever the white space, diacritics, quotation marks, dashes, alef
    forms, digits or case; else by letters and digits alone. Nothing where the words have no letters.
    """
    wanted = words.strip()
    if not folded(wanted):
        return []
    exact = [_span(text, hit.start(), hit.end()) for hit in _hits(text, wanted)]
    if exact:
        return exact
    for read in (_alike, _letters):
        found = _found(text, wanted, read)
        if found:
            return found
    return []


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order, without the white space between them; headings and lines stand alone."""
    found, start = list[Span](), 0
    for end in (*_sentence_ends(text), len(text)):
        piece = text[start:end]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            found.append(_span(text, first, first + len(piece.strip())))
        start = end
    return found


def _sentence_ends(text: str) -> Iterator[int]:
    for hit in _ENDS.finditer(text):
        if not _STOPS.match(hit[0]):
            yield hit.end()
            continue
        rest = text[hit.end() : hit.end() + 40].lstrip(" \t")
        # "Gen. Smith", "U.S. forces": a short word with a full stop, or one before a small letter, ends no sentence.
        if hit[0] == "." and (_TITLE.search(text[max(0, hit.start() - 8) : hit.start() + 1]) or rest[:1].islower()):
            continue
        yield hit.end()


def _span(text: str, start: int, end: int) -> Span:
    return Span(start, end, text[start:end])


def _hits(text: str, words: str) -> list[re.Match[str]]:
    return [hit for hit, _ in zip(re.finditer(re.escape(words), text), range(MOST_SPANS), strict=False)]


Reading = Callable[[str], str]
"""How one letter is read; nothing where it does not count."""


@lru_cache(maxsize=4096)
def _alike(letter: str) -> str:
    if letter.isspace():
        return " "
    marked = letter.translate(_MARKS)
    return folded(letter) or ("" if unicodedata.category(letter) in ("Mn", "Cf", "Lm") else marked)


@lru_cache(maxsize=4096)
def _letters(letter: str) -> str:
    return folded(letter) or ("" if unicodedata.category(letter) in ("Mn", "Cf", "Lm") else " ")


@lru_cache(maxsize=16)
def _read(text: str, read: Reading) -> tuple[str, tuple[int, ...]]:
    """The text as it is read, one space for any run of them, and the place in the text of each letter of that."""
    letters, places = list[str](), list[int]()
    for place, letter in enumerate(text):
        for one in read(letter):
            if one != " " or (letters and letters[-1] != " "):
                letters.append(one)
                places.append(place)
    return "".join(letters), tuple(places)


def _found(text: str, words: str, read: Reading) -> list[Span]:
    whole, places = _read(text, read)
    wanted = _read(words, read)[0].strip()
    spans = []
    for hit in _hits(whole, wanted):
        end = places[hit.end() - 1] + 1
        # The marks that a letter carries follow it in the text.
        while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Cf"):
            end += 1
        spans.append(_span(text, places[hit.start()], end))
    return spans
