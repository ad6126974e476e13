"""What the reader asked for: one frozen `Query` of plain values, and which claims answer it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from claims.models import Edtf
from claims.records import DossierRecords
from claims.search import WordIndex

Facet = Literal["side", "speaker", "outlet", "topic", "state", "status", "language"]
FACETS: tuple[Facet, ...] = ("side", "speaker", "outlet", "topic", "state", "status", "language")

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int32]

NEAREST = 3
"""How many known ids are offered for one that is not known."""


@dataclass(frozen=True)
class Query:
    """Values within a field are alternatives, fields narrow each other; state and status count as one field.

    `from_` and `to` bound the day of saying: a claim whose day is vague matches where any of its days does.
    """

    as_of: date
    side: tuple[str, ...] = ()
    speaker: tuple[str, ...] = ()
    outlet: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    from_: date | None = None
    to: date | None = None
    words: str = ""

    @property
    def narrows(self) -> bool:
        """True where anything but the day is asked."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "as_of")


@dataclass(frozen=True)
class Unknown:
    """A code that the dossier does not have, with the known ones nearest to it."""

    facet: Facet
    code: str
    nearest: tuple[str, ...]


def day_of(text: str, *, edge: Literal["first", "last"]) -> date:
    """A day as asked for in a link or command; of a month or year its first or last one. ValueError if none."""
    asked = Edtf.parse(text)
    day = asked.first if edge == "first" else asked.last
    if day is None:
        raise ValueError(f"{text!r} is open on that side: name a day, a month or a year")
    return day


@dataclass(frozen=True)
class Facts:
    """What claims are filtered by, in the order of the records: codes, days and truth values, no text but the words.

    `codes` holds one code a claim into `known` of the facet; `sides` one row a claim, one column a side.
    """

    records: DossierRecords
    claim_ids: pd.Index[str]
    codes: Mapping[Facet, Codes]
    known: Mapping[Facet, tuple[str, ...]]
    sides: Mask
    said_first: npt.NDArray[np.datetime64]
    said_last: npt.NDArray[np.datetime64]
    counted: Mask

    @classmethod
    def of(cls, records: DossierRecords) -> Facts:
        claims = list(records.claims.values())
        sources = [records.sources[claim.source] for claim in claims]
        columns: dict[Facet, list[str]] = {
            "speaker": [claim.speaker for claim in claims],
            "outlet": [source.outlet for source in sources],
            "topic": [claim.topic for claim in claims],
            "language": [source.language for source in sources],
        }
        known: dict[Facet, tuple[str, ...]] = {
            "side": tuple(side.id for side in records.dossier.sides),
            "speaker": tuple(records.speakers),
            "outlet": tuple(records.outlets),
            "topic": tuple(records.topics),
            "language": tuple(sorted(set(columns["language"]))),
        }
        position = {side: at for at, side in enumerate(known["side"])}
        sides = np.zeros((len(claims), len(position)), bool)
        for row, claim in enumerate(claims):
            sides[row, [position[side] for side in records.speakers[claim.speaker].sides]] = True
        return cls(
            records=records,
            claim_ids=pd.Index(list(records.claims), dtype=str),
            codes={
                facet: pd.Index(known[facet]).get_indexer(pd.Index(column)).astype(np.int32)
                for facet, column in columns.items()
            },
            known=known,
            sides=sides,
            said_first=np.array([claim.said_on.first or claim.said_on.last for claim in claims], "datetime64[D]"),
            said_last=np.array([claim.said_on.last for claim in claims], "datetime64[D]"),
            counted=np.array([claim.retired is None for claim in claims], bool),
        )

    @cached_property
    def words(self) -> WordIndex:
        """The folded text of the claims, made when words are first asked for."""
        return WordIndex.of(self.records)

    def codes_of(self, frame: pd.DataFrame, column: str, known: tuple[str, ...]) -> Codes:
        """One code a claim from a table with a `claim_id`: -1 where the table does not have the claim, or no value."""
        codes = np.full(len(self.claim_ids), -1, np.int32)
        codes[self.claim_ids.get_indexer(pd.Index(frame["claim_id"]))] = pd.Index(known).get_indexer(
            pd.Index(frame[column])
        )
        return codes


