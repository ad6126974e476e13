"""Pairs are counted as the rules say, whether they are looked at or sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis import compare, counting, totals
from claims.analysis.counting import COUNTED_AS
from claims.models import DeadlineRole, Stance
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import AnyRecord, claim, dossier, source, speaker, topic
from tests.claims.analysis.generated import days, dossiers
from tests.claims.analysis.oracle import Oracle, Row
from tests.claims.analysis.tables_as_rows import rows

ONE_BY_ONE = 10**9
stretches = st.sampled_from((1, 2, 3, 5))


@contextmanager
def sorted_in(stretch: int) -> Iterator[None]:
    """Few claims are sorted too, in stretches so short that they have edges between them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting, "FEW", 0)
        patch.setattr(counting, "STRETCH", stretch)
        patch.setattr(counting, "SQUARE", 2)
        yield


def of_oracle(found: list[Row]) -> dict[tuple[str, ...], dict[str, int]]:
    return {(row["topic_id"], row["a"], row["b"]): {name: row[name] for name in COUNTED_AS} for row in found}


def of_table(
    tables: Tables, by: compare.By, as_of: date, ids: Collection[str] | None = None
) -> dict[tuple[str, ...], dict[str, int]]:
    return of_oracle([*rows("agreement", compare.agreement(tables, by, as_of, ids)).values()])


def summed(cells: dict[tuple[str, ...], dict[str, int]]) -> dict[str, int]:
    return {name: sum(row[name] for row in cells.values()) for name in COUNTED_AS}


def as_the_rules_say(records: DossierRecords, as_of: date, ids: set[str] | None = None) -> None:
    tables, oracle = Tables.of(records), Oracle(records, as_of, ids)
    for by in get_args(compare.By):
        assert of_table(tables, by, as_of, ids) == of_oracle(oracle.agreement(by))
    assert totals.of(tables, as_of, ids) == summed(of_oracle(oracle.agreement("speaker")))


@given(dossiers(most=20), days, stretches)
def test_sorted_pairs_count_as_the_rules_say(records: DossierRecords, as_of: date, stretch: int) -> None:
    with sorted_in(stretch):
        as_the_rules_say(records, as_of)


@pytest.mark.parametrize("kind", ["deadline", "figure", "position"])
@given(st.data(), st.sets(st.integers(0, 23)), stretches)
def test_those_of_chosen_claims_too(kind: str, data: st.DataObject, some: set[int], stretch: int) -> None:
    records = data.draw(dossiers(kind, most=24))
    ids = {id_ for at, id_ in enumerate(records.claims) if at in some}
    with sorted_in(stretch):
        as_the_rules_say(records, date(2027, 1, 1), ids)


def test_the_real_dossier_is_counted_the_same_either_way(iraq: DossierRecords) -> None:
    tables, as_of = Tables.of(iraq), date(2026, 11, 23)
    looked_at = [of_table(tables, by, as_of) for by in get_args(compare.By)]
    in_all = totals.of(tables, as_of)
    assert in_all == summed(looked_at[0])
    assert in_all["conflict"] > 100
    for stretch in (1, 16):
        with sorted_in(stretch):
            assert [of_table(tables, by, as_of) for by in get_args(compare.By)] == looked_at
            assert totals.of(tables, as_of) == in_all


def test_fewer_than_nobody_excludes_all_but_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    nobody: list[dict[str, Any]] = [{"low": None, "high": 0, "qualifier": one} for one in ("fewer-than", "nearly")] * 2
    others: list[dict[str, Any]] = [
        {"low": 0, "high": 0, "qualifier": "exact"},
        {"low": None, "high": 5, "qualifier": "at-most"},
        {"low": 0, "high": None, "qualifier": "at-least"},
    ]
    figures = [claim(f"c-{n}", speaker="baghdad", as_of="2025-01-01", **one) for n, one in enumerate(nobody + others)]
    tables = Tables.of(dossier(*figures))
    # Of the four, six pairs are of one interval; with each of the three others, which meet in nobody, they are at odds.
    expected = {"same": 6, "compatible": 3, "conflict": 12, "not_comparable": 0}
    for few in (ONE_BY_ONE, 0):
        monkeypatch.setattr(counting, "FEW", few)
        assert totals.of(tables, date(2026, 1, 1)) == expected
    pairs = compare.pairs(tables, "troops", date(2026, 1, 1))["relation"]
    assert Counter(pairs) == {"same": 6, "compatible": 3, "conflict": 12}


SPEAKERS = [
    *(speaker(f"s-{n}", ("baghdad", "washington", "tehran")[n % 3]) for n in range(40)),
    *(speaker(f"joint-{n}", "baghdad", ("washington", "tehran")[n % 2]) for n in range(6)),
    speaker("nobody-says-whose"),
]


def many(kind: str, count: int, within: int) -> DossierRecords:
    """Claims of one question by speakers of whom few say most, a third of them echoes."""
    draw = np.random.default_rng(within)
    days_ = np.arange("2014-01-01", "2026-01-01", dtype="datetime64[D]").astype(str).tolist()
    who = (len(SPEAKERS) * draw.random(count) ** 2).astype(int).tolist()
    numbers, spans = (
        (draw.integers(1, 60, (count, 2)) * 50).tolist(),
        np.sort(draw.integers(0, 4000, (count, 2))).tolist(),
    )
    roles, stances = draw.choice(get_args(DeadlineRole), count).tolist(), draw.choice(get_args(Stance), count).tolist()
    echoed = np.where(draw.random(count) < 0.3, (np.arange(count) * draw.random(count)).astype(int), -1).tolist()

    def value(n: int) -> dict[str, Any]:
        (low, more), (begin, end) = numbers[n], spans[n]
        span = f"{days_[begin]}/{days_[end]}"
        if kind == "deadline":
            return {"role": roles[n], "due": None if n % 9 == 0 and roles[n] not in ("between", "on") else span}
        if kind == "position":
            return {"stance": stances[n]}
        qualifier = ("range", "more-than", "fewer-than", "about", "exact")[n % 5]
        high = {"range": low + more, "more-than": None}.get(qualifier, low)
        return {
            "qualifier": qualifier,
            "low": None if qualifier == "fewer-than" else low,
            "high": high,
            "as_of": span if n % 6 == 0 else days_[begin],
            "basis": ("all", "some")[n % 2],
        }

    claims: list[AnyRecord] = [
        claim(
            f"c-{n:04}",
            speaker=SPEAKERS[who[n]].id,
            source=f"source-{n % 5}",
            same_as=f"c-{echoed[n]:04}" if echoed[n] >= 0 else None,
            **value(n),
        )
        for n in range(count)
    ]
    sources = [source(f"source-{n}", f"outlet-{n % 3}") for n in range(5)]
    given_ = {"comparable_within": within} if kind == "figure" else {}
    return dossier(topic(kind=kind, **given_), *SPEAKERS, *sources, *claims)


@pytest.mark.parametrize(
    ("kind", "within"), [*product(["figure"], [0, 30, 4000]), ("deadline", 1), ("position", 2)], ids=str
)
def test_many_claims_are_counted_the_same_either_way(kind: str, within: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tables, as_of = Tables.of(many(kind, 1500, within)), date(2026, 6, 1)
    sorted_ = [of_table(tables, by, as_of) for by in get_args(compare.By)], totals.of(tables, as_of)
    monkeypatch.setattr(counting, "FEW", ONE_BY_ONE)
    assert sorted_ == ([of_table(tables, by, as_of) for by in get_args(compare.By)], totals.of(tables, as_of))
    assert sum(sorted_[1].values()) > 500_000
