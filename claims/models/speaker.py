"""Who said it."""

from __future__ import annotations

from typing import Literal

from claims.models.base import Label, Record, Slug, Text

SpeakerKind = Literal["person", "organisation", "government", "document", "anonymous", "media"]


class Speaker(Record):
    """A person, body or document that makes claims, and the sides it speaks for.

    A joint document has several sides; an unnamed speaker has none unless the source says whose he is.
    """

    id: Slug
    name: Text
    short: Label | None = None
    kind: SpeakerKind
    role: Text | None = None
    sides: tuple[Slug, ...] = ()
