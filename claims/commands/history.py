"""The command that asks what became of a record: history."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from claims.commands.options import Database, Lang, Language, WrongUseError, in_language
from claims.faults import catalogue, printable, verbatim

if TYPE_CHECKING:
    from claims.store.history import Entry

app = typer.Typer()


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
