"""The only way into a dossier of the store for whoever is not at its database: each write asks for the role.

Nothing is deleted, a text that quotes stand in is never changed, an id is never used again, and whatever is written
leaves a dossier without faults: it is checked, with all that it touches, inside the transaction that writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine

from claims.access import Action, NotAllowedError, Person
from claims.editing.ids import is_used
from claims.entries import Entry
from claims.errors import FaultyDossierError, StoreError
from claims.faults import RecordType
from claims.flat import Data
from claims.models import Assessment, Dossier, Record, Topic
from claims.models.base import Words
from claims.store import audit, dossiers, drafts, history, waiting
from claims.store.dossiers import Edit, Held, Holdings
from claims.store.engine import writing
from claims.store.errors import ConflictError
from claims.store.kept import WHOLE
from claims.store.near import near
from claims.store.rows import RECORDS, canonical, data_of
from claims.store.waiting import Waiting

Answer = TypeVar("Answer")

_WORDS: TypeAdapter[str] = TypeAdapter(Words)


class EditRefusedError(StoreError):
    """What nobody may do to a dossier, whatever the role; its sentence stands in the catalogue's area `editing`."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"editing.{self.reason}", None, **self.gaps)


@dataclass(frozen=True)
class Saved:
    """What became of edits: those written, and verdicts that wait for a second person; what changes nothing is in
    neither."""

    written: tuple[Edit, ...]
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True)
class Proposed:
    """A verdict that waits, with what became of what it judges since.

    `claim_version` is what whoever confirms it has seen; `claim_changed` since it was proposed. `overtaken`: the
    assessment itself was written since, so that it can only be declined.
    """

    verdict: Waiting
    claim_id: str
    claim_version: int
    claim_changed: bool
    overtaken: bool


def save(store: Engine, person: Person, dossier_id: str, edits: Sequence[Edit], why: str) -> Saved:
    """Write edits, all or nothing; each `version` is that of the record which the editor saw.

    A verdict is told as that of the person. NotAllowedError where the role does not reach; EditRefusedError for what
    is never done; ConflictError where somebody else wrote one of the records since; FaultyDossierError with all faults
    that the dossier would have.
    """
    told = ", ".join(f"{one.kind} {one.id}" for one in edits)

    def work(connection: Connection) -> Saved:
        dossier = _dossier(connection, dossier_id)
        person.must("administer" if any(one.kind == "dossier" for one in edits) else "edit", dossier)
        return _save(connection, person, dossier, edits, why, today=_today(dossier))

    return _allowed(store, person, dossier_id, f"edit {told}", work)


def retire(
    store: Engine, person: Person, dossier_id: str, kind: str, id_: str, version: int, *, on: date, why: str
) -> Saved:
    """Let a claim or an outcome no longer count from a day on; it stays readable, with the reason. Raises as `save`."""

    def work(connection: Connection) -> Saved:
        dossier = _dossier(connection, dossier_id)
        person.must("edit", dossier)
        _must_have_a_reason(why)
        if "retired" not in RECORDS[kind].model_fields:
            raise EditRefusedError("never_retired")
        held = _held(connection, dossier_id, kind, id_)
        if held.version == version and held.data.get("retired") is not None:
            raise EditRefusedError("retired_before", id=id_)
        retired = {"on": on.isoformat(), "by": person.known_as, "why": why.strip()}
        edits = [_with(kind, dossier_id, held, version, retired=retired)]
        return _save(connection, person, dossier, edits, why, today=_today(dossier))

    return _allowed(store, person, dossier_id, f"retire {kind} {id_}", work)


def looked(store: Engine, person: Person, dossier_id: str, topic_id: str, *, on: date, today: date, why: str) -> Saved:
    """Note that somebody looked for what happened until a day, and that the record of outcomes is complete so far.

    Nothing is written where somebody looked as late before. EditRefusedError where the day is still to come.
    """

    def work(connection: Connection) -> Saved:
        dossier = _dossier(connection, dossier_id)
        person.must("edit", dossier)
        if on > today:
            raise EditRefusedError("not_yet")
        held = _held(connection, dossier_id, "topic", topic_id)
        before = held.data.get("last_checked")
        day = max(on.isoformat(), before) if before else on.isoformat()
        edits = [_with("topic", dossier_id, held, held.version, last_checked=day)]
        return _save(connection, person, dossier, edits, why, today=today)

    return _allowed(store, person, dossier_id, f"look topic {topic_id}", work)


