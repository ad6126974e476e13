"""The feed of changes, read by a parser that is not ours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.exchange.atom import Entry, Feed, written

FEED = Feed(
    id="iraq-coalition",
    title="ما تغيّر",
    author="claims",
    address="https://example.org:8501/changes.atom?lang=ar",
    since=datetime(2025, 8, 17, tzinfo=UTC),
    language="ar",
)


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
