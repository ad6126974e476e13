"""The first start of a store that nobody named."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from claims import seeds
from claims.errors import FaultyDossierError, StoreError
from claims.store import DATABASE_URL, dossiers, engine, history, shipped
from tests.claims.broken import sound, write

IRAQ = "iraq-coalition"


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch, database: str) -> None:
    """The team's store is the empty one of this test."""
    monkeypatch.setenv(DATABASE_URL, database)


def test_the_first_start_fills_the_store_with_the_shipped_dossiers_and_the_next_one_changes_nothing():
    for _ in range(2):
        store = shipped.opened()
        records, _files = engine.reading(store, lambda at: dossiers.read(at, IRAQ))
        assert records == seeds.load(seeds.SHIPPED / IRAQ)
        entries = engine.reading(store, lambda at: [*history.entries(at, IRAQ)])
        assert {(one.why, one.how) for one in entries} == {(shipped.WHY, "load")}
        assert (
            len(entries)
            == sum(
                len(getattr(records, kind))
                for kind in ("topics", "speakers", "outlets", "sources", "claims", "outcomes", "assessments", "texts")
            )
            + 1
        )


def test_a_store_in_which_something_is_kept_stays_as_it_is(database, tmp_path):
    mine = write(tmp_path, sound())
    store = engine.open_store(database, create=True)
    engine.writing(store, lambda at: dossiers.load(at, *seeds.load_filed(mine), who="Zainab"))
    assert engine.reading(shipped.opened(), dossiers.ids) == ["mission"]


def test_two_programs_that_start_at_once_fill_it_once(database):
    begins = threading.Barrier(2)
    failed: list[BaseException] = []

    def start() -> None:
        try:
            begins.wait()
            shipped.opened()
        except BaseException as error:
            failed.append(error)
            raise

    both = [threading.Thread(target=start) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert failed == []
    store = engine.open_store(database)
    assert engine.reading(store, lambda at: [*history.breaks(at, IRAQ)]) == []
    assert len(engine.reading(store, lambda at: [*history.entries(at, IRAQ, IRAQ)])) == 1


def test_a_store_that_was_named_must_be_there_and_is_not_filled(tmp_path, database):
    with pytest.raises(StoreError, match="No store is found"):
        shipped.opened(str(tmp_path / "none.sqlite"))
    engine.open_store(database, create=True)
    assert engine.reading(shipped.opened(database), dossiers.known_ids) == []


def test_where_a_shipped_dossier_has_faults_nothing_is_kept(monkeypatch, database, tmp_path: Path):
    files = sound()
    del files["topics.yaml"][0]
    write(tmp_path / "a", sound())
    write(tmp_path / "b", files)
    monkeypatch.setattr(seeds, "SHIPPED", tmp_path)
    with pytest.raises(FaultyDossierError):
        shipped.opened()
    assert engine.reading(engine.open_store(database), dossiers.known_ids) == []


def test_damaged_rows_are_told_as_the_check_of_files_tells_faults(database):
    store = shipped.opened()
    with store.begin() as at:
        at.exec_driver_sql("UPDATE claims SET attribution = 'hearsay' WHERE id = '2025-12-31-allawi-abna-asad-exit'")
    with pytest.raises(FaultyDossierError) as told:
        engine.reading(store, lambda at: dossiers.read(at, IRAQ))
    assert [(one.record, one.field) for one in told.value.faults] == [
        ("2025-12-31-allawi-abna-asad-exit", "attribution")
    ]
