"""Who came in and left, and what was refused to whom. It never holds what was entered, nor any secret."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from claims.store.tables import AUDIT

Event = Literal["login", "logout", "refused_login", "refused_write"]


@dataclass(frozen=True)
class Audited:
    """`person` is the key of who it was, `who` what they are known as, `told` a code or an id: which login came
    in or ended, which action on which record."""

    id: str
    at: datetime
    event: Event
    person: str
    who: str
    dossier_id: str | None
    told: str


def note(
    connection: Connection, event: Event, person: str, who: str, told: str = "", dossier_id: str | None = None
) -> None:
    """Note that something happened now."""
    noted = Audited(uuid4().hex, datetime.now(UTC), event, person, who, dossier_id, told)
    connection.execute(insert(AUDIT).values(vars(noted)))


def is_noted(connection: Connection, event: Event, person: str, told: str) -> bool:
    """Whether this very event is noted already, as one login is by every page that follows it."""
    here = (AUDIT.c.event == event, AUDIT.c.person == person, AUDIT.c.told == told)
    return connection.execute(select(AUDIT.c.id).where(*here).limit(1)).first() is not None


def events(connection: Connection, since: datetime | None = None) -> Iterator[Audited]:
    """What was noted, last first."""
    asked = select(AUDIT).order_by(AUDIT.c.at.desc(), AUDIT.c.id)
    if since is not None:
        asked = asked.where(AUDIT.c.at >= since)
    for row in connection.execute(asked, execution_options={"yield_per": 1000}):
        yield Audited(**row._mapping)
