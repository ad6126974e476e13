"""Two people changed one record: both versions field by field, and which one of each shall stand."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st
from markupsafe import Markup

from claims.editing.fields import entered_of, field_at, label_of
from claims.editing.versions import Difference, Side, UnchosenError, Versions
from claims.faults import RecordType
from claims.flat import Data
from claims.store.dossiers import Held
from dashboard import components as ui
from dashboard import data, entered, filters, formats
from dashboard.components.editing import options
from dashboard.entered import Entered, Sheet
from dashboard.filters import View
from dashboard.texts import language, text


def draw(view: View, sheet: Sheet, mine: Data, held: Held) -> None:
    """What somebody else saved beside what is entered here; going on takes the chosen fields into the form."""
    versions = Versions(cast(RecordType, sheet.kind), sheet.base or {}, mine, held.data)
    told = _resolve(sheet, versions, held) if sheet.act == "resolve" else ""
    with st.container(key="versions"):
        ui.show(
            Markup('<p class="note">{}</p><p class="why">{}</p><p class="why">{}</p>').format(
                text("edit.conflict"), _by_whom(view, sheet), text("edit.conflict_do")
            )
        )
        for one in versions.differences:
            _choice(view, sheet, one)
        if told:
            ui.show(Markup('<p class="fault" role="alert">{}</p>').format(told))
        st.button(text("edit.conflict_take"), type="primary", shortcut="Ctrl+Enter", **entered.button(sheet, "resolve"))


def _by_whom(view: View, sheet: Sheet) -> Markup:
    """Who saved it last, when and why."""
    last = data.history_of(view.dossier, sheet.kind, sheet.id or "")[-1]
    when = formats.moment(last.at.astimezone(view.dossier.changed.tzinfo))
    return ui.sentence("edit.conflict_by", who=ui.entered(last.who), moment=when, why=ui.entered(last.why))


def _choice(view: View, sheet: Sheet, one: Difference) -> None:
    """A field as it was, as they have it, as it is entered here."""
    name, label = f"version.{one.path}", ui.capital(label_of(one.path, language()))
    kind = cast(RecordType, sheet.kind)
    if one.proposal and name not in sheet.values:
        sheet.values[name] = one.proposal
    with st.container(key=f"version-{one.path.replace('.', '-')}"):
        parts = (("base", one.base), ("theirs", one.theirs), ("mine", one.mine))
        cells = [
            Markup('<div class="{}"><small>{}</small><p>{}</p></div>').format(
                "chosen" if sheet.text(name) == side else "",
                text(f"edit.conflict_{side}"),
                _value(view, kind, one.path, value),
            )
            for side, value in parts
        ]
        ui.show(Markup('<h2 class="version">{}</h2><div class="versions">{}</div>').format(label, ui.joined(cells, "")))
        words = {side: text(f"edit.conflict_{side}") for side in ("theirs", "mine")}
        st.segmented_control(
            filters.plain(label),
            list(words),
            format_func=lambda side: words[side],
            label_visibility="collapsed",
            **entered.widget(sheet, name, words.values()),
        )


def _value(view: View, kind: RecordType, path: str, value: Any) -> Markup:
    """As a reader knows it: codes and ids by their words and names, what has parts with the name of each."""
    match value:
        case None:
            return Markup("—")
        case {"text": said, "start": start, "end": end}:
            return Markup('{} <span class="why">{}–{}</span>').format(ui.entered(said), start, end)
        case dict():
            parts = {label_of(f"{path}.{name}", language()): (f"{path}.{name}", one) for name, one in value.items()}
            told = [Markup("{}: {}").format(label, _value(view, kind, *one)) for label, one in parts.items()]
            return ui.joined(told, between=Markup("<br>"))
        case list():
            return ui.joined([_value(view, kind, path, one) for one in value], between=" · ")
    field = field_at(kind, path)
    word = options.of(view.records, field, "").get(str(value)) if field else None
    return Markup("<bdi>{}</bdi>").format(word) if word else ui.entered(str(value))


def _resolve(sheet: Sheet, versions: Versions, held: Held) -> str:
    """Take the chosen version of each field into the form; else which of them nobody chose."""
    sheet.act = ""
    chosen = {one.path: cast(Side, sheet.text(f"version.{one.path}")) for one in versions.differences}
    try:
        resolved = versions.resolved({path: side for path, side in chosen.items() if side})
    except UnchosenError as error:
        error.language = language()
        return str(error)
    kept = {name: value for name, value in sheet.values.items() if not name.startswith("version.")}
    sheet.values = kept | cast(dict[str, Entered], entered_of(versions.kind, resolved))
    sheet.base, sheet.version = held.data, held.version
    sheet.keep()
    return st.rerun()
