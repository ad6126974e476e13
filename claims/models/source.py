"""Documents in which claims appear, and who publishes them."""

from __future__ import annotations

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints, model_validator

from claims.models.base import Day, Record, Slug, Text, Words
from claims.models.dates import Edtf


def _is_a_web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname)
        parts.port  # noqa: B018 - reading it is what finds a port that is no number
    except ValueError:
        complete = False
    if not complete or any(ord(letter) <= 32 or ord(letter) == 127 for letter in value):
        raise ValueError(f"{value!r} is not a web address; it must start with http:// or https:// and have no spaces")
    return value


WebAddress = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_is_a_web_address)]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
TextFile = Annotated[str, StringConstraints(pattern=r"^texts/[A-Za-z0-9][A-Za-z0-9._-]*\.txt$")]


class Outlet(Record):
    """Who publishes sources: a newspaper, an agency, a ministry."""

    id: Slug
    name: Text
    country: CountryCode | None = None
    language: LanguageCode | None = None


class Source(Record):
    """One document. `text` names the file that keeps its words, `sha256` the hash of that file's bytes."""

    id: Slug
    outlet: Slug
    url: WebAddress | None = None
    archive_url: WebAddress | None = None
    published: Edtf | None = None
    retrieved: Day | None = None
    language: LanguageCode
    title: Words | None = None
    text: TextFile | None = None
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def text_and_hash_stand_together(self) -> Self:
        if (self.text is None) != (self.sha256 is None):
            raise ValueError("text and sha256 stand together: give both or neither")
        return self
