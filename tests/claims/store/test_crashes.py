"""Nothing that was confirmed is lost, nothing half written, however writers end and however many there are.

`make crash` runs these with larger numbers.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from claims.store import dossiers, engine, history
from tests.builders import claim, dossier
from tests.claims.store.writers import ID, TOGETHER, edit, edit_at_random, go_on, heard, load, number_in, process

KILLS = int(os.environ.get("CRASH_KILLS", "20"))
EDITS = int(os.environ.get("CRASH_EDITS", "300"))
WRITERS = 10
A_FEW_WRITES = 0.04
"""Seconds, at any moment of which a writer is killed."""


@pytest.mark.parametrize("write", [edit, load], ids=lambda one: one.__name__)
def test_a_killed_writer_loses_nothing_confirmed_and_leaves_nothing_half_written(database, write):
    store = engine.open_store(database, create=True)
    load(store, 0)
    if write is edit:
        # The claims that are edited together, and no others.
        records = dossier(*(claim(slug, note="0") for slug in TOGETHER))
        engine.writing(store, lambda at: dossiers.load(at, records, {}, who="editor"))
    store.dispose()
    chance, number = random.Random(1), 0
    for _ in range(KILLS):
        with process(go_on, write, number, database) as (writer, said):
            confirmed = said.recv()
            time.sleep(chance.uniform(0, A_FEW_WRITES))
            writer.kill()
            confirmed = max([confirmed, *heard(said)])
        store = engine.open_store(database)
        number = number_in(store)
        # The last write may have been saved before the writer could say so.
        assert number in (confirmed, confirmed + 1)
        store.dispose()
    store = engine.open_store(database)
    write(store, number + 1)
    assert number_in(store) == number + 1


def test_ten_writers_leave_a_history_that_replays_to_the_store(database):
    store = engine.open_store(database, create=True)
    engine.writing(store, lambda at: dossiers.load(at, dossier(claim("c-0")), {}, who="editor", why="load"))
    store.dispose()
    with ExitStack() as all_:
        pipes = [
            all_.enter_context(process(edit_at_random, f"w{number}", EDITS // WRITERS, database))[1]
            for number in range(WRITERS)
        ]
        said = dict(heard(*pipes))
    assert len(said) == EDITS // WRITERS * WRITERS, "a writer ended early"
    ends = Counter(said.values())
    assert set(ends) <= {"saved", "conflict", "busy"}
    assert ends["saved"] > EDITS / 4
    store = engine.open_store(database)
    told = engine.reading(store, lambda at: Counter(one.why for one in history.entries(at, ID)))
    del told["load"]
    assert told == Counter(token for token, end in said.items() if end == "saved")
    assert engine.reading(store, lambda at: [*history.breaks(at, ID)]) == []
