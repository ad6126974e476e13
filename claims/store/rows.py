"""How a record lies in a row of the database: one typed column a plain field.

A row gives back the record as it was written, and a number keeps the form in which it was said (2500 or 2500.0).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, BigInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from claims.flat import Data, PlainField, flat, nested
from claims.flat import canonical as canonical
from claims.folder import MODELS
from claims.models import Record, Slug
from claims.writing import in_order


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


def column_type(field: PlainField) -> TypeEngine[Any]:
    """What a database keeps the values of a plain field as."""
    match field.holds:
        case "list":
            return JSON(none_as_null=True)
        case "number":
            return Number()
        case "whole":
            return BigInteger()
        case "text":
            return Text()


def data_of(kind: str, record: Record) -> Data:
    """The record as its file has it."""
    return as_data(kind, record.model_dump(mode="json", exclude_unset=True))


def as_data(kind: str, fields: Mapping[str, Any]) -> Data:
    ordered: Data = in_order(dict(fields), RECORDS[kind])
    return ordered


def to_row(kind: str, data: Data) -> Data:
    """The values of the columns."""
    return flat(RECORDS[kind], data)


def from_row(kind: str, row: Mapping[str, Any]) -> Data:
    """The record's data that `to_row` was given."""
    return as_data(kind, nested(RECORDS[kind], row))
