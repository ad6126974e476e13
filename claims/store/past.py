"""The dossier as the store kept it at a moment, rebuilt from its history."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from claims.errors import HistoryError, StoreError
from claims.records import DossierRecords
from claims.store import dossiers, rule_sets
from claims.store.dossiers import LAST, assembled
from claims.store.history import Entry
from claims.store.tables import HISTORY, TABLES


def moment_of(text: str, zone: str) -> datetime:
    """The moment that a reader names, in UTC: a day means its end in that time zone; else date, time and offset.

    The forms are those of ISO 8601: `2026-11-23`, `2026-11-23T09:30:00Z`, `2026-11-23T12:30+03:00`. HistoryError on
    anything else.
    """
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            return end_of_day(date.fromisoformat(text), zone)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise HistoryError("no_offset", found=text, example=f"{text}Z")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        examples = "2026-11-23, 2026-11-23T09:30:00Z, 2026-11-23T12:30:00+03:00"
        raise HistoryError("no_moment", found=text, examples=examples) from error


def end_of_day(day: date, zone: str) -> datetime:
    """The last microsecond of a day in a time zone, in UTC. OverflowError beyond the years of the calendar."""
    return datetime.combine(day, time.max, ZoneInfo(zone)).astimezone(UTC)


def zone_of(connection: Connection, dossier_id: str) -> str:
    """The time zone of a dossier. StoreError where there is no such one."""
    table = TABLES["dossier"]
    zone = connection.execute(select(table.c.time_zone).where(table.c.dossier_id == dossier_id)).scalar()
    if zone is None:
        raise StoreError("no_such_dossier", id=dossier_id)
    return str(zone)


How = Literal["then", "first", "last"]


@dataclass(frozen=True)
class Kept:
    """A dossier as it was kept for a day, by which records, and the rules by which it was read then.

    how: as on the day (`then`), as `first` as nothing was kept on the day, or as they were kept `last`.
    """

    records: DossierRecords
    rule_set: int
    how: How


def ends(connection: Connection, dossier_id: str, days: Sequence[date], moment: datetime | None = None) -> list[Kept]:
    """The dossier as it was kept at the end of each of these days, in order and in its time zone.

    On a day before it was kept it is as it was first kept; where it was kept on none of them, as it is now. What was
    recorded after a moment is left out, as if asked at that moment. HistoryError where nothing was kept by then.
    """
    zone, since = zone_of(connection, dossier_id), first_kept(connection, dossier_id)
    over = [end_of_day(day, zone) for day in days]
    found: list[Kept] = []
    seq = 0
    for end in over:
        until = moment if max(over) < since else max(end, since)
        if until is not None and moment is not None:
            until = min(until, moment)
        how: How = "then" if until == end else "first" if until == since and end < since else "last"
        head = last_change(connection, dossier_id, until).seq
        records = found[-1].records if head == seq else recorded(connection, dossier_id, until)[0]
        found.append(Kept(records, rule_sets.rules_at(connection, until), how))
        seq = head
    return found


def recorded(connection: Connection, dossier_id: str, moment: datetime | None) -> tuple[DossierRecords, dict[str, str]]:
    """The records of a dossier as they were kept at a moment, or are now, and the file of each claim.

    Order and files are no history: they are those of today, and what has gone since comes last, as it was entered.
    HistoryError where nothing was kept by then.
    """
    head = last_change(connection, dossier_id, moment)
    last = (
        select(func.max(HISTORY.c.seq))
        .where(HISTORY.c.dossier_id == dossier_id, HISTORY.c.seq <= head.seq)
        .group_by(HISTORY.c.kind, HISTORY.c.record_id)
    )
    asked = select(HISTORY.c.kind, HISTORY.c.record_id, HISTORY.c.after).where(
        HISTORY.c.dossier_id == dossier_id, HISTORY.c.after.is_not(None), HISTORY.c.seq.in_(last)
    )
    places = _places(connection, dossier_id)
    found = sorted(
        ((places.get((row.kind, row.record_id), ("", LAST)), row) for row in connection.execute(asked.order_by("seq"))),
        key=lambda one: one[0],
    )
    records = assembled(dossier_id, ((row.kind, row.record_id, json.loads(row.after)) for _, row in found))
    return records, {row.record_id: file for (file, _), row in found if row.kind == "claim"}


def all_recorded(connection: Connection, moment: str) -> list[tuple[DossierRecords, dict[str, str]]]:
    """Every dossier that was kept at a moment, which a reader names as for `moment_of`. HistoryError where none was."""
    ids = dossiers.ids(connection)
    moments = {one: moment_of(moment, zone_of(connection, one)) for one in ids}
    kept = [one for one in ids if first_kept(connection, one) <= moments[one]]
    return [recorded(connection, one, moments[one]) for one in kept or ids]


def _places(connection: Connection, dossier_id: str) -> dict[tuple[str, str], tuple[str, int]]:
    """File and ordinal of each record that there is now."""
    return {
        (kind, row.id): (getattr(row, "file", ""), row.ordinal)
        for kind, table in TABLES.items()
        for row in connection.execute(
            select(table.c.id, table.c.ordinal, *([table.c.file] if kind == "claim" else [])).where(
                table.c.dossier_id == dossier_id
            )
        )
    }


def first_kept(connection: Connection, dossier_id: str) -> datetime:
    """Since when the store keeps a dossier: the moment of its first entry. HistoryError where it has none."""
    asked = select(func.min(HISTORY.c.at)).where(HISTORY.c.dossier_id == dossier_id)
    first = connection.execute(asked).scalar_one()
    if first is None:
        raise HistoryError("never_kept", dossier=dossier_id)
    return cast(datetime, first)


def last_change(connection: Connection, dossier_id: str, moment: datetime | None = None) -> Entry:
    """The last entry of a dossier, or the last by a moment: its number counts the entries, its hash seals them.

    HistoryError where there is none.
    """
    asked = select(HISTORY).where(HISTORY.c.dossier_id == dossier_id)
    if moment is not None:
        asked = asked.where(HISTORY.c.at <= moment)
    found = connection.execute(asked.order_by(HISTORY.c.seq.desc()).limit(1)).mappings().first()
    if found is not None:
        return Entry(**found)
    since = first_kept(connection, dossier_id)
    raise HistoryError("not_kept_yet", dossier=dossier_id, since=f"{since:%Y-%m-%d %H:%M:%S} UTC")
