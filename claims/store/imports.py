"""Imports into a dossier of the store: rows are checked and staged as they are read, then merged all or nothing.

What is staged is durable chunk by chunk: an import that was killed goes on after the last chunk when the same bytes are
imported again; of the bulk form only that a line was sound is staged, and lines are read and checked again. Staged rows
are no part of the dossier; they go with the import that merges, refuses or forgets them.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count, groupby, islice
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import Connection, Engine, delete, func, select

from claims import check
from claims.entries import Entries, Entry
from claims.errors import FaultyDossierError, ImportRefusedError, StoreError
from claims.exchange.incoming import CellFault, Row, RowEntry
from claims.exchange.reading import Incoming, ReadBefore
from claims.faults import Fault, RecordType
from claims.flat import Data
from claims.folder import MODELS
from claims.progress import EVERY, Progress, unseen
from claims.store import dossiers, engine, history
from claims.store.bulk import insert_rows
from claims.store.dossiers import Held, Holdings, Step, changes_between, write
from claims.store.errors import EditedError
from claims.store.history import Change
from claims.store.rows import RECORDS, as_data, canonical
from claims.store.tables import IMPORTS

CHUNK = 1_000
"""Rows staged in one transaction."""

Edited = Literal["keep", "replace"]
Key = tuple[str, str]


@dataclass(frozen=True)
class Changes:
    """The changes that rows make, then those of the words of sources, each put together for whoever goes through them.

    What a row says is read again; `before` is what it changes, as JSON, by the number of the row.
    """

    file: Incoming
    entries: Sequence[RowEntry]
    before: Mapping[int, bytes]
    texts: Step

    def __len__(self) -> int:
        return len(self.entries) + len(self.texts.changes)

    def __iter__(self) -> Iterator[Change]:
        for entry in self.entries:
            told = self.before.get(entry.row.number)
            before = None if told is None else json.loads(told)
            yield Change(*_key(entry), before, _after(self.file, entry.row, before))
        yield from self.texts.changes

    @property
    def added(self) -> int:
        """How many of them are new records."""
        return len(self.entries) - len(self.before) + sum(one.before is None for one in self.texts.changes)

    def among(self, keys: Collection[Key]) -> set[Key]:
        """Which of these records they change."""
        texts = {(one.kind, one.id) for one in self.texts.changes}
        return {key for entry in self.entries if (key := _key(entry)) in keys} | texts.intersection(keys)

    def steps(self, at: Connection, dossier_id: str) -> Iterator[Step]:
        """What is to be written, a chunk of one kind after the other."""
        for kind, of_kind in groupby(self.entries, lambda one: one.type):
            last = dossiers.last_ordinal(at, dossier_id, kind)
            for part in _chunks(of_kind):
                held = _held(at, dossier_id, [one for one in part if one.row.number in self.before])
                given: dict[Key, Held] = {}
                for entry in part:
                    key = _key(entry)
                    before = held.get(key)
                    data = _after(self.file, entry.row, before.data if before else None)
                    if before is None:
                        last += 1
                    given[key] = replace(before, data=data) if before else Held(data, 0, last, "")
                yield Step(changes_between(held, given), held, given)
        yield self.texts


@dataclass(frozen=True)
class Merge:
    """What an import changes, or would: rows that say what is already there are `unchanged`, `kept` are records that
    were edited in the store and stay as they are there."""

    changes: Changes
    unchanged: int
    kept: tuple[Key, ...]


@dataclass(frozen=True)
class Staged:
    """Rows of a file whose import was begun and not finished."""

    dossier_id: str
    digest: str
    rows: int


@dataclass
class _Checked:
    """The rows of a file, each as an entry, of which a sound one has only what checks between records ask.

    By the number of a row: its `faults`, where it is no record, none where the file's own tell why; and a hash of what
    the store held `before` of the record that it changes.
    """

    entries: list[RowEntry] = field(default_factory=list)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    before: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Import:
    """One import of a file into a dossier. `edited` decides of records that were edited in the store."""

    store: Engine
    dossier_id: str
    file: Incoming
    edited: Edited | None = None
    progress: Progress = unseen

    def staged_before(self) -> int:
        """How many rows of this file an earlier run left behind."""
        return next((one.rows for one in staged(self.store, self.dossier_id) if one.digest == self.file.digest), 0)

    def preview(self) -> Merge:
        """What would change; nothing is written. Raises as `run` does."""
        checked = self._check(stage=False)
        return engine.reading(self.store, lambda at: self._merged(at, checked))

    def run(self, *, who: str, why: str = "") -> Merge:
        """Do it. FaultyDossierError lists all that is wrong with the file, EditedError what would lose an edit."""
        with _nothing_is_garbage():
            return self._run(who, why)

    def _run(self, who: str, why: str) -> Merge:
        checked = self._check(stage=True)

        def finish(at: Connection) -> Merge:
            # Worked out here, on what the store says now: whoever wrote since the file was read is not overruled.
            merge = self._merged(at, checked)
            left = at.execute(select(func.count()).select_from(IMPORTS).where(*self._mine)).scalar()
            if left != len(checked.entries):
                raise ImportRefusedError("staging_gone", path=self.file.path)
            write(at, self.dossier_id, merge.changes.steps(at, self.dossier_id), "import", who, why)
            at.execute(delete(IMPORTS).where(*self._mine))
            return merge

        try:
            merge = engine.writing(self.store, finish)
        except FaultyDossierError:
            # The file will come back with other bytes.
            forget(self.store, self.dossier_id, self.file.digest)
            raise
        self.progress("written", len(merge.changes))
        return merge

    @property
    def _mine(self) -> tuple[Any, ...]:
        return (IMPORTS.c.dossier_id == self.dossier_id, IMPORTS.c.file_hash == self.file.digest)

    def _check(self, *, stage: bool) -> _Checked:
        """Read and check each row by itself; stage them as long as nothing is wrong."""
        # Each row of the bulk form is a whole record, whatever is there already; and is read as fast as a staged one.
        whole = self.file.form == "jsonl"
        read_before = engine.reading(self.store, self._staged_rows) if stage and not whole else {}
        checked = _Checked()
        for rows in _chunks(self._read(read_before)):
            held = {} if whole else engine.reading(self.store, partial(_held, dossier_id=self.dossier_id, rows=rows))
            for row in rows:
                before = held.get(_key(row)) if held else None
                entry, faults = _validated(row, before.data if before else None)
                checked.entries.append(entry)
                if entry.record is None:
                    checked.faults[row.number] = faults
                if before is not None:
                    checked.before[row.number] = _hash(before.data)
                if row.number % EVERY == 0:
                    self.progress("checked", row.number)
            if stage and not checked.faults and not self.file.faults:
                self._stage(rows)
            for entry in checked.entries[-len(rows) :]:
                if entry.record is not None:
                    entry.data, entry.record = check.asked(entry.type, entry.data), None
                    # A cell that could not be read is nothing to be kept as JSON.
                    if whole or not self.file.faults:
                        entry.row.let_go()
        return checked

    def _read(self, read_before: ReadBefore) -> Iterator[Row]:
        for row in self.file.rows(read_before):
            if row.number % EVERY == 0:
                self.progress("read", row.number)
            yield row

    def _staged_rows(self, at: Connection) -> dict[int, tuple[RecordType, Any]]:
        rows = at.execute(select(IMPORTS.c.row, IMPORTS.c.kind, IMPORTS.c.data).where(*self._mine))
        return {row.row: (cast(RecordType, row.kind), json.loads(row.data)) for row in rows}

    def _stage(self, rows: Sequence[Row]) -> None:
        def work(at: Connection) -> None:
            # Somebody else may be importing the same bytes: they stage the same.
            last = at.execute(select(func.max(IMPORTS.c.row)).where(*self._mine)).scalar() or 0
            new = [
                {
                    "dossier_id": self.dossier_id,
                    "file_hash": self.file.digest,
                    "row": row.number,
                    "kind": row.kind,
                    # A line of the bulk form is read again.
                    "data": "null" if self.file.form == "jsonl" else json.dumps(row.data),
                }
                for row in rows
                if row.number > last
            ]
            insert_rows(at, IMPORTS, new)

        engine.writing(self.store, work)

    def _merged(self, at: Connection, checked: _Checked) -> Merge:
        if not any(entry.type == "dossier" for entry in checked.entries) and self.dossier_id not in dossiers.ids(at):
            raise StoreError("no_such_dossier", id=self.dossier_id)
        entries, faulty, changed, before = self._compared(at, checked)
        faults, texts = self._together(at, entries, faulty)
        changes = Changes(self.file, changed, before, texts)
        kept = set[Key]()
        losing = changes.among(history.last_changed(at, self.dossier_id, ["edit"]))
        if losing and self.edited is None and not (faults or self.file.faults):
            order = [*RECORDS]
            raise EditedError(
                tuple(sorted(losing, key=lambda one: (order.index(one[0]), one[1]))), "edited_before_import"
            )
        if losing and self.edited == "keep":
            entries, changed = ([one for one in those if _key(one) not in losing] for those in (entries, changed))
            numbers, kept = {one.row.number for one in changed}, losing
            before = {number: told for number, told in before.items() if number in numbers}
            faults, texts = self._together(at, entries, faulty)
            changes = Changes(self.file, changed, before, texts)
        if faults := [*self.file.faults, *faults]:
            raise FaultyDossierError(_in_order(faults, checked.entries))
        return Merge(changes, len(entries) - len(changed), tuple(sorted(kept)))

    def _compared(
        self, at: Connection, checked: _Checked
    ) -> tuple[list[RowEntry], dict[int, list[Fault]], list[RowEntry], dict[int, bytes]]:
        """The rows over what the store says now: entries, faults by number, and the entries that change it, what is
        referred to first; of records that are there, by the number of the row, what they say now, as JSON."""
        entries, faulty = list[RowEntry](), {**checked.faults}
        changed, before = list[RowEntry](), dict[int, bytes]()
        for part in _chunks(checked.entries):
            held = _held(at, self.dossier_id, part)
            for one in part:
                entry, row, number = one, one.row, one.row.number
                found = held.get(_key(entry))
                # What a row leaves as it is may have been changed by others since.
                if row.columns is not None and checked.before.get(number) != (_hash(found.data) if found else None):
                    entry, faults = _validated(row, found.data if found else None)
                    faulty.pop(number, None)
                    if entry.record is None:
                        faulty[number] = faults
                entries.append(entry)
                if number in faulty:
                    continue
                if found is None:
                    changed.append(entry)
                # As text, since 2500 and 2500.0 are equal to Python but not in a file.
                elif (told := canonical(found.data)) != canonical(_after(self.file, row, found.data)):
                    changed.append(entry)
                    before[number] = told.encode()
        order = {kind: place for place, kind in enumerate(RECORDS)}
        return entries, faulty, sorted(changed, key=lambda one: order[one.type]), before

    def _together(
        self, at: Connection, ours: Sequence[RowEntry], faulty: Mapping[int, list[Fault]]
    ) -> tuple[list[Fault], Step]:
        """All that is wrong with the dossier as the rows make it, and what becomes of the words of sources."""
        entries, replaced = Entries(), defaultdict[str, set[str]](set)
        for entry in ours:
            kind, id_ = _key(entry)
            replaced[kind].add(id_)
        for kind in MODELS:
            for (_, id_), one in dossiers.held_of_kind(at, self.dossier_id, kind):
                if id_ not in replaced[kind]:
                    entries.add(Entry(kind, self.dossier_id, None, check.asked(kind, one.data)))
        for entry in ours:
            entries.add(entry)
        faults = [fault for entry in ours for fault in faulty.get(entry.row.number, ())]
        faults += self._other_dossiers(ours)
        held = dict(dossiers.held_of_kind(at, self.dossier_id, "text"))
        texts, of_texts = _texts(ours, held, self.file.path.parent)
        faults += [*of_texts, *check.between(entries, texts)]
        # The words of a source that has faults are not taken: its id may be none.
        sources = {entry.id for entry in entries.by_type["source"]}
        last = count(dossiers.last_ordinal(at, self.dossier_id, "text") + 1)
        given = dict[Key, Held]()
        for id_, words in texts.items():
            if id_ in sources:
                key, data = ("text", id_), {"id": id_, "text": words}
                given[key] = replace(held[key], data=data) if key in held else Held(data, 0, next(last), "")
        return faults, Step(changes_between(held, given), held, given)

    def _other_dossiers(self, ours: Sequence[RowEntry]) -> list[Fault]:
        return [
            CellFault(one.file, one.line, one.type, one.id, "id", "other_dossier", gaps, one.row.sheet, None, own=True)
            for one in ours
            if one.type == "dossier" and one.id is not None and one.id != self.dossier_id
            for gaps in [{"found": one.id, "dossier": self.dossier_id}]
        ]


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """Keep Python from looking for garbage among millions of records that all are needed, again and again."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def staged(store: Engine, dossier_id: str) -> list[Staged]:
    """The imports into a dossier that were begun and not finished."""
    counted = (
        select(IMPORTS.c.file_hash, func.count().label("rows"))
        .where(IMPORTS.c.dossier_id == dossier_id)
        .group_by(IMPORTS.c.file_hash)
        .order_by(IMPORTS.c.file_hash)
    )
    found = engine.reading(store, lambda at: at.execute(counted).all())
    return [Staged(dossier_id, row.file_hash, row.rows) for row in found]


