"""What a form stands for: the data it would write, whether that is sound, and the record as the store has it now."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from claims.access import Person
from claims.editing import ids, whole
from claims.editing.fields import Checked, data_of
from claims.faults import RecordType
from claims.flat import Data
from claims.store import dossiers
from claims.store.dossiers import Edit, Held
from claims.store.engine import reading
from claims.store.rows import SourceText
from dashboard import data
from dashboard.components.editing import form
from dashboard.components.editing.layout import TEXT
from dashboard.data import Around
from dashboard.entered import Sheet
from dashboard.filters import View


@dataclass(frozen=True)
class Meant:
    """What saving a form would write; `edits` are none where there are faults. `around` are the records before it."""

    data: Data
    checked: Checked
    edits: Sequence[Edit]
    around: Around


def held(view: View, kind: str, id_: str) -> Held | None:
    """The record as it stands in the store."""
    return reading(data.store(), lambda at: dossiers.one_held(at, view.dossier.id, kind, id_))


def meant(view: View, person: Person, sheet: Sheet) -> Meant:
    """The record, and the text of a source that had none. A new record without an id has the one that it would get."""
    kind = cast(RecordType, sheet.kind)
    said = _data(view, person, sheet, kind)
    id_, words = str(said["id"]), sheet.text(TEXT)
    given = [whole.Unchecked(kind, id_, said, sheet.version)]
    if kind == "source" and words.strip() and id_ not in view.records.texts:
        said |= {"text": f"texts/{id_}.txt", "sha256": hashlib.sha256(words.encode()).hexdigest()}
        given.append(whole.Unchecked("text", id_, {"id": id_, "text": words}))
    around = data.around_edits(view.dossier, {(one.kind, one.id): one.data for one in given})
    found = whole.with_edits(around.records, given)
    if found.records is None:
        return Meant(said, Checked(None, found.faults, kind, id_), (), around)
    record = found.records.by_kind[kind][id_]
    texts = [Edit("text", one.id, SourceText.model_validate(one.data), None) for one in given[1:]]
    return Meant(said, Checked(record, (), kind, id_), [Edit(kind, id_, record, sheet.version), *texts], around)


def _data(view: View, person: Person, sheet: Sheet, kind: RecordType) -> Data:
    if sheet.retires:
        retired = {"on": sheet.text("retired.on"), "by": person.known_as, "why": sheet.why.strip() or "…"}
        return {**(sheet.base or {}), "retired": retired}
    said = data_of(kind, form.given(view.records, sheet), sheet.base)
    if kind == "assessment":
        said["by"] = person.known_as
    if not said.get("id"):
        said["id"] = reading(
            data.store(),
            lambda at: ids.new_id(kind, said, lambda one: ids.is_used(at, view.dossier.id, kind, one)),
        )
    return said
