"""Imports into a dossier of the store: rows are checked and staged as they are read, then merged all or nothing.

What is staged is durable chunk by chunk: an import that was killed goes on after the last chunk when the same bytes are
imported again. Staged rows are no part of the dossier; they go with the import that merges, refuses or forgets them.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, delete, func, select

from claims import check
from claims.entries import Entries, Entry
from claims.errors import FaultyDossierError, ImportRefusedError, StoreError
from claims.exchange.incoming import CellFault, Row, RowEntry
from claims.exchange.reading import Incoming
from claims.faults import Fault, RecordType
from claims.flat import Data
from claims.folder import MODELS
from claims.progress import EVERY, Progress, unseen
from claims.store import engine, history
from claims.store.bulk import insert_rows
from claims.store.dossiers import LAST, Held, Holdings, changes_between, holdings, write
from claims.store.errors import EditedError
from claims.store.history import Change
from claims.store.rows import RECORDS, data_of
from claims.store.tables import IMPORTS

CHUNK = 1_000
"""Rows staged in one transaction."""

_ASKED_AS_DATA = ("claim",)
"""Kinds of which checks between records ask nothing but their data."""

Edited = Literal["keep", "replace"]
Key = tuple[str, str]


@dataclass(frozen=True)
class Merge:
    """What an import changes, or would: rows that say what is already there are `unchanged`, `kept` are records that
    were edited in the store and stay as they are there."""

    changes: tuple[Change, ...]
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
    """The rows of a file, those of this run with their entry and its faults by number; what the store held then."""

    held: Holdings
    rows: list[Row] = field(default_factory=list)
    entries: dict[int, tuple[RowEntry, list[Fault]]] = field(default_factory=dict)


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
        return engine.reading(self.store, lambda at: self._merged(at, checked)[0])

    def run(self, *, who: str, why: str = "") -> Merge:
        """Do it. FaultyDossierError lists all that is wrong with the file, EditedError what would lose an edit."""
        with _nothing_is_garbage():
            return self._run(who, why)

    def _run(self, who: str, why: str) -> Merge:
        checked = self._check(stage=True)

        def finish(at: Connection) -> Merge:
            # Worked out here, on what the store says now: whoever wrote since the file was read is not overruled.
            merge, held, given = self._merged(at, checked)
            if at.execute(select(func.count()).select_from(IMPORTS).where(*self._mine)).scalar() != len(checked.rows):
                raise ImportRefusedError("staging_gone", path=self.file.path)
            write(at, self.dossier_id, merge.changes, held, given, "import", who, why)
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
        # Each row of the bulk form is a whole record, whatever is there already.
        whole = self.file.form == "jsonl"
        held = {} if whole else engine.reading(self.store, lambda at: holdings(at, self.dossier_id))
        before = engine.reading(self.store, self._staged_rows) if stage else {}
        checked, waiting, sound = _Checked(held), list[Row](), True
        for row in self.file.rows(before):
            if row.number % EVERY == 0:
                self.progress("read", row.number)
            if row.number in before:
                checked.rows.append(row)
                continue
            entry, faults = _validated(row, held)
            checked.rows.append(entry.row)
            checked.entries[row.number] = (entry, faults)
            if row.number % EVERY == 0:
                self.progress("checked", row.number)
            sound = sound and not faults and not self.file.faults
            waiting.append(entry.row)
            if len(waiting) == CHUNK:
                if stage and sound:
                    self._stage(waiting)
                waiting = []
        if stage and sound:
            self._stage(waiting)
        return checked

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
                    "data": json.dumps(row.data),
                }
                for row in rows
                if row.number > last
            ]
            insert_rows(at, IMPORTS, new)

        engine.writing(self.store, work)

    def _merged(self, at: Connection, checked: _Checked) -> tuple[Merge, Holdings, Holdings]:
        held = holdings(at, self.dossier_id)
        if ("dossier", self.dossier_id) not in held and not any(row.kind == "dossier" for row in checked.rows):
            raise StoreError("no_such_dossier", id=self.dossier_id)
        rows, kept = checked.rows, set[Key]()
        given, faults = self._given(rows, checked, held)
        changes = changes_between(held, given)
        losing = {(one.kind, one.id) for one in changes} & history.last_changed(at, self.dossier_id, ["edit"])
        if losing and self.edited is None and not (faults or self.file.faults):
            order = [*RECORDS]
            raise EditedError(
                tuple(sorted(losing, key=lambda one: (order.index(one[0]), one[1]))), "edited_before_import"
            )
        if losing and self.edited == "keep":
            rows, kept = [row for row in rows if _key(row) not in losing], losing
            given, faults = self._given(rows, checked, held)
            changes = changes_between(held, given)
        if faults := [*self.file.faults, *faults]:
            raise FaultyDossierError(_in_order(faults, checked.rows))
        changed = {(one.kind, one.id) for one in changes}
        unchanged = sum(_key(row) not in changed for row in rows)
        return Merge(tuple(changes), unchanged, tuple(sorted(kept))), held, given

    def _given(self, rows: Sequence[Row], checked: _Checked, held: Holdings) -> tuple[Holdings, list[Fault]]:
        """The dossier as the rows make it, and all that is wrong with it."""
        entries, faults = Entries(), list[Fault]()
        replaced = {_key(row) for row in rows}
        for (kind, id_), one in held.items():
            if kind in MODELS and (kind, id_) not in replaced:
                record = None if kind in _ASKED_AS_DATA else MODELS[kind].model_validate(one.data)
                entries.add(Entry(kind, self.dossier_id, None, one.data, record))
        ours, sound = list[RowEntry](), list[RowEntry]()
        for row in rows:
            entry, found = checked.entries.get(row.number, (None, []))
            # What a row leaves as it is may have been changed by others since.
            if entry is None or (row.columns is not None and _data(row, held) != _data(row, checked.held)):
                entry, found = _validated(row, held)
            faults += found
            entries.add(entry)
            ours.append(entry)
            if not found:
                sound.append(entry)
        faults += self._other_dossiers(ours)
        texts, of_texts = _texts(ours, held, self.file.path.parent)
        faults += [*of_texts, *check.between(entries, texts)]
        return _merged_holdings(sound, held, texts), faults

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


def _key(row: Row) -> Key:
    id_ = row.data.get("id") if isinstance(row.data, dict) else None
    return row.kind, id_ if isinstance(id_, str) else ""


def _data(row: Row, held: Holdings) -> Data | None:
    """The record that the store has for a row."""
    before = held.get(_key(row))
    return before.data if before else None


def _validated(row: Row, held: Holdings) -> tuple[RowEntry, list[Fault]]:
    """The entry of a row and its faults. Without any, its data is what the store will keep: a model is larger."""
    entry = row.entry(_data(row, held))
    faults = [*entry.validate()]
    if entry.record is not None:
        entry.data = data_of(entry.type, entry.record)
        if row.columns is None:
            entry.row = replace(row, given=entry.data, record=None)
        if entry.type in _ASKED_AS_DATA:
            entry.record = None
    return entry, faults


def _texts(ours: Sequence[RowEntry], held: Holdings, home: Path) -> tuple[dict[str, str], list[Fault]]:
    """The words of every source by its id: those of the store, else those in the files beside the imported one."""
    kept = {id_: one.data["text"] for (kind, id_), one in held.items() if kind == "text"}
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


def _merged_holdings(sound: Sequence[RowEntry], held: Holdings, texts: Mapping[str, str]) -> Holdings:
    """What the store holds with the rows in it; new records stand after those of their kind that were loaded."""
    given = {key: one for key, one in held.items() if key[0] != "text"}
    last = dict.fromkeys(RECORDS, -1)
    for (kind, _), one in held.items():
        if one.ordinal != LAST:
            last[kind] = max(last[kind], one.ordinal)
    records: list[tuple[str, Data]] = [(entry.type, entry.data) for entry in sound]
    # The words of a source that has faults are not taken: its id may be none.
    sources = {id_ for kind, id_ in held if kind == "source"} | {
        data["id"] for kind, data in records if kind == "source"
    }
    records += [("text", {"id": id_, "text": text}) for id_, text in texts.items() if id_ in sources]
    for kind, data in records:
        key = (kind, data["id"])
        before = held.get(key)
        if before is None and key not in given:
            last[kind] += 1
        given[key] = replace(before, data=data) if before else Held(data, 0, last[kind], "")
    # What is referred to comes first, as in the store.
    order = {kind: place for place, kind in enumerate(RECORDS)}
    return dict(sorted(given.items(), key=lambda one: order[one[0][0]]))


def _in_order(faults: Sequence[Fault], rows: Sequence[Row]) -> tuple[Fault, ...]:
    """As one reads the file: sheet by sheet, row by row; what concerns no row of it last."""
    sheets = {sheet: place for place, sheet in enumerate(dict.fromkeys(row.sheet for row in rows))}

    def place(fault: Fault) -> tuple[int, int, int]:
        if not isinstance(fault, CellFault):
            return 1, 0, 0
        return 0, sheets.get(fault.sheet, -1), fault.line or 0

    return tuple(sorted(faults, key=place))
