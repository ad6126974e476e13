"""Streamlit's scripts and styles as a crowd gets them: packed, from memory, and the same bytes."""

from __future__ import annotations

import gzip
import re
from email.message import Message
from urllib.request import Request, urlopen

MOST_BYTES = 900_000
"""Of all scripts and styles that a page names, packed."""


def fetched(address: str, path: str, **headers: str) -> tuple[Message, bytes]:
    with urlopen(Request(f"{address}/{path}", headers=headers), timeout=30) as answer:
        return answer.headers, answer.read()


def files(address: str) -> list[str]:
    return re.findall(
        r'(?:src|href)="\./(static/[^"]+\.(?:js|css))"', fetched(address, "", Accept="text/html")[1].decode()
    )


def test_what_a_page_names_is_packed_and_the_same_each_time(address: str) -> None:
    size = 0
    for path in files(address):
        _, plain = fetched(address, path)
        for _ in range(2):
            told, packed = fetched(address, path, **{"Accept-Encoding": "gzip"})
            assert told["content-encoding"] == "gzip"
            assert "Accept-Encoding" in told["vary"]
            assert "immutable" in told["cache-control"]
            assert "nosniff" in told["x-content-type-options"]
            assert gzip.decompress(packed) == plain, path
        size += len(packed)
    assert 0 < size < MOST_BYTES


def test_what_is_not_there_or_no_file_of_that_kind_is_answered_as_ever(address: str) -> None:
    script = next(one for one in files(address) if one.endswith(".js"))
    _, part = fetched(address, script, **{"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert part == fetched(address, script)[1][:10]
    for other in ("static/js/none.js", "static/js/"):
        told, _ = fetched(address, other, **{"Accept-Encoding": "gzip", "Accept": "text/html"})
        assert "immutable" not in told["cache-control"]
        assert "content-encoding" not in told
