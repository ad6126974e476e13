"""One checkable statement by one speaker, and the value it asserts: a deadline, a figure or a position."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self, get_args

from pydantic import Field, ValidationInfo, field_validator, model_validator

from claims.errors import RefusalError
from claims.faults import verbatim
from claims.models.base import Amount, Count, Day, Record, Retired, Slug, Text, Verbatim, Words
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

    text: Verbatim = Field(description="the words, letter by letter as they stand in the source's text")
    start: Count = Field(description="where they begin in that file, in code points from 0")
    end: Count = Field(description="where they end: start plus their length")

    @field_validator("end")
    @classmethod
    def is_as_long_as_its_words(cls, end: int, record: ValidationInfo) -> int:
        text, start = record.data.get("text"), record.data.get("start")
        if text is not None and start is not None and end - start != len(text):
            raise RefusalError("quote_length", start=start, end=end, letters=len(text), right=start + len(text))
        return end


class Deadline(Record):
    """When something falls due, at the precision it was given; without `due` it is undated."""

    role: DeadlineRole = Field(
        description="how the date binds: the end of something, its start, or until when it holds"
    )
    due: Edtf | None = Field(None, description="the date; left out where none was given")
    as_said: Words | None = Field(None, description="the words of the date, in their language")
    force: Force = Field(description="whether the speaker binds himself, demands it of others, or reports it")

    @field_validator("due")
    @classmethod
    def between_names_two_dates(cls, due: Edtf | None, record: ValidationInfo) -> Edtf | None:
        if record.data.get("role") == "between" and due is not None and "/" not in due.text:
            raise RefusalError("between_one_date", found=due.text)
        return due


class Figure(Record):
    """A number as it was said: bounds (null is open) and the qualifier that says how to read them.

    exact and about give both bounds alike, range both; at-least and more-than only low; at-most, fewer-than and
    nearly only high; dozens, hundreds and thousands may note bounds within the word's own size.
    """

    low: Amount | None = Field(description="the least it can be; null where open")
    high: Amount | None = Field(description="the most it can be; null where open")
    qualifier: Qualifier = Field(description="how the number was given")
    as_of: Edtf = Field(description="the day or time it was counted for")
    as_said: Words | None = Field(None, description="the words of the number, in their language")
    basis: Words | None = Field(None, description="who is counted; the topic's basis where not given")

    @field_validator("high")
    @classmethod
    def is_not_below_low(cls, high: float | None, record: ValidationInfo) -> float | None:
        low = record.data.get("low")
        if low is not None and high is not None and low > high:
            raise RefusalError("low_above_high", low=low, high=high)
        return high

    @field_validator("qualifier")
    @classmethod
    def fits_the_bounds(cls, qualifier: Qualifier, record: ValidationInfo) -> Qualifier:
        if not {"low", "high"} <= record.data.keys():
            return qualifier
        low, high = record.data["low"], record.data["high"]
        given = {"qualifier": qualifier, "low": verbatim(low), "high": verbatim(high)}
        if qualifier in ("exact", "about", "range"):
            if low is None or high is None:
                raise RefusalError("bounds_both", **given)
            if qualifier == "exact" and low != high:
                raise RefusalError("bounds_exact", **given)
            if qualifier == "range" and low == high:
                raise RefusalError("bounds_range", **given)
        elif qualifier in ("at-least", "more-than"):
            if low is None or high is not None:
                raise RefusalError("bounds_low_only", **given)
        elif qualifier in ("at-most", "fewer-than", "nearly"):
            if high is None or low is not None:
                raise RefusalError("bounds_high_only", **given)
        else:
            least, most = ROUND_WORDS[qualifier]
            if any(bound is not None and not least <= bound <= most for bound in (low, high)):
                raise RefusalError("bounds_round", **given, least=least, most=most)
        return qualifier


class Position(Record):
    """Where the speaker stands on the topic's proposition; `searched_on` says until when a silence was looked into."""

    stance: Stance = Field(description="what the speaker says of the proposition")
    searched_on: Day | None = Field(
        None, validate_default=True, description="no-statement only, required there: until when nothing was found"
    )

    @field_validator("searched_on")
    @classmethod
    def belongs_to_silence(cls, searched_on: Day | None, record: ValidationInfo) -> Day | None:
        stance = record.data.get("stance")
        if stance == "no-statement" and searched_on is None:
            raise RefusalError("silence_not_searched")
        if stance not in (None, "no-statement") and searched_on is not None:
            raise RefusalError("searched_but_said", stance=stance)
        return searched_on


KINDS: tuple[Kind, ...] = get_args(Kind)


def values_given(record: Mapping[str, object]) -> tuple[Kind, ...]:
    """Which of deadline, figure and position a claim carries."""
    return tuple(kind for kind in KINDS if record.get(kind) is not None)


class Claim(Record):
    """One checkable statement by one speaker, with exactly one value of its topic's kind.

    `same_as` names the claim of the same topic that reports the same utterance elsewhere; `responds_to` the claim
    that this one answers.
    """

    id: Slug = Field(description="never reused")
    topic: Slug = Field(description="id of the topic it answers")
    speaker: Slug = Field(description="id of the speaker who said it")
    said_on: Edtf = Field(description="when it was said")
    venue: Words | None = Field(None, description="where or to whom it was said")
    attribution: Attribution = Field(description="how the source gives it: quoted, reported, unnamed, or its own voice")
    source: Slug = Field(description="id of the source in which it stands")
    statement: Text = Field(description="what was said, in our words")
    quote: Quote | None = Field(None, description="the exact words, with their place in the source's text")
    deadline: Deadline | None = Field(None, description="the value, on a deadline topic")
    figure: Figure | None = Field(None, description="the value, on a figure topic")
    position: Position | None = Field(None, description="the value, on a position topic")
    same_as: Slug | None = Field(None, description="id of the claim that reports the same utterance elsewhere")
    responds_to: Slug | None = Field(None, description="id of the claim that this one answers")
    note: Words | None = Field(None, description="what else an editor should know")
    retired: Retired | None = Field(None, description="why it no longer counts")

    @field_validator("said_on")
    @classmethod
    def was_said_by_some_day(cls, said_on: Edtf) -> Edtf:
        if said_on.last is None:
            raise RefusalError("date_without_last_day", found=said_on.text)
        return said_on

    @model_validator(mode="after")
    def has_exactly_one_value(self) -> Self:
        given = values_given({kind: getattr(self, kind) for kind in KINDS})
        if len(given) != 1:
            raise RefusalError("not_one_value", given=given or "none")
        return self

    @property
    def kind(self) -> Kind:
        return "deadline" if self.deadline else "figure" if self.figure else "position"