def forget(store: Engine, dossier_id: str, digest: str | None = None) -> None:
    """Drop what was staged of one file, or of all."""
    mine = [IMPORTS.c.dossier_id == dossier_id, *([IMPORTS.c.file_hash == digest] if digest else [])]
    engine.writing(store, lambda at: at.execute(delete(IMPORTS).where(*mine)))


def _key(one: Row | RowEntry) -> Key:
    kind, data = (one.kind, one.data) if isinstance(one, Row) else (one.type, one.data)
    id_ = data.get("id") if isinstance(data, dict) else None
    return kind, id_ if isinstance(id_, str) else ""


Part = TypeVar("Part")


def _chunks(of: Iterable[Part]) -> Iterator[list[Part]]:
    rest = iter(of)
    while part := [*islice(rest, CHUNK)]:
        yield part


def _held(at: Connection, dossier_id: str, rows: Sequence[Row | RowEntry]) -> dict[Key, Held]:
    """The records that the store has for rows."""
    ids = defaultdict[str, list[str]](list)
    for kind, id_ in map(_key, rows):
        # No database has, or could be asked for, any other.
        if id_.isprintable():
            ids[kind].append(id_)
    return {key: one for kind, some in ids.items() for key, one in dossiers.held_of_kind(at, dossier_id, kind, some)}


