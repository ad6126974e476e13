"""The two-clock chart of a question: when each date was said against the date itself."""

from __future__ import annotations

import pandas as pd

from dashboard import filters, formats, theme
from dashboard.charts import slip
from dashboard.charts.frame import AGGREGATE_ABOVE, Words, known_outcomes
from dashboard.components.chart import draw_chart, drawn
from dashboard.data import Drawn
from dashboard.filters import View
from dashboard.texts import language, text


def slip_chart(view: View, topic_id: str, chains: pd.DataFrame, *, small: bool, room: int | None = None) -> None:
    """The two-clock chart of a question with these chains, and what it says; `room` is its width if it is known."""
    records, deadlines = view.records, view.tables.deadlines
    topic = records.topics[topic_id]

    def make() -> Drawn:
        every = deadlines[deadlines["topic_id"] == topic_id]
        # Of more claims than have marks those that the filters leave, so that they can be narrowed down.
        table = view.selection.rows(every) if len(every) > AGGREGATE_ABOVE else every
        words = Words.of(records, every["claim_id"], language())
        outcomes = known_outcomes(records, view.as_of, language())
        chart = slip.slip(
            table,
            commitments=chains,
            outcomes=outcomes,
            last_checked=topic.last_checked.last if topic.last_checked else None,
            as_of=view.as_of,
            words=words,
            colours=theme.palette(filters.theme_mode()),
            narrow=small,
            room=room,
        )
        said = slip.alt(table, commitments=chains, outcomes=outcomes, question="", words=words)
        total = text("shell.claims", len(every))
        left = text("charts_dates.filtered", len(table), total=total) if len(table) < len(every) else ""
        return chart, " ".join(part for part in (said.strip(), left, slip.note(table, words=words)) if part)

    chart, said = drawn(view, "slip", make, topic_id, tuple(chains["side"]), small, room)
    draw_chart(view, chart, alt=said, key="slip", title=formats.name(topic.question), topic=topic_id)
