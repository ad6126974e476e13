"""How a record lies in a row: one typed column a plain field, nested fields by their path (`deadline_due`).

A row gives back the record as it was written: a field that was left out, one that is null and one that is an empty list
stay apart, and a number keeps the form in which it was said (2500 or 2500.0).
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin

from sqlalchemy import JSON, BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from claims.folder import MODELS
from claims.models import Record, Slug
from claims.writing import in_order

Data = dict[str, Any]
"""A record as its file has it: plain values, fields in the order of the model, unset ones left out."""


class SourceText(Record):
    """The stored words of the source with that id."""

    id: Slug
    text: str


RECORDS: dict[str, type[Record]] = {**dict[str, type[Record]](MODELS.items()), "text": SourceText}
"""Every kind that the store keeps, each after the kinds that it refers to."""


class Number(TypeDecorator[int | float]):
    """A number written out, since a floating-point column would make 2500 and 2500.0 the same."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | float | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | float | None:
        return None if value is None else json.loads(value)


@dataclass(frozen=True)
class Cell:
    """A plain field of a record, by its path from the record. One that is always written is null where it is open."""

    path: tuple[str, ...]
    type: TypeEngine[Any]
    required: bool
    always_written: bool

    @property
    def column(self) -> str:
        return "_".join(self.path)


@lru_cache
def cells(model: type[Record]) -> tuple[Cell, ...]:
    """The plain fields of a model, in its order."""
    return tuple(_cells(model, (), required=True))


def _cells(model: type[Record], above: tuple[str, ...], *, required: bool) -> list[Cell]:
    found = []
    for name, field in model.model_fields.items():
        path, kinds, empty = (*above, name), *_kinds(field.annotation)
        inner = next((one for one in kinds if isinstance(one, type) and issubclass(one, Record)), None)
        needed = required and field.is_required() and not empty
        if inner is not None and not any(get_origin(one) is tuple for one in kinds):
            found += _cells(inner, path, required=needed)
        else:
            found.append(Cell(path, _type(kinds), needed, field.is_required() and empty))
    return found


def _kinds(annotation: Any) -> tuple[tuple[Any, ...], bool]:
    """The types that a field takes, and whether None is among them."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        parts = [_kinds(part) for part in get_args(annotation)]
        return tuple(kind for kinds, _ in parts for kind in kinds), any(empty for _, empty in parts)
    return ((), True) if annotation is type(None) else ((annotation,), False)


def _type(kinds: tuple[Any, ...]) -> TypeEngine[Any]:
    if any(get_origin(one) is tuple for one in kinds):
        return JSON(none_as_null=True)
    if float in kinds:
        return Number()
    return BigInteger() if int in kinds else Text()


def data_of(kind: str, record: Record) -> Data:
    """The record as its file has it."""
    return as_data(kind, record.model_dump(mode="json", exclude_unset=True))


def as_data(kind: str, fields: Mapping[str, Any]) -> Data:
    ordered: Data = in_order(dict(fields), RECORDS[kind])
    return ordered


def to_row(kind: str, data: Data) -> Data:
    """The values of the columns."""
    return {cell.column: _at(data, cell.path) for cell in cells(RECORDS[kind])}


def from_row(kind: str, row: Mapping[str, Any]) -> Data:
    """The record's data that `to_row` was given."""
    data: Data = {}
    for cell in cells(RECORDS[kind]):
        if row[cell.column] is not None:
            parent = data
            for name in cell.path[:-1]:
                parent = parent.setdefault(name, {})
            parent[cell.path[-1]] = row[cell.column]
    for cell in cells(RECORDS[kind]):
        above = _at(data, cell.path[:-1])
        if cell.always_written and above is not None:
            above.setdefault(cell.path[-1], None)
    return as_data(kind, data)


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        if data is None:
            return None
        data = data.get(name)
    return data


def canonical(data: object) -> str:
    """The one JSON text of some data, whatever order its fields came in: what the history keeps and hashes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
