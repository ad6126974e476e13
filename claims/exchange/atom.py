"""What changed, as a feed that news readers subscribe to (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from claims.models import Language

_NAMESPACE = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not have, not even as a reference (2.2, Char)."""


@dataclass(frozen=True)
class Entry:
    """One change. `id` is the same whenever the feed is written; `updated` knows its time zone."""

    id: str
    title: str
    summary: str
    updated: datetime
    link: str
    author: str
    category: str


@dataclass(frozen=True)
class Feed:
    """What the feed as a whole says; `address` is its own, on the site whose name its ids begin with.

    `since` is when it was empty: what it says was updated where it has no entry. `narrows` tells feeds of the same
    entries apart.
    """

    id: str
    title: str
    author: str
    address: str
    since: datetime
    language: Language
    narrows: str = ""


def written(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The feed in UTF-8, last change first. A character that XML does not have becomes U+FFFD."""
    latest_first = sorted(entries, key=lambda one: (one.updated, one.id), reverse=True)
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, f"{{{_XML}}}lang": feed.language})
    site = urlsplit(feed.address).hostname or "localhost"
    _add(root, "id", _tag(site, feed.since, f"{feed.id}?{feed.narrows}" if feed.narrows else feed.id))
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(latest_first[0].updated if latest_first else feed.since))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _add(_add(root, "author"), "name", feed.author)
    for one in latest_first:
        entry = _add(root, "entry")
        _add(entry, "id", _tag(site, feed.since, f"{feed.id}/{one.id}"))
        _add(entry, "title", one.title, type="text")
        _add(entry, "summary", one.summary, type="text")
        _add(entry, "updated", _moment(one.updated))
        _add(entry, "link", rel="alternate", href=one.link)
        _add(_add(entry, "author"), "name", one.author)
        _add(entry, "category", term=one.category)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    clean = {key: _NOT_XML.sub("\ufffd", value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, name, clean)
    if text:
        child.text = _NOT_XML.sub("\ufffd", text)
    return child


def _tag(site: str, since: datetime, specific: str) -> str:
    """A tag URI (RFC 4151): the name of the site, a day on which it was ours, and what the site calls the thing."""
    return f"tag:{site},{since.astimezone(UTC):%Y-%m-%d}:{quote(specific, safe='/-._~')}"


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
