"""Where every claim stands, as codes: the same as the tables say row by row, on whatever day one looks."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given

from claims.analysis import deadlines, figures, positions, standing
from claims.analysis.states import STATES
from claims.analysis.status import STATUSES
from claims.records import DossierRecords
from claims.tables import NONE, Tables
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
