"""Two people changed one record: both versions field by field, and which one of each shall stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import streamlit as st
from markupsafe import Markup

from claims.editing.fields import entered_of, field_at, label_of
from claims.editing.versions import Difference, Side, UnchosenError, Versions
from claims.errors import RefusalError
from claims.faults import RecordType
from claims.flat import Data, canonical
from claims.models import LANGUAGES, Edtf
from claims.store.dossiers import Held
from dashboard import components as ui
from dashboard import data, entered, filters, formats
from dashboard.components.editing import options
from dashboard.entered import Entered, Sheet
from dashboard.filters import View
from dashboard.texts import direction, language, text


def draw(view: View, sheet: Sheet, mine: Data, held: Held) -> None:
    """What somebody else saved beside what is entered here; going on takes the chosen fields into the form."""
    versions = Versions(cast(RecordType, sheet.kind), sheet.base or {}, mine, held.data)
    told = _resolve(sheet, versions, held) if sheet.act == "resolve" else ""
    settled = [one for one in versions.differences if not one.is_clash]
    with st.container(key="versions"):
        ui.show(Markup('<p>{}</p><p class="why">{}</p>').format(_by_whom(view, sheet), text("edit.conflict_do")))
        # What nobody can decide but the reader comes first.
        if versions.clashes:
            ui.show(ui.section(text("edit.conflict_open", len(versions.clashes))))
        for one in versions.clashes:
            _choice(view, sheet, one)
        if settled:
            ui.show(ui.section(text("edit.conflict_settled")))
        for one in settled:
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
    """A field as it was, as they have it, as it is entered here; versions that say the same stand together."""
    name, label = f"version.{one.path}", ui.capital(label_of(one.path, language()))
    kind = cast(RecordType, sheet.kind)
    if one.proposal and name not in sheet.values:
        sheet.values[name] = one.proposal
    with st.container(key=f"version-{one.path.replace('.', '-')}"):
        values = {"base": one.base, "theirs": one.theirs, "mine": one.mine}
        alike: dict[str, list[str]] = {}
        for side, value in values.items():
            alike.setdefault(canonical(value), []).append(side)
        cells = [
            Markup('<div class="{}"><small>{}</small><p {}>{}</p></div>').format(
                "chosen" if sheet.text(name) in sides else "",
                ui.joined([text(f"edit.conflict_{side}") for side in sides], between=" · "),
                _direction(view, sheet, one.path),
                _value(view, kind, one.path, values[sides[0]], _only_moved(values.values())),
            )
            for sides in alike.values()
        ]
        ui.show(Markup('<h3 class="version">{}</h3><div class="versions">{}</div>').format(label, ui.joined(cells, "")))
        if ["theirs", "mine"] in alike.values():
            return
        words = {side: text(f"edit.conflict_{side}") for side in ("theirs", "mine")}
        st.segmented_control(
            filters.plain(label),
            list(words),
            format_func=lambda side: words[side],
            label_visibility="collapsed",
            **entered.widget(sheet, name, words.values()),
        )


def _direction(view: View, sheet: Sheet, path: str) -> Markup:
    """Words run as their language does, whatever the page's own."""
    source = view.records.sources.get(sheet.text("source"))
    written = source.language if path == "quote" and source else path.rpartition(".")[2]
    known = (path == "quote" and source) or written in LANGUAGES
    return Markup('lang="{}" dir="{}"').format(written, direction(written)) if known else ui.EMPTY


def _only_moved(values: Iterable[Any]) -> bool:
    """Whether a quote has the same words in each version, so that its place alone tells them apart."""
    said = [value["text"] for value in values if isinstance(value, dict) and "start" in value]
    return len(said) > len(set(said))


def _value(view: View, kind: RecordType, path: str, value: Any, with_place: bool = False) -> Markup:
    """As a reader knows it: codes and ids by their words and names, dates in words, what has parts with the name of
    each."""
    match value:
        case None:
            return Markup("—")
        case {"text": said, "start": start, "end": end}:
            place = text("edit.conflict_place", start=start, end=end) if with_place else ""
            return ui.joined(
                [ui.entered(said), *([Markup('<span class="why">{}</span>').format(place)] if place else [])]
            )
        case dict():
            parts = {label_of(f"{path}.{name}", language()): (f"{path}.{name}", one) for name, one in value.items()}
            told = [Markup("{}: {}").format(label, _value(view, kind, *one)) for label, one in parts.items()]
            return ui.joined(told, between=Markup("<br>"))
        case list():
            return ui.joined([_value(view, kind, path, one) for one in value], between=" · ")
    field = field_at(kind, path)
    if field and field.holds in ("date", "day"):
        try:
            return Markup("{}").format(formats.edtf(Edtf.parse(str(value))))
        except RefusalError:
            # It was typed so, and the form tells what is wrong with it.
            return ui.entered(str(value))
    word = options.of(view.records, field, "", [str(value)]).get(str(value)) if field else None
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
