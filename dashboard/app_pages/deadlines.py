"""Was the date kept? Commitments by urgency, all of them on one time axis, and every dated claim."""

import streamlit as st
from markupsafe import Markup

from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.charts import commitments as timeline
from dashboard.charts.frame import Words, known_outcomes
from dashboard.components import commitment, paging
from dashboard.components.chart import draw_chart, drawn, narrowing
from dashboard.components.commitment import Commitment
from dashboard.components.slip_chart import slip_chart
from dashboard.data import Drawn
from dashboard.texts import language, text

TABS = ("commitments", "timeline", "claims")
MONTHS_ABOVE = 400
"""Above so many commitments a count by month or longer period stands over the pages of rows."""
# No id of a question begins so.
EVERY = "_all"

view = filters.view()
tables, records, narrow = view.tables, view.records, filters.narrow()
colours = theme.palette(filters.theme_mode())

ledger = data.commitments_of(view.dossier, view.query)
dated = view.selection.rows(tables.deadlines)


def panel(found: list[Commitment], one: Commitment) -> None:
    """The chosen commitment: chart, summary, chain with its words, and the way to the whole question."""
    with st.container(border=True, key="deadlines-panel"):
        options = {other.key: commitment.title(view, other) for other in found}
        filters.choose(
            "chosen", text("deadlines.chosen"), options, one.key, known=commitment.codes(view), form="select"
        )
        ui.show(commitment.head(view, one))
        slip_chart(view, one.topic, commitment.of_topic(view, one), small=True)
        drawn = tables.deadlines[tables.deadlines["topic_id"] == one.topic]
        ui.show(
            commitment.steps(view, one),
            commitment.drawn(view, drawn),
            ui.a(
                filters.link("deadlines", tab="timeline", question=one.topic, chosen=None),
                text("deadlines.whole_question", len(drawn)),
                "whole",
            ),
        )


def listed(found: list[Commitment], one: Commitment | None) -> None:
    """The table, in parts where it is long; the part with the chosen row comes first."""
    shown = filters.pages(len(found), found.index(one) if one else 0)
    ui.show(commitment.table(view, found, shown.of(found), one))
    if shown.count > 1:
        ui.show(paging.turn(shown, lambda number: filters.link("deadlines", part=number)))


def commitments_tab() -> None:
    """The table beside the chosen commitment; on a phone one that was asked for comes first."""
    found = commitment.by_urgency(view, ledger)
    one = commitment.chosen(found, filters.asked("chosen"))
    if not narrow:
        left, right = st.columns([2.3, 1], gap="large")
        with left:
            listed(found, one)
        with right:
            panel(found, one)
    elif filters.asked("chosen"):
        panel(found, one)
        listed(found, one)
    else:
        listed(found, one)
        panel(found, one)


def timeline_tab() -> None:
    """All commitments on one time axis, or one question in full."""
    topics = filters.names(records, "topic")
    options = {EVERY: text("deadlines.every_question")} | {
        topic: topics[topic] for topic in dict.fromkeys(tables.deadlines["topic_id"])
    }
    asked_for = view.query.topic[0] if len(view.query.topic) == 1 else EVERY
    with st.container(key="deadlines-question"):
        default = asked_for if asked_for in options else EVERY
        topic = filters.choose("question", text("shell.filter_topic"), options, default, known=topics, form="select")
    if topic != EVERY:
        question(topic)
    elif ledger.empty:
        ui.show(Markup("<p>{}</p>").format(text("deadlines.none")))
    else:
        every_commitment()


def question(topic_id: str) -> None:
    """The slip chart of one question over all its claims, and below it those that the filters leave."""
    ui.show(ui.section(ui.data(records.topics[topic_id].question)))
    slip_chart(view, topic_id, tables.commitments[tables.commitments["topic_id"] == topic_id], small=narrow)
    every = tables.deadlines[tables.deadlines["topic_id"] == topic_id]
    rows = dated[dated["topic_id"] == topic_id]
    note = text("deadlines.of_question", len(rows), total=text("shell.claims", len(every)))
    ui.show(
        ui.section(text("deadlines.every_claim"), note if len(rows) < len(every) else text("shell.claims", len(every)))
    )
    ui.show(commitment.dated_claims(view, rows, questions=False))


def every_commitment() -> None:
    """At most so many rows a chart; the next ones are a choice."""
    words = Words.of(records, sorted({*ledger["baseline_claim"], *ledger["current_claim"]}), language())
    if len(ledger) > MONTHS_ABOVE:

        def by_period() -> Drawn:
            months = timeline.due_by_period(ledger, words=words, colours=colours, narrow=narrow)
            return months, f"{timeline.alt(ledger, words=words)} {timeline.note(ledger, words=words)}"

        months, said = drawn(view, "months", by_period)
        draw_chart(view, months, alt=said, key="months", title=text("deadlines.title"), shown=narrowing(view))
    names = {
        str(at // timeline.PAGE + 1): text("deadlines.rows", a=formats.number(at + 1), b=formats.number(end))
        for at, end in ((at, min(at + timeline.PAGE, len(ledger))) for at in range(0, len(ledger), timeline.PAGE))
    }
    part = (
        filters.choose("part", text("deadlines.part"), names, "1", known=filters.asked("part"))
        if len(names) > 1
        else "1"
    )

    def make() -> Drawn:
        outcomes = known_outcomes(records, view.as_of, language())
        start = (int(part) - 1) * timeline.PAGE
        return timeline.timeline(
            ledger, outcomes=outcomes, as_of=view.as_of, words=words, colours=colours, narrow=narrow, start=start
        ), timeline.alt(ledger, words=words)

    chart, said = drawn(view, "timeline", make, part)
    shown = narrowing(view)
    if len(names) > 1:
        rows = text("images.rows", rows=names[part])
        said, shown = text("images.part", said=said, rows=rows), [ui.capital(rows), *shown]
    draw_chart(view, chart, alt=said, key="timeline", title=text("deadlines.title"), shown=shown)
    listed(commitment.by_urgency(view, ledger), None)


def claims_tab() -> None:
    """Every dated claim that the filters leave, by question."""
    shown = filters.pages(len(dated))
    rows = dated.iloc[shown.first : shown.first + paging.ROWS]
    ui.show(commitment.dated_claims(view, rows, questions=True))
    if shown.count > 1:
        ui.show(paging.turn(shown, lambda number: filters.link("deadlines", part=number)))


eyebrow = text("shell.eyebrow", page=text("shell.page_deadlines"), day=formats.day(view.as_of))
tab = filters.choice("tab", TABS, TABS[0])
if not ledger.empty:
    ui.show(ui.heading(eyebrow, text("deadlines.title"), commitment.answer(view, ledger)))
elif tab == TABS[0] or dated.empty:
    commitment.nothing_left(view)
else:
    ui.show(ui.heading(eyebrow, text("deadlines.title"), text("deadlines.only_claims", len(dated))))
if not (ledger.empty and dated.empty):
    counts = {"commitments": len(ledger), "claims": len(dated)}
    names = {
        one: text("deadlines.tab", name=text(f"deadlines.tab_{one}"), count=formats.number(counts[one]))
        if one in counts
        else text(f"deadlines.tab_{one}")
        for one in TABS
    }
    with st.container(key="tabs"):
        filters.choose("tab", text("deadlines.tabs"), names, TABS[0])
    filters.follow_in_place()
    if tab == "timeline":
        timeline_tab()
    elif tab == "claims" and not dated.empty:
        claims_tab()
    elif tab == "commitments" and not ledger.empty:
        commitments_tab()
