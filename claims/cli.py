"""The `claims` command: results on stdout, messages on stderr; exit 0 fine, 1 faults found, 2 wrong use."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from claims.commands import audit, backup, changes, export, history, imports, receipts, store
from claims.commands.options import (
    Database,
    Lang,
    Language,
    Paths,
    Seeds,
    WrongUseError,
    in_language,
    must_be_dossiers,
    must_be_one_place,
)
from claims.commands.questions import Form, From, Many, RecordedAt, To, a_day, an_edge, must_be_known, offer, print_rows
from claims.errors import ClaimsError, UnclearImportError
from claims.faults import Fault, catalogue
from claims.store import DATABASE_URL

# What only one command needs is imported inside it: `claims check` answers before pandas would be loaded.
if TYPE_CHECKING:
    from claims.records import DossierRecords

AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DAY", help="The day to look from; today if not given.")]

app = typer.Typer(
    help="Who said what, where, when, and how it stands.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for commands in (store, imports, export, history, changes, receipts, backup, audit):
    app.add_typer(commands.app)


def main() -> None:
    """Run the command; whatever goes wrong ends in a message and an exit code, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # Arabic must come out whatever the terminal's locale says.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        app()
    except ClaimsError as error:
        typer.echo(f"claims: {error}", err=True)
        sys.exit(2 if isinstance(error, (WrongUseError, UnclearImportError)) else 1)
    except BrokenPipeError:
        # The reader of our output (`| head`) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        typer.echo(f"claims: {error.filename}: {error.strerror}", err=True)
        sys.exit(1)


@app.command()
def check(
    paths: Paths,
    as_of: AsOf = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How faults are told.")] = "text",
    lang: Lang = "en",
) -> None:
    """Report every fault of dossiers at once: file, line, record, field, what was found, what to do."""
    from claims import seeds

    must_be_dossiers(paths, lang)
    day = _day("--as-of", as_of, lang)
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

    must_be_dossiers(paths, lang)
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


@app.command()
def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of a claim, topic, speaker, source or any record.")],
    paths: Seeds = None,
    database: Database = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="How the record is told.")] = "text",
    lang: Lang = "en",
) -> None:
    """Show a record: its fields, what leads to it, and for a claim how it stands on a day, and why."""
    from claims import show as records_shown
    from claims.check import nearest_ids

    day = _day("--as-of", as_of, lang)
    dossiers = _dossiers(paths, database, lang, recorded_at)
    told: list[dict[str, Any]] = []
    found = [(one, *match) for one in dossiers for match in records_shown.with_id(one, id_)]
    for records, type_, record in found:
        standing = _standing(records, record.id, day, lang) if type_ == "claim" else {}
        told.append(records_shown.as_dict(type_, record, records, standing))
        if form == "text":
            for line in records_shown.as_lines(type_, record, records, standing, lang):
                typer.echo(line)
    if not found:
        known = dict.fromkeys(one for records in dossiers for one in records_shown.ids(records))
        raise WrongUseError(offer("unknown_id", lang, nearest_ids(id_, known), id=id_))
    if form == "json":
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@app.command()
def table(
    name: Annotated[
        Literal["deadlines", "commitments", "figures", "positions", "pairs", "agreement", "record"],
        typer.Argument(metavar="NAME", help="deadlines, commitments, figures, positions, pairs, agreement or record."),
    ],
    paths: Seeds = None,
    database: Database = None,
    as_of: AsOf = None,
    recorded_at: RecordedAt = None,
    speaker: Many = None,
    side: Many = None,
    outlet: Many = None,
    topic: Many = None,
    state: Many = None,
    status: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="A status, or the state of a date. May be repeated.")
    ] = None,
    language: Many = None,
    from_: From = None,
    to: To = None,
    words: Annotated[str, typer.Option(help="Words to find, in either language.")] = "",
    by: Annotated[Literal["speaker", "side", "outlet"], typer.Option(help="Who agreement and record are of.")] = "side",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many rows.")] = None,
    form: Form = "table",
    lang: Lang = "en",
) -> None:
    """Answer from the claims: which dates were kept, which figures conflict, who says otherwise."""
    from claims import answers
    from claims.analysis.states import STATES
    from claims.query import Query

    states = {*STATES}
    day = _day("--as-of", as_of, lang)
    query = Query(
        as_of=day,
        speaker=tuple(speaker or ()),
        side=tuple(side or ()),
        outlet=tuple(outlet or ()),
        topic=tuple(topic or ()),
        state=(*(state or ()), *(one for one in status or () if one in states)),
        status=tuple(one for one in status or () if one not in states),
        language=tuple(language or ()),
        from_=an_edge("--from", from_, "first", lang),
        to=an_edge("--to", to, "last", lang),
        words=words,
    )
    asked = [answers.Answers(records, query, lang) for records in _dossiers(paths, database, lang, recorded_at)]
    must_be_known(asked, lang)
    if name == "record" and by == "outlet":
        raise WrongUseError(catalogue(lang).text("command.by_not_taken"))
    try:
        rows = [row for one in asked if one.has_topic(name) for row in one.rows(name, by, limit)][:limit]
    except answers.TopicNeededError as error:
        raise WrongUseError(catalogue(lang).text("command.topic_needed", option="--topic")) from error
    except answers.LimitNeededError as error:
        from claims.numerals import number

        gaps = {"claims": number(error.claims, lang), "option": "--limit"}
        raise WrongUseError(catalogue(lang).text("command.limit_needed", None, **gaps)) from error
    except answers.FilterError as error:
        filters = ", ".join(f"--{one}" for one in error.filters)
        raise WrongUseError(catalogue(lang).text("command.filters_taken", None, filters=filters)) from error
    print_rows(rows, form, answers.KEYS[name], answers.MAIN_KEYS[name])
    if not rows:
        typer.echo(catalogue(lang).text("command.no_rows", None, day=day), err=True)


