"""The command that gives dossiers to other programs: export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from claims.commands.options import Database, Lang, Language, Seeds, WrongUseError, in_language, must_be_dossiers
from claims.faults import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from claims.exchange.files import Writer
    from claims.records import DossierRecords

# What only one form needs is imported for it, as most packages here take long to load.
Form = Literal["folder", "jsonl", "csv", "xlsx", "parquet"]

app = typer.Typer()


@app.command()
def export(
    to: Annotated[Path, typer.Argument(metavar="DEST", help="Where to write a folder named for each dossier.")],
    form: Annotated[Form, typer.Option("--format", help="What is written.")] = "folder",
    bom: Annotated[bool, typer.Option("--bom", help="CSV begins with a byte order mark, for Excel.")] = False,
    paths: Seeds = None,
    database: Database = None,
    chosen: Annotated[
        list[str] | None,
        typer.Option("--dossier", metavar="ID", help="One of them; all if not given. May be repeated."),
    ] = None,
    lang: Lang = "en",
) -> None:
    """Write dossiers in the form that a person or program takes; nothing that is there is overwritten."""
    from claims.errors import StoreError
    from claims.export import write_files

    if bom and form != "csv":
        raise WrongUseError(catalogue(lang).text("exchange.bom_is_for_csv", None, bom="--bom", form="--format csv"))
    with in_language(lang):
        kept = list(_filed(paths, database, chosen, lang))
        homes = [to / records.dossier.id for records, _ in kept]
        for home in homes:
            if home.exists():
                raise StoreError("already_there", path=home)
        for home, (records, claim_files) in zip(homes, kept, strict=True):
            write_files(home, _files(records, claim_files, form, lang, bom))
            typer.echo(str(home))
    if not kept:
        typer.echo(catalogue(lang).text("store.empty"), err=True)


def _filed(
    paths: list[Path] | None, database: str | None, chosen: list[str] | None, lang: Language
) -> Iterator[tuple[DossierRecords, Mapping[str, str]]]:
    """The dossiers asked for, from files where they are named, else from the store, with the file of each claim."""
    from claims import seeds
    from claims.errors import StoreError
    from claims.store import dossiers, engine

    if not paths:
        store = engine.open_store(database)
        yield from engine.reading(store, lambda at: [dossiers.read(at, one) for one in chosen or dossiers.ids(at)])
        return
    if database:
        gaps = {"seeds": "--seeds", "database": "--database"}
        raise WrongUseError(catalogue(lang).text("store.seeds_or_database", None, **gaps))
    must_be_dossiers(paths, lang)
    read = {records.dossier.id: (records, files) for records, files in map(seeds.load_filed, paths)}
    for id_ in chosen or read:
        if id_ not in read:
            raise StoreError("no_such_dossier", id=id_)
        yield read[id_]


def _files(
    records: DossierRecords, claim_files: Mapping[str, str], form: Form, lang: Language, bom: bool
) -> Iterator[tuple[Path, Writer]]:
    from claims import export as folders
    from claims.exchange.files import files

    if form == "folder":
        return folders.written(records, claim_files)
    return files(records, form, lang, bom=bom)
