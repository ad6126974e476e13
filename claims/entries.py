"""Records as they stand in files: raw data with its place, and the model where the data is one."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from claims.errors import RefusalError
from claims.faults import Fault, RecordType
from claims.folder import MODELS
from claims.models import Dossier, Record
from claims.records import DossierRecords
from claims.writing import fields_of
from claims.yaml_lines import Unread, line_of

Model = type[Record]
Path_ = tuple[str | int, ...]

_REASON_OF_ERROR = {
    "string_type": "not_text",
    "tuple_type": "not_a_list",
    "model_type": "not_fields",
    "model_attributes_type": "not_fields",
}


@dataclass(eq=False, slots=True)
class Entry:
    """One record of a file. `record` is None where its data is faulty; cross-record checks then use the raw data."""

    type: RecordType
    file: str
    line: int | None
    data: Any
    record: Record | None = None

    @property
    def id(self) -> str | None:
        return self.text("id")

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    def text(self, name: str) -> str | None:
        """The value of a field, where it is text."""
        value = self.data.get(name) if isinstance(self.data, dict) else None
        return value if isinstance(value, str) else None

    def references(self, name: str) -> Iterator[tuple[Path_, str]]:
        """The ids in a field, each with its path."""
        value = self.data.get(name) if isinstance(self.data, dict) else None
        if isinstance(value, str):
            yield (name,), value
        elif isinstance(value, list):
            yield from (((name, place), one) for place, one in enumerate(value) if isinstance(one, str))

    def fault(self, path: Path_, reason: str, **gaps: object) -> Fault:
        """A fault of this record, at the line of the field where that is known."""
        line = line_of(self.data, path) or self.line
        return Fault(self.file, line, self.type, self.id, _dotted(path) or None, reason, gaps)

    def validate(self) -> Iterator[Fault]:
        """Read the data as its model: sets `record`, or yields every fault."""
        model = MODELS[self.type]
        try:
            self.record = model.model_validate(self.data)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            unknown = [tuple(one["loc"]) for one in errors if one["type"] == "extra_forbidden"]
            for path in unknown:
                yield self._unknown_field(model, path)
            try:
                # What a model says of a record as a whole it says only where nothing else is wrong.
                model.model_validate(_without(self.data, unknown))
            except ValidationError as rest:
                for one in rest.errors(include_url=False):
                    yield from self._faults(dict(one))

    def _faults(self, error: dict[str, Any]) -> Iterator[Fault]:
        path, found, kind = tuple(error["loc"]), error["input"], error["type"]
        gaps = error.get("ctx", {})
        if isinstance(found, Unread):
            return
        if isinstance(gaps.get("error"), RefusalError):
            refusal = gaps["error"]
            yield self.fault(path, refusal.reason, **refusal.gaps)
        elif kind == "missing":
            yield self.fault(path, "missing_field", name=path[-1])
        elif kind == "literal_error":
            yield self.fault(path, "unknown_value", found=found, allowed=gaps["expected"].replace("'", ""))
        elif kind in _REASON_OF_ERROR:
            yield self.fault(path, _REASON_OF_ERROR[kind], found=found)
        else:
            yield self.fault(path, "not_accepted", found=found, problem=error["msg"])

    def _unknown_field(self, model: Model, path: Path_) -> Fault:
        inside: Model | None = model
        for step in path[:-1]:
            if inside is not None and isinstance(step, str):
                inside = {name: inner for name, inner, _ in fields_of(inside)}.get(step)
        allowed = [name for name, _, _ in fields_of(inside or model)]
        if nearest := difflib.get_close_matches(str(path[-1])[:100], allowed, n=1):
            return self.fault(path, "unknown_field_near", name=path[-1], nearest=nearest[0])
        return self.fault(path, "unknown_field", name=path[-1], allowed=tuple(allowed))


@dataclass
class Entries:
    """All records of a dossier.

    `unsure` are the types of which any record may exist, because their file is not there to look into; `unread` the
    files of a type that were not read to their end, but may be searched for an id.
    """

    by_type: dict[RecordType, list[Entry]] = field(default_factory=lambda: {type_: [] for type_ in MODELS})
    unsure: set[RecordType] = field(default_factory=set)
    unread: dict[RecordType, list[Path]] = field(default_factory=lambda: {type_: [] for type_ in MODELS})

    def __iter__(self) -> Iterator[Entry]:
        for entries in self.by_type.values():
            yield from entries

    def add(self, entry: Entry) -> None:
        self.by_type[entry.type].append(entry)

    def records(self, texts: Mapping[str, str]) -> DossierRecords:
        """The records of a dossier that was found to be without faults; `texts` by source id."""
        by_id: dict[str, dict[str, Any]] = {
            type_: {cast(str, entry.id): entry.record for entry in of_type} for type_, of_type in self.by_type.items()
        }
        (dossier,) = by_id.pop("dossier").values()
        return DossierRecords(
            dossier=cast(Dossier, dossier),
            topics=by_id["topic"],
            speakers=by_id["speaker"],
            outlets=by_id["outlet"],
            sources=by_id["source"],
            claims=by_id["claim"],
            outcomes=by_id["outcome"],
            assessments=by_id["assessment"],
            texts=texts,
        )


def _dotted(path: Path_) -> str:
    """figure.low, sides[1].name.en"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _without(data: Any, paths: list[Path_]) -> Any:
    """The data without the fields at those paths."""
    if not isinstance(data, dict | list):
        return data
    here = {path[0] for path in paths if len(path) == 1}
    inner = {step: [path[1:] for path in paths if len(path) > 1 and path[0] == step] for step in {p[0] for p in paths}}
    if isinstance(data, dict):
        return {name: _without(one, inner.get(name, [])) for name, one in data.items() if name not in here}
    return [_without(one, inner.get(place, [])) for place, one in enumerate(data)]
