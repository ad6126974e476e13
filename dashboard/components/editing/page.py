"""The page of a form: what is entered at the start of the line, what it means at its end, and saving."""

from __future__ import annotations

import json
from datetime import date
from typing import cast

import streamlit as st
from markupsafe import Markup

from claims.access import Person
from claims.editing import saving
from claims.editing.fields import Checked
from claims.errors import FaultyDossierError, StoreError
from claims.flat import Data
from claims.store.dossiers import Held
from claims.store.errors import ConflictError
from dashboard import components as ui
from dashboard import data, entered, filters, formats, notices
from dashboard.components.editing import beside, conflict, fields, form, options, quote, records, starts, ways
from dashboard.components.editing.records import Meant
from dashboard.entered import Sheet
from dashboard.filters import Page, View
from dashboard.texts import language, text


def refused(view: View, title: str, to_do: str, way: Markup) -> None:
    """There is no form here: why, what to do, and the way on."""
    ui.show(ui.heading(_eyebrow(view), title, to_do), Markup('<p class="way-on">{}</p>').format(way))


def draw(view: View, person: Person, sheet: Sheet, held: Held | None) -> None:
    """The form, or the choice between two versions where somebody else has saved one since."""
    if sheet.act == "discard":
        _discard(sheet)
    meant = records.meant(view, person, sheet)
    if held is not None and held.version != sheet.version:
        ui.show(ui.heading(_eyebrow(view), _title(view, sheet), text("edit.conflict")))
        conflict.draw(view, sheet, meant.data, held)
        return
    told = _save(view, person, sheet, meant) if sheet.act in ("save", "next") else ""
    ui.show(ui.heading(_eyebrow(view), _title(view, sheet), text("edit.retire_means") if sheet.retires else ""))
    with st.container(key="edit"):
        left, right = st.columns([3, 2], gap="large")
        with left, st.container(key="form"):
            _state(sheet)
            _notice(view, sheet)
            form.draw(view.records, sheet, meant.checked)
            _save_bar(sheet, meant.checked, told)
        with right, st.container(key="beside"):
            if sheet.kind == "claim" and not sheet.retires:
                quote.document(view.records, sheet)
            elif sheet.kind == "assessment":
                beside.judged(view, sheet)
            beside.draw(view, sheet, meant)


def _eyebrow(view: View) -> str:
    return text("edit.eyebrow", dossier=formats.name(view.records.dossier.title))


def _title(view: View, sheet: Sheet) -> str | Markup:
    if sheet.id is None:
        return text(f"edit.new_{sheet.kind}")
    words = options.words_of(view.records, sheet.kind, sheet.id)
    return ui.sentence("edit.retire" if sheet.retires else "edit.change", name=words)


def _state(sheet: Sheet) -> None:
    """What the browser must know of the form, and what it offers where something typed did not arrive."""
    buttons = [
        Markup('<button type="button" class="quiet" data-unsent="{}">{}</button>').format(code, words)
        for code, words in (("fill", text("edit.unsent_fill_in")), ("forget", text("edit.unsent_forget")))
    ]
    changes = "data-changes" if sheet.base is not None and not sheet.retires else ""
    # Streamlit drops an attribute in which something looks like the end of an element.
    kept = json.dumps(fields.typed(sheet), ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e")
    ui.show(
        Markup('<div class="form-state" data-form="{}" data-round="{}" data-kept="{}" {} hidden></div>').format(
            sheet.secret, sheet.round, kept, changes
        ),
        Markup('<p class="unsent" role="status" hidden>{} <q class="typed"></q> {}</p>').format(
            text("edit.unsent"), ui.joined(buttons)
        ),
    )


def _notice(view: View, sheet: Sheet) -> None:
    """What the form before this one has saved."""
    place = st.empty()
    if sheet.saved in view.records.claims:
        name = options.name_of(view.records, "claim", sheet.saved)
        way = ui.a(filters.link("claim", id=sheet.saved), name)
        place.html(Markup('<p class="saved" role="status">{}</p>').format(ui.sentence("edit.saved", name=way)))


def _save_bar(sheet: Sheet, checked: Checked, told: str) -> None:
    with st.container(key="save"):
        with st.container(key=fields.css("reason")):
            st.text_input(text("edit.reason"), autocomplete="off", **entered.reason(sheet))
            missing = sheet.tried and not sheet.why.strip()
            fields.fault(text("edit.reason_missing") if missing else "")
        place = st.empty()
        if sheet.tried and checked.faults:
            told = text("edit.faults", len(checked.faults))
        if sheet.unkept is not None:
            sheet.unkept.language = language()
            told = text("edit.unkept", why=sheet.unkept)
        if told:
            place.html(Markup('<p class="fault" role="alert">{}</p>').format(told))
        with st.container(horizontal=True, key="acts"):
            words = "edit.way_retire" if sheet.retires else "edit.save"
            st.button(text(words), type="primary", shortcut="Ctrl+Enter", **entered.button(sheet, "save"))
            if sheet.kind in ("claim", "source") and sheet.id is None:
                words = text(f"edit.save_and_next_{sheet.kind}")
                st.button(words, shortcut="Ctrl+Shift+Enter", **entered.button(sheet, "next"))
            st.button(text("edit.discard"), type="tertiary", **entered.button(sheet, "discard"))


def _save(view: View, person: Person, sheet: Sheet, meant: Meant) -> str:
    """Save and go on, to the record or to the next form; else what kept it from being saved."""
    act, sheet.act, sheet.tried = sheet.act, "", True
    if not meant.edits or not sheet.why.strip():
        return ""
    try:
        saved = _written(view, person, sheet, meant)
    except ConflictError:
        # The next run reads what the other one has saved.
        st.rerun()
    except FaultyDossierError as error:
        return " ".join(one.in_words(language()) for one in error.faults)
    except StoreError as error:
        error.language = language()
        return str(error)
    entered.done(sheet)
    if saved.waiting:
        notices.leave(notices.waits)
    if act == "next" and sheet.kind == "source":
        filters.go("edit", **ways.form(kind="claim", source=meant.checked.id))
    if act == "next":
        entered.begin(starts.following(view, person, sheet, meant.checked.id))
        st.rerun()
    _leave(sheet, meant.data)
    return ""


def _written(view: View, person: Person, sheet: Sheet, meant: Meant) -> saving.Saved:
    store, dossier = data.store(), view.dossier.id
    if not sheet.retires:
        return saving.save(store, person, dossier, meant.edits, sheet.why)
    assert sheet.version is not None
    on = date.fromisoformat(meant.data["retired"]["on"])
    return saving.retire(store, person, dossier, sheet.kind, meant.checked.id, sheet.version, on=on, why=sheet.why)


def _discard(sheet: Sheet) -> None:
    """Back to where the form was asked for."""
    entered.done(sheet)
    if sheet.base is not None:
        _leave(sheet, sheet.base)
    for name, page in (("claim", "claim"), ("answers", "claim"), ("source", "sources"), ("topic", "deadlines")):
        if name in sheet.asked:
            parameter = "id" if page == "claim" else name
            filters.go(cast(Page, page), **{parameter: sheet.asked[name]})
    filters.go("overview")


def _leave(sheet: Sheet, said: Data) -> None:
    """To the page on which the record is read."""
    page, parameter, code = ways.read_at(sheet.kind, said)
    filters.go(page, **{parameter: code})
