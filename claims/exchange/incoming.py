"""What a file that is imported gives: rows with their place, and faults that say it as a spreadsheet numbers it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic_core import from_json

from claims.entries import Entry, Path_
from claims.faults import Fault, RecordType, catalogue, printable, shown
from claims.flat import Data, flat, nested
from claims.folder import MODELS
from claims.models import Language, Record

Form = Literal["csv", "xlsx", "jsonl"]


@dataclass(frozen=True)
class CellFault(Fault):
    """A fault of an imported file: `line` is the row as a spreadsheet numbers it, `column` its letter and head.

    Where `own`, the two sentences stand in the catalogue's area `import`.
    """

    sheet: str | None = None
    column: str | None = None
    own: bool = False

    def found(self, language: Language) -> str:
        if not self.own:
            return super().found(language)
        return catalogue(language).text(f"import.{self.reason}", None, **shown(self.gaps, language))

    def to_do(self, language: Language) -> str:
        if not self.own:
            return super().to_do(language)
        return catalogue(language).text(f"import.{self.reason}_do", None, **shown(self.gaps, language))

    def place(self, language: Language) -> str:
        say = catalogue(language)
        where = {"sheet": self.sheet, "row": self.line, "column": self.column}
        # Each by itself, or the isolates of an Arabic sentence would be spelled out.
        told = [say.text(f"import.in_{name}", None, at=printable(str(at))) for name, at in where.items() if at]
        kind = say.text(f"check.type_{self.type}") if self.type and self.record else ""
        record = " ".join(part for part in (kind, printable(self.record or "")) if part)
        field = "" if self.column or not self.field else printable(self.field)
        parts = (printable(self.file), say.text("import.comma").join(told), record, field)
        return ": ".join(part for part in parts if part)

    def as_dict(self, language: Language) -> dict[str, object]:
        told = super().as_dict(language)
        return {"file": told.pop("file"), "sheet": self.sheet, "row": told.pop("line"), "column": self.column} | told


# Not frozen, which would take three times as long to make.
@dataclass(slots=True)
class Row:
    """One record as a file gives it; `number` counts the records of the file from 1, over all its sheets.

    `given` is its data, or the bytes of the JSON object that has it, where reading found it to be a sound `record`.
    `columns` says for each field that the file has a column for, by its path joined with `_`, the letter and head of
    that column: an empty cell there empties the field, other fields of a record that exists stay as they are. None
    where the row is the whole record.
    """

    number: int
    kind: RecordType
    file: str
    sheet: str | None
    row: int
    given: Any
    columns: Mapping[str, str] | None
    record: Record | None = None

    @property
    def data(self) -> Any:
        return from_json(self.given) if isinstance(self.given, bytes) else self.given

    def let_go(self) -> None:
        """Keep nothing that can be read again, and the rest small: `Incoming.data` has what a sound row says."""
        self.record = None
        self.given = None if self.columns is None else json.dumps(self.data).encode()

    def over(self, before: Data | None, data: Any) -> Any:
        """The data of the record after the import, from that before it and that of the row."""
        if before is None or self.columns is None:
            return data
        model = MODELS[self.kind]
        given = flat(model, data)
        return nested(model, flat(model, before) | {name: given[name] for name in self.columns})

    def entry(self, before: Data | None) -> RowEntry:
        return RowEntry(self, self.over(before, self.data))


class RowEntry(Entry):
    """An imported record among the others of its dossier; its faults name row and column."""

    __slots__ = ("row",)

    def __init__(self, row: Row, data: Any) -> None:
        super().__init__(row.kind, row.file, row.row, data, row.record)
        self.row = row

    @property
    def place(self) -> str:
        return f"{self.row.sheet or self.file}:{self.line}"

    def validate(self) -> Iterator[Fault]:
        if self.record is None:
            yield from super().validate()

    def fault(self, path: Path_, reason: str, **gaps: object) -> Fault:
        fault = super().fault(path, reason, **gaps)
        row = self.row
        column = None if row.columns is None else _column(row.columns, path)
        return CellFault(row.file, row.row, row.kind, self.id, fault.field, reason, gaps, row.sheet, column)


def _column(columns: Mapping[str, str], path: Path_) -> str | None:
    """The column of a field, or of the field around it; the name that it would have where there is no such column."""
    names = [step for step in path if isinstance(step, str)]
    ways = ["_".join(names[:length]) for length in range(len(names), 0, -1)]
    if not ways:
        return None
    parts = (column for name, column in columns.items() if name.startswith(f"{ways[0]}_"))
    return next((columns[way] for way in ways if way in columns), None) or next(parts, ways[0])
