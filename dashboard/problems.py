"""Why a request gets no answer, as RFC 9457 has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse

PROBLEM = "application/problem+json"


def problem_told(
    status: int, title: str, headers: Mapping[str, str], faults: Sequence[Mapping[str, Any]] = ()
) -> JSONResponse:
    """The problem for a program; nobody keeps it."""
    body = {"type": "about:blank", "title": title, "status": status, "faults": [*faults]}
    return JSONResponse(body, status, {**headers, "Cache-Control": "no-store"}, PROBLEM)
