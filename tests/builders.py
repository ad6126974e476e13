"""Records for tests: each builder fills in what the test does not care about, so that what it sets is what matters.

`dossier(...)` takes records in any order and adds whatever they refer to: a topic of the claim's kind, a speaker who
speaks for the side of his own name (`claim(speaker="baghdad")`), a source, an outlet.
"""

from __future__ import annotations

from typing import Any

from claims.models import (
    Assessment,
    Claim,
    Dossier,
    Edtf,
    Outcome,
    Outlet,
    Retired,
    Side,
    Source,
    Speaker,
    Text,
    Topic,
)
from claims.records import DossierRecords

TOPIC_OF_KIND = {"deadline": "exit", "figure": "troops", "position": "stay"}
"""The topic that a claim of each kind answers where the test names none."""

SIDES = ("baghdad", "washington", "tehran")
OBLIGORS = ("baghdad", "washington")

AnyRecord = Topic | Speaker | Outlet | Source | Claim | Outcome | Assessment


def text(words: str) -> Text:
    return Text(en=words, ar=words)


def retired(on: str = "2026-01-01") -> Retired:
    return Retired.model_validate({"on": on, "by": "editor", "why": "entered twice"})


def topic(slug: str | None = None, kind: str = "deadline", **given: Any) -> Topic:
    """A topic; the two obligors of a deadline are Baghdad and Washington, and nobody has checked it."""
    of_kind: dict[str, dict[str, Any]] = {
        "deadline": {"obligors": OBLIGORS},
        "figure": {"unit": "people", "basis": "US troops"},
        "position": {"proposition": text("They will stay.")},
    }
    filled = {"id": slug or TOPIC_OF_KIND[kind], "kind": kind, "question": text("What of it?"), **of_kind[kind]}
    return Topic.model_validate({**filled, **given})


def speaker(slug: str, *sides: str, **given: Any) -> Speaker:
    return Speaker.model_validate({"id": slug, "name": text(slug), "kind": "person", "sides": sides, **given})


def outlet(slug: str, **given: Any) -> Outlet:
    return Outlet.model_validate({"id": slug, "name": text(slug), **given})


def source(slug: str, outlet: str = "gazette", **given: Any) -> Source:
    return Source.model_validate({"id": slug, "outlet": outlet, "language": "en", **given})


def claim(
    slug: str = "claim",
    *,
    role: str | None = None,
    due: str | None = "2025-09-30",
    force: str = "commitment",
    low: float | None = None,
    high: float | None = None,
    exactly: float | None = None,
    qualifier: str | None = None,
    as_of: str | None = None,
    basis: str | None = None,
    stance: str | None = None,
    said_on: str = "2025-01-01",
    **given: Any,
) -> Claim:
    """A claim; a stance makes it a position, a qualifier or `exactly` a figure, else it is a deadline.

    A deadline falls due `by` its date; a figure counts the day on which it was said; a silence was searched till then.
    """
    value: dict[str, Any]
    if stance is not None:
        kind, value = (
            "position",
            {"stance": stance, "searched_on": str(Edtf.parse(said_on).last) if stance == "no-statement" else None},
        )
    elif qualifier is not None or exactly is not None:
        low, high = (exactly, exactly) if exactly is not None else (low, high)
        kind, value = "figure", {"low": low, "high": high, "qualifier": qualifier or "exact", "basis": basis}
        value["as_of"] = as_of or said_on
    else:
        kind, value = "deadline", {"role": role or "by", "due": due, "force": force}
    filled = {
        "id": slug,
        "topic": TOPIC_OF_KIND[kind],
        "speaker": "baghdad",
        "said_on": said_on,
        "attribution": "direct",
        "source": "paper",
        "statement": text("It was said."),
        kind: value,
    }
    return Claim.model_validate({**filled, **given})


def outcome(slug: str = "outcome", result: str = "fulfilled", happened_on: str = "2025-09-30", **given: Any) -> Outcome:
    """What happened to the exit, known on the day it happened and declared by no named side."""
    filled = {"id": slug, "topic": "exit", "result": result, "happened_on": happened_on, "known_on": happened_on}
    return Outcome.model_validate({**filled, "statement": text("It happened."), "source": "paper", **given})


def assessment(claim: str, status: str, on: str = "2025-06-01", slug: str | None = None, **given: Any) -> Assessment:
    filled = {"id": slug or f"{claim}-{status}", "claim": claim, "status": status, "on": on, "by": "editor"}
    return Assessment.model_validate({**filled, "why": text("It is so."), "evidence": ["paper"], **given})


def dossier(*records: AnyRecord, sides: tuple[str, ...] = SIDES) -> DossierRecords:
    """A dossier of these records, with all that they refer to."""
    given: dict[type, dict[str, Any]] = {
        kind: {record.id: record for record in records if isinstance(record, kind)}
        for kind in (Topic, Speaker, Outlet, Source, Claim, Outcome, Assessment)
    }
    topics, speakers, sources, outlets = given[Topic], given[Speaker], given[Source], given[Outlet]
    for one in given[Claim].values():
        topics.setdefault(one.topic, topic(one.topic, one.kind))
        speakers.setdefault(one.speaker, speaker(one.speaker, *(side for side in sides if side == one.speaker)))
        sources.setdefault(one.source, source(one.source))
    for one in given[Outcome].values():
        topics.setdefault(one.topic, topic(one.topic))
        sources.setdefault(one.source, source(one.source))
    for one in given[Assessment].values():
        for evidence in one.evidence:
            sources.setdefault(evidence, source(evidence))
    for one in list(sources.values()):
        outlets.setdefault(one.outlet, outlet(one.outlet))
    return DossierRecords(
        dossier=Dossier(
            id="test-dossier",
            title=text("A dossier"),
            summary=text("For tests."),
            time_zone="Asia/Baghdad",
            sides=tuple(Side(id=side, name=text(side)) for side in sides),
            terms=(),
        ),
        topics=topics,
        speakers=speakers,
        outlets=outlets,
        sources=sources,
        claims=given[Claim],
        outcomes=given[Outcome],
        assessments=given[Assessment],
        texts={},
    )
