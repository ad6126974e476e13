"""What should I know today? What fell due unseen, what slipped, which numbers clash, who contradicts whom."""

import streamlit as st
from markupsafe import Markup

from claims.analysis import overview
from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.charts import overview as charts
from dashboard.charts.frame import Words
from dashboard.components import overview as parts
from dashboard.components.chart import draw_chart, drawn, narrowing
from dashboard.data import Drawn
from dashboard.texts import language, text

ROWS = 3
"""Facts under each question."""
LATEST = 5
STRIP = ("overdue", "awaiting_check", "due_soon", "holding", "met_late", "met_on_time", "kept")
"""States shown even where none stands so; the others appear when one does."""
ORDER = (
    "overdue", "awaiting_check", "missed", "breached", "timing_unclear", "due_now", "due_soon", "upcoming", "holding",
    "met_late", "met_on_time", "met_early", "kept", "superseded", "withdrawn", "undated",
)  # fmt: skip
IN_TIME, LATE, BROKEN = ("met_on_time", "met_early", "kept"), ("met_late",), ("missed", "breached")
RUNNING = ("due_now", "due_soon", "upcoming", "holding")

view = filters.view()
tables, chosen = view.dossier.tables, view.selection.claim_ids
ledger = data.commitments_of(view.dossier, view.query)
counts = overview.counts(ledger)
dossier = view.records.dossier


def total(states: tuple[str, ...]) -> int:
    return sum(counts[state] for state in states)


def lead() -> str:
    """What needs a look first: overdue, else unseen, else what is due next, else that nothing is."""
    if counts["overdue"]:
        return text("overview.overdue", counts["overdue"])
    unseen = ledger[ledger["state"] == "awaiting_check"]
    if len(unseen):
        looked = [view.records.topics[topic].last_checked for topic in unseen["topic_id"].unique()]
        seen = [day.last for day in looked if day and day.last]
        months = unseen["baseline_last"].dt.to_period("M").unique()
        month = formats.month(unseen["baseline_last"].iloc[0].date()) if len(months) == 1 else ""
        key = f"overview.unseen{'_month' if month else ''}{'' if seen else '_never'}"
        return text(key, len(unseen), month=month, day=formats.day(max(seen)) if seen else "")
    running = total(RUNNING[:3])
    return text("overview.next", running) if running else text("overview.nothing_due")


def rest() -> list[str]:
    """How the closed ones ended, and how many still run."""
    said = []
    if closed := total((*IN_TIME, *LATE, *BROKEN)):
        ends = []
        if kept := total(IN_TIME):
            ends.append(text("overview.closed_kept", kept))
        if late := counts["met_late"]:
            days = int(ledger["days_late_min"].min())
            ends.append(text("overview.closed_late", late, days=text("overview.days_or_more", days)))
        if broken := total(BROKEN):
            ends.append(text("overview.closed_broken", broken))
        said.append(text("overview.closed", closed, ends=text("shell.comma").join(ends)))
    if running := total(RUNNING):
        said.append(text("overview.running", running))
    return said


def column(title: str, more: str, href: str, items: list[Markup], nothing: str) -> None:
    ui.show(ui.section(title, more, href), *items)
    if not items:
        ui.show(Markup('<p class="why">{}</p>').format(nothing))


if not chosen:
    total_claims = view.selection.known
    filters.empty_face(
        view, text("overview.nothing"), total_claims, lambda query: len(data.select(view.dossier, query).claim_ids)
    )
else:
    answer = Markup("<b>{}</b> {}").format(lead(), " ".join(rest())) if len(ledger) else text("overview.no_commitment")
    eyebrow = text("shell.eyebrow", page=text("shell.page_overview"), day=formats.day(view.as_of))
    ui.show(
        ui.heading(eyebrow, ui.data(dossier.title), answer),
        ui.states_strip(
            [
                (state, counts[state], filters.link("deadlines", state=state))
                for state in ORDER
                if counts[state] or state in STRIP
            ]
        ),
    )
    first, second, third = st.columns(3, gap="medium")
    due, slipped = overview.due(ledger), overview.slipped_most(ledger)
    with first:
        pressing = due[due["state"].isin(("overdue", "awaiting_check", "due_now"))].head(ROWS - 1)
        # A slip is the date moved; where none moved, what came latest stands for it.
        late = slipped[slipped["state"] == "met_late"]
        late = late.sort_values(["slip_days", "days"], ascending=False, kind="stable").head(ROWS - len(pressing))
        coming = due[~due["state"].isin(("overdue", "awaiting_check", "due_now"))]
        coming = coming.head(ROWS - len(pressing) - len(late))
        items: list[Markup] = []
        for name, rows in (("pressing", pressing), ("coming", coming), ("slipped", late)):
            if len(rows):
                seen = name == "pressing" and set(rows["state"]) == {"awaiting_check"}
                items += [ui.group(text(f"overview.{'unseen_group' if seen else name}"))]
                items += parts.dated(view, rows, ledger)
        column(
            text("overview.was_kept"),
            text("overview.all_commitments", len(ledger)),
            filters.link("deadlines"),
            items,
            text("overview.no_slip", day=formats.day(view.as_of)),
        )
    with second:
        disputes = overview.disputes(tables, view.as_of, chosen)
        asked = view.selection.rows(view.tables.figures)["topic_id"].nunique()
        column(
            text("overview.which_number"),
            text("overview.all_questions", asked),
            filters.link("figures"),
            parts.disputed(view, disputes.head(ROWS)),
            text("overview.no_dispute"),
        )
    with third:
        divided = overview.divided(tables, view.as_of, chosen)
        column(
            text("overview.who_otherwise"),
            text("overview.all_questions", len(divided)),
            filters.link("compare"),
            parts.divided(view, divided.head(ROWS)),
            text("overview.no_position"),
        )
    left, right = st.columns(2, gap="medium")
    with left:
        ui.show(
            ui.section(
                text("overview.what_slipped"), text("overview.timeline"), filters.link("deadlines", tab="timeline")
            )
        )
        if slipped.empty:
            ui.show(Markup('<p class="why">{}</p>').format(text("overview.no_slip", day=formats.day(view.as_of))))
        else:

            def make() -> Drawn:
                words = Words.of(view.records, slipped["baseline_claim"], language())
                colours = theme.palette(filters.theme_mode())
                bars = charts.slipped(slipped, words=words, colours=colours, narrow=filters.narrow())
                return bars, charts.slipped_alt(slipped, words=words)

            bars, alt = drawn(view, "slipped", make)
            title = text("overview.what_slipped")
            draw_chart(view, bars, alt=alt, key="slipped", title=title, shown=narrowing(view))
            ui.show(parts.slipped_table(view, slipped.head(charts.FIRST)))
    with right:
        newest = overview.newest(tables, view.as_of)
        ui.show(
            ui.section(text("overview.latest"), text("overview.all_claims", len(chosen)), filters.link("claims")),
            Markup('<p class="why">{}</p>').format(
                text("overview.sleeps", newest[1], day=formats.day(newest[0])) if newest and newest[1] > 1 else ""
            ),
            parts.statements(view, overview.latest(tables, view.as_of, LATEST, chosen)["claim_id"]),
        )
