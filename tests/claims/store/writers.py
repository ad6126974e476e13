"""Processes that write to a store and say so, for tests that kill them or let them quarrel.

They are forked from a server that has imported the store and what speaks to databases once: a kill costs no import.
"""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from claims.errors import StoreError
from claims.exchange import reading
from claims.store import dossiers, engine, history
from claims.store.dossiers import Edit
from claims.store.imports import Import
from tests.builders import claim, dossier, retired

ID = "test-dossier"
TOGETHER = ("a", "b", "c")
"""Claims that every edit changes together."""
LOADED = tuple(f"c-{number}" for number in range(8))

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["pytest", __name__, "sqlalchemy.dialects.postgresql.psycopg", "psycopg"])

Write = Callable[[Engine, int], None]


def edit(store: Engine, number: int) -> None:
    """Write a number into claims that belong together."""

    def work(at: Connection) -> None:
        found = {slug: dossiers.one_held(at, ID, "claim", slug) for slug in TOGETHER}
        edits = [Edit("claim", slug, claim(slug, note=str(number)), one and one.version) for slug, one in found.items()]
        dossiers.edit(at, ID, edits, who="writer", why=str(number))

    engine.writing(store, work)


def load(store: Engine, number: int) -> None:
    """Load a dossier with a number in every claim."""
    records = dossier(*(claim(slug, note=str(number)) for slug in LOADED))
    engine.writing(store, lambda at: dossiers.load(at, records, {}, who="writer", why=str(number), edited="replace"))


def number_in(store: Engine) -> int:
    """The number that all claims name; AssertionError where only some were written, or where the history breaks off."""

    def work(at: Connection) -> tuple[set[str | None], list[history.Break]]:
        return {one.note for one in dossiers.read(at, ID)[0].claims.values()}, [*history.breaks(at, ID)]

    notes, breaks = engine.reading(store, work)
    assert breaks == []
    assert len(notes) == 1
    return int(notes.pop() or "")


def go_on(write: Write, number: int, database: str, pipe: Pipe) -> None:
    """Write the next number, and the next, and say each that is saved."""
    store = engine.open_store(database)
    while True:
        number += 1
        write(store, number)
        pipe.send(number)


def edit_at_random(name: str, edits: int, database: str, pipe: Pipe) -> None:
    """Add, change, retire and remove a few claims that others edit too; say of each edit whether it was saved."""
    store = engine.open_store(database)
    chance = random.Random(name)
    for number in range(edits):
        slug, token = f"c-{chance.randrange(30)}", f"{name}-{number}"
        found = engine.reading(store, lambda at, slug=slug: dossiers.one_held(at, ID, "claim", slug))
        record = chance.choices(
            [claim(slug, note=token), claim(slug, note=token, retired=retired()), None], [6, 2, 2 if found else 0]
        )[0]
        one = Edit("claim", slug, record, found and found.version)
        try:
            engine.writing(store, lambda at, one=one, token=token: dossiers.edit(at, ID, [one], who=name, why=token))
        except StoreError as refused:
            pipe.send((token, refused.reason))
        else:
            pipe.send((token, "saved"))


def import_file(dossier_id: str, database: str, file: Path, _pipe: Pipe) -> None:
    Import(engine.open_store(database), dossier_id, reading.incoming(file, None)).run(who="writer")


@contextmanager
def process(work: Callable[..., None], *given: Any) -> Iterator[tuple[multiprocessing.process.BaseProcess, Pipe]]:
    """A process that does `work`, and what it says; it is gone afterwards, by SIGKILL if it goes on."""
    ours, theirs = _context.Pipe(duplex=False)
    started = _context.Process(target=work, args=(*given, theirs))
    started.start()
    theirs.close()
    try:
        yield started, ours
    finally:
        started.kill()
        started.join()
        ours.close()


def heard(*pipes: Pipe) -> Iterator[Any]:
    """All that processes say, as they say it, until they end or are killed."""
    open_ = [*pipes]
    while open_:
        for pipe in wait(open_):
            assert isinstance(pipe, Pipe)
            try:
                yield pipe.recv()
            except EOFError:
                open_.remove(pipe)
