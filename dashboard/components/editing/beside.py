"""Beside the form: the days its dates mean, how a claim would stand and why, what else would flip, what is alike."""

from __future__ import annotations

from typing import Any

import streamlit as st
from markupsafe import Markup

from claims.answers import Row
from claims.editing import dates
from claims.editing.fields import Field
from claims.editing.likeness import Like, like
from claims.editing.preview import Preview, preview
from claims.errors import RefusalError
from claims.store.kept import FEW
from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import changes
from dashboard.components.editing import form, options
from dashboard.components.editing.layout import LAYOUTS
from dashboard.components.editing.records import Meant
from dashboard.components.lines import Inline
from dashboard.components.markup import EMPTY
from dashboard.entered import Sheet
from dashboard.filters import View
from dashboard.texts import language, text

STATED = ("claim", "outcome", "assessment")
"""What says how a claim stands."""
COMPARED = ("claim", "speaker", "outlet", "source")
"""Of which is told what is alike."""
FLIPS, ALIKE = 5, 5
"""So many are told; of the rest, how many they are."""


def draw(view: View, sheet: Sheet, meant: Meant) -> None:
    """All of it, as far as what is entered says it."""
    ui.show(ui.section(text("edit.beside")))
    if sheet.kind == "dossier":
        asked = {one.name: ui.capital(one.label(language())) for one in form.asked(view.records, sheet)}
        names = [name for line in LAYOUTS[sheet.kind].above for name in line]
        ui.show(ui.facts([(asked[name], text(f"edit.means_{name}")) for name in names]))
        return
    if rows := windows(sheet, form.asked(view.records, sheet)):
        ui.show(ui.facts(rows))
    if not meant.edits:
        told = "whole" if sheet.kind in STATED else "alike" if sheet.kind in COMPARED else "flips"
        ui.show(Markup('<p class="why">{}</p>').format(text(f"edit.not_yet_{told}")))
        return
    records, whole = meant.around.records, meant.around.whole
    if whole:
        ui.show(standing(view, preview(records, meant.edits, view.as_of, language())))
    else:
        ui.show(Markup('<p class="why">{}</p>').format(text("edit.not_weighed")))
    if sheet.kind in COMPARED and (whole or sheet.kind in FEW) and meant.checked.record and not sheet.retires:
        _alike(view, sheet, like(records, meant.checked.record))


def judged(view: View, sheet: Sheet) -> None:
    """The claim that a verdict is about: what was said, by whom and when, and the words where they stand."""
    claim = view.records.claims.get(sheet.text("claim"))
    if claim is None:
        return
    records, source = view.records, view.records.sources[claim.source]
    facts = [ui.data(records.speakers[claim.speaker].name), formats.edtf(claim.said_on)]
    told = [
        Markup("<p>{}</p>").format(ui.a(filters.link("claim", id=claim.id), ui.data(claim.statement))),
        Markup('<p class="why">{}</p>').format(ui.joined([*facts, *ui.source_facts(records, source)], between=" · ")),
    ]
    if claim.quote:
        place = claim.quote.start, claim.quote.end
        told.append(ui.quote_in_context(records.texts[source.id], *place, source.language))
    ui.show(ui.section(text("edit.judged")), *told)


def windows(sheet: Sheet, asked: tuple[Field, ...]) -> list[tuple[str, Inline]]:
    """The days that each date means, as far as it can be read."""
    dated = {one.name: ui.capital(one.label(language())) for one in asked if one.holds in ("date", "day")}
    rows: list[tuple[str, Inline]] = []
    for name, label in ({"retired.on": text("edit.retired_on")} if sheet.retires else dated).items():
        given = sheet.text(name)
        if not given.strip():
            continue
        role = sheet.text("deadline.role") if name == "deadline.due" else ""
        try:
            meant = dates.due(role, given) if role else dates.window(given)
        except RefusalError:
            # Told at its field.
            continue
        rows.append((label, meant.in_words(language())))
    return rows


def standing(view: View, seen: Preview) -> Markup:
    """How the edited claims would stand, each with its reason, and what else would flip."""
    parts = []
    if seen.rows:
        parts.append(ui.group(text("edit.would_stand", day=formats.day(view.as_of)), level=3))
    parts += [_stands(row) for row in seen.rows.values()]
    rows = [] if seen.flips is None else changes.lines(seen.flips)
    # "Else" and "other" speak of the claims above: a new speaker has none there.
    parts.append(ui.group(text("edit.flips" if seen.rows else "edit.flips_any"), level=3))
    if rows:
        parts += rows[:FLIPS]
    else:
        parts.append(
            Markup('<p class="why">{}</p>').format(text("edit.flips_none" if seen.rows else "edit.flips_not_any"))
        )
    if len(rows) > FLIPS:
        parts.append(Markup('<p class="why">{}</p>').format(text("edit.flips_more", n=len(rows) - FLIPS)))
    return ui.joined(parts, between="")


def _stands(row: Row) -> Markup:
    state, status = row.get("state"), row.get("status")
    chips = ui.joined([ui.state(str(state)) if state else EMPTY, ui.status(str(status)) if status else EMPTY])
    return Markup('<div class="reason"><p>{} {}</p></div>').format(chips, row["why"])


def _alike(view: View, sheet: Sheet, found: list[Like]) -> None:
    """What may be entered already, with the reasons; one click names a claim as the same utterance, never alone."""
    ui.show(ui.group(text("edit.alike"), level=3))
    if not found:
        ui.show(Markup('<p class="why">{}</p>').format(text("edit.alike_none")))
    for one in found[:ALIKE]:
        why = ui.joined([key.in_words(language()) for key in one.keys], between=" · ")
        ui.show(ui.relation_line(EMPTY, _record(view, sheet.kind, one.id), why))
        if one.same_utterance:
            button: dict[str, Any] = {"key": f"same-as {sheet.key} {one.id}", "on_click": sheet.put}
            st.button(text("edit.same_utterance"), args=("same_as", _origin(view, one.id)), type="tertiary", **button)


def _origin(view: View, claim_id: str) -> str:
    """An echo names the claim that it echoes."""
    return view.records.claims[claim_id].same_as or claim_id


def _record(view: View, kind: str, id_: str) -> Markup:
    name = options.name_of(view.records, kind, id_)
    match kind:
        case "claim":
            return ui.a(filters.link("claim", id=id_), name)
        case "source":
            return ui.a(filters.link("sources", source=id_), name)
        case "speaker":
            return ui.a(filters.link("speakers", speaker=id_), name)
        case _:
            return Markup("<b>{}</b>").format(name)
