"""The command that asks what changed between two days: diff."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from claims.commands.questions import Form, From, Many, RecordedAt, To, a_day, an_edge, must_be_known, print_rows
from claims.faults import catalogue

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from claims.changes import End

app = typer.Typer()


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="DAY", help="The earlier day.")],
    last: Annotated[str, typer.Argument(metavar="DAY", help="The later day.")],
    paths: Seeds = None,
    database: Database = None,
    recorded_at: RecordedAt = None,
    speaker: Many = None,
    side: Many = None,
    outlet: Many = None,
    topic: Many = None,
    state: Many = None,
    status: Many = None,
    language: Many = None,
    from_: From = None,
    to: To = None,
    words: Annotated[str, typer.Option(help="Words to find, in either language.")] = "",
    form: Form = "table",
    lang: Lang = "en",
) -> None:
    """Tell which states and statuses are others on the later day, and what made each of them flip."""
    from claims import answers, change_words, changes
    from claims.query import Query

    days = a_day("DAY", first, lang), a_day("DAY", last, lang)
    if days[0] > days[1]:
        raise WrongUseError(catalogue(lang).text("history.days_reversed", None, first=days[0], last=days[1]))
    query = Query(
        as_of=days[1],
        speaker=tuple(speaker or ()),
        side=tuple(side or ()),
        outlet=tuple(outlet or ()),
        topic=tuple(topic or ()),
        state=tuple(state or ()),
        status=tuple(status or ()),
        language=tuple(language or ()),
        from_=an_edge("--from", from_, "first", lang),
        to=an_edge("--to", to, "last", lang),
        words=words,
    )
    rows = []
    with in_language(lang):
        found = _ends(paths, database, days, recorded_at, lang)
        must_be_known([answers.Answers(after.records, query, lang) for _, after in found], lang)
        for before, after in found:
            frame = changes.narrowed(changes.between(before, after), before, after, query)
            frame = frame.assign(why=change_words.why(frame, before, after, lang))
            rows += answers.plain_rows(frame, changes.KEYS)
    print_rows(rows, form, changes.KEYS, changes.MAIN_KEYS)
    if not rows:
        typer.echo(catalogue(lang).text("history.no_change", None, first=days[0], last=days[1]), err=True)


def _ends(
    paths: list[Path] | None, database: str | None, days: tuple[date, date], recorded_at: str | None, lang: Language
) -> list[tuple[End, End]]:
    """Both ends of each dossier: of files the same records, of the store those that were kept."""
    from claims import seeds
    from claims.changes import End
    from claims.store import dossiers, engine, past, shipped

    must_be_one_place(paths, database, lang, recorded_at)
    if paths:
        must_be_dossiers(paths, lang)
        read = [seeds.load(path) for path in paths]
        return [(End(one, days[0]), End(one, days[1])) for one in read]
    store = shipped.opened(database)

    def work(at: Connection) -> list[tuple[End, End]]:
        found = []
        for id_ in dossiers.ids(at):
            moment = past.moment_of(recorded_at, past.zone_of(at, id_)) if recorded_at else None
            kept = past.ends(at, id_, days, moment)
            before, after = (End(one.records, day, one.rule_set) for one, day in zip(kept, days, strict=True))
            found.append((before, after))
        return found

    ends = engine.reading(store, work)
    if not ends:
        raise WrongUseError(catalogue(lang).text("store.empty"))
    return ends
