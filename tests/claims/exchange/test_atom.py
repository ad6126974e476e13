"""The feed of changes, read by a parser that is not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.changes import End, between, daily, narrowed
from claims.exchange import feed
from claims.exchange.atom import Entry, Feed, written
from claims.models import Language
from claims.query import Query

FEED = Feed(
    id="iraq-coalition",
    title="ما تغيّر",
    author="claims",
    address="https://example.org:8501/changes.atom?lang=ar",
    since=datetime(2025, 8, 17, tzinfo=UTC),
    language="ar",
)


def flips(records, query: Query, site: str, language: Language, days: int, narrows: str = "") -> bytes:
    ends = [End(records, query.as_of - timedelta(days=back)) for back in range(days, -1, -1)]
    return feed.flips(records, daily(ends), query, site, language, narrows)


def entry(id_: str = "7", **changed) -> Entry:
    given = {
        "title": "أُعلن إنجازه",
        "summary": "<b>109</b> days & more",
        "updated": datetime(2026, 1, 17, 12, tzinfo=timezone(timedelta(hours=3))),
        "link": "https://example.org/claim?id=a&lang=ar",
        "author": "editor",
        "category": "correction",
    }
    return Entry(id=id_, **{**given, **changed})


def test_a_feed_reads_back_last_change_first():
    read = feedparser.parse(written(FEED, [entry("1"), entry("2", updated=datetime(2026, 2, 1, tzinfo=UTC))]))
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == FEED.title
    assert read.feed.links[0].href == FEED.address
    assert [one.id for one in read.entries] == [
        "tag:example.org,2025-08-17:iraq-coalition/2",
        "tag:example.org,2025-08-17:iraq-coalition/1",
    ]
    first = read.entries[1]
    assert (first.title, first.link, first.author) == (entry().title, entry().link, "editor")
    assert first.summary_detail.type == "text/plain"
    assert first.summary == "<b>109</b> days & more"
    assert first.updated == "2026-01-17T09:00:00.000000Z"
    assert read.feed.updated == read.entries[0].updated
    assert first.tags[0].term == "correction"


def test_an_empty_feed_was_updated_when_it_began():
    read = feedparser.parse(written(FEED, []))
    assert (read.bozo, read.entries, read.feed.updated) == (False, [], "2025-08-17T00:00:00.000000Z")


def test_ids_do_not_depend_on_the_order_or_on_what_else_changed():
    one, other = (feedparser.parse(written(FEED, some)) for some in ([entry("1")], [entry("2"), entry("1")]))
    assert one.entries[0].id in {each.id for each in other.entries}


def test_the_feed_of_a_dossier_tells_every_flip_on_its_day_and_why(iraq):
    query = Query(as_of=date(2026, 1, 20), topic=("asad-exit",))
    read = feedparser.parse(flips(iraq, query, "https://example.org/", "en", days=4))
    assert not read.bozo
    told = [one for one in read.entries if "commitment" in one.id]
    assert "/2026-01-17/commitment/asad-exit/iraq-government/state" in told[0].id
    assert told[0].title == "Exit from Ain al-Asad (Iraqi government)"
    assert "met late" in told[0].summary
    # The day begins in Baghdad.
    assert told[0].updated.startswith("2026-01-16T21:00:00")
    first, last = (End(iraq, query.as_of - timedelta(days=days)) for days in (4, 0))
    flipped = narrowed(between(first, last), first, last, query)
    ids = {one.id.split("/", 2)[2] for one in read.entries}
    assert {f"{row.kind}/asad-exit/{row.claim_id or row.side}/{row.field}" for row in flipped.itertuples()} <= ids


def test_an_entry_keeps_its_id_as_days_go_on_and_in_the_other_language(iraq):
    def ids(day, language):
        query = Query(as_of=date(2026, 1, day), topic=("asad-exit",))
        return {
            one.id
            for one in feedparser.parse(flips(iraq, query, "https://example.org", language, days=day - 16)).entries
        }

    assert set() < ids(17, "en") == ids(17, "ar") <= ids(18, "en")


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_text_breaks_the_feed(text):
    content = written(FEED, [entry(text, title=text, summary=text, author=text, category=text)])
    root = ElementTree.fromstring(content)
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1


@pytest.mark.parametrize("text", ["]]><evil/>", "<script>alert(1)</script>", "\x00\x0b\x1b&amp;", "\ufffe"])
def test_hostile_text_is_text(text):
    read = feedparser.parse(written(FEED, [entry(title=text)]))
    assert not read.bozo
    clean = "".join("\ufffd" if letter in "\x00\x0b\x1b\ufffe" else letter for letter in text)
    assert (
        ElementTree.fromstring(written(FEED, [entry(title=text)])).findtext(
            "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title"
        )
        == clean
    )
