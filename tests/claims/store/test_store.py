"""What a store promises, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import count
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, text, update

from claims.errors import FaultyDossierError, StoreError
from claims.records import DossierRecords
from claims.store import dossiers, engine, history
from claims.store.dossiers import Edit, Loaded
from claims.store.errors import ConflictError, EditedError
from claims.store.history import Entry
from claims.store.rows import canonical, data_of
from claims.store.tables import HISTORY, METADATA, TABLES
from tests.builders import assessment, claim, dossier, outcome, speaker

ID = "test-dossier"


def load(store: Engine, records: DossierRecords, files: dict[str, str] | None = None, **given: Any) -> Loaded:
    return engine.writing(store, lambda at: dossiers.load(at, records, files or {}, who="editor", **given))


def read(store: Engine, dossier_id: str = ID) -> DossierRecords:
    return engine.reading(store, lambda at: dossiers.read(at, dossier_id))[0]


def entries(store: Engine, dossier_id: str = ID) -> list[Entry]:
    return engine.reading(store, lambda at: [*history.entries(at, dossier_id)])


def breaks(store: Engine, dossier_id: str = ID) -> list[history.Break]:
    return engine.reading(store, lambda at: [*history.breaks(at, dossier_id)])


def edit(store: Engine, *edits: Edit) -> None:
    engine.writing(store, lambda at: dossiers.edit(at, ID, edits, who="editor", why="a slip of the pen"))


def version(store: Engine, kind: str, id_: str) -> int:
    found = engine.reading(store, lambda at: dossiers.one_held(at, ID, kind, id_))
    assert found is not None
    return found.version


def told(records: DossierRecords) -> dict[str, Any]:
    """All that a dossier says, in its order and letter by letter: 2500 is not 2500.0."""
    return {
        field.name: [canonical(data_of(kind, one)) for one in getattr(records, field.name).values()]
        for field, kind in zip(fields(records)[1:-1], [*TABLES][1:-1], strict=True)
    } | {"dossier": canonical(data_of("dossier", records.dossier)), "texts": dict(records.texts)}


# Any dossier

LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
words = st.text(LETTERS, min_size=1, max_size=12).filter(str.strip)
names = st.builds(lambda en, ar: {"en": en, "ar": ar}, words, words) | st.builds(lambda ar: {"ar": ar}, words)
amounts = st.integers(0, 10**15) | st.floats(0, 1e15)
values = st.one_of(
    st.builds(lambda due, words: {"due": due, "note": words}, st.sampled_from(["2025-09~", "2025/2026", None]), words),
    st.builds(lambda low: {"low": low, "qualifier": "at-least", "as_of": "2025"}, amounts),
    st.builds(lambda high: {"exactly": high}, amounts),
    st.builds(lambda stance: {"stance": stance}, st.sampled_from(["affirms", "no-statement"])),
)
ids = st.integers(0, 8).map("c-{}".format)


@st.composite
def dossiers_of_any_claims(draw: st.DrawFn) -> tuple[DossierRecords, dict[str, str]]:
    given = draw(st.lists(st.tuples(ids, values, names), max_size=6, unique_by=lambda one: one[0]))
    claims = [claim(slug, **value, statement=name) for slug, value, name in given]
    others: list[Any] = [assessment(one.id, "documented") for one in claims[:1]]
    others += draw(st.lists(st.builds(outcome, st.sampled_from(["o-1", "o-2"])), max_size=2, unique_by=lambda o: o.id))
    speakers = [speaker("baghdad", *draw(st.sampled_from([("baghdad",), ()])), role=draw(names))]
    records = dossier(*claims, *others, *speakers)
    texts = {id_: draw(st.text(LETTERS | st.sampled_from("\r\n\ufeff"), min_size=1)) for id_ in records.sources}
    files = {one.id: draw(st.sampled_from(["", "a.yaml", "b.yaml"])) for one in claims}
    order = sorted(claims, key=lambda one: files[one.id])
    return replace(records, claims={one.id: one for one in order}, texts=texts), files


numbers = count()


def named_anew(
    *given: tuple[DossierRecords, dict[str, str]],
) -> tuple[str, list[tuple[DossierRecords, dict[str, str]]]]:
    """The same under an id that no other example has, since they share a store."""
    id_ = f"dossier-{next(numbers)}"
    return id_, [(replace(one, dossier=one.dossier.model_copy(update={"id": id_})), files) for one, files in given]


# Examples share a store: each has a dossier of its own.
of_one_store = settings(max_examples=15, suppress_health_check=[*HealthCheck])


@of_one_store
@given(first=dossiers_of_any_claims(), second=dossiers_of_any_claims())
def test_the_store_says_what_was_loaded_last_and_its_history_leads_there(store, first, second):
    id_, loads = named_anew(first, second)
    written = 0
    for records, files in loads:
        done = load(store, records, files)
        written += done.added + done.changed + done.removed
        back, filed = engine.reading(store, lambda at: dossiers.read(at, id_))
        assert back == records
        assert told(back) == told(records)
        assert filed == files
        assert len(entries(store, id_)) == written
        assert load(store, records, files) == Loaded(0, 0, 0, 0)
        assert len(entries(store, id_)) == written
        assert breaks(store, id_) == []


@of_one_store
@given(edits=st.lists(st.tuples(ids, words | st.none()), max_size=8))
def test_edits_lead_to_what_the_store_says(store, edits):
    id_, [(records, files)] = named_anew((dossier(claim("c-0"), claim("c-1")), {}))
    load(store, records, files)
    expected = dict(records.claims)
    for slug, note in edits:
        if note is None and slug not in expected:
            continue
        one = None if note is None else claim(slug, note=note)

        def work(at: Connection, slug: str = slug, one: Any = one) -> None:
            found = dossiers.one_held(at, id_, "claim", slug)
            dossiers.edit(at, id_, [Edit("claim", slug, one, found and found.version)], who="editor", why="")

        engine.writing(store, work)
        expected = {key: kept for key, kept in {**expected, slug: one}.items() if kept is not None}
    assert read(store, id_).claims == expected
    assert breaks(store, id_) == []


# All or nothing


def test_a_load_that_fails_leaves_everything_as_it_was(store):
    load(store, dossier(claim("a")))
    before = told(read(store)), entries(store)
    whole = dossier(claim("a", note="new"), claim("b"), claim("c", stance="affirms"))
    with pytest.raises(StoreError, match="nothing was written"):
        load(store, replace(whole, topics={}))
    assert (told(read(store)), entries(store)) == before


def test_two_dossiers_do_not_touch_each_other(store):
    load(store, dossier(claim("a")))
    id_, [(other, _)] = named_anew((dossier(claim("a", note="the other")), {}))
    load(store, other)
    load(store, dossier())
    assert read(store, id_) == other
    assert not read(store).claims


def test_a_dossier_that_is_not_there_is_told(store):
    with pytest.raises(StoreError, match="no dossier unheard-of"):
        read(store, "unheard-of")


# Edits and loads


@pytest.fixture
def edited(store):
    """A store in which one claim was changed, one removed and one added since they were loaded."""
    load(store, dossier(claim("a"), claim("b"), claim("c")))
    changed = Edit("claim", "a", claim("a", note="edited"), version(store, "claim", "a"))
    removed = Edit("claim", "b", None, version(store, "claim", "b"))
    edit(store, changed, removed, Edit("claim", "new", claim("new"), None))
    return store


def test_a_load_stops_with_all_records_that_were_edited_since(edited):
    before = told(read(edited)), entries(edited)
    with pytest.raises(EditedError) as stopped:
        load(edited, dossier(claim("a"), claim("b"), claim("c", note="from the files")))
    assert stopped.value.records == (("claim", "a"), ("claim", "b"), ("claim", "new"))
    assert str(stopped.value).splitlines()[1:] == ["claim a", "claim b", "claim new"]
    assert (told(read(edited)), entries(edited)) == before


def test_edits_that_the_files_have_taken_over_stop_nothing(edited):
    assert load(edited, dossier(claim("a", note="edited"), claim("new"), claim("c"))) == Loaded(0, 0, 0, 0)


def test_edited_records_can_be_kept(edited):
    done = load(edited, dossier(claim("a"), claim("b"), claim("c", note="from the files")), edited="keep")
    assert done == Loaded(added=0, changed=1, removed=0, kept=3)
    assert read(edited).claims == {
        one.id: one for one in (claim("a", note="edited"), claim("c", note="from the files"), claim("new"))
    }
    assert breaks(edited) == []


def test_edited_records_can_be_replaced(edited):
    records = dossier(claim("a"), claim("b"), claim("c"))
    assert load(edited, records, edited="replace") == Loaded(added=1, changed=1, removed=1, kept=0)
    assert told(read(edited)) == told(records)
    assert load(edited, dossier(claim("a", note="again"))) == Loaded(added=0, changed=1, removed=2, kept=0)


def test_edits_are_not_kept_where_the_dossier_would_no_longer_be_whole(edited):
    with pytest.raises(FaultyDossierError, match="echo: same_as"):
        load(edited, dossier(claim("a"), claim("b"), claim("echo", same_as="b")), edited="keep")
    assert "echo" not in read(edited).claims


def test_an_edit_of_what_somebody_else_has_changed_is_a_conflict(store):
    load(store, dossier(claim("a")))
    seen = version(store, "claim", "a")
    edit(store, Edit("claim", "a", claim("a", note="first"), seen))
    for late in (claim("a", note="second"), None):
        with pytest.raises(ConflictError, match="a was changed by somebody else"):
            edit(store, Edit("claim", "a", late, seen))
    with pytest.raises(ConflictError):
        edit(store, Edit("claim", "a", claim("a"), None))
    assert read(store).claims["a"].note == "first"


def test_the_history_tells_who_when_why_before_and_after(store):
    load(store, dossier(claim("a", note="old")), why="first load")
    edit(store, Edit("claim", "a", claim("a", note="new"), version(store, "claim", "a")))
    loaded, changed = engine.reading(store, lambda at: [*history.entries(at, ID, "a")])
    assert (loaded.step, loaded.how, loaded.who, loaded.why) == ("added", "load", "editor", "first load")
    assert (changed.step, changed.how, changed.why) == ("changed", "edit", "a slip of the pen")
    assert [*changed.fields()] == [("note", "old", "new")]
    assert (changed.before, changed.seq > loaded.seq, changed.at > loaded.at) == (loaded.after, True, True)


# What verify finds


def tamper(store: Engine, statement: Any) -> None:
    engine.writing(store, lambda at: at.execute(statement))


def resigned(store: Engine, entry: Entry, **given: Any) -> Any:
    """The statement of somebody who changes an entry and makes its hash fit."""
    forged = replace(entry, **given)
    values = {**given, "hash": forged.computed_hash()}
    return update(HISTORY).where(HISTORY.c.dossier_id == ID, HISTORY.c.seq == entry.seq).values(values)


@pytest.mark.parametrize("column", ["at", "who", "why", "how", "kind", "record_id", "before", "after", "previous_hash"])
def test_any_changed_field_of_an_entry_is_found(store, column):
    load(store, dossier(claim("a")))
    entry = entries(store)[2]
    value = entry.at.replace(year=2001) if column == "at" else f"{getattr(entry, column)}."
    tamper(store, update(HISTORY).where(HISTORY.c.seq == 3).values({column: value}))
    assert history.Break("entry_changed", ID, 3) in breaks(store)


def test_a_forged_entry_with_a_hash_that_fits_is_found_by_the_next(store):
    load(store, dossier(claim("a")))
    tamper(store, resigned(store, entries(store)[2], who="somebody else"))
    assert breaks(store) == [history.Break("entry_unlinked", ID, 4)]


def test_missing_entries_are_found_wherever_they_stood(store):
    load(store, dossier(claim("a")))
    length = len(entries(store))
    for seq in (1, 3):
        tamper(store, delete(HISTORY).where(HISTORY.c.seq == seq))
    assert [(one.reason, one.seq) for one in breaks(store) if one.seq] == [("entry_missing", 1), ("entry_missing", 3)]
    tamper(store, delete(HISTORY).where(HISTORY.c.seq == length))
    assert [one.reason for one in breaks(store) if one.record_id == "a"] == ["record_differs"]


def test_records_changed_past_the_history_are_found(store):
    load(store, dossier(claim("a"), claim("b")))
    tamper(store, update(TABLES["claim"]).where(TABLES["claim"].c.id == "a").values(note="slipped in"))
    tamper(store, delete(TABLES["claim"]).where(TABLES["claim"].c.id == "b"))
    assert breaks(store) == [history.Break("record_differs", ID, kind="claim", record_id=slug) for slug in ("a", "b")]


# Many at once


def test_simultaneous_writers_lose_nothing(store):
    load(store, dossier(*(claim(f"c-{n}") for n in range(4))))

    def add_a_letter(writer: int) -> None:
        def work(at: Connection) -> None:
            slug = f"c-{writer % 4}"
            found = dossiers.one_held(at, ID, "claim", slug)
            assert found is not None
            record = claim(slug, note=found.data.get("note", "") + "x")
            dossiers.edit(at, ID, [Edit("claim", slug, record, found.version)], who=f"writer {writer}", why="")

        for _ in range(3):
            engine.writing(store, work)

    with ThreadPoolExecutor(6) as writers:
        list(writers.map(add_a_letter, range(6)))
    assert sum(len(one.note or "") for one in read(store).claims.values()) == 18
    assert breaks(store) == []


def test_the_same_first_load_by_several_at_once_is_one_load(new_database):
    database, records = new_database(), dossier(claim("a"), claim("b"))
    with ThreadPoolExecutor(4) as loaders:
        done = [*loaders.map(lambda _: load(engine.open_store(database, create=True), records), range(4))]
    store = engine.open_store(database)
    assert sorted(one.added for one in done)[:3] == [0, 0, 0]
    assert len(entries(store)) == max(one.added for one in done)
    assert breaks(store) == []


def test_a_store_that_stays_locked_is_told_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.001)
    monkeypatch.setattr(engine, "ATTEMPTS", 3)
    store = engine.open_store(str(tmp_path / "a.sqlite"), create=True)
    with sqlite3.connect(tmp_path / "a.sqlite") as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="each of 3 attempts"):
            load(store, dossier())
        other.rollback()
    assert load(store, dossier()).added > 0


# Tables and their versions


def _is_of_the_index(name: str | None) -> bool:
    return (name or "").startswith("word_index")


def test_the_migrations_make_the_tables_that_the_program_works_with(store):
    def differences(at: Connection) -> list[Any]:
        # What finds words is each database's own, and no table that the program reads or writes as such.
        opts = {"version_table": engine.VERSION_TABLE, "include_name": lambda name, *_: not _is_of_the_index(name)}
        context = MigrationContext.configure(at, opts=opts)
        return list(compare_metadata(context, METADATA))

    assert engine.reading(store, differences) == []


def test_the_versions_that_this_program_knows_are_those_that_alembic_finds():
    config = Config()
    config.set_main_option("script_location", str(engine.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    every = frozenset(one.revision for one in scripts.walk_revisions())
    assert engine._versions(engine.MIGRATIONS) == (scripts.get_current_head(), every)


NEXT_VERSION = """
import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "5"


