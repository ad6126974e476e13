"""Faults of files and records: where, what was found, what to do, in the reader's language."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from claims.catalogue import Catalogue
    from claims.models import Language

TEXTS = Path(__file__).parent / "texts"

RecordType = Literal["dossier", "topic", "speaker", "outlet", "source", "claim", "outcome", "assessment"]
MOST_LETTERS = 100
"""How much of a value a fault repeats."""


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `line` counts from 1; `record` and `field` are None where the fault is the file's.

    `reason` is the key of its two sentences in the catalogue's area `check`, `gaps` what they name.
    """

    file: str
    line: int | None
    type: RecordType | None
    record: str | None
    field: str | None
    reason: str
    gaps: Mapping[str, object] = dataclasses.field(default_factory=dict)

    def found(self, language: Language) -> str:
        """What stands there, and why it cannot stay."""
        return found(self.reason, self.gaps, language)

    def to_do(self, language: Language) -> str:
        """What to do about it."""
        return to_do(self.reason, self.gaps, language)

    def place(self, language: Language) -> str:
        """File, line, record and field, as far as they are known."""
        file = self.file if self.line is None else f"{self.file}:{self.line}"
        name = catalogue(language).text(f"check.type_{self.type}") if self.type else ""
        record = " ".join(part for part in (name, self.record) if part)
        return printable(": ".join(part for part in (file, record, self.field) if part))

    def in_words(self, language: Language) -> str:
        """The whole fault on one line."""
        return f"{self.place(language)}: {self.found(language)} {self.to_do(language)}"

    def as_dict(self, language: Language) -> dict[str, object]:
        """For programs: the place in parts, the reason as a code, both sentences."""
        return {
            "file": self.file,
            "line": self.line,
            "type": self.type,
            "record": self.record,
            "field": self.field,
            "reason": self.reason,
            "found": self.found(language),
            "to_do": self.to_do(language),
        }


@lru_cache
def catalogue(language: Language) -> Catalogue:
    """The domain's sentences in that language."""
    # The catalogue brings Babel, which a check without faults never needs.
    from claims.catalogue import Catalogue

    return Catalogue(TEXTS, language)


def found(reason: str, gaps: Mapping[str, object], language: Language) -> str:
    return catalogue(language).text(f"check.{reason}", None, **shown(gaps, language))


def to_do(reason: str, gaps: Mapping[str, object], language: Language) -> str:
    return catalogue(language).text(f"check.{reason}_do", None, **shown(gaps, language))


def shown(gaps: Mapping[str, object], language: Language) -> dict[str, str]:
    """Gaps ready to print: `found` is a value of the file as it would be typed, `wanted` a type of record by name."""

    def one(name: str, value: object) -> str:
        if name == "found":
            return verbatim(value)
        if name == "wanted":
            return catalogue(language).text(f"check.type_{value}")
        return printable(", ".join(map(str, value)) if isinstance(value, tuple) else str(value))

    return {name: one(name, value) for name, value in gaps.items()}


def verbatim(value: object) -> str:
    """A value of a file: short, on one line, control characters spelled out."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    words = repr(value[: MOST_LETTERS + 1] if isinstance(value, str) else value)
    return words if len(words) <= MOST_LETTERS else words[:MOST_LETTERS] + "…"


def printable(words: str) -> str:
    """The words with every letter that a terminal could obey, or not encode, spelled out; isolates stay, all closed."""
    if words.isprintable():
        return words
    # Only words that need it pay for the import.
    from claims.bidi import ISOLATES, balanced

    return "".join(c if c.isprintable() or ord(c) in ISOLATES else ascii(c)[1:-1] for c in balanced(words))
