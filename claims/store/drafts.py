"""What people entered in a form and have not saved yet: it outlives the page, the connection and the server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from claims.flat import Data, canonical
from claims.store.tables import DRAFTS


@dataclass(frozen=True)
class Draft:
    """`entered` is what the form holds, as JSON takes it; `base` and `version` are the record that was opened, None of
    a new one, whose `record_id` is whatever the form calls it until it is saved."""

    dossier_id: str
    person: str
    kind: str
    record_id: str
    entered: Mapping[str, Any]
    base: Data | None
    version: int | None
    changed: datetime


def keep(
    connection: Connection,
    dossier_id: str,
    person: str,
    kind: str,
    record_id: str,
    entered: Mapping[str, Any],
    base: Data | None = None,
    version: int | None = None,
) -> None:
    """Keep what a person entered for a record in place of what was kept before."""
    at = _at(dossier_id, person, kind, record_id)
    values = {
        "entered": canonical(entered),
        "base": None if base is None else canonical(base),
        "version": version,
        "changed": datetime.now(UTC),
    }
    if connection.execute(update(DRAFTS).where(*at).values(values)).rowcount == 0:
        key = {"dossier_id": dossier_id, "person": person, "kind": kind, "record_id": record_id}
        connection.execute(insert(DRAFTS).values({**key, **values}))


def find(connection: Connection, dossier_id: str, person: str, kind: str, record_id: str) -> Draft | None:
    """What a person entered for a record, if anything."""
    row = connection.execute(select(DRAFTS).where(*_at(dossier_id, person, kind, record_id))).first()
    return _draft(row) if row else None


def of_person(connection: Connection, dossier_id: str, person: str) -> Iterator[Draft]:
    """The drafts of a person, last changed first."""
    here = (DRAFTS.c.dossier_id == dossier_id, DRAFTS.c.person == person)
    for row in connection.execute(select(DRAFTS).where(*here).order_by(DRAFTS.c.changed.desc(), DRAFTS.c.record_id)):
        yield _draft(row)


def drop(connection: Connection, dossier_id: str, person: str, kind: str, record_id: str) -> None:
    """Forget what a person entered for a record; nothing happens where there is nothing."""
    connection.execute(delete(DRAFTS).where(*_at(dossier_id, person, kind, record_id)))


def _at(dossier_id: str, person: str, kind: str, record_id: str) -> tuple[Any, ...]:
    return (
        DRAFTS.c.dossier_id == dossier_id,
        DRAFTS.c.person == person,
        DRAFTS.c.kind == kind,
        DRAFTS.c.record_id == record_id,
    )


def _draft(row: Any) -> Draft:
    told = dict(row._mapping)
    base = told["base"]
    return Draft(**{**told, "entered": json.loads(told["entered"]), "base": json.loads(base) if base else None})
