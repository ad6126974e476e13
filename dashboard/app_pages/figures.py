"""Which number is right? One question: how far apart its figures lie, who contests whom, and what is old."""

from datetime import date

import pandas as pd
import streamlit as st
from markupsafe import Markup

from claims import words
from claims.analysis import overview
from claims.query import Query
from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.charts import figures as chart
from dashboard.charts import intervals
from dashboard.charts.frame import Words
from dashboard.components import claim_card, paging, repetition
from dashboard.components.chart import draw_chart, drawn, narrowing
from dashboard.data import Drawn
from dashboard.texts import language, text

LAST_YEARS = 12
FEWEST = 3
"""A shorter period is not shown first where it has fewer claims."""
MOST_PAIRS = 100_000
NAMED = 8
"""How many of those who contest a number are named."""
PERIODS = ("recent", "years", "all")

view = filters.view()
tables, records, narrow = view.tables, view.records, filters.narrow()
eyebrow = text("shell.eyebrow", page=text("shell.page_figures"), day=formats.day(view.as_of))


def found(query: Query) -> pd.DataFrame:
    """The figures that a query leaves."""
    return data.select(view.dossier, query).rows(tables.figures)


def choose_question(default: str) -> None:
    """Every question about a number, with what the other filters leave of it."""
    names, left = filters.names(records, "topic"), view.selection.counts["topic"]
    options = {
        topic: text("compare.option", name=names[topic], n=int(left.get(topic, 0)))
        for topic in tables.figures["topic_id"].unique()
    }
    filters.choose("topic", text("shell.filter_topic"), options, default, form="select")


def periods(rows: pd.DataFrame) -> dict[str, tuple[str, pd.DataFrame]]:
    """By code the words and the rows of each period to choose from, the shortest first."""
    starts = {"recent": date(view.as_of.year - 1, 1, 1), "years": date(view.as_of.year - LAST_YEARS, 1, 1)}
    offered: dict[str, tuple[str, pd.DataFrame]] = {}
    if not (view.query.from_ or view.query.to):
        for code, start in starts.items():
            part = rows[rows["said_on"] >= pd.Timestamp(start)]
            if len(part) and all(len(part) > len(other) for _, other in offered.values()) and len(part) < len(rows):
                offered[code] = (text("figures.since", year=str(start.year)), part)
    first = rows["said_on"].min()
    whole = formats.period(view.query.from_, view.query.to) if view.query.from_ or view.query.to else ""
    offered["all"] = (ui.capital(whole) or text("figures.since", year=str(first.year)), rows)
    return offered


def answer(rows: pd.DataFrame, when: str, topic_id: str) -> Markup:
    """How many claims, from where to where, how many contested; and the latest two that exclude each other."""
    claims, topic = records.claims, records.topics[topic_id]
    by_value = intervals.marks(rows).sort_values("value", kind="stable")["claim_id"].tolist()
    values = [formats.value(claims[one], topic) for one in (by_value[0], by_value[-1])]
    contested = int((rows["status"] == "contested").sum())
    key = "figures.answer" if values[0] != values[1] else "figures.answer_one_value"
    lead = text(
        key,
        period=when,
        claims=text("shell.claims", len(rows)),
        least=values[0],
        most=values[1],
        contested=text("figures.contested", contested),
    )
    clash = overview.disputes(view.dossier.tables, view.as_of, tuple(rows["claim_id"]))
    if clash.empty:
        return Markup("<b>{}</b>").format(lead)
    one = clash.iloc[0]
    told = [
        text(
            "figures.told",
            value=formats.value(claims[claim_id], topic),
            who=formats.name(records.speakers[claims[claim_id].speaker].name),
            day=formats.edtf(claims[claim_id].said_on),
        )
        for claim_id in (one["left"], one["right"])
    ]
    gap = text("figures.gap", gap=formats.number(one["gap"])) if one["gap"] else text("figures.no_gap")
    return Markup("<b>{}</b> {}").format(lead, text("figures.latest_clash", a=told[0], b=told[1], gap=gap))


def draw(rows: pd.DataFrame, pairs: pd.DataFrame, when: str, topic_id: str) -> None:
    """The chart of these rows, and what it shows in sentences."""
    ids, topic = tuple(rows["claim_id"]), records.topics[topic_id]

    def make() -> Drawn:
        between = pairs[pairs["left"].isin(ids) & pairs["right"].isin(ids)]
        said = Words.of(records, rows["claim_id"], language())
        unit = records.term(topic.unit or "", language())
        axis = text("figures.axis_year") if topic.unit == "year" else said.say("charts_claims.axis", unit=unit)
        figure = chart.figures(
            rows,
            between,
            axis=axis,
            as_of=view.as_of,
            now=formats.day(view.as_of, "short"),
            words=said,
            colours=theme.palette(filters.theme_mode()),
            narrow=narrow,
        )
        counts = tables.totals(ids)
        apart, total = counts["not_comparable"], sum(counts.values())
        rest = text("figures.not_comparable", total - apart, total=text("figures.pairs", total)) if apart else ""
        note = chart.note(rows, as_of=view.as_of, words=said, narrow=narrow)
        parts = (chart.alt(rows, between, axis=axis, words=said), rest, note)
        return figure, " ".join(part for part in parts if part)

    figure, alt = drawn(view, "figures", make, topic_id, ids)
    shown = [when, *narrowing(view, but=("topic", "said_on"))]
    draw_chart(view, figure, alt=alt, key="figures", title=formats.name(topic.question), shown=shown, topic=topic_id)


