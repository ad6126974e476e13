"""The commands that keep a store from being lost: backup, restore."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from claims.commands.options import Database, Lang, Language, in_language
from claims.faults import catalogue

if TYPE_CHECKING:
    from claims.store.backup import Tell
    from claims.store.history import Break

app = typer.Typer()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must not be there yet.")],
    database: Database = None,
    lang: Lang = "en",
) -> None:
    """Write the whole store, as it is at one moment, to one SQLite file; others may go on writing."""
    from claims.store import backup as copies
    from claims.store import engine

    with in_language(lang), _progress(lang) as tell:
        found = copies.save(engine.open_store(database), file, tell)
    _tell_end("backup.saved", file, found, lang)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `claims backup` wrote.")],
    database: Database = None,
    lang: Lang = "en",
) -> None:
    """Fill an empty store with what a backup holds: all of it or nothing."""
    from claims.store import backup as copies

    with in_language(lang), _progress(lang) as tell:
        found = copies.restore(file, database, tell)
    _tell_end("backup.restored", file, found, lang)


def _tell_end(key: str, file: Path, found: list[Break], lang: Language) -> None:
    words = catalogue(lang)
    typer.echo(words.text(key, None, path=file), err=True)
    if found:
        typer.echo(words.text("backup.broken_before", None, command="claims verify"), err=True)
        raise typer.Exit(1)


@contextmanager
def _progress(lang: Language) -> Iterator[Tell]:
    """How far the copy is, on a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as shown:
        task = shown.add_task(catalogue(lang).text("backup.copying"), total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)
