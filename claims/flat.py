"""A record as one flat row and back: a value for each plain field, nested fields by their path (`deadline_due`).

A row gives back the record as it was written: a field that was left out, one that is null and one that is an empty list
stay apart. Databases and files of rows both build on it.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from claims.models import Record

Data = dict[str, Any]
"""A record as its file has it: plain values, fields in the order of the model, unset ones left out."""

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

Holds = Literal["text", "whole", "number", "list"]


@dataclass(frozen=True)
class PlainField:
    """A plain field of a record, by its path from the record, as a model has it.

    One that is always written is null where it is open. `kinds` are the types that it takes besides None.
    """

    path: tuple[str, ...]
    model: type[Record]
    info: FieldInfo
    kinds: tuple[Any, ...]
    required: bool
    always_written: bool

    @cached_property
    def column(self) -> str:
        return "_".join(self.path)

    @property
    def holds(self) -> Holds:
        if any(get_origin(one) is tuple for one in self.kinds):
            return "list"
        return "number" if float in self.kinds else "whole" if int in self.kinds else "text"


@lru_cache
def plain_fields(model: type[Record]) -> tuple[PlainField, ...]:
    """The plain fields of a model, in its order."""
    return tuple(_plain_fields(model, (), required=True))


def _plain_fields(model: type[Record], above: tuple[str, ...], *, required: bool) -> list[PlainField]:
    found = []
    for name, field in model.model_fields.items():
        path, kinds, empty = (*above, name), *_kinds(field.annotation)
        inner = next((one for one in kinds if isinstance(one, type) and issubclass(one, Record)), None)
        needed = required and field.is_required() and not empty
        if inner is not None and not any(get_origin(one) is tuple for one in kinds):
            found += _plain_fields(inner, path, required=needed)
        else:
            found.append(PlainField(path, model, field, kinds, needed, field.is_required() and empty))
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


def flat(model: type[Record], data: Data) -> Data:
    """The value of each column, None where the record has none."""
    return {field.column: _at(data, field.path) for field in plain_fields(model)}


def nested(model: type[Record], row: Mapping[str, Any]) -> Data:
    """The record's data that `flat` was given; a column that the row does not have counts as None."""
    data: Data = {}
    for field in plain_fields(model):
        if (value := row.get(field.column)) is not None:
            parent = data
            for name in field.path[:-1]:
                parent = parent.setdefault(name, {})
            parent[field.path[-1]] = value
    for field in plain_fields(model):
        above = _at(data, field.path[:-1])
        if field.always_written and above is not None:
            above.setdefault(field.path[-1], None)
    return data


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data.get(name)
        if data is None:
            return None
    return data


def canonical(data: object) -> str:
    """The one JSON text of some data, whatever order its fields came in: what the history keeps and hashes."""
    return _CANONICAL.encode(data)
