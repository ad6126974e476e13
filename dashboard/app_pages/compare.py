"""Who says otherwise? One question: the voices side by side, how their statements relate, and how often they agree."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from claims.analysis import overview
from claims.models import Claim
from claims.query import Query
from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.charts import agreement, lanes
from dashboard.charts.agreement import Party
from dashboard.charts.frame import Words
from dashboard.components import comparison, paging
from dashboard.components.chart import draw_chart, narrowing
from dashboard.components.comparison import BY, By, Voice
from dashboard.texts import language, text

view = filters.view()
tables, records, narrow = view.tables, view.records, filters.narrow()
colours = theme.palette(filters.theme_mode())
eyebrow = text("shell.eyebrow", page=text("shell.page_compare"), day=formats.day(view.as_of))


def claims_of(topics: tuple[str, ...], codes: tuple[str, ...], by: By) -> list[Claim]:
    """The claims of these voices on these questions that the other filters leave; of none named, of all."""
    asked = {by: codes, "topic": topics}
    query: Query = replace(view.query, **asked)  # type: ignore[arg-type]
    return [records.claims[claim_id] for claim_id in data.select(view.dossier, query).claim_ids]


def default_question(claims: Sequence[Claim]) -> str:
    """The position on which statements divide most; where there is none, the question with most claims."""
    divided = overview.divided(view.dossier.tables, view.as_of, tuple(claim.id for claim in claims))
    if len(divided):
        return str(divided["topic_id"].iloc[0])
    return Counter(claim.topic for claim in claims).most_common(1)[0][0]


def everyone(by: By, topic_id: str) -> tuple[list[Claim], Counter[str]]:
    """The claims on the question that the other filters leave, whoever's, and how many each voice has."""
    claims = claims_of((topic_id,), (), by)
    return claims, Counter(code for claim in claims for code in comparison.codes(records, claim, by))


def default_by(topic_id: str) -> By:
    """What the filters name several of; else sides, or speakers where one side is left."""
    for by in BY:
        if len(getattr(view.query, by)) > 1:
            return by
    return "side" if not view.query.side and len(everyone("side", topic_id)[1]) > 1 else "speaker"


def default_voices(by: By, claims: Sequence[Claim], often: Counter[str]) -> tuple[str, ...]:
    """The two sides with most claims; the two speakers or outlets that most often exclude each other, if any do."""
    if by != "side":
        table = tables.agreement(by, tuple(claim.id for claim in claims))
        clash = table[(table["a"] != table["b"]) & (table["conflict"] > 0)]
        if len(clash):
            first = clash.sort_values(["conflict", "same"], ascending=[False, True], kind="stable").iloc[0]
            return str(first["a"]), str(first["b"])
    return tuple(code for code, _ in often.most_common(2))


def draw(chart: go.Figure, alt: str, key: str, part: str, topic_id: str) -> None:
    """A chart of one part of the answer; whom it compares it tells itself."""
    question, shown = formats.name(records.topics[topic_id].question), [part, *narrowing(view, but=("topic", by))]
    draw_chart(view, chart, alt=alt, key=key, title=question, shown=shown, topic=topic_id)


def between(table: pd.DataFrame, voices: Sequence[Voice]) -> pd.DataFrame:
    """The rows of an agreement table that hold two of the voices against each other."""
    shown = [voice.code for voice in voices]
    return table[table["a"].isin(shown) & table["b"].isin(shown) & (table["a"] != table["b"])]


def stands(voice: Voice) -> str:
    """What a voice mostly says of the proposition, or how many claims it has."""
    names = filters.names(records, by)
    stances = [claim.position.stance for claim in voice.claims if claim.position]
    spoken = Counter("qualifies" if one == "conditional" else one for one in stances if one != "no-statement")
    if not spoken:
        return text("compare.voice_claims", who=names[voice.code], claims=text("shell.claims", len(voice.claims)))
    (stance, most), total = spoken.most_common(1)[0], spoken.total()
    key = f"all_{stance}" if most == total else f"mostly_{stance}" if 2 * most > total else "divided"
    told = text(f"compare.{key}", k=formats.number(most), m=formats.number(total))
    return text("compare.voice", who=names[voice.code], told=told)


