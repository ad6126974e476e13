"""What happened, and what editors judged of a claim."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from claims.errors import RefusalError
from claims.models.base import Day, Record, Retired, Slug, Slugs, Text, Words
from claims.models.dates import Edtf

Result = Literal["begun", "partly", "fulfilled", "not-fulfilled", "withdrawn"]
Verdict = Literal["documented", "contradicted", "corrected", "retracted", "uncheckable"]


class Outcome(Record):
    """What happened to a deadline topic, when, and which sides declared it.

    It is known from `known_on`, else from the day its source was published.
    """

    id: Slug = Field(description="never reused")
    topic: Slug = Field(description="id of the deadline topic it decides")
    happened_on: Edtf = Field(description="when it happened")
    result: Result = Field(description="what came of it by then")
    statement: Text = Field(description="what happened, in our words")
    source: Slug = Field(description="id of the source that tells it")
    known_on: Edtf | None = Field(None, description="from when it was known; the source's date where not given")
    note: Words | None = Field(None, description="what else an editor should know")
    declared_by: Slugs = Field((), description="ids of the sides that declared it")
    retired: Retired | None = Field(None, description="why it no longer counts")

    @field_validator("happened_on")
    @classmethod
    def happened_on_known_days(cls, happened_on: Edtf) -> Edtf:
        if happened_on.first is None or happened_on.last is None:
            raise RefusalError("happened_on_open_days", found=happened_on.text)
        return happened_on

    @field_validator("known_on")
    @classmethod
    def was_known_by_some_day(cls, known_on: Edtf | None) -> Edtf | None:
        if known_on is not None and known_on.last is None:
            raise RefusalError("date_without_last_day", found=known_on.text)
        return known_on


class Assessment(Record):
    """An editor's dated verdict on a claim: by whom, why, on what evidence."""

    id: Slug = Field(description="never reused")
    claim: Slug = Field(description="id of the claim that is judged")
    status: Verdict = Field(description="the verdict")
    on: Day = Field(description="the day of the verdict")
    by: Words = Field(description="the editor who judged")
    why: Text = Field(description="the reason, one sentence")
    evidence: Slugs = Field(description="ids of the sources it rests on")
