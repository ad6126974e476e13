"""Can I take this one's word?"""

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.texts import text

view = filters.view()
eyebrow = text("shell.eyebrow", page=text("shell.page_speakers"), day=formats.day(view.as_of))
ui.show(ui.heading(eyebrow, text("shell.page_speakers")))
rows = [ui.Row((ui.data(speaker.name),)) for speaker in view.records.speakers.values()]
ui.show(ui.table([ui.Column(text("shell.filter_speaker"))], rows, name=text("shell.page_speakers")))
