"""The records that edits are checked with: what they refer to, and what refers to them. The rest is not read.

Every rule of `claims.check` speaks of a record and of what it refers to, so that where a dossier was sound, whatever is
wrong after an edit is wrong with the edited records or with those that refer to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import cast

from sqlalchemy import Connection, select

from claims.check import REFERENCES
from claims.faults import RecordType
from claims.flat import Data
from claims.store.dossiers import Held, held_of_kind
from claims.store.tables import TABLES

Key = tuple[str, str]

WHOLE = ("dossier", "topic", "speaker", "outlet")
"""Kinds of which all records are read: there are few, and many refer to them."""
ASKED = 500
"""So many ids are asked for at once."""


def near(
    connection: Connection, dossier_id: str, edits: Mapping[Key, Data], also: Iterable[Key] = ()
) -> dict[Key, Held]:
    """The records around edits, given by kind and id with what each shall say, as the store has them before.

    They are all records of the kinds in WHOLE; of the others those that are edited or `also` asked for, those that
    refer to an edited one by a field that a rule binds to it, and all that any of these refers to, with the texts of
    their sources.
    """
    found = {key: one for kind in WHOLE for key, one in _of(connection, dossier_id, kind)}
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, id_ in (*edits, *also):
        wanted["source" if kind == "text" else kind].add(id_)
    for (kind, _), data in edits.items():
        _refer(kind, data, wanted)
    for kind, name, ids in _referring(found, edits):
        wanted[kind] |= _ids(connection, dossier_id, kind, name, ids)
    if any(kind == "dossier" for kind, _ in edits):
        # Each names sides of the dossier.
        found |= dict(_of(connection, dossier_id, "outcome"))
        for (kind, _), one in found.items():
            _refer(kind, one.data, wanted)
    while missing := {
        kind: left
        for kind, ids in wanted.items()
        if kind in TABLES and (left := {id_ for id_ in ids if (kind, id_) not in found})
    }:
        # What is nowhere is asked for once.
        wanted = defaultdict(set)
        for kind, ids in missing.items():
            for key, one in _of(connection, dossier_id, kind, ids):
                found[key] = one
                _refer(kind, one.data, wanted)
    said = {**{key: one.data for key, one in found.items()}, **edits}
    cited: dict[str, set[str]] = defaultdict(set)
    for (kind, id_), data in said.items():
        if kind == "claim":
            _refer(kind, data, cited)
        elif kind in ("source", "text") and (kind, id_) in edits:
            cited["source"].add(id_)
    return found | dict(_of(connection, dossier_id, "text", cited["source"]))


def _refer(kind: str, data: Data, wanted: Mapping[str, set[str]]) -> None:
    """Note what a record refers to."""
    for name, of in REFERENCES.get(cast(RecordType, kind), {}).items():
        value = data.get(name)
        wanted[of].update(one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def _referring(found: Mapping[Key, Held], edits: Mapping[Key, Data]) -> Iterator[tuple[str, str, set[str]]]:
    """What refers to an edited record in such a way that a rule binds the two: kind, field, edited ids."""
    changed: dict[str, set[str]] = defaultdict(set)
    for (kind, id_), data in edits.items():
        before = found.get((kind, id_))
        if kind != "topic" or (before is not None and before.data.get("kind") != data.get("kind")):
            changed["source" if kind == "text" else kind].add(id_)
    yield "claim", "same_as", changed["claim"]
    for kind, name in product(("claim", "outcome"), ("source", "topic")):
        yield kind, name, changed[name]


def _ids(connection: Connection, dossier_id: str, kind: str, name: str, ids: Collection[str]) -> set[str]:
    """The records of a kind that refer to these ids by a field."""
    table = TABLES[kind].c
    asked = [select(table.id).where(table.dossier_id == dossier_id, table[name].in_(part)) for part in _parts(ids)]
    return {id_ for one in asked for id_ in connection.execute(one).scalars()}


def _of(
    connection: Connection, dossier_id: str, kind: str, ids: Collection[str] | None = None
) -> Iterator[tuple[Key, Held]]:
    """The records of one kind: all, or those of these ids."""
    for part in [None] if ids is None else _parts(ids):
        yield from held_of_kind(connection, dossier_id, kind, part)


def _parts(ids: Collection[str]) -> Iterator[list[str]]:
    left = iter(sorted(ids))
    while part := [*islice(left, ASKED)]:
        yield part
