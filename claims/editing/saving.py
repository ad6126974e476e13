"""The only way into a dossier of the store for whoever is not at its database: each write asks for the role.

Nothing is deleted, a text that quotes stand in is never changed, an id is never used again, and whatever is written
leaves a dossier without faults: all is checked inside the transaction that writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine

from claims.access import Action, NotAllowedError, Person
from claims.errors import StoreError
from claims.flat import Data
from claims.models import Day, Dossier, Record, Retired
from claims.store import audit, dossiers, history, waiting
from claims.store.dossiers import Edit, Held
from claims.store.engine import writing
from claims.store.errors import ConflictError
from claims.store.rows import RECORDS, canonical, data_of
from claims.store.waiting import Waiting

Answer = TypeVar("Answer")


class EditRefusedError(StoreError):
    """What nobody may do to a dossier, whatever the role; its sentence stands in the catalogue's area `editing`."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"editing.{self.reason}", None, **self.gaps)


@dataclass(frozen=True)
class Saved:
    """What became of edits: those written, and verdicts that wait for a second person."""

    written: tuple[Edit, ...]
    waiting: tuple[Waiting, ...]


def save(store: Engine, person: Person, dossier_id: str, edits: Sequence[Edit], why: str) -> Saved:
    """Write edits, all or nothing; each `version` is that of the record which the editor saw.

    NotAllowedError where the role does not reach; EditRefusedError for what is never done; ConflictError where
    somebody else wrote one of the records since; FaultyDossierError with all faults that the dossier would have.
    """

    def work(connection: Connection) -> Saved:
        dossier = _dossier(connection, dossier_id)
        person.must("edit", dossier)
        for one in edits:
            if one.kind == "dossier":
                person.must("administer", dossier)
            _must_be_possible(connection, dossier_id, one)
        if not why.strip():
            raise EditRefusedError("no_reason")
        two = dossier.verdicts_by == "two-editors"
        verdicts = [one for one in edits if two and one.kind == "assessment"]
        others = [one for one in edits if one not in verdicts]
        if verdicts:
            # They must fit the dossier today; whether they still do is asked again when they are confirmed.
            with connection.begin_nested() as attempt:
                _write(connection, dossier_id, edits, person.known_as, why)
                attempt.rollback()
        if others:
            _write(connection, dossier_id, others, person.known_as, why)
        return Saved(
            tuple(others), tuple(_propose(connection, dossier_id, one, person, why.strip()) for one in verdicts)
        )

    return _allowed(store, person, dossier_id, "edit", work)


def retire(
    store: Engine, person: Person, dossier_id: str, kind: str, id_: str, version: int, *, on: date, why: str
) -> Saved:
    """Let a claim or an outcome no longer count from a day on; it stays readable, with the reason. Raises as `save`."""
    if "retired" not in RECORDS[kind].model_fields:
        raise EditRefusedError("never_retired")
    if not why.strip():
        raise EditRefusedError("no_reason")

    def work(connection: Connection) -> Edit:
        person.must("edit", _dossier(connection, dossier_id))
        record = _record(kind, _held(connection, dossier_id, kind, id_))
        told = Retired(on=Day.parse(on.isoformat()), by=person.known_as, why=why.strip())
        return Edit(kind, id_, _with(kind, record, retired=told.model_dump(mode="json")), version)

    return save(store, person, dossier_id, [_allowed(store, person, dossier_id, "retire", work)], why)


def looked(store: Engine, person: Person, dossier_id: str, topic_id: str, *, on: date, today: date, why: str) -> Saved:
    """Note that somebody looked for what happened until a day, and that the record of outcomes is complete so far.

    Nothing is written where somebody looked as late before. EditRefusedError where the day is still to come.
    """
    if on > today:
        raise EditRefusedError("not_yet")

    def work(connection: Connection) -> Edit | None:
        person.must("edit", _dossier(connection, dossier_id))
        held = _held(connection, dossier_id, "topic", topic_id)
        before = held.data.get("last_checked")
        if before is not None and before >= on.isoformat():
            return None
        topic = _with("topic", _record("topic", held), last_checked=on.isoformat())
        return Edit("topic", topic_id, topic, held.version)

    found = _allowed(store, person, dossier_id, "look", work)
    return save(store, person, dossier_id, [found], why) if found else Saved((), ())


def confirm(store: Engine, person: Person, dossier_id: str, id_: str, why: str = "") -> Waiting:
    """Let a verdict count that somebody else proposed; the history names both.

    EditRefusedError where it is one's own, where it was decided, or where the claim changed since it was proposed.
    """

    def work(connection: Connection) -> Waiting:
        one = _undecided(connection, person, dossier_id, id_)
        if one.person == person.key:
            raise EditRefusedError("own_verdict")
        after = json.loads(one.after)
        if any(entry.at > one.at for entry in history.entries(connection, dossier_id, after["claim"], "claim")):
            raise EditRefusedError("verdict_outdated", claim=after["claim"])
        record = RECORDS[one.kind].model_validate(after)
        _write(
            connection,
            dossier_id,
            [Edit(one.kind, one.record_id, record, one.version)],
            f"{one.who} + {person.known_as}",
            " / ".join(filter(None, (one.why, why.strip()))),
        )
        _decide(connection, one, "confirmed", person, why)
        return one

    return _allowed(store, person, dossier_id, "confirm", work)


