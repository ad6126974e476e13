"""Which states and statuses flipped of late, as a feed: an entry a flip, on the day that brought it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from claims.catalogue import domain
from claims.change_words import why
from claims.changes import End, between, narrowed, standings
from claims.exchange.atom import Entry, Feed, written
from claims.exchange.claimreview import link_of_claim
from claims.models import Language
from claims.query import Query
from claims.records import DossierRecords
from claims.tables import Tables

DAYS = 30
"""How far back a feed tells; who reads it more seldom asks for an earlier day as well."""
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""The day in the ids of feeds: never another one, or every reader would see all entries again."""


def flips(records: DossierRecords, query: Query, site: str, language: Language, days: int = DAYS) -> bytes:
    """The flips of so many days up to that of the query, of what it asks for, as the records have them now.

    `site` is the address under which the claims stand. The same arguments give the same bytes.
    """
    say = domain(language)
    title = records.dossier.title.in_language(language)
    feed = Feed(
        id=records.dossier.id,
        title=say.text("exchange.feed_title", None, dossier=title),
        author=title,
        address=f"{site.rstrip('/')}/changes.atom?dossier={quote(records.dossier.id)}&lang={language}",
        since=_SINCE,
        language=language,
    )
    return written(feed, _entries(records, query, site, language, days))


def _entries(records: DossierRecords, query: Query, site: str, language: Language, days: int) -> Iterator[Entry]:
    sides = {side.id: side.name for side in records.dossier.sides}
    zone = ZoneInfo(records.dossier.time_zone)
    tables = Tables.of(records)
    # On most days nothing flips, which is found faster than what made it flip.
    on = [query.as_of - timedelta(days=back) for back in range(days, -1, -1)]
    stood = [{key: one.value for key, one in standings(tables, day).items()} for day in on]
    for (day, was), (next_day, is_) in pairwise(zip(on, stood, strict=True)):
        if was == is_:
            continue
        before, after = End(records, day), End(records, next_day)
        changes = narrowed(between(before, after), before, after, query)
        rows: Iterator[Any] = changes.itertuples()
        for row, told in zip(rows, why(changes, before, after, language), strict=True):
            topic = records.topics[row.topic_id]
            who = (
                sides[row.side]
                if row.kind == "commitment"
                else records.speakers[records.claims[row.claim_id].speaker].name
            )
            yield Entry(
                id=f"{after.as_of}/{row.kind}/{row.topic_id}/{row.claim_id or row.side}/{row.field}",
                title=domain(language).text(
                    "exchange.flip_title",
                    None,
                    topic=(topic.label or topic.question).in_language(language),
                    who=who.in_language(language),
                ),
                summary=told,
                updated=datetime.combine(after.as_of, time(), zone),
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
