"""What should I know today?"""

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.texts import text

view = filters.view()
day = formats.day(view.as_of)
ui.show(
    ui.heading(
        text("shell.eyebrow", page=text("shell.page_overview"), day=day), formats.name(view.records.dossier.title)
    )
)
