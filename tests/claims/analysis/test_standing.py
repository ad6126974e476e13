"""Where every claim stands, as codes: the same as the tables say row by row, on whatever day one looks."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis import deadlines, figures, positions, standing
from claims.analysis.states import STATES
from claims.analysis.status import STATUSES
from claims.columns import NONE
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import claim, dossier
from tests.claims.analysis.generated import days, dossiers


def named(codes: np.ndarray, names: tuple[str, ...], tables: Tables) -> dict[str, str]:
    ids = tables.claims.id.named(np.arange(len(codes)))
    return {id_: names[code] for id_, code in zip(ids, codes, strict=True) if code != NONE}


def said_by_tables(tables: Tables, as_of: date) -> tuple[dict[str, str], dict[str, str]]:
    dated = deadlines.states(tables, as_of)
    state = dict(zip(dated["claim_id"], dated["state"], strict=True))
    judged = [dated[dated["status"].notna()], figures.standing(tables, as_of), positions.standing(tables, as_of)]
    status = {id_: one for table in judged for id_, one in zip(table["claim_id"], table["status"], strict=True)}
    return state, status


def assert_alike(records: DossierRecords, as_of: date) -> None:
    tables = Tables.of(records)
    state, status = said_by_tables(tables, as_of)
    found = standing.of(tables, as_of)
    assert named(found.state, STATES, tables) == state
    assert named(found.status, STATUSES, tables) == status


@given(dossiers(), days)
def test_codes_say_what_the_tables_say(records: DossierRecords, as_of: date) -> None:
    assert_alike(records, as_of)


def test_of_the_real_dossier_too_on_every_first_of_a_month(iraq: DossierRecords) -> None:
    for year in range(2020, 2027):
        for month in range(1, 13):
            assert_alike(iraq, date(year, month, 1))


def test_a_figure_measured_long_before_the_others_of_its_topic_meets_only_those_of_its_time() -> None:
    records = dossier(
        claim("early", speaker="baghdad", exactly=2500, as_of="2010-01-01"),
        *(claim(f"late-{n}", speaker="tehran", exactly=n, as_of="2020-01-01") for n in range(40)),
        claim("of-its-time", speaker="washington", exactly=9000, as_of="2010-02-01"),
    )
    assert_alike(records, date(2026, 1, 1))


@given(dossiers(), days, st.sets(st.integers(0, 7)))
def test_some_rows_of_a_table_say_what_they_say_among_all(records: DossierRecords, as_of: date, some: set[int]) -> None:
    tables = Tables.of(records)
    only = np.array([row in some for row in range(len(tables.claims.id))], bool)
    chosen = {*tables.claims.id.named(np.flatnonzero(only))}
    for made in (deadlines.states, figures.standing, positions.standing):
        every = made(tables, as_of)
        expected = every[every["claim_id"].isin(chosen)].reset_index(drop=True)
        pd.testing.assert_frame_equal(made(tables, as_of, only), expected, check_dtype=False)


@given(dossiers(), days)
def test_the_claims_of_one_topic_stand_alone_as_they_stand_among_all(records: DossierRecords, as_of: date) -> None:
    tables = Tables.of(records)
    for code, topic in enumerate(tables.topics):
        alone = tables.of_topics([code])
        for made in (deadlines.states, figures.standing, positions.standing):
            every = made(tables, as_of)
            expected = every[every["topic_id"] == topic].reset_index(drop=True)
            pd.testing.assert_frame_equal(made(alone, as_of), expected, check_dtype=False)
