"""Words that run the other way keep their place in a sentence: isolates of the Unicode Bidirectional Algorithm (UAX 9).

Without them a Latin name in an Arabic sentence draws the stop or the number beside it to its own side.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from claims.models.base import Language

LRI, RLI, FSI, PDI = "\u2066", "\u2067", "\u2068", "\u2069"
ISOLATES = str.maketrans("", "", LRI + RLI + FSI + PDI)
"""For `str.translate`: the words without isolates."""

_OPENING = (LRI, RLI, FSI)
_OTHER_WAY: dict[Language, tuple[str, ...]] = {"en": ("R", "AL"), "ar": ("L",)}
# After Arabic letters each number of "2026-11-23" would change places with its neighbour.
_TURNED_CODE = re.compile(r"\d[-–/]\d")


def runs_other_way(words: str, language: Language) -> bool:
    """True where something in balanced words, outside their own isolates, would turn round in such a sentence."""
    if language == "en" and words.isascii():
        return False
    depth, own = 0, []
    for letter in words:
        if letter in _OPENING:
            depth += 1
        elif letter == PDI:
            depth -= 1
        elif not depth:
            own.append(letter)
    return any(unicodedata.bidirectional(letter) in _OTHER_WAY[language] for letter in own) or (
        language == "ar" and _TURNED_CODE.search("".join(own)) is not None
    )


@lru_cache(maxsize=16_384)
def isolated(words: str, language: Language) -> str:
    """The words as they can stand in a sentence: in an isolate where part of them runs the other way."""
    closed = balanced(words)
    return f"{FSI}{closed}{PDI}" if runs_other_way(closed, language) else closed


def line(words: str, language: Language) -> str:
    """A line that stands alone where all else runs left to right, as in a chart: Arabic is isolated as a whole."""
    return f"{RLI}{balanced(words)}{PDI}" if language == "ar" else words


def balanced(words: str) -> str:
    """The words with each isolate closed in themselves, so that they can neither end nor keep open another."""
    if words.translate(ISOLATES) == words:
        return words
    kept, depth = [], 0
    for letter in words:
        if letter == PDI:
            if not depth:
                continue
            depth -= 1
        depth += letter in _OPENING
        kept.append(letter)
    return "".join(kept) + PDI * depth


def by_letters(words: str) -> Language:
    """The language of words of which nobody says it, by their first letter."""
    ways = map(unicodedata.bidirectional, words)
    return "ar" if next((way for way in ways if way in ("L", "R", "AL")), "L") != "L" else "en"
