"""Who says otherwise? One question: the voices side by side, how their statements relate, and how often they agree."""

import streamlit as st

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import compared, comparison, paging, printed
from dashboard.components.compared import Compared
from dashboard.components.comparison import BY
from dashboard.texts import text

view = filters.view()
narrow = filters.narrow()
eyebrow = text("shell.eyebrow", page=text("shell.page_compare"), day=formats.day(view.as_of))


def choices(asked: Compared) -> None:
    """The question, what to compare by, and whom."""
    by, often, chosen = asked.by, asked.often, asked.codes
    with st.container(key="compare-choices", horizontal=not narrow, vertical_alignment="bottom"):
        names, left = filters.names(view.records, "topic"), view.selection.counts["topic"]
        topics = {
            code: text("compare.option", name=name, n=left[code]) for code, name in names.items() if left.get(code)
        }
        filters.choose("topic", text("shell.filter_topic"), topics, asked.topic.id, known=names, form="select")
        ways: dict[str, str] = {one: text(f"compare.by_{one}") for one in BY}
        filters.choose("by", text("compare.by"), ways, compared.default_by(view, asked.topic.id))
        who = filters.names(view.records, by)
        ranked = [*chosen, *(code for code, _ in often.most_common() if code not in chosen)]
        options = {code: text("compare.option", name=who[code], n=often[code]) for code in ranked}
        filters.choose_many(by, text("compare.whom"), options, chosen)


asked = compared.of_link(view)
if asked is None:
    compared.nothing_left(view)
else:
    above = ui.joined([eyebrow, printed.to_paper("comparison_print")], between="")
    ui.show(ui.heading(above, ui.data(asked.topic.question), compared.answer(asked)))
    choices(asked)
    rows = comparison.together(view, asked.voices, asked.topic.id)
    shown = filters.pages(len(rows))
    body = comparison.columns(view, asked.voices, shown.of(rows), asked.by)
    if shown.count > 1:
        body += paging.turn(shown, lambda number: filters.link("compare", part=number))
    if narrow or len(asked.voices) > 2:
        ui.show(body)
        compared.over_time(asked)
        compared.elsewhere(asked)
    else:
        left, right = st.columns([2.3, 1], gap="large")
        with left:
            ui.show(body)
        with right:
            compared.over_time(asked)
            compared.elsewhere(asked)
    compared.matrix(asked)