@dataclass(frozen=True)
class Standing:
    """State and status of each claim on the day asked for, as codes into `states` and `statuses`; -1 for none."""

    states: tuple[str, ...]
    statuses: tuple[str, ...]
    state: Codes
    status: Codes


@dataclass(frozen=True)
class Selection:
    """Which claims answer the query, and how many each further choice would leave."""

    mask: Mask
    known: int
    said_later: int
    counts: Mapping[Facet, Mapping[str, int]]
    claim_ids: tuple[str, ...]

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._set

    @cached_property
    def _set(self) -> frozenset[str]:
        return frozenset(self.claim_ids)

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table whose `claim_id` is chosen."""
        return frame[frame["claim_id"].isin(self._set)]


def unknown(facts: Facts, standing: Standing, query: Query) -> tuple[Unknown, ...]:
    """The codes of a query that the dossier does not have."""
    found = []
    for facet in FACETS:
        known = _known(facts, standing, facet)
        for code in getattr(query, facet):
            if code not in known:
                nearest = difflib.get_close_matches(code, known, NEAREST, cutoff=0.5)
                found.append(Unknown(facet, code, tuple(nearest)))
    return tuple(found)


def select(facts: Facts, standing: Standing, query: Query) -> Selection:
    """The claims known by the query's day that answer it, with the counts of every choice left."""
    as_of = np.datetime64(query.as_of, "D")
    known = facts.counted & (facts.said_last <= as_of)
    parts = _parts(facts, standing, query)
    mask: Mask = known.copy()
    for part in parts.values():
        mask &= part
    counts: dict[Facet, Mapping[str, int]] = {}
    for facet in FACETS:
        others = known.copy()
        for name, part in parts.items():
            if name != _field(facet):
                others &= part
        counts[facet] = _counts(facts, standing, facet, others)
    said_later = int((facts.counted & (facts.said_last > as_of)).sum())
    return Selection(mask, int(known.sum()), said_later, counts, tuple(facts.claim_ids[mask]))


def _field(facet: Facet) -> str:
    return "standing" if facet in ("state", "status") else facet


def _known(facts: Facts, standing: Standing, facet: Facet) -> tuple[str, ...]:
    if facet == "state":
        return standing.states
    return standing.statuses if facet == "status" else facts.known[facet]


def _parts(facts: Facts, standing: Standing, query: Query) -> dict[str, Mask]:
    """One mask a field that is set."""
    parts: dict[str, Mask] = {}
    for facet in ("speaker", "outlet", "topic", "language"):
        if chosen := getattr(query, facet):
            parts[facet] = np.isin(facts.codes[facet], _positions(facts.known[facet], chosen))
    if query.side:
        parts["side"] = np.asarray(facts.sides[:, _positions(facts.known["side"], query.side)].any(axis=1))
    if query.state or query.status:
        parts["standing"] = np.isin(standing.state, _positions(standing.states, query.state)) | np.isin(
            standing.status, _positions(standing.statuses, query.status)
        )
    if query.from_ or query.to:
        first, last = query.from_ or date.min, query.to or date.max
        parts["said"] = np.logical_and(facts.said_last >= np.datetime64(first), facts.said_first <= np.datetime64(last))
    if query.words.strip():
        parts["words"] = facts.words.containing(query.words)
    return parts


def _positions(known: tuple[str, ...], chosen: tuple[str, ...]) -> list[int]:
    at = {code: position for position, code in enumerate(known)}
    return [at[code] for code in chosen if code in at]


def _counts(facts: Facts, standing: Standing, facet: Facet, mask: Mask) -> Mapping[str, int]:
    known = _known(facts, standing, facet)
    if facet == "side":
        tally = facts.sides[mask].sum(axis=0)
    else:
        codes = {"state": standing.state, "status": standing.status}.get(facet)
        chosen = (facts.codes[facet] if codes is None else codes)[mask]
        tally = np.bincount(chosen[chosen >= 0], minlength=len(known))
    return {code: int(count) for code, count in zip(known, tally, strict=True)}
