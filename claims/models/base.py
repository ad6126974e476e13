"""What every record shares: frozen, unknown fields refused, text in two languages."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from claims.models.dates import Edtf

Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = ("en", "ar")

LABEL_LETTERS = 32
"""The most letters a chart has room for beside a mark."""


class Record(BaseModel):
    """A record is never changed: a revision is a new record."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


def _is_a_slug(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
        raise ValueError(
            f"{value!r} is not an id; use small letters a-z, digits and single hyphens, like 'hussein-allawi'"
        )
    return value


Slug = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_is_a_slug)]
"""An id: small letters, digits and hyphens; never reused."""


def _has_words(value: str) -> str:
    if not value.strip():
        raise ValueError("is empty; write the words or leave the field out")
    return value


Words = Annotated[str, AfterValidator(_has_words)]
"""Text that is not blank."""


class Text(Record):
    """The same words in English, in Arabic, or in both."""

    en: Words | None = None
    ar: Words | None = None

    @model_validator(mode="after")
    def speaks_at_least_one_language(self) -> Self:
        if self.en is None and self.ar is None:
            raise ValueError("has no words; give en, ar or both")
        return self

    def in_language(self, language: Language) -> str:
        """The words in that language, else in the other one."""
        first, second = (self.ar, self.en) if language == "ar" else (self.en, self.ar)
        return first or second or ""

    def written_in(self, language: Language) -> Language:
        """The language that `in_language` answers in."""
        if language == "ar":
            return "ar" if self.ar else "en"
        return "en" if self.en else "ar"


class Label(Text):
    """A name short enough to stand beside a mark in a chart."""

    @model_validator(mode="after")
    def fits_beside_a_mark(self) -> Self:
        for language in LANGUAGES:
            words = getattr(self, language)
            if words is not None and len(words) > LABEL_LETTERS:
                raise ValueError(f"{words!r} has {len(words)} letters; use at most {LABEL_LETTERS}")
        return self


class Day(Edtf):
    """One calendar day, YYYY-MM-DD."""

    @classmethod
    def parse(cls, text: str) -> Self:
        day = super().parse(text)
        if len(day.text) != len("2025-09-30") or day.first is None or day.first != day.last:
            raise ValueError(f"{text!r} is not one day; write it as YYYY-MM-DD, like '2025-09-30'")
        return day


class Retired(Record):
    """Why a record no longer counts; it stays readable."""

    on: Day
    by: Words
    why: Words


Count = Annotated[int, Field(ge=0)]
