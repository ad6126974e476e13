"""Commitments: their rows by urgency, the chosen one with its chain, and the dated claims of a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from babel.lists import format_list
from markupsafe import Markup

from claims import spoken, words
from claims.analysis.chains import SLIPS
from claims.filling import known_on
from claims.models import HOLDING_ROLES, Claim, Outcome, Source
from dashboard import components as ui
from dashboard import data, filters, formats
from dashboard.components import printed
from dashboard.filters import View
from dashboard.texts import language, text

URGENCY: Mapping[str, tuple[str, ...]] = {
    "overdue": ("overdue",),
    "missed": ("missed", "breached"),
    "unseen": ("awaiting_check",),
    "late": ("met_late",),
    "unclear": ("timing_unclear",),
    "due": ("due_now", "due_soon"),
    "coming": ("upcoming", "superseded"),
    "holding": ("holding",),
    "kept": ("met_on_time", "met_early", "kept"),
    "void": ("withdrawn", "undated"),
}
"""The groups of the table with their states: what needs a look comes first."""
SOONEST_FIRST = ("overdue", "unseen", "due", "coming", "holding")
"""In these groups the earliest date comes first, in the others the latest."""
TOLD_FIRST = ("overdue", "missed", "unseen", "late", "unclear")
"""What the answer puts in bold, if it is among its first two counts."""

MET = ("met_on_time", "met_early", "met_late", "timing_unclear")

_GROUP_OF = {state: name for name, states in URGENCY.items() for state in states}
_ALIKE = ("topic_id", "baseline_claim", "current_claim", "state", "state_current", "evidence", "why")


@dataclass(frozen=True)
class Commitment:
    """What one side promised, or several whose promises are the same and stand alike; `row` is the first one's."""

    row: Mapping[str, Any]
    sides: tuple[str, ...]

    @property
    def topic(self) -> str:
        return str(self.row["topic_id"])

    @property
    def key(self) -> str:
        """Its code in links."""
        return f"{self.topic}.{self.sides[0]}"

    @property
    def group(self) -> str:
        return _GROUP_OF[self.row["state"]]

    @property
    def moved(self) -> bool:
        return bool(self.row["current_claim"] != self.row["baseline_claim"])


def by_urgency(view: View, ledger: pd.DataFrame) -> list[Commitment]:
    """The rows of a ledger as the table lists them: groups by urgency, in them questions, in these sides."""
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in ledger.assign(why=words.why(ledger, view.records, language())).to_dict("records"):
        alike.setdefault(tuple(row[name] for name in _ALIKE), []).append({str(name): row[name] for name in row})
    found = [Commitment(rows[0], tuple(row["side"] for row in rows)) for rows in alike.values()]
    groups, topics = list(URGENCY), list(view.records.topics)
    days: dict[tuple[str, str], list[int]] = {}
    for one in found:
        days.setdefault((one.group, one.topic), []).append(one.row["baseline_last"].toordinal())

    def place(one: Commitment) -> tuple[int, int, int]:
        of_question = days[one.group, one.topic]
        day = min(of_question) if one.group in SOONEST_FIRST else -max(of_question)
        return groups.index(one.group), day, topics.index(one.topic)

    return sorted(found, key=place)


def codes(view: View) -> set[str]:
    """By what a link can name a commitment, of any day: question and side, or the question alone."""
    topics = view.records.topics.values()
    return {topic.id for topic in topics} | {f"{topic.id}.{side}" for topic in topics for side in topic.obligors or ()}


def chosen(found: Sequence[Commitment], asked: Sequence[str]) -> Commitment:
    """The commitment that a link names by question and side, or by question alone; else the most pressing one."""
    topic, _, side = asked[0].partition(".") if asked else ("", "", "")
    of_topic = [one for one in found if one.topic == topic]
    return next((one for one in of_topic if side in one.sides), (of_topic or [*found])[0])


# --- names and links --------------------------------------------------------------------------------------------------


def label(view: View, topic_id: str) -> Markup:
    """The question in a few words."""
    topic = view.records.topics[topic_id]
    return ui.data(topic.label or topic.question)


