"""What edits would make of a dossier before they are saved: faults, how the edited claims stand, what else flips."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from claims.answers import Answers, Name, Row
from claims.changes import Changed, End, between
from claims.editing import whole
from claims.faults import Fault
from claims.models import Assessment, Claim, Language, Record
from claims.query import Query
from claims.records import DossierRecords
from claims.store.dossiers import Edit
from claims.store.rows import data_of

_TABLE: Mapping[str, Name] = {"deadline": "deadlines", "figure": "figures", "position": "positions"}


@dataclass(frozen=True)
class Preview:
    """`faults` are all that the dossier would have, of whichever record; where there are any, nothing else is told.

    `rows` are the rows of the claims that are edited or judged in the table of their kind, by id, each with its `why`;
    none of a claim that does not count on the day. `flips` are the other states and statuses that would change, as
    `claims diff` tells.
    """

    faults: tuple[Fault, ...]
    rows: Mapping[str, Row]
    flips: Changed | None


def preview(records: DossierRecords, edits: Sequence[Edit], as_of: date, language: Language) -> Preview:
    """What these edits would change, looked at from a day."""
    written = [whole.Unchecked(one.kind, one.id, data_of(one.kind, cast(Record, one.record))) for one in edits]
    found = whole.with_edits(records, written)
    after = found.records
    if after is None:
        return Preview(found.faults, {}, None)
    claims = [after.claims[id_] for id_ in dict.fromkeys(_claims(edits))]
    rows: dict[str, Row] = {}
    for kind in dict.fromkeys(one.kind for one in claims):
        own = {one.id: one.topic for one in claims if one.kind == kind}
        asked = Query(as_of=as_of, topic=tuple(dict.fromkeys(own.values())))
        told = Answers(after, asked, language).rows(_TABLE[kind])
        rows |= {row["claim_id"]: row for row in told if row["claim_id"] in own}
    ends = End(records, as_of), End(after, as_of)
    flips = between(*ends)
    elsewhere = ~flips["claim_id"].isin([one.id for one in claims])
    return Preview((), rows, Changed(*ends, flips[elsewhere]))


def _claims(edits: Sequence[Edit]) -> Iterator[str]:
    """The claims that are edited or judged."""
    for one in edits:
        if isinstance(one.record, Claim | Assessment):
            yield one.record.claim if isinstance(one.record, Assessment) else one.id
