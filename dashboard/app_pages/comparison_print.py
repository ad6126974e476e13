"""One comparison on paper: the voices side by side, how often they agree, and where they stood when."""

from markupsafe import Markup

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import compared, comparison, paging, printed
from dashboard.texts import text

view = filters.view()
asked = compared.of_link(view)
if asked is None:
    compared.nothing_left(view)
else:
    eyebrow = text("shell.eyebrow", page=text("shell.page_compare"), day=formats.day(view.as_of))
    rows = comparison.together(view, asked.voices, asked.topic.id)
    shown = filters.pages(len(rows))
    ui.show(
        ui.heading(eyebrow, ui.data(asked.topic.question), compared.answer(asked)),
        comparison.columns(view, asked.voices, shown.of(rows), asked.by),
        printed.running(formats.name(asked.topic.question)),
    )
    if shown.count > 1:
        ui.show(Markup('<p class="turn">{}</p>').format(paging.rows_shown(shown)))
    compared.counts(asked)
    compared.over_time(asked)
