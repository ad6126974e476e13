"""The data dictionary: every field of every record, as markdown tables generated from the models.

`python -m claims.dictionary README.md` writes it between the two marks in that file; a test holds the two together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from claims.folder import MODELS
from claims.models import Day, Deadline, Edtf, Figure, Label, Position, Quote, Record, Retired, Side, Term, Text
from claims.models.base import SLUG, Shaped

BEGIN = "<!-- data dictionary: begin -->"
END = "<!-- data dictionary: end -->"

_PARTS: tuple[type[Record], ...] = (Side, Term, Deadline, Figure, Position, Quote, Retired)
"""Records inside records, described after those that have an id and a file."""

_PLAIN = {str: "text", int: "whole number", Edtf: "EDTF date", Day: "day", Text: "en, ar", Label: "en, ar"}


def markdown() -> str:
    """One table a record: field, whether it is required, what it holds, what it means."""
    return "\n".join(_table(model) for model in (*MODELS.values(), *_PARTS))


def put_into(text: str) -> str:
    """The text with the dictionary of today between its two marks. ValueError where a mark is missing."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{markdown()}\n{END}{after}"


def _table(model: type[Record]) -> str:
    summary = " ".join((model.__doc__ or "").split())
    rows = [_row(name, field) for name, field in model.model_fields.items()]
    return "\n".join(
        [
            f"**{model.__name__}.** {summary}",
            "",
            "| field | required | holds | meaning |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _row(name: str, field: FieldInfo) -> str:
    required = "yes" if field.is_required() else ""
    meaning = (field.description or "").replace("|", "\\|")
    return f"| `{name}` | {required} | {_holds(field.annotation, field.metadata)} | {meaning} |"


def _holds(annotation: Any, metadata: Iterable[object] = ()) -> str:
    """What a field takes, in words; the allowed values where they are listed."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _holds(*_parted(annotation))
    if any(isinstance(one, Shaped) and one.pattern == SLUG for one in metadata):
        return "id"
    if annotation == int | float:
        return "number"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    if origin is tuple:
        return f"list of {_holds(get_args(annotation)[0])}"
    if origin in (Union, UnionType):
        return " or ".join(dict.fromkeys(_holds(part) for part in get_args(annotation) if part is not NoneType))
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    return f"the fields of {annotation.__name__}"


def _parted(annotation: Any) -> tuple[Any, tuple[object, ...]]:
    """A type and what `Annotated` says of it."""
    type_, *metadata = get_args(annotation)
    return type_, tuple(metadata)


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_text(put_into(file.read_text(encoding="utf-8")), encoding="utf-8")
