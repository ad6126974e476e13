"""Ids for new records: told from what the record says, and never one that was ever used."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection

from claims.faults import RecordType
from claims.flat import Data
from claims.models import Edtf
from claims.store import history, waiting

LETTERS = 80
"""How long a proposed id may be; a model takes longer ones."""


def is_used(connection: Connection, dossier_id: str, kind: RecordType, id_: str) -> bool:
    """Whether a record of that kind has or ever had the id, or will have it where a verdict that waits is confirmed."""
    waits = (one.record_id for one in waiting.undecided(connection, dossier_id) if one.kind == kind)
    return history.last_written(connection, dossier_id, kind, id_) is not None or id_ in waits


def new_id(kind: RecordType, data: Data, is_taken: Callable[[str], bool]) -> str:
    """An id for a new record: `2025-08-18-hurriyet-own-coalition-size` of a claim; what is entered need not be whole.

    The day, who and what of claims and outcomes, the name or title of others, as far as they are in Latin letters;
    else the kind. A number is added until the id is in nobody's use.
    """
    proposed = slug(*_parts(kind, data)) or kind
    numbered = (f"{proposed}-{number}" for number in count(2))
    return next(one for one in chain([proposed], numbered) if not is_taken(one))


def slug(*words: str) -> str:
    """Words as an id: small Latin letters, digits and hyphens, at most LETTERS; nothing where there are none."""
    plain = unicodedata.normalize("NFKD", "-".join(words)).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-")
    return joined if len(joined) <= LETTERS else joined[:LETTERS].rpartition("-")[0] or joined[:LETTERS]


def _parts(kind: RecordType, data: Data) -> list[str]:
    match kind:
        case "claim":
            named = [_day(data.get("said_on")), data.get("speaker"), data.get("topic")]
        case "outcome":
            named = [_day(data.get("happened_on")), "outcome", data.get("topic")]
        case "assessment":
            named = [data.get("claim"), data.get("status")]
        case "source":
            named = [data.get("outlet"), _day(data.get("published"))]
        case "topic":
            named = [_english(data.get("label")) or _english(data.get("question"))]
        case _:
            named = [_english(data.get("name") or data.get("title"))]
    return [one for one in named if isinstance(one, str) and one]


def _day(entered: Any) -> str:
    """The date as an id can say it: its first day, month or year."""
    if not isinstance(entered, str):
        return ""
    try:
        Edtf.parse(entered)
    except ValueError:
        return ""
    return next((part.strip("~?%") for part in entered.split("/") if part != ".."), "")


def _english(words: Any) -> str:
    return str(words.get("en") or "") if isinstance(words, dict) else ""
