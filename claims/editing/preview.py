"""What edits would make of a dossier before they are saved: faults, how the edited claims stand, what else flips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from claims import check
from claims.answers import Answers, Name, Row
from claims.changes import Changed, End, between
from claims.entries import Entries, Entry
from claims.faults import Fault, RecordType
from claims.models import Claim, Language, Record
from claims.query import Query
from claims.records import DossierRecords
from claims.store.dossiers import Edit
from claims.store.rows import data_of

_TABLE: Mapping[str, Name] = {"deadline": "deadlines", "figure": "figures", "position": "positions"}
_PLURAL: Mapping[str, str] = {
    "topic": "topics",
    "speaker": "speakers",
    "outlet": "outlets",
    "source": "sources",
    "claim": "claims",
    "outcome": "outcomes",
    "assessment": "assessments",
}


@dataclass(frozen=True)
class Preview:
    """`faults` are those that the dossier would have; where there are any, nothing else is told.

    `rows` are the rows of the edited claims in the table of their kind, by id, each with its `why`; none of a claim
    that does not count on the day. `flips` are the other states and statuses that would change, as `claims diff` tells.
    """

    faults: tuple[Fault, ...]
    rows: Mapping[str, Row]
    flips: Changed | None


def preview(records: DossierRecords, edits: Sequence[Edit], as_of: date, language: Language) -> Preview:
    """What these edits would change, looked at from a day."""
    after = applied(records, edits)
    changed = {(one.kind, one.id) for one in edits}
    faults = tuple(
        fault for fault in check.between(_entries(after), after.texts) if (fault.type, fault.record) in changed
    )
    if faults:
        return Preview(faults, {}, None)
    claims = [one.record for one in edits if isinstance(one.record, Claim)]
    rows: dict[str, Row] = {}
    for kind in dict.fromkeys(one.kind for one in claims):
        asked = Query(as_of=as_of, topic=tuple(dict.fromkeys(one.topic for one in claims if one.kind == kind)))
        told = Answers(after, asked, language).rows(_TABLE[kind])
        rows |= {row["claim_id"]: row for row in told if ("claim", row["claim_id"]) in changed}
    ends = End(records, as_of), End(after, as_of)
    flips = between(*ends)
    own = (flips["kind"] == "claim") & flips["claim_id"].isin([id_ for kind, id_ in changed if kind == "claim"])
    return Preview((), rows, Changed(*ends, flips[~own]))


def applied(records: DossierRecords, edits: Sequence[Edit]) -> DossierRecords:
    """The dossier with the edits; whether it is one without faults is not asked."""
    changes: dict[str, Any] = {}
    for one in edits:
        if one.kind == "dossier":
            changes["dossier"] = one.record
        elif one.kind == "text":
            changes["texts"] = {**changes.get("texts", records.texts), one.id: cast(Any, one.record).text}
        else:
            name = _PLURAL[one.kind]
            changes[name] = {**changes.get(name, getattr(records, name)), one.id: one.record}
    return replace(records, **changes)


def _entries(records: DossierRecords) -> Entries:
    found = Entries()
    for kind, of_kind in records.by_kind.items():
        for record in of_kind.values():
            found.add(_entry(cast(RecordType, kind), record))
    return found


def _entry(kind: RecordType, record: Record) -> Entry:
    return Entry(kind, "", None, data_of(kind, record), record)
