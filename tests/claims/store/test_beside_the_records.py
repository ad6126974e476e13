"""What the store keeps beside the records: drafts, verdicts that wait, and the audit."""

from __future__ import annotations

from sqlalchemy import Engine

from claims.store import audit, drafts, waiting
from claims.store.engine import reading, writing


def test_a_draft_is_its_authors_and_the_last_that_was_kept(store: Engine) -> None:
    def keep(person: str, words: str) -> None:
        base = {"id": "c", "note": "was"}
        writing(store, lambda at: drafts.keep(at, "d", person, "claim", "c", {"note": words, "سطر": ["أ"]}, base, 3))

    keep("a", "first")
    keep("b", "other")
    keep("a", "second")
    found = reading(store, lambda at: drafts.find(at, "d", "a", "claim", "c"))
    assert found is not None
    assert (found.entered, found.base, found.version) == (
        {"note": "second", "سطر": ["أ"]},
        {"id": "c", "note": "was"},
        3,
    )
    writing(store, lambda at: drafts.keep(at, "d", "a", "speaker", "new", {}))
    own = reading(store, lambda at: [*drafts.of_person(at, "d", "a")])
    assert [(one.kind, one.base) for one in own] == [("speaker", None), ("claim", {"id": "c", "note": "was"})]
    writing(store, lambda at: drafts.drop(at, "d", "a", "claim", "c"))
    assert reading(store, lambda at: drafts.find(at, "d", "a", "claim", "c")) is None
    assert reading(store, lambda at: drafts.find(at, "d", "b", "claim", "c")) is not None


def test_what_waits_is_decided_once_and_its_decision_stays(store: Engine) -> None:
    def propose(record: str) -> waiting.Waiting:
        return writing(
            store,
            lambda at: waiting.propose(
                at, "d", "assessment", record, None, '{"id":"x"}', None, person="a", who="Ana", why="seen"
            ),
        )

    first, second = propose("one"), propose("two")
    assert reading(store, lambda at: [*waiting.undecided(at, "d")]) == [first, second]
    assert reading(store, lambda at: [*waiting.undecided(at, "other")]) == []
    for expected in (True, False):
        done = writing(store, lambda at: waiting.decide(at, first, "declined", by="Ben", why="too early"))
        assert done is expected
    assert reading(store, lambda at: [*waiting.undecided(at, "d")]) == [second]
    (told,) = reading(store, lambda at: [*waiting.decided(at, "d", "a")])
    assert (told.decision, told.decided_by, told.decided_why) == ("declined", "Ben", "too early")
    assert reading(store, lambda at: waiting.find(at, "d", first.id)) == told
    writing(store, lambda at: waiting.decide(at, second, "confirmed", by="Ben", why=""))
    last, _ = reading(store, lambda at: [*waiting.decided(at, "d", "a")])
    assert reading(store, lambda at: [*waiting.decided(at, "d", "a", since=last.decided_at)]) == [last]


def test_the_audit_tells_the_last_first_and_knows_what_it_noted(store: Engine) -> None:
    writing(store, lambda at: audit.note(at, "login", "i|1", "Ana", "1700000000"))
    writing(store, lambda at: audit.note(at, "refused_write", "i|2", "Ben", "edit", "d"))
    told = reading(store, lambda at: [*audit.events(at)])
    assert [(one.event, one.who, one.dossier_id) for one in told] == [
        ("refused_write", "Ben", "d"),
        ("login", "Ana", None),
    ]
    assert reading(store, lambda at: [*audit.events(at, told[0].at)]) == told[:1]
    assert reading(store, lambda at: audit.is_noted(at, "login", "i|1", "1700000000"))
    assert not reading(store, lambda at: audit.is_noted(at, "login", "i|1", "1700000001"))
