"""The commands that prove what was kept: verify, receipt."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qs, urlsplit

import typer

from claims.commands.options import (
    Database,
    Lang,
    Language,
    Seeds,
    WrongUseError,
    in_language,
    must_be_dossiers,
    must_be_one_place,
)
from claims.commands.questions import must_be_known
from claims.faults import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from claims.receipt import Head, Receipt
    from claims.records import DossierRecords
    from claims.store.history import Break

app = typer.Typer()


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(metavar="RECEIPT", help="A receipt to check, and not the store.")
    ] = None,
    paths: Seeds = None,
    database: Database = None,
    lang: Lang = "en",
) -> None:
    """Walk the history of every dossier, or check a receipt: exit 1 where something is not what was written."""
    from claims.store import dossiers, engine
    from claims.store import history as kept
    from claims.store.errors import break_in_words

    must_be_one_place(paths, database, lang)
    if file is not None:
        with in_language(lang):
            raise typer.Exit(1 if _faults_of(file, paths, database, lang) else 0)
    if paths:
        raise WrongUseError(catalogue(lang).text("history.verify_what", None, seeds="--seeds"))
    with in_language(lang):
        store = engine.open_store(database)
        found = engine.reading(store, lambda at: {one: [*kept.breaks(at, one)] for one in dossiers.known_ids(at)})
    for dossier, breaks in found.items():
        for one in breaks:
            typer.echo(break_in_words(one, lang))
        if not breaks:
            typer.echo(catalogue(lang).text("store.whole", dossier=dossier), err=True)
    if not found:
        typer.echo(catalogue(lang).text("store.empty"), err=True)
    raise typer.Exit(1 if any(found.values()) else 0)


@app.command()
def receipt(
    link: Annotated[str, typer.Argument(metavar="LINK", help="A page with its filters: '/deadlines?side=nato'.")],
    paths: Seeds = None,
    database: Database = None,
    lang: Lang = "en",
) -> None:
    """Write the receipt of a page, as `as_of` and `recorded_at` in its link say, or as of today and as kept now."""
    from claims import links, receipt
    from claims.answers import Answers

    place = urlsplit(link)
    params = parse_qs(place.query)
    asked = links.asked(params, date.today())
    words = catalogue(lang)
    if asked.ignored:
        told = (
            words.text("history.link_not_understood", None, parameter=one.parameter, value=one.value)
            for one in asked.ignored
        )
        raise WrongUseError("\n".join(told))
    recorded_at = params.get("recorded_at", [None])[-1]
    must_be_one_place(paths, database, lang, recorded_at)
    with in_language(lang):
        of_dossiers = _read(paths, lang) if paths else _stored(database, recorded_at, params.get("dossier"))
        chosen = params.get("dossier", [*of_dossiers])
        if len(chosen) != 1 or chosen[0] not in of_dossiers:
            gaps = {"parameter": "dossier=", "known": ", ".join(of_dossiers)}
            raise WrongUseError(words.text("history.which_dossier", None, **gaps))
        records, moment, head, rule_set = of_dossiers[chosen[0]]
        must_be_known([Answers(records, asked.query, lang)], lang)
        shared = {parameter.name for parameter in links.SHARED}
        written = receipt.of(
            records,
            asked.query,
            place.path.strip("/") or "overview",
            own={name: values for name, values in params.items() if name not in shared},
            recorded_at=moment,
            history=head,
            rule_set=rule_set,
        )
    sys.stdout.buffer.write(written)


_Sealable = tuple["DossierRecords", "datetime | None", "Head | None", int]
"""Records, the moment at which they were kept, the head of their history then, and the rules in force."""


def _read(paths: list[Path], lang: Language) -> dict[str, _Sealable]:
    from claims import seeds
    from claims.analysis import RULES

    must_be_dossiers(paths, lang)
    return {records.dossier.id: (records, None, None, RULES) for records in map(seeds.load, paths)}


def _stored(database: str | None, recorded_at: str | None, wanted: list[str] | None) -> dict[str, _Sealable]:
    from claims.receipt import Head
    from claims.store import dossiers, engine, past, rule_sets

    def work(at: Connection) -> dict[str, _Sealable]:
        found: dict[str, _Sealable] = {}
        for id_ in wanted or dossiers.ids(at):
            moment = past.moment_of(recorded_at, past.zone_of(at, id_)) if recorded_at else None
            last = past.last_change(at, id_, moment)
            head = Head(entries=last.seq, hash=last.hash)
            records, _ = past.recorded(at, id_, last.at)
            found[id_] = (records, moment or last.at, head, rule_sets.rules_at(at, moment))
        return found

    return engine.reading(engine.open_store(database), work)


def _faults_of(file: Path, paths: list[Path] | None, database: str | None, lang: Language) -> bool:
    """Tell on stdout in what a receipt does not hold; whether there was anything."""
    from claims import receipt
    from claims.store.errors import break_in_words

    said = receipt.read(file.read_bytes())
    broken: list[Break] = []
    if paths:
        records, head, place = _of_files(said, paths, lang), None, ", ".join(map(str, paths))
    else:
        records, head, broken, place = _of_store(said, database)
    words = catalogue(lang)
    problems = receipt.problems(said, records, head)
    for one in broken:
        typer.echo(break_in_words(one, lang))
    for problem in problems:
        gaps: dict[str, object] = {"dossier": said.dossier, "rule_set": said.rule_set}
        typer.echo(words.text(f"history.receipt_{problem}", None, **gaps))
    if not problems and not broken:
        typer.echo(words.text("history.receipt_holds", dossier=said.dossier, day=said.as_of, place=place), err=True)
    if paths and said.history is not None:
        typer.echo(words.text("history.receipt_no_history"), err=True)
    return bool(problems or broken)


def _of_files(said: Receipt, paths: list[Path], lang: Language) -> DossierRecords:
    found = {id_: records for id_, (records, *_) in _read(paths, lang).items()}
    return found.get(said.dossier, next(iter(found.values())))


def _of_store(said: Receipt, database: str | None) -> tuple[DossierRecords, Head | None, list[Break], str]:
    """The records at the receipt's moment, the head of the history then, and where it is broken up to there."""
    from claims.receipt import Head
    from claims.store import dossiers, engine, history, past

    store = engine.open_store(database)

    def work(at: Connection) -> tuple[DossierRecords, Head | None, list[Break], str]:
        if said.moment is None:
            return dossiers.read(at, said.dossier)[0], None, [], engine.name_of(store)
        last = past.last_change(at, said.dossier, said.moment)
        broken = [one for one in history.breaks(at, said.dossier) if one.seq is not None and one.seq <= last.seq]
        records, _ = past.recorded(at, said.dossier, said.moment)
        return records, Head(entries=last.seq, hash=last.hash), broken, engine.name_of(store)

    return engine.reading(store, work)
