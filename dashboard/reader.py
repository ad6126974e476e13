"""Who reads: the person behind the running script or a request, with the roles that the team's file gives right now.

Whoever is asked for without being known is refused: there is no default reader.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from sqlalchemy import Engine
from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.server_util import AUTH_COOKIE_NAME

# Streamlit's own reading of the cookie that it signed: what it takes for a login is one here too, and nothing else.
from streamlit.web.server.starlette.starlette_websocket import _get_signed_cookie_with_chunks

from claims.access import NOBODY, NotAllowedError, Person, local
from claims.store import audit, shipped
from claims.store.engine import reading, writing
from claims.team import Team, team
from dashboard.guard import LOOPBACK, host_name

READ_ONLY = "CLAIMS_READ_ONLY"
"""Where this is set, nobody without a login edits, not even at the machine itself."""
FILES = "CLAIMS_SEEDS"
"""The files that are shown instead of a store; they are edited as files."""

HOUR_S = 3600
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")

_reader: ContextVar[Person] = ContextVar("reader")
_noted: set[tuple[str, str, str]] = set()
"""Logins that this process knows to stand in the audit."""


def reader() -> Person:
    """Who reads. LookupError where neither a script nor a request is running; TeamError as of the team's file."""
    found = _reader.get(None)
    if found is not None:
        return found
    if get_script_run_ctx(suppress_warning=True) is None:
        raise LookupError
    headers = {name.lower(): value for name, value in st.context.headers.to_dict().items()}
    return _person(st.user.to_dict(), headers, near=st.context.ip_address is None)


@contextmanager
def reading_as(person: Person) -> Iterator[None]:
    """Within, this person reads."""
    token = _reader.set(person)
    try:
        yield
    finally:
        _reader.reset(token)


def of_request(request: HTTPConnection) -> Person:
    """Who sent a request, by the same cookie as the pages."""
    near = request.client is not None and request.client.host in LOOPBACK
    return _person(_claims_in(request.cookies), dict(request.headers), near=near)


def can_log_in() -> bool:
    """Whether the team named who vouches for its people."""
    found = team()
    return found is not None and found.login is not None


def edits_without_login() -> bool:
    """Whether whoever sits at the machine may edit without saying who he is."""
    return not (can_log_in() or os.environ.get(READ_ONLY) or os.environ.get(FILES))


def auth_secrets(found: Team | None) -> dict[str, Any]:
    """What Streamlit's login is told of the team's provider; nothing where there is none."""
    if found is None or found.login is None:
        return {}
    told = {
        "redirect_uri": f"{found.address.rstrip('/')}/oauth2callback",
        "cookie_secret": found.login.secret("cookie_secret"),
        "client_id": found.login.client_id,
        "client_secret": found.login.secret("client_secret"),
        "server_metadata_url": found.login.metadata,
    }
    return {"auth": told}


def note_login(store: Engine) -> None:
    """Note in the audit that somebody logged in, once a login, and that another provider's word was refused."""
    found, claims = team(), st.user.to_dict()
    if found is None or found.login is None or not claims.get("is_logged_in"):
        return
    login = str(claims.get("iat", ""))
    event: audit.Event = "login"
    try:
        person = found.person(claims)
        key, who = person.key, person.known_as
    except NotAllowedError:
        event, who = "refused_login", str(claims.get("sub"))[:200]
        key = f"{claims.get('iss')}|{who}"[:400]
    if (event, key, login) not in _noted:
        if not reading(store, lambda at: audit.is_noted(at, event, key, login)):
            writing(store, lambda at: audit.note(at, event, key, who, login))
        _noted.add((event, key, login))


def note_logout(store: Engine) -> None:
    """Note in the audit that the reader logs out, of the login that `note_login` has noted."""
    person, login = reader(), str(st.user.to_dict().get("iat", ""))
    writing(store, lambda at: audit.note(at, "logout", person.key, person.known_as, login))


def _person(claims: Mapping[str, Any], headers: Mapping[str, str], *, near: bool) -> Person:
    found = team()
    if found is not None and found.login is not None:
        if not claims.get("is_logged_in") or not _lasts(claims, found.session_hours):
            return found.stranger
        try:
            return found.person(claims)
        except NotAllowedError:
            return found.stranger
    if not edits_without_login() or not near or not _is_local(headers):
        return NOBODY
    return local(shipped.login())


def _lasts(claims: Mapping[str, Any], hours: float) -> bool:
    """Whether a login is young enough: from when the provider issued its word (`iat`, RFC 7519, 4.1.6)."""
    issued = claims.get("iat")
    return isinstance(issued, int | float) and time.time() < issued + hours * HOUR_S


def _is_local(headers: Mapping[str, str]) -> bool:
    """Whether a browser on this machine asked for this machine by name: no proxy, no other site's name for it."""
    return host_name(headers.get("host", "")) in LOOPBACK and not any(one in headers for one in _FORWARDED)


def _claims_in(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """What the signed cookie says of who is logged in; nothing where it is none of ours."""
    found = team()
    if found is None or found.login is None:
        return {}
    signed = _get_signed_cookie_with_chunks(dict(cookies), AUTH_COOKIE_NAME)
    if signed is None:
        return {}
    claims = json.loads(signed)
    parts = urlsplit(found.address)
    # As Streamlit holds it: a cookie is good for the address for which it was made.
    return claims if claims.get("origin") == f"{parts.scheme}://{parts.netloc}" else {}
