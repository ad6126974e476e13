"""What is kept here, is it sound, and how do I take it with me?"""

from functools import partial

import streamlit as st
from markupsafe import Markup

from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import store
from dashboard.components.editing import ways
from dashboard.data import ARCHIVES, TEMPLATES
from dashboard.reader import reader
from dashboard.routes import SERVED
from dashboard.texts import language, text

CHECKED_AT_ONCE = 20_000
"""Of a longer history the check takes seconds: it is made when it is asked for."""

view = filters.view()
dossier = view.dossier
records = store.records(view)
ui.show(
    ui.heading(
        text("shell.eyebrow", page=text("shell.page_data"), day=formats.day(view.as_of)),
        text("kept.title"),
        text("kept.answer", records=records, moment=formats.moment(dossier.changed)),
    )
)
about, take = st.columns(2, gap="large")
with about:
    if dossier.kept:
        ui.show(
            ui.section(text("kept.in_store")),
            store.facts(view, data.about_store(), data.last_entry(dossier), whole=reader().everywhere is not None),
            ways.of_dossier(view),
        )
        asked = st.button(text("kept.check_again"), key="check-again")
        if asked or dossier.kept.entries <= CHECKED_AT_ONCE:
            with st.spinner(text("kept.checking")):
                ui.show(store.health(view, data.health(dossier, again=asked)))
    else:
        ui.show(ui.section(text("kept.in_files")), Markup('<p class="why">{}</p>').format(text("kept.files_only")))
with take:
    if dossier.is_large:
        command = Markup('<code dir="ltr">claims export DEST --dossier {}</code>').format(dossier.id)
        told = ui.sentence("kept.take_large", command=command)
        ui.show(ui.section(text("kept.take")), Markup('<p class="why">{}</p>').format(told))
    else:
        ui.show(ui.section(text("kept.take")), Markup('<p class="why">{}</p>').format(text("kept.take_what")))
        with st.container(key="archives"):
            for form, (name, media) in ARCHIVES.items():
                with st.container(horizontal=True, key=f"archive-{form}"):
                    st.download_button(
                        text(f"kept.form_{form}"),
                        partial(data.archive, dossier, form, language()),
                        file_name=name.format(dossier=dossier.id, day=dossier.changed.date()),
                        mime=media,
                        on_click="ignore",
                        type="tertiary",
                        key=f"take-{form}",
                    )
                    ui.show(Markup('<span class="why">{}</span>').format(text(f"kept.use_{form}")), width="content")
    if dossier.kept:
        command = Markup('<code dir="ltr">claims import FILE --dossier {} --preview</code>').format(dossier.id)
        ui.show(
            ui.section(text("kept.bring")),
            Markup('<p class="why">{}</p>').format(ui.sentence("kept.bring_how", command=command)),
        )
        with st.container(horizontal=True, key="templates"):
            for form, media in TEMPLATES.items():
                st.download_button(
                    text("kept.template", form=form.upper()),
                    partial(data.form_to_fill_in, dossier, form, language()),
                    file_name=f"{dossier.id}-template.{form}",
                    mime=media,
                    on_click="ignore",
                    type="tertiary",
                    key=f"template-{form}",
                )
ui.show(
    ui.section(text("kept.for_programs")),
    Markup('<p class="why">{}</p>').format(text("kept.for_programs_what")),
    store.addresses(
        [
            (text(f"kept.feed_{one.name}"), filters.served(one.path, one.takes), text(f"kept.for_{one.name}"))
            for one in SERVED
            if one.name != "table" and not (one.whole and dossier.is_large)
        ]
    ),
)
