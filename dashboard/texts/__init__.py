"""The interface's words, in the language of the reader whose page is being drawn."""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal

from claims.catalogue import Catalogue
from claims.models import Language

_speaking: ContextVar[Language] = ContextVar("language", default="en")


@cache
def catalogue(language: Language) -> Catalogue:
    return Catalogue(Path(__file__).parent, language)


def speaking(language: Language) -> None:
    """From here on this reader is spoken to in that language."""
    _speaking.set(language)


def language() -> Language:
    """The reader's language."""
    return _speaking.get()


def direction(language: str) -> Literal["ltr", "rtl"]:
    """Which way a language is written; a source's language may be any."""
    return "rtl" if language.split("-")[0] in ("ar", "fa", "ckb", "ku", "ur", "he") else "ltr"


def text(key: str, n: int | None = None, **gaps: object) -> str:
    """The sentence in the reader's language; `n` chooses its plural form."""
    return catalogue(_speaking.get()).text(key, n, **gaps)
