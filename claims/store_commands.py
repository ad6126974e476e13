"""The commands that keep dossiers in a database: load, export, history, verify."""

from __future__ import annotations

import getpass
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from claims.errors import StoreError
from claims.faults import catalogue, printable, verbatim
from claims.options import Database, Lang, Language, Paths, WrongUseError, in_language, must_be_dossiers

if TYPE_CHECKING:
    from claims.records import DossierRecords
    from claims.store.dossiers import Loaded
    from claims.store.history import Entry

# What only one command needs is imported inside it, as the database's packages take long to load.
Dossiers = Annotated[
    list[str] | None,
    typer.Option("--dossier", metavar="ID", help="One of the store; all if not given. May be repeated."),
]

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

    if keep and replace:
        raise WrongUseError(catalogue(lang).text("store.keep_or_replace", keep="--keep", replace="--replace"))
    must_be_dossiers(paths, lang)
    chosen: Literal["keep", "replace"] | None = "keep" if keep else "replace" if replace else None
    who = by or _login()
    with in_language(lang):
        store = engine.open_store(database, create=True)
        for path in paths:
            records, files = seeds.load_filed(path)
            _progress("store.loading", lang, path=path)
            work = partial(dossiers.load, records=records, claim_files=files, who=who, why=why, edited=chosen)
            done = engine.writing(store, work)
            typer.echo(_loaded(records.dossier.id, done, lang), err=True)


@app.command()
def export(
    to: Annotated[Path, typer.Argument(metavar="DEST", help="Where to write a folder named for each dossier.")],
    form: Annotated[Literal["folder"], typer.Option("--format", help="What is written.")] = "folder",
    database: Database = None,
    chosen: Dossiers = None,
    lang: Lang = "en",
) -> None:
    """Write dossiers of the store as the folders that people edit; nothing that is there is overwritten."""
    from claims import export as folders
    from claims.store import dossiers, engine

    with in_language(lang):
        store = engine.open_store(database)
        kept = engine.reading(store, lambda at: [dossiers.read(at, one) for one in chosen or dossiers.ids(at)])
        for records, _ in kept:
            if (to / records.dossier.id).exists():
                raise StoreError("already_there", path=to / records.dossier.id)
        for records, files in kept:
            folders.write(to / records.dossier.id, records, files)
            typer.echo(str(to / records.dossier.id))
    if not kept:
        typer.echo(catalogue(lang).text("store.empty"), err=True)


@app.command()
def history(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a claim or any other record.")],
    database: Database = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How changes are told.")] = "text",
    lang: Lang = "en",
) -> None:
    """Tell every change of a record, first to last: when, by whom, why, and what each field was and became."""
    from claims.store import dossiers, engine
    from claims.store import history as kept

    with in_language(lang):
        store = engine.open_store(database)
        told = engine.reading(
            store, lambda at: [one for dossier in dossiers.known_ids(at) for one in kept.entries(at, dossier, id_)]
        )
    if not told:
        raise WrongUseError(catalogue(lang).text("store.no_history", id=id_))
    if form == "json":
        typer.echo(json.dumps([_entry_as_dict(one) for one in told], ensure_ascii=False, indent=2))
        return
    for one in told:
        typer.echo(_entry(one, lang))
        if one.step == "changed":
            for name, before, after in one.fields():
                typer.echo(f"  {name}: {verbatim(before)} → {verbatim(after)}")


@app.command()
def verify(database: Database = None, lang: Lang = "en") -> None:
    """Walk the history of every dossier: exit 1 where an entry, or a record, is not what was written."""
    from claims.store import dossiers, engine
    from claims.store import history as kept

    with in_language(lang):
        store = engine.open_store(database)
        found = engine.reading(store, lambda at: {one: [*kept.breaks(at, one)] for one in dossiers.known_ids(at)})
    words = catalogue(lang)
    for dossier, breaks in found.items():
        for one in breaks:
            gaps: dict[str, object] = {"dossier": dossier}
            if one.reason == "record_differs":
                gaps |= {"record": _record(one.kind or "", one.record_id or "", lang)}
            else:
                gaps |= {"entry": one.seq}
            typer.echo(words.text(f"store.{one.reason}", None, **gaps))
        if not breaks:
            typer.echo(words.text("store.whole", dossier=dossier), err=True)
    if not found:
        typer.echo(words.text("store.empty"), err=True)
    raise typer.Exit(1 if any(found.values()) else 0)


def kept(database: str | None, lang: Language) -> list[DossierRecords]:
    """Every dossier of the store, as its files would give them."""
    from claims.store import dossiers, engine

    with in_language(lang):
        store = engine.open_store(database)
        found = engine.reading(store, lambda at: [dossiers.read(at, one)[0] for one in dossiers.ids(at)])
    if not found:
        raise WrongUseError(catalogue(lang).text("store.empty"))
    return found


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # As in a container, where a number need not have a name.
        return str(os.getuid())


def _progress(key: str, lang: Language, **gaps: object) -> None:
    if sys.stderr.isatty():
        typer.echo(catalogue(lang).text(key, None, **gaps), err=True)


def _loaded(dossier: str, done: Loaded, lang: Language) -> str:
    words = catalogue(lang)
    counts = {"added": done.added, "changed": done.changed, "removed": done.removed}
    phrases = {name: words.text(f"store.{name}", n) for name, n in counts.items()}
    told = words.text("store.loaded", None, dossier=dossier, **phrases)
    return f"{told} {words.text('store.kept', done.kept)}" if done.kept else told


def _entry(one: Entry, lang: Language) -> str:
    words = catalogue(lang)
    told = words.text(
        f"store.entry_{one.step}_{one.how}",
        None,
        at=one.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        who=printable(one.who),
        record=_record(one.kind, one.record_id, lang),
    )
    return f"{told} {words.text('store.because', None, why=printable(one.why))}" if one.why else told


def _record(kind: str, id_: str, lang: Language) -> str:
    from claims.store.errors import kind_in_words

    return f"{kind_in_words(kind, lang)} {id_}"


def _entry_as_dict(one: Entry) -> dict[str, Any]:
    return {
        "dossier": one.dossier_id,
        "entry": one.seq,
        "at": one.at.isoformat(),
        "who": one.who,
        "why": one.why,
        "how": one.how,
        "step": one.step,
        "type": one.kind,
        "id": one.record_id,
        "before": json.loads(one.before) if one.before else None,
        "after": json.loads(one.after) if one.after else None,
        "hash": one.hash,
    }