def keep_draft(
    store: Engine,
    person: Person,
    dossier_id: str,
    kind: str,
    key: str,
    entered: Mapping[str, Any],
    base: Data | None,
    version: int | None,
) -> None:
    """Keep what the person entered in a form and did not save. NotAllowedError where the role does not reach."""

    def work(connection: Connection) -> None:
        person.must("edit", _dossier(connection, dossier_id))
        drafts.keep(connection, dossier_id, person.key, kind, key, entered, base, version)

    _allowed(store, person, dossier_id, f"draft {kind} {key}", work)


def drop_draft(store: Engine, person: Person, dossier_id: str, kind: str, key: str) -> None:
    """Forget a draft of the person's own, which needs no role: it is nobody else's."""
    writing(store, lambda at: drafts.drop(at, dossier_id, person.key, kind, key))


def proposed(connection: Connection, dossier_id: str) -> Iterator[Proposed]:
    """The verdicts that wait for a second person, oldest first."""
    for one in waiting.undecided(connection, dossier_id):
        claim_id = json.loads(one.after)["claim"]
        claim = _held(connection, dossier_id, "claim", claim_id)
        record = dossiers.one_held(connection, dossier_id, one.kind, one.record_id)
        overtaken = (record.version if record else None) != one.version
        yield Proposed(one, claim_id, claim.version, _changed_since(connection, one, claim_id), overtaken)


def confirm(
    store: Engine, person: Person, dossier_id: str, id_: str, why: str = "", *, seen: int | None = None
) -> Waiting:
    """Let a verdict count that somebody else proposed; the history names both.

    `seen` is the version of the claim that the person looked at. EditRefusedError where the verdict is one's own, where
    it was decided, or where the claim is not the one that was seen: without `seen`, the one it was proposed of.
    """

    def work(connection: Connection) -> Waiting:
        one = _undecided(connection, person, dossier_id, id_)
        _must_be_readable(why)
        if one.person == person.key:
            raise EditRefusedError("own_verdict")
        after = json.loads(one.after)
        claim = _held(connection, dossier_id, "claim", after["claim"])
        if claim.version != seen and (seen is not None or _changed_since(connection, one, after["claim"])):
            raise EditRefusedError("verdict_outdated", claim=after["claim"])
        edit = Edit(one.kind, one.record_id, RECORDS[one.kind].model_validate(after), one.version)
        reasons = " / ".join(filter(None, (one.why, why.strip())))
        _sound(connection, dossier_id, [edit])
        dossiers.edit(connection, dossier_id, [edit], who=f"{one.who} + {person.known_as}", why=reasons)
        _decide(connection, one, "confirmed", person, why)
        return one

    return _allowed(store, person, dossier_id, f"confirm {id_}", work)


def decline(store: Engine, person: Person, dossier_id: str, id_: str, why: str) -> Waiting:
    """Let a verdict not count, with the reason; who proposed it may take it back so."""

    def work(connection: Connection) -> Waiting:
        one = _undecided(connection, person, dossier_id, id_)
        _must_have_a_reason(why)
        _decide(connection, one, "declined", person, why)
        return one

    return _allowed(store, person, dossier_id, f"decline {id_}", work)


def _allowed(store: Engine, person: Person, dossier_id: str, what: str, work: Callable[[Connection], Answer]) -> Answer:
    """What the work gives; what was refused to somebody goes into the audit, which outlives the refused work."""
    try:
        return writing(store, work)
    except NotAllowedError:
        who = (person.key, person.known_as)
        writing(store, lambda at: audit.note(at, "refused_write", *who, what[:200], dossier_id[:200]))
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


def _with(kind: str, dossier_id: str, held: Held, version: int, **values: Any) -> Edit:
    """The record with other values. FaultyDossierError where it cannot have them."""
    entry = Entry(cast(RecordType, kind), dossier_id, None, {**held.data, **values})
    if faults := tuple(entry.validate()):
        raise FaultyDossierError(faults)
    return Edit(kind, held.data["id"], entry.record, version)


def _must_have_a_reason(why: str) -> None:
    if not why.strip():
        raise EditRefusedError("no_reason")
    _must_be_readable(why)


