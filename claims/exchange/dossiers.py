"""A whole dossier as rows: a sheet a kind of record, with a sheet that says what every column means; or a bulk file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO

from claims.catalogue import domain
from claims.exchange.columns import columns
from claims.exchange.sheets import Sheet, write_xlsx
from claims.faults import RecordType
from claims.flat import Data, flat
from claims.folder import MODELS
from claims.models import Language, Record
from claims.records import DossierRecords
from claims.writing import as_json_line, in_order

SHEETS: dict[RecordType, str] = {
    "dossier": "dossiers",
    "topic": "topics",
    "speaker": "speakers",
    "outlet": "outlets",
    "source": "sources",
    "claim": "claims",
    "outcome": "outcomes",
    "assessment": "assessments",
}
"""The name of the sheet, or of the file, of a kind of record."""


def of_kind(records: DossierRecords, kind: RecordType) -> Iterable[Record]:
    """The records of a kind, in their order."""
    return records.by_kind[kind].values()


def sheets(records: DossierRecords) -> list[Sheet]:
    """A sheet a kind of record."""
    return [
        Sheet(
            SHEETS[kind],
            {one.name: one.holds for one in columns(kind)},
            [flat(MODELS[kind], data_of(one)) for one in of_kind(records, kind)],
        )
        for kind in MODELS
    ]


def data_of(record: Record) -> Data:
    """The record as its file has it."""
    ordered: Data = in_order(record.model_dump(mode="json", exclude_unset=True), type(record))
    return ordered


def dictionary(language: Language) -> Sheet:
    """What every column of every sheet means, whether it must be filled in, and what it takes."""
    say = domain(language)
    heads: list[str] = [
        say.text(f"exchange.dictionary_{name}") for name in ("sheet", "column", "required", "meaning", "takes")
    ]
    rows = [
        (SHEETS[kind], one.name, one.is_required(language), one.meaning(language), one.takes(language))
        for kind in MODELS
        for one in columns(kind)
    ]
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    return Sheet(say.text("exchange.dictionary"), dict.fromkeys(heads, "text"), told)


def workbook(records: DossierRecords, out: IO[bytes], language: Language) -> None:
    """An XLSX of everything but the words of the sources, for which a cell has no room: their files hold these."""
    write_xlsx([*sheets(records), dictionary(language)], out, language)


def bulk(records: DossierRecords) -> Iterator[str]:
    """The lines of the bulk form, one record each, that `claims check` and `claims load` take back."""
    for kind in MODELS:
        for record in of_kind(records, kind):
            yield as_json_line({"type": kind, **data_of(record)})
