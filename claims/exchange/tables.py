"""The public tables as files: the view on a screen, in the form that a reader's program takes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from claims.answers import KEYS, Name
from claims.catalogue import domain
from claims.exchange.columns import Holds
from claims.exchange.sheets import Form, Sheet, write_csv, write_jsonl, write_parquet, write_xlsx
from claims.models import Language

_HOLDS: Mapping[Holds, tuple[str, ...]] = {
    "date": ("said_on",),
    "day": (
        *("due_first", "due_last", "as_of_first", "as_of_last", "repeated_since"),
        *("baseline_first", "baseline_last", "current_first", "current_last"),
    ),
    "whole": (
        *("days_left", "days_overdue", "days_late_min", "days_late_max", "slip_days", "changes", "origins", "outlets"),
        *("same", "compatible", "conflict", "not_comparable"),
        *("closed", "met_on_time", "met_late", "missed", "overdue", "open"),
    ),
    "number": ("low", "high", "gap", "ratio", "rate"),
    "flag": ("low_open", "high_open"),
    "words": ("sides", "badges"),
    "readings": ("readings",),
}
_OF_KEY: Mapping[str, Holds] = {key: holds for holds, keys in _HOLDS.items() for key in keys}


def holds(name: Name) -> dict[str, Holds]:
    """What each key of a public table holds; codes and sentences are text."""
    return {key: _OF_KEY.get(key, "text") for key in KEYS[name]}


def dictionary(name: Name, language: Language) -> Sheet:
    """What every key of a public table means, and what it holds."""
    say = domain(language)
    heads: list[str] = [say.text(f"exchange.dictionary_{head}") for head in ("column", "meaning", "takes")]
    told = [
        (key, say.text(f"exchange.key_{key}"), say.text(f"exchange.holds_{held}")) for key, held in holds(name).items()
    ]
    rows = [dict(zip(heads, row, strict=True)) for row in told]
    return Sheet(say.text("exchange.dictionary"), dict.fromkeys(heads, "text"), rows)


def table(name: Name, rows: Sequence[Mapping[str, Any]], form: Form, language: Language, *, bom: bool = False) -> bytes:
    """Rows of a public table (`Answers.rows`) as the bytes of a file; `bom` is for CSV alone."""
    sheet, out = Sheet(name, holds(name), rows), io.BytesIO()
    match form:
        case "csv":
            write_csv(sheet, out, bom=bom)
        case "xlsx":
            write_xlsx([sheet, dictionary(name, language)], out, language)
        case "parquet":
            write_parquet(sheet, out)
        case "jsonl":
            write_jsonl(sheet, out)
    return out.getvalue()
