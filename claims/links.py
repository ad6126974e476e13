"""What a link asks: the parameters that pages, feeds and data share, declared once and read by one function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from claims.models import LANGUAGES, Language
from claims.query import FACETS, Query, day_of

Kind = Literal["dossier", "language", "day", "moment", "code", "words", "limit", "id", "flag"]
Reason = Literal["not_a_language", "not_a_day"]

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days that a link may name."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of links: of one that repeats any value fits, of another one the last value counts."""

    name: str
    kind: Kind
    repeats: bool = False


SHARED = (
    Parameter(name="dossier", kind="dossier"),
    Parameter(name="lang", kind="language"),
    Parameter(name="as_of", kind="day"),
    Parameter(name="recorded_at", kind="moment"),
    *(Parameter(name=facet, kind="code", repeats=True) for facet in FACETS),
    Parameter(name="from", kind="day"),
    Parameter(name="to", kind="day"),
    Parameter(name="q", kind="words"),
)


@dataclass(frozen=True)
class Ignored:
    """A value that means nothing, with the values nearest to it."""

    parameter: str
    value: str
    reason: Reason
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a link asks of a dossier; whether the dossier has the codes of the query, only the dossier knows."""

    query: Query
    language: Language
    ignored: tuple[Ignored, ...]


def language_of(params: Mapping[str, Sequence[str]]) -> Language:
    """The language that a link asks for; English where it asks for none we speak."""
    named = ["", *params.get("lang", ())][-1]
    return next((one for one in LANGUAGES if one == named), "en")


def asked(params: Mapping[str, Sequence[str]], today: date) -> Asked:
    """Read the shared parameters of a link; what is empty was not asked, what means nothing is ignored and told.

    A day is one of ISO 8601-2: a month or year stands for its last day, as the beginning of a span for its first.
    """
    strange = [one for one in params.get("lang", ()) if one not in (*LANGUAGES, "")]
    ignored = [Ignored("lang", one, reason="not_a_language", nearest=LANGUAGES) for one in strange]

    def last(name: str) -> str:
        return ["", *params.get(name, ())][-1]

    def day(name: str, edge: Literal["first", "last"]) -> date | None:
        if not (given := last(name)):
            return None
        try:
            found = day_of(given, edge=edge)
        except ValueError:
            found = None
        if found is None or not EARLIEST <= found <= LATEST:
            ignored.append(Ignored(name, given, reason="not_a_day"))
            return None
        return found

    codes: dict[str, Any] = {facet: tuple(dict.fromkeys(filter(None, params.get(facet, ())))) for facet in FACETS}
    query = Query(
        as_of=day("as_of", "last") or today,
        **codes,
        from_=day("from", "first"),
        to=day("to", "last"),
        words=last("q").strip(),
    )
    return Asked(query, language_of(params), tuple(ignored))