def sides_named(view: View, sides: Iterable[str]) -> str:
    """ "Iraqi government and US government"."""
    names = filters.names(view.records, "side")
    return format_list([names[side] for side in sides], locale=language())


def title(view: View, one: Commitment) -> str:
    """Question and side as one line, for a list of choices."""
    topic = view.records.topics[one.topic]
    return text(
        "deadlines.commitment", question=formats.name(topic.label or topic.question), side=sides_named(view, one.sides)
    )


def has_words(view: View, claim: Claim) -> bool:
    """Whether the words of the claim are kept here."""
    return claim.quote is not None and claim.source in view.records.texts


def words_of(view: View, claim: Claim) -> Markup:
    """The way to the claim's words."""
    return ui.words_link(f"{filters.link('claim', id=claim.id)}#words", kept=has_words(view, claim))


def count(what: str, n: float, **gaps: object) -> str:
    """A number with what it counts: "109 days late"."""
    return words.count(what, int(n), language(), **gaps)


def late(row: Mapping[str, Any]) -> str:
    """How late, by both readings where they differ."""
    least, most = int(row["days_late_min"]), int(row["days_late_max"])
    return count("days_late", least) if least == most else count("days_late_range", most, a=formats.number(least))


def done(row: Mapping[str, Any]) -> str:
    """The day on which it was done, or the days between which it was."""
    return spoken.span(row["r_done_first"].date(), row["r_done_last"].date(), language(), "short")


# --- the table --------------------------------------------------------------------------------------------------------


def answer(view: View, ledger: pd.DataFrame) -> Markup:
    """How many stand how, the worst and the least known first; each count leads to its rows."""
    groups = [_GROUP_OF[state] for state in ledger["state"]]
    counts: list[Markup] = []
    for name, states in URGENCY.items():
        if n := groups.count(name):
            told = ui.a(filters.link(view.page, state=states, chosen=None), text(f"deadlines.are_{name}", n))
            bold = name in TOLD_FIRST and len(counts) < 2
            counts.append(Markup("<b>{}</b>").format(told) if bold else told)
    return ui.sentence(
        "deadlines.answer",
        commitments=text("shell.commitments", len(ledger)),
        questions=text("deadlines.on_questions", ledger["topic_id"].nunique()),
        counts=ui.joined(counts, between=text("deadlines.and")),
    )


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


def table(view: View, found: Sequence[Commitment], listed: Sequence[Commitment], open_one: Commitment | None) -> Markup:
    """The rows `listed` of all that were found, under their questions; `open_one` is marked.

    Where no date was moved, the column of dates in force is left out.
    """
    moved = any(one.moved for one in found)
    columns = [
        ui.Column(text("shell.filter_state"), css="state"),
        ui.Column(text("deadlines.who_must_act")),
        ui.Column(text("deadlines.first_promised"), named=True, css="first"),
        *([ui.Column(text("deadlines.in_force"), named=True, css="in-force")] if moved else []),
        ui.Column(text("deadlines.happened_by_then" if view.is_past else "deadlines.happened"), named=True),
    ]
    lines: list[ui.Group | ui.Question | ui.Row] = []
    before: Commitment | None = None
    for one in listed:
        if before is None or before.group != one.group:
            n = sum(len(other.sides) for other in found if other.group == one.group)
            lines.append(ui.Group(ui.sentence("deadlines.group", name=text(f"deadlines.{one.group}"), count=_quiet(n))))
        if before is None or (before.group, before.topic) != (one.group, one.topic):
            lines.append(ui.Question(_link(view, one, ui.data(view.records.topics[one.topic].question))))
        lines.append(_row(view, one, moved=moved, marked=open_one is not None and one.key == open_one.key))
        before = one
    return ui.table(columns, lines, name=text("deadlines.title"))


def _quiet(n: int) -> Markup:
    return Markup("<small>{}</small>").format(formats.number(n))


def _link(view: View, one: Commitment, shown: Markup | str) -> Markup:
    return ui.a(filters.link(view.page, chosen=one.key, tab=None), shown, "choose")


