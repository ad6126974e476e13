"""Totals by sorting are what looking at every pair gives."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis import compare, totals
from claims.analysis.compare import COUNTED_AS
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import claim, dossier, topic
from tests.claims.analysis.generated import days, dossiers


def pair_by_pair(tables: Tables, as_of: date, ids: set[str] | None = None) -> dict[str, int]:
    found = compare.agreement(tables, "speaker", as_of, ids)
    return {name: int(found[name].sum()) for name in COUNTED_AS}


@given(dossiers(most=14), days)
def test_totals_are_the_sums_of_all_pairs(records: DossierRecords, as_of: date) -> None:
    tables = Tables.of(records)
    assert totals.of(tables, as_of) == pair_by_pair(tables, as_of)


@given(dossiers("figure", most=24), st.sets(st.integers(0, 23)))
def test_of_chosen_figures_too(records: DossierRecords, some: set[int]) -> None:
    tables, as_of = Tables.of(records), date(2027, 1, 1)
    ids = {id_ for at, id_ in enumerate(records.claims) if at in some}
    assert totals.of(tables, as_of, ids) == pair_by_pair(tables, as_of, ids)


def test_of_the_real_dossier(iraq: DossierRecords) -> None:
    tables, as_of = Tables.of(iraq), date(2026, 11, 23)
    found = totals.of(tables, as_of)
    assert found == pair_by_pair(tables, as_of)
    assert found["conflict"] > 100


@pytest.mark.parametrize("within", [0, 30, 4000])
def test_of_many_figures_of_many_days_and_numbers(within: int) -> None:
    draw = np.random.default_rng(within)
    numbers, spans = draw.integers(1, 60, (400, 2)) * 50, draw.integers(0, 4000, (400, 2))
    days_ = np.arange("2014-01-01", "2026-01-01", dtype="datetime64[D]").astype(str)
    records = dossier(
        topic("troops", kind="figure", comparable_within=within),
        *(
            claim(
                f"c-{n}",
                qualifier=("range", "more-than", "fewer-than", "about")[n % 4],
                low=low if n % 4 != 2 else None,
                high={0: low + high, 1: None, 2: high, 3: low}[n % 4],
                as_of=f"{days_[min(begin, end)]}/{days_[max(begin, end)]}" if n % 5 == 0 else days_[begin],
                basis=("all", "some")[n % 2],
                speaker=f"s-{n % 7}",
            )
            for n, ((low, high), (begin, end)) in enumerate(zip(numbers.tolist(), spans.tolist(), strict=True))
        ),
    )
    tables = Tables.of(records)
    assert totals.of(tables, date(2026, 6, 1)) == pair_by_pair(tables, date(2026, 6, 1))
