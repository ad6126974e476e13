"""Disks that are full, servers that go away, others who hold the lock: a clear word, and nothing half done.

A full disk is a limit that the system sets: to the files of the server's own process, or to those of the process that
writes with SQLite, which has a limit of pages besides. Failed serialisations are raised by the server.
"""

from __future__ import annotations

import resource
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, text, update

from claims.errors import StoreError
from claims.store import dossiers, engine
from claims.store.outages import OutageError
from claims.store.tables import TABLES
from tests.builders import claim, dossier
from tests.claims.store.postgres import Cluster, remove_abandoned
from tests.claims.store.test_store import ID, breaks, edit, entries, load, read, told, version
from tests.claims.store.writers import process

LONG = "a long note " * 10_000
CLAIMS = TABLES["claim"]


@pytest.fixture
def kept(store: Engine) -> Engine:
    """A store with a dossier of one claim."""
    load(store, dossier(claim("a", note="first")))
    return store


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """A cluster that tests may stop: what it commits is on the disk."""
    started = Cluster(durable=True)
    yield started
    started.remove()


@pytest.fixture
def on_own_cluster(own_cluster: Cluster) -> Engine:
    store = engine.open_store(own_cluster.new_database(), create=True)
    load(store, dossier(claim("a", note="first")))
    return store


def change(store: Engine, note: str, slug: str = "a") -> None:
    edit(store, dossiers.Edit("claim", slug, claim(slug, note=note), version(store, "claim", slug)))


def holds(store: Engine, note: str, count: int) -> bool:
    """The claim says so, by an entry that stands in the history so often, and everything is whole."""
    written = [one for one in entries(store) if one.after and f'"{note}"' in one.after]
    return (read(store).claims["a"].note, len(written), breaks(store)) == (note, count, [])


# No room


def test_an_sqlite_store_at_its_limit_says_so_and_goes_on_when_there_is_room(tmp_path):
    store = engine.open_store(str(tmp_path / "a.sqlite"), create=True)
    load(store, dossier(claim("a", note="first")))

    @event.listens_for(store, "begin", insert=True)
    def limit(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # at least the pages that there are

    with pytest.raises(OutageError, match=r"no room left .*a\.sqlite.* Nothing was written"):
        change(store, LONG)
    assert holds(store, "first", 1)
    event.remove(store, "begin", limit)
    store.dispose()
    change(store, "second")
    assert holds(store, "second", 1)


def write_with_little_room(database: str, note: str, pipe: Any) -> None:
    store = engine.open_store(database)
    file = Path(store.url.database or "")
    # The limit is SIGXFSZ unless it is ignored, as Python does: then a write fails.
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.stat().st_size + 20_000, resource.RLIM_INFINITY))
    for one in (note, "short"):
        try:
            change(store, one)
            pipe.send("saved")
        except StoreError as error:
            pipe.send(str(error))


def test_a_write_that_the_system_refuses_is_undone_and_the_next_goes_on(tmp_path):
    database = str(tmp_path / "a.sqlite")
    store = engine.open_store(database, create=True)
    load(store, dossier(claim("a", note="first")))
    store.dispose()
    with process(write_with_little_room, database, LONG * 5) as (_, said):
        assert "nothing was written" in said.recv()
        assert said.recv() == "saved"
    assert holds(engine.open_store(database), "short", 1)


def test_a_postgresql_server_without_room_is_told_and_goes_on_when_there_is_some(own_cluster, on_own_cluster):
    # Letters in which nothing repeats soon, or PostgreSQL would make them shorter.
    noise = "".join(chr(0x4E00 + (n * n * 7919) % 20_000) for n in range(1_000_000))
    own_cluster.stop()
    # In the middle of a page, so that a part of it can be written; the server's own journal is in files of 1 MB.
    own_cluster.start(largest_file=2 * 2**20 + 100)
    try:
        with pytest.raises(OutageError, match=r"no room left .* Nothing was written"):
            change(on_own_cluster, noise)
        assert holds(on_own_cluster, "first", 1)
    finally:
        own_cluster.stop()
        own_cluster.start()
    change(on_own_cluster, noise)
    assert holds(on_own_cluster, noise, 1)


# Read only, locked, damaged


def test_a_store_that_may_only_be_read_is_read_and_says_so_to_a_writer(kept, database):
    address = database.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true"
    if not database.startswith("sqlite"):
        address = f"{database}&options=-c%20default_transaction_read_only%3Don"
    else:
        kept.dispose()
        file = Path(kept.url.database or "")
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
        address = f"sqlite:///file:{file}?mode=ro&uri=true"
    store = engine.create_engine(engine.url_of(address))
    if store.dialect.name == "sqlite":
        engine._as_sqlite(store)
    assert read(store).claims["a"].note == "first"
    with pytest.raises(OutageError, match="can be read only"):
        change(store, "second")
    assert holds(engine.open_store(database), "first", 1)


