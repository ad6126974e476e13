"""Dates, numbers, values and the domain's words in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from babel import Locale

from claims import spoken, words
from claims.catalogue import domain
from claims.models import Claim, Edtf, Language, Text, Topic
from claims.spoken import Style
from dashboard.texts import language


def day(when: date, style: Style = "long") -> str:
    return spoken.day(when, language(), style)


def moment(when: datetime) -> str:
    return spoken.moment(when, language())


def month(when: date, style: Style = "long") -> str:
    return spoken.month(when, language(), style)


def edtf(when: Edtf, style: Style = "long") -> str:
    return spoken.edtf(when, language(), style)


def number(amount: float) -> str:
    return spoken.number(amount, language())


def value(claim: Claim, topic: Topic, style: Style = "long") -> str:
    """What the claim asserts: "by September 2026", "about 2,500", "denies"."""
    return spoken.value(claim, topic, language(), style)


def name(words: Text) -> str:
    """The words in the reader's language, else in the other one."""
    return words.in_language(language())


def word(kind: str, code: str) -> str:
    """The domain's word for a code: `word("state", "met_late")`."""
    return words.word(kind, code, language())


def sentence(key: str, **gaps: object) -> str:
    """A sentence of the domain with its gaps filled: `sentence("values.read_as", a="2,250", b="2,750")`."""
    return domain(language()).text(key, None, **gaps)


def period(first: date | None, last: date | None) -> str:
    """The days from first to last, as short as they can be said: "2025", "March 2025", "since 1 May 2025"."""
    if first and last:
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return str(first.year) if first.year == last.year else edtf(Edtf.parse(f"{first.year}/{last.year}"))
        return spoken.span(first, last, language(), "short")
    return edtf(Edtf.parse(f"{first or '..'}/{last or '..'}"), "short")


def language_name(code: str) -> str:
    """The name of a source's language: "Arabic"."""
    return _language_names(language()).get(code.split("-")[0], code)


@cache
def _language_names(spoken_to: Language) -> dict[str, str]:
    return dict(Locale.parse(spoken_to).languages)
