"""Files that are imported, as rows: CSV, XLSX, and JSONL, the bulk form. Their bytes are not trusted.

In CSV and XLSX the first row that says anything is the head, with the names of `claims.exchange.columns` in any order;
fields without a column stay as they are in a record that exists. A row that begins with `#` is a remark and is passed
over, as empty ones are. Sheets bear the name of their kind of record, `claims` or `claim`.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import hashlib
import io
from array import array
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import from_json

from claims.errors import FaultyDossierError, UnclearImportError
from claims.exchange.columns import columns, from_cells
from claims.exchange.incoming import CellFault, Form, Row
from claims.exchange.workbook import MOST_COLUMNS, Refused, letter, sheets
from claims.faults import Fault, RecordType
from claims.flat import Data
from claims.folder import LARGEST, LARGEST_BULK, MODELS, read_bytes
from claims.models import Record
from claims.seeds import json_record
from claims.writing import fields_of
from claims.yaml_lines import Flaw, Unread

FORMS: dict[str, Form] = {".csv": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".jsonl": "jsonl"}
KINDS_BY_NAME: dict[str, RecordType] = {name: kind for kind in MODELS for name in (kind, f"{kind}s")}
REMARK = "#"
SEPARATORS = (",", ";", "\t")
_PIECE = 2**16
"""So many bytes are decoded fastest."""

Line = tuple[int, Sequence[object]]
ReadBefore = Mapping[int, tuple[RecordType, Any]]


@dataclass
class Incoming:
    """A file to import. `faults` fills while its rows are read; `digest` is the same for the same bytes."""

    path: Path
    form: Form
    kind: RecordType | None
    content: bytes
    digest: str
    faults: list[Fault] = field(default_factory=list)
    _starts: array[int] = field(default_factory=partial(array, "Q"))
    """Where the line of each record begins among the bytes of the bulk form."""

    def data(self, row: Row) -> Any:
        """What a row that was read says: a sound line of the bulk form is read again, so that nobody need keep it."""
        if row.given is not None:
            return row.data
        start = self._starts[row.number - 1]
        end = self.content.find(b"\n", start)
        data = from_json(self.content[start : end if end >= 0 else None])
        del data["type"]
        return data

    def rows(self, read_before: ReadBefore) -> Iterator[Row]:
        """Each record of the file, in its order; what cannot be a record becomes a fault.

        Kind and data of the rows of tables that were read before, by their number, are not worked out again.
        """
        if self.form == "jsonl":
            yield from self._objects()
        elif self.form == "csv":
            assert self.kind is not None
            yield from self._table(self.kind, None, self._csv(), count(1), read_before)
        else:
            yield from self._sheets(read_before)

    def refuse(
        self,
        row: int | None,
        reason: str,
        gaps: Mapping[str, object] | None = None,
        *,
        sheet: str | None = None,
        column: str | None = None,
        own: bool = True,
    ) -> None:
        """Note a fault of the file, or of a row, a sheet and a column."""
        self.faults.append(CellFault(str(self.path), row, None, None, None, reason, gaps or {}, sheet, column, own))

    def _text(self) -> str | None:
        content = self.content.removeprefix(codecs.BOM_UTF8)
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as fault:
            self.refuse(content.count(b"\n", 0, fault.start) + 1, "encoding")
            return None
        if "\0" in text:
            self.refuse(text.count("\n", 0, text.index("\0")) + 1, "encoding")
            return None
        return text

    def _lines(self) -> Iterable[bytes]:
        if not _is_text(self.content) and self._text() is None:
            return ()
        lines = io.BytesIO(self.content)
        lines.seek(self._first)
        return lines

    @property
    def _first(self) -> int:
        return len(codecs.BOM_UTF8) if self.content.startswith(codecs.BOM_UTF8) else 0

    def _objects(self) -> Iterator[Row]:
        self._starts = starts = array("Q")
        number, file, start = 0, str(self.path), self._first
        for line_number, line in enumerate(self._lines(), 1):
            if row := _sound(line, number + 1, file, line_number):
                number += 1
                starts.append(start)
                yield row
            elif (text := line.decode().removesuffix("\n")).strip() and not text.startswith(REMARK):
                number += 1
                starts.append(start)
                kind, data = self._object(text, line_number)
                if kind is not None:
                    yield Row(number, kind, file, None, line_number, data, None)
            start += len(line)

    def _object(self, line: str, number: int) -> tuple[RecordType | None, Any]:
        flaws: list[Flaw] = []
        data = json_record(line, number, flaws)
        for flaw in flaws:
            self.refuse(flaw.line, flaw.reason, flaw.gaps, own=False)
        if data is None:
            return None, None
        kind = data.pop("type", None)
        # A list cannot be looked up.
        if isinstance(kind, str) and kind in MODELS:
            return kind, data
        self.refuse(number, "unknown_type", {"found": kind, "allowed": tuple(MODELS)}, own=False)
        return None, None

    def _csv(self) -> Iterator[Line]:
        text = self._text()
        if text is None:
            return
        names = {column.name for column in columns(cast(RecordType, self.kind))}
        # The separator is the one by which the first lines hold the most names of columns.
        start = text[:10_000].splitlines()
        separator = max(
            SEPARATORS, key=lambda one: max((len(names & {*_cells(line, one)}) for line in start), default=0)
        )
        number = 0
        try:
            for number, cells in enumerate(
                csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
            ):
                yield number, cells
        except csv.Error as error:
            self.refuse(number + 1, "csv_not_read", {"problem": error})

    def _sheets(self, read_before: ReadBefore) -> Iterator[Row]:
        found = sheets(self.content)
        if isinstance(found, Flaw):
            self.refuse(found.line, found.reason, found.gaps)
            return
        taken, numbers = 0, count(1)
        for sheet in found:
            name = sheet.name.strip().lower()
            if kind := KINDS_BY_NAME.get(name):
                taken += 1
                lines = self._without_flaws(sheet.name, sheet.rows)
                yield from self._table(kind, sheet.name, lines, numbers, read_before)
            elif near := difflib.get_close_matches(name, KINDS_BY_NAME, n=1, cutoff=0.7):
                self.refuse(None, "unknown_sheet", {"nearest": near[0]}, sheet=sheet.name)
        if not taken and not self.faults:
            self.refuse(None, "no_sheet", {"allowed": tuple(f"{kind}s" for kind in MODELS)})

    def _without_flaws(self, sheet: str, rows: Iterable[Line | Flaw]) -> Iterator[Line]:
        for row in rows:
            if isinstance(row, Flaw):
                self.refuse(row.line, row.reason, row.gaps, sheet=sheet)
            else:
                yield row

    def _table(
        self, kind: RecordType, sheet: str | None, lines: Iterator[Line], numbers: count[int], read_before: ReadBefore
    ) -> Iterator[Row]:
        """The records below a head."""
        lines = (line for line in lines if not _is_passed_over(line[1]))
        head = next(lines, None)
        if head is None:
            if sheet is None and not self.faults:
                self.refuse(None, "no_head")
            return
        names, misspelt = self._head(kind, sheet, head)
        if "id" not in names:
            return
        told = {name: f"{letter(place)} ({name})" for place, name in enumerate(names) if name}
        for row, cells in lines:
            number = next(numbers)
            if number in read_before:
                data = read_before[number][1]
            else:
                data = self._record(kind, sheet, row, cells, names, misspelt)
            yield Row(number, kind, str(self.path), sheet, row, data, told)

    def _record(
        self, kind: RecordType, sheet: str | None, row: int, cells: Sequence[object], names: list[str], meant: set[str]
    ) -> Data:
        """What the cells of a row say; a field stands for `Unread` where its cell, or column, was refused."""
        values: dict[str, object] = {}
        refused = {*meant}
        for place, cell in enumerate(cells):
            name = names[place] if place < len(names) else ""
            column = f"{letter(place)} ({name})" if name else letter(place)
            if isinstance(cell, Refused):
                self.refuse(row, cell.reason, cell.gaps, own=cell.own, sheet=sheet, column=column)
                refused.add(name)
            elif name:
                values[name] = cell
            elif place >= len(names) and not _is_empty(cell):
                self.refuse(row, "cell_without_head", {"found": cell}, sheet=sheet, column=column)
        data = from_cells(kind, values)
        for one in columns(kind):
            if one.name in refused:
                _put(data, one.path, Unread())
        return data

    def _head(self, kind: RecordType, sheet: str | None, head: Line) -> tuple[list[str], set[str]]:
        """The name of each column, empty where the kind has none such, which is a fault; and those that are meant."""
        number, cells = head
        while len(cells) and _is_empty(cells[-1]):
            cells = cells[:-1]
        if len(cells) > MOST_COLUMNS:
            self.refuse(number, "too_many_columns", {"most": MOST_COLUMNS}, sheet=sheet)
            cells = cells[:MOST_COLUMNS]
        known = [column.name for column in columns(kind)]
        names: list[str] = []
        misspelt: set[str] = set()
        for place, cell in enumerate(cells):
            gaps, column = {"found": cell}, letter(place)
            name = cell.strip() if isinstance(cell, str) else ""
            if name in names and name:
                self.refuse(number, "column_twice", gaps, sheet=sheet, column=column)
            elif name not in known:
                near = difflib.get_close_matches(name[:100].lower(), known, n=3) if name else []
                if near:
                    misspelt.add(near[0])
                    self.refuse(
                        number, "unknown_column_near", {**gaps, "nearest": tuple(near)}, sheet=sheet, column=column
                    )
                else:
                    self.refuse(number, "unknown_column", {**gaps, "allowed": tuple(known)}, sheet=sheet, column=column)
            names.append(name if name in known and name not in names else "")
        if "id" not in names and "id" not in misspelt:
            self.refuse(number, "id_column_missing", sheet=sheet)
        return names, misspelt.difference(names)


def incoming(path: Path, kind: RecordType | None) -> Incoming:
    """The file to import; `kind` is what the rows of a CSV are, where its name does not say so.

    ImportRefusedError where it cannot be read at all, or where that cannot be told.
    """
    form = form_of(path)
    if form == "csv":
        kind = kind or kind_of(path)
        if kind is None:
            raise UnclearImportError("kind_needed", path=path, option="--type", kinds=", ".join(MODELS))
    content = read_bytes(path, LARGEST if form == "xlsx" else LARGEST_BULK)
    if isinstance(content, Flaw):
        raise FaultyDossierError((Fault(str(path), content.line, None, None, None, content.reason, content.gaps),))
    told = hashlib.sha256(f"{form} {kind if form == 'csv' else ''}\n".encode())
    told.update(content)
    return Incoming(path, form, kind, content, told.hexdigest())


def form_of(path: Path) -> Form:
    """The form that a file's name says. ImportRefusedError where it says none that is taken."""
    form = FORMS.get(path.suffix.lower())
    if form is None:
        raise UnclearImportError("not_a_form", path=path, forms=", ".join(FORMS))
    return form


