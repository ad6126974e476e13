"""The one formatter: how the files of a dossier are written, so that a diff shows only what changed.

Fields stand in the order of their model, unset ones are left out. YAML is written in block style, two spaces deep, long
text folded after column 110, quoted only where a YAML 1.1 or 1.2 reader would take it for something else than text.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from yaml.representer import SafeRepresenter
from yaml.resolver import Resolver

from claims.models import Record
from claims.yaml_lines import scalar

WIDTH = 110

_NOT_PRINTED = re.compile("[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffe]")
_NEEDS_QUOTES = re.compile(
    r"""[#,\[\]{}&*!|>'"%@`]|[-?:](?:\s|$)|---|\.\.\.|.*(?::(?:\s|$)|\s\#)|\s|.*\s$""", re.DOTALL
)
_FOLDS_AT = re.compile(r"(?<=[^ ]) (?=[^ ])")
_ONE_WORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
"""Most ids: they need no further look."""


def in_order(data: Any, model: type[Record] | None) -> Any:
    """The same data with the fields of records in their models' order, and without those that are unset.

    Fields that a model does not know are kept, last.
    """
    if isinstance(data, dict) and model is not None:
        fields = fields_of(model)
        ordered = {
            name: in_order(data[name], inner) if inner else data[name]
            for name, inner, required in fields
            if name in data and (required or data[name] is not None)
        }
        if len(ordered) < len(data):
            known = {name for name, _, _ in fields}
            ordered |= {name: value for name, value in data.items() if name not in known}
        return ordered
    if isinstance(data, list):
        return [in_order(item, model) for item in data]
    return data


@lru_cache
def fields_of(model: type[Record]) -> tuple[tuple[str, type[Record] | None, bool], ...]:
    """Name, inner model (None where the value is plain) and whether it is required, of each field in order."""
    return tuple((name, _model_in(field.annotation), field.is_required()) for name, field in model.model_fields.items())


def _model_in(annotation: Any) -> type[Record] | None:
    """The record model inside `X | None`, `tuple[X, ...]` or X itself."""
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated):
        return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, Record) else None


def as_yaml(data: Any) -> str:
    """A YAML text that reads back as the same data."""
    return "".join(_block(data, 0, first=True)) if isinstance(data, dict | list) and data else _plain(data, 2, 0) + "\n"


def as_json_line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"


def _block(data: Any, indent: int, *, first: bool) -> Iterator[str]:
    """The lines of a mapping or list; the first line's margin is already written where `first` says so."""
    margin = " " * indent
    for key, value in data.items() if isinstance(data, dict) else ((None, item) for item in data):
        lead = "- " if key is None else f"{_name(key)}:"
        yield lead if first else margin + lead
        first = False
        if isinstance(value, dict | list) and value:
            if key is not None:
                yield "\n"
            yield from _block(value, indent + 2, first=key is None)
        else:
            if key is not None:
                yield " "
            yield _plain(value, indent + 2, indent + len(lead) + (key is not None))
            yield "\n"


@lru_cache(maxsize=1024)
def _name(key: str) -> str:
    """The name of a field: one line, never folded."""
    return _escaped(key) if "\n" in key else _plain(key, 0, -len(key) * 2)


def _plain(value: Any, indent: int, column: int) -> str:
    """A value on one line, or folded over lines that begin at `indent`; `column` is where it begins."""
    if not isinstance(value, str):
        if isinstance(value, dict | list):
            return "{}" if isinstance(value, dict) else "[]"
        if value is None:
            return "null"
        if isinstance(value, float):
            return str(SafeRepresenter().represent_float(value).value)
        return str(value).lower()
    if _ONE_WORD.fullmatch(value):
        return value
    if _NOT_PRINTED.search(value):
        return _escaped(value)
    if "\n" in value:
        return _literal(value, indent)
    if not value or _NEEDS_QUOTES.match(value) or _is_not_text(value):
        return _folded("'" + value.replace("'", "''") + "'", indent, column)
    return _folded(value, indent, column)


def _is_not_text(value: str) -> bool:
    if not isinstance(scalar(value), str):
        return True
    return any(form.match(value) for _, form in Resolver.yaml_implicit_resolvers.get(value[0], ()))


def _folded(value: str, indent: int, column: int) -> str:
    if column + len(value) <= WIDTH:
        return value
    lines, words = [], _FOLDS_AT.split(value)
    line = words[0]
    for word in words[1:]:
        if column + len(line) > WIDTH:
            lines.append(line)
            line, column = word, indent
        else:
            line = f"{line} {word}"
    return ("\n" + " " * indent).join([*lines, line])


def _literal(value: str, indent: int) -> str:
    """Text of several lines, each on its own, where that keeps it to the letter; else escaped."""
    if value[0] in " \n" or value.endswith("\n\n") or not value.strip():
        return _escaped(value)
    body, ending = (value[:-1], "") if value.endswith("\n") else (value, "-")
    return f"|{ending}\n" + "\n".join(" " * indent + line if line else "" for line in body.split("\n"))


def _escaped(value: str) -> str:
    def code(letter: re.Match[str]) -> str:
        point = ord(letter[0])
        return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"

    return _NOT_PRINTED.sub(code, json.dumps(value, ensure_ascii=False))


def replace_file(path: Path, text: str) -> None:
    """Write a file so that, whatever happens, either the old or the whole new text stands there."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    new = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
