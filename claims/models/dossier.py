"""The dossier, its sides and its topics: one question a topic."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal
from zoneinfo import available_timezones

from pydantic import Field, ValidationInfo, field_validator

from claims.errors import RefusalError
from claims.models.base import LABEL_LETTERS, Count, Day, Label, Record, Slug, Slugs, Text, Words

Kind = Literal["deadline", "figure", "position"]
ReadBy = Literal["everyone", "members"]
VerdictsBy = Literal["one-editor", "two-editors"]

COMPARABLE_WITHIN_DAYS = 92
"""Figures measured further apart than a quarter are not held against each other, unless the topic says otherwise."""

KIND_OF_FIELD: dict[str, Kind] = {
    "proposition": "position",
    "obligors": "deadline",
    "last_checked": "deadline",
    "unit": "figure",
    "basis": "figure",
    "comparable_within": "figure",
}
MAY_BE_MISSING = ("last_checked", "comparable_within")


@cache
def _time_zones() -> set[str]:
    # Python walks through the folders of the system at each call.
    return available_timezones()


class Side(Record):
    """A party whom speakers speak for."""

    id: Slug = Field(description="never reused")
    name: Text = Field(description="as readers know it")


class Term(Record):
    """What a unit or basis code means: "US troops", "fighters"."""

    id: Slug = Field(description="the code that topics and figures use")
    name: Text = Field(description="what it counts, as readers say it")


class Dossier(Record):
    """What the dossier is about, in which time zone its days are counted, and who the sides are."""

    id: Slug = Field(description="the folder's name; stands in links")
    title: Text = Field(description="its name")
    summary: Text = Field(description="what it tells, in a sentence or two")
    time_zone: Words = Field(description="whose calendar days are counted: a name of the IANA list, like Asia/Baghdad")
    sides: tuple[Side, ...] = Field(description="the parties whom speakers speak for; the order of charts")
    terms: tuple[Term, ...] = Field((), description="the words for the units and bases that figures are counted in")
    read_by: ReadBy = Field(
        "everyone", description="who may read it; members are those whom the team gave a role on it"
    )
    verdicts_by: VerdictsBy = Field(
        "one-editor", description="how many must agree before an assessment made in the browser counts"
    )

    @field_validator("time_zone")
    @classmethod
    def is_a_known_time_zone(cls, value: str) -> str:
        if value not in _time_zones():
            raise RefusalError("not_a_time_zone", found=value)
        return value


class Topic(Record):
    """One question that claims answer; its kind decides which value they carry.

    A deadline topic names its obligors (the sides that must act) and how far the record of outcomes is complete; a
    figure topic its unit, its basis (who is counted) and how many days apart two figures may be measured to be
    compared; a position topic the proposition that speakers affirm or deny.
    """

    id: Slug = Field(description="never reused")
    kind: Kind = Field(description="which value its claims carry")
    question: Text = Field(description="the question that its claims answer")
    label: Label | None = Field(None, description=f"a name for charts, at most {LABEL_LETTERS} letters")
    place: Text | None = Field(None, description="where")
    proposition: Text | None = Field(
        None, validate_default=True, description="position topics, required: what is affirmed or denied"
    )
    obligors: Slugs | None = Field(
        None, validate_default=True, description="deadline topics, required: ids of the sides that must act"
    )
    last_checked: Day | None = Field(
        None, description="deadline topics: the day up to which the record of outcomes is complete"
    )
    unit: Words | None = Field(None, validate_default=True, description="figure topics, required: what is counted in")
    basis: Words | None = Field(None, validate_default=True, description="figure topics, required: who is counted")
    comparable_within: Count | None = Field(
        None,
        description=f"figure topics: how many days apart two figures may be measured to be compared; "
        f"{COMPARABLE_WITHIN_DAYS} where not given",
    )

    @field_validator(*KIND_OF_FIELD)
    @classmethod
    def has_the_fields_of_its_kind(cls, value: Any, record: ValidationInfo) -> Any:
        kind, field = record.data.get("kind"), str(record.field_name)
        belongs_to = KIND_OF_FIELD[field]
        if kind is None:
            return value
        if value is not None and kind != belongs_to:
            raise RefusalError("field_of_another_kind", name=field, belongs_to=belongs_to, kind=kind)
        if not value and kind == belongs_to and field not in MAY_BE_MISSING:
            raise RefusalError("field_of_its_kind_missing", name=field, kind=kind)
        return value
