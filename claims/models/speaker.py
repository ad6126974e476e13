"""Who said it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from claims.models.base import LABEL_LETTERS, Label, Record, Slug, Slugs, Text

SpeakerKind = Literal["person", "organisation", "government", "document", "anonymous", "media"]


class Speaker(Record):
    """A person, body or document that makes claims, and the sides it speaks for.

    A joint document has several sides; an unnamed speaker has none unless the source says whose he is.
    """

    id: Slug = Field(description="never reused")
    name: Text = Field(description="as readers know it")
    short: Label | None = Field(None, description=f"a name for charts, at most {LABEL_LETTERS} letters")
    kind: SpeakerKind = Field(description="what kind of speaker it is")
    role: Text | None = Field(None, description="the office or standing in which it speaks")
    sides: Slugs = Field((), description="ids of the sides it speaks for")
