"""The vectorised tables say what the rules say in plain loops, row by row and key by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import pairwise, product
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis import commitments, compare, deadlines, figures, origins, positions, record
from claims.models import DeadlineRole, Outcome, Result
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import AnyRecord, claim, dossier, outcome, topic
from tests.claims.analysis.generated import days, dossiers, promises, views
from tests.claims.analysis.oracle import Oracle, Row
from tests.claims.analysis.tables_as_rows import by_name, plain, rows


def agree(table: str, frame: pd.DataFrame, expected: list[Row]) -> None:
    found, plainly = rows(table, frame), by_name(table, map(plain, expected))
    assert found.keys() == plainly.keys()
    for name, row in plainly.items():
        differing = {key: (found[name][key], value) for key, value in row.items() if found[name][key] != value}
        assert not differing, f"{table} {name}: table against oracle {differing}"


def of_deadlines(tables: Tables, oracle: Oracle) -> None:
    as_of = oracle.as_of
    agree("deadlines", deadlines.states(tables, as_of), oracle.deadlines())
    agree("commitments", commitments.ledger(tables, as_of), oracle.commitments())


def of_figures(tables: Tables, oracle: Oracle) -> None:
    agree("figures", figures.standing(tables, oracle.as_of), oracle.figures())


def of_positions(tables: Tables, oracle: Oracle) -> None:
    agree("positions", positions.standing(tables, oracle.as_of), oracle.positions())


def of_pairs(tables: Tables, oracle: Oracle) -> None:
    for topic_id in oracle.records.topics:
        agree("pairs", compare.pairs(tables, topic_id, oracle.as_of), oracle.pairs(topic_id))


def of_records(tables: Tables, oracle: Oracle) -> None:
    agree("record", record.kept(tables, "speaker", oracle.as_of), oracle.record("speaker"))
    agree("record", record.kept(tables, "side", oracle.as_of), oracle.record("side"))


def of_counts(tables: Tables, oracle: Oracle) -> None:
    agree("origins", origins.of(tables, oracle.as_of), oracle.origins())
    for by in ("speaker", "side", "outlet"):
        agree("agreement", compare.agreement(tables, by, oracle.as_of), oracle.agreement(by))


EVERY_TABLE = (of_deadlines, of_figures, of_positions, of_pairs, of_records, of_counts)


def as_the_rules_say(
    records: DossierRecords,
    as_of_days: Iterable[date],
    checks: Iterable[Callable[[Tables, Oracle], None]] = EVERY_TABLE,
) -> None:
    tables = Tables.of(records)
    for as_of in as_of_days:
        oracle = Oracle(records, as_of)
        for check in checks:
            check(tables, oracle)


@given(views(dossiers("deadline", most=20)))
def test_deadlines_are_as_the_rules_say(view: tuple[DossierRecords, list[date]]) -> None:
    as_the_rules_say(*view, [of_deadlines])


@given(views(promises))
def test_promises_that_move_are_as_the_rules_say(view: tuple[DossierRecords, list[date]]) -> None:
    as_the_rules_say(*view, [of_deadlines, of_records])


@given(views(dossiers("figure", most=20)))
def test_figures_are_as_the_rules_say(view: tuple[DossierRecords, list[date]]) -> None:
    as_the_rules_say(*view, [of_figures, of_pairs])


@given(views(dossiers("position", most=20)))
def test_positions_are_as_the_rules_say(view: tuple[DossierRecords, list[date]]) -> None:
    as_the_rules_say(*view, [of_positions, of_pairs])


@given(views(dossiers(most=20), most=2))
def test_kinds_side_by_side_are_as_the_rules_say(view: tuple[DossierRecords, list[date]]) -> None:
    as_the_rules_say(*view)


@pytest.mark.parametrize(
    "as_of",
    [
        *("2008-11-30", "2011-12-31", "2020-01-07", "2021-12-31", "2024-09-08", "2025-08-20", "2025-09-30"),
        *("2025-10-25", "2026-01-17", "2026-01-31", "2026-03-24", "2026-10-01", "2026-11-23"),
    ],
)
def test_the_iraq_dossier_is_as_the_rules_say(iraq: DossierRecords, as_of: str) -> None:
    as_the_rules_say(iraq, [date.fromisoformat(as_of)])


@given(dossiers(), days, st.data())
def test_agreement_of_chosen_claims_counts_only_them(records: DossierRecords, as_of: date, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(records.claims)), unique=True)) if records.claims else []
    found = compare.agreement(Tables.of(records), "side", as_of, chosen)
    agree("agreement", found, Oracle(records, as_of, chosen).agreement("side"))


EDGES = [
    date(2025, *day) for day in ((7, 31), (8, 1), (8, 2), (8, 31), (9, 1), (9, 2), (9, 29), (9, 30), (10, 1), (11, 1))
]


@pytest.mark.parametrize("role", get_args(DeadlineRole))
def test_every_result_on_every_edge_of_a_window_is_as_the_rules_say(role: str) -> None:
    due = "2025-09-01/2025-09-30" if role == "between" else "2025-09"
    happened = [*map(str, EDGES), "2025-09", "2025-08-31/2025-09-01", "2025-09-30/2025-10-01"]
    cases: list[AnyRecord] = []

    def case(name: str, *happenings: Outcome, **given: Any) -> None:
        cases.extend((topic(name, **given), claim(name, topic=name, role=role, due=due), *happenings))

    for checked in (None, "2025-08-31", "2025-09-01", "2025-09-29", "2025-09-30"):
        case(f"checked-{checked}".lower(), last_checked=checked)
    for result in get_args(Result):
        for number, day in enumerate(happened):
            name = f"{result}-{number}"
            case(name, outcome(name, result, day, topic=name, known_on="2025-08-01"))
    for number, day in enumerate(happened):
        name = f"denied-{number}"
        declared = outcome(name, "fulfilled", day, topic=name, known_on="2025-08-01", declared_by=["baghdad"])
        case(name, declared, outcome(f"{name}-too", "fulfilled", "2025-09-30", topic=name, known_on="2025-08-01"))
    records = dossier(*cases)
    as_the_rules_say(records, EDGES, [of_deadlines])


DUES = (
    "2025-08-31",
    "2025-09-01",
    "2025-09",
    "2025-09-30",
    "2025-10-01",
    "2025-10",
    "2025-09/2025-10",
    "2025-09-15/..",
)


@pytest.mark.parametrize("first_role", ["by", "on", "from", "until"])
@pytest.mark.parametrize("second_role", ["by", "before", "at-least-until"])
def test_every_second_date_of_a_chain_is_as_the_rules_say(first_role: str, second_role: str) -> None:
    cases: list[AnyRecord] = []
    for number, (due, again, said_on) in enumerate(product(DUES, DUES, ("2025-08-31", "2025-09-30", "2025-10-01"))):
        name = f"case-{number}"
        promise = claim(f"{name}-a", topic=name, role=first_role, due=due, said_on="2025-01-01")
        cases += [promise, claim(f"{name}-b", topic=name, role=second_role, due=again, said_on=said_on)]
    as_the_rules_say(dossier(*cases), [date(2025, 8, 31), date(2025, 9, 30), date(2025, 11, 15)], [of_deadlines])


def test_every_two_windows_relate_as_the_rules_say() -> None:
    cases = [
        claim(f"{role}-{number}", role=role, due=due, speaker=f"speaker-{role}-{number}")
        for role in get_args(DeadlineRole)
        for number, due in enumerate((*DUES, None))
        if role != "between" or (due and "/" in due)
    ]
    as_the_rules_say(dossier(*cases), [date(2025, 6, 1)])


def test_every_two_numbers_relate_as_the_rules_say() -> None:
    words = [{"qualifier": one} for one in ("dozens", "hundreds", "thousands")]
    numbers = (0, 24, 81, 90, 99, 100, 110, 200, 999, 1000, 2000)
    alone = [{"low": n, "high": n, "qualifier": one} for n in numbers for one in ("exact", "about")]
    ranges = [{"low": low, "high": high, "qualifier": "range"} for low, high in pairwise(numbers)]
    upwards = [{"low": n, "qualifier": one} for n in numbers for one in ("at-least", "more-than")]
    downwards = [{"high": n, "qualifier": one} for n in numbers[1:] for one in ("at-most", "fewer-than", "nearly")]
    values: list[dict[str, Any]] = [*words, *alone, *ranges, *upwards, *downwards]
    cases = [claim(f"c{n}", speaker=f"speaker-{n}", **value) for n, value in enumerate(values)]
    as_the_rules_say(dossier(*cases), [date(2025, 6, 1)])
