"""Records that may say the same as one that is entered, each with the keys that make them alike. Nothing is merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz

from claims.faults import catalogue
from claims.models import Claim, Language, Outlet, Record, Source, Speaker, Text
from claims.records import DossierRecords
from claims.search import folded

DAYS_APART = 7
"""One utterance is reported within a week; later it is rather said again."""
ALIKE_PERCENT = 88
"""From here on two names are offered as alike: a letter or two apart, or their words in another order."""
LEAST_LETTERS = 12
"""Shorter quotes are alike by chance."""
LEAST_NAME = 4

Code = Literal[
    "quote_overlaps",
    "quote_same",
    "day_same",
    "value_same",
    "name_same",
    "name_short",
    "name_alike",
    "address_same",
    "title_same",
]
R = TypeVar("R", Claim, Speaker, Outlet, Source)
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src")


@dataclass(frozen=True)
class Key:
    """One way in which two records are alike; `gaps` are what its sentence names."""

    code: Code
    gaps: Mapping[str, object] = field(default_factory=dict)

    def in_words(self, language: Language) -> str:
        return catalogue(language).text(f"editing.like_{self.code}", None, **self.gaps)


@dataclass(frozen=True)
class Like:
    """A record that is like the one entered. `same_utterance`: of a claim, it may report the same words elsewhere."""

    id: str
    keys: tuple[Key, ...]
    same_utterance: bool = False


def like(records: DossierRecords, record: Record) -> list[Like]:
    """The records of its kind that are like this one, those with the most keys first; never itself.

    Claims of the origin that a claim names as its own are left out: that they are alike is said already.
    """
    match record:
        case Claim():
            claims, own = records.claims, _origin(records.claims, record, record)
            found = _each(claims, record, lambda other: _claims_alike(record, other))
            return [
                Like(one.id, one.keys, _may_be_one(record, claims[one.id], one.keys))
                for one in found
                if _origin(claims, record, claims[one.id]) != own
            ]
        case Speaker():
            return _each(records.speakers, record, lambda other: _persons_alike(record, other))
        case Outlet():
            return _each(records.outlets, record, lambda other: _names_alike(_names(record), _names(other)))
        case Source():
            return _each(records.sources, record, lambda other: _sources_alike(record, other))
    return []


def _each(others: Mapping[str, R], one: R, keys: Callable[[R], list[Key]]) -> list[Like]:
    found = [Like(id_, tuple(alike)) for id_, other in others.items() if id_ != one.id and (alike := keys(other))]
    return sorted(found, key=lambda like: -len(like.keys))


def _origin(claims: Mapping[str, Claim], entered: Claim, one: Claim) -> str:
    """The claim that an utterance goes back to, where one of the claims says what was entered."""
    # The check of the dossier leaves no circle.
    while one.same_as is not None:
        one = entered if one.same_as == entered.id else claims[one.same_as]
    return one.id


def _claims_alike(one: Claim, other: Claim) -> list[Key]:
    keys = []
    if one.quote and other.quote:
        if one.source == other.source and one.quote.start < other.quote.end and other.quote.start < one.quote.end:
            keys.append(Key("quote_overlaps"))
        words = folded(one.quote.text)
        if one.source != other.source and len(words) >= LEAST_LETTERS and words == folded(other.quote.text):
            keys.append(Key("quote_same"))
    if (one.speaker, one.topic) == (other.speaker, other.topic):
        apart = _days_apart(one, other)
        if apart == 0:
            keys.append(Key("day_same"))
        if apart <= DAYS_APART and _value(one) == _value(other):
            keys.append(Key("value_same"))
    return keys


def _may_be_one(one: Claim, other: Claim, keys: Iterable[Key]) -> bool:
    codes = {key.code for key in keys}
    return one.topic == other.topic and one.source != other.source and bool(codes & {"value_same", "quote_same"})


def _value(claim: Claim) -> tuple[object, ...]:
    """What is claimed, without the words in which it was said."""
    if claim.deadline:
        due = claim.deadline.due
        return claim.deadline.role, due and (due.first, due.last)
    if claim.figure:
        return claim.figure.low, claim.figure.high, claim.figure.qualifier
    return (claim.position and claim.position.stance,)


def _days_apart(one: Claim, other: Claim) -> int:
    """Days between the two times at which they were said; 0 where these touch."""
    (first, last), (other_first, other_last) = _said(one), _said(other)
    return max((first - other_last).days, (other_first - last).days, 0)


def _said(claim: Claim) -> tuple[date, date]:
    last = claim.said_on.last
    assert last is not None  # the model refuses such a claim
    return claim.said_on.first or last, last


def _names(record: Speaker | Outlet) -> list[str]:
    texts: list[Text | None] = [record.name, record.short if isinstance(record, Speaker) else None]
    return [one for text in texts if text for one in (text.en, text.ar) if one]


def _names_alike(names: Iterable[str], others: Iterable[str]) -> list[Key]:
    """The nearest pair of names in one script: the same, or so alike that one may be a slip of the other."""
    pairs = [(one, other) for one in map(_folded, names) for other in map(_folded, others) if one and other]
    if any(one == other for one, other in pairs):
        return [Key("name_same")]
    long_enough = [(one, other) for one, other in pairs if min(len(one), len(other)) >= LEAST_NAME]
    percent = max((fuzz.token_sort_ratio(one, other) for one, other in long_enough), default=0)
    return [Key("name_alike", {"percent": round(percent)})] if percent >= ALIKE_PERCENT else []


def _persons_alike(one: Speaker, other: Speaker) -> list[Key]:
    """Names that are alike, or of which one may be short for the other: "al-Sudani", "M. S. al-Sudani"."""
    if keys := _names_alike(_names(one), _names(other)):
        return keys
    if one.kind != "person" or other.kind != "person":
        return []
    pairs = [(_words(a), _words(b)) for a in _names(one) for b in _names(other)]
    return [Key("name_short")] if any(_shortens(a, b) or _shortens(b, a) for a, b in pairs) else []


def _shortens(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether a name has the last word of the other, and of the words before it some, or their first letters."""
    if not short or not long or short[-1] != long[-1] or len(short[-1]) < LEAST_NAME:
        return False
    rest = iter(long[:-1])
    return all(any(full == word or full[:1] == word for full in rest) for word in short[:-1])


def _words(name: str) -> list[str]:
    """The words of a name without their articles."""
    return [word.removeprefix("ال") for word in _folded(name).split() if word not in ("al", "el")]


@lru_cache(maxsize=16_384)
def _folded(words: str) -> str:
    return folded(words)


def _sources_alike(one: Source, other: Source) -> list[Key]:
    keys = []
    addresses, others = ({address_of(url) for url in (it.url, it.archive_url) if url} for it in (one, other))
    if addresses & others:
        keys.append(Key("address_same"))
    if one.title and other.title and one.outlet == other.outlet and _folded(one.title) == _folded(other.title):
        keys.append(Key("title_same"))
    return keys


def address_of(url: str) -> str:
    """An address without what may differ between two visits: scheme, `www.`, a slash at the end, fragment, tracking."""
    parts = urlsplit(url)
    asked = sorted(one for one in parse_qsl(parts.query, keep_blank_values=True) if not one[0].startswith(_TRACKING))
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}?{urlencode(asked)}"