def _row(view: View, one: Commitment, *, moved: bool, marked: bool) -> ui.Row:
    row = one.row
    baseline = view.records.claims[row["baseline_claim"]]
    evidence = ui.evidence(row["evidence"]) if row["evidence"] else ui.EMPTY
    return ui.Row(
        (
            ui.state(row["state"]),
            _link(view, one, sides_named(view, one.sides)),
            _first(view, one),
            *([_in_force(view, one)] if moved else []),
            ui.joined(_happened(view, row), between=Markup("<br>")) or Markup('<span class="quiet">—</span>'),
        ),
        why=Markup("{} {}").format(ui.joined([evidence, row["why"]], between=" · "), words_of(view, baseline)),
        chosen=marked,
    )


def _first(view: View, one: Commitment) -> Markup:
    """The date first promised, and when it was said."""
    claim = view.records.claims[one.row["baseline_claim"]]
    return Markup('{} <span class="quiet">·</span> <small>{}</small>').format(
        formats.value(claim, view.records.topics[one.topic], "short"),
        text("deadlines.said", day=formats.edtf(claim.said_on, "short")),
    )


def _in_force(view: View, one: Commitment) -> Markup:
    """The date in force, and how far it lies from the first."""
    if not one.moved:
        return Markup('<span class="quiet">{}</span>').format(text("deadlines.unchanged"))
    claim = view.records.claims[one.row["current_claim"]]
    value = formats.value(claim, view.records.topics[one.topic], "short")
    return Markup("{} {}").format(value, slip_badge(one.row))


def slip_badge(row: Mapping[str, Any], *, changes: bool = False) -> Markup:
    """How far the date in force lies from the first one; of a promise to stay, how far it was prolonged."""
    days = int(row["slip_days"])
    if row["role"] in HOLDING_ROLES:
        way = "badge.prolonged_by" if days > 0 else "badge.shortened_by"
        told = formats.sentence(way, days=count("days_oblique", abs(days)))
    elif not days:
        told = count("changes", row["changes"])
    elif changes:
        way = "badge.slipped" if days > 0 else "badge.brought_forward"
        told = formats.sentence(way, changes=count("changes", row["changes"]), days=count("days_oblique", abs(days)))
    else:
        told = formats.sentence("badge.slip" if days > 0 else "badge.forward", days=count("days_oblique", abs(days)))
    return ui.badge(told, amber=True)


def _happened(view: View, row: Mapping[str, Any]) -> Iterable[str]:
    """When it was done and how late; or what was seen instead."""
    if row["state"] in MET:
        yield done(row)
        if row["state"] == "met_late":
            yield late(row)
    elif row["outcome_id"]:
        outcome = view.records.outcomes[row["outcome_id"]]
        yield formats.edtf(outcome.happened_on, "short")
        yield formats.word("result", outcome.result)


# --- the chosen one ---------------------------------------------------------------------------------------------------


def head(view: View, one: Commitment) -> Markup:
    """Which commitment, how it stands against the first date and the one in force; from the screen the way to paper."""
    row = one.row
    squares = ui.joined((ui.side_square(view.dossier.slots.get(side)) for side in one.sides), between="")
    name = ui.sentence("deadlines.commitment", question=label(view, one.topic), side=sides_named(view, one.sides))
    marks = [
        ui.state(row["state"]),
        slip_badge(row, changes=True) if one.moved else ui.EMPTY,
        ui.EMPTY if view.on_paper else printed.to_paper("commitment_print", chosen=one.key),
    ]
    against = (
        Markup('<p class="why">{}</p>').format(
            ui.sentence("deadlines.against_current", state=ui.state(row["state_current"]))
        )
        if one.moved
        else ui.EMPTY
    )
    return Markup('<h2 class="commitment">{}{}</h2><p class="badges">{}</p>{}').format(
        squares, name, ui.joined(marks), against
    )


