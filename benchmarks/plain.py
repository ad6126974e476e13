"""The same dossier as one plain table, one row a claim, as people keep it who use a spreadsheet or one DataFrame."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from claims.models import Edtf

CLAIM_COLUMNS = (
    "id", "topic", "kind", "speaker", "sides", "outlet", "language", "attribution", "said_first", "said_last",
    "retired", "same_as", "statement", "role", "force", "due_first", "due_last", "low", "high", "qualifier", "stance",
    "state",
)  # fmt: skip
OUTCOME_COLUMNS = ("id", "topic", "result", "first", "last", "known", "named")
TOPIC_COLUMNS = ("id", "kind", "checked")
NUMBERS = {"retired": "INTEGER", "named": "INTEGER", "low": "REAL", "high": "REAL"}
INDEXED = ("speaker", "outlet", "topic", "language", "state", "said_last")


def write(bulk: Path, table: Path, states: Mapping[str, str]) -> None:
    """Write the tables `claims`, `outcomes` and `topics` of a generated dossier; `states` by claim, worked out."""
    table.unlink(missing_ok=True)
    at = sqlite3.connect(table)
    tables = {"claims": CLAIM_COLUMNS, "outcomes": OUTCOME_COLUMNS, "topics": TOPIC_COLUMNS}
    for name, columns in tables.items():
        named = ", ".join(f'"{column}" {NUMBERS.get(column, "TEXT")}' for column in columns)
        at.execute(f"CREATE TABLE {name} ({named}, PRIMARY KEY (id))")
    rows = _rows(bulk, states)
    while chunk := [*islice(rows, 5_000)]:
        for name, columns in tables.items():
            marks = ", ".join("?" * len(columns))
            at.executemany(f"INSERT INTO {name} VALUES ({marks})", [row for kind, row in chunk if kind == name])
    for column in INDEXED:
        at.execute(f"CREATE INDEX {column}_of_claims ON claims ({column})")
    at.execute("ANALYZE")
    at.commit()
    at.close()


def _rows(bulk: Path, states: Mapping[str, str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    topics: dict[str, str] = {}
    sides: dict[str, str] = {}
    sources: dict[str, tuple[str, str]] = {}
    with bulk.open(encoding="utf-8") as lines:
        for line in lines:
            one = json.loads(line)
            if one["type"] == "topic":
                topics[one["id"]] = one["kind"]
                yield "topics", (one["id"], one["kind"], one.get("last_checked"))
            elif one["type"] == "speaker":
                sides[one["id"]] = ",".join(one["sides"])
            elif one["type"] == "source":
                sources[one["id"]] = one["outlet"], one["language"]
            elif one["type"] == "outcome":
                first, last = _days(one["happened_on"])
                known = _days(one["known_on"])[1]
                yield "outcomes", (one["id"], one["topic"], one["result"], first, last, known, bool(one["declared_by"]))
            elif one["type"] == "claim":
                outlet, language = sources[one["source"]]
                said_first, said_last = _days(one["said_on"])
                deadline, figure = one.get("deadline", {}), one.get("figure", {})
                yield (
                    "claims",
                    (
                        one["id"],
                        one["topic"],
                        topics[one["topic"]],
                        one["speaker"],
                        sides[one["speaker"]],
                        outlet,
                        language,
                        one["attribution"],
                        said_first,
                        said_last,
                        int("retired" in one),
                        one.get("same_as"),
                        one["statement"].get("ar") or one["statement"]["en"],
                        deadline.get("role"),
                        deadline.get("force"),
                        *_window(deadline),
                        figure.get("low"),
                        figure.get("high"),
                        figure.get("qualifier"),
                        one.get("position", {}).get("stance"),
                        states.get(one["id"]),
                    ),
                )


def _days(text: str) -> tuple[str, str]:
    read = Edtf.parse(text)
    assert read.first
    assert read.last
    return read.first.isoformat(), read.last.isoformat()


def _window(deadline: Mapping[str, str]) -> tuple[str | None, str | None]:
    """From when to when a date falls due."""
    if "due" not in deadline:
        return None, None
    first, last = _days(deadline["due"])
    if deadline["role"] == "before":
        first = last = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    return first, last
