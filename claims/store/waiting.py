"""Changes that count only when a second person agrees. What was decided stays, with by whom and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection, insert, select, update

from claims.store.tables import WAITING

Decision = Literal["confirmed", "declined"]


@dataclass(frozen=True)
class Waiting:
    """A change that somebody proposed: `before` and `after` are canonical JSON, `before` and `version` those of the
    record that it began with, None of a new one; the rest is None until it is decided."""

    dossier_id: str
    id: str
    kind: str
    record_id: str
    before: str | None
    after: str
    version: int | None
    person: str
    who: str
    why: str
    at: datetime
    decision: Decision | None = None
    decided_by: str | None = None
    decided_why: str | None = None
    decided_at: datetime | None = None


def propose(
    connection: Connection,
    dossier_id: str,
    kind: str,
    record_id: str,
    before: str | None,
    after: str,
    version: int | None,
    *,
    person: str,
    who: str,
    why: str,
) -> Waiting:
    """Let a change wait for a second person."""
    proposed = Waiting(
        dossier_id, uuid4().hex, kind, record_id, before, after, version, person, who, why, datetime.now(UTC)
    )
    connection.execute(insert(WAITING).values(vars(proposed)))
    return proposed


def find(connection: Connection, dossier_id: str, id_: str) -> Waiting | None:
    """One proposed change, decided or not."""
    row = connection.execute(select(WAITING).where(*_at(dossier_id, id_))).first()
    return Waiting(**row._mapping) if row else None


def undecided(connection: Connection, dossier_id: str) -> Iterator[Waiting]:
    """What waits, oldest first."""
    here = (WAITING.c.dossier_id == dossier_id, WAITING.c.decision.is_(None))
    for row in connection.execute(select(WAITING).where(*here).order_by(WAITING.c.at, WAITING.c.id)):
        yield Waiting(**row._mapping)


def decided(connection: Connection, dossier_id: str, person: str, since: datetime | None = None) -> Iterator[Waiting]:
    """What became of the changes that a person proposed, last decided first."""
    asked = select(WAITING).where(
        WAITING.c.dossier_id == dossier_id, WAITING.c.person == person, WAITING.c.decision.is_not(None)
    )
    if since is not None:
        asked = asked.where(WAITING.c.decided_at >= since)
    for row in connection.execute(asked.order_by(WAITING.c.decided_at.desc(), WAITING.c.id)):
        yield Waiting(**row._mapping)


def decide(connection: Connection, one: Waiting, decision: Decision, *, by: str, why: str) -> bool:
    """Decide what still waits; False where somebody else was first."""
    values = {"decision": decision, "decided_by": by, "decided_why": why, "decided_at": datetime.now(UTC)}
    found = connection.execute(
        update(WAITING).where(*_at(one.dossier_id, one.id), WAITING.c.decision.is_(None)).values(values)
    )
    return found.rowcount == 1


def _at(dossier_id: str, id_: str) -> tuple[Any, ...]:
    return WAITING.c.dossier_id == dossier_id, WAITING.c.id == id_
