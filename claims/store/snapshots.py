"""Snapshots of column images: one file a dossier beside the store, mapped into memory and never written to again.

A file is a line of JSON, then the arrays one behind the other, each at a multiple of ALIGNED bytes. The line names
dossier, change number and seal of the history up to which the image goes, the layout and the rules it was made by, and
the sum of the arrays: a file that is damaged or of another making is not opened.
"""

from __future__ import annotations

import hashlib
import json
import logging
import mmap
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import numpy as np
from platformdirs import user_cache_path
from sqlalchemy import Engine

from claims.analysis import RULES
from claims.analysis.states import Dated, dated
from claims.analysis.status import Since, since
from claims.columns import AssessmentColumns, ClaimColumns, OutcomeColumns
from claims.ids import Ids
from claims.tables import Tables

LAYOUT = 2
"""Goes up whenever what a file holds, or how, becomes another."""
ALIGNED = 64
SUFFIX = ".image"
MOST_HEAD = 64 << 20
"""No head of a file is longer."""

_log = logging.getLogger(__name__)

_PARTS: dict[str, Any] = {"claims": ClaimColumns, "outcomes": OutcomeColumns, "assessments": AssessmentColumns}
_MADE: dict[str, tuple[Any, Any]] = {"dated": (dated, Dated), "since": (since, Since)}


@dataclass(frozen=True)
class Seal:
    """How many changes an image has, and the seal of the last one in the history of its dossier."""

    entries: int
    hash: str


def place(engine: Engine, dossier_id: str) -> Path:
    """Where the snapshot of a dossier lies: beside an SQLite file, else in the user's cache, by the store's address."""
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database:
        return Path(f"{database}.images") / f"{dossier_id}{SUFFIX}"
    address = hashlib.sha256(engine.url.render_as_string(hide_password=True).encode()).hexdigest()[:16]
    return user_cache_path("claims-dashboard", appauthor=False) / "images" / address / f"{dossier_id}{SUFFIX}"


def save(engine: Engine, dossier_id: str, tables: Tables, seal: Seal) -> None:
    """Put the snapshot in the place of the one before, whole or not at all.

    Where that cannot be done the log says so: the dossier is answered from memory, and read anew at the next start.
    """
    file = place(engine, dossier_id)
    names, arrays = _taken_apart(tables)
    head = {"dossier": dossier_id, "entries": seal.entries, "hash": seal.hash, "names": names}
    unfinished = file.with_name(f"{uuid4().hex}.unfinished")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with unfinished.open("wb") as into:
                _write(into, head, arrays)
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("the snapshot of %s is not saved: %s", dossier_id, error)


def opened(engine: Engine, dossier_id: str) -> tuple[Tables, Seal] | None:
    """The snapshot of a dossier; None where there is none, or none that this program could have made of it."""
    file = place(engine, dossier_id)
    try:
        head, arrays = _read(file)
        if (head["dossier"], head["layout"], head["rules"]) != (dossier_id, LAYOUT, RULES):
            raise ValueError("it is of another dossier, layout or rule set")
        return _put_together(head["names"], arrays), Seal(int(head["entries"]), str(head["hash"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("the snapshot of %s is not used: %s", dossier_id, error)
        return None


def _write(into: BinaryIO, head: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> None:
    placed, offset, total = [], 0, 0
    for name, array in arrays.items():
        placed.append([name, array.dtype.str, array.shape, offset])
        offset += -(-array.nbytes // ALIGNED) * ALIGNED
        total = zlib.crc32(array.tobytes(), total)
    told = {**head, "layout": LAYOUT, "rules": RULES, "arrays": placed, "sum": total}
    line = json.dumps(told).encode() + b"\n"
    into.write(line + b"\0" * (-len(line) % ALIGNED))
    for array in arrays.values():
        into.write(array.tobytes())
        into.write(b"\0" * (-array.nbytes % ALIGNED))


def _read(file: Path) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    with file.open("rb") as opened_:
        line = opened_.readline(MOST_HEAD)
        head = json.loads(line)
        mapped = mmap.mmap(opened_.fileno(), 0, access=mmap.ACCESS_READ)
    data = np.frombuffer(mapped, np.uint8)
    begin = -(-len(line) // ALIGNED) * ALIGNED
    arrays, total = {}, 0
    for name, dtype, shape, offset in head["arrays"]:
        kind, size = np.dtype(dtype), int(np.prod(shape))
        if kind.hasobject:
            raise ValueError("an array of objects")
        part = data[begin + offset : begin + offset + size * kind.itemsize]
        arrays[name] = part.view(kind).reshape(shape) if size else np.empty(shape, kind)
        total = zlib.crc32(part.data, total)
    if total != head["sum"]:
        raise ValueError("its sum is wrong")
    if hasattr(mapped, "madvise"):
        # What was read for the sum alone need not stay in memory: the system brings back what is asked for.
        mapped.madvise(mmap.MADV_DONTNEED)
    return head, arrays


def _taken_apart(tables: Tables) -> tuple[dict[str, Any], dict[str, np.ndarray[Any, Any]]]:
    """What is text, and all arrays by name."""
    names: dict[str, Any] = {"sides_of_speakers": tables.sides_of_speakers.tolist()}
    names["assessments.id"] = tables.assessments.id.tolist()
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    parts = [("", tables), *((f"{name}.", getattr(tables, name)) for name in _PARTS)]
    parts += [(f"{name}.", make(tables)) for name, (make, _) in _MADE.items()]
    for prefix, part in parts:
        for name, value in _fields(part):
            if isinstance(value, Ids):
                arrays[prefix + name] = value.encoded
            elif isinstance(value, tuple):
                names[prefix + name] = value
            elif isinstance(value, np.ndarray) and value.dtype != object:
                arrays[prefix + name] = value
    return names, arrays


def _put_together(names: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> Tables:
    def objects(values: list[Any]) -> np.ndarray[Any, Any]:
        found = np.empty(len(values), object)
        found[:] = values
        return found

    def part(prefix: str, kind: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in fields(kind):
            name = prefix + one.name
            if name in arrays:
                found[one.name] = Ids(arrays[name]) if arrays[name].dtype.kind == "S" else arrays[name]
            elif name in names:
                found[one.name] = tuple(names[name])
        return found

    columns = {name: part(f"{name}.", kind) for name, kind in _PARTS.items()}
    columns["assessments"]["id"] = objects(names["assessments.id"])
    given = part("", Tables) | {name: kind(**columns[name]) for name, kind in _PARTS.items()}
    tables = Tables(**{**given, "sides_of_speakers": objects([tuple(one) for one in names["sides_of_speakers"]])})
    for name, (make, kind) in _MADE.items():
        make.put(tables, kind(**part(f"{name}.", kind)))
    return tables


def _fields(part: Any) -> Iterator[tuple[str, Any]]:
    return ((one.name, getattr(part, one.name)) for one in fields(part))
