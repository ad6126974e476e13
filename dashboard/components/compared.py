"""What is compared: the question, by what, and whose claims; the answer, and the charts and tables under it.

What the link leaves open is chosen by what divides most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd
from markupsafe import Markup

from claims.analysis import overview
from claims.models import Claim, Topic
from claims.query import Query
from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.charts import agreement, lanes
from dashboard.charts.agreement import Party
from dashboard.charts.frame import Words
from dashboard.components import comparison, paging
from dashboard.components.chart import draw_chart, drawn, narrowing
from dashboard.components.comparison import BY, By, Voice
from dashboard.data import Drawn
from dashboard.filters import View
from dashboard.texts import language, text


@dataclass(frozen=True)
class Compared:
    """One question as it is put to some voices in one view."""

    view: View
    topic: Topic
    by: By
    often: Counter[str]
    """How many claims each voice has on the question, chosen or not."""
    claims: tuple[Claim, ...]
    """The claims on the question that the other filters leave, whoever's."""
    voices: tuple[Voice, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(voice.code for voice in self.voices)

    @cached_property
    def names(self) -> dict[str, str]:
        return filters.names(self.view.records, self.by)

    @property
    def agreement(self) -> pd.DataFrame:
        """How often the voices agree, everyone with everyone."""
        return self.view.tables.agreement(self.by, tuple(claim.id for claim in self.claims))


def of_link(view: View) -> Compared | None:
    """What the link asks to compare; None where the filters leave no claim."""
    claims = [view.records.claims[claim_id] for claim_id in view.selection.claim_ids]
    if not claims:
        return None
    topics = {claim.topic for claim in claims}
    topic_id = filters.choice("topic", topics, _default_question(view, claims), known=view.records.topics)
    given = filters.choice("by", BY, default_by(view, topic_id))
    by: By = next(one for one in BY if one == given)
    everyones, often = _everyone(view, by, topic_id)
    asked = tuple(code for code in getattr(view.query, by) if code in often)
    chosen = asked or _default_voices(view, by, everyones, often)
    filters.shows(by, *chosen)
    voices = comparison.voices(view.records, everyones, by, chosen)
    return Compared(view, view.records.topics[topic_id], by, often, tuple(everyones), tuple(voices))


def nothing_left(view: View) -> None:
    """Which filters left no claim to compare."""
    total = view.selection.known
    filters.empty_face(view, text("compare.none"), total, lambda query: len(data.select(view.dossier, query).claim_ids))


def default_by(view: View, topic_id: str) -> By:
    """What the filters name several of; else sides, or speakers where one side is left."""
    for by in BY:
        if len(getattr(view.query, by)) > 1:
            return by
    return "side" if not view.query.side and len(_everyone(view, "side", topic_id)[1]) > 1 else "speaker"


def _default_question(view: View, claims: Sequence[Claim]) -> str:
    """The position on which statements divide most; where there is none, the question with most claims."""
    divided = overview.divided(view.dossier.tables, view.as_of, tuple(claim.id for claim in claims))
    if len(divided):
        return str(divided["topic_id"].iloc[0])
    return Counter(claim.topic for claim in claims).most_common(1)[0][0]


def _default_voices(view: View, by: By, claims: Sequence[Claim], often: Counter[str]) -> tuple[str, ...]:
    """The two sides with most claims; the two speakers or outlets that most often exclude each other, if any do."""
    if by != "side":
        table = view.tables.agreement(by, tuple(claim.id for claim in claims))
        clash = table[(table["a"] != table["b"]) & (table["conflict"] > 0)]
        if len(clash):
            first = clash.sort_values(["conflict", "same"], ascending=[False, True], kind="stable").iloc[0]
            return str(first["a"]), str(first["b"])
    return tuple(code for code, _ in often.most_common(2))


def _claims_of(view: View, topics: tuple[str, ...], codes: tuple[str, ...], by: By) -> list[Claim]:
    """The claims of these voices on these questions that the other filters leave; of none named, of all."""
    asked = {by: codes, "topic": topics}
    query: Query = replace(view.query, **asked)  # type: ignore[arg-type]
    return [view.records.claims[claim_id] for claim_id in data.select(view.dossier, query).claim_ids]


def _everyone(view: View, by: By, topic_id: str) -> tuple[list[Claim], Counter[str]]:
    """The claims on the question that the other filters leave, whoever's, and how many each voice has."""
    claims = _claims_of(view, (topic_id,), (), by)
    return claims, Counter(code for claim in claims for code in comparison.codes(view.records, claim, by))


def answer(compared: Compared) -> Markup:
    """What each says, in how many pairs they disagree; the proposition that was put to them."""
    topic, voices = compared.topic, compared.voices
    lead = text("compare.semicolon").join(_stands(compared, voice) for voice in voices)
    if len(voices) < 2:
        return Markup("<b>{}.</b> {}").format(lead, text("compare.choose_another"))
    ids = tuple({claim.id for voice in voices for claim in voice.claims})
    counts = _between(compared.view.tables.agreement(compared.by, ids), voices)[
        ["same", "compatible", "conflict", "not_comparable"]
    ].sum()
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


def _stands(compared: Compared, voice: Voice) -> str:
    """What a voice mostly says of the proposition, or how many claims it has."""
    names = compared.names
    stances = [claim.position.stance for claim in voice.claims if claim.position]
    spoken = Counter("qualifies" if one == "conditional" else one for one in stances if one != "no-statement")
    if not spoken:
        return text("compare.voice_claims", who=names[voice.code], claims=text("shell.claims", len(voice.claims)))
    (stance, most), total = spoken.most_common(1)[0], spoken.total()
    key = f"all_{stance}" if most == total else f"mostly_{stance}" if 2 * most > total else "divided"
    told = text(f"compare.{key}", k=formats.number(most), m=formats.number(total))
    return text("compare.voice", who=names[voice.code], told=told)


def _between(table: pd.DataFrame, voices: Sequence[Voice]) -> pd.DataFrame:
    """The rows of an agreement table that hold two of the voices against each other."""
    shown = [voice.code for voice in voices]
    return table[table["a"].isin(shown) & table["b"].isin(shown) & (table["a"] != table["b"])]


def over_time(compared: Compared) -> None:
    """Where the voices stood when, of a question on which one can take a stand."""
    positions = compared.view.tables.positions
    stated = positions[positions["claim_id"].isin({claim.id for voice in compared.voices for claim in voice.claims})]
    if stated.empty:
        return
    title = text("compare.over_time")
    ui.show(ui.section(title))

    def make() -> Drawn:
        words = Words.of(compared.view.records, stated["claim_id"], language())
        as_of = compared.view.as_of
        chart = lanes.lanes(stated, as_of=as_of, words=words, colours=_colours(), narrow=True)
        note = lanes.note(stated, as_of=as_of, words=words, narrow=True)
        return chart, f"{lanes.alt(stated, words=words)} {note}".strip()

    _draw(compared, "lanes", make, tuple(stated["claim_id"]), part=title)


def _colours() -> theme.Palette:
    return theme.palette(filters.theme_mode())


def _draw(compared: Compared, key: str, make: Callable[[], Drawn], *more: Hashable, part: str) -> None:
    """A chart of one part of the answer; whom it compares it tells itself."""
    chart, alt = drawn(compared.view, key, make, compared.topic.id, compared.by, *more)
    topic, shown = compared.topic, [part, *narrowing(compared.view, but=("topic", compared.by))]
    draw_chart(compared.view, chart, alt=alt, key=key, title=formats.name(topic.question), shown=shown, topic=topic.id)


def elsewhere(compared: Compared) -> None:
    """The pairs of these voices by question, each a link."""
    view, by, shown = compared.view, compared.by, compared.codes
    if len(shown) < 2:
        return
    claims = _claims_of(view, (), shown, by)
    found = _between(view.tables.agreement(by, tuple(claim.id for claim in claims)), compared.voices)
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
        asked = view.records.topics[str(topic)]
        question = ui.data(asked.label or asked.question)
        link = ui.a(filters.link("compare", topic=str(topic), part=None, **{by: shown}), question)
        rows.append(
            ui.Row(
                (
                    Markup("<b>{}</b>").format(question) if topic == compared.topic.id else link,
                    *(formats.number(int(count[one])) for one in agreement.RELATIONS),
                )
            )
        )
    title = text("compare.where_they_agree")
    body = Markup('<div class="pairs-elsewhere">{}</div>').format(ui.table(columns, rows, name=title))
    ui.show(ui.section(title), body)


def matrix(compared: Compared) -> None:
    """Everyone on the question against everyone, and the numbers behind the chart."""
    table, by, names = compared.agreement, compared.by, compared.names
    if table.empty:
        return
    parties = [Party(code, names[code], compared.often[code]) for code in names if compared.often[code]]
    ids = tuple(claim.id for claim in compared.claims)
    part = text(f"compare.every_{by}")
    ui.show(ui.section(part, text("shell.claims", len(ids))))

    def make() -> Drawn:
        words = Words.of(compared.view.records, ids, language())
        chart = agreement.agreement(table, parties, by=by, words=words, colours=_colours(), narrow=filters.narrow())
        note = agreement.note(table, parties, words=words, narrow=filters.narrow())
        return chart, f"{agreement.alt(table, parties, by=by, words=words)} {note}".strip()

    _draw(compared, "agreement", make, ids, part=part)
    ui.show(ui.fold(text("compare.numbers"), _numbers(compared, table, part)))


def counts(compared: Compared) -> None:
    """How often the voices agree on the question, each pair in numbers."""
    table = _between(compared.agreement, compared.voices)
    if len(table):
        title = text("print.agreement")
        ui.show(ui.section(title), _numbers(compared, table, title))


def _numbers(compared: Compared, table: pd.DataFrame, name: str) -> Markup:
    """Rows of an agreement table, those that most exclude each other first."""
    names = compared.names
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
    return ui.table(columns, rows, name=name)