@app.command()
def dashboard(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
    paths: Seeds = None,
    database: Database = None,
    address: Annotated[
        str | None, typer.Option(metavar="ADDR", help="Where to listen; this machine alone if not given.")
    ] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Nobody edits without a login, not even here.")
    ] = False,
    lang: Lang = "en",
) -> None:
    """Serve the dashboard at http://localhost:PORT, from the store or from files."""
    # The domain knows nothing of the dashboard: it is another program.
    if importlib.util.find_spec("dashboard") is None:
        raise WrongUseError(catalogue(lang).text("command.no_dashboard", command="make dashboard"))
    must_be_one_place(paths, database, lang)
    os.environ["CLAIMS_PORT"] = str(port)
    if address:
        os.environ["CLAIMS_ADDRESS"] = address
    if read_only:
        os.environ["CLAIMS_READ_ONLY"] = "1"
    if database:
        os.environ[DATABASE_URL] = database
    if paths:
        must_be_dossiers(paths, lang)
        os.environ["CLAIMS_SEEDS"] = os.pathsep.join(str(path.resolve()) for path in paths)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "dashboard.serve"])  # noqa: S606


def _dossiers(
    paths: list[Path] | None, database: str | None, lang: Language, recorded_at: str | None
) -> list[DossierRecords]:
    """The dossiers asked for: files that were named, else those of the store."""
    from claims import seeds

    must_be_one_place(paths, database, lang, recorded_at)
    if not paths:
        return store.kept(database, lang, recorded_at)
    must_be_dossiers(paths, lang)
    with in_language(lang):
        return [seeds.load(path) for path in paths]


def _standing(records: DossierRecords, claim_id: str, as_of: date, lang: Language) -> dict[str, Any]:
    """The row of a claim in the table of its kind; empty where it does not count on that day."""
    from claims import answers
    from claims.query import Query

    claim = records.claims[claim_id]
    names: dict[str, answers.Name] = {"deadline": "deadlines", "figure": "figures", "position": "positions"}
    query = Query(as_of=as_of, topic=(claim.topic,))
    rows = answers.Answers(records, query, lang).rows(names[claim.kind])
    return next((row for row in rows if row["claim_id"] == claim_id), {})


def _tell(fault: Fault, severity: str, lang: Language) -> None:
    name = typer.style(catalogue(lang).text(f"check.{severity}"), fg="red" if severity == "fault" else "yellow")
    place = typer.style(fault.place(lang), bold=True)
    typer.echo(f"{place}: {name}: {fault.found(lang)} {fault.to_do(lang)}")


def _day(option: str, text: str | None, lang: Language) -> date:
    """The day that was asked for; today where none was."""
    return date.today() if text is None else a_day(option, text, lang)


if __name__ == "__main__":
    main()
