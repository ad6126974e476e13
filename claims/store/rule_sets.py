"""Which rules read the store since when: told once by each program that brings other rules."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from claims.analysis import RULES
from claims.store.tables import RULE_SETS


def is_noted(connection: Connection) -> bool:
    """Whether the store knows of this program's rules."""
    return connection.execute(select(RULE_SETS).where(RULE_SETS.c.rule_set == RULES)).first() is not None


def note(connection: Connection) -> None:
    """From now on the store is read by this program's rules."""
    if not is_noted(connection):
        connection.execute(insert(RULE_SETS).values(rule_set=RULES, since=datetime.now(UTC)))


def rules_at(connection: Connection, moment: datetime | None = None) -> int:
    """The rule set in force at a moment, or now; before the first that was noted there was no other.

    A store that may only be read need not have noted any: it is read by this program's.
    """
    noted = connection.execute(select(RULE_SETS).order_by(RULE_SETS.c.since)).all()
    by_then = [row for row in noted if moment is None or row.since <= moment]
    return int((by_then or noted[:1])[-1].rule_set) if noted else RULES
