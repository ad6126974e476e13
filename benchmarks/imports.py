"""The import: reading and checking each line, and all of it, against the same done bare."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import ours
from benchmarks.bounds import IMPORT, SLOPE, VALIDATION
from benchmarks.measure import Place, Result, Took, in_time, in_turns, must_agree
from benchmarks.vocabulary import COMMON_WORD
from claims.flat import plain_fields
from claims.folder import MODELS
from claims.models import Record
from claims.search import folded
from claims.store.history import FIRST, breaks
from claims.store.tables import TABLES

_MODELS = dict[str, type[Record]](MODELS.items())
PREFIX = b'{"type": "'
CHUNK = 1_000
WHO = "bench"
CHECKED_UP_TO = 20_000
"""Up to so many claims the whole history of the peer's store is walked too."""


def _typed(line: bytes) -> tuple[str, bytes]:
    """The kind of a line, and the record without it."""
    end = line.index(b'"', len(PREFIX))
    return line[len(PREFIX) : end].decode(), b"{" + line[end + 3 :]


def _bare_records(file: Path) -> Iterator[tuple[str, bytes, Any]]:
    with file.open("rb") as lines:
        for line in lines:
            kind, rest = _typed(line)
            yield kind, rest, _MODELS[kind].model_validate_json(rest)


def _validated_bare(file: Path) -> Counter[str]:
    return Counter(kind for kind, _, _ in _bare_records(file))


def validation(place: Place) -> list[Result]:
    file = place.bulk
    timed = in_turns({"ours": lambda _: ours.validated(file), "bare": lambda _: _validated_bare(file)}, place.rounds(3))
    must_agree(timed)
    mine, bare = timed["ours"], timed["bare"]
    return [Result(VALIDATION, place.claims, bare.median / mine.median, mine.told, bare.told)]


class _Bare:
    """The import as a script would do it that trusts its file: rows, words and history, straight into the tables."""

    def __init__(self, file: Path, dossier_id: str, database: Path) -> None:
        self.file, self.dossier_id = file, dossier_id
        self.at = sqlite3.connect(database, isolation_level=None)
        self.paths = {kind: [field.path for field in plain_fields(model)] for kind, model in _MODELS.items()}
        self.inserts = {kind: self._insert(kind) for kind in _MODELS}
        self.history: list[tuple[Any, ...]] = []
        self.previous = FIRST
        self.ordinals: Counter[str] = Counter()

    def _insert(self, kind: str) -> str:
        columns = [column.name for column in TABLES[kind].columns if column.name in self._given(kind)]
        return _insert(TABLES[kind].name, columns)

    def _given(self, kind: str) -> list[str]:
        filed = ["file", "number"] if kind == "claim" else []
        fields = [field.column for field in plain_fields(_MODELS[kind])]
        return ["dossier_id", *fields, *filed, "ordinal", "version"]

    def run(self) -> None:
        self.at.execute("PRAGMA journal_mode = WAL")
        self.at.execute("PRAGMA synchronous = FULL")
        self.at.execute("BEGIN")
        self.at.execute("INSERT INTO word_index_dossiers (slot, dossier_id) VALUES (1, ?)", [self.dossier_id])
        rows: list[tuple[Any, ...]] = []
        said: list[str] = []
        before = ""
        for kind, rest, _ in _bare_records(self.file):
            if kind != before or len(rows) == CHUNK:
                self._write(before, rows, said)
                rows, said, before = [], [], kind
            data = json.loads(rest)
            rows.append(self._row(kind, data))
            self._tell(kind, data)
            if kind == "claim":
                said.append(_words(data))
        self._write(before, rows, said)
        self.at.execute("COMMIT")
        self.at.close()

    def _write(self, kind: str, rows: list[tuple[Any, ...]], said: list[str]) -> None:
        if rows:
            self.at.executemany(self.inserts[kind], rows)
            self.at.executemany(_insert("history", _HISTORY), self.history)
            self.history = []
        numbers = range(self.ordinals["claim"] - len(said) + 1, self.ordinals["claim"] + 1)
        texts = ((self.dossier_id, number, text) for number, text in zip(numbers, said, strict=True))
        self.at.executemany("INSERT INTO words (dossier_id, number, text) VALUES (?, ?, ?)", texts)
        tokens = ((number + (1 << 32), ours.index_tokens(text)) for number, text in zip(numbers, said, strict=True))
        self.at.executemany("INSERT INTO word_index (rowid, tokens) VALUES (?, ?)", tokens)

    def _row(self, kind: str, data: dict[str, Any]) -> tuple[Any, ...]:
        values: list[Any] = [self.dossier_id]
        for path in self.paths[kind]:
            value: Any = data
            for name in path:
                value = value.get(name) if value is not None else None
            # Lists and amounts are kept as JSON.
            amount = isinstance(value, int | float) and path[0] == "figure"
            values.append(json.dumps(value) if isinstance(value, list) or amount else value)
        if kind == "claim":
            values += ["", self.ordinals[kind] + 1]
        self.ordinals[kind] += 1
        return (*values, self.ordinals[kind] - 1, 1)

    def _tell(self, kind: str, data: dict[str, Any]) -> None:
        at = datetime.now(UTC)
        told = {
            "dossier_id": self.dossier_id,
            "seq": sum(self.ordinals.values()),
            "at": at.isoformat(timespec="microseconds"),
            "who": WHO,
            "why": "",
            "how": "import",
            "kind": kind,
            "record_id": data["id"],
            "before": None,
            "after": _canonical(data),
            "previous_hash": self.previous,
        }
        self.previous = hashlib.sha256(_canonical(told).encode()).hexdigest()
        stored = {**told, "at": at.replace(tzinfo=None).isoformat(" ", "microseconds"), "hash": self.previous}
        self.history.append(tuple(stored.values()))


