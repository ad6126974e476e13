"""What the pages read, kept between readers: dossiers, and the tables of a day. The only place that caches."""

from __future__ import annotations

import io
import math
import os
import time
import zipfile
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st
from sqlalchemy import Connection, Engine

from claims import export as folders
from claims import query, receipt, seeds
from claims.analysis import commitments, compare, deadlines, figures, origins, positions, record, standing, totals
from claims.analysis.standing import Standing
from claims.answers import commitments_asked
from claims.changes import Changed, End, between, daily
from claims.columns import Bools, Ints
from claims.errors import FaultyDossierError, HistoryError
from claims.exchange import feed
from claims.exchange.dossiers import workbook
from claims.exchange.files import files as files_in
from claims.exchange.incoming import Form as TemplateForm
from claims.exchange.templates import KINDS, template
from claims.faults import Fault
from claims.filling import known_on
from claims.flat import Data
from claims.models import Assessment, Claim, Kind, Language, Source
from claims.query import Query, Selection
from claims.records import DossierRecords
from claims.search import SharedWords, WordIndex
from claims.store import DATABASE_URL, history, images, past, shipped, words
from claims.store import dossiers as kept
from claims.store.about import About, about
from claims.store.engine import reading
from claims.store.history import Break, Entry
from claims.store.kept import WHOLE, large
from claims.store.kept import Kept as Stored
from claims.store.near import near
from claims.tables import Tables
from dashboard import theme
from dashboard.reader import FILES, reader

R = TypeVar("R")
By = Literal["speaker", "side", "outlet"]
DossierForm = Literal["folder", "jsonl", "csv", "xlsx", "parquet"]
DOSSIERS_KEPT, DAYS_KEPT, SELECTIONS_KEPT, DRAWN_KEPT, TERMS_KEPT = 32, 64, 512, 256, 256


LARGE_KEPT = 8
"""So many parts of large dossiers are kept."""
MOST_TOLD, MOST_PAIRS_TOLD = 10_000, 30_000_000
"""So many claims of a large dossier are told one by one, and so many pairs of claims are looked at for that."""


MOST_WEIGHED = 1_000
"""A form works out what an edit would change where a question of a large dossier has at most so many claims."""