def _must_be_readable(why: str) -> None:
    try:
        _WORDS.validate_python(why.strip() or "-")
    except ValidationError as error:
        raise EditRefusedError("reason_unreadable") from error


def _today(dossier: Dossier) -> date:
    return datetime.now(ZoneInfo(dossier.time_zone)).date()


def _save(
    connection: Connection, person: Person, dossier: Dossier, edits: Sequence[Edit], why: str, *, today: date
) -> Saved:
    _must_have_a_reason(why)
    given = [_told_as_own(person, one) for one in edits]
    for one in given:
        _must_be_possible(connection, dossier.id, one)
    held = _sound(connection, dossier.id, given)
    changed = [one for one in given if _changes(one, held.get((one.kind, one.id)))]
    for one in changed:
        _must_be_looked_at_by(today, one, held.get((one.kind, one.id)))
    two = dossier.verdicts_by == "two-editors"
    verdicts = [one for one in changed if two and one.kind == "assessment"]
    others = [one for one in changed if one not in verdicts]
    dossiers.edit(connection, dossier.id, others, who=person.known_as, why=why.strip())
    # They fit the dossier today; whether they still do is asked again when they are confirmed.
    return Saved(tuple(others), tuple(_propose(connection, dossier.id, one, person, why.strip()) for one in verdicts))


def _told_as_own(person: Person, one: Edit) -> Edit:
    """A verdict is that of whoever writes it."""
    if not isinstance(one.record, Assessment):
        return one
    return replace(one, record=one.record.model_copy(update={"by": person.known_as}))


def _changes(one: Edit, held: Held | None) -> bool:
    """Whether the edit says anything else than what is held; that a verdict is told again by another is no change."""
    data = data_of(one.kind, cast(Record, one.record))
    if held is not None and one.kind == "assessment":
        data["by"] = held.data["by"]
    return held is None or canonical(data) != canonical(held.data)


def _must_be_looked_at_by(today: date, one: Edit, held: Held | None) -> None:
    """Nobody has looked on a day to come; one that was kept is mended by another one, whatever else is changed."""
    if not isinstance(one.record, Topic) or (checked := one.record.last_checked) is None:
        return
    told_anew = held is None or held.data.get("last_checked") != str(checked)
    if told_anew and checked.last is not None and checked.last > today:
        raise EditRefusedError("not_yet")


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
    if is_used(connection, dossier_id, cast(RecordType, one.kind), one.id):
        raise EditRefusedError("id_used", id=one.id)


def _sound(connection: Connection, dossier_id: str, edits: Sequence[Edit]) -> Holdings:
    """What the dossier holds around the edits. ConflictError and FaultyDossierError say why they do not fit it."""
    given = {(one.kind, one.id): data_of(one.kind, cast(Record, one.record)) for one in edits}
    held = near(connection, dossier_id, given)
    for one in edits:
        found = held.get((one.kind, one.id))
        if one.version != (found.version if found else None):
            raise ConflictError("conflict", id=one.id)
    try:
        _checked(dossier_id, held, given)
    except FaultyDossierError:
        if dossiers.count(connection, dossier_id, "claim") <= WHOLE:
            # All of a small dossier says more: which id may have been meant.
            _checked(dossier_id, dossiers.holdings(connection, dossier_id), given)
        raise
    for one in edits:
        if one.kind == "source":
            text = given.get(("text", one.id)) or (found.data if (found := held.get(("text", one.id))) else None)
            _must_be_its_text(given[one.kind, one.id], text, held.get((one.kind, one.id)))
    return held


def _checked(dossier_id: str, held: Holdings, given: Mapping[tuple[str, str], Data]) -> None:
    """FaultyDossierError where records that are held do not fit what is given in the place of some."""
    whole = {**{key: found.data for key, found in held.items()}, **given}
    dossiers.assembled(dossier_id, ((kind, id_, data) for (kind, id_), data in whole.items()))


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


def _changed_since(connection: Connection, one: Waiting, claim_id: str) -> bool:
    """Whether the claim was written since a verdict on it was proposed."""
    written = history.last_written(connection, one.dossier_id, "claim", claim_id)
    return written is not None and written > one.at


def _decide(connection: Connection, one: Waiting, decision: waiting.Decision, person: Person, why: str) -> None:
    if not waiting.decide(connection, one, decision, by=person.known_as, why=why.strip()):
        raise ConflictError("conflict", id=one.record_id)
