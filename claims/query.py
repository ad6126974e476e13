"""What the reader asked for: one frozen `Query` of plain values, and which claims answer it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from claims.analysis.standing import Standing
from claims.analysis.states import STATES
from claims.analysis.status import STATUSES
from claims.columns import Bools, Ints, day_number
from claims.ids import NONE, Ids
from claims.models import Edtf
from claims.tables import Tables

Facet = Literal["side", "speaker", "outlet", "topic", "state", "status", "language"]
FACETS: tuple[Facet, ...] = ("side", "speaker", "outlet", "topic", "state", "status", "language")

Mask = Bools
Containing = Callable[[str], Mask]

COUNTED_AT_ONCE = 1 << 17
"""Claims whose codes are counted at once."""
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
class Selection:
    """Which claims answer the query, and how many each further choice would leave.

    Which they are is kept as bits, a claim each: many selections are kept at once.
    """

    ids: Ids
    bits: npt.NDArray[np.uint8]
    count: int
    known: int
    said_later: int
    counts: Mapping[Facet, Mapping[str, int]]

    @property
    def mask(self) -> Mask:
        """One truth value a claim, in the order of the columns."""
        return np.unpackbits(self.bits, count=len(self.ids)).astype(bool)

    @property
    def rows_of_claims(self) -> npt.NDArray[np.int64]:
        """The rows of the claims that answer, in order."""
        return np.flatnonzero(self.mask)

    @cached_property
    def claim_ids(self) -> tuple[str, ...]:
        """Their ids, in order."""
        return tuple(self.ids.named(self.rows_of_claims))

    def __contains__(self, claim_id: object) -> bool:
        row = self.ids.row(claim_id) if isinstance(claim_id, str) else NONE
        return row != NONE and bool(self.bits[row // 8] >> (7 - row % 8) & 1)

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a table whose `claim_id` is chosen."""
        return frame[self.mask[self.ids.rows(frame["claim_id"])]]


def unknown(tables: Tables, query: Query) -> tuple[Unknown, ...]:
    """The codes of a query that the dossier does not have."""
    found = []
    for facet in FACETS:
        known = codes_known(tables, facet)
        for code in getattr(query, facet):
            if code not in known:
                nearest = difflib.get_close_matches(code, known, NEAREST, cutoff=0.5)
                found.append(Unknown(facet, code, tuple(nearest)))
    return tuple(found)


def select(tables: Tables, standing: Standing, query: Query, containing: Containing) -> Selection:
    """The claims known by the query's day that answer it, with the counts of every choice left.

    `containing` gives the claims that answer words, one truth value a claim.
    """
    known, claims = tables.known(query.as_of), tables.claims
    parts = _parts(tables, standing, query, containing)
    mask = known
    for part in parts.values():
        mask = mask & part
    left = {"": np.flatnonzero(mask)}
    counts: dict[Facet, Mapping[str, int]] = {}
    for facet in FACETS:
        field = _field(facet) if _field(facet) in parts else ""
        if field not in left:
            others = known
            for name, part in parts.items():
                if name != field:
                    others = others & part
            left[field] = np.flatnonzero(others)
        counts[facet] = _counts(tables, standing, facet, left[field])
    return Selection(
        ids=claims.id,
        bits=np.packbits(mask),
        count=len(left[""]),
        known=int(known.sum()),
        said_later=int((claims.counted & (claims.said > day_number(query.as_of))).sum()),
        counts=counts,
    )


def _field(facet: Facet) -> str:
    return "standing" if facet in ("state", "status") else facet


def codes_known(tables: Tables, facet: Facet) -> tuple[str, ...]:
    """The codes that a facet may have."""
    return {
        "side": tables.sides,
        "speaker": tables.speakers,
        "outlet": tables.outlets,
        "topic": tables.topics,
        "language": tables.languages,
        "state": STATES,
        "status": STATUSES,
    }[facet]


def _codes(tables: Tables, standing: Standing, facet: Facet, rows: Ints | slice) -> Ints:
    """The code of each of these claims; of the sides of a claim there are several (`Tables.speaker_sides`)."""
    match facet:
        case "speaker" | "side":
            return tables.claims.speaker[rows]
        case "outlet":
            return tables.claims.outlet[rows]
        case "topic":
            return tables.claims.topic[rows]
        case "language":
            return tables.claims.language[rows]
        case "state":
            return standing.state[rows]
        case "status":
            return standing.status[rows]


def _parts(tables: Tables, standing: Standing, query: Query, containing: Containing) -> dict[str, Mask]:
    """One mask a field that is set."""
    parts: dict[str, Mask] = {}
    every, claims = slice(None), tables.claims
    for facet in FACETS:
        chosen = getattr(query, facet)
        if not chosen:
            continue
        known = codes_known(tables, facet)
        wanted: Mask = np.zeros(len(known) + 1, bool)
        wanted[[known.index(code) for code in chosen if code in known]] = True
        if facet == "side":
            wanted = np.asarray(tables.speaker_sides[:, wanted[:-1]].any(axis=1))
        part = wanted[_codes(tables, standing, facet, every)]
        field = _field(facet)
        parts[field] = parts[field] | part if field in parts else part
    if query.from_ or query.to:
        first, last = day_number(query.from_ or date.min), day_number(query.to or date.max)
        parts["said"] = (claims.said >= first) & (claims.said_first <= last)
    if query.words.strip():
        parts["words"] = containing(query.words)
    return parts


def _counts(tables: Tables, standing: Standing, facet: Facet, rows: Ints) -> Mapping[str, int]:
    """How many of these claims have each code."""
    known = codes_known(tables, facet)
    size = len(tables.speakers if facet == "side" else known) + 1
    tally = np.zeros(size, np.int64)
    # A part at a time: counting takes wider numbers than codes are kept in.
    for begin in range(0, len(rows), COUNTED_AT_ONCE):
        codes = _codes(tables, standing, facet, rows[begin : begin + COUNTED_AT_ONCE])
        tally += np.bincount(np.add(codes, 1, dtype=np.intp), minlength=size)
    found = tally[1:] @ tables.speaker_sides if facet == "side" else tally[1:]
    return dict(zip(known, found.tolist(), strict=True))
