"""One record, whole: as it stands in its file, what leads to it, and how it stands on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claims import spoken, words
from claims.faults import RecordType, catalogue
from claims.folder import MODELS
from claims.models import Claim, Language, Outlet, Source, Speaker, Text, Topic
from claims.records import DossierRecords
from claims.writing import in_order

AnyRecord = Any
"""One of the records that have an id."""


def with_id(records: DossierRecords, id_: str) -> list[tuple[RecordType, AnyRecord]]:
    """The records with that id: a speaker, an outlet and a source may share one."""
    return [(type_, of_type[id_]) for type_, of_type in _by_type(records).items() if id_ in of_type]


def ids(records: DossierRecords) -> list[str]:
    """Every id of a dossier, once."""
    return list(dict.fromkeys(id_ for of_type in _by_type(records).values() for id_ in of_type))


def as_dict(type_: RecordType, record: AnyRecord, records: DossierRecords, standing: dict[str, Any]) -> dict[str, Any]:
    """The record with its type, its fields as in the file, the ids that lead to it, and a claim's row in its table."""
    fields = in_order(record.model_dump(mode="json", exclude_unset=True), MODELS[type_])
    row = {"standing": standing} if type_ == "claim" else {}
    return {"type": type_, **fields, **_led_from(record, records), **row}


def as_lines(
    type_: RecordType, record: AnyRecord, records: DossierRecords, standing: dict[str, Any], language: Language
) -> Iterator[str]:
    """The record for a reader: what it is, then a line a field; `standing` is a claim's row in its table."""
    say = catalogue(language)
    yield f"{say.text(f'check.type_{type_}')} {record.id}"
    fields = [(name, told) for name, told in _told(record, records, standing, language) if told]
    width = max(len(say.text(f"command.{name}")) for name, _ in fields)
    for name, told in fields:
        yield f"  {say.text(f'command.{name}'):<{width}}  {told}"


def _by_type(records: DossierRecords) -> dict[RecordType, dict[str, AnyRecord]]:
    return {
        "dossier": {records.dossier.id: records.dossier},
        "claim": dict(records.claims),
        "topic": dict(records.topics),
        "speaker": dict(records.speakers),
        "source": dict(records.sources),
        "outlet": dict(records.outlets),
        "outcome": dict(records.outcomes),
        "assessment": dict(records.assessments),
    }


def _led_from(record: AnyRecord, records: DossierRecords) -> dict[str, list[str]]:
    """The ids of the records that name this one."""
    claims = records.claims.values()
    match record:
        case Claim():
            return {
                "echoes": [one.id for one in claims if one.same_as == record.id],
                "answered_by": [one.id for one in claims if one.responds_to == record.id],
            }
        case Topic():
            return {
                "claims": [one.id for one in claims if one.topic == record.id],
                "outcomes": [one.id for one in records.outcomes.values() if one.topic == record.id],
            }
        case Speaker():
            return {"claims": [one.id for one in claims if one.speaker == record.id]}
        case Source():
            return {"claims": [one.id for one in claims if one.source == record.id]}
        case Outlet():
            return {"sources": [one.id for one in records.sources.values() if one.outlet == record.id]}
    return {}


def _told(
    record: AnyRecord, records: DossierRecords, standing: dict[str, Any], language: Language
) -> Iterator[tuple[str, str | None]]:
    """Label and words of each field."""
    if isinstance(record, Claim):
        yield from _of_claim(record, records, standing, language)
    else:
        for name in type(record).model_fields:
            if name != "id":
                yield name, _words(name, getattr(record, name), records, language)
    for name, found in _led_from(record, records).items():
        yield name, _listed(found, language) or None


def _of_claim(
    claim: Claim, records: DossierRecords, standing: dict[str, Any], language: Language
) -> Iterator[tuple[str, str | None]]:
    topic, source, speaker = records.topics[claim.topic], records.sources[claim.source], records.speakers[claim.speaker]
    value = claim.deadline or claim.figure
    yield "statement", claim.statement.in_language(language)
    yield "value", spoken.value(claim, topic, language)
    yield "as_said", value.as_said if value else None
    yield "force", words.word("force", claim.deadline.force, language) if claim.deadline else None
    yield "state", words.word("state", standing["state"], language) if "state" in standing else None
    yield "status", words.word("status", standing["status"], language) if "status" in standing else None
    yield "why", standing.get("why")
    yield "speaker", f"{speaker.name.in_language(language)} ({speaker.id})"
    yield "said_on", spoken.edtf(claim.said_on, language)
    yield "venue", claim.venue
    yield "attribution", words.word("attribution", claim.attribution, language)
    yield "topic", f"{topic.question.in_language(language)} ({topic.id})"
    if claim.quote:
        yield "quote", " ".join(claim.quote.text.split())
    yield "source", _of_source(source, records, language)
    yield "url", source.url or source.archive_url
    yield "same_as", claim.same_as
    yield "responds_to", claim.responds_to
    yield "note", claim.note
    yield "retired", _words("retired", claim.retired, records, language)


def _of_source(source: Source, records: DossierRecords, language: Language) -> str:
    outlet = records.outlets[source.outlet].name.in_language(language)
    day = spoken.edtf(source.published, language) if source.published else None
    return " · ".join(part for part in (outlet, day, source.language, source.id) if part)


def _words(name: str, value: Any, records: DossierRecords, language: Language) -> str | None:
    """The value of a field in words; None where it has none."""
    match value:
        case None:
            return None
        case Text():
            return value.in_language(language)
        case tuple():
            names = {side.id: side.name for side in records.dossier.sides} | {
                one.id: one.name for one in value if not isinstance(one, str)
            }
            listed = [one if isinstance(one, str) else one.id for one in value]
            return _listed([names[one].in_language(language) if one in names else one for one in listed], language)
        case str() if name == "outlet":
            return f"{records.outlets[value].name.in_language(language)} ({value})"
        case str() if name == "topic":
            return f"{records.topics[value].question.in_language(language)} ({value})"
        case str() if name in ("read_by", "verdicts_by"):
            return catalogue(language).text(f"editing.choice_{value.replace('-', '_')}")
        case _ if name == "retired":
            day = spoken.edtf(value.on, language)
            return catalogue(language).text("command.retired_words", None, on=day, by=value.by, why=value.why)
        case _ if hasattr(value, "precision"):
            return spoken.edtf(value, language)
        case int():
            return spoken.number(value, language)
    return str(value)


def _listed(words_: list[str], language: Language) -> str:
    return ("، " if language == "ar" else ", ").join(words_)
