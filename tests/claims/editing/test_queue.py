"""What lapsed unseen comes first, then what is overdue, then what nobody looked at for a month."""

from __future__ import annotations

from datetime import date

from claims.analysis import deadlines
from claims.editing.queue import needing_a_look
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import claim, dossier, topic

AS_OF = date(2026, 11, 23)


def queue(records: DossierRecords) -> list[tuple[str, str]]:
    found = needing_a_look(Tables.of(records), AS_OF)
    return [(one.topic_id, one.reason) for one in found]


def test_questions_stand_in_the_order_in_which_they_press() -> None:
    records = dossier(
        topic("running", last_checked="2026-09-01"),
        topic("looked-at", last_checked="2026-11-01"),
        topic("overdue", last_checked="2026-10-01"),
        topic("overdue-and-fresh", last_checked="2026-11-20"),
        topic("lapsed-late", last_checked="2025-01-01"),
        topic("lapsed-early"),
        claim("a", topic="running", due="2027-06-30"),
        claim("b", topic="looked-at", due="2027-06-30"),
        claim("c", topic="overdue", due="2026-08-31"),
        claim("d", topic="overdue-and-fresh", due="2026-08-31"),
        claim("e", topic="lapsed-late", due="2025-12-31"),
        claim("f", topic="lapsed-early", due="2025-06-30", force="report"),
    )
    assert queue(records) == [
        ("lapsed-early", "lapsed"),
        ("lapsed-late", "lapsed"),
        ("overdue", "overdue"),
        ("running", "stale"),
    ]


def test_every_lapsed_date_of_the_dossier_stands_in_the_queue(iraq: DossierRecords) -> None:
    tables = Tables.of(iraq)
    table = deadlines.states(tables, AS_OF)
    lapsed = table[table["state"] == "awaiting_check"]
    found = [one for one in needing_a_look(tables, AS_OF) if one.reason == "lapsed"]
    assert {one.topic_id for one in found} == {*lapsed["topic_id"]}
    assert {id_ for one in found for id_ in tables.claims.id.named(one.rows)} == {*lapsed["claim_id"]}
    assert {state for one in found for state in one.states} == {"awaiting_check"}
    assert [one.due for one in found] == sorted(one.due for one in found)
