"""The `claims` command: results on stdout, messages on stderr; exit 0 fine, 1 faults found, 2 wrong use."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

# What only one command needs is imported inside it: `claims check` answers before pandas would be loaded.
from claims.errors import ClaimsError, RefusalError
from claims.faults import Fault, catalogue

Lang = Annotated[Literal["en", "ar"], typer.Option("--lang", help="Language of the sentences.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Dossiers: folders or .jsonl files.")]

app = typer.Typer(
    help="Who said what, where, when, and how it stands.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class WrongUseError(ClaimsError):
    """The command was asked for something that does not exist."""


def main() -> None:
    """Run the command; whatever goes wrong ends in a message and an exit code, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Arabic must come out whatever the terminal's locale says.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except ClaimsError as error:
        typer.echo(f"claims: {error}", err=True)
        sys.exit(2 if isinstance(error, WrongUseError) else 1)
    except BrokenPipeError:
        # The reader of our output (`| head`) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


@app.command()
def check(
    paths: Paths,
    as_of: Annotated[str | None, typer.Option(metavar="DAY", help="Warn of dates gone by until this day.")] = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How faults are told.")] = "text",
    lang: Lang = "en",
) -> None:
    """Report every fault of dossiers at once: file, line, record, field, what was found, what to do."""
    from claims import seeds

    _must_be_dossiers(paths, lang)
    day = _day(as_of, lang)
    told: list[dict[str, object]] = []
    failed = False
    words = catalogue(lang)
    for path in paths:
        reading = seeds.read(path, day)
        failed = failed or bool(reading.faults)
        for severity, found in (("fault", reading.faults), ("warning", reading.warnings)):
            if form == "json":
                told.extend({"severity": severity, **fault.as_dict(lang)} for fault in found)
            else:
                for fault in found:
                    _tell(fault, severity, lang)
        counts = {
            "records": sum(reading.counts.values()),
            "faults": len(reading.faults),
            "warnings": len(reading.warnings),
        }
        phrases = {name: words.text(f"check.{name}", n) for name, n in counts.items()}
        typer.echo(words.text("check.summary", None, path=path, **phrases), err=True)
    if form == "json":
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    raise typer.Exit(1 if failed else 0)


@app.command("format")
def format_(paths: Paths, lang: Lang = "en") -> None:
    """Rewrite the files of dossiers as the formatter writes them; exit 1 where a file had to be left as it is."""
    from claims import seeds

    _must_be_dossiers(paths, lang)
    left = False
    for path in paths:
        for file, rewritten in seeds.rewrite(path):
            left = left or not rewritten
            key = "check.formatted" if rewritten else "check.not_formatted"
            typer.echo(catalogue(lang).text(key, file=file), err=not rewritten)
    raise typer.Exit(1 if left else 0)


@app.command()
def schema(name: Annotated[str, typer.Argument(metavar="NAME", help="A file's name, like claims; or bulk.")]) -> None:
    """Print the JSON Schema of a file of a dossier, or of a line of the bulk form."""
    from claims.schema import schemas, written

    known = {file.removesuffix(".schema.json"): one for file, one in schemas().items()}
    if name not in known:
        raise typer.BadParameter(", ".join(known), param_hint="NAME")
    typer.echo(written(known[name]), nl=False)


def _tell(fault: Fault, severity: str, lang: Literal["en", "ar"]) -> None:
    name = typer.style(catalogue(lang).text(f"check.{severity}"), fg="red" if severity == "fault" else "yellow")
    place = typer.style(fault.place(lang), bold=True)
    typer.echo(f"{place}: {name}: {fault.found(lang)} {fault.to_do(lang)}")


def _must_be_dossiers(paths: list[Path], lang: Literal["en", "ar"]) -> None:
    for path in paths:
        if not os.path.lexists(path):
            raise WrongUseError(catalogue(lang).text("check.no_path", path=path))
        if not path.is_dir() and path.suffix != ".jsonl":
            raise WrongUseError(catalogue(lang).text("check.not_a_dossier", path=path))


def _day(text: str | None, lang: Literal["en", "ar"]) -> date:
    """The day that was asked for; today where none was."""
    if text is None:
        return date.today()
    from claims.models import Day

    try:
        day = Day.parse(text).first
    except RefusalError as error:
        raise WrongUseError(f"--as-of: {error.in_words(lang)}") from error
    assert day is not None
    return day


if __name__ == "__main__":
    main()
