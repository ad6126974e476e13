"""What a form of a record asks, field by field, and how what was entered becomes the record's data.

What is entered is text, or a list of texts, by the dotted name of its place in the record: `statement.en`,
`deadline.due`, `evidence`. Faults name the same places.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

from claims import check, words
from claims.catalogue import domain
from claims.exchange.columns import Column, columns
from claims.faults import Fault, RecordType
from claims.flat import Data
from claims.folder import MODELS
from claims.models import LANGUAGES, Kind, Language, Record
from claims.models.claim import KINDS, values_given
from claims.models.dossier import KIND_OF_FIELD, MAY_BE_MISSING
from claims.writing import in_order

Holds = Literal["id", "ids", "both", "text", "quote", "choice", "day", "date", "whole", "number", "address", "records"]
"""`both` is text in both languages; `quote` words with their place; `records` a list of an id with a name in both."""
Refers = Literal["topic", "speaker", "outlet", "source", "claim", "side", "term"]
"""What the ids of a field name; a `term` may also be a code that no term explains."""

Input = str | Sequence[str] | Sequence[Mapping[str, str]]
Entered = Mapping[str, Input]
"""By dotted name; a list of ids where a field holds `ids`, of mappings with id, name.en and name.ar where `records`."""

_NOT_ASKED = {"retired", "sha256", "text", "by"}
"""Written by what one does - retire, keep a text, judge - and not typed."""
_ADDRESSES = ("url", "archive_url")
_TERMS = ("unit", "basis")
_WORDS_OF = {"status": "status", "attribution": "attribution", "force": "force", "stance": "stance", "result": "result"}
"""Fields whose codes have words that all of the program uses."""
_LONG = ("statement", "note", "why", "summary", "question", "proposition", "quote")

_DIGITS = {ord(digit): str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)}
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:([,\s'’])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_NUMBER = re.compile(r"-?[0-9]{1,300}(?:\.[0-9]{1,300})?")


@dataclass(frozen=True)
class Field:
    """One thing that a form asks; `inputs` are the dotted names of what is entered for it."""

    kind: RecordType
    path: tuple[str, ...]
    holds: Holds
    required: bool
    choices: tuple[str, ...]
    refers_to: Refers | None
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """The dotted name, as faults tell it."""
        return ".".join(self.path)

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(".".join(column.path) for column in self.columns)

    @property
    def is_long(self) -> bool:
        """Whether its words may run over several lines."""
        return self.path[-1] in _LONG

    def label(self, language: Language) -> str:
        """Its name."""
        return label_of(self.name, language)

    def meaning(self, language: Language) -> str:
        """What it says, in a sentence without a stop."""
        return self.columns[0].meaning_of_field(language)

    def word(self, code: str, language: Language) -> str:
        """The word for one of its choices."""
        area = "kind" if self.kind == "topic" else _WORDS_OF.get(self.path[-1])
        if area:
            return words.word(area, code, language)
        return domain(language).text(f"editing.choice_{code.replace('-', '_')}")

    def has(self, fault: Fault) -> bool:
        """Whether a fault of this record stands at the field, or inside it."""
        return bool(fault.field) and bool(re.match(rf"{re.escape(self.name)}($|[.\[])", str(fault.field)))


def label_of(path: str, language: Language) -> str:
    """What a form calls the place of a dotted path, asked there or not: "Statement, Arabic" of `statement.ar`."""
    above, _, name = path.rpartition(".")
    if name in LANGUAGES:
        return domain(language).text(f"editing.in_{name}", None, label=label_of(above, language))
    if path in KINDS:
        return words.word("kind", path, language)
    return domain(language).text(f"editing.field_{'deadline_role' if path == 'deadline.role' else name}")


def field_at(kind: RecordType, path: str) -> Field | None:
    """The field in which the value of a dotted path is entered, if any."""
    return next((one for one in _all(kind) if path == one.name or path in one.inputs), None)


@lru_cache
def fields(kind: RecordType, value: Kind | None = None) -> tuple[Field, ...]:
    """What the form of a kind of record asks, in the order of its model.

    `value` is the kind of the topic of a claim, or of the topic itself: only that value's fields are asked. Without it
    a claim or topic is asked what all of them are.
    """
    return tuple(one for one in _all(kind, value) if _belongs(kind, one.path[0]) in (None, value))


@lru_cache
def _all(kind: RecordType, value: Kind | None = None) -> tuple[Field, ...]:
    asked = (column for column in columns(kind) if column.path[0] not in _NOT_ASKED)
    return tuple(_field(kind, tuple(of_field), value) for _, of_field in groupby(asked, key=_path))


def _path(column: Column) -> tuple[str, ...]:
    """The place of the field that a column is of: words in a language are of the field that has both."""
    if column.path[0] == "quote":
        return ("quote",)
    return column.path[:-1] if column.path[-1] in ("en", "ar") else column.path


def _belongs(kind: RecordType, name: str) -> Kind | None:
    """The kind of topic that has the field; None where all do."""
    if kind == "claim":
        return next((one for one in KINDS if one == name), None)
    return KIND_OF_FIELD.get(name) if kind == "topic" else None


def _field(kind: RecordType, of_field: tuple[Column, ...], value: Kind | None) -> Field:
    path, first = _path(of_field[0]), of_field[0]
    refers = check.REFERENCES.get(kind, {}).get(path[-1]) or ("term" if path[-1] in _TERMS else None)
    of_kind = kind == "topic" and KIND_OF_FIELD.get(path[0]) is not None and path[0] not in MAY_BE_MISSING
    required = first.required in ("always", "either") or (first.required == "within" and path[0] in KINDS)
    return Field(kind, path, _holds(path, first, refers), required or of_kind, first.allowed, refers, of_field)  # type: ignore[arg-type]


def _holds(path: tuple[str, ...], column: Column, refers: str | None) -> Holds:
    if path == ("quote",):
        return "quote"
    if path != column.path:
        return "both"
    if path[-1] in _ADDRESSES:
        return "address"
    match column.holds:
        case "text":
            return "id" if path == ("id",) or refers else "text"
        case "code":
            return "choice"
        case "ids" | "records" | "day" | "date" | "whole" | "number":
            return column.holds
        case other:
            raise AssertionError(f"records have no {other}")


def data_of(kind: RecordType, entered: Entered, before: Data | None = None) -> Data:
    """The record's data as entered, which need not be sound: what cannot be read stays for the model to refuse.

    What was left blank is left out. `before` is what the record said: what is not asked stays, and what was entered as
    it stood keeps its form. A claim keeps the value of the kind that was entered, a topic the fields of its kind.
    Names that the kind does not have are passed over.
    """
    data: Data = copy.deepcopy(before or {})
    asked = _all(kind)
    for field in asked:
        for name in field.inputs:
            if name in entered:
                path = tuple(name.split("."))
                _put(data, path, _read(field, name, entered[name], _at(data, path)))
    _keep_one_kind(kind, entered, data)
    _leave_out_empty(kind, data)
    ordered: Data = in_order(data, MODELS[kind])
    return ordered


def entered_of(kind: RecordType, data: Data) -> dict[str, Input]:
    """What a form shows of a record: `data_of` gives the same record back."""
    shown: dict[str, Input] = {}
    value = next(iter(values_given(data)), None) if kind == "claim" else data.get("kind")
    for field in fields(kind, value):
        for name in field.inputs:
            value = _at(data, tuple(name.split(".")))
            if field.holds == "records":
                shown[name] = [_shown_record(one) for one in value or ()]
            elif field.holds == "ids":
                shown[name] = list(value or ())
            else:
                shown[name] = "" if value is None else str(value)
    return shown


def plain(entered: str) -> str:
    """A code or date as it was typed or pasted: no space around it, no invisible letters, digits 0-9."""
    return _visible(entered).translate(_DIGITS)


def _visible(entered: str) -> str:
    return "".join(letter for letter in entered if unicodedata.category(letter) != "Cf").strip()


def number(entered: str) -> int | float | str:
    """A number in either digit set, thousands parted or not: `٢٬٥٠٠`, `2 500`, `2.5`; else the text as it was."""
    typed = plain(entered).replace("٬", ",").replace("٫", ".")
    if _GROUPED.fullmatch(typed):
        typed = re.sub(r"[,\s'’]", "", typed)
    if not _NUMBER.fullmatch(typed):
        return entered
    return float(typed) if "." in typed else int(typed)


@dataclass(frozen=True)
class Checked:
    """A record as its form has it: None where it has faults. Faults of other records are those that it would cause."""

    record: Record | None
    faults: tuple[Fault, ...]
    kind: RecordType
    id: str

    def at(self, field: Field) -> tuple[Fault, ...]:
        """The faults to show beside a field."""
        return tuple(one for one in self.faults if self._own(one) and field.has(one))

    def elsewhere(self, shown: Sequence[Field]) -> tuple[Fault, ...]:
        """The faults that stand at none of the fields shown."""
        return tuple(one for one in self.faults if not (self._own(one) and any(field.has(one) for field in shown)))

    def _own(self, fault: Fault) -> bool:
        return fault.type == self.kind and fault.record in (self.id, None)


def _read(field: Field, name: str, entered: Input, old: Any) -> Any:
    """What a field holds; None where it is left out."""
    if field.holds == "records":
        return [*_records(entered)] or _as_it_was(old)
    if not isinstance(entered, str):
        return [one for each in entered if (one := plain(str(each)))] or _as_it_was(old)
    if not entered.strip():
        return None
    if field.holds in ("whole", "number") or name in ("quote.start", "quote.end"):
        found = number(entered)
        # 2500.0 stays as it was said.
        return old if type(old) in (int, float) and old == found else found
    if field.holds in ("text", "both"):
        return old if isinstance(old, str) and old.strip() == entered.strip() else entered.strip()
    if field.holds == "address":
        return _visible(entered)
    return entered if field.holds == "quote" else plain(entered)


def _as_it_was(old: Any) -> Any:
    """No entries: a list that was given and empty is not one that was left out."""
    return old if old == [] else None


def _records(entered: Input) -> Iterator[Data]:
    for one in entered:
        if isinstance(one, Mapping):
            id_, name = plain(one.get("id", "")), {part: one.get(f"name.{part}", "").strip() for part in ("en", "ar")}
            said = {part: said for part, said in name.items() if said}
            if id_ or said:
                yield {**({"id": id_} if id_ else {}), **({"name": said} if said else {})}


def _shown_record(data: Data) -> dict[str, str]:
    name = data.get("name", {})
    return {"id": data["id"], "name.en": name.get("en") or "", "name.ar": name.get("ar") or ""}


def _keep_one_kind(kind: RecordType, entered: Entered, data: Data) -> None:
    """Take away the value of another kind, which no field shows any more."""
    given: Any = None
    if kind == "claim":
        filled = {name.partition(".")[0]: None for name in sorted(entered, key=lambda name: not entered[name])}
        given = next((one for one in filled if one in KINDS), None)
    elif kind == "topic" and "kind" in entered:
        given = data.get("kind")
    if given is not None:
        for name in [name for name in data if _belongs(kind, name) not in (None, given)]:
            del data[name]
        if kind == "claim":
            # So that each field of the value says what it lacks.
            data.setdefault(given, {})


def _leave_out_empty(kind: RecordType, data: Data) -> None:
    for name in [name for name, value in data.items() if value == {} and not (kind == "claim" and name in KINDS)]:
        del data[name]
    if isinstance(quote := data.get("quote"), dict) and "text" not in quote:
        # A place without words is what is left of a quote that was taken away.
        del data["quote"]
    if isinstance(figure := data.get("figure"), dict):
        for bound in ("low", "high"):
            figure.setdefault(bound, None)


def _at(data: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data


def _put(data: Data, path: tuple[str, ...], value: Any) -> None:
    """Set a field, or leave it out."""
    *above, last = path
    for name in above:
        if value is None and name not in data:
            return
        data = data.setdefault(name, {})
    if value is None:
        data.pop(last, None)
    else:
        data[last] = value