ARCHIVES: Mapping[DossierForm, tuple[str, str]] = {
    "xlsx": ("{dossier}-{day}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": ("{dossier}-csv-{day}.zip", "application/zip"),
    "parquet": ("{dossier}-parquet-{day}.zip", "application/zip"),
    "jsonl": ("{dossier}-jsonl-{day}.zip", "application/zip"),
    "folder": ("{dossier}-{day}.zip", "application/zip"),
}
"""By form: what the file of a whole dossier is called, and its media type."""

HEADS_S = 0.5
"""How old the number of a dossier's last entry may be when a page asks whether anything changed."""

TEMPLATES: Mapping[TemplateForm, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
}
"""The media type of each form of a template."""


class Words(Protocol):
    """What finds the claims that say something."""

    def containing(self, words: str) -> Bools:
        """One truth value a claim, in the order of the columns."""
        ...


@dataclass(frozen=True)
class Dossier:
    """A dossier without faults, in the forms that pages need. One with the same id and stamp says the same."""

    records: DossierRecords
    tables: Tables
    words: Words
    stamp: Hashable
    changed: datetime
    """When it was last changed, in its own time zone."""
    kept: Kept | None
    """Where it stands in its history; None of one that is read from files."""
    files: Mapping[str, str]
    """The file of each claim; of a large dossier none is read."""

    @property
    def id(self) -> str:
        return self.records.dossier.id

    @property
    def is_large(self) -> bool:
        """Whether its claims are too many to be held in memory as records."""
        return isinstance(self.records.claims, Stored)

    @cached_property
    def slots(self) -> dict[str, int | None]:
        """The colour of each side."""
        return theme.slots(self.records)


@dataclass(frozen=True)
class Kept:
    """How many entries the history of a dossier has, and `until` when it is told; None to this day."""

    entries: int
    until: datetime | None = None


@dataclass(frozen=True)
class Changes:
    """What changed between two days, and by which records each of them was told; None of a dossier in files."""

    changed: Changed
    by: tuple[past.How, past.How] | None


@dataclass(frozen=True)
class Faulty:
    """A dossier that cannot be shown: its id, or its folder's name; `place` is where its files are, if it has any."""

    name: str
    place: Path | None
    faults: tuple[Fault, ...]


Drawn = tuple[Any, str]
"""A plotly figure and what it shows in words."""


class DayTables:
    """The tables of one dossier as of one day, each made when first asked for and not changed.

    With `only` they have the rows of some claims alone; the row of any other is made when it is asked for.
    """

    def __init__(self, tables: Tables, as_of: date, only: Bools | None = None) -> None:
        self._tables, self._only = tables, only
        self.as_of = as_of

    @cached_property
    def deadlines(self) -> pd.DataFrame:
        return deadlines.states(self._tables, self.as_of, self._only)

    @cached_property
    def commitments(self) -> pd.DataFrame:
        return commitments.ledger(self._tables, self.as_of)

    @cached_property
    def figures(self) -> pd.DataFrame:
        return figures.standing(self._tables, self.as_of, self._only)

    @cached_property
    def positions(self) -> pd.DataFrame:
        return positions.standing(self._tables, self.as_of, self._only)

    @cached_property
    def origins(self) -> pd.DataFrame:
        return origins.of(self._tables, self.as_of)

    def row_of(self, kind: Kind, claim_id: str) -> pd.DataFrame:
        """The row of a claim in the table of its kind; no row where it does not count."""
        table, at = self._by_claim[kind]
        place = at.get(claim_id)
        if place is None and self._only is not None:
            make = {"deadline": deadlines.states, "figure": figures.standing, "position": positions.standing}[kind]
            return make(self._tables, self.as_of, self._tables.claims.id.mask([claim_id]))
        return table.iloc[:0] if place is None else table.iloc[place : place + 1]

    @cached_property
    def _by_claim(self) -> dict[Kind, tuple[pd.DataFrame, dict[str, int]]]:
        def placed(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
            return table, {claim_id: place for place, claim_id in enumerate(table["claim_id"])}

        return {"deadline": placed(self.deadlines), "figure": placed(self.figures), "position": placed(self.positions)}

    @cached_property
    def standing(self) -> Standing:
        """State and status of every claim, as codes."""
        return standing.of(self._tables, self.as_of)

    def pairs(self, topic: str, limit: int | None = None) -> pd.DataFrame:
        return compare.pairs(self._tables, topic, self.as_of, limit)

    def agreement(self, by: By, claim_ids: tuple[str, ...] | None = None) -> pd.DataFrame:
        return compare.agreement(self._tables, by, self.as_of, claim_ids)

    def totals(self, claim_ids: tuple[str, ...] | None = None) -> dict[str, int]:
        return totals.of(self._tables, self.as_of, claim_ids)

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
    """Every dossier by its id, or by its folder's name where files have faults; what has changed is read again.

    They are those of the files that CLAIMS_SEEDS names, else of the store, which the reader may read: of others nothing
    is told. StoreError where the store does not answer.
    """
    person = reader()
    if os.environ.get(FILES):
        found = {one.id if isinstance(one, Dossier) else one.name: one for one in map(_filed, _paths())}
        return {id_: one for id_, one in found.items() if person.may_read(id_, _read_by(one))}
    stored = reading(store(), _entries_of_all)
    return {id_: _current(id_, entries) for id_, (entries, read_by) in stored.items() if person.may_read(id_, read_by)}


def last_number(dossier_id: str) -> int | None:
    """The number of the last entry of a dossier, at most HEADS_S old; None of one that the reader may not read."""
    entries, read_by = _HEADS.of(os.environ.get(DATABASE_URL)).get(dossier_id, (None, None))
    return entries if entries is not None and reader().may_read(dossier_id, read_by) else None


def recorded(dossier: Dossier, moment: datetime) -> Dossier:
    """The dossier as it was kept at a moment. HistoryError where it is not, or was not yet, in the store."""
    if dossier.kept is None:
        raise HistoryError("no_history")
    head = reading(store(), lambda at: past.last_change(at, dossier.id, moment))
    return dossier if head.seq == dossier.kept.entries else _past(dossier.id, head.seq, moment)


def ready() -> None:
    """Open the store, and fill it on the first start. StoreError or FaultyDossierError where that cannot be done."""
    if not os.environ.get(FILES):
        shipped.opened()


def at_hand() -> None:
    """Read what the first reader would otherwise wait for: every dossier of the store. StoreError as of `dossiers`."""
    if not os.environ.get(FILES):
        for id_, (entries, _) in reading(store(), _entries_of_all).items():
            _current(id_, entries)


def history_of(dossier: Dossier, kind: str, record_id: str) -> tuple[Entry, ...]:
    """The entries of a record's history, first to last, as far as the dossier goes; none of one read from files."""
    if dossier.kept is None:
        return ()
    told = reading(store(), lambda at: [*history.entries(at, dossier.id, record_id, kind)])
    return tuple(one for one in told if one.seq <= dossier.kept.entries)


def store() -> Engine:
    """The store that this program answers from, opened once."""
    return _opened(os.environ.get(DATABASE_URL))


def on(dossier: Dossier, as_of: date) -> DayTables:
    """The tables of that day; of a large dossier those that are made a row at a time, and where every claim stands."""
    return _day(dossier, dossier.id, dossier.stamp, as_of)


def seen(dossier: Dossier, asked: Query) -> DayTables:
    """The tables of the claims that answer, if they are `few`; else those of `on`."""
    if not dossier.is_large or not few(dossier, asked):
        return on(dossier, asked.as_of)
    return _seen(dossier, dossier.id, dossier.stamp, asked)


def around(dossier: Dossier, as_of: date, topic: str) -> DayTables:
    """The tables of that day for one claim of a topic: of a large dossier they know no other topic."""
    return _around(dossier, dossier.id, dossier.stamp, as_of, topic) if dossier.is_large else on(dossier, as_of)


def told(dossier: Dossier, as_of: date, ids: Sequence[str]) -> DayTables:
    """The tables of that day as far as they tell of these claims, whose records are at hand then."""
    if not dossier.is_large:
        return on(dossier, as_of)
    fetched(dossier, ids)
    return _of_claims(dossier.tables, as_of, dossier.tables.claims.id.rows(ids))


def few(dossier: Dossier, asked: Query, *, topic: str | None = None) -> bool:
    """Whether the claims that answer, or those of a topic, can be told one by one, each held against its question."""
    if not dossier.is_large:
        return True
    left = select(dossier, asked).counts["topic"]
    every = select(dossier, Query(as_of=asked.as_of)).counts["topic"]
    chosen = [topic] if topic else [one for one in asked.topic or left if one in left]
    pairs = sum(left[one] * every[one] for one in chosen)
    return sum(left[one] for one in chosen) <= MOST_TOLD and pairs <= MOST_PAIRS_TOLD


@dataclass(frozen=True)
class Around:
    """The records that edits are checked with; `whole` if they are all that the edits can change the standing of."""

    records: DossierRecords
    whole: bool


def around_edits(dossier: Dossier, edits: Mapping[tuple[str, str], Data]) -> Around:
    """All records of a small dossier; of a large one those around edits, given by kind and id with what they shall say.

    With these stand the claims of the questions that an edit is about, if there are few.
    """
    if not dossier.is_large:
        return Around(dossier.records, True)
    tables, topics = dossier.tables, _asked_about(dossier, edits)
    rows = np.flatnonzero(np.isin(tables.claims.topic, [tables.topics.index(one) for one in topics or ()]))
    weighed = topics is not None and len(rows) <= MOST_WEIGHED
    rows = rows if weighed else rows[:0]
    verdicts = tables.assessments.id[np.isin(tables.assessments.claim, rows)]
    also = [("claim", id_) for id_ in tables.claims.id.named(rows)] + [("assessment", id_) for id_ in verdicts]
    also += [("outcome", one.id) for one in dossier.records.outcomes.values() if one.topic in (topics or ())]
    found = reading(store(), lambda at: near(at, dossier.id, edits, also))
    return Around(kept.assembled(dossier.id, ((kind, id_, one.data) for (kind, id_), one in found.items())), weighed)


def _asked_about(dossier: Dossier, edits: Mapping[tuple[str, str], Data]) -> set[str] | None:
    """The questions whose claims edits can change the standing of, as far as they exist; None where it may be any."""
    found: set[object] = set()
    for (kind, id_), said in edits.items():
        if kind not in ("claim", "outcome", "assessment"):
            return None
        before = getattr(dossier.records, f"{kind}s").get(id_)
        judged = [said.get("claim"), before and before.claim] if kind == "assessment" else []
        claims = [dossier.records.claims.get(one) for one in judged if isinstance(one, str)]
        told = [] if kind == "assessment" else [said.get("topic"), before and before.topic]
        found |= {*told, *(one.topic for one in claims if one)}
    return {one for one in found if isinstance(one, str) and one in dossier.records.topics}


def fetched(dossier: Dossier, ids: Iterable[str]) -> None:
    """Have the records at hand that are told one by one: these claims, and their documents."""
    if dossier.is_large:
        sources_named(dossier, dict.fromkeys(claim.source for claim in claims_of(dossier, ids)))


def assessments_of(dossier: Dossier, claim_id: str) -> list[Assessment]:
    """The verdicts on a claim."""
    tables = dossier.tables
    ids = tables.assessments.id[tables.assessments.claim == tables.claims.id.row(claim_id)]
    return [dossier.records.assessments[id_] for id_ in ids]


def claims_of(dossier: Dossier, ids: Iterable[str]) -> list[Claim]:
    """The records of these claims, of a large dossier fetched together."""
    return _those(dossier.records.claims, ids)


def sources_named(dossier: Dossier, ids: Iterable[str]) -> list[Source]:
    """The records of these sources, of a large dossier fetched together."""
    return _those(dossier.records.sources, ids)


def _those(records: Mapping[str, R], ids: Iterable[str]) -> list[R]:
    wanted = [*ids]
    found = records.those(wanted) if isinstance(records, Stored) else records
    return [found[id_] for id_ in wanted]


def select(dossier: Dossier, asked: Query) -> Selection:
    """The claims that answer, with the counts of every choice left."""
    return _selection(dossier, dossier.id, dossier.stamp, asked)


def commitments_of(dossier: Dossier, asked: Query) -> pd.DataFrame:
    """The commitments that answer."""
    tables = on(dossier, asked.as_of)
    return commitments_asked(tables.commitments, asked, lambda rest: select(dossier, rest).rows(tables.deadlines))


def changes_between(dossier: Dossier, since: date, until: date, asked: Query) -> Changes:
    """The flips from one day to another that a query asks for, as `claims diff` tells them."""
    return _narrowed_changes(dossier, dossier.id, dossier.stamp, dossier.kept, since, until, asked)


def changes_daily(dossier: Dossier, until: date) -> list[Changed]:
    """What flipped from day to day, as far back as a feed tells."""
    return _daily(dossier, dossier.id, dossier.stamp, dossier.kept, until)


def sources_of(dossier: Dossier, asked: Query) -> dict[str, list[str]]:
    """The documents of the claims that answer, each with those claims.

    Where nothing narrows, also the documents that tell only what happened, as far as that was known by the day; a
    retired outcome's document stays one of the dossier's.
    """
    tables, rows = dossier.tables, select(dossier, asked).rows_of_claims
    found: dict[str, list[str]] = {}
    sources = tables.sources.named(tables.claims.source[rows])
    for source, claim_id in zip(sources, tables.claims.id.named(rows), strict=True):
        found.setdefault(source, []).append(claim_id)
    return found | {source: [] for source in _of_outcomes(dossier, asked) if source not in found}


def sources_counted(dossier: Dossier, asked: Query) -> int:
    """How many documents `sources_of` has."""
    tables = dossier.tables
    has = tables.sources.mask(_of_outcomes(dossier, asked))
    has[tables.claims.source[select(dossier, asked).rows_of_claims]] = True
    return int(has.sum())


def _of_outcomes(dossier: Dossier, asked: Query) -> set[str]:
    """The documents of what happened, as far as it was known by the day, where nothing narrows."""
    records = dossier.records
    outcomes = () if asked.narrows else [*records.outcomes.values()]
    sources = _those(records.sources, (one.source for one in outcomes))
    return {source.id for one, source in zip(outcomes, sources, strict=True) if known_on(one, source) <= asked.as_of}


def drawn(dossier: Dossier, asked: Query, told: Hashable, make: Callable[[], Drawn]) -> Drawn:
    """A chart and its summary, drawn once for all who ask the same; `told` is whatever else it depends on.

    Nobody changes what is drawn.
    """
    return _drawn(make, (dossier.id, dossier.stamp, asked, told))


def unknown(dossier: Dossier, asked: Query) -> tuple[query.Unknown, ...]:
    """The codes of a link that the dossier does not have."""
    return query.unknown(dossier.tables, asked)


def archive(dossier: Dossier, form: DossierForm, language: Language) -> bytes:
    """All of a dossier: its folder, or its files in another form, in one ZIP; XLSX is one workbook by itself."""
    files = (
        folders.written(dossier.records, _files_of(dossier))
        if form == "folder"
        else files_in(dossier.records, form, language)
    )
    packed = io.BytesIO()
    if form == "xlsx":
        workbook(dossier.records, packed, language)
        return packed.getvalue()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as into:
        for path, write in files:
            content = io.BytesIO()
            write(content)
            # Of the dossier, not of the moment: the same dossier gives the same bytes.
            file = zipfile.ZipInfo(f"{dossier.id}/{path.as_posix()}", dossier.changed.timetuple()[:6])
            file.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(file, content.getvalue())
    return packed.getvalue()


def receipt_of(dossier: Dossier, asked: Query, page: str, own: Mapping[str, tuple[str, ...]]) -> bytes:
    """The receipt of a view: `claims verify` holds it against the store or an export, long after."""
    if dossier.kept is None:
        return receipt.of(dossier.records, asked, page, own=own)
    last = last_entry(dossier)
    head = receipt.Head(entries=last.seq, hash=last.hash)
    return receipt.of(dossier.records, asked, page, own=own, recorded_at=last.at, history=head)


def form_to_fill_in(dossier: Dossier, form: TemplateForm, language: Language) -> bytes:
    """A template for an import into the dossier: of all kinds of records, of CSV of claims alone."""
    # A list of more is none to choose from.
    of_kinds = ((kind, dossier.records.by_kind[kind]) for kind in KINDS)
    known: dict[str, list[str]] = {kind: [] if isinstance(of, Stored) else [*of] for kind, of in of_kinds}
    return template(form, ("claim",) if form == "csv" else KINDS, language, known)


@dataclass(frozen=True)
class Health:
    """What was found wrong with the history of a dossier, and when it was looked at."""

    breaks: tuple[Break, ...]
    looked_at: datetime


def last_entry(dossier: Dossier) -> Entry:
    """The last change of a dossier that is in the store, as far as it is told."""
    until = dossier.kept.until if dossier.kept else None
    return reading(store(), lambda at: past.last_change(at, dossier.id, until))


def about_store() -> About:
    """What the store is; StoreError where it does not answer."""
    return about(store())


def health(dossier: Dossier, *, again: bool = False) -> Health:
    """Whether the history of a dossier is whole and every record what it says, looked at once in a while."""
    if again:
        _health.clear()
    return _health(dossier.id, dossier.stamp)


def read_again() -> None:
    """Forget what was read."""
    _read.clear()
    _current.clear()


def _paths() -> Iterator[Path]:
    """The dossiers that CLAIMS_SEEDS names, and those in the folders that it names."""
    for place in [Path(one) for one in os.environ[FILES].split(os.pathsep) if one]:
        if place.suffix == seeds.BULK or (place / "dossier.yaml").exists():
            yield place
        else:
            yield from seeds.dossiers_in(place)


def _filed(path: Path) -> Dossier | Faulty:
    return _read(path, _stamp(path))


def _stamp(path: Path) -> tuple[int, int]:
    """When the dossier last changed and how many files it has."""
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    return max((file.stat().st_mtime_ns for file in files), default=0), len(files)


@st.cache_resource(max_entries=DOSSIERS_KEPT, show_spinner=False)
def _read(path: Path, stamp: tuple[int, int]) -> Dossier | Faulty:
    found = seeds.read(path)
    if found.records is None:
        return Faulty(path.stem, path, found.faults)
    changed = datetime.fromtimestamp(stamp[0] / 1e9, UTC)
    return _dossier(found.records, Tables.of(found.records), stamp, changed, None, found.claim_files)


def _dossier(
    records: DossierRecords,
    tables: Tables,
    stamp: Hashable,
    changed: datetime,
    kept: Kept | None,
    files: Mapping[str, str],
    words: Words | None = None,
) -> Dossier:
    zone = ZoneInfo(records.dossier.time_zone)
    if kept and kept.until:
        kept = replace(kept, until=kept.until.astimezone(zone))
    words = words or WordIndex.of(records, tables)
    return Dossier(records, tables, words, stamp, changed.astimezone(zone), kept, files)


@dataclass(frozen=True)
class StoredWords:
    """What finds words in a dossier of the store: its index of each claim's own, texts in memory for the rest."""

    dossier_id: str
    tables: Tables
    shared: SharedWords
    entries: int

    def containing(self, words: str) -> Bools:
        return self.shared.containing(words, self.tables, self._own)

    def _own(self, term: str) -> Bools:
        bits = _saying(self, self.dossier_id, self.entries, term)
        return np.unpackbits(bits, count=len(self.tables.claims.id)).astype(bool)


@st.cache_resource(show_spinner=False)
def _opened(database: str | None) -> Engine:
    return shipped.opened()


def _entries_of_all(connection: Connection) -> dict[str, tuple[int, str | None]]:
    """The number of the last entry of each dossier, and who may read it: its record may have other faults."""
    return {one: (past.last_change(connection, one).seq, read_by) for one, read_by in kept.readers(connection).items()}


class _Heads:
    """One question to the store for all who ask within HEADS_S.

    Streamlit's caches with a `ttl` look at the clock twice, and fail where what they keep turns old in between.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._database: str | None = None
        self._asked_at = -math.inf
        self._found: Mapping[str, tuple[int, str | None]] = {}

    def of(self, database: str | None) -> Mapping[str, tuple[int, str | None]]:
        """What `_entries_of_all` tells of a store."""
        with self._lock:
            now = time.monotonic()
            if now - self._asked_at >= HEADS_S or database != self._database:
                self._found = reading(store(), _entries_of_all)
                self._database, self._asked_at = database, now
            return self._found


_HEADS = _Heads()


def _read_by(one: Dossier | Faulty) -> str | None:
    return one.records.dossier.read_by if isinstance(one, Dossier) else None


@st.cache_resource(max_entries=DOSSIERS_KEPT, show_spinner=False)
def _current(dossier_id: str, entries: int) -> Dossier | Faulty:
    # One at a time brings the image up to date, the others find it so.
    with _UPDATES:
        try:
            image, records, files, head = reading(store(), lambda at: _read_now(at, dossier_id))
        except FaultyDossierError as error:
            return Faulty(dossier_id, None, error.faults)
        _images()[dossier_id] = image
    if records.claims is NOT_READ:
        records = large(store(), records, image.entries, image.tables)
    words = StoredWords(dossier_id, image.tables, SharedWords.of(records, image.tables), image.entries)
    return _dossier(records, image.tables, head.seq, head.at, Kept(head.seq), files, words)


_UPDATES = Lock()
NOT_READ: Mapping[str, Any] = {}
"""The claims of a dossier that is too large to be read as records."""


@st.cache_resource(show_spinner=False)
def _images() -> dict[str, images.Image]:
    """The last image of each dossier."""
    return {}


def _read_now(at: Connection, dossier_id: str) -> tuple[images.Image, DossierRecords, Mapping[str, str], Entry]:
    whole = kept.count(at, dossier_id, "claim") <= WHOLE
    # The whole is checked before columns are made of it.
    records, files = kept.read(at, dossier_id) if whole else (None, {})
    image = images.current(at, dossier_id, _images().get(dossier_id))
    return image, records or replace(image.records, claims=NOT_READ), files, past.last_change(at, dossier_id)


@st.cache_resource(max_entries=TERMS_KEPT, show_spinner=False)
def _saying(_words: StoredWords, dossier_id: str, entries: int, term: str) -> npt.NDArray[np.uint8]:
    """The claims whose own text answers a folded term, as bits."""
    number = _words.tables.claims.number
    found = reading(store(), lambda at: words.numbers(at, dossier_id, term))
    says = np.zeros(int(number.max(initial=0)) + 1, bool)
    # What was entered since is not among these claims.
    says[found[found < len(says)]] = True
    return np.packbits(says[number])


@st.cache_resource(max_entries=DOSSIERS_KEPT, show_spinner=False)
def _past(dossier_id: str, entries: int, moment: datetime) -> Dossier:
    """`moment` is one of many at which the history had so many entries."""
    (records, files), head = reading(
        store(), lambda at: (past.recorded(at, dossier_id, moment), past.last_change(at, dossier_id, moment))
    )
    return _dossier(records, Tables.of(records), head.seq, head.at, Kept(head.seq, moment), files)


def _files_of(dossier: Dossier) -> Mapping[str, str]:
    """The file of each claim."""
    if dossier.files or dossier.kept is None:
        return dossier.files
    return reading(store(), lambda at: kept.files(at, dossier.id))


@st.cache_resource(max_entries=DRAWN_KEPT, show_spinner=False)
def _drawn(_make: Callable[[], Drawn], told: Hashable) -> Drawn:
    return _make()


@st.cache_resource(max_entries=DAYS_KEPT, show_spinner=False)
def _day(_dossier: Dossier, dossier_id: str, stamp: Hashable, as_of: date) -> DayTables:
    none = np.zeros(len(_dossier.tables.claims.id), bool) if _dossier.is_large else None
    return DayTables(_dossier.tables, as_of, none)


@st.cache_resource(max_entries=LARGE_KEPT, show_spinner=False)
def _seen(_dossier: Dossier, dossier_id: str, stamp: Hashable, asked: Query) -> DayTables:
    return _of_claims(_dossier.tables, asked.as_of, select(_dossier, asked).rows_of_claims)


def _of_claims(tables: Tables, as_of: date, rows: Ints) -> DayTables:
    """The tables of some claims alone, among all of their topics."""
    part = tables.of_topics(np.unique(tables.claims.topic[rows]))
    return DayTables(part, as_of, part.claims.id.mask(tables.claims.id.named(rows)))


@st.cache_resource(max_entries=LARGE_KEPT, show_spinner=False)
def _around(_dossier: Dossier, dossier_id: str, stamp: Hashable, as_of: date, topic: str) -> DayTables:
    part = _dossier.tables.of_topics([_dossier.tables.topics.index(topic)])
    return DayTables(part, as_of, np.zeros(len(part.claims.id), bool))


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def _selection(_dossier: Dossier, dossier_id: str, stamp: Hashable, asked: Query) -> Selection:
    return query.select(_dossier.tables, on(_dossier, asked.as_of).standing, asked, _dossier.words.containing)


def _kept_on(dossier: Dossier, days: Sequence[date]) -> list[past.Kept] | None:
    """The dossier as it was kept on each of these days, as far as it is told; None of one in files."""
    if dossier.kept is None:
        return None
    until = dossier.kept.until
    return reading(store(), lambda at: past.ends(at, dossier.id, days, until))


def _ends(dossier: Dossier, days: Sequence[date], kept: list[past.Kept] | None) -> list[End]:
    if kept is None:
        return [End(dossier.records, day) for day in days]
    return [End(one.records, day, one.rule_set) for one, day in zip(kept, days, strict=True)]


@st.cache_resource(max_entries=DAYS_KEPT, show_spinner=False)
def _changes(
    _dossier: Dossier, dossier_id: str, stamp: Hashable, kept: Kept | None, since: date, until: date
) -> Changes:
    found = _kept_on(_dossier, (since, until))
    before, after = _ends(_dossier, (since, until), found)
    by = (found[0].how, found[1].how) if found else None
    return Changes(Changed(before, after, between(before, after)), by)


@st.cache_resource(max_entries=SELECTIONS_KEPT, show_spinner=False)
def _narrowed_changes(
    _dossier: Dossier, dossier_id: str, stamp: Hashable, kept: Kept | None, since: date, until: date, asked: Query
) -> Changes:
    every = _changes(_dossier, dossier_id, stamp, kept, since, until)
    return replace(every, changed=every.changed.narrowed(asked))


@st.cache_resource(max_entries=DOSSIERS_KEPT, show_spinner=False)
def _daily(_dossier: Dossier, dossier_id: str, stamp: Hashable, kept: Kept | None, until: date) -> list[Changed]:
    days = feed.days(until)
    return daily(_ends(_dossier, days, _kept_on(_dossier, days)))


@st.cache_resource(max_entries=DOSSIERS_KEPT, show_spinner=False)
def _health(dossier_id: str, stamp: Hashable) -> Health:
    return Health(tuple(reading(store(), lambda at: [*history.breaks(at, dossier_id)])), datetime.now(UTC))
