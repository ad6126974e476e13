"""The dashboard's own server: Streamlit's ASGI app, a page shell in the reader's language, and a sign of life."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlencode

import streamlit as st
from markupsafe import Markup, escape
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from claims import links, words
from claims.errors import ClaimsError, StoreError
from claims.models import Language
from claims.team import team
from dashboard import data, reader, theme
from dashboard.bundle import Bundle
from dashboard.components.markup import capital
from dashboard.guard import NONCE, BackAgain, Guard, Rules, is_loopback
from dashboard.routes import FAILURES, ROUTES, SERVED
from dashboard.shell import broken
from dashboard.texts import catalogue, direction

HERE = Path(__file__).resolve()
PORT = 8501

FOLLOWED = ("deadlines", "changes")
"""Of the data that is served, what programs subscribe to."""

LOCALES: dict[Language, str] = {"en": "en-GB", "ar": "ar-IQ-u-nu-latn"}
"""What the browser's own formats follow; both languages have the digits of the dossiers."""


def language_of(query: bytes) -> Language:
    """The language that a link asks for; English where it asks for none we speak."""
    return links.language_of(parse_qs(query.decode("latin-1")))


def shell(page: str, language: Language, query: bytes = b"", nonce: str = "") -> str:
    """Streamlit's page in the reader's language and direction, with our title, colours and fonts at first paint.

    Programs find in its head the calendar and the feed of changes under the filters of the page's own link. `nonce`
    lets the scripts in the page run, and no other.
    """
    say = catalogue(language).text
    settings = {
        "base": f"/{st.get_option('server.baseUrlPath') or ''}",
        "locale": LOCALES[language],
        "widthCookie": theme.WIDTH_COOKIE,
        "phoneMaxPx": theme.PHONE_MAX_PX,
        "words": _native_words(language),
        "meanings": {code: capital(said) for code, said in words.meanings(language).items()},
    }
    head = (
        f"<title>{escape(say('shell.product'))}</title>{_followed(language, query)}"
        f"<style>{theme.stylesheet()}</style><script>const claims={_json(settings)};\n{_scripts()}</script>"
    )
    page = re.sub(r"<html\b[^>]*>", f'<html lang="{language}" dir="{direction(language)}">', page, count=1)
    opening = Markup('<p class="opening" role="status">{}</p>').format(
        say("load.opening", product=say("shell.product"))
    )
    unscripted = Markup("<noscript><p>{}</p></noscript>").format(say("shell.no_script"))
    page = re.sub(r"<noscript>.*?</noscript>", lambda _: unscripted, page, count=1, flags=re.DOTALL)
    page = page.replace('<div id="root"></div>', f'<div id="root">{opening}</div>', 1)
    page = re.sub(r"<link[^>]*rel=\"(?:preload\"[^>]*as=\"font|service-desc)\"[^>]*>", "", page)
    page = re.sub(r"<title>.*?</title>", lambda _: head, page, count=1, flags=re.DOTALL)
    return page.replace("<script>", f'<script nonce="{nonce}">')


def _followed(language: Language, query: bytes) -> Markup:
    """What can be subscribed to; who does wants it as of each day to come, not as of this link's."""
    names = {one.name for one in links.SHARED} - {"as_of", "recorded_at"}
    asked = [(name, value) for name, value in parse_qsl(query.decode("latin-1")) if name in names]
    base = (st.get_option("server.baseUrlPath") or "").strip("/")
    root, under = f"/{base}" if base else "", f"?{urlencode(asked)}" if asked else ""
    link = Markup('<link rel="alternate" type="{}" title="{}" href="{}">')
    say = catalogue(language).text
    return Markup("").join(
        link.format(one.media, say(f"api.address_{one.name}"), f"{root}{one.path}{under}")
        for one in SERVED
        if one.name in FOLLOWED
    )


def _native_words(language: Language) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What Streamlit says in English, with the same in the reader's language, where that is another one."""
    english, own = catalogue("en").area("native"), catalogue(language).area("native")
    return [(english[key], own[key]) for key in english if english[key] != own[key]]


def _json(settings: Mapping[str, object]) -> str:
    """As JSON that cannot end the script it stands in."""
    return json.dumps(settings, ensure_ascii=False).replace("<", "\\u003c")


@cache
def _scripts() -> str:
    """What only the browser can do, in the order of the files' names."""
    return "\n".join(file.read_text("utf-8") for file in sorted((HERE.parent / "scripts").glob("*.js")))


class InReadersLanguage:
    """Rewrites the HTML shell of every page; all other answers pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        # A compressed page could not be rewritten, and one "not modified" may be in another language.
        kept_from_app = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        scope = {**scope, "headers": [header for header in scope["headers"] if header[0] not in kept_from_app]}
        start: Message | None = None
        body = b""

        async def rewrite(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                    await send(message)
                else:
                    start = message
                return
            if start is None:
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                query = scope["query_string"]
                nonce = scope.get("state", {}).get(NONCE, "")
                page = shell(body.decode("utf-8"), language_of(query), query, nonce).encode("utf-8")
                headers = MutableHeaders(raw=list(start["headers"]))
                for outdated in ("etag", "last-modified"):
                    del headers[outdated]
                headers["content-length"] = str(len(page) if scope["method"] != "HEAD" else 0)
                headers["cache-control"] = "no-cache"
                await send({**start, "headers": headers.raw})
                await send({"type": "http.response.body", "body": page if scope["method"] != "HEAD" else b""})

        await self.app(scope, receive, rewrite)


def healthz(_: Request) -> JSONResponse:
    """Answers as long as the server does."""
    return JSONResponse({"status": "ok"})


def address() -> str:
    """Where the server listens: this machine alone, unless CLAIMS_ADDRESS names another address of it."""
    return os.environ.get("CLAIMS_ADDRESS") or "localhost"


def application() -> st.App:
    """The dashboard for the team that is named now. TeamError where its file cannot be used."""
    found = team()
    return st.App(
        HERE.parent / "app.py",
        secrets=reader.auth_secrets(found),
        routes=[Route("/healthz", healthz), *ROUTES],
        middleware=[
            Middleware(Guard, rules=Rules.of(found, any_number=not is_loopback(address()))),
            Middleware(Bundle),
            Middleware(BackAgain),
            Middleware(InReadersLanguage),
        ],
        on_script_error=broken,
        exception_handlers=FAILURES,
    )


def _read_ahead() -> None:
    # Where the store does not answer, the page that asks for it says so.
    with suppress(StoreError):
        data.at_hand()


def main(port: int = PORT) -> None:
    """Serve the dashboard until it is stopped; exit 2 where it would let anybody edit."""
    # Streamlit looks for `.streamlit/config.toml` beside the program that was started.
    sys.argv = [str(HERE)]
    try:
        if not is_loopback(address()) and reader.edits_without_login():
            told = catalogue("en").text("guard.not_elsewhere", address=address(), option="--read-only")
            sys.stderr.write(f"claims: {told}\n")
            sys.exit(2)
        app, found = application(), team()
        data.ready()
    except ClaimsError as error:
        sys.exit(f"claims: {error}")
    told = catalogue("en").text("guard.serving", address=found.address if found else f"http://{address()}:{port}")
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()
    # While the first browser still reads its scripts.
    Thread(target=_read_ahead, daemon=True).start()
    app.run(config={"server.port": port, "server.address": address()})


if __name__ == "__main__":
    main(int(os.environ.get("CLAIMS_PORT", PORT)))
