"""Was the date kept?"""

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.texts import text

view = filters.view()
eyebrow = text("shell.eyebrow", page=text("shell.page_deadlines"), day=formats.day(view.as_of))
ui.show(ui.heading(eyebrow, text("shell.page_deadlines")))
columns = [
    ui.Column(text("shell.filter_state")),
    ui.Column(text("shell.filter_side")),
    ui.Column(text("shell.filter_topic")),
]
sides = filters.names(view.records, "side")
topics = filters.names(view.records, "topic")
ledger = view.tables.commitments
rows = [
    ui.Row((ui.state(state), sides[side], topics[topic]))
    for state, side, topic in zip(ledger["state"], ledger["side"], ledger["topic_id"], strict=True)
]
ui.show(ui.table(columns, rows, name=text("shell.page_deadlines")))
