"""What a preview tells is what the dossier says once the edit is saved."""

from __future__ import annotations

from datetime import date

import pytest

from claims.analysis import deadlines
from claims.answers import Answers
from claims.changes import standings
from claims.editing.preview import applied, preview
from claims.models import Claim, Topic
from claims.query import Query
from claims.records import DossierRecords
from claims.store.dossiers import Edit
from claims.tables import Tables
from tests.builders import claim, dossier, topic

AS_OF = date(2026, 11, 23)


def edited(record: Claim | Topic, **values: object) -> Edit:
    data = {**record.model_dump(mode="json", exclude_unset=True), **values}
    kind = "claim" if isinstance(record, Claim) else "topic"
    return Edit(kind, record.id, type(record).model_validate(data), 1)


def edits(iraq: DossierRecords) -> list[Edit]:
    by_kind = {kind: next(one for one in iraq.claims.values() if one.kind == kind) for kind in ("deadline", "figure")}
    table = deadlines.states(Tables.of(iraq), AS_OF)
    lapsed = iraq.topics[table[table["state"] == "awaiting_check"]["topic_id"].iloc[0]]
    retired = {"on": "2026-01-01", "by": "e", "why": "twice"}
    return [
        edited(by_kind["figure"], said_on="2020-01-01"),
        edited(by_kind["deadline"], retired=retired),
        edited(lapsed, last_checked="2026-11-23"),
        Edit("claim", "another", by_kind["figure"].model_copy(update={"id": "another", "same_as": None}), None),
    ]


@pytest.mark.parametrize("number", range(4))
def test_a_preview_tells_every_state_that_the_saved_dossier_has(iraq: DossierRecords, number: int) -> None:
    edit = edits(iraq)[number]
    found = preview(iraq, [edit], AS_OF, "en")
    assert found.faults == ()
    assert found.flips is not None
    after = applied(iraq, [edit])
    before, then = (standings(Tables.of(one), AS_OF) for one in (iraq, after))
    differ = {
        (key.kind, key.id, key.side, key.field)
        for key in {*before, *then}
        if (before[key].value if key in before else None) != (then[key].value if key in then else None)
        and (key.kind, key.id) != (edit.kind, edit.id)
    }
    rows = found.flips.rows
    told = zip(rows["kind"], rows["claim_id"], rows["topic_id"], rows["side"], rows["field"], strict=True)
    assert {(kind, id_ or topic_id, side, field) for kind, id_, topic_id, side, field in told} == differ
    if isinstance(edit.record, Claim) and not edit.record.retired:
        table = {"deadline": "deadlines", "figure": "figures", "position": "positions"}[edit.record.kind]
        rows_then = Answers(after, Query(as_of=AS_OF), "en").rows(table)  # type: ignore[arg-type]
        assert found.rows == {edit.id: next(row for row in rows_then if row["claim_id"] == edit.id)}
        assert found.rows[edit.id]["why"]


def test_a_look_at_a_lapsed_question_is_told_as_what_it_makes_of_its_dates(iraq: DossierRecords) -> None:
    found = preview(iraq, [edits(iraq)[2]], AS_OF, "en")
    assert found.flips is not None
    assert ("awaiting_check", "overdue") in {*zip(found.flips.rows["before"], found.flips.rows["after"], strict=True)}


def test_where_an_edit_has_faults_they_alone_are_told() -> None:
    records = dossier(claim("a"), topic("troops", "figure"))
    found = preview(records, [edited(records.claims["a"], topic="troops", same_as="none")], AS_OF, "en")
    assert {fault.field for fault in found.faults} == {"deadline", "same_as"}
    assert (found.rows, found.flips) == ({}, None)
