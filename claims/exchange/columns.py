"""Records as rows of a spreadsheet and back, a kind a sheet: the columns, what each holds and means, and their cells.

A column is named by the path of its field, `statement_en`, `deadline_due`, `retired_on`. An empty cell is a field that
is left out, or one that is open where its record must say so (`figure_low`); `[]` is a list that is given and empty.
Ids in a list are parted by "; ", a list of records (`sides`, `terms`) is one JSON text. Nothing is lost on the way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, get_args, get_origin

from claims.catalogue import domain
from claims.faults import RecordType
from claims.flat import Data, PlainField, flat, nested, plain_fields
from claims.folder import MODELS
from claims.models import Day, Edtf, Language, Record, Text
from claims.spreadsheet import from_cell, in_cell
from claims.writing import fields_of, in_order

Holds = Literal["text", "code", "day", "date", "whole", "number", "ids", "records", "flag", "words", "readings"]
"""`day` is one calendar day, `date` any of EDTF; `ids` is a list of ids, `records` a list of records.

Only answers have a `flag` (yes or no), `words` (a list of codes) and `readings` (a list of a reading with its state).
"""
Required = Literal["always", "within", "either", "no"]
"""`within`: where its record inside the record is given (`deadline_role`); `either`: in one of the two languages."""
Cell = str | int | float | None

_WHOLE = re.compile(r"-?[0-9]{1,300}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_EMPTY_LIST = "[]"


@dataclass(frozen=True)
class Column:
    """A column of the sheet of a kind of record; `allowed` are the codes that a `code` takes."""

    kind: RecordType
    name: str
    path: tuple[str, ...]
    holds: Holds
    required: Required
    allowed: tuple[str, ...]

    def meaning(self, language: Language) -> str:
        """What it says, in a sentence without a stop."""
        told = self.meaning_of_field(language)
        if self.path[-1] != _described(MODELS[self.kind], self.path)[1]:
            return domain(language).text(f"exchange.written_in_{self.path[-1]}", meaning=told)
        return told

    def meaning_of_field(self, language: Language) -> str:
        """What the field of the record says, in whichever language its words are."""
        model, field = _described(MODELS[self.kind], self.path)
        return domain(language).text(f"exchange.help_{model.__name__.lower()}_{field}")

    def is_required(self, language: Language) -> str:
        """Whether, or when, it must be filled in."""
        return domain(language).text(f"exchange.required_{self.required}", None, group=self.path[0])

    def takes(self, language: Language) -> str:
        """What can stand in it: its codes, or the form of its values."""
        return ", ".join(self.allowed) or domain(language).text(f"exchange.holds_{self.holds}")


@lru_cache
def columns(kind: RecordType) -> tuple[Column, ...]:
    """The columns of a kind of record, in the order of its model."""
    return tuple(
        Column(kind, field.column, field.path, _holds(field), _required(MODELS[kind], field), _codes(field))
        for field in plain_fields(MODELS[kind])
    )


def as_cells(kind: RecordType, data: Data) -> dict[str, Cell]:
    """The cells of a record's data by column, None where empty; no text among them is a formula."""
    row = flat(MODELS[kind], data)
    return {column.name: as_cell(column.holds, row[column.name]) for column in columns(kind)}


def as_cell(holds: Holds, value: Any) -> Cell:
    """A plain value as a spreadsheet takes it."""
    match holds, value:
        case _, bool():
            return "true" if value else "false"
        case _, None | int() | float():
            return value
        case "records", _:
            return in_cell(json.dumps(value, ensure_ascii=False))
        case "ids", _:
            return "; ".join(value) or _EMPTY_LIST
        case "words", _:
            return in_cell("; ".join(value)) or None
        case "readings", _:
            return "; ".join(": ".join(one.values()) for one in value) or None
        case _:
            return in_cell(value)


def from_cells(kind: RecordType, row: Mapping[str, object]) -> Data:
    """The record's data that `as_cells` was given, or that somebody typed; the model says whether it can be a record.

    Takes what readers of CSV and XLSX give: text, numbers, days, None. What cannot be read as its column says stays as
    it is, for the model to refuse. A column that is missing is empty, one that the kind does not have is passed over.
    """
    values = {column.name: _from_cell(column, row.get(column.name)) for column in columns(kind)}
    ordered: Data = in_order(nested(MODELS[kind], values), MODELS[kind])
    return ordered


def _from_cell(column: Column, cell: object) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if column.holds in ("whole", "number"):
        return _number(cell)
    text = from_cell(_text(cell))
    if column.holds == "ids":
        return [] if text.strip() == _EMPTY_LIST else [one.strip() for one in text.split(";")]
    if column.holds == "records":
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            # The model says that this is no list.
            return text
    return text


def _number(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    if _WHOLE.fullmatch(cell.strip()):
        return int(cell)
    return float(cell) if _NUMBER.fullmatch(cell.strip()) else cell


def _text(cell: object) -> str:
    """What a spreadsheet made of text that looked to it like a day or a number: 2025 of "2025"."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell == datetime.combine(cell, datetime.min.time()) else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _holds(field: PlainField) -> Holds:
    if field.holds == "list":
        inner = [get_args(one)[0] for one in field.kinds if get_origin(one) is tuple]
        return "records" if any(isinstance(one, type) and issubclass(one, Record) for one in inner) else "ids"
    if field.holds != "text":
        return field.holds
    if _codes(field):
        return "code"
    return "day" if Day in field.kinds else "date" if Edtf in field.kinds else "text"


def _codes(field: PlainField) -> tuple[str, ...]:
    return tuple(code for one in field.kinds if get_origin(one) is Literal for code in get_args(one))


def _required(model: type[Record], field: PlainField) -> Required:
    if field.required:
        return "always"
    if issubclass(field.model, Text):
        owner, name = _described(model, field.path)
        return "either" if owner is model and owner.model_fields[name].is_required() else "no"
    if field.info.is_required() and not field.always_written:
        return "within" if len(field.path) > 1 else "always"
    return "no"


def _described(model: type[Record], path: tuple[str, ...]) -> tuple[type[Record], str]:
    """The model and the field that say what a plain field means: of words in a language, the field that has both."""
    for name in path[:-1]:
        inner = next(inner for field, inner, _ in fields_of(model) if field == name)
        assert inner is not None  # only the last step of a path is plain
        if issubclass(inner, Text):
            return model, name
        model = inner
    return model, path[-1]
