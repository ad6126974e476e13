"""What the commands share: options, and how they refuse what they are given."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from claims.errors import ClaimsError, FaultyDossierError, StoreError
from claims.faults import catalogue

Language = Literal["en", "ar"]
Lang = Annotated[Language, typer.Option("--lang", help="Language of the sentences.")]
Seeds = Annotated[list[Path] | None, typer.Option("--seeds", metavar="PATH", help="A dossier; may be repeated.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Dossiers: folders or .jsonl files.")]
Database = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="The store: a URL or an SQLite file. CLAIMS_DATABASE_URL names it for every command."
    ),
]


class WrongUseError(ClaimsError):
    """The command was asked for something that does not exist."""


@contextmanager
def in_language(lang: Language) -> Iterator[None]:
    """Whatever our own errors say in here, they say in that language."""
    try:
        yield
    except (FaultyDossierError, StoreError) as error:
        error.language = lang
        raise


def must_be_dossiers(paths: list[Path], lang: Language) -> None:
    """WrongUseError where there is no dossier at one of the paths."""
    from claims.folder import is_folder
    from claims.seeds import BULK

    for path in paths:
        if not os.path.lexists(path):
            raise WrongUseError(catalogue(lang).text("check.no_path", path=path))
        if not is_folder(path) and path.suffix != BULK:
            raise WrongUseError(catalogue(lang).text("check.not_a_dossier", path=path))
