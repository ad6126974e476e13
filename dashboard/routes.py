"""Data for other programs under the filters of the pages: HTTP in, the domain's answers out."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin

import numpy as np
import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from claims import links, published
from claims.analysis import RULES
from claims.answers import Answers, Name, Row, as_csv
from claims.errors import ClaimsError
from claims.exchange import claimreview, feed, ics
from claims.exchange.sheets import Form
from claims.exchange.tables import table
from claims.links import Parameter
from dashboard import asking, data, openapi
from dashboard.asking import AFTER, BOM, LIMIT, Asked, ProblemError
from dashboard.problems import problem_told
from dashboard.reader import FILES, of_request, reading_as
from dashboard.texts import catalogue

TABLES: tuple[Name, ...] = ("deadlines", "commitments", "figures", "positions")
"""The public tables that need nothing but the pages' filters."""
FORMS: Mapping[Form, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/jsonl",
}
RETRY_AFTER_S = 30

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class Part:
    """The claims of one page of an answer, of `total` in all; `following` the address of the next page."""

    asked: Asked
    rows: list[Row]
    total: int
    following: str | None


@dataclass(frozen=True)
class Given:
    """What a request is answered with."""

    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Served:
    """An address: its key in the area `api`, what it takes, what it gives and in which form.

    What is told `whole`, of all claims at once, a large dossier does not give.
    """

    name: str
    path: str
    media: str
    takes: tuple[Parameter, ...]
    gives: Callable[[Request, Asked], Given]
    whole: bool = False


def _as_json(part: Part) -> bytes:
    asked = part.asked
    told: dict[str, Any] = {
        "dossier": asked.dossier.id,
        "as_of": asked.query.as_of.isoformat(),
        "recorded_at": asked.recorded_at,
        "rule_set": RULES,
        "language": asked.language,
        "total": part.total,
        "next": part.following,
        "claims": part.rows,
    }
    return _json(told)


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, allow_nan=False).encode()


def _as_csv(part: Part) -> bytes:
    return as_csv(part.rows, published.KEYS).encode("utf-8-sig" if part.asked.bom else "utf-8")


def _claims(written: Callable[[Part], bytes]) -> Callable[[Request, Asked], Given]:
    def gives(request: Request, asked: Asked) -> Given:
        part = _part(request, asked)
        following = {"Link": f'<{part.following}>; rel="next"'} if part.following else {}
        return Given(written(part), {"X-Total-Count": str(part.total), **following})

    return gives


def _part(request: Request, asked: Asked) -> Part:
    ids, chosen = asked.dossier.tables.claims.id, data.select(asked.dossier, asked.query).rows_of_claims
    after = np.searchsorted(ids.encoded, asked.after.encode("ascii", "replace"), "right")
    left = chosen[np.searchsorted(chosen, after) :]
    page = ids.named(left[: asked.limit]).tolist()
    tables = data.told(asked.dossier, asked.query.as_of, page)
    # The pages that follow are of the same dossier and day, whatever comes first or is today by then.
    fixed = {"as_of": asked.query.as_of.isoformat(), "dossier": asked.dossier.id}
    fixed |= {"recorded_at": asked.recorded_at} if asked.recorded_at else {}
    home = _home(request)
    rows = published.rows(
        asked.dossier.records,
        (tables.deadlines, tables.figures, tables.positions),
        page,
        asked.language,
        lambda id_: urljoin(home, f"claim?{urlencode({'id': id_, 'lang': asked.language, **fixed})}"),
    )
    following = None
    if len(page) < len(left):
        params = parse_qs(request.url.query) | {"after": page[-1], **fixed}
        following = str(request.url.replace(query=urlencode(params, doseq=True)))
    return Part(asked, rows, len(chosen), following)


def _whole(asked: Asked) -> Asked:
    """For what is told of all claims at once. ProblemError of a dossier that has too many."""
    if asked.dossier.is_large:
        raise ProblemError(422, "too_large", language=asked.language)
    return asked


def _table(name: Name, form: Form) -> Callable[[Request, Asked], Given]:
    def gives(_: Request, asked: Asked) -> Given:
        rows = Answers(_whole(asked).dossier.records, asked.query, asked.language).rows(name)
        written = table(name, rows, form, asked.language, bom=asked.bom)
        file = f"{asked.dossier.id}-{name}-{asked.query.as_of}.{form}"
        return Given(written, {"Content-Disposition": f'attachment;filename="{file}"'})

    return gives


def _review(request: Request, asked: Asked) -> Given:
    chosen = sorted(data.select(_whole(asked).dossier, asked.query).claim_ids)
    home, records = _home(request), asked.dossier.records
    return Given(_json(claimreview.graph(records, chosen, asked.query.as_of, home, asked.language)))


def _calendar(request: Request, asked: Asked) -> Given:
    dossier = _whole(asked).dossier
    rows = Answers(dossier.records, asked.query, asked.language).rows("deadlines")
    changes, changed = (dossier.kept.entries, dossier.changed) if dossier.kept else (0, None)
    home, as_of = _home(request), asked.query.as_of
    return Given(ics.calendar(dossier.records, rows, as_of, home, asked.language, changes=changes, changed=changed))