def standing(view: View, one: Commitment) -> Markup:
    """What the table says of it, in full: why it stands so, who must act, both dates, and what happened."""
    row = one.row
    told = text("claim.why", state=formats.word("state", row["state"]))
    evidence = ui.evidence(row["evidence"]) if row["evidence"] else ui.EMPTY
    happened = ui.joined(_happened(view, row), between=" · ")
    rows: list[tuple[str, ui.Inline]] = [
        (text("deadlines.who_must_act"), sides_named(view, one.sides)),
        (text("deadlines.first_promised"), _first(view, one)),
        (text("deadlines.in_force"), _in_force(view, one)),
        (text("deadlines.happened_by_then" if view.is_past else "deadlines.happened"), happened or "—"),
    ]
    reason = Markup('<div class="reason"><p><b>{}</b> {} {}</p></div>').format(told, row["why"], evidence)
    return reason + ui.facts(rows)


def of_topic(view: View, one: Commitment) -> pd.DataFrame:
    """The rows of the table `commitments` that stand in this one: one for each of its sides."""
    whole = view.tables.commitments
    return whole[(whole["topic_id"] == one.topic) & whole["side"].isin(one.sides)]


def steps(view: View, one: Commitment) -> Markup:
    """The dates that were given, in order, and what happened, each with its words."""
    links = pd.concat([view.tables.chain(one.topic, side) for side in one.sides]).drop_duplicates("claim_id")
    dated = [
        (row["said_on"].date(), chain_step(view, {str(name): row[name] for name in row}))
        for row in links.to_dict("records")
    ]
    happened = [
        (outcome.happened_on.last, _outcome_step(view, outcome, one))
        for outcome in known_outcomes(view, one.topic)
        if outcome.happened_on.last is not None
    ]
    return ui.chain([step for _, step in sorted([*dated, *happened], key=lambda timed: timed[0])])


def known_outcomes(view: View, topic_id: str) -> list[Outcome]:
    """What was known by the day to have happened."""
    return [
        one
        for one in view.records.outcomes.values()
        if one.topic == topic_id
        and one.retired is None
        and known_on(one, view.records.sources[one.source]) <= view.as_of
    ]


def chain_step(view: View, row: Mapping[str, Any]) -> ui.Step:
    """A date as it was given: who, when, in whose words, and what it did to the date in force."""
    claim = view.records.claims[row["claim_id"]]
    step = row["step"]
    if step == "extended-late":
        told = formats.sentence("badge.extended_late_by", days=count("days_oblique", row["late_days"]))
    else:
        told = formats.word("step", step)
    marks = [ui.step(step, told)]
    if row["outlets"] > 1:
        origins = formats.sentence(
            "badge.origin", origins=count("origins", 1), outlets=count("outlets", row["outlets"])
        )
        marks.append(ui.badge(origins, href=f"{filters.link('claim', id=claim.id)}#echoes"))
    return ui.Step(
        "restated" if step == "restated" else "new", said_by(view, claim), date_in_words(view, claim), tuple(marks)
    )


def said_by(view: View, claim: Claim) -> Markup:
    """The day, and the speaker with the way to his record."""
    name = Markup("<b>{}</b>").format(ui.data(view.records.speakers[claim.speaker].name))
    return Markup("{} · {}").format(
        formats.edtf(claim.said_on, "short"), ui.a(filters.link("speakers", speaker=claim.speaker), name)
    )


def date_in_words(view: View, claim: Claim) -> Markup:
    """The date as we read it, the words in which it was given, and the way to them."""
    as_said = claim.deadline.as_said if claim.deadline else None
    spoken_in = view.records.sources[claim.source].language
    value = formats.value(claim, view.records.topics[claim.topic])
    same = as_said is not None and as_said.casefold() == value.casefold()
    return ui.joined(
        [
            Markup("<b>{}</b>").format(value),
            ui.quoted(as_said, spoken_in) if as_said and not same else ui.EMPTY,
            printed.words_of(view, claim) if view.on_paper else words_of(view, claim),
        ]
    )


def drawn(view: View, rows: pd.DataFrame) -> Markup:
    """Every date that the chart of a question shows, in the order said, closed until asked for."""
    lines = [
        Markup("{} {} {}").format(said_by(view, claim), date_in_words(view, claim), ui.state(state))
        for claim, state in zip(map(view.records.claims.__getitem__, rows["claim_id"]), rows["state"], strict=True)
    ]
    return ui.fold(text("deadlines.drawn", len(rows)), ui.listed(lines))


