"""What needs a look? What lapsed unseen first; then drafts, verdicts that wait or were decided, edits."""

import streamlit as st
from markupsafe import Markup

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import desk
from dashboard.reader import reader
from dashboard.texts import text

view, person = filters.view(), reader()
eyebrow = text("shell.eyebrow", page=text("shell.page_desk"), day=formats.day(view.today))
if view.dossier.kept is None or view.recorded_at or not person.may("edit", view.records.dossier):
    way = (
        ui.a(filters.same("desk", recorded_at=None), text("kept.back_to_now"))
        if view.recorded_at
        else ui.a(filters.link("overview"), text("edit.way_read"))
    )
    ui.show(
        ui.heading(eyebrow, text("desk.title"), text("desk.not_here")), Markup('<p class="way-on">{}</p>').format(way)
    )
else:
    looks = desk.looks(view)
    ui.show(ui.heading(eyebrow, text("desk.title"), desk.answer(looks)))
    with st.container(key="desk"):
        left, right = st.columns([1.6, 1], gap="large")
    with left:
        desk.queue(view, person, looks)
        desk.verdicts(view, person)
        desk.following(view, looks)
    with right:
        desk.new_records(view)
        desk.own_drafts(view, person)
        desk.decided(view, person)
        desk.recent(view)