def answer(voices: Sequence[Voice], topic_id: str) -> Markup:
    """What each says, in how many pairs they disagree; the proposition that was put to them."""
    topic = records.topics[topic_id]
    lead = text("compare.semicolon").join(stands(voice) for voice in voices)
    if len(voices) < 2:
        return Markup("<b>{}.</b> {}").format(lead, text("compare.choose_another"))
    ids = tuple({claim.id for voice in voices for claim in voice.claims})
    counts = between(tables.agreement(by, ids), voices)[["same", "compatible", "conflict", "not_comparable"]].sum()
    comparable = int(counts["same"] + counts["compatible"] + counts["conflict"])
    kind = "opposed" if topic.kind == "position" else "conflict"
    against, total = int(counts["conflict"]), text("compare.pairs", comparable)
    pairs = text("compare.no_pairs")
    if comparable:
        pairs = (
            text(f"compare.pairs_{kind}", against, total=total)
            if against
            else text(f"compare.none_{kind}", total=total)
        )
    apart = int(counts["not_comparable"])
    rest = [text("compare.not_comparable", apart)] if apart and comparable else []
    said = Markup("<b>{}. {}</b> {}").format(lead, pairs, " ".join(rest))
    if topic.proposition:
        said += Markup(" {}").format(ui.sentence("compare.put_to_them", proposition=ui.data(topic.proposition)))
    return said


def rail(voices: Sequence[Voice], topic_id: str) -> None:
    """Where they stood over time, and where else they agree."""
    ids = {claim.id for voice in voices for claim in voice.claims}
    stated = tables.positions[tables.positions["claim_id"].isin(ids)]
    if len(stated):
        ui.show(ui.section(text("compare.over_time")))
        words = Words.of(records, stated["claim_id"], language())
        chart = lanes.lanes(stated, as_of=view.as_of, words=words, colours=colours, narrow=True)
        draw(chart, lanes.alt(stated, words=words), "lanes", text("compare.over_time"), topic_id)
    if len(voices) > 1:
        elsewhere(voices, topic_id)


def elsewhere(voices: Sequence[Voice], topic_id: str) -> None:
    """The pairs of these voices by question, each a link."""
    shown = tuple(voice.code for voice in voices)
    claims = claims_of((), shown, by)
    found = between(tables.agreement(by, tuple(claim.id for claim in claims)), voices)
    counts = found.groupby("topic_id", sort=False)[["same", "compatible", "conflict"]].sum()
    counts = counts[counts.sum(axis=1) > 0].sort_values(["conflict", "compatible"], ascending=False, kind="stable")
    if counts.empty:
        return
    columns = [
        ui.Column(text("compare.pairs_by_question")),
        *(
            ui.Column(
                f"{theme.glyph('relations', one)} {ui.capital(formats.word('relation', one))}", named=True, css="number"
            )
            for one in agreement.RELATIONS
        ),
    ]
    rows = []
    for topic, count in counts.iterrows():
        question = ui.data(records.topics[str(topic)].label or records.topics[str(topic)].question)
        link = ui.a(filters.link("compare", topic=str(topic), part=None, **{by: shown}), question)
        rows.append(
            ui.Row(
                (
                    Markup("<b>{}</b>").format(question) if topic == topic_id else link,
                    *(formats.number(int(count[one])) for one in agreement.RELATIONS),
                )
            )
        )
    title = text("compare.where_they_agree")
    body = Markup('<div class="pairs-elsewhere">{}</div>').format(ui.table(columns, rows, name=title))
    ui.show(ui.section(title), body)


