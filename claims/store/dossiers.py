"""Dossiers in the store: loaded from files, edited, read back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, cast

from sqlalchemy import Connection, Select, Table, bindparam, delete, func, select, update

from claims import check
from claims.entries import Entries, Entry
from claims.errors import FaultyDossierError, StoreError
from claims.faults import Fault, RecordType
from claims.flat import Data
from claims.models import Record
from claims.progress import Progress, unseen
from claims.records import DossierRecords
from claims.search import own_words_of_row
from claims.store import history, words
from claims.store.bulk import insert_rows
from claims.store.errors import ConflictError, EditedError
from claims.store.history import CHUNK, Change, How
from claims.store.rows import RECORDS, SourceText, canonical, data_of, from_row, to_row
from claims.store.tables import HISTORY, TABLES


@dataclass(frozen=True, slots=True)
class Held:
    """A record in the store: what it says, how often it was written, where it is filed, the number of a claim."""

    data: Data
    version: int
    ordinal: int
    file: str
    number: int | None = None


@dataclass(frozen=True)
class Loaded:
    """How many records a load added, changed and removed, and how many edited ones it kept as they were."""

    added: int
    changed: int
    removed: int
    kept: int


LAST = 2**31 - 1
"""The place of records that were added in the store: after those of the files, by id among themselves."""

Holdings = Mapping[tuple[str, str], Held]


def ids(connection: Connection) -> list[str]:
    """The dossiers of the store, by id."""
    return sorted(connection.execute(select(TABLES["dossier"].c.id)).scalars())


def readers(connection: Connection) -> dict[str, str | None]:
    """Who may read each dossier of the store, as its record says; None where it says nothing."""
    table = TABLES["dossier"]
    return {row.id: row.read_by for row in connection.execute(select(table.c.id, table.c.read_by).order_by(table.c.id))}


def known_ids(connection: Connection) -> list[str]:
    """Every dossier that the history tells of, whether or not it is still there."""
    told = connection.execute(select(HISTORY.c.dossier_id).distinct()).scalars()
    return sorted({*told, *ids(connection)})


def load(
    connection: Connection,
    records: DossierRecords,
    claim_files: Mapping[str, str],
    *,
    who: str,
    why: str = "",
    edited: Literal["keep", "replace"] | None = None,
    progress: Progress = unseen,
) -> Loaded:
    """Make the dossier in the store what `records` say, with an entry in the history for each that changes.

    `claim_files` names the file under `claims/` of each claim, empty for `claims.yaml`. A second load of the same
    changes nothing. EditedError lists the records that would lose an edit made in the store, unless `edited` says what
    to do; FaultyDossierError those that would not fit the edits that are kept.
    """
    dossier_id = records.dossier.id
    given = _given(records, claim_files)
    held = holdings(connection, dossier_id)
    changes = changes_between(held, given)
    losing = {(one.kind, one.id) for one in changes} & history.last_changed(connection, dossier_id, ("edit", "import"))
    if losing and edited is None:
        order = [*RECORDS]
        raise EditedError(tuple(sorted(losing, key=lambda one: (order.index(one[0]), one[1]))))
    if losing and edited == "keep":
        given = {key: one for key, one in given.items() if key not in losing}
        given |= {key: one for key, one in held.items() if key in losing}
        assembled(dossier_id, ((kind, id_, one.data) for (kind, id_), one in given.items()))
        changes = changes_between(held, given)
    write(connection, dossier_id, [Step(changes, held, given)], "load", who, why, progress)
    _file(connection, dossier_id, held, given)
    steps = [(one.before is None, one.after is None) for one in changes]
    return Loaded(
        added=sum(new for new, _ in steps),
        changed=steps.count((False, False)),
        removed=sum(gone for _, gone in steps),
        kept=len(losing) if edited == "keep" else 0,
    )


@dataclass(frozen=True)
class Edit:
    """What shall become of one record: `record` is None where it goes; `version` is that of the row that was read,
    None where there was none."""

    kind: str
    id: str
    record: Record | None
    version: int | None


def edit(connection: Connection, dossier_id: str, edits: Sequence[Edit], *, who: str, why: str) -> None:
    """Write edits, all or nothing; whoever calls has checked that the dossier stays whole.

    ConflictError where a record was written since its version was read.
    """
    held = {(one.kind, one.id): found for one in edits if (found := one_held(connection, dossier_id, one.kind, one.id))}
    new = dict(held)
    for one in edits:
        found = held.get((one.kind, one.id))
        if one.version != (found.version if found else None):
            raise ConflictError("conflict", id=one.id)
        if one.record is None:
            new.pop((one.kind, one.id), None)
        else:
            filed = found or Held({}, 0, LAST, "")
            new[one.kind, one.id] = replace(filed, data=data_of(one.kind, one.record))
    write(connection, dossier_id, [Step(changes_between(held, new), held, new)], "edit", who, why)


def one_held(connection: Connection, dossier_id: str, kind: str, id_: str) -> Held | None:
    """One record as it stands in the store."""
    row = connection.execute(_row_of(kind), {"at_dossier": dossier_id, "at_id": id_}).mappings().first()
    return _as_held(kind, dict(row)) if row else None


@cache
def _row_of(kind: str) -> Select[Any]:
    """Made once: it takes longer to make than to ask."""
    table = TABLES[kind]
    return select(table).where(table.c.dossier_id == bindparam("at_dossier"), table.c.id == bindparam("at_id"))


def read(connection: Connection, dossier_id: str) -> tuple[DossierRecords, dict[str, str]]:
    """The records of a dossier in their order, and the file of each claim. StoreError where there is no such one."""
    found = sorted(holdings(connection, dossier_id).items(), key=lambda one: (one[1].file, one[1].ordinal, one[0][1]))
    records = assembled(dossier_id, ((kind, id_, one.data) for (kind, id_), one in found))
    return records, {id_: one.file for (kind, id_), one in found if kind == "claim"}


def count(connection: Connection, dossier_id: str, kind: str) -> int:
    """How many records of a kind a dossier has."""
    table = TABLES[kind]
    asked = select(func.count()).select_from(table).where(table.c.dossier_id == dossier_id)
    return connection.execute(asked).scalar_one()


def files(connection: Connection, dossier_id: str) -> dict[str, str]:
    """The file of each claim."""
    claims = TABLES["claim"].c
    return {
        row.id: row.file
        for row in connection.execute(select(claims.id, claims.file).where(claims.dossier_id == dossier_id))
    }


def records_of(
    connection: Connection, dossier_id: str, kind: str, ids: Collection[str] | None = None
) -> dict[str, Record]:
    """The records of one kind in their order, or those of these ids. StoreError where there is no such dossier."""
    found = data_of_kind(connection, dossier_id, kind, ids)
    if kind == "dossier" and not found:
        raise StoreError("no_such_dossier", id=dossier_id)
    return {id_: record_of(kind, dossier_id, data) for id_, data in found.items()}


def data_of_kind(
    connection: Connection, dossier_id: str, kind: str, ids: Collection[str] | None = None
) -> dict[str, Data]:
    """What the records of one kind say, in their order: all, or those of these ids."""
    table = TABLES[kind]
    asked = select(table).where(table.c.dossier_id == dossier_id).order_by(table.c.ordinal, table.c.id)
    if ids is not None:
        asked = asked.where(table.c.id.in_(ids))
    return {row["id"]: from_row(kind, dict(row)) for row in connection.execute(asked).mappings()}


def record_of(kind: str, dossier_id: str, data: Data) -> Record:
    """One record of what it says. FaultyDossierError where it is none: whatever wrote it."""
    if kind == "text":
        return SourceText(**data)
    entry = Entry(cast(RecordType, kind), dossier_id, None, data)
    if faults := tuple(entry.validate()):
        raise FaultyDossierError(faults)
    assert entry.record is not None
    return entry.record


def assembled(dossier_id: str, kept: Iterable[tuple[str, str, Data]]) -> DossierRecords:
    """The dossier of these records, given by kind, id and data, in their order.

    FaultyDossierError where a record is none, or they do not fit together: whatever wrote them. StoreError where there
    is no such dossier.
    """
    entries, texts = Entries(), dict[str, str]()
    faults: list[Fault] = []
    for kind, id_, data in kept:
        if kind == "text":
            texts[id_] = data["text"]
        else:
            entry = Entry(cast(RecordType, kind), dossier_id, None, data)
            entries.add(entry)
            faults += entry.validate()
    if not entries.by_type["dossier"]:
        raise StoreError("no_such_dossier", id=dossier_id)
    if faults := [*faults, *check.between(entries, texts)]:
        raise FaultyDossierError(tuple(faults))
    return entries.records(texts)


def _given(records: DossierRecords, claim_files: Mapping[str, str]) -> dict[tuple[str, str], Held]:
    texts: dict[str, Record] = {id_: SourceText(id=id_, text=text) for id_, text in records.texts.items()}
    by_kind = {**records.by_kind, "text": texts}
    return {
        (kind, id_): Held(data_of(kind, one), 0, place, claim_files.get(id_, "") if kind == "claim" else "")
        for kind in RECORDS
        for place, (id_, one) in enumerate(by_kind[kind].items())
    }


def holdings(connection: Connection, dossier_id: str) -> dict[tuple[str, str], Held]:
    return {key: one for kind in TABLES for key, one in held_of_kind(connection, dossier_id, kind)}


def held_of_kind(
    connection: Connection, dossier_id: str, kind: str, ids: Collection[str] | None = None
) -> Iterator[tuple[tuple[str, str], Held]]:
    """The records of one kind as they stand in the store: all, or those of these ids."""
    table = TABLES[kind]
    asked = select(table).where(table.c.dossier_id == dossier_id)
    if ids is not None:
        asked = asked.where(table.c.id.in_(ids))
    for row in connection.execute(asked, execution_options={"yield_per": CHUNK}).mappings():
        yield (kind, row["id"]), _as_held(kind, dict(row))


def last_ordinal(connection: Connection, dossier_id: str, kind: str) -> int:
    """The place of the last record of a kind that was loaded; -1 where none was."""
    table = TABLES[kind]
    here = (table.c.dossier_id == dossier_id, table.c.ordinal != LAST)
    last: int | None = connection.execute(select(func.max(table.c.ordinal)).where(*here)).scalar()
    return -1 if last is None else last


def _as_held(kind: str, row: Data) -> Held:
    return Held(from_row(kind, row), row["version"], row["ordinal"], row.get("file", ""), row.get("number"))


def changes_between(held: Holdings, given: Holdings) -> list[Change]:
    """What leads from the one to the other: additions and changes in the order of kinds, then what goes, in reverse."""
    changes = [
        Change(kind, id_, before.data if before else None, one.data)
        for (kind, id_), one in given.items()
        # As text, since 2500 and 2500.0 are equal to Python but not in a file.
        if (before := held.get((kind, id_))) is None or canonical(before.data) != canonical(one.data)
    ]
    gone = [Change(kind, id_, one.data, None) for (kind, id_), one in held.items() if (kind, id_) not in given]
    return changes + gone[::-1]


@dataclass(frozen=True)
class Step:
    """Changes, and the records that they concern as the store holds them and as they shall be."""

    changes: Sequence[Change]
    held: Holdings
    given: Holdings


def write(
    connection: Connection,
    dossier_id: str,
    steps: Iterable[Step],
    how: How,
    who: str,
    why: str,
    progress: Progress = unseen,
) -> None:
    """Write the rows of the changes, the words of claims, the history: what is referred to comes first, goes last.

    Steps are taken one after the other, so that no more than one need be in memory.
    """

    def written() -> Iterator[Change]:
        done = 0
        for step in steps:
            done = _write_rows(connection, dossier_id, step, done, progress)
            yield from step.changes

    history.append(connection, dossier_id, written(), how, who, why)


def _write_rows(connection: Connection, dossier_id: str, step: Step, done: int, progress: Progress) -> int:
    """Write the rows of a step; how many were added in all."""
    changes, held, given = step.changes, step.held, step.given
    for kind in RECORDS:
        of_kind = [one for one in changes if one.kind == kind and one.after is not None]
        new = [one.id for one in of_kind if one.before is None]
        for start in range(0, len(new), CHUNK):
            part = new[start : start + CHUNK]
            _add(connection, dossier_id, kind, [_row(kind, given[kind, id_]) for id_ in part])
            done += len(part)
            progress("written", done)
        for one in of_kind:
            if one.before is not None:
                _change(connection, dossier_id, kind, held[kind, one.id], _row(kind, given[kind, one.id]))
    for one in changes:
        if one.after is None:
            _remove(connection, dossier_id, one.kind, one.id, held[one.kind, one.id])
    return done


def _row(kind: str, one: Held) -> Data:
    filed = {"file": one.file} if kind == "claim" else {}
    return {**to_row(kind, one.data), **filed, "ordinal": one.ordinal}


def _add(connection: Connection, dossier_id: str, kind: str, rows: Sequence[Data]) -> None:
    for row in rows:
        row.update(dossier_id=dossier_id, version=1)
    if kind == "claim":
        for number, row in enumerate(rows, words.last_number(connection, dossier_id) + 1):
            row["number"] = number
    insert_rows(connection, TABLES[kind], rows)
    if kind == "claim":
        words.add(connection, dossier_id, {row["number"]: own_words_of_row(row) for row in rows})


def _change(connection: Connection, dossier_id: str, kind: str, before: Held, row: Data) -> None:
    table, new = TABLES[kind], row | {"version": before.version + 1}
    found = connection.execute(_at(table, dossier_id, row["id"], before.version, update(table)).values(new))
    _must_be_one(found.rowcount, row["id"])
    if before.number is not None:
        words.change(connection, dossier_id, before.number, own_words_of_row(row))


def _remove(connection: Connection, dossier_id: str, kind: str, id_: str, before: Held) -> None:
    table = TABLES[kind]
    found = connection.execute(_at(table, dossier_id, id_, before.version, delete(table)))
    _must_be_one(found.rowcount, id_)
    if before.number is not None:
        words.change(connection, dossier_id, before.number, "")


def _at(table: Table, dossier_id: str, id_: str, version: int, statement: Any) -> Any:
    return statement.where(table.c.dossier_id == dossier_id, table.c.id == id_, table.c.version == version)


def _must_be_one(rows: int, id_: str) -> None:
    if rows != 1:
        raise ConflictError("conflict", id=id_)


def _file(connection: Connection, dossier_id: str, held: Holdings, given: Holdings) -> None:
    """File the records that were there before as the loaded ones are: their order and files are not history."""
    for kind, table in TABLES.items():
        moved = [
            {"at_dossier": dossier_id, "at_id": id_, "ordinal": one.ordinal}
            | ({"file": one.file} if kind == "claim" else {})
            for (of, id_), one in given.items()
            if of == kind
            and (before := held.get((of, id_))) is not None
            and (before.ordinal, before.file) != (one.ordinal, one.file)
        ]
        if moved:
            here = (table.c.dossier_id == bindparam("at_dossier"), table.c.id == bindparam("at_id"))
            connection.execute(update(table).where(*here), moved)
