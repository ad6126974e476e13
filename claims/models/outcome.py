"""What happened, and what editors judged of a claim."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from claims.models.base import Day, Record, Retired, Slug, Text, Words
from claims.models.dates import Edtf

Result = Literal["begun", "partly", "fulfilled", "not-fulfilled", "withdrawn"]
Verdict = Literal["documented", "contradicted", "corrected", "retracted", "uncheckable"]


class Outcome(Record):
    """What happened to a deadline topic, when, and which sides declared it.

    It is known from `known_on`, else from the day its source was published.
    """

    id: Slug
    topic: Slug
    happened_on: Edtf
    result: Result
    statement: Text
    source: Slug
    known_on: Edtf | None = None
    note: Words | None = None
    declared_by: tuple[Slug, ...] = ()
    retired: Retired | None = None

    @model_validator(mode="after")
    def happened_on_known_days(self) -> Self:
        if self.happened_on.first is None or self.happened_on.last is None:
            raise ValueError(f"happened_on {self.happened_on.text!r} is open: give its first and last possible day")
        if self.known_on is not None and self.known_on.last is None:
            raise ValueError(f"known_on {self.known_on.text!r} has no end: give the day by which it was known")
        return self


class Assessment(Record):
    """An editor's dated verdict on a claim: by whom, why, on what evidence."""

    id: Slug
    claim: Slug
    status: Verdict
    on: Day
    by: Words
    why: Text
    evidence: tuple[Slug, ...]
