"""The head of each of the three questions: one fact over its reason, each leading to its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from claims import words
from claims.models import Claim
from dashboard import filters, formats
from dashboard.components.lines import fold, value_pair, words_link
from dashboard.components.marks import badge, state, status
from dashboard.components.markup import EMPTY, a, data, joined, sentence
from dashboard.components.tables import Column, Row, table
from dashboard.filters import View
from dashboard.texts import language, text

_ITEM = Markup('<article class="item"><div class="top"><span class="badges">{}</span>{}</div><h3>{}</h3>{}</article>')


def dated(view: View, found: pd.DataFrame, ledger: pd.DataFrame) -> list[Markup]:
    """Commitments that are due, unseen or late: state, changes, question, first date and why."""
    firsts = ledger.drop_duplicates(["topic_id", "baseline_claim"]).set_index(["topic_id", "baseline_claim"])
    frame = firsts.loc[pd.MultiIndex.from_frame(found[["topic_id", "baseline_claim"]])].reset_index()
    reasons = words.why(frame, view.records, language())
    return [_dated(view, row, reason) for row, reason in zip(found.to_dict("records"), reasons, strict=True)]


def _dated(view: View, row: Mapping[Any, Any], reason: str) -> Markup:
    claim = view.records.claims[row["baseline_claim"]]
    badges = [state(row["state"])]
    if len(row["sides"]) > 1:
        badges.append(badge(text("overview.sides", len(row["sides"]))))
    if row.get("changes"):
        badges.append(badge(slip(int(row["changes"]), int(row["slip_days"])), amber=True))
    sides = {side.id: formats.name(side.name) for side in view.records.dossier.sides}
    promised = text(
        "overview.promised",
        who=text("shell.comma").join(sides[side] for side in row["sides"]),
        said=formats.edtf(claim.said_on),
        value=formats.value(claim, view.records.topics[claim.topic]),
    )
    return _item(
        badges,
        words_link(filters.link("claim", id=claim.id), kept=claim.quote is not None),
        _question(view, claim.topic, filters.link("deadlines", topic=claim.topic)),
        Markup("<p>{} {}</p>").format(promised, reason),
    )


def slip(changes: int, days: int) -> str:
    """ "1 change, 123 days later"."""
    counted = text("shell.changes", changes)
    key = "overview.slip_later" if days >= 0 else "overview.slip_earlier"
    return text(key, changes=counted, days=words.count("days_oblique", abs(days), language()))


def slipped_table(view: View, found: pd.DataFrame) -> Markup:
    """The rows of the chart of what slipped most, folded."""
    sides = {side.id: formats.name(side.name) for side in view.records.dossier.sides}
    columns = [
        Column(text("shell.filter_topic")),
        Column(text("deadlines.who_must_act")),
        Column(text("shell.filter_state")),
        Column(text("images.after_first"), named=True),
    ]
    lines = []
    for row in found.to_dict("records"):
        least, most = int(row["days"]), int(row["days_max"])
        if least == most:
            days = words.count("days", least, language())
        else:
            days = words.count("days_range", most, language(), a=formats.number(least))
        who = text("shell.comma").join(sides[side] for side in row["sides"])
        question = _question(view, row["topic_id"], filters.link("deadlines", topic=row["topic_id"]))
        lines.append(Row((question, who, state(row["state"]), days)))
    return fold(text("images.table"), table(columns, lines, name=text("overview.what_slipped")))


def disputed(view: View, found: pd.DataFrame) -> list[Markup]:
    """Two numbers that exclude each other, and how far apart they are at least."""
    figures = view.tables.figures.set_index("claim_id")
    items = []
    for row in found.to_dict("records"):
        left, right = view.records.claims[row["left"]], view.records.claims[row["right"]]
        topic = view.records.topics[row["topic_id"]]
        gap = text("overview.apart", gap=formats.number(row["gap"])) if row["gap"] else text("overview.edge")
        shown = figures.loc[[left.id, right.id]]
        repeated = shown[shown["repeated_since"].notna()]
        badges = [status("contested")]
        if len(repeated):
            oldest = repeated.reset_index().iloc[0]
            value = formats.value(view.records.claims[oldest["claim_id"]], topic)
            since = text("overview.said_since", value=value, year=str(oldest["repeated_since"].year))
            badges.append(badge(since, amber=True, href=filters.link("figures", topic=topic.id)))
        items.append(
            _item(
                badges,
                words_link(filters.link("claim", id=right.id), kept=right.quote is not None),
                _question(view, topic.id, filters.link("figures", topic=topic.id)),
                value_pair(
                    _value(left, topic.id, view),
                    _who_said(view, row["left_too"]),
                    gap,
                    _value(right, topic.id, view),
                    _who_said(view, row["right_too"]),
                ),
            )
        )
    return items


def _value(claim: Claim, topic: str, view: View) -> Markup:
    return a(filters.link("claim", id=claim.id), formats.value(claim, view.records.topics[topic]))


def _who_said(view: View, claim_ids: Sequence[str]) -> str:
    claims = [view.records.claims[claim_id] for claim_id in claim_ids]
    who = dict.fromkeys(formats.name(_speaker(view, claim).name) for claim in claims)
    return text("overview.who_said", who=text("shell.comma").join(who), day=formats.edtf(claims[0].said_on, "short"))


def _speaker(view: View, claim: Claim) -> Any:
    return view.records.speakers[claim.speaker]


def divided(view: View, found: pd.DataFrame) -> list[Markup]:
    """How many affirm, qualify and deny, and one exchange in its order."""
    items = []
    for row in found.to_dict("records"):
        counts = {name: int(row[name]) for name in ("affirms", "qualifies", "denies")}
        spoken = [text(f"overview.{name}", count) for name, count in counts.items() if count]
        topic = row["topic_id"]
        # Compare sets the two sides that say most beside each other, of whom this exchange may be only one voice.
        compared = filters.link("compare", topic=topic)
        exchange = EMPTY
        if row["first"] is not None:
            first, second = (view.records.claims[row[one]] for one in ("first", "second"))
            exchange = Markup('<p class="exchange">{}</p><p class="exchange">{}</p>').format(
                _said(view, first, "overview.said"),
                _said(view, second, "overview.answered" if row["answers"] else "overview.said"),
            )
        items.append(
            Markup(
                '<article class="item"><h3>{}</h3>{}<div class="top"><span class="tally">{}</span>{}</div>{}</article>'
            ).format(
                _question(view, topic, compared),
                stance_bar(counts),
                joined(spoken, between=" · "),
                a(compared, text("shell.side_by_side"), "words"),
                exchange,
            )
        )
    return items


def _said(view: View, claim: Claim, key: str) -> Markup:
    glyph = {"affirms": "●", "denies": "✕", "qualifies": "◆", "conditional": "◇"}
    assert claim.position is not None  # only positions are opposed
    who = Markup("<b>{}</b>").format(formats.name(_speaker(view, claim).name))
    line = sentence(key, who=who, day=formats.edtf(claim.said_on))
    mark = Markup('<i aria-hidden="true">{}</i> ').format(glyph[claim.position.stance])
    return a(filters.link("claim", id=claim.id), mark + line)


def stance_bar(counts: Mapping[str, int]) -> Markup:
    """Affirm solid, qualify hatched, deny outlined: told by texture, because a stance is no verdict."""
    parts = [
        Markup('<span class="{}" style="flex:{}"></span>').format(name, count)
        for name, count in counts.items()
        if count
    ]
    return Markup('<div class="stances" aria-hidden="true">{}</div>').format(joined(parts, between=""))


def statements(view: View, claim_ids: Iterable[str]) -> Markup:
    """The latest statements: day and who, our words, the value, the way to the words."""
    lines = []
    for claim_id in claim_ids:
        claim = view.records.claims[claim_id]
        lines.append(
            Markup("<li><span><b>{}</b><small>{}</small></span><span>{}</span><span>{}</span>{}</li>").format(
                formats.name(_speaker(view, claim).name),
                formats.edtf(claim.said_on, "short"),
                data(claim.statement),
                formats.value(claim, view.records.topics[claim.topic], "short"),
                words_link(filters.link("claim", id=claim.id), kept=claim.quote is not None),
            )
        )
    return Markup('<ul class="statements">{}</ul>').format(joined(lines, between=""))


def _question(view: View, topic_id: str, href: str) -> Markup:
    return a(href, data(view.records.topics[topic_id].question))


def _item(badges: Sequence[Markup], link: Markup, title: Markup, body: Markup) -> Markup:
    return _ITEM.format(joined(badges), link, title, body)
