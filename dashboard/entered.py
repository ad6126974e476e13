"""What an editor has entered and not saved yet: in the widgets of a form, in this session, and as a draft in the store.

Every change is kept in the store at once, so a reload, another browser or another server goes on where it was left.
Beside `filters`, which has the link, and `notices`, nothing else touches session state.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast
from urllib.parse import urlencode
from uuid import uuid4

import streamlit as st

from claims.access import Person
from claims.editing import saving
from claims.errors import StoreError
from claims.flat import Data
from claims.store import drafts
from claims.store.drafts import Draft
from claims.store.engine import reading
from dashboard import data, texts
from dashboard.reader import reader

Entered = str | list[str]
"""What a field holds as it was typed: text, or codes."""
Act = Literal["", "save", "next", "discard", "resolve"]


@dataclass
class Sheet:
    """One form as it is filled in. `base` and `version` are the record that was opened, None of a new one."""

    dossier: str
    person: str
    kind: str
    asked: Mapping[str, str]
    base: Data | None
    version: int | None
    values: dict[str, Entered]
    why: str
    touched: set[str] = field(default_factory=set)
    tried: bool = False
    act: Act = ""
    saved: str = ""
    """The record that the form before this one has saved."""
    unkept: StoreError | None = None
    """Why the store did not keep the last change."""
    round: str = field(default_factory=lambda: uuid4().hex)

    @property
    def retires(self) -> bool:
        """Whether it lets a record no longer count."""
        return self.asked.get("do") == "retire"

    @property
    def place(self) -> str:
        """What tells it from every other form of anybody."""
        return f"{self.dossier} {self.person} {self.kind} {self.key}"

    @property
    def secret(self) -> str:
        """The same as a browser that several people use may keep it."""
        return hashlib.sha256(self.place.encode()).hexdigest()

    @property
    def id(self) -> str | None:
        return self.asked.get("id")

    @property
    def key(self) -> str:
        """What the form is called among the person's drafts: the record's id, or where a new one comes from."""
        return key_of(self.asked)

    def text(self, name: str) -> str:
        """The text of a field; empty where nothing is entered."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def put(self, name: str, value: Entered) -> None:
        """Enter a value and keep the draft."""
        self.values[name] = value
        self.touched.add(name)
        self.keep()

    def keep(self) -> None:
        told = {
            "values": self.values,
            "why": self.why,
            "touched": sorted(self.touched),
            "asked": dict(self.asked),
        }
        at = (self.dossier, self.kind, self.key)
        self.unkept = None
        try:
            saving.keep_draft(data.store(), reader(), *at, told, self.base, self.version)
        except StoreError as error:
            # The page that runs next says so; the session and the browser still have what was entered.
            self.unkept = error


def key_of(asked: Mapping[str, str]) -> str:
    if "id" in asked:
        return f"{asked['id']}?do={asked['do']}" if "do" in asked else asked["id"]
    return f"new?{urlencode(sorted(asked.items()))}"


def sheet(person: Person, dossier: str, kind: str, asked: Mapping[str, str], fresh: Callable[[], Sheet]) -> Sheet:
    """The form that the link asks for: as this session has it, else from the draft, else as `fresh` makes it."""
    place = f"{dossier} {person.key} {kind} {key_of(asked)}"
    if place not in st.session_state:
        draft = reading(data.store(), lambda at: drafts.find(at, dossier, person.key, kind, key_of(asked)))
        begin(_of_draft(draft) if draft else fresh())
    return cast(Sheet, st.session_state[place])


def begin(sheet: Sheet) -> None:
    """From here on the session has this form."""
    st.session_state[sheet.place] = sheet


def _of_draft(draft: Draft) -> Sheet:
    told = draft.entered
    return Sheet(
        draft.dossier_id,
        draft.person,
        draft.kind,
        told["asked"],
        draft.base,
        draft.version,
        dict(told["values"]),
        told["why"],
        set(told["touched"]),
    )


def done(sheet: Sheet) -> None:
    """Forget a form that was saved or is not wanted: its draft, and what the session has of it."""
    saving.drop_draft(data.store(), reader(), sheet.dossier, sheet.kind, sheet.key)
    st.session_state.pop(sheet.place, None)


def forget(person: Person, draft: Draft) -> None:
    """Throw a draft away, and what this session has of its form."""
    saving.drop_draft(data.store(), person, draft.dossier_id, draft.kind, draft.record_id)
    st.session_state.pop(f"{draft.dossier_id} {draft.person} {draft.kind} {draft.record_id}", None)


def asked_by(draft: Draft) -> Mapping[str, str]:
    """The parameters of the link that leads to a draft's form, beside `kind`."""
    return cast(Mapping[str, str], draft.entered["asked"])


# --- widgets ----------------------------------------------------------------------------------------------------------


def widget(sheet: Sheet, name: str, labels: Iterable[str] = ()) -> dict[str, Any]:
    """Key and callback of the widget of a field, which begins with what is entered."""
    key = _key(sheet, name, labels)
    _seed(key, sheet.values.get(name) or None)
    return {"key": key, "on_change": _changed, "args": (sheet, name, key)}


def written(sheet: Sheet, name: str) -> dict[str, Any]:
    """The same for a field of text, which is never None."""
    key = _key(sheet, name)
    _seed(key, sheet.text(name))
    return {"key": key, "on_change": _changed, "args": (sheet, name, key)}


def several(sheet: Sheet, name: str, labels: Iterable[str] = ()) -> dict[str, Any]:
    """The same for a field of several codes."""
    key = _key(sheet, name, labels)
    _seed(key, list(sheet.values.get(name) or []))
    return {"key": key, "on_change": _changed, "args": (sheet, name, key)}


def reason(sheet: Sheet) -> dict[str, Any]:
    """The same for why it is done."""
    key = _key(sheet, "why-of-the-change")
    _seed(key, sheet.why)
    return {"key": key, "on_change": _reason_given, "args": (sheet, key)}


def button(sheet: Sheet, act: Act) -> dict[str, Any]:
    """Key and callback of a button: what it asks for stands in the form when the page runs."""
    return {"key": f"{act} {sheet.kind} {sheet.key}", "on_click": _ask, "args": (sheet, act)}


def scratch(sheet: Sheet, name: str) -> dict[str, Any]:
    """Key of a widget whose value is of this session alone, such as words looked for."""
    return {"key": _key(sheet, name)}


def _key(sheet: Sheet, name: str, labels: Iterable[str] = ()) -> str:
    # A widget remembers its choice by the words it showed: with other words it is another one.
    words = zlib.crc32(chr(0).join(labels).encode())
    return f"{sheet.kind} {sheet.key} {name} {texts.language()} {words:x}"


def _seed(key: str, value: object) -> None:
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def _changed(sheet: Sheet, name: str, key: str) -> None:
    value = st.session_state[key]
    sheet.put(name, value if isinstance(value, list) else value or "")


def _reason_given(sheet: Sheet, key: str) -> None:
    sheet.why = st.session_state[key]
    sheet.keep()


def _ask(sheet: Sheet, act: Act) -> None:
    sheet.act = act


def value(key: str) -> Any:
    """What a widget of that key holds."""
    return st.session_state[key]
