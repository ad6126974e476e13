"""Only who may writes, all or nothing, never over another, never without a reason; a verdict may need two."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from claims.access import NOBODY, ROLES, NotAllowedError, Person, Role
from claims.editing import saving
from claims.editing.saving import EditRefusedError
from claims.errors import FaultyDossierError
from claims.models import Dossier, Record
from claims.records import DossierRecords
from claims.store import audit, dossiers, history, waiting
from claims.store.dossiers import Edit
from claims.store.engine import reading, writing
from claims.store.errors import ConflictError
from claims.store.rows import SourceText
from claims.store.tables import DRAFTS
from tests import builders
from tests.builders import assessment, claim, dossier, outcome, speaker, topic

ID = "test-dossier"
TODAY = date(2026, 11, 23)


def person(name: str, role: Role | None = "editor", **given: Any) -> Person:
    return Person(f"issuer|{name}", name, everywhere=role, **given)


EDITOR, OTHER, REVIEWER = person("Ana"), person("Ben"), person("Rim", "reviewer")


def load(store: Engine, *records: Any, **about: str) -> None:
    made = dossier(claim("a"), *records)
    told = Dossier.model_validate({**made.dossier.model_dump(mode="json"), **about})
    kept = DossierRecords(**{**vars(made), "dossier": told})
    writing(store, lambda at: dossiers.load(at, kept, {}, who="desk"))


def state(store: Engine) -> tuple[Any, ...]:
    """Everything that a refused write must leave as it was."""
    entries = reading(store, lambda at: [*history.entries(at, ID)])
    held = reading(store, lambda at: dossiers.holdings(at, ID))
    kept = reading(store, lambda at: at.execute(select(DRAFTS.c.person)).scalars().all())
    return entries, held, reading(store, lambda at: [*waiting.undecided(at, ID)]), kept


def new(record: Any, kind: str = "claim") -> Edit:
    return Edit(kind, record.id, record, None)


def changed(store: Engine, kind: str, id_: str, **values: Any) -> Edit:
    held = reading(store, lambda at: dossiers.one_held(at, ID, kind, id_))
    assert held is not None
    record: Record = dossiers.RECORDS[kind].model_validate({**held.data, **values})
    return Edit(kind, id_, record, held.version)


def refused(store: Engine) -> list[tuple[str, str]]:
    return [
        (one.who, one.told) for one in reading(store, lambda at: [*audit.events(at)]) if one.event == "refused_write"
    ]


WRITES: dict[str, tuple[set[Role], Callable[[Engine, Person], Any]]] = {
    "edit": (
        {"editor", "reviewer", "admin"},
        lambda store, who: saving.save(store, who, ID, [changed(store, "claim", "a", note="seen")], "a slip"),
    ),
    "retire": (
        {"editor", "reviewer", "admin"},
        lambda store, who: saving.retire(store, who, ID, "claim", "b", 1, on=TODAY, why="twice"),
    ),
    "look": (
        {"editor", "reviewer", "admin"},
        lambda store, who: saving.looked(store, who, ID, "exit", on=TODAY, today=TODAY, why="looked"),
    ),
    "draft": (
        {"editor", "reviewer", "admin"},
        lambda store, who: saving.keep_draft(store, who, ID, "claim", "a", {"why": "not yet"}, None, None),
    ),
    "edit dossier": (
        {"admin"},
        lambda store, who: saving.save(store, who, ID, [changed(store, "dossier", ID, time_zone="UTC")], "moved"),
    ),
}


@pytest.mark.parametrize("read_by", ["everyone", "members"])
def test_each_write_asks_for_the_role_and_what_is_refused_stands_in_the_audit(store: Engine, read_by: str) -> None:
    load(store, claim("b"), read_by=read_by, verdicts_by="two-editors")
    strangers = [NOBODY, person("none", None), person("elsewhere", None, in_dossiers={"other": "admin"})]
    verdicts = [new(assessment("a", status), "assessment") for status in ("documented", "corrected")]
    agreed, declined = saving.save(store, person("author", "admin"), ID, verdicts, "x").waiting
    reviewers: set[Role] = {"reviewer", "admin"}
    decisions: dict[str, tuple[set[Role], Callable[[Engine, Person], Any]]] = {
        "confirm": (reviewers, lambda store, who: saving.confirm(store, who, ID, agreed.id)),
        "decline": (reviewers, lambda store, who: saving.decline(store, who, ID, declined.id, "x")),
    }
    for write, (allowed, do) in (decisions | WRITES).items():
        before, count = state(store), len(refused(store))
        shut_out = [*strangers, *(person(role, role) for role in ROLES if role not in allowed)]
        for who in shut_out:
            with pytest.raises(NotAllowedError) as told:
                do(store, who)
            assert (told.value.reason == "no_such_dossier") == (who in strangers and read_by == "members")
        assert state(store) == before
        noted = refused(store)[: -count or None]
        assert [name for name, _ in noted[::-1]] == [who.known_as for who in shut_out]
        assert all(what.startswith(write) for _, what in noted)
        do(store, person("the least", min(allowed, key=ROLES.index)))
        assert state(store) != before
        assert len(refused(store)) == count + len(shut_out)


def test_a_dossier_that_does_not_exist_is_refused_as_one_that_may_not_be_read(store: Engine) -> None:
    load(store, read_by="members")
    said = set()
    for id_ in (ID, "none"):
        with pytest.raises(NotAllowedError) as told:
            saving.save(store, NOBODY, id_, [], "x")
        said.add(str(told.value).replace(id_, "-"))
    assert len(said) == 1


def test_a_saved_edit_is_told_with_who_and_why(store: Engine) -> None:
    load(store)
    saving.save(
        store, EDITOR, ID, [changed(store, "claim", "a", note="seen"), new(speaker("tehran"), "speaker")], " slip "
    )
    last = reading(store, lambda at: [*history.entries(at, ID)])[-2:]
    assert {(one.kind, one.who, one.why, one.how) for one in last} == {
        ("claim", "Ana", "slip", "edit"),
        ("speaker", "Ana", "slip", "edit"),
    }
    assert reading(store, lambda at: [*history.breaks(at, ID)]) == []


def test_what_nobody_may_do_is_refused_to_an_admin_too(store: Engine) -> None:
    load(store)
    before = state(store)
    for edit, why, reason in (
        (new(claim("b")), " ", "no_reason"),
        (new(claim("b")), "a\0b", "reason_unreadable"),
        (Edit("claim", "a", None, 1), "x", "never_deleted"),
        (new(claim("a")), "x", "id_used"),
        (Edit("claim", "a", claim("b"), 1), "x", "id_changed"),
        (Edit("text", "paper", SourceText(id="paper", text="x"), 1), "x", "text_changed"),
        (Edit("dossier", ID, dossier().dossier, None), "x", "no_new_dossier"),
    ):
        with pytest.raises(EditRefusedError) as told:
            saving.save(store, person("admin", "admin"), ID, [edit], why)
        assert told.value.reason == reason
    assert state(store) == before


def test_an_id_that_was_ever_used_is_not_used_again(store: Engine) -> None:
    load(store, claim("b"))
    load(store)
    assert "b" not in [id_ for _, id_ in state(store)[1]]
    with pytest.raises(EditRefusedError, match="never used again"):
        saving.save(store, EDITOR, ID, [new(claim("b"))], "x")


def test_faults_leave_the_dossier_as_it_was_and_all_are_told(store: Engine) -> None:
    load(store)
    before = state(store)
    wrong = claim("b", topic="none", same_as="nobody")
    with pytest.raises(FaultyDossierError) as told:
        saving.save(store, EDITOR, ID, [changed(store, "claim", "a", note="x"), new(wrong)], "x")
    assert {fault.field for fault in told.value.faults} == {"topic", "same_as"}
    assert state(store) == before


def test_an_edit_that_changes_nothing_leaves_no_trace(store: Engine) -> None:
    load(store)
    before = state(store)
    saving.save(store, EDITOR, ID, [changed(store, "claim", "a")], "x")
    assert state(store)[0] == before[0]


def test_of_two_who_save_at_once_one_is_told_of_the_other(store: Engine) -> None:
    load(store)
    edits = [changed(store, "claim", "a", note=str(at)) for at in range(4)]

    def attempt(edit: Edit) -> bool:
        try:
            saving.save(store, EDITOR, ID, [edit], "x")
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as several:
        done = [*several.map(attempt, edits)]
    assert sum(done) == 1
    held = reading(store, lambda at: dossiers.one_held(at, ID, "claim", "a"))
    assert held is not None
    assert held.data["note"] == str(done.index(True))


def test_a_retired_record_stays_with_its_reason_and_only_what_can_be_retired_is(store: Engine) -> None:
    load(store, outcome("o"))
    saving.retire(store, EDITOR, ID, "outcome", "o", 1, on=TODAY, why="another event")
    held = reading(store, lambda at: dossiers.one_held(at, ID, "outcome", "o"))
    assert held is not None
    assert held.data["retired"] == {"on": "2026-11-23", "by": "Ana", "why": "another event"}
    with pytest.raises(EditRefusedError, match="Only claims and outcomes"):
        saving.retire(store, EDITOR, ID, "speaker", "baghdad", 1, on=TODAY, why="x")
    with pytest.raises(ConflictError):
        saving.retire(store, EDITOR, ID, "outcome", "o", 1, on=TODAY, why="again")
    with pytest.raises(EditRefusedError, match="retired already"):
        saving.retire(store, EDITOR, ID, "outcome", "o", 2, on=TODAY, why="another reason")


def test_a_look_moves_the_day_forward_only_and_never_beyond_today(store: Engine) -> None:
    load(store, topic(last_checked="2026-01-01"), topic("troops", "figure"))

    def checked() -> Any:
        held = reading(store, lambda at: dossiers.one_held(at, ID, "topic", "exit"))
        assert held is not None
        return held.data["last_checked"]

    assert not saving.looked(store, EDITOR, ID, "exit", on=date(2025, 6, 1), today=TODAY, why="x").written
    assert checked() == "2026-01-01"
    saving.looked(store, EDITOR, ID, "exit", on=TODAY, today=TODAY, why="x")
    assert checked() == "2026-11-23"
    with pytest.raises(EditRefusedError, match="still to come"):
        saving.looked(store, EDITOR, ID, "exit", on=date(2026, 11, 24), today=TODAY, why="x")
    with pytest.raises(EditRefusedError, match="no record none"):
        saving.looked(store, EDITOR, ID, "none", on=TODAY, today=TODAY, why="x")
    with pytest.raises(FaultyDossierError) as told:
        saving.looked(store, EDITOR, ID, "troops", on=TODAY, today=TODAY, why="x")
    assert [(fault.record, fault.field) for fault in told.value.faults] == [("troops", "last_checked")]


def test_nobody_enters_a_look_on_a_day_to_come(store: Engine) -> None:
    load(store, topic(last_checked="2998-01-01"), topic("troops", "figure"))
    (saved,) = saving.save(store, EDITOR, ID, [changed(store, "topic", "exit", place={"en": "Asad"})], "where").written
    assert saved.id == "exit"
    for wrong in (
        changed(store, "topic", "exit", last_checked="2999-01-01"),
        new(topic("n", last_checked="2999-01-01"), "topic"),
    ):
        with pytest.raises(EditRefusedError, match="still to come"):
            saving.save(store, EDITOR, ID, [wrong], "x")
    saving.save(store, EDITOR, ID, [changed(store, "topic", "exit", last_checked="2025-06-01")], "looked in June")


def test_a_verdict_counts_at_once_where_one_editor_decides(store: Engine) -> None:
    load(store)
    saved = saving.save(store, EDITOR, ID, [new(assessment("a", "documented"), "assessment")], "read the decree")
    assert saved.waiting == ()
    assert ("assessment", "a-documented") in state(store)[1]


def test_a_verdict_waits_for_a_second_person_where_the_dossier_says_so(store: Engine) -> None:
    load(store, verdicts_by="two-editors")
    verdict = assessment("a", "documented")
    saved = saving.save(store, EDITOR, ID, [new(verdict, "assessment"), new(claim("b"))], "read the decree")
    (one,) = saved.waiting
    assert [edit.id for edit in saved.written] == ["b"]
    assert ("claim", "b") in state(store)[1]
    assert ("assessment", verdict.id) not in state(store)[1]
    with pytest.raises(NotAllowedError):
        saving.confirm(store, OTHER, ID, one.id)
    saving.confirm(store, REVIEWER, ID, one.id, "so did I")
    last = reading(store, lambda at: [*history.entries(at, ID)])[-1]
    assert (last.record_id, last.who, last.why) == (verdict.id, "Ana + Rim", "read the decree / so did I")
    with pytest.raises(EditRefusedError, match="decided already"):
        saving.decline(store, REVIEWER, ID, one.id, "x")


def test_nobody_is_the_second_person_to_himself(store: Engine) -> None:
    load(store, verdicts_by="two-editors")
    saved = saving.save(store, REVIEWER, ID, [new(assessment("a", "documented"), "assessment")], "x")
    with pytest.raises(EditRefusedError, match="second person"):
        saving.confirm(store, REVIEWER, ID, saved.waiting[0].id)
    saving.decline(store, REVIEWER, ID, saved.waiting[0].id, "taken back")
    assert state(store)[2] == []
    (told,) = reading(store, lambda at: [*waiting.decided(at, ID, REVIEWER.key)])
    assert (told.decision, told.decided_why) == ("declined", "taken back")


def test_a_verdict_on_a_claim_that_changed_since_is_not_confirmed_unseen(store: Engine) -> None:
    load(store, verdicts_by="two-editors")
    saved = saving.save(store, EDITOR, ID, [new(assessment("a", "documented"), "assessment")], "x")
    saving.save(store, OTHER, ID, [changed(store, "claim", "a", note="other words")], "x")
    (told,) = reading(store, lambda at: [*saving.proposed(at, ID)])
    assert (told.claim_id, told.claim_version, told.claim_changed, told.overtaken) == ("a", 2, True, False)
    for seen in (None, 1):
        with pytest.raises(EditRefusedError, match="changed since"):
            saving.confirm(store, REVIEWER, ID, saved.waiting[0].id, seen=seen)
    assert len(state(store)[2]) == 1
    saving.confirm(store, REVIEWER, ID, saved.waiting[0].id, seen=2)
    assert state(store)[2] == []


def test_a_verdict_that_was_overtaken_says_so_and_is_not_confirmed(store: Engine) -> None:
    load(store, assessment("a", "documented"), verdicts_by="two-editors")
    for status in ("corrected", "retracted"):
        saving.save(store, EDITOR, ID, [changed(store, "assessment", "a-documented", status=status)], "x")
    first, second = state(store)[2]
    saving.confirm(store, REVIEWER, ID, first.id)
    assert [one.overtaken for one in reading(store, lambda at: [*saving.proposed(at, ID)])] == [True]
    with pytest.raises(ConflictError):
        saving.confirm(store, REVIEWER, ID, second.id)


def test_a_verdict_is_that_of_whoever_writes_it_and_telling_it_again_is_no_change(store: Engine) -> None:
    load(store)
    forged = assessment("a", "documented", by="Somebody else")
    (written,) = saving.save(store, EDITOR, ID, [new(forged, "assessment")], "x").written
    before = state(store)
    assert before[1]["assessment", written.id].data["by"] == "Ana"
    again = saving.save(store, OTHER, ID, [changed(store, "assessment", written.id)], "x")
    assert again == saving.Saved((), ())
    assert state(store) == before


def test_an_id_that_waits_for_a_second_person_is_spoken_for(store: Engine) -> None:
    load(store, verdicts_by="two-editors")
    saving.save(store, EDITOR, ID, [new(assessment("a", "documented"), "assessment")], "x")
    with pytest.raises(EditRefusedError, match="never used again"):
        saving.save(store, OTHER, ID, [new(assessment("a", "documented"), "assessment")], "x")


def test_a_faulty_verdict_does_not_even_wait(store: Engine) -> None:
    load(store, verdicts_by="two-editors")
    with pytest.raises(FaultyDossierError):
        saving.save(store, EDITOR, ID, [new(assessment("none", "documented"), "assessment")], "x")
    assert state(store)[2] == []


def test_a_text_comes_with_its_source_and_stays_as_it_is(store: Engine) -> None:
    load(store)
    words = "They will leave by September.\n"
    digest = hashlib.sha256(words.encode()).hexdigest()
    source = changed(store, "source", "paper", text="texts/paper.txt", sha256=digest)
    saving.save(store, EDITOR, ID, [source, Edit("text", "paper", SourceText(id="paper", text=words), None)], "kept")
    records = reading(store, lambda at: dossiers.read(at, ID))[0]
    assert records.texts == {"paper": words}
    for wrong in ({"sha256": "0" * 64}, {"text": "texts/other.txt", "sha256": "0" * 64}):
        with pytest.raises(EditRefusedError, match="hash"):
            saving.save(store, EDITOR, ID, [changed(store, "source", "paper", **wrong)], "x")
    lone = new(builders.source("other", text="texts/other.txt", sha256=digest), "source")
    with pytest.raises(EditRefusedError, match="hash"):
        saving.save(store, EDITOR, ID, [lone], "x")
