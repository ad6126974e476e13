"""What a preview tells is what the dossier says once the edit is saved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from claims.analysis import deadlines
from claims.answers import Answers
from claims.changes import standings
from claims.editing.preview import preview
from claims.models import Claim, Outcome, Topic
from claims.query import Query
from claims.records import DossierRecords
from claims.store import dossiers
from claims.store.dossiers import Edit
from claims.store.engine import open_store, writing
from claims.tables import Tables
from tests.builders import assessment, claim, dossier, topic

AS_OF = date(2026, 11, 23)


def edited(record: Claim | Topic | Outcome, **values: object) -> Edit:
    data = {**record.model_dump(mode="json", exclude_unset=True), **values}
    kind = type(record).__name__.lower()
    return Edit(kind, record.id, type(record).model_validate(data), 1)


def edits(iraq: DossierRecords) -> list[Edit]:
    by_kind = {kind: next(one for one in iraq.claims.values() if one.kind == kind) for kind in ("deadline", "figure")}
    table = deadlines.states(Tables.of(iraq), AS_OF)
    lapsed = iraq.topics[table[table["state"] == "awaiting_check"]["topic_id"].iloc[0]]
    retired = {"on": "2026-01-01", "by": "e", "why": "twice"}
    declared = iraq.outcomes["2026-01-18-outcome-mission-end-federal-trtworld"]
    return [
        edited(declared, result="not-fulfilled"),
        edited(by_kind["figure"], said_on="2020-01-01"),
        edited(by_kind["deadline"], retired=retired),
        edited(lapsed, last_checked="2026-11-23"),
        Edit("claim", "another", by_kind["figure"].model_copy(update={"id": "another", "same_as": None}), None),
    ]


@pytest.fixture(scope="module")
def iraq_store(iraq: DossierRecords, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A store with the Iraq dossier in it."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('preview')}/x.sqlite", create=True)
    writing(store, lambda at: dossiers.load(at, iraq, {}, who="seeds"))
    yield store
    store.dispose()


def saved(store: Engine, dossier_id: str, edit: Edit) -> DossierRecords:
    """The dossier as it reads once the edit is written; the next test finds it as it was."""

    class TakenBackError(Exception):
        pass

    found: list[DossierRecords] = []

    def work(at: Connection) -> None:
        dossiers.edit(at, dossier_id, [edit], who="Ana", why="x")
        found.append(dossiers.read(at, dossier_id)[0])
        raise TakenBackError

    with pytest.raises(TakenBackError):
        writing(store, work)
    return found[0]


@pytest.mark.parametrize("number", range(5))
def test_a_preview_tells_every_state_that_the_saved_dossier_has(
    iraq: DossierRecords, iraq_store: Engine, number: int
) -> None:
    edit = edits(iraq)[number]
    found = preview(iraq, [edit], AS_OF, "en")
    assert found.faults == ()
    assert found.flips is not None
    after = saved(iraq_store, iraq.dossier.id, edit)
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
    found = preview(iraq, [edits(iraq)[3]], AS_OF, "en")
    assert found.flips is not None
    assert ("awaiting_check", "overdue") in {*zip(found.flips.rows["before"], found.flips.rows["after"], strict=True)}


def test_where_an_edit_has_faults_they_alone_are_told() -> None:
    records = dossier(claim("a"), topic("troops", "figure"))
    found = preview(records, [edited(records.claims["a"], topic="troops", same_as="none")], AS_OF, "en")
    assert {fault.field for fault in found.faults} == {"deadline", "same_as"}
    assert (found.rows, found.flips) == ({}, None)


def test_faults_that_an_edit_makes_in_other_records_are_told() -> None:
    records = dossier(claim("a"), claim("b", same_as="a"))
    found = preview(
        records,
        [edited(records.claims["a"], topic="another"), Edit("topic", "another", topic("another"), None)],
        AS_OF,
        "en",
    )
    assert [(fault.record, fault.field) for fault in found.faults] == [("b", "same_as")]


def test_a_verdict_is_told_by_the_claim_that_it_judges() -> None:
    records = dossier(claim("a", exactly=5))
    found = preview(records, [Edit("assessment", "a-corrected", assessment("a", "corrected"), None)], AS_OF, "en")
    assert [(id_, row["status"]) for id_, row in found.rows.items()] == [("a", "corrected")]
    assert found.flips is not None
    assert found.flips.rows.empty
