"""Enter, correct, judge or retire one record, and see beside it what that means before it is saved."""

from __future__ import annotations

from dashboard import components as ui
from dashboard import entered, filters, formats
from dashboard.components.editing import page, records, starts
from dashboard.entered import Sheet
from dashboard.filters import View
from dashboard.reader import reader
from dashboard.texts import text


def asked(view: View) -> None:
    """The form that the link asks for, or why there is none."""
    person = reader()
    kind, named = starts.asked_for(view)
    read = ui.a(filters.link("overview"), text("edit.way_read"))
    if view.recorded_at:
        now = ui.a(filters.same("edit", recorded_at=None), text("kept.back_to_now"))
        page.refused(view, text("edit.not_now", moment=formats.moment(view.recorded_at)), text("edit.not_now_do"), now)
    elif view.dossier.kept is None:
        page.refused(view, text("edit.in_files"), text("edit.in_files_do"), read)
    elif not person.may("edit", view.records.dossier):
        page.refused(view, text("edit.may_not"), text("edit.may_not_do"), read)
    elif kind == "dossier" and not person.may("administer", view.records.dossier):
        page.refused(view, text("edit.may_not_administer"), text("edit.may_not_administer_do"), read)
    else:
        held = records.held(view, kind, named["id"]) if "id" in named else None
        if "id" in named and held is None:
            desk = ui.a(filters.link("desk"), text("edit.way_desk"))
            page.refused(view, text("edit.no_record", id=named["id"]), text("edit.no_record_do"), desk)
        else:

            def fresh() -> Sheet:
                return starts.start(view, person, kind, named, held)

            page.draw(view, person, entered.sheet(person, view.dossier.id, kind, named, fresh), held)


asked(filters.view())
