"""Claims as users of data get them: one flat row a claim, with its source, how it stands and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from claims import words
from claims.answers import Row, plain_rows
from claims.models import Claim, Edtf, Language
from claims.records import DossierRecords

KEYS = (
    *("id", "dossier", "topic", "kind", "speaker", "sides", "said_on", "said_first", "said_last", "venue"),
    *("attribution", "statement_en", "statement_ar", "quote", "quote_start", "quote_end"),
    *("role", "due", "due_first", "due_last", "force"),
    *("low", "high", "qualifier", "as_of", "as_of_first", "as_of_last", "unit", "basis"),
    *("stance", "searched_on", "as_said", "same_as", "responds_to", "note"),
    *("state", "status", "badges", "repeated_since", "why"),
    *("source", "outlet", "source_language", "source_url", "source_archive_url", "source_published", "source_title"),
    "permalink",
)
"""Days are ISO text, dates as they were written beside their first and last day; what does not apply is null.

`low` and `high` are as said, null where open: the table `figures` has the interval that the rules read there.
"""

_STANDING = ("state", "status", "badges", "repeated_since")


def rows(
    records: DossierRecords,
    tables: Iterable[pd.DataFrame],
    claim_ids: Iterable[str],
    language: Language,
    permalink: Callable[[str], str],
) -> list[Row]:
    """One row of KEYS a claim, in the order of `claim_ids`; `tables` say how claims stand on the day asked for."""
    chosen = [*claim_ids]
    standing: dict[str, Row] = {}
    for table in tables:
        frame = table[table["claim_id"].isin(chosen)]
        keys = [key for key in ("claim_id", *_STANDING) if key in frame]
        told = plain_rows(frame.assign(why=words.why(frame, records, language)), [*keys, "why"])
        # A reported deadline stands in two tables: its status does not take away what the other says.
        for row in told:
            standing.setdefault(row.pop("claim_id"), {}).update({k: v for k, v in row.items() if v is not None})
    return [
        dict.fromkeys(KEYS)
        | _said(records.claims[id_], records)
        | standing.get(id_, {})
        | {"permalink": permalink(id_)}
        for id_ in chosen
    ]


def _said(claim: Claim, records: DossierRecords) -> Row:
    """What the records say of a claim."""
    source, topic = records.sources[claim.source], records.topics[claim.topic]
    value = claim.deadline or claim.figure or claim.position
    assert value is not None
    given: Row = {name: one for name, one in value if not isinstance(one, Edtf)}
    if claim.deadline:
        given |= _dates("due", claim.deadline.due)
    if claim.figure:
        given |= _dates("as_of", claim.figure.as_of)
        given |= {"unit": topic.unit, "basis": claim.figure.basis or topic.basis}
    if claim.position:
        given |= {"searched_on": claim.position.searched_on and claim.position.searched_on.text}
    if claim.quote:
        given |= {"quote": claim.quote.text, "quote_start": claim.quote.start, "quote_end": claim.quote.end}
    said = _dates("said_on", claim.said_on)
    return {
        "id": claim.id,
        "dossier": records.dossier.id,
        "topic": claim.topic,
        "kind": claim.kind,
        "speaker": claim.speaker,
        "sides": [*records.speakers[claim.speaker].sides],
        "said_on": said["said_on"],
        "said_first": said["said_on_first"],
        "said_last": said["said_on_last"],
        "venue": claim.venue,
        "attribution": claim.attribution,
        "statement_en": claim.statement.en,
        "statement_ar": claim.statement.ar,
        **given,
        "same_as": claim.same_as,
        "responds_to": claim.responds_to,
        "note": claim.note,
        "source": source.id,
        "outlet": source.outlet,
        "source_language": source.language,
        "source_url": source.url,
        "source_archive_url": source.archive_url,
        "source_published": source.published and source.published.text,
        "source_title": source.title,
    }


def _dates(name: str, when: Edtf | None) -> dict[str, Any]:
    """A date as written, its first and its last day."""
    first, last = (when.first, when.last) if when else (None, None)
    return {
        name: when and when.text,
        f"{name}_first": first and first.isoformat(),
        f"{name}_last": last and last.isoformat(),
    }
