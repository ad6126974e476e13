"""The sheets of a workbook (XLSX), as openpyxl reads them, after a look whether their size and form are harmless.

openpyxl builds a tree of each row and of each small part, and a list of all shared texts: what is scanned here first
bounds them, so that a small file cannot fill the memory (a zip bomb, a row of a million cells, entities).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from datetime import time as time_of_day
from typing import Any
from xml.parsers import expat

from claims.folder import MEGABYTE
from claims.yaml_lines import Flaw

LARGEST_UNPACKED = 256 * MEGABYTE
MOST_PARTS = 2_000
MOST_ROWS = 1_048_576
"""What a sheet of Excel has room for; so for the two letters of a column's name below."""
MOST_COLUMNS = 702
_MOST_ELEMENTS = 50_000
"""So many may stand in one row, or in a part outside its rows and texts."""

# openpyxl has no error of its own for a damaged workbook: it stumbles over whatever is not as it expects.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError),
    *(SyntaxError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError),
)


@dataclass(frozen=True)
class Refused:
    """A cell that cannot be taken; `own` where the reason stands in the catalogue's area `import`."""

    reason: str
    gaps: dict[str, object] = field(default_factory=dict)
    own: bool = True


@dataclass(frozen=True)
class Sheet:
    """A sheet; `rows` gives each row with its number, and ends in a flaw where the rest cannot be read."""

    name: str
    rows: Iterator[tuple[int, list[object]] | Flaw]


class _TooMuchError(Exception):
    """What would be more than a workbook of records ever holds; `reason` says of what."""

    def __init__(self, reason: str, **gaps: object) -> None:
        super().__init__(reason)
        self.flaw = Flaw(None, reason, gaps)


def sheets(content: bytes) -> list[Sheet] | Flaw:
    """The sheets of a workbook in their order, or why it is none that can be read."""
    from openpyxl import load_workbook

    try:
        _must_be_harmless(content)
        with warnings.catch_warnings():
            # Of styles and extensions that openpyxl passes over: we only want cells.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except _TooMuchError as error:
        return error.flaw
    except (expat.ExpatError, *_DAMAGED) as error:
        return _damaged(error)
    return [Sheet(one.title, _rows(one)) for one in book.worksheets]


def _damaged(error: Exception) -> Flaw:
    return Flaw(None, "workbook_damaged", {"problem": next(iter(str(error).splitlines()), type(error).__name__)})


def _rows(sheet: Any) -> Iterator[tuple[int, list[object]] | Flaw]:
    sheet.reset_dimensions()
    number = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, cells in enumerate(sheet.iter_rows(), 1):
                yield number, [_value(cell) for cell in cells]
    except _DAMAGED as error:
        yield Flaw(number + 1, "workbook_damaged", dict(_damaged(error).gaps))


def _value(cell: Any) -> object:
    value = cell.value
    if value is None:
        return None
    match cell.data_type:
        case "f":
            return Refused("formula")
        case "e":
            return Refused("error_cell", {"found": value})
        case "b":
            return Refused("not_text", {"found": value}, own=False)
    if isinstance(value, time_of_day | timedelta):
        return Refused("time_without_day", {"found": str(value)})
    return value if isinstance(value, str | int | float | date) else Refused("not_text", {"found": value}, own=False)


def _must_be_harmless(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
            # A part never gives more bytes than it says here: zipfile stops there.
            raise _TooMuchError("unpacks_too_big", megabytes=unpacked // MEGABYTE, limit=LARGEST_UNPACKED // MEGABYTE)
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    _Scan(stream)


class _Scan:
    """Walks the elements of one part without keeping them. _TooMuchError where it holds too much."""

    def __init__(self, stream: Any) -> None:
        self._row = self._elements = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ParseFile(stream)

    def _doctype(self, *_: object) -> None:
        raise _TooMuchError("workbook_doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > _MOST_ELEMENTS:
            raise _TooMuchError("workbook_crowded", row=self._row or 1)
        if name.endswith(" row"):
            self._elements = 0
            number = int(attributes.get("r", self._row + 1))
            if not self._row < number <= MOST_ROWS:
                raise _TooMuchError("workbook_rows", row=number, most=f"{MOST_ROWS:,}")
            self._row = number
        elif name.endswith(" si"):
            self._elements = 0
        elif name.endswith(" c"):
            column = re.match(r"[A-Z]+", attributes.get("r", ""))
            if column is not None and len(column[0]) > 2:
                raise _TooMuchError("too_many_columns", row=self._row or 1, most=MOST_COLUMNS)


def letter(place: int) -> str:
    """The letter of a column, counted from 0: A, B, … AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
