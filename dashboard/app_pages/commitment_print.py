"""One commitment on paper: how it stands against both of its dates and why, and every step in its own words."""

from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import commitment, printed
from dashboard.components.slip_chart import slip_chart
from dashboard.texts import text

view = filters.view()
found = commitment.by_urgency(view, data.commitments_of(view.dossier, view.query))
if not found:
    commitment.nothing_left(view)
else:
    one = commitment.chosen(found, filters.asked("chosen"))
    # The address names the one that is shown, and a link that names none of them is told so.
    filters.choice("chosen", [other.key for other in found], one.key)
    eyebrow = text("shell.eyebrow", page=text("shell.page_deadlines"), day=formats.day(view.as_of))
    ui.show(
        ui.heading(eyebrow, ui.data(view.records.topics[one.topic].question)),
        commitment.head(view, one),
        commitment.standing(view, one),
    )
    slip_chart(view, one.topic, commitment.of_topic(view, one), small=True, room=printed.WIDTH_PX)
    ui.show(
        ui.section(text("print.steps")),
        commitment.steps(view, one),
        printed.running(commitment.title(view, one)),
    )
