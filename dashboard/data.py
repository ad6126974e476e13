"""What the pages read, kept between readers: dossiers, and the tables of a day. The only place that caches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import streamlit as st

from claims import answers, query, seeds
from claims.analysis import commitments, compare, deadlines, figures, origins, positions, record
from claims.answers import Answers, Name, commitments_asked
from claims.models import Language
from claims.query import Facts, Query, Selection, Standing
from claims.records import DossierRecords
from claims.seeds import Reading
from claims.tables import Tables, known_on
from dashboard import theme

SEEDS = Path(__file__).parent.parent / "seeds"
"""Where dossiers are looked for if CLAIMS_SEEDS names no other places."""

By = Literal["speaker", "side", "outlet"]
DOSSIERS_KEPT, DAYS_KEPT, SELECTIONS_KEPT = 32, 64, 512


@dataclass(frozen=True)
class Dossier:
    """A dossier without faults, in the forms that pages need."""

    path: Path
    records: DossierRecords
    tables: Tables
    facts: Facts
    changed: datetime
    """When its files were last changed, in the time zone of the dossier."""

    @property
    def id(self) -> str:
        return self.records.dossier.id

    @cached_property
    def slots(self) -> dict[str, int | None]:
        """The colour of each side."""
        return theme.slots(self.records)


@dataclass(frozen=True)
class Faulty:
    """A dossier that cannot be shown."""

    path: Path
    reading: Reading


class DayTables:
    """The tables of one dossier as of one day, each made when first asked for and not changed."""

    def __init__(self, dossier: Dossier, as_of: date) -> None:
        self._tables = dossier.tables
        self._facts = dossier.facts
        self.as_of = as_of

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        return deadlines.states(self._tables, self.as_of)

    @cached_property
    def commitments(self) -> pd.DataFrame:
        return commitments.ledger(self._tables, self.as_of)

    @cached_property
    def figures(self) -> pd.DataFrame:
        return figures.standing(self._tables, self.as_of)

    @cached_property
    def positions(self) -> pd.DataFrame:
        return positions.standing(self._tables, self.as_of)

    @cached_property
    def origins(self) -> pd.DataFrame:
        return origins.of(self._tables, self.as_of)

    @cached_property
    def standing(self) -> Standing:
        """State and status of every claim, as codes in the order of the records."""
        facts = self._facts
        status = facts.codes_of(self.deadlines, "status", theme.STATUSES)
        for frame in (self.figures, self.positions):
            status = np.maximum(status, facts.codes_of(frame, "status", theme.STATUSES))
        return Standing(
            states=theme.STATES,
            statuses=theme.STATUSES,
            state=facts.codes_of(self.deadlines, "state", theme.STATES),
            status=status,
        )

    def pairs(self, topic: str, limit: int | None = None) -> pd.DataFrame:
        return compare.pairs(self._tables, topic, self.as_of, limit)

    def agreement(self, by: By, claim_ids: tuple[str, ...] | None = None) -> pd.DataFrame:
        return compare.agreement(self._tables, by, self.as_of, claim_ids)

    def record(self, by: Literal["speaker", "side"]) -> pd.DataFrame:
        return record.kept(self._tables, by, self.as_of)

    @cached_property
    def origin(self) -> dict[str, str]:
        """The claim that each claim's utterance goes back to."""
        return dict(zip(self.origins["claim_id"], self.origins["origin_id"], strict=True))

    def echoes(self, claim_id: str) -> pd.DataFrame:
        return origins.echoes_of(self._tables, claim_id, self.as_of)

    def relations(self, claim_id: str) -> pd.DataFrame:
        return compare.relations_of(self._tables, claim_id, self.as_of)

    def chain(self, topic: str, side: str) -> pd.DataFrame:
        return deadlines.chain(self._tables, topic, side, self.as_of)


