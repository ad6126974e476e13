"""What a browser's fetching costs a server, at little cost for whoever pretends to be a hundred of them."""

from __future__ import annotations

import asyncio
import gzip
from dataclasses import dataclass, field
from urllib.parse import urlsplit

AT_ONCE = 6
"""How many connections a browser keeps to one server."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class FailedError(Exception):
    """A reader did not get what was asked for."""


@dataclass
class Fetched:
    headers: list[tuple[str, str]]
    body: bytes

    def text(self) -> str:
        packed = dict(self.headers).get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()

    def cookies(self) -> dict[str, str]:
        told = [value.partition(";")[0].partition("=") for name, value in self.headers if name == "set-cookie"]
        return {name: value for name, _, value in told}


@dataclass
class Browser:
    """GETs over connections that stay open, with cookies."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)
    _idle: list[Connection] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._host = urlsplit(self.address)
        self._free = asyncio.Semaphore(AT_ONCE)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def get(self, path: str, accept: str = "*/*") -> Fetched:
        """FailedError where the answer is not 200."""
        asked = (
            f"GET /{path} HTTP/1.1\r\nHost: {self._host.netloc}\r\nAccept: {accept}\r\n"
            f"Accept-Encoding: gzip\r\nCookie: {self.cookie}\r\n\r\n"
        )
        async with self._free:
            status, fetched = await self._fetched(asked.encode())
        self.cookies |= fetched.cookies()
        if status != "200":
            raise FailedError(f"{path}: {status}")
        return fetched

    async def _fetched(self, asked: bytes) -> tuple[str, Fetched]:
        if was_idle := bool(self._idle):
            connection = self._idle.pop()
        else:
            connection = await asyncio.open_connection(self._host.hostname, self._host.port, limit=2**20)
        try:
            connection[1].write(asked)
            head = (await connection[0].readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except (EOFError, ConnectionError):
            connection[1].close()
            if not was_idle:
                raise
            # The server has closed it since: browsers take another one.
            return await self._fetched(asked)
        headers = [(name.lower(), value.strip()) for name, _, value in (one.partition(":") for one in head[1:])]
        fetched = Fetched(headers, await _body(connection[0], dict(headers)))
        self._idle.append(connection)
        return head[0].split()[1], fetched

    def leave(self) -> None:
        for _, writer in self._idle:
            writer.close()


async def _body(answer: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await answer.readexactly(int(headers["content-length"]))
    body = b""
    while size := int(await answer.readuntil(b"\r\n"), 16):
        body += (await answer.readexactly(size + 2))[:-2]
    await answer.readexactly(2)
    return body
