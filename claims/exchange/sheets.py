"""Sheets of typed columns, and how they are written: CSV, XLSX, Parquet, and one JSON object a line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import IO, Any, Literal

from claims.errors import ExchangeError
from claims.exchange.columns import Cell, Holds, as_cell
from claims.models import Edtf, Language

MOST_LETTERS = 32_767
"""The most that a cell of XLSX holds (ECMA-376, "Excel specifications and limits")."""
MOST_ROWS = 1_048_576
_FIRST_YEAR = 1901
"""Earlier days are not the same in all spreadsheets: the year 1900 of Excel is a leap year."""
_WIDTHS: Mapping[Holds, int] = {"text": 40, "day": 12, "whole": 12, "number": 12, "flag": 10}
_AT_ONCE = 10_000

Form = Literal["csv", "xlsx", "parquet", "jsonl"]


@dataclass(frozen=True)
class Sheet:
    """Rows of plain values, by column; `holds` says of each column, in order, what stands in it."""

    name: str
    holds: Mapping[str, Holds]
    rows: Iterable[Mapping[str, Any]]

    def cells(self) -> Iterator[list[Cell]]:
        """The rows as a spreadsheet takes them: no text is a formula, lists are one text, None is empty."""
        for row in self.rows:
            yield [as_cell(holds, row[name]) for name, holds in self.holds.items()]


def write_csv(sheet: Sheet, out: IO[bytes], *, bom: bool = False) -> None:
    """Comma-separated lines that end in CRLF (RFC 4180), in UTF-8; with a byte order mark Excel shows Arabic right."""
    text = io.TextIOWrapper(out, "utf-8-sig" if bom else "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.holds)
    writer.writerows(sheet.cells())
    text.flush()
    text.detach()


def write_jsonl(sheet: Sheet, out: IO[bytes]) -> None:
    """One JSON object a row, with every column."""
    for row in sheet.rows:
        line = json.dumps({name: row[name] for name in sheet.holds}, ensure_ascii=False, allow_nan=False)
        out.write(f"{line}\n".encode())


def write_xlsx(sheets: Sequence[Sheet], out: IO[bytes], language: Language) -> None:
    """A workbook: bold heads that stay in view, filters, whole days as dates, numbers as numbers, no live addresses.

    Rows go to disk one by one, so that a workbook may be larger than memory. A number that XLSX cannot give back in the
    form in which it was said (2500.0) is text, as is a day before 1901. ExchangeError where a text is too long for a
    cell, or rows are too many for a sheet.
    """
    from xlsxwriter import Workbook

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", **plain}) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            if language == "ar":
                page.right_to_left()
            page.freeze_panes(1, 0)
            for at, (name, holds) in enumerate(sheet.holds.items()):
                page.set_column(at, at, max(_WIDTHS.get(holds, 24), len(name) + 3))
                page.write_string(0, at, name, bold)
            last = 0
            for last, row in enumerate(sheet.cells(), 1):
                if last >= MOST_ROWS:
                    raise ExchangeError("too_many_rows", sheet=sheet.name, most=f"{MOST_ROWS - 1:,}")
                for at, (name, holds, cell) in enumerate(zip(sheet.holds, sheet.holds.values(), row, strict=True)):
                    value = _in_workbook(holds, cell)
                    if isinstance(value, date):
                        page.write_datetime(last, at, value)
                    elif isinstance(value, str):
                        if len(value) > MOST_LETTERS:
                            raise ExchangeError(
                                "too_long_for_cell", sheet=sheet.name, row=last + 1, column=name, most=MOST_LETTERS
                            )
                        page.write_string(last, at, value)
                    elif value is not None:
                        page.write_number(last, at, value)
            page.autofilter(0, 0, last, len(sheet.holds) - 1)


def _in_workbook(holds: Holds, cell: Cell) -> Cell | date:
    if holds in ("day", "date") and isinstance(cell, str) and _is_day(cell):
        day = date.fromisoformat(cell)
        return day if day.year >= _FIRST_YEAR else cell
    if isinstance(cell, float) and (cell.is_integer() or float(f"{cell:.16G}") != cell):
        return repr(cell)
    return cell


def _is_day(text: str) -> bool:
    return len(text) == len("2025-09-30") and Edtf.parse(text).precision == "day"


def write_parquet(sheet: Sheet, out: IO[bytes]) -> None:
    """Typed columns, to be read by programs: days as date32, lists as lists, numbers as floats, nothing as null.

    A date of EDTF keeps its text, beside its first and last day (`said_on_first`, `said_on_last`).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {
        **dict.fromkeys(("text", "code", "date"), pa.string()),
        **{"day": pa.date32(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_()},
        **{"ids": pa.list_(pa.string()), "records": pa.string(), "words": pa.list_(pa.string())},
        "readings": pa.list_(pa.struct([("reading", pa.string()), ("state", pa.string())])),
    }
    fields = []
    for name, holds in sheet.holds.items():
        fields.append((name, types[holds]))
        if holds == "date":
            fields += [(f"{name}_first", pa.date32()), (f"{name}_last", pa.date32())]
    schema = pa.schema(fields)
    rows = iter(sheet.rows)
    with pq.ParquetWriter(out, schema) as writer:
        while some := list(islice(rows, _AT_ONCE)):
            writer.write_table(pa.Table.from_pylist([_typed(sheet.holds, row) for row in some], schema))


def _typed(columns: Mapping[str, Holds], row: Mapping[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, holds in columns.items():
        value = row[name]
        typed[name] = value
        if holds == "date":
            when = None if value is None else Edtf.parse(value)
            typed[f"{name}_first"], typed[f"{name}_last"] = (when.first, when.last) if when else (None, None)
        elif value is not None and holds == "day":
            typed[name] = date.fromisoformat(value)
        elif value is not None and holds == "records":
            typed[name] = json.dumps(value, ensure_ascii=False)
    return typed
