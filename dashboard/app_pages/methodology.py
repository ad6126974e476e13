"""How is this decided?"""

from dashboard import components as ui
from dashboard import filters, formats, theme
from dashboard.texts import text

view = filters.view()
eyebrow = text("shell.eyebrow", page=text("shell.page_methodology"), day=formats.day(view.as_of))
ui.show(ui.heading(eyebrow, text("shell.page_methodology")))
ui.show(ui.joined([ui.state(code) for code in theme.STATES]))
