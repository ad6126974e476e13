"""What stands before every request: whom the server answers, how much it takes, and what its pages may load."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claims import links
from claims.team import Team
from dashboard.problems import problem_told
from dashboard.texts import catalogue

NONCE = "nonce"
"""Where in a request's state the word stands that lets our own inline script run."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_HEADERS_BYTES = 48 * 1024
"""Nothing is sent to this server but links and cookies; the most that a browser keeps for a site fits in."""

OWN = "'self'"
METHODS = frozenset({"GET", "HEAD"})
YEAR_S = 365 * 24 * 60 * 60

_HOST = re.compile(r"([\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?", re.ASCII)


def host_name(header: str) -> str:
    """The name or number in a Host header, without its port; nothing where it is none."""
    found = _HOST.fullmatch(header)
    return found[1].strip("[]").lower().rstrip(".") if found else ""


def is_loopback(host: str) -> bool:
    """Whether a name or number means this very machine."""
    if host in LOOPBACK:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True)
class Rules:
    """Under which names the server answers, whether readers come by https, and which sites may frame its pages."""

    hosts: frozenset[str] = LOOPBACK
    any_number: bool = False
    """Numbers too: no name can be turned to another machine where none is used."""
    https: bool = False
    embed_in: tuple[str, ...] = ()

    @classmethod
    def of(cls, team: Team | None, *, any_number: bool) -> Rules:
        """Those of the team's file; without one this machine alone, and any of its numbers where it listens on them."""
        if team is None:
            return cls(any_number=any_number)
        host = urlsplit(team.address).hostname or ""
        return cls(LOOPBACK | {host}, any_number, team.is_secure, team.embed_in)

    def answers(self, host: str) -> bool:
        return host in self.hosts or is_loopback(host) or (self.any_number and _is_number(host))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


class Guard:
    """Refuses what no reader of ours sends, and tells browsers what our pages may load and who may frame them."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if self.rules.https:
            # What stands before us speaks https and need not say so; addresses that we give out must.
            scope["scheme"] = "wss" if scope["type"] == "websocket" else "https"
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})[NONCE] = nonce
        host = Headers(scope=scope).get("host", "")
        told = list(self._headers(nonce, host).items())

        async def answer(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                headers = MutableHeaders(raw=list(message.get("headers", ())))
                for name, value in told:
                    headers[name] = value
                if self.rules.https:
                    headers = MutableHeaders(raw=[*_secured(headers.raw)])
                message = {**message, "headers": headers.raw}
            await send(message)

        found = self._refusal(scope, host)
        if scope["type"] == "websocket" and (found or not _is_ours(Headers(scope=scope).get("origin"), host)):
            await send({"type": "websocket.close", "code": 1008})
        elif found is None:
            await self.app(scope, receive, answer)
        else:
            await refusal(scope, *found)(scope, receive, answer)

    def _refusal(self, scope: Scope, host: str) -> tuple[int, str] | None:
        """The status and reason of what is not answered."""
        if not self.rules.answers(host_name(host)):
            return 400, "no_such_host"
        asked = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if asked + sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADERS_BYTES:
            return 431, "too_long"
        if scope["type"] == "http" and scope["method"] not in METHODS:
            return 405, "only_read"
        return None

    def _headers(self, nonce: str, host: str) -> dict[str, str]:
        sockets = f"{'wss' if self.rules.https else 'ws'}://{host}" if host_name(host) else ""
        framed = " ".join(self.rules.embed_in) or "'none'"
        policy = {
            "default-src": "'none'",
            # Streamlit hands its own scripts to the browser as blobs; what may not run at all can make none.
            "script-src": f"{OWN} blob: 'nonce-{nonce}'",
            # Streamlit and plotly write the styles of what they draw into the page.
            "style-src": f"{OWN} 'unsafe-inline'",
            "img-src": " ".join((OWN, "data:", "blob:")),
            "font-src": f"{OWN} data:",
            "media-src": OWN,
            "worker-src": f"{OWN} blob:",
            "manifest-src": OWN,
            # Older browsers of Apple do not take 'self' for sockets.
            "connect-src": f"{OWN} {sockets}".strip(),
            "object-src": "'none'",
            "frame-src": "'none'",
            "base-uri": "'none'",
            "form-action": OWN,
            "frame-ancestors": framed,
        }
        told = {
            "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in policy.items()),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        if not self.rules.embed_in:
            told["X-Frame-Options"] = "DENY"
        if self.rules.https:
            told["Strict-Transport-Security"] = f"max-age={YEAR_S}"
        return told


def refusal(scope: Scope, status: int, reason: str) -> Response:
    """Why there is no answer: a sentence to a browser, a problem as RFC 9457 has it to a program."""
    language = links.language_of(parse_qs(scope["query_string"].decode("latin-1")))
    said = catalogue(language).text(f"guard.{reason}")
    headers = {"Allow": ", ".join(sorted(METHODS))} if status == 405 else {}
    if "text/html" in Headers(scope=scope).get("accept", ""):
        return PlainTextResponse(said, status, {**headers, "Cache-Control": "no-store", "Content-Language": language})
    return problem_told(status, said, headers)


def _is_ours(origin: str | None, host: str) -> bool:
    """Whether a socket is asked for by a page of this very site; programs, which no page can lead, name none.

    Streamlit takes other servers of this machine for ours, and asks the internet what else the machine is called.
    """
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def _secured(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Cookies that browsers send by https only: Streamlit leaves that out for those who develop without."""
    for name, value in headers:
        plain = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
        yield name, value + b"; Secure" if plain else value


LOGIN, CALLBACK = "/auth/login", "/oauth2callback"
BACK = "claims_back"
BACK_S = 600
MOST_BACK = 2_000
"""Longer links do not fit a cookie beside the others: then the reader lands on the first page."""


class BackAgain:
    """Leads a reader who logged in back to the page of this site from which he went, and nowhere else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.endswith((LOGIN, CALLBACK)):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = Response(status_code=message["status"])
                answer.raw_headers = list(message["headers"])
                leads_home = answer.headers.get("location", "").split("?")[0] in ("", "/", f"{path[: -len(CALLBACK)]}/")
                if path.endswith(LOGIN):
                    left = place_of(request.headers.get("referer", ""), request.headers.get("host", ""))
                    if left and len(left) <= MOST_BACK:
                        value = quote(left, safe="")
                        answer.set_cookie(BACK, value, max_age=BACK_S, httponly=True, samesite="lax")
                elif leads_home and (left := place(unquote(request.cookies.get(BACK, "")))):
                    answer.headers["location"] = left
                    answer.delete_cookie(BACK, httponly=True, samesite="lax")
                message = {**message, "headers": answer.raw_headers}
            await send(message)

        await self.app(scope, receive, told)


def place_of(referer: str, host: str) -> str:
    """The path and query of a page of this very site; nothing of another site's."""
    try:
        parts = urlsplit(referer)
    except ValueError:
        return ""
    return place(urlunsplit(("", "", parts.path, parts.query, ""))) if host and parts.netloc == host else ""


def place(given: str) -> str:
    """The address where it stays on this site; nothing where a browser could take it for another one."""
    safe = given.isascii() and given.isprintable() and "\\" not in given
    return given if safe and given.startswith("/") and not given.startswith("//") else ""
