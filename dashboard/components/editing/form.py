"""The form of one record: its fields in the order of its layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

import streamlit as st
from markupsafe import Markup

from claims.editing.fields import Checked, Field
from claims.editing.fields import fields as fields_of
from claims.faults import RecordType
from claims.models import Kind
from claims.records import DossierRecords
from dashboard import components as ui
from dashboard import entered
from dashboard.components.editing import fields, quote
from dashboard.components.editing.layout import LAYOUTS, TEXT, WIDTHS, Line
from dashboard.entered import Sheet
from dashboard.texts import language, text


def kind_of_value(records: DossierRecords, sheet: Sheet) -> Kind | None:
    """The kind of question that the record is about, where its fields depend on it and it is known."""
    if sheet.kind == "topic":
        return cast(Kind, sheet.text("kind")) or None
    topic = records.topics.get(sheet.text("topic")) if sheet.kind == "claim" else None
    return topic.kind if topic else None


def asked(records: DossierRecords, sheet: Sheet) -> tuple[Field, ...]:
    """The fields that the form shows now; the id of a record that is there already stays as it is."""
    shown = fields_of(cast(RecordType, sheet.kind), kind_of_value(records, sheet))
    return tuple(one for one in shown if sheet.base is None or one.name != "id")


def given(records: DossierRecords, sheet: Sheet) -> dict[str, entered.Entered]:
    """What was entered in those fields."""
    names = [name for field in asked(records, sheet) for name in field.inputs]
    return {name: sheet.values[name] for name in names if name in sheet.values}


def draw(records: DossierRecords, sheet: Sheet, checked: Checked) -> None:
    """Every field with its faults, and above them those that stand at none."""
    if sheet.retires:
        _day_of_retirement(sheet, checked)
        return
    layout, kind = LAYOUTS[sheet.kind], kind_of_value(records, sheet)
    shown = {field.name: field for field in asked(records, sheet)}
    _elsewhere(sheet, checked, tuple(shown.values()))
    _lines(records, sheet, shown, layout.above, checked)
    if layout.of_kind:
        with st.container(key="fields-of-kind"):
            if kind is None:
                ui.show(Markup('<p class="why">{}</p>').format(text(f"edit.choose_for_{sheet.kind}")))
            else:
                _lines(records, sheet, shown, layout.of_kind[kind], checked)
    _lines(records, sheet, shown, layout.below, checked)
    folded = [*_present(layout.folded, shown)]
    if folded:
        open_ = sheet.tried and any(checked.at(shown[name]) for line in folded for name in line)
        with st.expander(text("edit.more_fields"), expanded=open_, key="more-fields"):
            _lines(records, sheet, shown, folded, checked)


def _day_of_retirement(sheet: Sheet, checked: Checked) -> None:
    _elsewhere(sheet, checked, ())
    with st.container(key=fields.css("retired.on")):
        st.text_input(text("edit.retired_on"), autocomplete="off", **entered.written(sheet, "retired.on"))


def _elsewhere(sheet: Sheet, checked: Checked, shown: tuple[Field, ...]) -> None:
    faults = checked.elsewhere(shown) if sheet.tried else ()
    fields.fault(" ".join(one.in_words(language()) for one in faults))


def _present(lines: Iterable[Line], shown: Mapping[str, Field]) -> Iterator[Line]:
    for line in lines:
        if names := tuple(name for name in line if name in shown or name == TEXT):
            yield names


def _lines(
    records: DossierRecords, sheet: Sheet, shown: Mapping[str, Field], lines: Iterable[Line], checked: Checked
) -> None:
    for line in _present(lines, shown):
        places = [st.container()] if len(line) == 1 else st.columns([WIDTHS.get(name, 1) for name in line])
        for place, name in zip(places, line, strict=True):
            with place:
                if name == TEXT:
                    _text_of_source(records, sheet)
                elif name == "quote":
                    quote.draw(records, sheet, checked.at(shown[name]))
                else:
                    fields.draw(records, sheet, shown[name], checked.at(shown[name]))


def _text_of_source(records: DossierRecords, sheet: Sheet) -> None:
    """The stored text cannot be changed; where there is none, one can be pasted."""
    with st.container(key=fields.css(TEXT)):
        if sheet.id in records.texts:
            ui.show(Markup('<p class="why">{}</p>').format(text("edit.text_kept")))
        else:
            hint = text("edit.text_paste")
            st.text_area(text("edit.text"), height=160, placeholder=hint, **entered.written(sheet, TEXT))
