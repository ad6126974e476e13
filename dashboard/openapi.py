"""The description of the data interface, made from what reads its requests: OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Protocol, cast

from claims import published
from claims.links import EARLIEST, LATEST, Parameter
from claims.models import LANGUAGES, Language
from claims.models.base import SLUG
from claims.query import NEAREST, Facet, codes_known
from dashboard.asking import MOST, USUAL
from dashboard.data import Dossier
from dashboard.texts import catalogue

Schema = dict[str, Any]

VERSION = "1"
_YEAR, _MONTH = "(19|20|21)[0-9]{2}", "(0[1-9]|1[0-2])"
_LEAP = "((19|21)(0[48]|[2468][048]|[13579][26])|20([02468][048]|[13579][26]))"
_DATE = f"({_MONTH}-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
DAY = f"^({_YEAR}(-({_MONTH}|{_DATE}))?|{_LEAP}-02-29)$"
"""A year, a month or a day that there is, from EARLIEST to LATEST."""

_INTEGERS, _NUMBERS, _LISTS = ("quote_start", "quote_end"), ("low", "high"), ("sides", "badges")
_ALWAYS = ("id", "dossier", "topic", "kind", "speaker", "sides", "said_on", "attribution", "source", "permalink")


class Address(Protocol):
    """What the description needs to know of an address."""

    @property
    def name(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def media(self) -> str: ...
    @property
    def takes(self) -> tuple[Parameter, ...]: ...


def document(
    served: Iterable[Address], dossier: Dossier, dossiers: Collection[str], language: Language, home: str
) -> Schema:
    """All addresses with their parameters; the codes are those of the dossier."""
    say = catalogue(language).text
    parameters = {
        one.name: _parameter(one, _schema(one, dossier, dossiers), language) for at in served for one in at.takes
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": say("api.title"), "description": say("api.about"), "version": VERSION},
        "servers": [{"url": home}],
        "paths": {at.path: {"get": _operation(at, language)} for at in served},
        "components": {
            "parameters": parameters,
            "schemas": {"Claim": _claim(), "Claims": _claims(), "Problem": _problem()},
            "headers": {
                "ETag": _header(say("api.header_etag"), {"type": "string"}),
                "Link": _header(say("api.header_link"), {"type": "string"}),
                "Total": _header(say("api.header_total"), {"type": "integer", "minimum": 0}),
            },
        },
    }


def _parameter(parameter: Parameter, schema: Schema, language: Language) -> Schema:
    name = "code" if parameter.kind == "code" else parameter.name
    told = {
        "name": parameter.name,
        "in": "query",
        "description": catalogue(language).text(f"api.parameter_{name}", None, usual=USUAL, most=MOST),
        "schema": schema,
    }
    return told | ({"style": "form", "explode": True} if parameter.repeats else {})


def _schema(parameter: Parameter, dossier: Dossier, dossiers: Collection[str]) -> Schema:
    """What a value may be; a form that sends an empty field asks for nothing."""
    match parameter.kind:
        case "dossier":
            return {"type": "string", "enum": ["", *dossiers]}
        case "language":
            return {"type": "string", "enum": ["", *LANGUAGES], "default": "en"}
        case "day":
            return {"type": "string", "pattern": DAY, "examples": [str(EARLIEST), str(LATEST.year)]}
        case "moment":
            return {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}
        case "limit":
            return {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        case "id":
            return {"type": "string", "pattern": f"^{SLUG}$"}
        case "flag":
            return {"type": "string", "enum": ["", "1"]}
        case "words":
            return {"type": "string"}
    known = codes_known(dossier.tables, cast(Facet, parameter.name))
    return {"type": "array", "items": {"type": "string", "enum": [*known]}}


def _operation(at: Address, language: Language) -> Schema:
    say = catalogue(language).text
    headers = {"ETag": {"$ref": "#/components/headers/ETag"}}
    answered = dict(headers)
    if at.name.startswith("claims"):
        answered |= {
            "Link": {"$ref": "#/components/headers/Link"},
            "X-Total-Count": {"$ref": "#/components/headers/Total"},
        }
    schemas: dict[str, Schema] = {
        "claims_json": {"$ref": "#/components/schemas/Claims"},
        "openapi": {"type": "object"},
        "claimreview": {"type": "object"},
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    faults = {
        "400": say("api.problem_faults"),
        "404": say("api.problem_no_dossier"),
        "503": say("api.problem_unreachable"),
    }
    return {
        "operationId": at.path.strip("/").replace("/", "-"),
        "summary": say(f"api.address_{at.name}"),
        "parameters": [{"$ref": f"#/components/parameters/{one.name}"} for one in at.takes],
        "responses": {
            "200": {
                "description": say("api.answered"),
                "headers": answered,
                "content": {at.media: {"schema": schemas.get(at.name, {"type": "string"})}},
            },
            "304": {"description": say("api.unchanged"), "headers": headers},
            **{status: {"description": said, "content": problem} for status, said in faults.items()},
        },
    }


def _header(description: str, schema: Schema) -> Schema:
    return {"description": description, "schema": schema}


def _claim() -> Schema:
    def of(key: str) -> Schema:
        found = (
            "integer" if key in _INTEGERS else "number" if key in _NUMBERS else "array" if key in _LISTS else "string"
        )
        items = {"items": {"type": "string"}} if found == "array" else {}
        return {"type": found if key in _ALWAYS else [found, "null"], **items}

    return _object({key: of(key) for key in published.KEYS})


def _claims() -> Schema:
    return _object(
        {
            "dossier": {"type": "string"},
            "as_of": {"type": "string", "format": "date"},
            "recorded_at": {"type": ["string", "null"]},
            "rule_set": {"type": "integer"},
            "language": {"enum": [*LANGUAGES]},
            "total": {"type": "integer", "minimum": 0},
            "next": {"type": ["string", "null"], "format": "uri"},
            "claims": {"type": "array", "items": {"$ref": "#/components/schemas/Claim"}, "maxItems": MOST},
        }
    )


def _problem() -> Schema:
    text = {"type": "string"}
    nearest = {"type": "array", "items": text, "maxItems": NEAREST}
    fault = _object({"parameter": text, "value": text, "reason": text, "detail": text, "nearest": nearest})
    faults = {"type": "array", "items": fault}
    return _object({"type": text, "title": text, "status": {"type": "integer"}, "faults": faults})


def _object(properties: dict[str, Schema]) -> Schema:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