def _hash(data: Data) -> bytes:
    return hashlib.sha256(canonical(data).encode()).digest()


def _validated(row: Row, before: Data | None) -> tuple[RowEntry, list[Fault]]:
    entry = row.entry(before)
    return entry, [*entry.validate()]


def _after(file: Incoming, row: Row, before: Data | None) -> Data:
    """The record that a sound row makes of the one before it."""
    return as_data(row.kind, row.over(before, file.data(row)))


def _texts(ours: Sequence[RowEntry], held: Holdings, home: Path) -> tuple[dict[str, str], list[Fault]]:
    """The words of every source by its id: those of the store, else those in the files beside the imported one."""
    kept = {id_: one.data["text"] for (_, id_), one in held.items()}
    new = Entries()
    for entry in ours:
        if entry.type != "source" or entry.id is None:
            continue
        words = kept.pop(entry.id, None)
        given = entry.text("sha256")
        if entry.text("text") is None:
            continue
        if words is not None and given == hashlib.sha256(words.encode()).hexdigest():
            kept[entry.id] = words
        else:
            new.add(entry)
    return kept, [*check.texts(new, home, kept)]


def _in_order(faults: Sequence[Fault], entries: Sequence[RowEntry]) -> tuple[Fault, ...]:
    """As one reads the file: sheet by sheet, row by row; what concerns no row of it last."""
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(one.row.sheet for one in entries))}

    def place(fault: Fault) -> tuple[int, int, int]:
        if not isinstance(fault, CellFault):
            return 1, 0, 0
        return 0, sheets.get(fault.sheet, -1), fault.line or 0

    return tuple(sorted(faults, key=place))
