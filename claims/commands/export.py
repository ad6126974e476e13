"""The command that gives dossiers to other programs: export."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlencode

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
from claims.commands.questions import RecordedAt
from claims.faults import catalogue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from claims.exchange.files import Writer
    from claims.query import Query
    from claims.records import DossierRecords

# What only one form needs is imported for it, as most packages here take long to load.
Form = Literal["folder", "jsonl", "csv", "xlsx", "parquet", "claimreview", "ics", "atom"]
Many = Annotated[list[str] | None, typer.Option(metavar="ID", help="Of claimreview, ics and atom. May be repeated.")]

SITE = "http://localhost:8501"
"""Where `claims dashboard` serves."""

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
    recorded_at: RecordedAt = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DAY", help="The day to look from, of claimreview, ics and atom; today if not given."
        ),
    ] = None,
    topic: Many = None,
    speaker: Many = None,
    side: Many = None,
    site: Annotated[str, typer.Option(metavar="URL", help="Where readers see the claims; links lead there.")] = SITE,
    lang: Lang = "en",
) -> None:
    """Write dossiers in the form that a person or program takes; nothing that is there is overwritten."""
    from claims.errors import StoreError
    from claims.export import write_files

    if bom and form != "csv":
        raise WrongUseError(catalogue(lang).text("exchange.bom_is_for_csv", None, bom="--bom", form="--format csv"))
    asked = _query(as_of, topic, speaker, side, lang)
    if form not in ("claimreview", "ics", "atom") and (as_of or asked.narrows):
        raise WrongUseError(catalogue(lang).text("exchange.all_of_it", None, forms="claimreview, ics, atom"))
    with in_language(lang):
        kept = list(_kept(paths, database, chosen, recorded_at, lang))
        homes = [to / one.records.dossier.id for one in kept]
        for home in homes:
            if home.exists():
                raise StoreError("already_there", path=home)
        # All that can be refused is refused before the first file is written.
        contents = [_contents(one, form, bom, asked, site, lang) for one in kept]
        for home, files in zip(homes, contents, strict=True):
            write_files(home, files)
            typer.echo(str(home))
    if not kept:
        typer.echo(catalogue(lang).text("store.empty"), err=True)


@dataclass(frozen=True)
class _Kept:
    """A dossier, the file of each claim, and how many changes its history tells, the last of them when."""

    records: DossierRecords
    claim_files: Mapping[str, str]
    changes: int = 0
    changed: datetime | None = None


def _kept(
    paths: list[Path] | None, database: str | None, chosen: list[str] | None, recorded_at: str | None, lang: Language
) -> Iterator[_Kept]:
    """The dossiers asked for, from files where they are named, else from the store."""
    from claims import seeds
    from claims.errors import ExchangeError
    from claims.store import engine

    must_be_one_place(paths, database, lang, recorded_at)
    if not paths:
        yield from engine.reading(engine.open_store(database), lambda at: list(_stored(at, chosen, recorded_at)))
        return
    must_be_dossiers(paths, lang)
    read = {records.dossier.id: _Kept(records, files) for records, files in map(seeds.load_filed, paths)}
    for id_ in chosen or read:
        if id_ not in read:
            raise ExchangeError("no_such_dossier", id=id_)
        yield read[id_]


def _stored(at: Connection, chosen: list[str] | None, recorded_at: str | None) -> Iterator[_Kept]:
    from claims.store import dossiers, past

    for id_ in chosen or dossiers.ids(at):
        moment = past.moment_of(recorded_at, past.zone_of(at, id_)) if recorded_at else None
        kept = past.recorded(at, id_, moment) if moment else dossiers.read(at, id_)
        last = past.last_change(at, id_, moment)
        yield _Kept(*kept, last.seq, last.at)


def _contents(
    kept: _Kept, form: Form, bom: bool, asked: Query, site: str, lang: Language
) -> Iterable[tuple[Path, Writer]]:
    """Each file of a dossier with what writes it."""
    from claims import export as folders
    from claims.exchange.files import files

    match form:
        case "folder":
            return folders.written(kept.records, kept.claim_files)
        case "claimreview" | "ics" | "atom":
            return [_answer(kept, form, asked, site, lang)]
        case _:
            return files(kept.records, form, lang, bom=bom)


def _query(
    as_of: str | None, topic: list[str] | None, speaker: list[str] | None, side: list[str] | None, lang: Language
) -> Query:
    from claims.errors import RefusalError
    from claims.models import Day
    from claims.query import Query

    try:
        day = Day.parse(as_of).first if as_of else date.today()
    except RefusalError as error:
        raise WrongUseError(f"--as-of: {error.in_words(lang)}") from error
    assert day is not None  # one day has no open end
    return Query(day, topic=tuple(topic or ()), speaker=tuple(speaker or ()), side=tuple(side or ()))


def _answer(
    kept: _Kept, form: Literal["claimreview", "ics", "atom"], asked: Query, site: str, lang: Language
) -> tuple[Path, Writer]:
    """The file that answers a query from one dossier. WrongUseError names a code that the dossier does not have."""
    from claims.answers import Answers
    from claims.changes import End, daily
    from claims.exchange import claimreview, feed, ics

    answers, records = Answers(kept.records, asked, lang), kept.records
    if answers.unknown:
        codes = ", ".join(one.code for one in answers.unknown)
        raise WrongUseError(
            catalogue(lang).text("exchange.unknown_codes", None, codes=codes, dossier=records.dossier.id)
        )
    if form == "claimreview":
        graph = claimreview.graph(records, answers.selection.claim_ids, asked.as_of, site, lang)
        content = json.dumps(graph, ensure_ascii=False, indent=1).encode()
        return Path("claims").with_suffix(".jsonld"), partial(_write, content)
    if form == "atom":
        changed = daily(End(records, day) for day in feed.days(asked.as_of))
        content = feed.flips(records, changed, asked, site, lang, _narrows(asked))
        return Path("changes").with_suffix(".atom"), partial(_write, content)
    rows = answers.rows("deadlines")
    content = ics.calendar(records, rows, asked.as_of, site, lang, changes=kept.changes, changed=kept.changed)
    return Path("deadlines").with_suffix(".ics"), partial(_write, content)


def _narrows(asked: Query) -> str:
    """The filters as a link has them."""
    chosen = {name: getattr(asked, name) for name in ("topic", "speaker", "side")}
    return urlencode(chosen, doseq=True)


def _write(content: bytes, out: IO[bytes]) -> None:
    out.write(content)
