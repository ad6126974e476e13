"""An image made of the store's rows says what the records say, follows every change, and is never a wrong one."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, update

from claims.analysis import image
from claims.errors import FaultyDossierError, StoreError
from claims.records import DossierRecords
from claims.store import dossiers, engine, images, kept, snapshots
from claims.store.dossiers import Edit
from claims.store.images import Image
from claims.store.tables import HISTORY, TABLES
from claims.tables import Tables
from tests.builders import assessment, claim, dossier, outlet, source, speaker
from tests.claims.analysis.test_image import assert_alike
from tests.claims.store.test_store import ID, load

PAPER = dossier(
    claim("a", due="2025-06-30"),
    claim("b", due="2025-09-30", said_on="2025-02-01", responds_to="a"),
    claim("e", due="2025-09-30", said_on="2025-02-02", same_as="b", speaker="tehran"),
    claim("n", exactly=2500, speaker="washington"),
    assessment("n", "documented"),
)


@pytest.fixture(autouse=True)
def every_dossier_is_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kept, "WHOLE", 0)
    monkeypatch.setattr(images, "MOST_CHANGED", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def now(store: Engine, held: Image | None = None, dossier_id: str = ID) -> Image:
    return engine.reading(store, lambda at: images.current(at, dossier_id, held))


def records_of(store: Engine, dossier_id: str = ID) -> DossierRecords:
    return engine.reading(store, lambda at: dossiers.read(at, dossier_id))[0]


def edit(store: Engine, *records: Any) -> None:
    def work(at: Any) -> None:
        edits = []
        for one in records:
            kind = type(one).__name__.lower()
            held = dossiers.one_held(at, ID, kind, one.id)
            edits.append(Edit(kind, one.id, one, held and held.version))
        dossiers.edit(at, ID, edits, who="ana", why="seen")

    engine.writing(store, work)


def assert_current(store: Engine, held: Image, dossier_id: str = ID) -> None:
    assert_alike(held.tables, image.made(Tables.of(records_of(store, dossier_id))))


def test_the_real_dossier_has_the_same_image_from_the_store_as_from_its_files(
    store: Engine, iraq: DossierRecords
) -> None:
    load(store, iraq)
    assert_alike(now(store, dossier_id=iraq.dossier.id).tables, image.made(Tables.of(iraq)))


@pytest.fixture
def changes() -> list[tuple[Any, ...]]:
    later = claim("c", due="2026-03-31", said_on="2025-03-01", source="wire", speaker="envoy")
    return [
        (claim("a", due="2025-07-31"),),
        (outlet("agency"), source("wire", "agency", language="ar"), speaker("envoy", "baghdad"), later),
        (claim("b", due="2025-09-30", said_on="2025-02-01", same_as="a"), assessment("a", "retracted")),
        (speaker("tehran", "washington"),),
    ]


def test_it_follows_every_change_by_number(store: Engine, changes: list[tuple[Any, ...]]) -> None:
    load(store, PAPER)
    held = now(store)
    assert now(store, held).tables is held.tables
    for one in changes:
        edit(store, *one)
        held = now(store, held)
        assert_current(store, held)
    load(store, replace(PAPER, assessments={}), edited="replace")
    assert_current(store, now(store, held))


def test_a_start_goes_on_from_the_snapshot(
    store: Engine, changes: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, PAPER)
    first = now(store)
    assert snapshots.place(store, ID).exists()
    for one in changes:
        edit(store, *one)
    monkeypatch.setattr(images, "rows", None)  # Nothing is built anew: that would call it.
    again = now(store)
    assert_current(store, again)
    assert again.saved == first.entries


def test_after_enough_changes_the_snapshot_is_a_newer_one(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "SAVED_EVERY", 2)
    load(store, PAPER)
    held = now(store)
    edit(store, claim("a", due="2025-07-31"))
    assert now(store, held).saved == held.saved
    edit(store, claim("a", due="2025-08-31"))
    assert now(store, held).saved == held.saved + 2


def test_where_much_changed_the_image_is_built_anew(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store, PAPER)
    held = now(store)
    monkeypatch.setattr(images, "MOST_CHANGED", 5)
    monkeypatch.setattr(image, "after", None)  # Nothing is brought up to date: that would call it.
    edit(store, claim("a", due="2025-07-31"))
    assert_current(store, now(store, held))


def damaged(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-ALIGNED_END] ^= 1
    file.write_bytes(content)


ALIGNED_END = snapshots.ALIGNED * 2


LAYOUT = f'"layout": {snapshots.LAYOUT}'.encode()


@pytest.mark.parametrize(
    "spoil",
    [
        damaged,
        lambda file: file.write_bytes(file.read_bytes()[:-100]),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"\x00\xff" * 400),
        lambda file: file.write_bytes(file.read_bytes().replace(LAYOUT, b'"layout": 0')),
        lambda file: file.write_bytes(file.read_bytes().replace(f'"{ID}"'.encode(), b'"another-one"', 1)),
    ],
    ids=["flipped", "cut", "empty", "noise", "older", "foreign"],
)
def test_a_snapshot_that_is_none_is_refused_and_the_log_says_so(
    store: Engine, spoil: Any, caplog: pytest.LogCaptureFixture
) -> None:
    load(store, PAPER)
    now(store)
    spoil(snapshots.place(store, ID))
    with caplog.at_level(logging.WARNING):
        assert snapshots.opened(store, ID) is None
        assert_current(store, now(store))
    assert f"the snapshot of {ID} is not used" in caplog.text


def test_a_snapshot_of_another_history_is_refused(store: Engine) -> None:
    load(store, PAPER)
    held = now(store)
    with store.begin() as at:
        at.execute(update(HISTORY).where(HISTORY.c.seq == held.entries).values(hash="of another store"))
    again = now(store, held)
    assert (again.hash, again.saved) == ("of another store", held.entries)
    assert again.tables is not held.tables


def test_where_no_snapshot_can_be_saved_the_log_says_so_and_the_image_is_there(
    store: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    in_the_way = tmp_path / "a-file"
    in_the_way.touch()
    monkeypatch.setattr(snapshots, "place", lambda *_: in_the_way / f"{ID}.image")
    load(store, PAPER)
    with caplog.at_level(logging.WARNING):
        assert_current(store, now(store))
    assert f"the snapshot of {ID} is not saved" in caplog.text


def test_a_dossier_that_is_not_there_has_no_image(store: Engine) -> None:
    with pytest.raises(StoreError, match="nothing of a dossier nowhere"):
        now(store, dossier_id="nowhere")


def test_a_row_that_is_no_claim_is_named(store: Engine) -> None:
    load(store, PAPER)
    with store.begin() as at:
        at.execute(update(TABLES["claim"]).where(TABLES["claim"].c.id == "a").values(said_on="once"))
    with pytest.raises(FaultyDossierError, match="once"):
        now(store)


def fetched(store: Engine) -> DossierRecords:
    held = now(store)
    return kept.large(store, held.records, held.entries, held.tables)


@pytest.fixture
def large(store: Engine) -> DossierRecords:
    load(store, PAPER)
    return fetched(store)


def test_records_are_fetched_as_they_are_read_whole(store: Engine, large: DossierRecords) -> None:
    whole = records_of(store)
    for kind, records in whole.by_kind.items():
        found = large.by_kind[kind]
        assert dict(found) == dict(records) == dict(found.items()), kind
        assert len(found) == len(records)
    assert "a" in large.claims
    assert "z" not in large.claims
    assert large.claims.get("z") is None
    assert [*large.claims.those(["n", "a"])] == ["n", "a"]  # type: ignore[attr-defined]


def test_what_is_fetched_later_is_what_it_was_when_the_dossier_was_read(store: Engine, large: DossierRecords) -> None:
    before = PAPER.claims["a"]
    edit(store, claim("a", due="2031-01-31"))
    edit(store, claim("a", due="2032-01-31"))
    assert large.claims["a"] == before
    load(store, replace(PAPER, claims={"a": before}, assessments={}), edited="replace")
    assert large.claims["n"] == PAPER.claims["n"]
    assert fetched(store).claims["a"] == before


def test_only_so_many_records_are_remembered(
    store: Engine, large: DossierRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "REMEMBERED", 2)
    for id_ in PAPER.claims:
        assert large.claims[id_] == PAPER.claims[id_]
    assert len(large.claims._remembered) == 2  # type: ignore[attr-defined]


def test_the_image_has_at_most_sixty_bytes_a_claim() -> None:
    days = np.arange("2015-01-01", "2025-01-01", dtype="datetime64[D]").astype(str)
    many = [claim(f"c-{n:05}", due=days[n % 3000], said_on=days[n % 3650], source=f"s-{n // 3}") for n in range(4_000)]
    numbers = [claim(f"n-{n:05}", exactly=n % 500 * 10, said_on=days[n % 3650]) for n in range(4_000)]
    tables = image.made(Tables.of(dossier(*many, *numbers)))
    assert image.size(tables) <= 60 * len(tables.claims.id)


def test_the_rows_of_a_claim_are_those_of_its_own_dossier(store: Engine) -> None:
    load(store, PAPER)
    other = replace(PAPER, dossier=PAPER.dossier.model_copy(update={"id": "another"}), claims={}, assessments={})
    load(store, other)
    assert len(now(store, dossier_id="another").tables.claims.id) == 0
    assert TABLES["claim"].c.dossier_id.primary_key
