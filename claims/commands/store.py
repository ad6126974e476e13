"""The command that brings dossiers into a database: load."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from claims.commands.options import (
    Database,
    Lang,
    Language,
    Paths,
    WrongUseError,
    in_language,
    must_be_dossiers,
    watched,
)
from claims.faults import catalogue

if TYPE_CHECKING:
    from claims.records import DossierRecords
    from claims.store.dossiers import Loaded

# What only one command needs is imported inside it, as the database's packages take long to load.
app = typer.Typer()


@app.command()
def load(
    paths: Paths,
    database: Database = None,
    keep: Annotated[bool, typer.Option("--keep", help="Records edited in the store stay as they are there.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="They become what the files say.")] = False,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who loads; your login if not given.")] = None,
    why: Annotated[str, typer.Option(metavar="WORDS", help="Why, for the history.")] = "",
    lang: Lang = "en",
) -> None:
    """Make the store say what dossiers in files say: all of a dossier or nothing, with a history of each change."""
    from claims import seeds
    from claims.store import dossiers, engine
    from claims.store.shipped import login

    if keep and replace:
        raise WrongUseError(catalogue(lang).text("store.keep_or_replace", keep="--keep", replace="--replace"))
    must_be_dossiers(paths, lang)
    chosen: Literal["keep", "replace"] | None = "keep" if keep else "replace" if replace else None
    who = by or login()
    with in_language(lang):
        store = engine.open_store(database, create=True)
        for path in paths:
            with watched(lang) as progress:
                records, files = seeds.load_filed(path, progress)
                work = partial(
                    dossiers.load,
                    records=records,
                    claim_files=files,
                    who=who,
                    why=why,
                    edited=chosen,
                    progress=progress,
                )
                done = engine.writing(store, work)
            typer.echo(_loaded(records.dossier.id, done, lang), err=True)


def kept(database: str | None, lang: Language, recorded_at: str | None = None) -> list[DossierRecords]:
    """Every dossier of the store, or as it was kept at a moment; the first start fills the user's own."""
    from claims.store import dossiers, engine, past, shipped

    with in_language(lang):
        store = shipped.opened(database)
        found = engine.reading(
            store,
            lambda at: (
                past.all_recorded(at, recorded_at)
                if recorded_at
                else [dossiers.read(at, one) for one in dossiers.ids(at)]
            ),
        )
    if not found:
        raise WrongUseError(catalogue(lang).text("store.empty"))
    return [records for records, _ in found]


def _loaded(dossier: str, done: Loaded, lang: Language) -> str:
    words = catalogue(lang)
    counts = {"added": done.added, "changed": done.changed, "removed": done.removed}
    phrases = {name: words.text(f"store.{name}", n) for name, n in counts.items()}
    told = words.text("store.loaded", None, dossier=dossier, **phrases)
    return f"{told} {words.text('store.kept', done.kept)}" if done.kept else told
