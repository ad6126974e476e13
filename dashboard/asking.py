"""What a request for data asks: the links' parameters and a few of its own, all of them right or all faults told."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from claims import links
from claims.errors import ClaimsError, HistoryError
from claims.faults import printable, verbatim
from claims.links import Parameter
from claims.models import Language
from claims.models.base import SLUG
from claims.query import NEAREST, Query
from claims.store.past import moment_of
from dashboard import data
from dashboard.data import Dossier
from dashboard.texts import catalogue

LIMIT = Parameter(name="limit", kind="limit")
AFTER = Parameter(name="after", kind="id")
BOM = Parameter(name="bom", kind="flag")

USUAL, MOST = 100, 1000
"""How many claims a page has, and may have."""

MOST_VALUES = 200
"""No reader names more; each one that is not known is compared with all that are."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request; `reason` is the key of its sentence in the area `api`."""

    parameter: str
    value: str
    reason: str
    nearest: tuple[str, ...] = ()
    said: str = ""
    """The sentence itself, where another area has it."""

    def as_dict(self, language: Language) -> dict[str, Any]:
        detail = self.said or catalogue(language).text(
            f"api.fault_{self.reason}", None, value=verbatim(self.value), name=printable(self.parameter)
        )
        return {
            "parameter": self.parameter,
            "value": self.value,
            "reason": self.reason,
            "detail": detail,
            "nearest": list(self.nearest),
        }


class ProblemError(ClaimsError):
    """Why a request gets no data: a status of HTTP and the key of its title in the area `api`."""

    def __init__(self, status: int, title: str, *faults: Fault, language: Language = "en") -> None:
        super().__init__(status, title, faults)
        self.status, self.title, self.faults, self.language = status, title, faults, language


@dataclass(frozen=True)
class Asked:
    """A request without faults."""

    dossier: Dossier
    recorded_at: str | None
    query: Query
    language: Language
    limit: int
    after: str
    bom: bool


def read(params: Mapping[str, Sequence[str]], takes: tuple[Parameter, ...]) -> Asked:
    """What the parameters ask of an address that takes these. ProblemError lists all that is wrong with them."""
    language = links.language_of(params)
    if sum(map(len, params.values())) > MOST_VALUES:
        raise ProblemError(400, "faults", Fault("", str(MOST_VALUES), reason="too_many"), language=language)
    dossier = _dossier(_last(params, "dossier"), language)
    recorded_at = _last(params, "recorded_at") or None
    if recorded_at:
        dossier = _as_recorded(dossier, recorded_at, language)
    today = datetime.now(ZoneInfo(dossier.records.dossier.time_zone)).date()
    link = links.asked(params, today)
    faults = [
        *_faults_of(params, {one.name: one for one in takes}),
        *(Fault(one.parameter, one.value, one.reason, one.nearest) for one in link.ignored),
        *(Fault(one.facet, one.code, "not_known", one.nearest) for one in data.unknown(dossier, link.query)),
    ]
    if faults:
        raise ProblemError(400, "faults", *faults, language=language)
    limit = int(_last(params, "limit") or USUAL)
    return Asked(dossier, recorded_at, link.query, language, limit, _last(params, "after"), _last(params, "bom") == "1")


def _dossier(named: str, language: Language) -> Dossier:
    """The dossier named, else the first."""
    known = data.dossiers()
    found = known.get(named) if named else next(iter(known.values()), None)
    if found is None:
        fault = Fault("dossier", named, "not_known", tuple(difflib.get_close_matches(named, known, NEAREST)))
        raise ProblemError(404, "no_dossier", fault, language=language)
    if not isinstance(found, Dossier):
        raise ProblemError(503, "faulty", language=language)
    return found


def _as_recorded(dossier: Dossier, named: str, language: Language) -> Dossier:
    status = 400
    try:
        moment = moment_of(named, dossier.records.dossier.time_zone)
        status = 404
        return data.recorded(dossier, moment)
    except HistoryError as error:
        error.language = language
        fault = Fault("recorded_at", named, reason="not_kept", said=str(error))
        raise ProblemError(status, "faults" if status == 400 else "no_dossier", fault, language=language) from error


def _faults_of(params: Mapping[str, Sequence[str]], known: Mapping[str, Parameter]) -> Iterator[Fault]:
    for name, values in params.items():
        if name not in known:
            nearest = tuple(difflib.get_close_matches(name, known, NEAREST))
            yield Fault(name, "", "unknown_parameter", nearest)
            continue
        parameter, given = known[name], [one for one in values if one]
        if not parameter.repeats and len(set(given)) > 1:
            yield Fault(name, given[0], reason="given_twice")
        for value in given:
            if parameter.kind == "limit" and not (re.fullmatch("[1-9][0-9]{0,3}", value) and int(value) <= MOST):
                yield Fault(name, value, reason="not_a_limit")
            elif parameter.kind == "id" and not re.fullmatch(SLUG, value):
                yield Fault(name, value, reason="not_an_id")
            elif parameter.kind == "flag" and value != "1":
                yield Fault(name, value, reason="not_a_flag", nearest=("1",))


def _last(params: Mapping[str, Sequence[str]], name: str) -> str:
    return ["", *params.get(name, ())][-1]
