"""What the commands that ask share: days and codes as they are typed, rows as they are told."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from claims.commands.options import Language, WrongUseError
from claims.errors import RefusalError
from claims.faults import catalogue, printable

if TYPE_CHECKING:
    from claims.answers import Answers

Form = Annotated[Literal["table", "csv", "json"], typer.Option("--format", help="How rows are told.")]
Many = Annotated[list[str] | None, typer.Option(metavar="ID", help="May be repeated: any of them.")]
From = Annotated[str | None, typer.Option("--from", metavar="DAY", help="Said on this day or later.")]
To = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Said on this day or earlier.")]
RecordedAt = Annotated[
    str | None,
    typer.Option(
        "--recorded-at", metavar="MOMENT", help="The dossier as the store kept it then: a day, or a time with offset."
    ),
]


def a_day(option: str, text: str, lang: Language) -> date:
    """The day that was typed."""
    from claims.models import Day

    try:
        day = Day.parse(text).first
    except RefusalError as error:
        raise WrongUseError(f"{option}: {error.in_words(lang)}") from error
    assert day is not None
    return day


def an_edge(option: str, text: str | None, edge: Literal["first", "last"], lang: Language) -> date | None:
    """A day that bounds a span: of a month or year its first or last one."""
    from claims.query import day_of

    if text is None:
        return None
    try:
        return day_of(text, edge=edge)
    except RefusalError as error:
        raise WrongUseError(f"{option}: {error.in_words(lang)}") from error
    except ValueError as error:
        raise WrongUseError(catalogue(lang).text("command.open_day", None, day=f"{option} {text}")) from error


def must_be_known(asked: list[Answers], lang: Language) -> None:
    """Every code of the filters is known in one of the dossiers at least; else the nearest are offered."""
    missing = [{(one.facet, one.code): one for one in answers.unknown} for answers in asked]
    nowhere = set(missing[0]).intersection(*missing[1:])
    told = []
    for facet, code in sorted(nowhere):
        nearest = tuple(dict.fromkeys(near for one in missing for near in one[facet, code].nearest))
        name = catalogue(lang).text(f"command.facet_{facet}")
        told.append(offer("unknown_code", lang, nearest, code=code, facet=name))
    if told:
        raise WrongUseError("\n".join(told))


def offer(key: str, lang: Language, nearest: tuple[str, ...], **gaps: str) -> str:
    """That something is not known, with what is nearest to it."""
    if nearest:
        return catalogue(lang).text(f"command.{key}", None, nearest=", ".join(nearest), **gaps)
    return catalogue(lang).text(f"command.{key}_none", None, **gaps)


def print_rows(rows: list[dict[str, Any]], form: str, keys: tuple[str, ...], main_keys: tuple[str, ...]) -> None:
    """Rows in the form asked for; in a terminal only their main keys."""
    from claims.answers import as_csv, as_json

    if form == "json":
        typer.echo(as_json(rows), nl=False)
    elif form == "csv":
        typer.echo(as_csv(rows, keys), nl=False)
    elif rows:
        _print_table(rows, main_keys)


def _print_table(rows: list[dict[str, Any]], keys: tuple[str, ...]) -> None:
    """Rows in columns: folded to the width of a terminal, on one line each where another program reads them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from claims.answers import as_words

    console = Console(width=None if sys.stdout.isatty() else 100_000, highlight=False)
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for key in keys:
        shown.add_column(key, overflow="fold", justify="right" if isinstance(rows[0][key], int | float) else "left")
    for row in rows:
        # As text, or brackets in a claim would be taken for styles.
        shown.add_row(*(Text(printable(as_words(row[key]))) for key in keys))
    console.print(shown)
