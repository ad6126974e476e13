"""One checkable statement by one speaker, and the value it asserts: a deadline, a figure or a position."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from claims.models.base import Count, Day, Record, Retired, Slug, Text, Words
from claims.models.dates import Edtf
from claims.models.dossier import Kind

Attribution = Literal["direct", "paraphrase", "anonymous", "own-voice"]
DeadlineRole = Literal["by", "before", "on", "in", "between", "from", "until", "at-least-until"]
Force = Literal["commitment", "demand", "report"]
Qualifier = Literal[
    "exact",
    "about",
    "at-least",
    "more-than",
    "at-most",
    "fewer-than",
    "nearly",
    "range",
    "dozens",
    "hundreds",
    "thousands",
]
Stance = Literal["affirms", "denies", "qualifies", "conditional", "no-statement"]

END_ROLES: tuple[DeadlineRole, ...] = ("by", "before", "on", "in", "between")
START_ROLES: tuple[DeadlineRole, ...] = ("from",)
HOLDING_ROLES: tuple[DeadlineRole, ...] = ("until", "at-least-until")

ROUND_WORDS: dict[str, tuple[int, int]] = {"dozens": (12, 99), "hundreds": (100, 999), "thousands": (1000, 9999)}
"""The widest bounds an editor may note for a word of size; how the word is read is a rule, in `claims.analysis`."""


class Quote(Record):
    """The exact words: `text` is [start, end) of its source's text, counted in code points of the file as it is."""

    text: Words
    start: Count
    end: Count

    @model_validator(mode="after")
    def is_as_long_as_its_words(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(f"runs from {self.start} to {self.end}, but its text has {len(self.text)} characters")
        return self


class Deadline(Record):
    """When something falls due, at the precision it was given; without `due` it is undated."""

    role: DeadlineRole
    due: Edtf | None = None
    as_said: Words | None = None
    force: Force

    @model_validator(mode="after")
    def between_names_two_dates(self) -> Self:
        if self.role == "between" and self.due is not None and "/" not in self.due.text:
            raise ValueError(f"between needs two dates, like '2025-09/2026-09'; found {self.due.text!r}")
        return self


Amount = Annotated[int | float, Field(ge=0, allow_inf_nan=False)]


class Figure(Record):
    """A number as it was said: bounds (null is open) and the qualifier that says how to read them.

    exact and about give both bounds alike, range both; at-least and more-than only low; at-most, fewer-than and
    nearly only high; dozens, hundreds and thousands may note bounds within the word's own size.
    """

    low: Amount | None
    high: Amount | None
    qualifier: Qualifier
    as_of: Edtf
    as_said: Words | None = None
    basis: Words | None = None

    @model_validator(mode="after")
    def bounds_fit_the_qualifier(self) -> Self:
        low, high, qualifier = self.low, self.high, self.qualifier
        if low is not None and high is not None and low > high:
            raise ValueError(f"low {low} is above high {high}: swap them")
        if qualifier in ("exact", "about", "range"):
            if low is None or high is None:
                raise ValueError(f"{qualifier} needs both low and high")
            if qualifier == "exact" and low != high:
                raise ValueError(f"exact contradicts low {low} and high {high}: give one number twice, or use range")
            if qualifier == "range" and low == high:
                raise ValueError(f"range contradicts one number {low}: use exact or about")
        elif qualifier in ("at-least", "more-than"):
            if low is None or high is not None:
                raise ValueError(f"{qualifier} contradicts its bounds: give low, and null for high")
        elif qualifier in ("at-most", "fewer-than", "nearly"):
            if high is None or low is not None:
                raise ValueError(f"{qualifier} contradicts its bounds: give high, and null for low")
        else:
            least, most = ROUND_WORDS[qualifier]
            if any(bound is not None and not least <= bound <= most for bound in (low, high)):
                raise ValueError(f"{qualifier} contradicts its bounds: use null, or numbers from {least} to {most}")
        return self


class Position(Record):
    """Where the speaker stands on the topic's proposition; `searched_on` says until when a silence was looked into."""

    stance: Stance
    searched_on: Day | None = None

    @model_validator(mode="after")
    def silence_says_when_it_was_searched(self) -> Self:
        if self.stance == "no-statement" and self.searched_on is None:
            raise ValueError("no-statement needs searched_on: the day until which nothing was found")
        if self.stance != "no-statement" and self.searched_on is not None:
            raise ValueError(f"searched_on belongs to no-statement, this stance is {self.stance}: remove it")
        return self


class Claim(Record):
    """One checkable statement by one speaker, with exactly one value of its topic's kind.

    `same_as` names the claim of the same topic that reports the same utterance elsewhere; `responds_to` the claim
    that this one answers.
    """

    id: Slug
    topic: Slug
    speaker: Slug
    said_on: Edtf
    venue: Words | None = None
    attribution: Attribution
    source: Slug
    statement: Text
    quote: Quote | None = None
    deadline: Deadline | None = None
    figure: Figure | None = None
    position: Position | None = None
    same_as: Slug | None = None
    responds_to: Slug | None = None
    note: Words | None = None
    retired: Retired | None = None

    @model_validator(mode="after")
    def has_exactly_one_value(self) -> Self:
        given = [kind for kind in ("deadline", "figure", "position") if getattr(self, kind) is not None]
        if len(given) != 1:
            found = " and ".join(given) if given else "none"
            raise ValueError(f"needs exactly one of deadline, figure, position; found {found}")
        return self

    @model_validator(mode="after")
    def was_said_by_some_day(self) -> Self:
        if self.said_on.last is None:
            raise ValueError(
                f"said_on {self.said_on.text!r} has no end: give the last day on which it can have been said"
            )
        return self

    @property
    def kind(self) -> Kind:
        return "deadline" if self.deadline else "figure" if self.figure else "position"
