"""What every record shares: frozen, unknown fields refused, text in two languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from claims.errors import RefusalError
from claims.models.dates import Edtf

Language = Literal["en", "ar"]
LANGUAGES: tuple[Language, ...] = ("en", "ar")

LABEL_LETTERS = 32
"""The most letters a chart has room for beside a mark."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Record(BaseModel):
    """A record is never changed: a revision is a new record."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


@dataclass(frozen=True)
class Shaped:
    """Text of one form: a value of another form is refused for `reason`; the form stands in the schema too."""

    pattern: str
    reason: str
    letters: int

    def fits(self, value: str) -> str:
        if len(value) > self.letters:
            raise RefusalError("too_long", found=value, letters=self.letters)
        if not re.fullmatch(self.pattern, value):
            raise RefusalError(self.reason, found=value)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.fits, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^{self.pattern}$", "maxLength": self.letters}


SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
Slug = Annotated[str, Shaped(SLUG, "not_an_id", letters=120)]
"""An id: small letters, digits and hyphens; never reused."""


def _has_words(value: str) -> str:
    if not value.strip():
        raise RefusalError("blank")
    return value


def _is_readable(value: str) -> str:
    if _CONTROL.search(value):
        raise RefusalError("control_character", found=value)
    return value


Verbatim = Annotated[str, AfterValidator(_has_words), WithJsonSchema({"type": "string", "minLength": 1})]
"""Text that is not blank, kept as it stands in a source."""

Words = Annotated[Verbatim, AfterValidator(_is_readable)]
"""Text of ours that is not blank."""


class Text(Record):
    """The same words in English, in Arabic, or in both."""

    en: Words | None = None
    ar: Words | None = None

    @model_validator(mode="after")
    def speaks_at_least_one_language(self) -> Self:
        if self.en is None and self.ar is None:
            raise RefusalError("text_without_words")
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

    @field_validator(*LANGUAGES)
    @classmethod
    def fits_beside_a_mark(cls, words: str | None) -> str | None:
        if words is not None and len(words) > LABEL_LETTERS:
            raise RefusalError("too_long", found=words, letters=LABEL_LETTERS)
        return words


class Day(Edtf):
    """One calendar day, YYYY-MM-DD."""

    @classmethod
    def parse(cls, text: str) -> Self:
        day = super().parse(text)
        if len(day.text) != len("2025-09-30") or day.first is None or day.first != day.last:
            raise RefusalError("not_one_day", found=text)
        return day


class Retired(Record):
    """Why a record no longer counts; it stays readable."""

    on: Day = Field(description="the day from which it no longer counts")
    by: Words = Field(description="the editor who retired it")
    why: Words = Field(description="the reason")


def _names_each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    twice = [one for position, one in enumerate(ids) if one in ids[:position]]
    if twice:
        raise RefusalError("named_twice", found=twice[0])
    return ids


Slugs = Annotated[
    tuple[Slug, ...],
    AfterValidator(_names_each_once),
    WithJsonSchema({"type": "array", "items": {"type": "string", "pattern": f"^{SLUG}$"}, "uniqueItems": True}),
]
"""Ids, each named once."""

MOST = 10**15
"""Up to here every whole number keeps its digits in the arithmetic of analysis."""


def _is_a_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RefusalError("not_a_number", found=value)
    if not 0 <= value <= MOST:
        raise RefusalError("number_out_of_range", found=value, most=f"{MOST:,}")
    return value


def _is_whole(value: object) -> object:
    if isinstance(value, float):
        raise RefusalError("not_whole", found=value)
    return value


Amount = Annotated[
    int | float,
    BeforeValidator(_is_a_number),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST}),
]
"""A number as it was said, never negative."""

Count = Annotated[
    int,
    BeforeValidator(_is_whole),
    BeforeValidator(_is_a_number),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": MOST}),
]
"""A whole number, never negative."""
