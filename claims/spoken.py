"""Dates, numbers and values in words, at the precision they were given: "September 2025", never an invented day.

Months are CLDR's ar-IQ names in Arabic; both languages write the digits 0-9, as the quotes and the dossier do.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from typing import Literal

from babel.dates import format_date

from claims.catalogue import domain
from claims.models import Claim, Edtf, Figure, Language, Topic
from claims.models.claim import Deadline
from claims.numerals import LOCALES
from claims.numerals import number as number

Style = Literal["long", "short"]

_MONTH: dict[Style, str] = {"long": "MMMM", "short": "MMM"}


@lru_cache(maxsize=16_384)
def _formatted(when: date, pattern: str, language: Language) -> str:
    words = format_date(when, pattern, locale=LOCALES[language])
    # CLDR's British "Sept" stands beside three-letter months in columns and on axes.
    return words.replace("Sept", "Sep") if "MMM" in pattern and "MMMM" not in pattern else words


def day(when: date, language: Language, style: Style = "long") -> str:
    """One day: "30 September 2025", short "30 Sep 2025"."""
    return _formatted(when, f"d {_MONTH[style]} y", language)


def moment(when: datetime, language: Language) -> str:
    """A day and the time on it, by its own clock: "23 November 2026, 14:05"; the end of a day is the day alone."""
    if when.time() == time.max:
        return day(when, language)
    return domain(language).text("values.moment", None, day=day(when, language), time=f"{when:%H:%M}")


def month(when: date, language: Language, style: Style = "long") -> str:
    """The month of a day: "September 2025"."""
    return _formatted(when, f"{_MONTH[style]} y", language)


def quarter(when: date, language: Language) -> str:
    """The quarter of a day: "Q3 2025"."""
    return _formatted(when, "QQQ y", language)


def day_of_year(when: date, language: Language, style: Style = "long") -> str:
    """A day whose year is told elsewhere: "30 September", short "30 Sep"."""
    return _formatted(when, f"d {_MONTH[style]}", language)


def month_name(when: date, language: Language, style: Style = "long") -> str:
    """The name of a day's month: "September"."""
    return _formatted(when, _MONTH[style], language)


def span(first: date, last: date, language: Language, style: Style = "long") -> str:
    """All days from first to last: "4-10 January 2026" with an en dash, "from 4 to 10" in Arabic."""
    if first == last:
        return day(first, language, style)
    begin, end = _ends_of_span(first, last, language, style)
    say = domain(language)
    return say.text(
        "values.days" if first.year == last.year and first.month == last.month else "values.span", a=begin, b=end
    )


def _ends_of_span(first: date, last: date, language: Language, style: Style) -> tuple[str, str]:
    """Both days, the first without what it shares with the last."""
    month_words = _MONTH[style]
    if first.year != last.year:
        pattern = f"d {month_words} y"
    elif first.month != last.month:
        pattern = f"d {month_words}"
    else:
        pattern = "d"
    return _formatted(first, pattern, language), day(last, language, style)


def edtf(when: Edtf, language: Language, style: Style = "long") -> str:
    """A date as it was given: "about September 2025", "September 2025 to September 2026", "since April 2025"."""
    say = domain(language)
    if when.precision == "interval":
        begin, end = (None if one == ".." else Edtf.parse(one) for one in when.text.split("/"))
        if begin is None or end is None:
            known = begin or end
            assert known is not None  # an interval open on both sides is no date
            return say.text("values.since" if end is None else "values.up_to", date=edtf(known, language, style))
        if begin.precision == end.precision == "day" and not when.approximate and begin.first and end.last:
            return span(begin.first, end.last, language, style)
        return say.text("values.span", a=edtf(begin, language, style), b=edtf(end, language, style))
    words = _plain(when, language, style)
    if when.uncertain:
        words = say.text("values.uncertain", date=words)
    return say.text("values.about_date", date=words) if when.approximate else words


def _plain(when: Edtf, language: Language, style: Style) -> str:
    if when.first is None or when.last is None:
        return when.text
    if when.precision == "day":
        return day(when.first, language, style)
    if when.precision == "month":
        return month(when.first, language, style)
    if when.precision == "year":
        return str(when.first.year)
    return span(when.first, when.last, language, style)


def amount(figure: Figure, unit: str | None, language: Language) -> str:
    """A figure as it was said: "about 2,500", "250 to 350", "more than 3,000"."""
    say = domain(language)
    grouped = unit != "year"
    low, high = (
        None if bound is None else number(bound, language, grouped=grouped) for bound in (figure.low, figure.high)
    )
    if figure.qualifier == "exact":
        return str(low)
    if low is not None and high is not None and low != high and figure.qualifier in ("about", "range"):
        words = say.text("values.range", a=low, b=high)
        return say.text("values.about", number=words) if figure.qualifier == "about" else words
    return say.text(f"values.{figure.qualifier.replace('-', '_')}", number=low if low is not None else high)


def due(deadline: Deadline, language: Language, style: Style = "long") -> str:
    """When a deadline falls due, with its role: "by September 2026", "between 4 and 10 January 2026"."""
    say = domain(language)
    if deadline.due is None:
        return say.text("values.undated")
    if deadline.role == "between":
        begin, end = (None if one == ".." else Edtf.parse(one) for one in deadline.due.text.split("/"))
        if begin is None or end is None:
            return edtf(deadline.due, language, style)
        if begin.precision == end.precision == "day" and begin.first and end.last and not deadline.due.approximate:
            a, b = _ends_of_span(begin.first, end.last, language, style)
        else:
            a, b = edtf(begin, language, style), edtf(end, language, style)
        return say.text("values.between", a=a, b=b)
    when = edtf(deadline.due, language, style)
    if deadline.role in ("in", "on") and deadline.due.approximate:
        # "About January 2026" says in itself that it falls there.
        return when
    return say.text(f"values.{deadline.role.replace('-', '_')}", date=when)


def value(claim: Claim, topic: Topic, language: Language, style: Style = "long") -> str:
    """What the claim asserts, in words of the reader's language: a date, an amount or a stance."""
    if claim.deadline is not None:
        return due(claim.deadline, language, style)
    if claim.figure is not None:
        return amount(claim.figure, topic.unit, language)
    assert claim.position is not None  # a claim has exactly one value
    return domain(language).text(f"stance.{claim.position.stance.replace('-', '_')}")
