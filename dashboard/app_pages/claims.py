"""What exactly was said?"""

from dashboard import components as ui
from dashboard import filters, formats
from dashboard.texts import text

view = filters.view()
eyebrow = text("shell.eyebrow", page=text("shell.page_claims"), day=formats.day(view.as_of))
ui.show(ui.heading(eyebrow, text("shell.page_claims")))
claims = [view.records.claims[claim_id] for claim_id in view.selection.claim_ids]
columns = [ui.Column(text("shell.filter_said_on")), ui.Column(text("shell.filter_speaker")), ui.Column("")]
rows = [
    ui.Row(
        (
            formats.edtf(claim.said_on, "short"),
            ui.data(view.records.speakers[claim.speaker].name),
            ui.data(claim.statement),
        ),
    )
    for claim in claims
    if claim.retired is None
]
ui.show(ui.table(columns, rows, name=text("shell.page_claims")))