def kind_of(path: Path) -> RecordType | None:
    """The kind of record that a file's name says, `claims.csv`."""
    return KINDS_BY_NAME.get(path.stem.lower())


def _is_text(content: bytes) -> bool:
    # Piece by piece: as a whole the text takes more room than the file.
    pieces = (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))
    try:
        deque(codecs.iterdecode(pieces, "utf-8"), 0)
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _sound(line: bytes, number: int, file: str, line_number: int) -> Row | None:
    """The row of a line of the bulk form in which nothing is wrong.

    None where something is, and of some lines in which nothing is: those whose kind does not come first, or that have
    more of what may stand before a value than names.
    """
    end = line.find(b",") + 1
    kind = _HEADS.get(line[:end])
    if kind is None:
        return None
    given = b"{" + line[end:]
    try:
        record = _VALIDATE[kind](given)
    except ValidationError:
        return None
    names = _names_given(record)
    # The parser takes a name that stands twice. Each has a colon, behind its quotation mark or behind white space.
    if given.count(b":") > names and sum(map(given.count, (b'":', b" :", b"\t:", b"\r:"))) > names:
        return None
    return Row(number, kind, file, None, line_number, given, None, record)


_VALIDATE = {kind: model.__pydantic_validator__.validate_json for kind, model in MODELS.items()}
"""`model_validate_json` without a call between."""
_HEADS: dict[bytes, RecordType] = {
    f'{{"type":{space}"{kind}",'.encode(): kind for kind in MODELS for space in (" ", "")
}
"""How a line begins that says its kind first, as programs write it."""


def _names_given(record: Record) -> int:
    """How many fields of a record and of those within it were given, each once."""
    given = record.__pydantic_fields_set__
    found = len(given)
    for name in given & _RECORDS_IN[record.__class__]:
        inner = getattr(record, name)
        if inner is not None:
            found += sum(map(_names_given, inner)) if isinstance(inner, tuple) else _names_given(inner)
    return found


class _RecordsIn(dict[type[Record], frozenset[str]]):
    """The fields of a model that hold records."""

    def __missing__(self, model: type[Record]) -> frozenset[str]:
        found = self[model] = frozenset(name for name, inner, _ in fields_of(model) if inner is not None)
        return found


_RECORDS_IN = _RecordsIn()


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip(' "') for cell in line.split(separator)]


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_passed_over(cells: Sequence[object]) -> bool:
    first = cells[0] if cells else None
    return all(map(_is_empty, cells)) or (isinstance(first, str) and first.startswith(REMARK))


def _put(data: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = value