def _changes(request: Request, asked: Asked) -> Given:
    changed = data.changes_daily(_whole(asked).dossier, asked.query.as_of)
    given = parse_qs(request.url.query)
    narrows = {one.name: given[one.name] for one in links.SHARED if one.name in given}
    told = urlencode({name: narrows[name] for name in narrows if name not in ("dossier", "lang")}, doseq=True)
    return Given(feed.flips(asked.dossier.records, changed, asked.query, _home(request), asked.language, told))


def _document(request: Request, asked: Asked) -> Given:
    return Given(_json(openapi.document(SERVED, asked.dossier, [*data.dossiers()], asked.language, _home(request))))


_DOSSIER, _LANGUAGE = (next(one for one in links.SHARED if one.name == name) for name in ("dossier", "lang"))
SERVED = (
    Served(
        name="claims_json",
        path="/api/claims.json",
        media="application/json",
        takes=(*links.SHARED, LIMIT, AFTER),
        gives=_claims(_as_json),
    ),
    Served(
        name="claims_csv",
        path="/api/claims.csv",
        media="text/csv",
        takes=(*links.SHARED, LIMIT, AFTER, BOM),
        gives=_claims(_as_csv),
    ),
    *(
        Served(
            name="table",
            path=f"/api/table/{name}.{form}",
            media=media,
            takes=(*links.SHARED, BOM) if form == "csv" else links.SHARED,
            gives=_table(name, form),
            whole=True,
        )
        for name in TABLES
        for form, media in FORMS.items()
    ),
    Served(
        name="claimreview",
        path="/api/claimreview.json",
        media="application/ld+json",
        takes=links.SHARED,
        gives=_review,
        whole=True,
    ),
    Served(
        name="deadlines", path="/deadlines.ics", media="text/calendar", takes=links.SHARED, gives=_calendar, whole=True
    ),
    Served(
        name="changes",
        path="/changes.atom",
        media="application/atom+xml",
        takes=links.SHARED,
        gives=_changes,
        whole=True,
    ),
    Served(
        name="openapi",
        path="/api/openapi.json",
        media="application/json",
        takes=(_DOSSIER, _LANGUAGE),
        gives=_document,
    ),
)


def _home(request: Request) -> str:
    """Where the dashboard's pages begin, under the host that `dashboard.guard` let pass."""
    return urljoin(str(request.base_url), f"{(st.get_option('server.baseUrlPath') or '').strip('/')}/".lstrip("/"))


def _endpoint(served: Served) -> Callable[[Request], Response]:
    # Not a coroutine: the server answers in a thread and goes on serving others.
    def answer(request: Request) -> Response:
        person = of_request(request)
        params = parse_qs(request.url.query, keep_blank_values=True)
        if not person.reads_open and not person.is_member:
            status, title = (403, "no_role") if person.is_known else (401, "log_in")
            raise ProblemError(status, title, language=links.language_of(params))
        with reading_as(person):
            asked = asking.read(params, served.takes)
            return _unless_known(request, served.gives(request, asked), served.media)

    return answer


def _unless_known(request: Request, given: Given, media: str) -> Response:
    """The answer, or 304 where the client has it already (RFC 9110, 13.1.2)."""
    digest = hashlib.sha256(given.body).hexdigest()[:32]
    # What is sent compressed is other bytes, and a strong tag names bytes.
    tag = f'"{digest}-gzip"' if "gzip" in request.headers.get("accept-encoding", "") else f'"{digest}"'
    headers = {**given.headers, "ETag": tag, "Cache-Control": "no-cache", **_shared_with(request)}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in _ENTITY_TAG.findall(known):
        return Response(status_code=304, headers=headers)
    return Response(given.body, media_type=media, headers=headers)


def _shared_with(request: Request) -> dict[str, str]:
    """Pages of other sites may read only where whoever runs the server named them: a dossier may be private, and
    a browser inside a newsroom's network would fetch it for any site that its reader visits."""
    allowed, origin = st.get_option("server.corsAllowedOrigins"), request.headers.get("origin")
    if not allowed:
        return {}
    return {"Vary": "Origin", **({"Access-Control-Allow-Origin": origin} if origin and origin in allowed else {})}


def pulse(request: Request) -> Response:
    """The number of the last entry of a dossier, for pages that wait for a change; 404 of one that is none here."""
    with reading_as(of_request(request)):
        number = None if os.environ.get(FILES) else data.last_number(request.query_params.get("dossier", ""))
    return JSONResponse({"entries": number}, 404 if number is None else 200, {"Cache-Control": "no-store"})


def problem(request: Request, error: Exception) -> Response:
    """Why there is no answer, as RFC 9457 has it."""
    headers: dict[str, str] = {}
    told = error if isinstance(error, ProblemError) else ProblemError(503, "unreachable")
    if told.status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    title = catalogue(told.language).text(f"api.problem_{told.title}")
    faults = [one.as_dict(told.language) for one in told.faults]
    return problem_told(told.status, title, {**headers, **_shared_with(request)}, faults)


ROUTES = [
    Route("/pulse", pulse, methods=["GET"]),
    *(Route(served.path, _endpoint(served), methods=["GET"]) for served in SERVED),
]
FAILURES = {ClaimsError: problem}
