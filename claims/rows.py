"""Records as plain rows, as far as columns are made of them: what a store keeps, or records in memory say."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from claims.models import Claim
from claims.records import DossierRecords


class ClaimRow(NamedTuple):
    """What a claim's columns are made of, as the store keeps it: ids, codes and EDTF text, None for none."""

    id: str
    number: int
    topic: str
    speaker: str
    source: str
    attribution: str
    said_on: str
    same_as: str | None
    responds_to: str | None
    retired_on: str | None
    role: str | None
    force: str | None
    due: str | None
    qualifier: str | None
    low: float | None
    high: float | None
    measured: str | None
    basis: str | None
    stance: str | None

    @classmethod
    def of(cls, claim: Claim, number: int) -> ClaimRow:
        """The row of a record in memory, numbered by its place."""
        date_, figure, position = claim.deadline, claim.figure, claim.position
        return cls(
            id=claim.id,
            number=number,
            topic=claim.topic,
            speaker=claim.speaker,
            source=claim.source,
            attribution=claim.attribution,
            said_on=claim.said_on.text,
            same_as=claim.same_as,
            responds_to=claim.responds_to,
            retired_on=claim.retired.on.text if claim.retired else None,
            role=date_.role if date_ else None,
            force=date_.force if date_ else None,
            due=date_.due.text if date_ and date_.due else None,
            qualifier=figure.qualifier if figure else None,
            low=figure.low if figure else None,
            high=figure.high if figure else None,
            measured=figure.as_of.text if figure else None,
            basis=figure.basis if figure else None,
            stance=position.stance if position else None,
        )


class SourceRow(NamedTuple):
    """What is asked of a source."""

    id: str
    outlet: str
    language: str


class AssessmentRow(NamedTuple):
    """What an assessment's columns are made of."""

    id: str
    claim: str
    status: str
    on: str


@dataclass(frozen=True)
class Rows:
    """Claims, sources and assessments as plain rows, in any order, each read once."""

    claims: Iterable[ClaimRow]
    sources: Iterable[SourceRow]
    assessments: Iterable[AssessmentRow]

    @classmethod
    def of(cls, records: DossierRecords) -> Rows:
        """Those of records in memory."""
        return cls(
            map(ClaimRow.of, records.claims.values(), range(len(records.claims))),
            (SourceRow(one.id, one.outlet, one.language) for one in records.sources.values()),
            (AssessmentRow(one.id, one.claim, one.status, one.on.text) for one in records.assessments.values()),
        )


@dataclass(frozen=True)
class Changed:
    """Ids of claims and sources."""

    claims: Collection[str]
    sources: Collection[str]
