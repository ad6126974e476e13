"""A dossier as edits would make it, checked as a whole; what is unchanged is not read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from claims import check
from claims.entries import Entries, Entry
from claims.faults import Fault, RecordType
from claims.flat import Data
from claims.records import DossierRecords
from claims.store.rows import data_of


@dataclass(frozen=True)
class Unchecked:
    """What one record shall say as it was entered: its whole data, which need not be sound.

    `kind` is that of a record, or `text` for the words of the source with that id (`{"id": …, "text": …}`). `version`
    is that of the row that was opened, None where there was none.
    """

    kind: str
    id: str
    data: Data
    version: int | None = None


@dataclass(frozen=True)
class Whole:
    """The dossier with the edits in it; None where they leave `faults`."""

    records: DossierRecords | None
    faults: tuple[Fault, ...]


def with_edits(records: DossierRecords, edits: Iterable[Unchecked]) -> Whole:
    """A checked dossier with these edits in place of what it has, new records last among their kind."""
    entered = {(one.kind, one.id): one for one in edits}
    entries, faults, dossier_id = Entries(), list[Fault](), records.dossier.id
    for kind, of_kind in records.by_kind.items():
        for id_, record in of_kind.items():
            if (kind, id_) not in entered:
                entries.add(Entry(cast(RecordType, kind), dossier_id, None, data_of(kind, record), record))
                continue
            faults += _read(entries, dossier_id, entered.pop((kind, id_)))
        for edit in [one for one in entered.values() if one.kind == kind]:
            faults += _read(entries, dossier_id, entered.pop((kind, edit.id)))
    texts = {**records.texts, **{id_: _words(one.data) for (kind, id_), one in entered.items() if kind == "text"}}
    faults += check.between(entries, texts)
    return Whole(None if faults else entries.records(texts), tuple(faults))


def _read(entries: Entries, dossier_id: str, edit: Unchecked) -> list[Fault]:
    entry = Entry(cast(RecordType, edit.kind), dossier_id, None, edit.data)
    entries.add(entry)
    return [*entry.validate()]


def _words(data: Data) -> Any:
    return data["text"]