def matrix(topic_id: str) -> None:
    """Everyone on the question against everyone, and the numbers behind the chart."""
    claims, often = everyone(by, topic_id)
    table = tables.agreement(by, tuple(claim.id for claim in claims))
    if table.empty:
        return
    names = filters.names(records, by)
    parties = [Party(code, names[code], often[code]) for code in names if often[code]]
    words = Words.of(records, [claim.id for claim in claims], language())
    part = text(f"compare.every_{by}")
    ui.show(ui.section(part, text("shell.claims", len(claims))))
    chart = agreement.agreement(table, parties, by=by, words=words, colours=colours, narrow=narrow)
    draw(chart, agreement.alt(table, parties, by=by, words=words), "agreement", part, topic_id)
    columns = [
        ui.Column(text("compare.between")),
        *(ui.Column(ui.capital(formats.word("relation", one)), named=True, css="number") for one in agreement.COUNTS),
    ]
    rows = [
        ui.Row(
            (
                text("compare.pair", a=names[row["a"]], b=names[row["b"]])
                if row["a"] != row["b"]
                else text("compare.own", a=names[row["a"]]),
                *(formats.number(row[one]) for one in agreement.COUNTS),
            )
        )
        for row in table.sort_values(["conflict", "same"], ascending=False, kind="stable")
        .head(paging.ROWS)
        .to_dict("records")
    ]
    ui.show(
        Markup('<details class="fold numbers"><summary>{}</summary>{}</details>').format(
            text("compare.numbers"), ui.table(columns, rows, name=part)
        )
    )


def choices(topic_id: str, chosen: Sequence[str], often: Counter[str]) -> None:
    """The question, what to compare by, and whom."""
    with st.container(key="compare-choices", horizontal=not narrow, vertical_alignment="bottom"):
        names, left = filters.names(records, "topic"), view.selection.counts["topic"]
        topics = {
            code: text("compare.option", name=name, n=left[code]) for code, name in names.items() if left.get(code)
        }
        filters.choose("topic", text("shell.filter_topic"), topics, topic_id, form="select")
        filters.choose("by", text("compare.by"), {one: text(f"compare.by_{one}") for one in BY}, default_by(topic_id))
        who = filters.names(records, by)
        ranked = [*chosen, *(code for code, _ in often.most_common() if code not in chosen)]
        options = {code: text("compare.option", name=who[code], n=often[code]) for code in ranked}
        filters.choose_many(by, text("compare.whom"), options, chosen)


found = view.selection.claim_ids
if not found:
    total = view.selection.known
    filters.empty_face(view, text("compare.none"), total, lambda query: len(data.select(view.dossier, query).claim_ids))
else:
    claims = [records.claims[claim_id] for claim_id in found]
    topic_id = filters.choice("topic", {claim.topic for claim in claims}, default_question(claims))
    given = filters.choice("by", BY, default_by(topic_id))
    by: By = next(one for one in BY if one == given)
    all_claims, often = everyone(by, topic_id)
    asked = tuple(code for code in getattr(view.query, by) if code in often)
    chosen = asked or default_voices(by, all_claims, often)
    voices = comparison.voices(records, all_claims, by, chosen)
    topic = records.topics[topic_id]
    ui.show(ui.heading(eyebrow, ui.data(topic.question), answer(voices, topic_id)))
    choices(topic_id, chosen, often)
    rows = comparison.together(view, voices, topic_id)
    shown = paging.pages(filters.asked("part"), len(rows))
    body = comparison.columns(view, voices, shown.of(rows), by)
    if shown.count > 1:
        body += paging.turn(shown, lambda number: filters.link("compare", part=number))
    if narrow or len(voices) > 2:
        ui.show(body)
        rail(voices, topic_id)
    else:
        left, right = st.columns([2.3, 1], gap="large")
        with left:
            ui.show(body)
        with right:
            rail(voices, topic_id)
    matrix(topic_id)
