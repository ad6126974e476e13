"""What the commands share: options, and how they refuse what they are given."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from claims.errors import ClaimsError, FaultyDossierError, StoreError
from claims.faults import catalogue

if TYPE_CHECKING:
    from claims.progress import Progress, Step

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


def must_be_one_place(
    paths: list[Path] | None, database: str | None, lang: Language, recorded_at: str | None = None
) -> None:
    """WrongUseError where both files and a store are named, or where files are asked what was kept at a moment."""
    if paths and database:
        gaps = {"seeds": "--seeds", "database": "--database"}
        raise WrongUseError(catalogue(lang).text("store.seeds_or_database", None, **gaps))
    if recorded_at is None:
        return
    if paths:
        gaps = {"option": "--recorded-at", "seeds": "--seeds"}
        raise WrongUseError(catalogue(lang).text("history.files_keep_nothing", None, **gaps))
    from claims.store.past import moment_of

    try:
        with in_language(lang):
            # Which day ends when, only a dossier knows; whether it is one shows in any zone.
            moment_of(recorded_at, "UTC")
    except StoreError as error:
        raise WrongUseError(f"--recorded-at: {error}") from error


@contextmanager
def watched(lang: Language) -> Iterator[Progress]:
    """Shows on a terminal how many records are read, checked and written; elsewhere it says nothing."""
    from claims.progress import STEPS, unseen

    if not sys.stderr.isatty():
        yield unseen
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    words = catalogue(lang)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {step: bar.add_task(words.text(f"import.step_{step}", 0)) for step in STEPS}

        def show(step: Step, done: int) -> None:
            bar.update(tasks[step], description=words.text(f"import.step_{step}", done), completed=done)

        yield show