def dossiers() -> dict[str, Dossier | Faulty]:
    """Every dossier at hand by its id, or by its folder's name where it has faults; changed files are read again."""
    found: dict[str, Dossier | Faulty] = {}
    for path in _paths():
        one = _read(path, _stamp(path))
        found[one.id if isinstance(one, Dossier) else path.stem] = one
    return found


def on(dossier: Dossier, as_of: date) -> DayTables:
    """The tables of that day."""
    return _day(dossier, dossier.id, dossier.changed, as_of)


def select(dossier: Dossier, asked: Query) -> Selection:
    """The claims that answer, with the counts of every choice left."""
    return _selection(dossier, dossier.id, dossier.changed, asked)


def commitments_of(dossier: Dossier, asked: Query) -> pd.DataFrame:
    """The commitments that answer."""
    tables = on(dossier, asked.as_of)
    return commitments_asked(tables.commitments, asked, lambda rest: select(dossier, rest).rows(tables.deadlines))


def sources_of(dossier: Dossier, asked: Query) -> dict[str, list[str]]:
    """The documents of the claims that answer, each with those claims.

    Where nothing narrows, also the documents that tell only what happened, as far as that was known by the day; a
    retired outcome's document stays one of the dossier's.
    """
    records = dossier.records
    found: dict[str, list[str]] = {}
    for claim_id in select(dossier, asked).claim_ids:
        found.setdefault(records.claims[claim_id].source, []).append(claim_id)
    if not asked.narrows:
        for outcome in records.outcomes.values():
            if known_on(outcome, records.sources[outcome.source]) <= asked.as_of:
                found.setdefault(outcome.source, [])
    return found


def unknown(dossier: Dossier, asked: Query) -> tuple[query.Unknown, ...]:
    """The codes of a link that the dossier does not have."""
    return query.unknown(dossier.facts, on(dossier, asked.as_of).standing, asked)


def as_csv(dossier: Dossier, asked: Query, name: Name, language: Language) -> bytes:
    """A public table under the same filters; the mark at its head tells spreadsheets that it is UTF-8."""
    rows = Answers(dossier.records, asked, language).rows(name)
    return answers.as_csv(rows, answers.KEYS[name]).encode("utf-8-sig")


def read_again() -> None:
    """Forget what was read."""
    _read.clear()


def _paths() -> Iterator[Path]:
    """Dossiers are folders with a dossier.yaml or `.jsonl` files: those named, and those in the folders named."""
    named = os.environ.get("CLAIMS_SEEDS")
    for place in [Path(one) for one in named.split(os.pathsep) if one] if named else [SEEDS]:
        if place.suffix == seeds.BULK or (place / "dossier.yaml").exists():
            yield place
        elif place.is_dir():
            yield from sorted(
                one for one in place.iterdir() if one.suffix == seeds.BULK or (one / "dossier.yaml").exists()
            )


def _stamp(path: Path) -> tuple[int, int]:
    """When the dossier last changed and how many files it has."""
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return max((file.stat().st_mtime_ns for file in files), default=0), len(files)


@st.cache_resource(max_entries=DOSSIERS_KEPT, show_spinner=False)
def _read(path: Path, stamp: tuple[int, int]) -> Dossier | Faulty:
    reading = seeds.read(path)
    if reading.records is None:
        return Faulty(path, reading)
    return Dossier(
        path=path,
        records=reading.records,
        tables=Tables.of(reading.records),
        facts=Facts.of(reading.records),
        changed=datetime.fromtimestamp(stamp[0] / 1e9, ZoneInfo(reading.records.dossier.time_zone)),
    )


@st.cache_resource(max_entries=DAYS_KEPT, show_spinner=False)
def _day(_dossier: Dossier, dossier_id: str, changed: datetime, as_of: date) -> DayTables:
    return DayTables(_dossier, as_of)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def _selection(_dossier: Dossier, dossier_id: str, changed: datetime, asked: Query) -> Selection:
    return query.select(_dossier.facts, on(_dossier, asked.as_of).standing, asked)