_HISTORY = "dossier_id seq at who why how kind record_id before after previous_hash hash".split()  # noqa: SIM905


def _insert(table: str, columns: list[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


def _words(data: dict[str, Any]) -> str:
    """The folded words that a claim is found by, of those that generated ones have."""
    statement, figure = data["statement"], data.get("figure", {})
    said = (data["id"], statement.get("en"), statement.get("ar"), figure.get("low"), figure.get("high"))
    return folded(" ".join(str(one) for one in said if one))


def _canonical(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _fresh(database: Path) -> Path:
    """An empty store in place of the one that is there."""
    for file in (database, *database.parent.glob(f"{database.name}-*")):
        file.unlink(missing_ok=True)
    ours.new_store(database)
    return database


def _contents(database: Path, dossier_id: str) -> dict[str, Any]:
    """How many rows each table has, and what the claims say in all."""
    at = sqlite3.connect(database)
    tables = [*(table.name for table in TABLES.values()), "words", "history"]
    counts = {
        name: at.execute(f"SELECT count(*) FROM {name} WHERE dossier_id = ?", [dossier_id]).fetchone()[0]
        for name in tables
    }
    said = "count(deadline_due), count(figure_low), count(position_stance), count(same_as), sum(ordinal)"
    letters = "sum(length(coalesce(statement_ar, statement_en))), sum(length(figure_low))"
    claims = at.execute(f"SELECT {said}, {letters} FROM claims WHERE dossier_id = ?", [dossier_id]).fetchone()
    told = at.execute("SELECT sum(length(after)) FROM history WHERE dossier_id = ?", [dossier_id]).fetchone()
    words = at.execute("SELECT sum(length(text)) FROM words WHERE dossier_id = ?", [dossier_id]).fetchone()
    found = at.execute("SELECT count(*) FROM word_index WHERE word_index MATCH ?", [COMMON_WORD]).fetchone()
    at.close()
    return {**counts, "words": words, "found": found, "claims say": claims, "history tells": told}


def filled(place: Place) -> Path:
    """The store that the import left, else one that the bare steps fill: the same, where the import cannot be done."""
    if not place.store.exists():
        unfinished = _fresh(place.store.with_suffix(".unfinished"))
        _Bare(place.bulk, place.dossier_id, unfinished).run()
        unfinished.rename(place.store)
    return place.store


def everything(place: Place) -> list[Result]:
    """Each into a store that is empty, and made before."""
    file, mine, bare = place.bulk, place.store.with_suffix(".ours"), place.store.with_suffix(".bare")

    def with_us(_: int) -> Took:
        _fresh(mine)
        begun = time.perf_counter()
        ours.imported(file, mine, place.dossier_id)
        return Took(time.perf_counter() - begun, _contents(mine, place.dossier_id))

    def by_hand(_: int) -> Took:
        _fresh(bare)
        begun = time.perf_counter()
        _Bare(file, place.dossier_id, bare).run()
        return Took(time.perf_counter() - begun, _contents(bare, place.dossier_id))

    timed = in_turns({"ours": with_us, "bare": by_hand}, place.rounds(3))
    must_agree(timed)
    if place.claims <= CHECKED_UP_TO:
        assert not ours.in_store(bare, lambda at: [*breaks(at, place.dossier_id)])
    mine.rename(place.store)
    bare.unlink()
    seconds, peer = timed["ours"].median, timed["bare"].median
    (place.folder / f"{place.claims}-import.json").write_text(json.dumps(seconds))
    return [
        Result(IMPORT, place.claims, peer / seconds, in_time(seconds), in_time(peer), "rows, words, indexes, history"),
        *_slope(place, seconds),
    ]


def _slope(place: Place, seconds: float) -> list[Result]:
    """Where a tenth was imported in the same run."""
    tenth = place.folder / f"{place.claims // 10}-import.json"
    if not tenth.exists():
        return []
    before: float = json.loads(tenth.read_text())
    return [Result(SLOPE, place.claims, seconds / (10 * before), in_time(seconds), f"10 × {in_time(before)}")]
