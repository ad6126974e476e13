"""What stands at the head of the overview, on the Iraq dossier and on small ones."""

from __future__ import annotations

from datetime import date

import pytest

from claims.analysis import commitments, compare, deadlines, figures, origins, overview
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import claim, dossier, topic

TODAY = date(2026, 11, 23)
PAST = date(2025, 10, 1)


@pytest.fixture(scope="module")
def tables(iraq: DossierRecords) -> Tables:
    return Tables.of(iraq)


def test_twenty_commitments_on_thirteen_questions(tables: Tables) -> None:
    ledger = commitments.ledger(tables, TODAY)
    assert (len(ledger), ledger["topic_id"].nunique()) == (20, 13)
    counted = {state: count for state, count in overview.counts(ledger).items() if count}
    assert counted == {"holding": 1, "kept": 1, "met_late": 4, "met_on_time": 9, "awaiting_check": 5}


def test_in_october_2025_four_were_overdue(tables: Tables) -> None:
    assert overview.counts(commitments.ledger(tables, PAST))["overdue"] == 4


def test_the_unseen_come_before_what_is_to_come_and_sides_share_a_row(tables: Tables) -> None:
    today, past = (overview.due(commitments.ledger(tables, day)) for day in (TODAY, PAST))
    assert set(today["state"]) == {"awaiting_check"}
    assert dict(zip(today["topic_id"], today["sides"], strict=True))["erbil-mission-end"] == (
        "iraq-government",
        "us-government",
    )
    assert list(dict.fromkeys(past["state"])) == ["overdue", "upcoming"]


def test_what_slipped_most_leaves_promises_to_stay_out(tables: Tables) -> None:
    slipped = overview.slipped_most(commitments.ledger(tables, TODAY))
    assert slipped["days"].is_monotonic_decreasing
    assert slipped["topic_id"].iloc[:3].tolist() == ["baghdad-hq-exit", "mission-end-federal", "asad-exit"]
    assert "syria-support-end" not in set(slipped["topic_id"])


def test_where_nothing_is_late_nothing_slipped() -> None:
    ledger = commitments.ledger(Tables.of(dossier(claim(due="2026-11-30"))), TODAY)
    assert len(ledger) == 1
    assert overview.slipped_most(ledger).empty


def test_the_sharpest_disputes_face_each_other_with_their_gap(tables: Tables) -> None:
    found = overview.disputes(tables, TODAY).set_index("topic_id")
    troops = found.loc["us-troops-iraq"]
    assert (troops["right"], troops["gap"]) == ("2026-03-20-nyt-own-us-troops", 1250)
    assert set(troops["left_too"]) == {
        "2026-01-18-cnn-krdo-us-troops-iraq",
        "2026-01-18-shafaq-shafaq-us-troops-iraq",
    }
    assert found.loc["us-troops-asad", "gap"] == 1150


def test_statements_on_both_sides_come_with_an_exchange(tables: Tables) -> None:
    found = overview.divided(tables, TODAY)
    first = found.iloc[0]
    assert (first["topic_id"], first["affirms"], first["qualifies"], first["denies"]) == ("is-it-a-withdrawal", 7, 2, 8)
    assert first["answers"]
    federal = found.set_index("topic_id").loc["federal-areas-empty"]
    assert (federal["second"], federal["answers"]) == ("2026-03-24-hrnw-federal-empty", True)


def test_the_dossier_sleeps_since_march(tables: Tables) -> None:
    assert overview.newest(tables, TODAY) == (date(2026, 3, 24), 244)
    assert overview.latest(tables, TODAY, 2)["claim_id"].tolist() == [
        "2026-03-24-hrnw-federal-empty",
        "2026-03-20-nyt-own-us-troops",
    ]


def test_an_empty_dossier_has_nothing_to_tell() -> None:
    nothing = Tables.of(dossier(topic(kind="deadline"), topic(kind="figure"), topic(kind="position")))
    ledger = commitments.ledger(nothing, TODAY)
    assert overview.newest(nothing, TODAY) is None
    for found in (
        overview.due(ledger),
        overview.slipped_most(ledger),
        overview.disputes(nothing, TODAY),
        overview.divided(nothing, TODAY),
        overview.latest(nothing, TODAY),
        figures.repetition(nothing, "troops", TODAY),
        deadlines.chain(nothing, "exit", "baghdad", TODAY),
    ):
        assert found.empty


def test_2500_troops_were_said_twelve_times_by_ten_speakers(tables: Tables) -> None:
    said = figures.repetition(tables, "us-troops-iraq", TODAY)
    assert (len(said), said["speaker_id"].nunique()) == (12, 10)
    assert said["claim_id"].iloc[0] == "2021-01-15-christopher-miller-breitbart-us-troops-iraq"


def test_a_chain_tells_its_steps_and_which_date_is_in_force(tables: Tables) -> None:
    chain = deadlines.chain(tables, "asad-exit", "iraq-government", TODAY)
    assert chain["step"].tolist() == ["baseline", "extended-late", "restated", "restated"]
    assert chain["in_force"].tolist() == [False, True, False, False]
    assert (chain["moved_days"].iloc[1], chain["late_days"].iloc[1]) == (123, 92)


def test_echoes_stand_behind_their_origin_and_tell_where_the_value_drifts(tables: Tables) -> None:
    found = origins.echoes_of(tables, "2025-08-allawi-seed-asad-exit", TODAY)
    assert found["claim_id"].iloc[0] == "2025-08-17-allawi-sana-asad-exit"
    assert found.set_index("claim_id")["drifts"]["2025-08-17-allawi-hurriyet-asad-exit"]


def test_the_pairs_of_one_claim_are_its_rows_among_all_pairs() -> None:
    tables = Tables.of(
        dossier(*(claim(slug, exactly=n, speaker=f"speaker-{slug}") for slug, n in (("a", 1), ("b", 1), ("c", 9))))
    )
    found = compare.relations_of(tables, "b", TODAY)
    assert found[["left", "right", "relation"]].to_numpy().tolist() == [["b", "c", "conflict"], ["b", "a", "same"]]
