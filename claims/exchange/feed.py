"""Which states and statuses flipped of late, as a feed: an entry a flip, on the day that brought it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from claims.catalogue import domain
from claims.change_words import why
from claims.changes import Changed
from claims.exchange.atom import Entry, Feed, written
from claims.exchange.claimreview import link_of_claim
from claims.models import Language
from claims.query import Query
from claims.records import DossierRecords

DAYS, MOST = 60, 200
"""How many days back a feed tells, and how many flips, the latest; who reads it more seldom asks for earlier days."""
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""The day in the ids of feeds: never another one, or every reader would see all entries again."""


def days(until: date) -> list[date]:
    """The days at whose ends a feed looks."""
    return [until - timedelta(days=back) for back in range(DAYS, -1, -1)]


def flips(
    records: DossierRecords, changed: Iterable[Changed], query: Query, site: str, language: Language, narrows: str = ""
) -> bytes:
    """What flipped from day to day of what a query asks for, from `changes.daily`; its day does not matter.

    `site` is the address under which the claims stand, `narrows` the query as a link has it. The same arguments give
    the same bytes.
    """
    say = domain(language)
    title = records.dossier.title.in_language(language)
    told = "&".join(filter(None, [f"dossier={quote(records.dossier.id)}", narrows, f"lang={language}"]))
    feed = Feed(
        id=records.dossier.id,
        narrows=narrows,
        title=say.text("exchange.feed_title", None, dossier=title),
        author=title,
        address=f"{site.rstrip('/')}/changes.atom?{told}",
        since=_SINCE,
        language=language,
    )
    return written(feed, [*_entries(changed, query, site, language)][-MOST:])


def _entries(changed: Iterable[Changed], query: Query, site: str, language: Language) -> Iterator[Entry]:
    for one in changed:
        asked = one.narrowed(query)
        rows: Iterator[Any] = asked.rows.itertuples()
        for row, told in zip(rows, why(asked.rows, one.before, one.after, language), strict=True):
            yield _entry(row, told, one.records_of(row), one.after.as_of, site, language)


def _entry(row: Any, told: str, records: DossierRecords, day: date, site: str, language: Language) -> Entry:
    if row.kind == "commitment":
        who = next(side.name for side in records.dossier.sides if side.id == row.side)
    else:
        who = records.speakers[records.claims[row.claim_id].speaker].name
    topic = records.topics[row.topic_id]
    name = (topic.label or topic.question).in_language(language)
    return Entry(
        id=f"{day}/{row.kind}/{row.topic_id}/{row.claim_id or row.side}/{row.field}",
        title=domain(language).text("exchange.flip_title", None, topic=name, who=who.in_language(language)),
        summary=told,
        updated=datetime.combine(day, time(), ZoneInfo(records.dossier.time_zone)),
        link=_link(records, row, site, language),
        author=records.dossier.title.in_language(language),
        category=row.cause,
    )


def _link(records: DossierRecords, row: Any, site: str, language: Language) -> str:
    """Where it is told in full: the claim, or of a commitment the dates of its topic."""
    if row.claim_id:
        return link_of_claim(site, records.dossier.id, row.claim_id, language)
    asked = f"dossier={quote(records.dossier.id)}&topic={quote(row.topic_id)}&side={quote(row.side)}&lang={language}"
    return f"{site.rstrip('/')}/deadlines?{asked}"
