"""`claims audit`: who logged in and out, and what was refused to whom."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from claims.commands.options import Database, Lang, in_language
from claims.commands.questions import Form, From, an_edge, print_rows
from claims.faults import catalogue

KEYS = ("at", "event", "who", "person", "dossier_id", "told")

app = typer.Typer()


@app.command("audit")
def audit(
    from_: From = None,
    database: Database = None,
    form: Form = "table",
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many rows, the last first.")] = None,
    lang: Lang = "en",
) -> None:
    """Tell who logged in and out, and which logins and writes were refused, the last first; it never holds what was
    entered."""
    from datetime import UTC, datetime, time
    from itertools import islice

    from claims.store.audit import events
    from claims.store.engine import open_store, reading

    day = an_edge("--from", from_, "first", lang)
    since = datetime.combine(day, time.min, UTC) if day else None
    with in_language(lang):
        store = open_store(database)
        rows: list[dict[str, Any]] = reading(
            store,
            lambda at: [
                {
                    **{key: getattr(one, key) for key in KEYS},
                    "at": one.at.isoformat(timespec="seconds"),
                    "event": catalogue(lang).text(f"access.event_{one.event}") if form == "table" else one.event,
                }
                for one in islice(events(at, since), limit)
            ],
        )
    print_rows(rows, form, KEYS, KEYS[:4])
    if not rows:
        typer.echo(catalogue(lang).text("access.nothing_audited"), err=True)
