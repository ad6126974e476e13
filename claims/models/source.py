"""Documents in which claims appear, and who publishes them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema, field_validator

from claims.errors import RefusalError
from claims.models.base import Day, Record, Shaped, Slug, Text, Words
from claims.models.dates import Edtf

ADDRESS_LETTERS = 4000


def _is_a_web_address(value: str) -> str:
    if len(value) > ADDRESS_LETTERS:
        raise RefusalError("too_long", found=value, letters=ADDRESS_LETTERS)
    try:
        parts = urlsplit(value)
        complete = parts.scheme in ("http", "https") and bool(parts.hostname)
        parts.port  # noqa: B018 - reading it is what finds a port that is no number
    except ValueError:
        complete = False
    if not complete or not value.isprintable() or " " in value:
        raise RefusalError("not_a_web_address", found=value)
    return value


WebAddress = Annotated[
    str, AfterValidator(_is_a_web_address), WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://"})
]
LanguageCode = Annotated[str, Shaped(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "not_a_language", letters=35)]
CountryCode = Annotated[str, Shaped(r"[A-Z]{2}", "not_a_country", letters=2)]
Sha256 = Annotated[str, Shaped(r"[0-9a-f]{64}", "not_a_hash", letters=64)]
TEXT_FILE = r"texts/[A-Za-z0-9][A-Za-z0-9._-]*\.txt"
TextFile = Annotated[str, Shaped(TEXT_FILE, "not_a_text_file", letters=200)]


class Outlet(Record):
    """Who publishes sources: a newspaper, an agency, a ministry."""

    id: Slug = Field(description="never reused")
    name: Text = Field(description="as readers know it")
    country: CountryCode | None = Field(None, description="two capital letters of ISO 3166, like IQ")
    language: LanguageCode | None = Field(None, description="the language it mostly publishes in, like ar")


class Source(Record):
    """One document. `text` names the file that keeps its words, `sha256` the hash of that file's bytes."""

    id: Slug = Field(description="never reused")
    outlet: Slug = Field(description="id of the outlet that published it")
    url: WebAddress | None = Field(None, description="where it stands, http or https")
    archive_url: WebAddress | None = Field(None, description="where a copy is kept")
    published: Edtf | None = Field(None, description="the date it bears")
    retrieved: Day | None = Field(None, description="the day an editor read it")
    language: LanguageCode = Field(description="the language it is written in, like ar or en")
    title: Words | None = Field(None, description="its headline, in its own language")
    text: TextFile | None = Field(None, description="the file that keeps its words, texts/….txt; UTF-8, never changed")
    sha256: Sha256 | None = Field(
        None, validate_default=True, description="SHA-256 of that file's bytes, 64 hexadecimal digits"
    )

    @field_validator("sha256")
    @classmethod
    def stands_with_a_text(cls, sha256: str | None, record: ValidationInfo) -> str | None:
        # A text that was itself refused is not in the data: then nothing is known of the pair.
        text = record.data.get("text", ...)
        if sha256 is not None and text is None:
            raise RefusalError("hash_without_text")
        if sha256 is None and isinstance(text, str):
            raise RefusalError("text_without_hash")
        return sha256
