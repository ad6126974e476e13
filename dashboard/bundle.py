"""Streamlit's own scripts and styles, packed once and kept: a page names sixty of them, and a crowd asks for all."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_KEPT = 1_000
"""More than Streamlit has: one file may be asked for by many names."""
PACKED = ("text/css", "text/javascript", "application/javascript")


@dataclass
class _Answer:
    headers: MutableHeaders = field(default_factory=MutableHeaders)
    status: int = 0
    body: bytes = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], MutableHeaders(raw=list(message["headers"]))
        else:
            self.body += message.get("body", b"")

    async def give(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers.raw)})
        await send({"type": "http.response.body", "body": self.body})


class Bundle:
    """Answers for what never changes under its name from memory, packed; all else passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._kept: dict[str, _Answer] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_be_kept(scope):
            await self.app(scope, receive, send)
            return
        answer = self._kept.get(scope["path"])
        if answer is None:
            answer = _Answer()
            await self.app(scope, receive, answer.take)
            is_file = answer.status == 200 and "immutable" in answer.headers.get("cache-control", "")
            if is_file and len(self._kept) < MOST_KEPT:
                await asyncio.to_thread(_pack, answer)
                self._kept[scope["path"]] = answer
        await answer.give(send)


def _may_be_kept(scope: Scope) -> bool:
    asked = Headers(scope=scope)
    return "/static/" in scope["path"] and "gzip" in asked.get("accept-encoding", "") and "range" not in asked


def _pack(answer: _Answer) -> None:
    if answer.headers.get("content-type", "").startswith(PACKED) and "content-encoding" not in answer.headers:
        answer.body = gzip.compress(answer.body, mtime=0)
        answer.headers["content-encoding"] = "gzip"
        answer.headers["content-length"] = str(len(answer.body))
        answer.headers.add_vary_header("Accept-Encoding")
        # It names the bytes of the file itself.
        del answer.headers["etag"]
