"""Dates as they were given: ISO 8601-2 (EDTF), kept as written, with the first and last day they could mean."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from claims.errors import RefusalError

Precision = Literal["day", "month", "year", "interval", "other"]

_PLAIN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?([~?%]?)")
_EXAMPLES = ["2025-09-30", "2025-09", "2025", "2025/2026", "../2025-09", "2025-09~"]


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date of ISO 8601-2 with the first and last calendar day it could mean.

    `first` is None where an interval has no beginning (`../2025-09`), `last` where it has no end. `approximate` and
    `uncertain` (`~`, `?`, `%`) do not widen the days: they are for the reader. Source: ISO 8601-2:2019, Annex A;
    Library of Congress, Extended Date/Time Format.
    """

    text: str
    first: date | None
    last: date | None
    approximate: bool = False
    uncertain: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a date; RefusalError, a ValueError, says what is wrong with it and what to write."""
        first, last, approximate, uncertain = _days_of(text)
        return cls(text, first, last, approximate, uncertain)

    @property
    def precision(self) -> Precision:
        """How exactly it was given; an interval of two dates is an `interval`."""
        if "/" in self.text:
            return "interval"
        plain = _PLAIN.fullmatch(self.text)
        if plain is None:
            return "other"
        return "day" if plain[3] else "month" if plain[2] else "year"

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: Any) -> Edtf:
            if isinstance(value, cls):
                return value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                raise RefusalError("date_is_a_number", found=value)
            if not isinstance(value, str):
                raise RefusalError("date_not_read", found=value)
            return cls.parse(value)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        if cls is Edtf:
            return {"type": "string", "description": "a date of ISO 8601-2 (EDTF)", "examples": _EXAMPLES}
        return {"type": "string", "format": "date", "description": "one calendar day, YYYY-MM-DD"}


@lru_cache(maxsize=65_536)
def _days_of(text: str) -> tuple[date | None, date | None, bool, bool]:
    """first, last, approximate, uncertain of a date as written."""
    if text in ("..", "../.."):
        raise RefusalError("date_without_ends", found=text)
    if text.count("/") == 1:
        return _days_of_interval(text)
    plain = _PLAIN.fullmatch(text)
    if plain is None:
        return _days_by_library(text)
    year, month, day, mark = plain.groups()
    first, last = _calendar_days(text, int(year), int(month) if month else None, int(day) if day else None)
    return first, last, mark in "~%" and bool(mark), mark in "?%" and bool(mark)


def _days_of_interval(text: str) -> tuple[date | None, date | None, bool, bool]:
    sides = text.split("/")
    if "" in sides:
        raise RefusalError("date_with_empty_end", found=text)
    ends = [None if side == ".." else _days_of(side) for side in sides]
    begin, end = ends
    first = begin[0] if begin else None
    last = end[1] if end else None
    if (first and last and first > last) or (begin and end and begin[1] and end[1] and begin[1] > end[1]):
        raise RefusalError("date_backwards", found=text)
    given = [one for one in ends if one]
    return first, last, any(one[2] for one in given), any(one[3] for one in given)


def _calendar_days(text: str, year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if year < 1:
        raise RefusalError("year_does_not_exist", found=text)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if 21 <= month <= 41 and day is None:
        first, last, _, _ = _days_by_library(f"{year:04}-{month:02}")
        # A season of a given year has both ends.
        assert first is not None
        assert last is not None
        return first, last
    if not 1 <= month <= 12:
        raise RefusalError("month_does_not_exist", found=text)
    length = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, length)
    if not 1 <= day <= length:
        raise RefusalError("day_does_not_exist", found=text, month=f"{year:04}-{month:02}", days=length)
    return date(year, month, day), date(year, month, day)


def _days_by_library(text: str) -> tuple[date | None, date | None, bool, bool]:
    """Seasons, unspecified digits, sets: the rarer forms, read by the edtf library."""
    # The import costs 0.1 s and most dossiers never need it.
    from edtf import EDTFParseException, parse_edtf, struct_time_to_date

    try:
        parsed = parse_edtf(text)
        first = struct_time_to_date(parsed.lower_strict())
        last = struct_time_to_date(parsed.upper_strict())
    except (EDTFParseException, ValueError, TypeError, OverflowError, AttributeError) as fault:
        raise RefusalError("date_not_read", found=text) from fault
    if first > last:
        raise RefusalError("date_backwards", found=text)
    return first, last, "~" in text or "%" in text, "?" in text or "%" in text