def hold_lock(file: str, pipe: Any) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        pipe.send("held")
        time.sleep(60)


def test_a_lock_of_another_process_is_waited_for_and_then_told(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.01)
    file = str(tmp_path / "a.sqlite")
    store = engine.open_store(file, create=True)
    load(store, dossier(claim("a", note="first")))
    with process(hold_lock, file) as (holder, said):
        assert said.recv() == "held"
        with monkeypatch.context() as impatient:
            impatient.setattr(engine, "ATTEMPTS", 2)
            with pytest.raises(StoreError, match="each of 2 attempts"):
                change(store, "second")
        assert holds(store, "first", 1)
        with ThreadPoolExecutor(1) as waiting:
            done = waiting.submit(change, store, "third")
            time.sleep(0.1)
            holder.kill()
            done.result()
    assert holds(store, "third", 1)


def test_a_damaged_store_is_told_in_one_line(tmp_path):
    file = tmp_path / "a.sqlite"
    store = engine.open_store(str(file), create=True)
    load(store, dossier(claim("a", note="first")))
    store.dispose()
    whole = file.read_bytes()
    for start, reason in ((0, "not a store"), (100, "damaged|nothing was written")):
        file.write_bytes(whole[:start] + b"\x7f" * 20_000 + whole[start + 20_000 :])
        with pytest.raises(StoreError, match=reason) as said:
            load(engine.open_store(str(file)), dossier(claim("b")))
        assert len(str(said.value).splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://somebody:secret@127.0.0.1:1/claims",
        "postgresql://somebody:secret@localhost:1/claims",
        "postgresql://somebody:secret@nowhere.invalid/claims",
        "postgresql://somebody:secret@/claims?host={folder}",
        "postgresql://claims:secret@/unknown?host={folder}",
    ],
)
def test_a_server_that_cannot_be_used_is_told_in_one_line_without_the_password(cluster, address):
    with pytest.raises(StoreError, match="cannot be reached") as said:
        engine.open_store(address.format(folder=cluster.folder))
    assert len(str(said.value).splitlines()) == 1
    assert "secret" not in str(said.value)
    said.value.language = "ar"
    assert "يتعذّر الوصول" in str(said.value)


def test_a_statement_that_takes_too_long_is_told(cluster):
    store = engine.open_store(cluster.new_database() + "&options=-c%20statement_timeout%3D50", create=True)
    with pytest.raises(StoreError, match="statement timeout"):
        engine.writing(store, lambda at: at.execute(text("SELECT pg_sleep(5)")))


# Servers that go away


def restart(cluster: Cluster) -> None:
    cluster.stop(signal.SIGQUIT)
    cluster.start()


def once(work: Callable[[], None]) -> Callable[[], None]:
    """Does it the first time only."""
    left = [work]
    return lambda: left.pop()() if left else None


def test_reading_goes_on_after_the_server_came_back(own_cluster, on_own_cluster):
    fails = once(lambda: restart(own_cluster))

    def work(at: Connection) -> str | None:
        dossiers.ids(at)
        fails()
        return dossiers.read(at, ID)[0].claims["a"].note

    assert engine.reading(on_own_cluster, work) == "first"


def test_a_write_that_had_not_been_committed_is_done_once_after_the_server_came_back(own_cluster, on_own_cluster):
    fails, seen = once(lambda: restart(own_cluster)), version(on_own_cluster, "claim", "a")

    def work(at: Connection) -> None:
        dossiers.edit(at, ID, [dossiers.Edit("claim", "a", claim("a", note="second"), seen)], who="editor", why="")
        fails()

    engine.writing(on_own_cluster, work)
    assert holds(on_own_cluster, "second", 1)


def test_a_server_that_stays_away_is_told_and_the_next_call_works_when_it_is_back(
    own_cluster, on_own_cluster, monkeypatch
):
    monkeypatch.setattr(engine, "ATTEMPTS", 3)
    own_cluster.stop(signal.SIGQUIT)
    try:
        with pytest.raises(OutageError, match="cannot be reached"):
            change(on_own_cluster, "second")
    finally:
        own_cluster.start()
    assert holds(on_own_cluster, "first", 1)
    change(on_own_cluster, "second")
    assert holds(on_own_cluster, "second", 1)


def break_off_commit(store: Engine, *, after: bool) -> None:
    """The connection breaks at the next COMMIT: before the server has it, or when it is done but not yet told."""
    commit, left = store.dialect.do_commit, [None]

    def do_commit(connection: Any) -> None:
        if left:
            left.pop()
            if after:
                connection.commit()
            connection.cursor().execute("SELECT pg_terminate_backend(pg_backend_pid())")
        commit(connection)

    store.dialect.do_commit = do_commit  # type: ignore[method-assign]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_a_commit_whose_answer_was_lost_is_looked_up_and_never_done_twice(cluster, after):
    store = engine.open_store(cluster.new_database(), create=True)
    load(store, dossier(claim("a", note="first")))
    seen = version(store, "claim", "a")
    break_off_commit(store, after=after)
    edit(store, dossiers.Edit("claim", "a", claim("a", note="second"), seen))
    assert holds(store, "second", 1)
    assert version(store, "claim", "a") == seen + 1


