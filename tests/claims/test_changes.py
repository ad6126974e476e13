"""What changed between two days, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import change_words, changes
from claims.analysis import deadlines
from claims.answers import Answers
from claims.changes import CAUSES, KEYS, End
from claims.errors import HistoryError
from claims.query import Query
from claims.records import DossierRecords
from claims.tables import Tables
from tests.builders import assessment, claim, dossier, outcome, retired, topic
from tests.claims.analysis.generated import days, dossiers

SEPTEMBER, NOVEMBER = date(2025, 9, 1), date(2025, 11, 1)
CHECKED = topic("exit", last_checked="2026-06-01")


def found(
    before: DossierRecords, after: DossierRecords | None = None, *, last: date = NOVEMBER
) -> list[dict[str, Any]]:
    """The changes between a day in September and one in November."""
    frame = changes.between(End(before, SEPTEMBER), End(before if after is None else after, last))
    assert list(frame.columns) == [key for key in KEYS if key != "why"]
    return frame.to_dict("records")


def of_claim(rows: list[dict[str, Any]], id_: str = "claim") -> tuple[str | None, str | None, str, tuple[str, ...]]:
    """Before, after, cause and because of the one row about a claim."""
    (row,) = [one for one in rows if one["claim_id"] == id_]
    return row["before"], row["after"], row["cause"], row["because"]


# Each cause


def test_a_day_that_passes_is_enough():
    rows = found(dossier(CHECKED, claim()))
    assert of_claim(rows) == ("due_soon", "overdue", "passing-of-time", ())
    (commitment,) = [one for one in rows if one["kind"] == "commitment"]
    assert (commitment["topic_id"], commitment["side"], commitment["claim_id"]) == ("exit", "baghdad", None)
    assert (commitment["before"], commitment["after"]) == ("due_soon", "overdue")


def test_what_happened_since_is_a_new_record_and_is_named():
    rows = found(dossier(CHECKED, claim(), outcome("done")))
    assert of_claim(rows) == ("due_soon", "met_on_time", "new-record", ("done",))


def test_what_was_entered_since_is_new_even_where_it_was_said_before():
    before, after = dossier(CHECKED, claim("c-1")), dossier(CHECKED, claim("c-1"), claim("c-2", said_on="2025-02-01"))
    assert of_claim(found(before, after), "c-2") == (None, "overdue", "new-record", ("c-2",))


def test_an_outcome_that_was_known_before_and_entered_since_is_new():
    before = dossier(CHECKED, claim())
    after = dossier(CHECKED, claim(), outcome("done", happened_on="2025-08-15"))
    assert of_claim(found(before, after, last=SEPTEMBER)) == ("due_soon", "met_early", "new-record", ("done",))


def test_a_later_date_that_was_given_since_replaces_the_first():
    rows = found(dossier(CHECKED, claim(), claim("later", due="2025-12-31", said_on="2025-09-15")))
    assert of_claim(rows) == ("due_soon", "missed", "new-record", ("later",))


def test_what_was_seen_undone_is_named():
    rows = found(dossier(CHECKED, claim(), outcome("no", "not-fulfilled")))
    assert of_claim(rows) == ("due_soon", "missed", "new-record", ("no",))


def test_a_verdict_given_since_is_named():
    rows = found(dossier(claim("n", exactly=2500), assessment("n", "documented", on="2025-10-01", slug="a")))
    assert of_claim(rows, "n") == ("unverified", "documented", "new-record", ("a",))


def test_a_rival_figure_said_since_is_named():
    rows = found(dossier(claim("n", exactly=2500), claim("m", exactly=900, speaker="tehran", said_on="2025-02-01")))
    assert rows == []
    rival = claim("m", exactly=900, speaker="tehran", said_on="2025-10-01", as_of="2025-02-01")
    rows = found(dossier(claim("n", exactly=2500), rival))
    assert of_claim(rows, "n") == ("unverified", "contested", "new-record", ("m",))
    assert of_claim(rows, "m") == (None, "contested", "new-record", ("m",))


def test_a_date_that_was_put_right_is_a_correction():
    before, after = dossier(CHECKED, claim(due="2025-08-15")), dossier(CHECKED, claim(due="2025-12-31"))
    assert of_claim(found(before, after)) == ("overdue", "upcoming", "correction", ("claim",))


def test_where_a_day_and_a_correction_were_needed_the_correction_is_named():
    before, after = dossier(CHECKED, claim(due="2025-10-31")), dossier(CHECKED, claim(due="2025-11-10"))
    assert of_claim(found(before, after)) == ("upcoming", "due_soon", "correction", ("claim",))


def test_a_correction_that_decides_nothing_is_not_named():
    before, after = dossier(CHECKED, claim()), dossier(CHECKED, claim(note="page 3"))
    assert of_claim(found(before, after)) == ("due_soon", "overdue", "passing-of-time", ())


def test_what_is_retired_or_removed_does_not_count_any_more():
    before = dossier(CHECKED, claim("c-1"), claim("c-2", speaker="tehran"))
    for after in (
        dossier(CHECKED, claim("c-1"), claim("c-2", speaker="tehran", retired=retired())),
        dossier(CHECKED, claim("c-1")),
    ):
        assert of_claim(found(before, after), "c-2") == ("due_soon", None, "correction", ("c-2",))


def test_an_outcome_that_was_withdrawn_from_the_dossier_is_named():
    before = dossier(CHECKED, claim(), outcome("done", happened_on="2025-08-15"))
    assert of_claim(found(before, dossier(CHECKED, claim()))) == ("met_early", "overdue", "correction", ("done",))


def test_a_statement_whose_day_was_put_right_into_the_past_is_a_correction():
    before, after = dossier(CHECKED, claim(said_on="2025-10-01")), dossier(CHECKED, claim(said_on="2025-08-01"))
    assert of_claim(found(before, after, last=SEPTEMBER)) == (None, "due_soon", "correction", ("claim",))


def test_a_speaker_who_turns_out_to_speak_for_a_side_is_named():
    before = dossier(CHECKED, claim(), claim("other", speaker="tehran", due="2025-08-15"))
    speakers = {**before.speakers, "tehran": before.speakers["tehran"].model_copy(update={"sides": ("washington",)})}
    rows = found(before, replace(before, speakers=speakers), last=SEPTEMBER)
    assert [(one["side"], one["before"], one["after"], one["cause"], one["because"]) for one in rows] == [
        ("washington", None, "overdue", "correction", ("tehran",))
    ]


def test_a_topic_that_was_looked_at_again_is_news_and_no_correction():
    after = dossier(CHECKED, claim(due="2025-08-15"))
    rows = found(dossier(claim(due="2025-08-15")), after)
    assert of_claim(rows) == ("awaiting_check", "overdue", "new-record", ("exit",))


def test_other_rules_are_named_where_they_alone_decide():
    def strict(tables: Tables, as_of: date) -> changes.Standings:
        told = changes.standings(tables, as_of)
        return {key: one._replace(value="missed" if one.value == "overdue" else one.value) for key, one in told.items()}

    records = dossier(CHECKED, claim(due="2025-08-15"))
    rules = {1: changes.standings, 2: strict}
    frame = changes.between(End(records, SEPTEMBER), End(records, NOVEMBER, 2), rules)
    assert of_claim(frame.to_dict("records")) == ("overdue", "missed", "rule", ())
    told = change_words.why(frame, End(records, SEPTEMBER), End(records, NOVEMBER, 2), "en")
    assert told[0] == "The rules changed from set 1 to set 2. It went from “overdue” to “missed”."
    # The day as well was needed for this one.
    later = dossier(CHECKED, claim())
    frame = changes.between(End(later, SEPTEMBER), End(later, NOVEMBER, 2), rules)
    assert of_claim(frame.to_dict("records")) == ("due_soon", "missed", "passing-of-time", ())


def test_rules_that_the_program_no_longer_has_are_named():
    records = dossier(claim())
    with pytest.raises(HistoryError, match="read by rule set 7, which this program does not have"):
        changes.between(End(records, SEPTEMBER, 7), End(records, NOVEMBER))


# Sentences


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            dossier(CHECKED, claim()),
            dossier(CHECKED, claim()),
            "Time passed from 1 September 2025 to 1 November 2025; nothing new is needed to explain it. "
            "It went from “due soon” to “overdue”.",
        ),
        (
            dossier(CHECKED),
            dossier(CHECKED, claim()),
            "New since: statement by baghdad (1 January 2025). It was not there before; it stands as “overdue”.",
        ),
        (
            dossier(CHECKED, claim(due="2025-08-15")),
            dossier(CHECKED),
            "Corrected since: statement by baghdad (1 January 2025). It no longer counts; it stood as “overdue”.",
        ),
        (
            dossier(claim(due="2025-08-15")),
            dossier(CHECKED, claim(due="2025-08-15")),
            "New since: topic exit. It went from “awaiting a check” to “overdue”.",
        ),
    ],
)
def test_a_sentence_names_the_cause_and_the_flip(before, after, told):
    ends = End(before, SEPTEMBER), End(after, NOVEMBER)
    frame = changes.between(*ends)
    assert told in change_words.why(frame, *ends, "en")
    assert all("«" in one for one in change_words.why(frame, *ends, "ar"))


# Any two dossiers

ANY = settings(max_examples=12, deadline=None)


def stands(records: DossierRecords, as_of: date) -> dict[tuple[Any, ...], str]:
    """State or status of each row of the public tables, and the status of the reported dates."""
    answers = Answers(records, Query(as_of=as_of), "en")
    told: dict[tuple[Any, ...], str] = {
        ("commitment", row["topic_id"], row["side"], "state"): row["state"] for row in answers.rows("commitments")
    }
    for name, field in (("deadlines", "state"), ("figures", "status"), ("positions", "status")):
        told |= {("claim", row["claim_id"], None, field): row[field] for row in answers.rows(name)}
    reports = deadlines.states(answers.tables, as_of).dropna(subset="status")
    return told | {("claim", row.claim_id, None, "status"): row.status for row in reports.itertuples()}


@ANY
@given(dossiers(), days)
def test_nothing_changed_between_equal_ends(records, day):
    assert changes.between(End(records, day), End(replace(records), day)).empty


@ANY
@given(before=dossiers(), after=dossiers(), first=days, last=days, same=st.booleans())
def test_every_flip_of_the_tables_is_told_once_with_its_cause(before, after, first, last, same):
    first, last = sorted((first, last))
    ends = End(before, first), End(before if same else after, last)
    frame = changes.between(*ends)
    told = {(row.kind, row.claim_id or row.topic_id, row.side, row.field): row for row in frame.itertuples()}
    assert len(told) == len(frame)
    old, new = (stands(end.records, end.as_of) for end in ends)
    assert {key: (row.before, row.after) for key, row in told.items()} == {
        key: (old.get(key), new.get(key)) for key in {*old, *new} if old.get(key) != new.get(key)
    }
    for row in told.values():
        assert row.cause in CAUSES
        assert bool(row.because) == (row.cause in ("correction", "new-record")), row
    assert all(change_words.why(frame, *ends, "ar"))
