"""Promised dates as a calendar (RFC 5545): one all-day event a promise, under an id that it keeps.

A promise is an event however many outlets report it; a month is an event as long as the month. A date that was replaced
or withdrawn stays, as a cancelled event, so that a calendar that has it learns of it.

SEQUENCE must never fall for an id. Days go on: it counts the days by which the event may read otherwise than before,
those on which a window comes near, opens and closes, or something was said, done, or ceased to count in its topic.
Records are corrected: each change that the store's history tells counts more than all such days together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from icalendar import Calendar, Event

from claims import spoken
from claims.analysis.rules import NUMBERS
from claims.catalogue import domain
from claims.exchange.claimreview import link_of_claim
from claims.filling import known_on
from claims.models import Claim, Language
from claims.records import DossierRecords
from claims.words import meanings, word

CANCELLED = ("superseded", "withdrawn")
_CHANGE = 1_000
"""What a change of the records counts; of days there are fewer in any topic, or the count of days stands still."""


def calendar(
    records: DossierRecords,
    rows: Iterable[Mapping[str, Any]],
    as_of: date,
    site: str,
    language: Language,
    *,
    changes: int = 0,
    changed: datetime | None = None,
) -> bytes:
    """The promises among rows of the table `deadlines` of that day, without those that have no date.

    `site` is the address under which the claims stand; `changes` is how many changes the store's history tells of the
    dossier, and `changed` when the last was made. The same arguments give the same bytes.
    """
    book = Calendar()
    book.add("prodid", f"-//claims//{records.dossier.id}//{language.upper()}")
    book.add("version", "2.0")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", records.dossier.title.in_language(language))
    book.add("x-wr-timezone", records.dossier.time_zone)
    told = _days_of_topics(records)
    for row in rows:
        claim = records.claims[row["claim_id"]]
        days = [date.fromisoformat(one) for one in (row["due_first"], row["due_last"]) if one is not None]
        if row["force"] != "commitment" or claim.same_as is not None or not days:
            continue
        own = {_shifted(days[0], -NUMBERS["soon"]), days[0], _shifted(days[-1], 1)}
        turns = [day for day in own | told[claim.topic] if day <= as_of]
        at = datetime.combine(max(turns), time(), UTC)
        event = _event(records, claim, row, site, language)
        event.add("dtstart", days[0])
        event.add("dtend", _shifted(days[-1], 1))
        event.add("sequence", changes * _CHANGE + min(len(turns), _CHANGE - 1))
        for stamp in ("dtstamp", "last-modified"):
            event.add(stamp, max(at, changed.astimezone(UTC)) if changed else at)
        book.add_component(event)
    content: bytes = book.to_ical()
    return content


def _event(records: DossierRecords, claim: Claim, row: Mapping[str, Any], site: str, language: Language) -> Event:
    topic, say = records.topics[claim.topic], domain(language)
    gaps = {
        "topic": (topic.label or topic.question).in_language(language),
        "due": spoken.value(claim, topic, language),
        "state": word("state", row["state"], language),
    }
    told = {
        "who": records.speakers[claim.speaker].name.in_language(language),
        "day": spoken.edtf(claim.said_on, language),
        "statement": claim.statement.in_language(language),
    }
    # The sentence of an open date counts days: it would be another one each day.
    counts = row["days_left"] is not None or row["days_overdue"] is not None
    why = meanings(language)[f"state.{row['state']}"] if counts else row["why"]
    event = Event()
    event.add("uid", f"{records.dossier.id}/{claim.id}@claims")
    event.add("summary", say.text("exchange.event_summary", None, **gaps))
    event.add("description", f"{why}\n\n{say.text('exchange.event_said', None, **told)}")
    event.add("url", link_of_claim(site, records.dossier.id, claim.id, language))
    event.add("status", "CANCELLED" if row["state"] in CANCELLED else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [row["state"]])
    return event


def _days_of_topics(records: DossierRecords) -> dict[str, set[date]]:
    """By topic the days from which something was said or known to be done, or ceased to count."""
    found: dict[str, set[date | None]] = {
        # The sentence names the day of the last look from that day on.
        topic.id: {topic.last_checked.first if topic.last_checked else None}
        for topic in records.topics.values()
    }
    for claim in records.claims.values():
        found[claim.topic] |= {claim.said_on.last, claim.retired.on.first if claim.retired else None}
    for outcome in records.outcomes.values():
        known = known_on(outcome, records.sources[outcome.source])
        found[outcome.topic] |= {known, outcome.retired.on.first if outcome.retired else None}
    return {topic: {day for day in days if day is not None} for topic, days in found.items()}


def _shifted(day: date, days: int) -> date:
    """The day so many days later, as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
