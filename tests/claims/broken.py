"""A dossier folder that is fine, and one with every fault that a check must find; both built afresh by a test."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from claims import writing
from claims.faults import RecordType
from claims.folder import MODELS
from claims.models import Outlet, Record, Source

WORDS = "Baghdad: the mission ends in September.\nبغداد: تنتهي المهمة في أيلول.\n"


SECTIONS: dict[str, type[Record]] = {"outlets": Outlet, "sources": Source}


def text(words: str) -> dict[str, str]:
    return {"en": words, "ar": words}


def deadline(**given: Any) -> dict[str, Any]:
    return {"role": "by", "due": "2025-09", "force": "commitment", **given}


def figure(**given: Any) -> dict[str, Any]:
    return {"low": 2500, "high": 2500, "qualifier": "exact", "as_of": "2025", **given}


def claim(slug: str, **given: Any) -> dict[str, Any]:
    """A claim; without a value of its own it is a deadline."""
    filled = {
        "id": slug,
        "topic": "exit",
        "speaker": "adviser",
        "said_on": "2025-08-17",
        "attribution": "direct",
        "source": "paper",
        "statement": text("It ends."),
    }
    if not {"deadline", "figure", "position"} & given.keys():
        given = {**given, "deadline": deadline()}
    return {**filled, **given}


def topic(slug: str, kind: str, **given: Any) -> dict[str, Any]:
    fields: dict[str, dict[str, Any]] = {
        "deadline": {"obligors": ["baghdad"], "last_checked": "2026-01-01"},
        "figure": {"unit": "people", "basis": "troops"},
        "position": {"proposition": text("They stay.")},
    }
    return {"id": slug, "kind": kind, "question": text("What?"), **fields[kind], **given}


def outcome(slug: str, **given: Any) -> dict[str, Any]:
    filled = {"id": slug, "topic": "exit", "happened_on": "2025-09-30", "result": "fulfilled"}
    return {**filled, "statement": text("Done."), "source": "paper", **given}


def sound() -> dict[str, Any]:
    """The files of a dossier without faults, by name: data for YAML, text for a text file."""
    return {
        "dossier.yaml": {
            "id": "mission",
            "title": text("The mission"),
            "summary": text("How it ends."),
            "time_zone": "Asia/Baghdad",
            "sides": [{"id": "baghdad", "name": text("Baghdad")}, {"id": "washington", "name": text("Washington")}],
        },
        "topics.yaml": [topic("exit", "deadline"), topic("troops", "figure"), topic("stay", "position")],
        "speakers.yaml": [{"id": "adviser", "name": text("An adviser"), "kind": "person", "sides": ["baghdad"]}],
        "sources.yaml": {
            "outlets": [{"id": "gazette", "name": text("Gazette")}],
            "sources": [
                {
                    "id": "paper",
                    "outlet": "gazette",
                    "url": "https://example.org/1",
                    "published": "2025-08-18",
                    "language": "ar",
                    "text": "texts/paper.txt",
                    "sha256": hashlib.sha256(WORDS.encode()).hexdigest(),
                }
            ],
        },
        "claims/deadlines.yaml": [
            claim("first", quote={"text": "ends in September", "start": 21, "end": 38}),
            claim("echo", same_as="first"),
            claim("answer", responds_to="first"),
        ],
        "claims/others.yaml": [
            claim("count", topic="troops", figure=figure()),
            claim("view", topic="stay", position={"stance": "affirms"}),
        ],
        "outcomes.yaml": [outcome("done")],
        "assessments.yaml": [
            {
                "id": "judged",
                "claim": "count",
                "status": "documented",
                "on": "2025-10-01",
                "by": "editor",
                "why": text("It is so."),
                "evidence": ["paper"],
            }
        ],
        "texts/paper.txt": WORDS,
    }


def write(folder: Path, files: dict[str, Any]) -> Path:
    """The files in a folder: data through the formatter, text and bytes as they are."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            file.write_bytes(content)
        else:
            text_ = content if isinstance(content, str) else _saved(name, content)
            file.write_text(text_, encoding="utf-8", newline="")
    return folder


def _saved(name: str, content: Any) -> str:
    if name == "sources.yaml":
        content = {key: writing.in_order(content[key], model) for key, model in SECTIONS.items()}
    else:
        content = writing.in_order(content, MODELS[type_of(name)])
    return writing.as_yaml(content)


def type_of(name: str) -> RecordType:
    """The type of the records in a file."""
    type_: Any = name.split("/")[0].removesuffix(".yaml").removesuffix("s")
    return type_


def as_bulk(files: dict[str, Any]) -> str:
    """The same records one a line."""
    lines = [writing.as_json_line({"type": "dossier", **files["dossier.yaml"]})]
    for name, type_ in (("outlets", "outlet"), ("sources", "source")):
        lines += [writing.as_json_line({"type": type_, **one}) for one in files["sources.yaml"][name]]
    for name, content in files.items():
        type_ = type_of(name)
        if type_ in ("topic", "speaker", "claim", "outcome", "assessment"):
            lines += [writing.as_json_line({"type": type_, **one}) for one in content]
    return "".join(lines)


def line_of(folder: Path, file: str, *marks: str) -> int:
    """The number of the line with the last mark, looked for after those before it."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    here = 0
    for mark in marks:
        here = next(at for at in range(here, len(lines)) if mark in lines[at])
    return here + 1