def contesters(claim_id: str, conflicts: pd.DataFrame, figures: pd.DataFrame, count: int) -> str:
    """All whose own words exclude a claim, the nearest in time first; empty where the reason names the only one.

    `conflicts` are the pairs that exclude each other, `figures` their table by claim.
    """
    if count < 2:
        return ""
    of_claim = conflicts[(conflicts["left"] == claim_id) | (conflicts["right"] == claim_id)]
    others = of_claim["left"].where(of_claim["left"] != claim_id, of_claim["right"])
    near = (figures.loc[others, "said_on"] - figures.at[claim_id, "said_on"]).abs().sort_values(kind="stable")
    speakers = dict.fromkeys(str(figures.at[one, "speaker_id"]) for one in near.index if tables.origin[one] == one)
    speakers.pop(str(figures.at[claim_id, "speaker_id"]), None)
    named = [formats.name(records.speakers[speaker].name) for speaker in speakers][:NAMED]
    who = text("shell.comma").join(named)
    rest = count - len(named)
    return text("figures.contesters_more", n=rest, who=who) if rest else text("figures.contesters", who=who)


def table(rows: pd.DataFrame, pairs: pd.DataFrame, name: str) -> Markup:
    """Each number and who contests it; claims with one value, day, status and reason share a row."""
    columns = [
        ui.Column(text("figures.value"), css="figure-value"),
        ui.Column(text("shell.filter_speaker")),
        ui.Column(text("shell.filter_said_on"), css="figure-day"),
        ui.Column(text("shell.filter_status")),
        ui.Column(text("figures.why"), css="figure-why"),
    ]
    conflicts, figures = pairs[pairs["relation"] == "conflict"], tables.figures.set_index("claim_id")
    alike: dict[tuple[str, ...], list[str]] = {}
    for row, why in zip(rows.to_dict("records"), words.why(rows, records, language()), strict=True):
        value = formats.value(records.claims[row["claim_id"]], records.topics[row["topic_id"]])
        day = formats.edtf(records.claims[row["claim_id"]].said_on, "short")
        count = row["r_others"] if row["status"] == "contested" else 0
        against = contesters(row["claim_id"], conflicts, figures, count)
        alike.setdefault((value, day, row["status"], row["basis"], why, against), []).append(row["claim_id"])
    lines = []
    for (value, day, status, basis, why, against), ids in alike.items():
        claims = [records.claims[claim_id] for claim_id in ids]
        topic = records.topics[claims[0].topic]
        notes = [
            Markup("<small>{}</small>").format(note)
            for note in (
                text("claim.as_it_stood", day=formats.edtf(claims[0].figure.as_of, "short"))
                if claims[0].figure and claims[0].figure.as_of != claims[0].said_on
                else "",
                records.term(basis, language()) if basis != topic.basis else "",
            )
            if note
        ]
        who = [claim_card.who(view, records.speakers[claim.speaker], linked=True) for claim in claims]
        ways = [claim_card.way(claim) for claim in claims]
        lines.append(
            ui.Row(
                (
                    Markup("<b>{}</b>{}").format(
                        ui.a(filters.link("claim", id=ids[0]), value, "told"), ui.joined(notes, between="")
                    ),
                    ui.joined(who, between=Markup("<br>")),
                    day,
                    ui.status(status),
                    Markup('<span class="why">{}</span>').format(ui.joined([why, against, *ways])),
                )
            )
        )
    return ui.table(columns, lines, name=name)


def page() -> None:
    left = view.selection.rows(tables.figures)
    most = str(left["topic_id"].value_counts(sort=False).idxmax())
    topic_id = filters.choice("topic", left["topic_id"], most)
    of_topic = left[left["topic_id"] == topic_id]
    topic = records.topics[topic_id]
    offered = periods(of_topic)
    default = next((code for code, (_, part) in offered.items() if len(part) >= FEWEST), "all")
    code = filters.choice("period", offered, default, known=PERIODS)
    when, rows = offered[code]
    wide = [2.3, 1]
    head, picker = (
        (st.container(), st.container()) if narrow else st.columns(wide, gap="large", vertical_alignment="bottom")
    )
    with head:
        ui.show(ui.heading(eyebrow, ui.data(topic.question), answer(rows, when, topic_id)))
    with picker:
        choose_question(topic_id)
    again = repetition.panel(view, topic_id)
    pairs = tables.pairs(topic_id, MOST_PAIRS)
    main, side = st.columns(wide, gap="large") if again and not narrow else (st.container(), st.container())
    with main:
        with st.container(key="figures-chart"):
            draw(rows, pairs, when, topic_id)
        ui.show(ui.section(text("figures.each_number"), text("figures.of_question", len(rows))))
        if len(offered) > 1:
            names = {
                one: text("figures.period_option", period=name, claims=text("shell.claims", len(part)))
                for one, (name, part) in offered.items()
            }
            filters.choose("period", text("figures.period"), names, default, known=PERIODS)
        shown = filters.pages(len(rows))
        part = rows.iloc[shown.first : shown.first + paging.ROWS]
        ui.show(table(part, pairs, formats.name(topic.question)))
        if shown.count > 1:
            ui.show(paging.turn(shown, lambda number: filters.link("figures", part=number)))
    if again:
        with side:
            ui.show(again)


if view.selection.rows(tables.figures).empty:
    total = len(tables.figures)
    if total:
        filters.empty_face(view, text("figures.none"), total, lambda query: len(found(query)))
    else:
        ui.show(ui.heading(eyebrow, text("figures.title"), text("figures.none_yet", day=formats.day(view.as_of))))
else:
    page()
