"""What changed between two days? Which states and statuses flipped, and what made each of them flip."""

import streamlit as st
from markupsafe import Markup

from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import changes, paging
from dashboard.texts import text

view = filters.view()
first = changes.since(view)
found = data.changes_between(view.dossier, first, view.as_of, view.query)
changed = found.changed
every = data.changes_between(view.dossier, first, view.as_of, view.unfiltered)

filters.follow_in_place()
with st.container(key="changes"):
    title, day = st.columns([3, 1], vertical_alignment="top")
    with day, st.container(key="changes-since"):
        changes.days(view, first)
    with title:
        if changed.rows.empty and len(every.changed.rows):
            filters.empty_face(
                view,
                text("changes.left_none"),
                len(every.changed.rows),
                lambda query: len(data.changes_between(view.dossier, first, view.as_of, query).changed.rows),
                unit="changes",
            )
        else:
            eyebrow = text("shell.eyebrow", page=text("shell.page_changes"), day=formats.day(view.as_of))
            ui.show(ui.heading(eyebrow, text("changes.title"), changes.answer(changed)), changes.records(view, found))
    if len(changed.rows):
        questions = changes.questions(view, changed)
        shown = filters.pages(len(questions))
        ui.show(changes.table(changed, shown.of(questions)))
        if shown.count > 1:
            ui.show(paging.turn(shown, lambda number: filters.link("changes", part=number)))
        ui.show(changes.causes(changed))
    else:
        ui.show(Markup('<p class="why">{}</p>').format(text("changes.wider")))
