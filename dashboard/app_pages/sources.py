"""What does this document say?"""

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.texts import text

view = filters.view()
eyebrow = text("shell.eyebrow", page=text("shell.page_sources"), day=formats.day(view.as_of))
ui.show(ui.heading(eyebrow, text("shell.page_sources")))
rows = [ui.Row((source.title or source.id,)) for source in view.records.sources.values()]
ui.show(ui.table([ui.Column(text("shell.page_sources"))], rows, name=text("shell.page_sources")))
