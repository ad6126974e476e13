"""The files of one dossier in each form that is a form of its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from claims import folder
from claims.errors import ExchangeError
from claims.exchange.dossiers import bulk, sheets, workbook
from claims.exchange.sheets import Form, write_csv, write_parquet
from claims.models import Language
from claims.records import DossierRecords

Writer = Callable[[IO[bytes]], None]


def files(
    records: DossierRecords, form: Form, language: Language, *, bom: bool = False
) -> Iterator[tuple[Path, Writer]]:
    """Each file with what writes it: a file a kind of record, or one for all, and the words of the sources beside it.

    A writer raises ExchangeError where the form cannot hold the dossier.
    """
    match form:
        case "csv":
            yield from ((Path(f"{one.name}.csv"), partial(write_csv, one, bom=bom)) for one in sheets(records))
        case "parquet":
            yield from ((Path(f"{one.name}.parquet"), partial(write_parquet, one)) for one in sheets(records))
        case "xlsx":
            yield Path("dossier.xlsx"), partial(_workbook, records, language)
        case "jsonl":
            yield Path("dossier.jsonl"), partial(_bulk, records)
    for source in records.sources.values():
        if source.text is not None:
            yield Path(source.text), partial(_text, records.texts[source.id])


def _workbook(records: DossierRecords, language: Language, out: IO[bytes]) -> None:
    workbook(records, out, language)


def _bulk(records: DossierRecords, out: IO[bytes]) -> None:
    size = 0
    for line in bulk(records):
        content = line.encode()
        size += len(content)
        if size > folder.LARGEST_BULK:
            raise ExchangeError("too_big_to_read", file="dossier.jsonl", limit=folder.LARGEST_BULK // folder.MEGABYTE)
        out.write(content)


def _text(text: str, out: IO[bytes]) -> None:
    out.write(text.encode())
