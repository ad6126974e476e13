"""What holds of every dossier on every day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.analysis import commitments, compare, deadlines, figures, origins, positions, record
from claims.models import HOLDING_ROLES, Claim
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import claim, dossier, retired, speaker, topic
from tests.claims.analysis.generated import NUMBERS, days, dossiers, figure_values, promises, views
from tests.claims.analysis.oracle import Oracle, measured
from tests.claims.analysis.tables_as_rows import KEYS, NAMES, rows

AllRows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


def frames(records: DossierRecords, as_of: date, names: Collection[str] = NAMES) -> dict[str, list[pd.DataFrame]]:
    """The tables of these names, each made only if it is named."""
    tables = Tables.of(records)
    made: dict[str, Callable[[], list[pd.DataFrame]]] = {
        "deadlines": lambda: [deadlines.states(tables, as_of)],
        "commitments": lambda: [commitments.ledger(tables, as_of)],
        "figures": lambda: [figures.standing(tables, as_of)],
        "positions": lambda: [positions.standing(tables, as_of)],
        "origins": lambda: [origins.of(tables, as_of)],
        "pairs": lambda: [compare.pairs(tables, one, as_of) for one in records.topics],
        "agreement": lambda: [compare.agreement(tables, by, as_of) for by in ("speaker", "side", "outlet")],
        "record": lambda: [record.kept(tables, by, as_of) for by in ("speaker", "side")],
    }
    return {name: make() for name, make in made.items() if name in names}


def everything(records: DossierRecords, as_of: date, names: Collection[str] = NAMES) -> AllRows:
    """Every row of every table, or of those named, by what it is about."""
    return {
        table: {(number, *name): row for number, one in enumerate(found) for name, row in rows(table, one).items()}
        for table, found in frames(records, as_of, names).items()
    }


def without(records: DossierRecords, claims: Iterable[Claim]) -> DossierRecords:
    gone = {one.id for one in claims}
    return replace(
        records,
        claims={slug: one for slug, one in records.claims.items() if slug not in gone},
        assessments={slug: one for slug, one in records.assessments.items() if one.claim not in gone},
    )


def nobody_echoes(one: Claim, records: DossierRecords) -> bool:
    return all(other.same_as != one.id for other in records.claims.values())


def known_claims(records: DossierRecords, as_of: date) -> set[str]:
    return {row["claim_id"] for row in everything(records, as_of, ["origins"])["origins"].values()}


@given(dossiers(), days, st.randoms(use_true_random=False))
def test_the_order_of_records_never_matters(records: DossierRecords, as_of: date, chance: Any) -> None:
    def shuffled(mapping: Any) -> Any:
        pairs = list(mapping.items())
        chance.shuffle(pairs)
        return dict(pairs)

    parts = ("speakers", "outlets", "sources", "claims", "outcomes", "assessments")
    other = replace(records, **{part: shuffled(getattr(records, part)) for part in parts})
    assert everything(other, as_of) == everything(records, as_of)


@given(promises, days, st.randoms(use_true_random=False))
def test_replaying_a_chain_in_any_order_gives_the_same_ledger(
    records: DossierRecords, as_of: date, chance: Any
) -> None:
    replayed = list(records.claims.items())
    chance.shuffle(replayed)
    ledger = commitments.ledger(Tables.of(records), as_of)
    pd.testing.assert_frame_equal(commitments.ledger(Tables.of(replace(records, claims=dict(replayed))), as_of), ledger)


@given(dossiers(), days)
def test_a_relation_reads_the_same_from_both_ends(records: DossierRecords, as_of: date) -> None:
    def swapped(slug: str | None) -> str | None:
        return f"c{999 - int(slug[1:])}" if slug is not None else None

    mirrored = replace(
        records,
        claims={
            str(swapped(one.id)): one.model_copy(update={"id": swapped(one.id), "same_as": swapped(one.same_as)})
            for one in records.claims.values()
        },
        assessments={},
    )
    for one in records.topics:
        pairs = rows("pairs", compare.pairs(Tables.of(records), one, as_of))
        back = rows("pairs", compare.pairs(Tables.of(mirrored), one, as_of))
        turned = {
            (swapped(right), swapped(left)): {**row, "left": swapped(right), "right": swapped(left)}
            for (left, right), row in pairs.items()
        }
        assert turned == back


@given(dossiers(), days, days)
def test_a_later_day_never_unknows_a_record(records: DossierRecords, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    assert known_claims(records, earlier) <= known_claims(records, later)


@given(promises, days, days)
def test_what_a_claim_did_to_its_chain_stays_done(records: DossierRecords, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    before, after = (rows("deadlines", deadlines.states(Tables.of(records), day)) for day in (earlier, later))
    for name, row in before.items():
        assert (row["step"], row["slip_days"]) == (after[name]["step"], after[name]["slip_days"])
        assert row["replaced_by"] in (None, after[name]["replaced_by"])


@given(dossiers(), days)
def test_what_is_not_yet_known_makes_no_difference(records: DossierRecords, as_of: date) -> None:
    known = known_claims(records, as_of)
    unknown = [one for one in records.claims.values() if one.id not in known]
    assume(all(one.same_as not in {gone.id for gone in unknown} for one in records.claims.values() if one.id in known))
    assert everything(without(records, unknown), as_of) == everything(records, as_of)


@given(dossiers(), days, st.data())
def test_a_retired_claim_is_as_good_as_none(records: DossierRecords, as_of: date, data: st.DataObject) -> None:
    single = [one for one in records.claims.values() if nobody_echoes(one, records)]
    assume(single)
    chosen = data.draw(st.sampled_from(single))
    kept = replace(
        records, claims={**records.claims, chosen.id: chosen.model_copy(update={"retired": retired("2027-12-31")})}
    )
    assert everything(kept, as_of) == everything(without(records, [chosen]), as_of)


@given(dossiers(), days)
def test_removing_echoes_never_changes_a_count_of_origins(records: DossierRecords, as_of: date) -> None:
    echoes = [one for one in records.claims.values() if one.same_as is not None]
    assume(echoes)
    told = ("deadlines", "commitments", "figures", "positions", "record")
    full, lean = everything(records, as_of, told), everything(without(records, echoes), as_of, told)
    for name, row in lean["figures"].items():
        assert row["origins"] == full["figures"][name]["origins"]
    for table in ("deadlines", "figures", "positions"):
        for name, row in lean[table].items():
            assert row.get("status") == full[table][name].get("status")
    assert lean["commitments"] == full["commitments"]
    assert lean["record"] == full["record"]


@given(
    figure_values(NUMBERS),
    figure_values(NUMBERS),
    st.floats(0, 1000, allow_subnormal=False),
    st.floats(0, 1000, allow_subnormal=False),
)
def test_widening_an_interval_never_turns_compatible_into_conflict(
    value: dict[str, Any], other: dict[str, Any], below: float, above: float
) -> None:
    measured: dict[str, Any] = {"as_of": "2025-09-30", "basis": None}
    one, another = (claim(slug, **each | measured) for slug, each in (("one", value), ("other", other)))
    narrow = figures.standing(Tables.of(dossier(one)), date(2026, 1, 1)).iloc[0]
    low = max(0.0, float(narrow["low"]) - below)
    high = None if pd.isna(narrow["high"]) else float(narrow["high"]) + above
    qualifier = "at-least" if high is None else "exact" if low == high else "range"
    wide = claim("one", low=low, high=high, qualifier=qualifier, **measured)

    def relation(left: Claim) -> str:
        return str(compare.pairs(Tables.of(dossier(left, another)), "troops", date(2026, 1, 1))["relation"].iloc[0])

    if relation(one) in ("same", "compatible"):
        assert relation(wide) in ("same", "compatible")


@given(views(dossiers(), most=2))
def test_who_stands_for_or_against_a_claim_is_named(view: tuple[DossierRecords, list[date]]) -> None:
    records, as_of_days = view
    for as_of in as_of_days:
        oracle = Oracle(records, as_of)
        found = everything(records, as_of, ("deadlines", "figures", "positions", "pairs"))
        for row in [*found["figures"].values(), *found["positions"].values(), *found["deadlines"].values()]:
            kinds = {"contested": ("conflict", "opposed"), "corroborated": ("same", "compatible", "agree")}
            if row["status"] in kinds:
                stands = oracle.comparators(records.claims[row["claim_id"]])
                voices = {other.id: other.speaker for other, relation in stands if relation in kinds[row["status"]]}
                assert row["r_other"] in voices
                assert row["r_others"] == len(set(voices.values()))
            elif row["status"] == "outdated":
                newer = records.claims[row["r_other"]]
                assert newer.speaker == row["speaker_id"]
                assert measured(newer)[0] > measured(records.claims[row["claim_id"]])[1]
            elif row["status"] is not None:
                assert row["r_other"] is None
            if row["status"] == "contested" and row["r_gap"] is not None:
                pair = found["pairs"].values()
                ends = {row["claim_id"], row["r_other"]}
                assert [one["gap"] for one in pair if {one["left"], one["right"]} == ends] == [row["r_gap"]]


@given(dossiers("deadline"), days)
def test_the_due_day_is_never_late(records: DossierRecords, as_of: date) -> None:
    for row in rows("deadlines", deadlines.states(Tables.of(records), as_of)).values():
        if row["role"] not in HOLDING_ROLES and row["due_last"] is not None and as_of <= row["due_last"]:
            assert row["state"] not in ("overdue", "missed", "awaiting_check")
            assert row["days_overdue"] is None
        assert row["days_overdue"] is None or row["role"] in HOLDING_ROLES or row["days_overdue"] > 0


@given(dossiers("deadline"))
def test_every_deadline_is_judged_on_its_own_last_day(records: DossierRecords) -> None:
    tables = Tables.of(records)
    for one in rows("deadlines", deadlines.states(tables, date(2027, 12, 31))).values():
        if one["due_last"] is not None and one["said_on"] <= one["due_last"] and one["role"] not in HOLDING_ROLES:
            on_the_day = rows("deadlines", deadlines.states(tables, one["due_last"]))[(one["claim_id"],)]
            assert on_the_day["state"] not in ("overdue", "missed", "awaiting_check", "upcoming", "due_soon")


@given(dossiers("deadline"), days)
def test_the_state_of_a_row_is_its_lenient_reading(records: DossierRecords, as_of: date) -> None:
    for row in rows("deadlines", deadlines.states(Tables.of(records), as_of)).values():
        if row["readings"]:
            assert row["readings"]["lenient"] == row["state"]
            assert ("reading-dependent" in row["badges"]) == (len(set(row["readings"].values())) > 1)


@given(dossiers(), days)
def test_every_pair_stands_in_one_cell_of_the_speakers_agreement(records: DossierRecords, as_of: date) -> None:
    tables = Tables.of(records)
    pairs = sum(len(compare.pairs(tables, one, as_of)) for one in records.topics)
    cells = compare.agreement(tables, "speaker", as_of)
    assert cells[["same", "compatible", "conflict", "not_comparable"]].to_numpy().sum() == pairs


@given(dossiers("figure"), days, st.integers(0, 5))
def test_the_first_pairs_are_the_first_of_all_pairs(records: DossierRecords, as_of: date, limit: int) -> None:
    tables = Tables.of(records)
    for one in records.topics:
        every, some = compare.pairs(tables, one, as_of), compare.pairs(tables, one, as_of, limit=limit)
        pd.testing.assert_frame_equal(some, every.head(limit).reset_index(drop=True))


@given(promises, days)
def test_a_record_counts_each_commitment_once(records: DossierRecords, as_of: date) -> None:
    tables = Tables.of(records)
    of_a_chain = [
        row
        for row in rows("deadlines", deadlines.states(tables, as_of)).values()
        if row["step"] not in (None, "competing")
    ]
    closed = ("met_on_time", "met_early", "kept", "met_late", "missed", "breached", "timing_unclear")
    for row in rows("record", record.kept(tables, "speaker", as_of)).values():
        own = [one["state"] for one in of_a_chain if one["speaker_id"] == row["who"]]
        assert row["closed"] == sum(state in closed for state in own)
        assert row["overdue"] == own.count("overdue")
        left_out = ("superseded", "withdrawn", "undated")
        assert row["closed"] + row["overdue"] + row["open"] == sum(state not in left_out for state in own)
        assert row["rate"] is None if row["closed"] == 0 else 0 <= row["rate"] <= 1


@given(dossiers(), days, days)
def test_asking_about_one_day_never_changes_the_answer_for_another(
    records: DossierRecords, one: date, other: date
) -> None:
    tables = Tables.of(records)
    first = deadlines.states(tables, one), figures.standing(tables, one), positions.standing(tables, one)
    deadlines.states(tables, other), figures.standing(tables, other), positions.standing(tables, other)
    again = deadlines.states(tables, one), figures.standing(tables, one), positions.standing(tables, one)
    for before, after in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(before, after)


def test_an_empty_table_has_the_columns_and_types_of_a_full_one(iraq: DossierRecords) -> None:
    silent = dossier(
        topic(kind="deadline"), topic(kind="figure"), topic(kind="position"), speaker("premier", "baghdad")
    )
    full, empty = frames(iraq, date(2026, 11, 23)), frames(silent, date(2026, 11, 23))
    for table, keys in KEYS.items():
        assert not len(empty[table][0])
        assert list(empty[table][0].columns[: len(keys.split())]) == keys.split()
        assert list(empty[table][0].columns) == list(full[table][0].columns)
        assert list(empty[table][0].dtypes) == list(full[table][0].dtypes), table
