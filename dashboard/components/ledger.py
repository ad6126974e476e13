"""What stands where a view leaves no commitment, and the two-clock chart of a question."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.charts import slip
from dashboard.charts.frame import Words, known_outcomes
from dashboard.components.chart import draw_chart
from dashboard.filters import View
from dashboard.texts import language, text


def nothing_left(view: View) -> None:
    """Why there is no commitment to show."""
    total = len(view.tables.commitments)
    if total:
        filters.empty_face(
            view,
            text("deadlines.none"),
            total,
            lambda query: len(data.commitments_of(view.dossier, query)),
            unit="commitments",
        )
        _nothing_overdue(view)
    else:
        eyebrow = text("shell.eyebrow", page=text("shell.page_deadlines"), day=formats.day(view.as_of))
        ui.show(ui.heading(eyebrow, text("deadlines.title"), text("deadlines.none_yet", day=formats.day(view.as_of))))


def _nothing_overdue(view: View) -> None:
    """Where no date is overdue because nobody looked: say so, and lead to those."""
    states = view.tables.commitments["state"]
    unseen = int((states == "awaiting_check").sum())
    if "overdue" in view.query.state and unseen and not (states == "overdue").any():
        told = ui.sentence(
            "deadlines.unseen_note",
            chip=ui.state("awaiting_check", count=unseen),
            show=ui.a(filters.home("deadlines", state="awaiting_check"), text("deadlines.show_unseen")),
        )
        ui.show(Markup('<p class="missing unseen">{}</p>').format(told))


def slip_chart(view: View, topic_id: str, chains: pd.DataFrame, *, small: bool) -> None:
    """The two-clock chart of a question with these chains, and what it says."""
    records, deadlines = view.records, view.tables.deadlines
    table = deadlines[deadlines["topic_id"] == topic_id]
    words = Words.of(records, table["claim_id"], language())
    outcomes = known_outcomes(records, view.as_of, language())
    checked = records.topics[topic_id].last_checked
    chart = slip.slip(
        table,
        commitments=chains,
        outcomes=outcomes,
        last_checked=checked.last if checked else None,
        as_of=view.as_of,
        words=words,
        colours=theme.palette(filters.theme_mode()),
        narrow=small,
    )
    said = slip.alt(table, commitments=chains, outcomes=outcomes, question="", words=words).strip()
    question = formats.name(records.topics[topic_id].question)
    draw_chart(view, chart, alt=said, key="slip", title=question, topic=topic_id)
