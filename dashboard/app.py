"""The entry script of every page: menu, filter bar, the page itself, foot."""

from __future__ import annotations

import streamlit as st

from claims.errors import StoreError
from dashboard import components as ui
from dashboard import data, filters, notices, shell, texts
from dashboard.components import citing, printed
from dashboard.data import Faulty
from dashboard.filters import PAGES, PAPER, UNFILTERED
from dashboard.texts import text

filters.opened()
texts.speaking(filters.language())

pages = {
    name: st.Page(
        f"app_pages/{name}.py",
        title=text(f"shell.page_{PAPER.get(name, name)}"),
        url_path="" if name == "overview" else name,
        default=name == "overview",
    )
    for name in PAGES
}
page = st.navigation(list(pages.values()), position="hidden")
current = next(name for name in PAGES if pages[name] == page)
st.set_page_config(page_title=text("shell.window", page=page.title), layout="wide")

paper = current in PAPER
with st.container(key="shell"):
    if not paper:
        shell.menu(pages, current)
    try:
        shell.only_who_may()
        dossiers = shell.dossiers()
    except StoreError as error:
        shell.no_store(error)
        st.stop()
    chosen = filters.dossier(dossiers)
    if isinstance(chosen, Faulty):
        shell.faulty_bar(chosen, dossiers)
    elif chosen is not None:
        view = shell.read(current, chosen)
        places = None if current in UNFILTERED else filters.bar(view, dossiers)
        notices.draw(view)

if chosen is None:
    shell.no_dossier()
elif isinstance(chosen, Faulty):
    shell.faulty(chosen)
elif paper:
    with st.container(key="paper"):
        ui.show(printed.ways(view, shell.other_language(current)))
        page.run()
        ui.show(printed.provenance(view))
else:
    one_by_one = current in shell.ONE_BY_ONE
    too_many = one_by_one and not data.few(chosen, view.query)
    if too_many or (current == "changes" and chosen.is_large):
        shell.too_many(view)
    else:
        if one_by_one:
            data.fetched(chosen, view.selection.claim_ids)
        page.run()
    if places is not None:
        if places.citation.open:
            with places.citation:
                citing.cite()
        with places.notes:
            filters.notes()
    shell.foot(view)
notices.told()
