"""The commands that take a team's tables in: import, template."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from claims.commands.options import Database, Lang, Language, WrongUseError, in_language, watched
from claims.errors import FaultyDossierError, StoreError, UnclearImportError
from claims.faults import RecordType, catalogue, verbatim

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from claims.exchange.reading import Incoming
    from claims.store.imports import Merge

Kind = Annotated[
    RecordType | None,
    typer.Option("--type", metavar="KIND", help="What the rows are: claim, topic, speaker, outlet, source and so on."),
]

app = typer.Typer()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv, .tsv, .xlsx or .jsonl file.")],
    kind: Kind = None,
    dossier: Annotated[
        str | None, typer.Option(metavar="ID", help="Into which dossier; not needed where the store has only one.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Tell what would change, and write nothing.")] = False,
    keep: Annotated[bool, typer.Option("--keep", help="Records edited in the store stay as they are there.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="They become what the file says.")] = False,
    restart: Annotated[
        bool, typer.Option("--restart", help="Forget what unfinished imports left behind in the dossier.")
    ] = False,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who imports; your login if not given.")] = None,
    why: Annotated[str, typer.Option(metavar="WORDS", help="Why, for the history.")] = "",
    database: Database = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How changes are told.")] = "text",
    lang: Lang = "en",
) -> None:
    """Add the rows of a table to a dossier of the store: new ids are added, known ones changed, nothing is removed."""
    from claims.exchange import reading
    from claims.store import engine, imports, shipped

    words = catalogue(lang)
    if keep and replace:
        raise WrongUseError(words.text("store.keep_or_replace", keep="--keep", replace="--replace"))
    if not file.exists():
        raise WrongUseError(words.text("check.no_path", path=file))
    chosen: imports.Edited | None = "keep" if keep else "replace" if replace else None
    with in_language(lang):
        incoming = reading.incoming(file, kind)
        store = engine.open_store(database, create=not preview) if database else shipped.opened()
        into = dossier or _only_dossier(store, incoming, lang)
        if restart and not preview:
            imports.forget(store, into)
        if not preview:
            _tell_unfinished(store, into, incoming, lang)
        try:
            with watched(lang) as progress:
                work = imports.Import(store, into, incoming, chosen, progress)
                merge = work.preview() if preview else work.run(who=by or shipped.login(), why=why)
        except FaultyDossierError as error:
            if form == "json":
                told = [fault.as_dict(lang) for fault in error.faults]
                typer.echo(json.dumps({"dossier": into, "faults": told}, ensure_ascii=False, indent=2))
                raise typer.Exit(1) from error
            raise
    if form == "json":
        typer.echo(json.dumps(_as_dict(into, merge, preview), ensure_ascii=False, indent=2))
    elif preview:
        for line in _lines(merge, lang):
            typer.echo(line)
    typer.echo(_summary(into, merge, preview, lang), err=True)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .csv, .xlsx or .jsonl file to write.")],
    kind: Kind = None,
    dossier: Annotated[
        str | None, typer.Option(metavar="ID", help="A dossier of the store whose ids the sheets shall offer.")
    ] = None,
    database: Database = None,
    lang: Lang = "en",
) -> None:
    """Write an empty table to fill in and import: help for each column, codes and ids to choose from, examples."""
    from claims.exchange import reading, templates

    words = catalogue(lang)
    with in_language(lang):
        form = reading.form_of(file)
        kind = kind or reading.kind_of(file)
        if kind not in (None, *templates.KINDS):
            raise WrongUseError(words.text("import.no_template", None, kinds=", ".join(templates.KINDS)))
        if form == "csv" and kind is None:
            raise UnclearImportError("kind_needed", path=file, option="--type", kinds=", ".join(templates.KINDS))
        if file.exists():
            raise StoreError("already_there", path=file)
        known = _ids(database, dossier) if dossier else {}
        content = templates.template(form, (kind,) if kind else templates.KINDS, lang, known)
    with file.open("xb") as written:
        written.write(content)
    typer.echo(str(file))


def _ids(database: str | None, dossier: str) -> dict[str, list[str]]:
    """The ids of a dossier of the store, by kind of record."""
    from claims.store import dossiers, engine

    held = engine.reading(engine.open_store(database), lambda at: dossiers.holdings(at, dossier))
    if not held:
        raise StoreError("no_such_dossier", id=dossier)
    known: dict[str, list[str]] = {}
    for kind, id_ in sorted(held):
        known.setdefault(kind, []).append(id_)
    return known


def _only_dossier(store: Engine, incoming: Incoming, lang: Language) -> str:
    """The dossier that the file begins with, else the only one of the store."""
    from claims.store import dossiers, engine

    first = next(islice(incoming.rows({}), 1), None)
    # Whatever is wrong with the file is found again when all of it is read.
    incoming.faults.clear()
    if first is not None and first.kind == "dossier" and isinstance(first.data.get("id"), str):
        return str(first.data["id"])
    known = engine.reading(store, dossiers.ids)
    if len(known) != 1:
        key = "import.which_dossier" if known else "store.empty"
        raise WrongUseError(catalogue(lang).text(key, None, option="--dossier", known=", ".join(known)))
    return known[0]


def _tell_unfinished(store: Engine, dossier: str, incoming: Incoming, lang: Language) -> None:
    from claims.store import imports

    for one in imports.staged(store, dossier):
        mine = one.digest == incoming.digest
        gaps = {"path": incoming.path} if mine else {"digest": one.digest[:12], "option": "--restart"}
        key = "import.goes_on" if mine else "import.unfinished"
        typer.echo(catalogue(lang).text(key, one.rows, **gaps), err=True)


def _lines(merge: Merge, lang: Language) -> list[str]:
    from claims.store.errors import kind_in_words

    told = []
    for one in merge.changes:
        step = "added" if one.before is None else "changed" if one.after is not None else "removed"
        record = f"{kind_in_words(one.kind, lang)} {one.id}"
        told.append(catalogue(lang).text(f"import.would_be_{step}", None, record=record))
        if step == "changed":
            told += [f"  {name}: {verbatim(before)} → {verbatim(after)}" for name, before, after in one.fields()]
    return told


def _summary(dossier: str, merge: Merge, preview: bool, lang: Language) -> str:
    words = catalogue(lang)
    phrases = {
        "added": words.text("store.added", merge.changes.added),
        "changed": words.text("store.changed", len(merge.changes) - merge.changes.added),
        "unchanged": words.text("import.unchanged", merge.unchanged),
    }
    told = words.text("import.previewed" if preview else "import.done", None, dossier=dossier, **phrases)
    return f"{told} {words.text('store.kept', len(merge.kept))}" if merge.kept else told


def _as_dict(dossier: str, merge: Merge, preview: bool) -> dict[str, Any]:
    changes = [
        {
            "type": one.kind,
            "id": one.id,
            "step": "added" if one.before is None else "changed" if one.after is not None else "removed",
            "fields": {name: {"before": before, "after": after} for name, before, after in one.fields()},
        }
        for one in merge.changes
    ]
    kept = [{"type": kind, "id": id_} for kind, id_ in merge.kept]
    told: dict[str, Any] = {"dossier": dossier, "preview": preview, "unchanged": merge.unchanged}
    return {**told, "kept": kept, "changes": changes}