def decline(store: Engine, person: Person, dossier_id: str, id_: str, why: str) -> Waiting:
    """Let a verdict not count, with the reason; who proposed it may take it back so."""
    if not why.strip():
        raise EditRefusedError("no_reason")

    def work(connection: Connection) -> Waiting:
        one = _undecided(connection, person, dossier_id, id_)
        _decide(connection, one, "declined", person, why)
        return one

    return _allowed(store, person, dossier_id, "decline", work)


def _allowed(store: Engine, person: Person, dossier_id: str, what: str, work: Callable[[Connection], Answer]) -> Answer:
    """What the work gives; what was refused to somebody goes into the audit, which outlives the refused work."""
    try:
        return writing(store, work)
    except NotAllowedError:
        writing(store, lambda at: audit.note(at, "refused_write", person.key, person.known_as, what, dossier_id[:200]))
        raise


def _dossier(connection: Connection, dossier_id: str) -> Dossier:
    held = dossiers.one_held(connection, dossier_id, "dossier", dossier_id)
    if held is None:
        # Told alike as a dossier that one may not read.
        raise NotAllowedError("no_such_dossier", id=dossier_id)
    return Dossier.model_validate(held.data)


def _held(connection: Connection, dossier_id: str, kind: str, id_: str) -> Held:
    held = dossiers.one_held(connection, dossier_id, kind, id_)
    if held is None:
        raise EditRefusedError("no_such_record", id=id_)
    return held


def _record(kind: str, held: Held) -> Record:
    return RECORDS[kind].model_validate(held.data)


def _with(kind: str, record: Record, **values: Any) -> Record:
    return RECORDS[kind].model_validate({**data_of(kind, record), **values})


def _must_be_possible(connection: Connection, dossier_id: str, one: Edit) -> None:
    if one.record is None:
        raise EditRefusedError("never_deleted")
    if (named := getattr(one.record, "id", one.id)) != one.id:
        raise EditRefusedError("id_changed", id=one.id, found=named)
    if one.version is not None:
        if one.kind == "text":
            raise EditRefusedError("text_changed", id=one.id)
        return
    if one.kind == "dossier":
        raise EditRefusedError("no_new_dossier")
    if any(history.entries(connection, dossier_id, one.id, one.kind)):
        raise EditRefusedError("id_used", id=one.id)


def _write(connection: Connection, dossier_id: str, edits: Sequence[Edit], who: str, why: str) -> None:
    held = dossiers.holdings(connection, dossier_id)
    for one in edits:
        found = held.get((one.kind, one.id))
        if one.version != (found.version if found else None):
            raise ConflictError("conflict", id=one.id)
    whole = {key: found.data for key, found in held.items()}
    whole |= {(one.kind, one.id): data_of(one.kind, cast(Record, one.record)) for one in edits}
    dossiers.assembled(dossier_id, ((kind, id_, data) for (kind, id_), data in whole.items()))
    for one in edits:
        if one.kind == "source":
            _must_be_its_text(whole[one.kind, one.id], whole.get(("text", one.id)), held.get((one.kind, one.id)))
    dossiers.edit(connection, dossier_id, edits, who=who, why=why.strip())


def _must_be_its_text(source: Data, text: Data | None, before: Held | None) -> None:
    """A source that newly names a text has it, letter by letter: what is quoted must be what was kept."""
    given, was = (
        {one: data.get(one) for one in ("text", "sha256")} for data in (source, before.data if before else {})
    )
    if given != was and given["sha256"] != (text and hashlib.sha256(text["text"].encode()).hexdigest()):
        raise EditRefusedError("not_its_text", id=source["id"])


def _propose(connection: Connection, dossier_id: str, one: Edit, person: Person, why: str) -> Waiting:
    held = dossiers.one_held(connection, dossier_id, one.kind, one.id)
    return waiting.propose(
        connection,
        dossier_id,
        one.kind,
        one.id,
        canonical(held.data) if held else None,
        canonical(data_of(one.kind, cast(Record, one.record))),
        one.version,
        person=person.key,
        who=person.known_as,
        why=why,
    )


def _undecided(connection: Connection, person: Person, dossier_id: str, id_: str) -> Waiting:
    dossier = _dossier(connection, dossier_id)
    one = waiting.find(connection, dossier_id, id_)
    own: Action = "edit" if one is not None and one.person == person.key else "confirm"
    person.must(own, dossier)
    if one is None or one.decision is not None:
        raise EditRefusedError("already_decided")
    return one


def _decide(connection: Connection, one: Waiting, decision: waiting.Decision, person: Person, why: str) -> None:
    if not waiting.decide(connection, one, decision, by=person.known_as, why=why.strip()):
        raise ConflictError("conflict", id=one.record_id)