def _outcome_step(view: View, outcome: Outcome, one: Commitment) -> ui.Step:
    source: Source = view.records.sources[outcome.source]
    what = text("deadlines.outcome", result=formats.word("result", outcome.result))
    decides = outcome.id == one.row["outcome_id"] and one.row["evidence"]
    marks = (ui.evidence(one.row["evidence"]),) if decides else ()
    return ui.Step(
        "outcome",
        Markup("{} · <b>{}</b>").format(formats.edtf(outcome.happened_on, "short"), what),
        Markup("{} {}").format(
            ui.data(outcome.statement),
            printed.document_line(view, source)
            if view.on_paper
            else ui.a(filters.link("sources", source=source.id), text("shell.the_source"), "words"),
        ),
        marks,
    )


# --- every dated claim ------------------------------------------------------------------------------------------------


def dated_claims(view: View, rows: pd.DataFrame, *, questions: bool) -> Markup:
    """Rows of `deadlines`: state, who, which date, said when, what it is, why; under their questions if wanted."""
    columns = [
        ui.Column(text("shell.filter_state"), css="state"),
        ui.Column(text("shell.filter_speaker")),
        ui.Column(text("deadlines.date"), named=True),
        ui.Column(text("shell.filter_said_on"), named=True, css="said"),
        ui.Column(text("deadlines.what_it_is"), named=True, css="what"),
    ]
    lines: list[ui.Group | ui.Question | ui.Row] = []
    topic = None
    for row, why in zip(rows.to_dict("records"), words.why(rows, view.records, language()), strict=True):
        if questions and row["topic_id"] != topic:
            topic = row["topic_id"]
            href = filters.link(view.page, tab="timeline", question=topic, part=None)
            lines.append(ui.Question(ui.a(href, ui.data(view.records.topics[topic].question), "choose")))
        lines.append(_dated_row(view, {str(name): row[name] for name in row}, why))
    return ui.table(columns, lines, name=text("deadlines.tab_claims"))


def _dated_row(view: View, row: Mapping[str, Any], why: str) -> ui.Row:
    claim = view.records.claims[row["claim_id"]]
    speaker = view.records.speakers[claim.speaker]
    slot = view.dossier.slots.get(speaker.sides[0]) if speaker.sides else None
    evidence = ui.evidence(row["evidence"]) if row["evidence"] else ui.EMPTY
    return ui.Row(
        (
            ui.joined([ui.state(row["state"]), ui.status(row["status"]) if row["status"] else ui.EMPTY]),
            Markup("{}{}").format(
                ui.side_square(slot), ui.a(filters.link("speakers", speaker=speaker.id), ui.data(speaker.name))
            ),
            formats.value(claim, view.records.topics[claim.topic], "short"),
            formats.edtf(claim.said_on, "short"),
            Markup('<span class="badges">{}</span>').format(ui.joined(marks_of(claim, row))),
        ),
        why=Markup("{} {}").format(ui.joined([evidence, why], between=" · "), words_of(view, claim)),
    )


def marks_of(claim: Claim, row: Mapping[str, Any]) -> list[Markup]:
    """What kind of claim it is, what it did to the date in force, and what befell it."""
    assert claim.deadline is not None  # only claims of dates stand in the table
    marks = [ui.badge(ui.capital(formats.word("force", claim.deadline.force)))]
    if claim.same_as is not None:
        marks.append(ui.badge(ui.capital(formats.word("relation", "echo"))))
    if row["step"]:
        marks.append(ui.step(row["step"]))
    befell = [badge for badge in row["badges"] if badge != row["step"]]
    return [*marks, *(ui.befell(badge, _befell(badge)) for badge in befell)]


def _befell(badge: str) -> str:
    """What befell a date: a later claim moved it, which is not to be taken for its own step."""
    return text(f"deadlines.since_{badge.replace('-', '_')}") if badge in SLIPS else formats.word("badge", badge)
