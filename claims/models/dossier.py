"""The dossier, its sides and its topics: one question a topic."""

from __future__ import annotations

from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, field_validator, model_validator

from claims.models.base import Count, Day, Label, Record, Slug, Text, Words

Kind = Literal["deadline", "figure", "position"]

COMPARABLE_WITHIN_DAYS = 92
"""Figures measured further apart than a quarter are not held against each other, unless the topic says otherwise."""

_FIELDS_OF_KIND: dict[Kind, tuple[str, ...]] = {
    "deadline": ("obligors", "last_checked"),
    "figure": ("unit", "basis", "comparable_within"),
    "position": ("proposition",),
}
_REQUIRED_OF_KIND: dict[Kind, tuple[str, ...]] = {
    "deadline": ("obligors",),
    "figure": ("unit", "basis"),
    "position": ("proposition",),
}


class Side(Record):
    """A party whom speakers speak for."""

    id: Slug
    name: Text


class Dossier(Record):
    """What the dossier is about, in which time zone its days are counted, and who the sides are."""

    id: Slug
    title: Text
    summary: Text
    time_zone: Words
    sides: tuple[Side, ...]

    @field_validator("time_zone")
    @classmethod
    def is_a_known_time_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is not a time zone; use a name of the IANA list, like 'Asia/Baghdad'")
        return value


class Topic(Record):
    """One question that claims answer; its kind decides which value they carry.

    A deadline topic names its obligors (the sides that must act) and how far the record of outcomes is complete; a
    figure topic its unit, its basis (who is counted) and how many days apart two figures may be measured to be
    compared; a position topic the proposition that speakers affirm or deny.
    """

    id: Slug
    kind: Kind
    question: Text
    label: Label | None = None
    place: Text | None = None
    proposition: Text | None = None
    obligors: tuple[Slug, ...] | None = None
    last_checked: Day | None = None
    unit: Words | None = None
    basis: Words | None = None
    comparable_within: Count | None = Field(default=None, description=f"days; {COMPARABLE_WITHIN_DAYS} where not given")

    @model_validator(mode="after")
    def has_the_fields_of_its_kind(self) -> Self:
        for kind, fields in _FIELDS_OF_KIND.items():
            for field in fields:
                if kind != self.kind and getattr(self, field) is not None:
                    raise ValueError(f"{field} belongs to a {kind} topic, this one is a {self.kind} topic: remove it")
        for field in _REQUIRED_OF_KIND[self.kind]:
            if not getattr(self, field):
                raise ValueError(f"a {self.kind} topic needs {field}: add it")
        return self
