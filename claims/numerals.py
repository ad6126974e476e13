"""Numbers as each language prints them, by CLDR; both write the digits 0-9, as the quotes and the dossier do."""

from __future__ import annotations

from functools import lru_cache

from babel.numbers import format_decimal

from claims.models.base import Language

LOCALES: dict[Language, str] = {"en": "en_GB", "ar": "ar_IQ"}


@lru_cache(maxsize=16_384)
def number(amount: float, language: Language, *, grouped: bool = True) -> str:
    """A number as both languages print it: "2,500"; a year is not grouped."""
    return format_decimal(
        amount, "#,##0.###" if grouped else "0.###", locale=LOCALES[language], numbering_system="latn"
    ).replace("\u200f", "")