def test_a_commit_that_cannot_be_looked_up_is_said_to_be_unknown(cluster, monkeypatch):
    store = engine.open_store(cluster.new_database(), create=True)
    monkeypatch.setattr(engine, "ATTEMPTS", 3)
    load(store, dossier(claim("a")))
    break_off_commit(store, after=True)
    with pytest.raises(OutageError, match="not known whether it was saved"):
        engine.writing(store, lambda at: at.execute(text("CREATE TABLE beside (a int)")))


def test_what_the_server_could_not_serialise_is_repeated_and_done_once(cluster, monkeypatch):
    store = engine.open_store(cluster.new_database(), create=True)
    load(store, dossier(claim("a", note="first")))
    seen, states = version(store, "claim", "a"), iter(["40001", "40P01", "40001"])

    def work(at: Connection) -> None:
        dossiers.edit(at, ID, [dossiers.Edit("claim", "a", claim("a", note="second"), seen)], who="editor", why="")
        if state := next(states, None):
            at.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '{state}'; END $$"))

    engine.writing(store, work)
    assert holds(store, "second", 1)
    monkeypatch.setattr(engine, "ATTEMPTS", 2)
    states, seen = iter(["40001"] * 2), seen + 1
    with pytest.raises(StoreError, match="each of 2 attempts"):
        engine.writing(store, work)
    assert holds(store, "second", 1)


def test_what_the_server_could_not_serialise_when_it_was_committed_is_repeated_and_done_once(cluster):
    store = engine.open_store(cluster.new_database(), create=True)
    load(store, dossier(claim("a"), claim("b")))
    others, runs = [store], []

    def copies(from_: str, to: str) -> Callable[[Connection], None]:
        """Write into one claim what another one says: two that do so across see no lock of each other."""

        def work(at: Connection) -> None:
            runs.append(to)
            says = at.execute(select(CLAIMS.c.note).where(CLAIMS.c.id == from_)).scalar() or from_
            at.execute(update(CLAIMS).where(CLAIMS.c.id == to).values(note=f"{says}+"))
            if others:
                engine.writing(others.pop(), copies(to, from_))

        return work

    engine.writing(store, copies("a", "b"))
    assert runs == ["b", "a", "b"]
    assert [read(store).claims[slug].note for slug in "ab"] == ["b+", "b++"]


def test_somebody_who_gives_up_leaves_nothing_half_done(kept):
    def work(at: Connection) -> None:
        dossiers.edit(at, ID, [dossiers.Edit("claim", "a", None, 1)], who="editor", why="")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.writing(kept, work)
    assert holds(kept, "first", 1)


# Stores of other versions


def test_a_store_of_the_first_version_is_brought_up_with_all_that_it_holds(store, database):
    load(store, dossier(claim("a", note="first")))
    change(store, "second")
    before = told(read(store)), entries(store)

    def back_to_first(at: Connection) -> None:
        """What the first migration made: this version without what came later."""
        for table in ("rule_sets", "imports", "drafts", "waiting", "audit", "words", "word_index"):
            at.execute(text(f"DROP TABLE {table}"))
        at.execute(text("DROP TABLE IF EXISTS word_index_dossiers"))
        for index in ("number", "source", "same_as"):
            at.execute(text(f"DROP INDEX ix_claims_{index}"))
        at.execute(text("ALTER TABLE claims DROP COLUMN number"))
        for column in ("read_by", "verdicts_by"):
            at.execute(text(f"ALTER TABLE dossiers DROP COLUMN {column}"))
        at.execute(text(f"UPDATE {engine.VERSION_TABLE} SET version_num = '1'"))

    engine.writing(store, back_to_first)
    with ThreadPoolExecutor(3) as several:
        opened = [*several.map(lambda _: engine.open_store(database), range(3))]
    assert (told(read(opened[0])), entries(opened[0])) == before
    assert breaks(opened[0]) == []
    assert engine.reading(opened[0], lambda at: at.execute(text("SELECT count(*) FROM imports")).scalar()) == 0


# The tests' own servers


def leave_cluster_behind(pipe: Any) -> None:
    pipe.send(str(Cluster().folder))
    time.sleep(60)


def test_servers_of_tests_that_were_killed_are_stopped_and_others_left_alone(cluster):
    with process(leave_cluster_behind) as (_, said):
        abandoned = Path(said.recv())
        remove_abandoned(abandoned.parent)
        assert abandoned.exists()
    remove_abandoned(abandoned.parent)
    assert not abandoned.exists()
    assert engine.open_store(cluster.new_database(), create=True)
