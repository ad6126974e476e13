"""One field of a form: its widget, and under it what is wrong with what was entered."""

from __future__ import annotations

import re

import streamlit as st
from markupsafe import Markup

from claims.editing.fields import Field, label_of
from claims.faults import Fault
from claims.models import LANGUAGES, Language
from claims.records import DossierRecords
from dashboard import components as ui
from dashboard import entered
from dashboard.components.editing import options
from dashboard.entered import Sheet
from dashboard.filters import plain
from dashboard.texts import language, text

_CODE = re.compile(r"([A-Za-z][A-Za-z0-9 ]*[A-Za-z0-9])")
AT_A_GLANCE = 5
"""Up to so many choices stand side by side; of more, one is found by typing."""


def draw(records: DossierRecords, sheet: Sheet, field: Field, faults: tuple[Fault, ...]) -> None:
    """The field with its label, help and faults."""
    with st.container(key=css(field.name)):
        match field.holds:
            case "both":
                in_order = sorted(LANGUAGES, key=lambda one: one != language())
                for column, written in zip(st.columns(2), in_order, strict=True):
                    with column, st.container(key=css(f"{field.name}.{written}")):
                        _words(sheet, field, f"{field.name}.{written}", _label(field, written))
            case "id" | "choice" if field.refers_to or field.choices:
                _one(records, sheet, field)
            case "ids":
                _several(records, sheet, field)
            case _ if field.path[-1] == "language":
                _one(records, sheet, field)
            case _:
                _words(sheet, field, field.name, _label(field))
        if not field.choices and field.refers_to in (None, "term"):
            # What can be chosen says it; the meaning of the others is told for tables, where they are ids.
            ui.show(Markup('<p class="meaning">{}</p>').format(_meaning(field)))
        told(sheet, field.name, faults)


def typed(sheet: Sheet) -> dict[str, str]:
    """The text that the server has of each field that is typed, by the class of its place."""
    told = {css(name): value for name, value in sheet.values.items() if isinstance(value, str)}
    return {css("reason"): sheet.why, **told}


def told(sheet: Sheet, name: str, faults: tuple[Fault, ...]) -> None:
    """What is wrong with a field, once it was touched or a save was tried; its place is there from the beginning."""
    touched = any(one == name or one.startswith(f"{name}.") for one in sheet.touched)
    shown = faults if sheet.tried or touched else ()
    fault(" ".join(_fault(one) for one in shown))


def _fault(one: Fault) -> str:
    """What is wrong and what to do, under the field; the names that files have for it say nothing there."""
    if one.reason == "field_of_its_kind_missing":
        return text("edit.needed")
    return f"{one.found(language())} {one.to_do(language())}"


def fault(words: str) -> None:
    """What is wrong; its place is there from the beginning, so that nothing else is drawn anew."""
    place = st.empty()
    if words:
        place.html(Markup('<p class="fault" role="alert">{}</p>').format(words))


def css(name: str) -> str:
    """The class of a field's place in the page: st-key-field-deadline-due."""
    return f"field-{name.replace('.', '-')}"


def _label(field: Field, written: Language | None = None) -> str:
    label = ui.capital(label_of(field.name if written is None else f"{field.name}.{written}", language()))
    # Of a dossier's two rules one choice always holds.
    return label if field.required or field.kind == "dossier" else text("edit.optional", label=label)


def _meaning(field: Field) -> Markup:
    """What a field says; Latin letters in an Arabic sentence are codes, each in its own direction."""
    meaning = ui.capital(field.meaning(language()))
    if language() == "en":
        return Markup("{}").format(meaning)
    parts = [
        Markup('<code dir="ltr">{}</code>').format(one) if _CODE.fullmatch(one) else one for one in _CODE.split(meaning)
    ]
    return ui.joined(parts, between="")


def _words(sheet: Sheet, field: Field, name: str, label: str) -> None:
    if field.is_long:
        st.text_area(label, height=68, **entered.written(sheet, name))
    else:
        st.text_input(label, autocomplete="off", **entered.written(sheet, name))


def _one(records: DossierRecords, sheet: Sheet, field: Field) -> None:
    chosen = sheet.text(field.name)
    named = options.of(records, field, sheet.text("topic"), [chosen])
    codes = [*named, *([chosen] if chosen and chosen not in named else [])]
    if field.choices and len(codes) <= AT_A_GLANCE:
        st.segmented_control(
            _label(field),
            codes,
            format_func=lambda code: plain(named.get(code or "", "")),
            **entered.widget(sheet, field.name, named.values()),
        )
        return
    st.selectbox(
        _label(field),
        codes,
        format_func=lambda code: named.get(code, code),
        placeholder=text("edit.choose"),
        accept_new_options=options.may_be_typed(records, field),
        **entered.widget(sheet, field.name, named.values()),
    )


def _several(records: DossierRecords, sheet: Sheet, field: Field) -> None:
    chosen = sheet.values.get(field.name) or []
    named = options.of(records, field, "", chosen)
    st.multiselect(
        _label(field),
        [*named, *(code for code in chosen if code not in named)],
        format_func=lambda code: named.get(code, code),
        placeholder=text("edit.choose"),
        select_all=False,
        **entered.several(sheet, field.name, named.values()),
    )
