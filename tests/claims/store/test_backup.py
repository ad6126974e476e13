"""A backup is the whole store of one moment, while people write; it fills either kind of store again."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from threading import Event

import pytest
from sqlalchemy import Engine, select, update

from claims.errors import StoreError
from claims.store import backup, dossiers, engine
from claims.store.backup import BackupError
from claims.store.dossiers import Edit
from claims.store.tables import HISTORY, METADATA, RULE_SETS
from tests.builders import claim, dossier
from tests.claims.store.test_store import ID, breaks, load, tamper
from tests.claims.store.test_store_commands import IRAQ, bytes_in


def silent(_done: int, _of: int) -> None:
    pass


def everything(store: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return engine.reading(
        store,
        lambda at: {table.name: sorted(map(tuple, at.execute(select(table)))) for table in METADATA.sorted_tables},
    )


def set_notes(store: Engine, note: str) -> None:
    """Write the same note into three claims at once."""

    def work(at: engine.Connection) -> None:
        found = {slug: dossiers.one_held(at, ID, "claim", slug) for slug in "abc"}
        edits = [Edit("claim", slug, claim(slug, note=note), one and one.version) for slug, one in found.items()]
        dossiers.edit(at, ID, edits, who="writer", why=note)

    engine.writing(store, work)


def test_a_backup_while_others_write_is_one_moment_of_the_store(store, tmp_path):
    load(store, dossier(*(claim(slug, note="0") for slug in "abc")))
    stop = Event()

    def write() -> int:
        for number in count(1):
            set_notes(store, str(number))
            if stop.is_set():
                return number
        raise AssertionError

    copies = []
    with ThreadPoolExecutor(1) as others:
        written = others.submit(write)
        try:
            for number in range(5):
                copies.append(tmp_path / f"{number}.backup")
                assert backup.save(store, copies[-1], silent) == []
        finally:
            stop.set()
    moments = []
    for copy in map(engine.open_store, map(str, copies)):
        notes = {one.note for one in engine.reading(copy, lambda at: dossiers.read(at, ID))[0].claims.values()}
        assert len(notes) == 1
        assert breaks(copy) == []
        moments.append(int(notes.pop() or ""))
    assert moments == sorted(moments)
    assert moments[0] < moments[-1] <= written.result()
    assert sorted(one for one in tmp_path.iterdir() if ".sqlite" not in one.name) == copies


def test_a_backup_fills_either_kind_of_store_and_the_dossiers_come_out_byte_by_byte(
    run,
    new_database,
    cluster,
    database,
    tmp_path,
):
    run("load", IRAQ)
    file = tmp_path / "kept.backup"
    assert run("backup", file) == (0, "", f"The whole store is in {file}.\n")
    before = everything(engine.open_store(database))
    for target in (str(tmp_path / "again.sqlite"), cluster.new_database()):
        assert run("restore", file, "--database", target).exit == 0
        assert everything(engine.open_store(target)) == before
        assert run("verify", "--database", target).exit == 0
        assert run("export", tmp_path / str(len(target)), "--database", target).exit == 0
        assert bytes_in(tmp_path / str(len(target)) / IRAQ.name) == bytes_in(IRAQ)
        again = run("restore", file, "--database", target)
        assert (again.exit, "is not empty" in again.err) == (1, True)
        assert everything(engine.open_store(target)) == before


def test_a_backup_is_a_store_that_reading_leaves_as_it_is(store, tmp_path):
    load(store, dossier(claim("a")))
    file = tmp_path / "kept.backup"
    backup.save(store, file, silent)
    kept = file.read_bytes()
    assert breaks(engine.open_store(str(file))) == []
    assert everything(engine.open_store(str(file))) == everything(store)
    assert [one.name for one in tmp_path.glob("kept*")] == ["kept.backup"]
    assert file.read_bytes() == kept


def test_a_backup_overwrites_nothing_and_one_that_fails_leaves_nothing(store, tmp_path):
    load(store, dossier(claim("a")))
    there = tmp_path / "there"
    there.write_text("precious")
    with pytest.raises(StoreError, match="already there"):
        backup.save(store, there, silent)
    assert there.read_text() == "precious"
    with pytest.raises(BackupError, match="cannot be written"):
        backup.save(store, tmp_path / "no folder" / "file", silent)

    def full_half_way(done: int, _of: int) -> None:
        if done > 3:
            raise sqlite3.OperationalError("as if the disk went away")

    with pytest.raises(StoreError, match="the disk went away"):
        backup.save(store, tmp_path / "new", full_half_way)
    assert [one.name for one in tmp_path.iterdir() if ".sqlite" not in one.name] == ["there"]


def test_a_restore_that_fails_leaves_the_store_empty(store, new_database, tmp_path):
    load(store, dossier(claim("a")))
    file, target = tmp_path / "kept.backup", new_database()
    backup.save(store, file, silent)

    def broken_half_way(done: int, _of: int) -> None:
        if done > 3:
            raise sqlite3.OperationalError("as if the disk went away")

    with pytest.raises(StoreError, match="the disk went away"):
        backup.restore(file, target, broken_half_way)
    left = everything(engine.open_store(target))
    assert not any(rows for name, rows in left.items() if name != RULE_SETS.name)
    assert backup.restore(file, target, silent) == []
    assert everything(engine.open_store(target)) == everything(store)


def test_the_history_of_a_damaged_store_is_copied_as_it_is_and_told(run, database, tmp_path):
    store = engine.open_store(database, create=True)
    load(store, dossier(claim("a")))
    tamper(store, update(HISTORY).where(HISTORY.c.seq == 3).values(who="somebody else"))
    said = run("backup", tmp_path / "kept.backup")
    assert (said.exit, "did not hold before it was copied" in said.err) == (1, True)
    assert breaks(engine.open_store(str(tmp_path / "kept.backup"))) == breaks(store) != []


def test_what_is_no_backup_is_told_and_makes_no_store(tmp_path):
    (tmp_path / "words").write_text("no database, but long enough to be looked at" * 100)
    with closing(sqlite3.connect(tmp_path / "other.sqlite")) as other:
        other.execute("CREATE TABLE bookmarks (address TEXT)")
    for name, said in {
        "none": "no backup at",
        ".": "no backup at",
        "words": "not a store",
        "other.sqlite": "No store",
    }.items():
        with pytest.raises(StoreError, match=said):
            backup.restore(tmp_path / name, str(tmp_path / "new.sqlite"), silent)
    assert not (tmp_path / "new.sqlite").exists()