def upgrade() -> None:
    op.add_column("claims", sa.Column("colour", sa.Text))
"""


def test_an_older_store_is_brought_up_and_then_refused_by_the_older_program(store, database, tmp_path, monkeypatch):
    load(store, dossier(claim("a")))
    before = told(read(store)), entries(store)
    with monkeypatch.context() as newer:
        newer.setattr(engine, "MIGRATIONS", shutil.copytree(engine.MIGRATIONS, tmp_path / "migrations"))
        (engine.MIGRATIONS / "versions" / "next.py").write_text(NEXT_VERSION)
        for _ in range(2):
            opened = engine.open_store(database)
        found = engine.reading(opened, lambda at: at.execute(text("SELECT id, colour FROM claims")).all())
        assert found == [("a", None)]
        assert (told(read(opened)), entries(opened)) == before
    with pytest.raises(StoreError, match="A newer version of this program") as refused:
        engine.open_store(database)
    assert len(str(refused.value).splitlines()) == 1
    assert entries(store) == before[1]


def test_an_sqlite_store_is_durable_and_holds_references(tmp_path):
    store = engine.open_store(str(tmp_path / "a.sqlite"), create=True)

    def setting(name: str) -> object:
        return engine.reading(store, lambda at: at.exec_driver_sql(f"PRAGMA {name}").scalar())

    assert [setting(name) for name in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]


def test_the_store_is_where_it_was_named(monkeypatch, tmp_path):
    monkeypatch.delenv(engine.DATABASE_URL, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert (engine.url_of().database or "").endswith("/claims-dashboard/dossiers.sqlite")
    monkeypatch.setenv(engine.DATABASE_URL, "postgresql://team@host/claims")
    assert engine.url_of().drivername == "postgresql+psycopg"
    assert engine.url_of("own.sqlite").database == str(engine.Path("own.sqlite").absolute())
    for wrong in ("mysql://host/claims", "sqlite://", "what://"):
        with pytest.raises(StoreError, match="no address"):
            engine.url_of(wrong)
    with pytest.raises(StoreError, match="No store is found"):
        engine.open_store(str(tmp_path / "none.sqlite"))
