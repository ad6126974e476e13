"""The dossier as it was kept at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select

from claims.analysis import RULES
from claims.errors import HistoryError
from claims.records import DossierRecords
from claims.store import dossiers, engine, history, past, rule_sets
from claims.store.tables import RULE_SETS
from tests.builders import claim, dossier
from tests.claims.store.test_store import (
    ID,
    dossiers_of_any_claims,
    entries,
    load,
    named_anew,
    of_one_store,
    read,
    told,
)


def recorded(store: Engine, moment: datetime, dossier_id: str = ID) -> DossierRecords:
    return engine.reading(store, lambda at: past.recorded(at, dossier_id, moment))[0]


@of_one_store
@given(loads=st.lists(dossiers_of_any_claims(), min_size=1, max_size=3))
def test_what_was_kept_at_a_moment_is_what_was_read_then(store, loads):
    id_, loads = named_anew(*loads)
    kept = []
    for records, files in loads:
        load(store, records, files)
        last = engine.reading(store, lambda at: past.last_change(at, id_))
        assert last == entries(store, id_)[-1]
        kept.append((last.at, read(store, id_)))
    for (moment, before), (later, _) in pairwise(kept):
        if moment < later:
            assert recorded(store, moment, id_) == before
            assert recorded(store, later - timedelta(microseconds=1), id_) == before
    now = engine.reading(store, lambda at: past.recorded(at, id_, datetime.now(UTC)))
    read_now = engine.reading(store, lambda at: dossiers.read(at, id_))
    assert told(now[0]) == told(read_now[0])
    assert now[1] == read_now[1]


def test_the_dossier_of_the_project_is_rebuilt_letter_by_letter(store, iraq_filed):
    records, files = iraq_filed
    load(store, records, files)
    first = engine.reading(store, lambda at: past.first_kept(at, records.dossier.id))
    gone = next(one.id for one in records.claims.values() if one.id not in _referred_to(records))
    load(store, replace(records, claims={id_: one for id_, one in records.claims.items() if id_ != gone}), files)
    assert gone not in read(store, records.dossier.id).claims
    assert recorded(store, first, records.dossier.id) == records


def _referred_to(records: DossierRecords) -> set[str | None]:
    claims = records.claims.values()
    return (
        {one.same_as for one in claims}
        | {one.responds_to for one in claims}
        | {one.claim for one in records.assessments.values()}
    )


def test_before_the_first_load_nothing_was_kept(store):
    with pytest.raises(HistoryError, match="tells nothing of a dossier test-dossier"):
        recorded(store, datetime.now(UTC))
    load(store, dossier(claim()))
    since = engine.reading(store, lambda at: past.first_kept(at, ID))
    with pytest.raises(HistoryError, match=f"only since {since:%Y-%m-%d %H:%M:%S} UTC"):
        recorded(store, since - timedelta(microseconds=1))


def test_a_clock_that_was_put_back_leaves_the_order_of_the_entries(store, monkeypatch):
    class Clock(datetime):
        hours = iter([9, 8, 10])

        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2026, 11, 23, next(cls.hours), tzinfo=UTC)

    monkeypatch.setattr(history, "datetime", Clock)
    for note in ("one", "two", "three"):
        load(store, dossier(claim(note=note)))
    assert [one.at.hour for one in entries(store) if one.record_id == "claim"] == [9, 9, 10]
    assert recorded(store, datetime(2026, 11, 23, 9, 30, tzinfo=UTC)).claims["claim"].note == "two"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-23", datetime(2026, 11, 23, 20, 59, 59, 999999, UTC)),
        ("2026-11-23T09:30:00Z", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T12:30+03:00", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        ("2026-11-23T12:30:00.000001+03:00", datetime(2026, 11, 23, 9, 30, 0, 1, UTC)),
    ],
)
def test_a_moment_is_the_end_of_a_day_in_the_dossiers_zone_or_a_time_with_its_offset(said, meant):
    assert past.moment_of(said, "Asia/Baghdad") == meant


@pytest.mark.parametrize("said", ["", "yesterday", "2026-13-06", "2026-11", "٢٠٢٦-١١-٢٣", "9999-12-31T23:59-23:00"])
def test_what_is_no_moment_is_refused_with_examples(said):
    with pytest.raises(HistoryError, match="Write a day, which means its end"):
        past.moment_of(said, "Asia/Baghdad")


def test_a_time_without_its_offset_is_refused():
    with pytest.raises(HistoryError, match="Add the offset"):
        past.moment_of("2026-11-23T09:30", "Asia/Baghdad")


def test_a_store_knows_since_when_which_rules_read_it(store, database):
    noted = engine.reading(store, lambda at: at.execute(select(RULE_SETS)).all())
    engine.open_store(database).dispose()
    assert engine.reading(store, lambda at: at.execute(select(RULE_SETS)).all()) == noted
    later = datetime.now(UTC) + timedelta(days=1)
    engine.writing(store, lambda at: at.execute(insert(RULE_SETS).values(rule_set=RULES + 1, since=later)))
    for moment, rules in ((noted[0].since - timedelta(days=9), RULES), (datetime.now(UTC), RULES), (later, RULES + 1)):
        assert engine.reading(store, lambda at, moment=moment: rule_sets.rules_at(at, moment)) == rules
