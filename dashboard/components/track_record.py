"""Track records: what became of a speaker's dates, and where the speaker's words changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
from markupsafe import Markup

from claims import words
from claims.analysis import deadlines
from claims.analysis.chains import CHANGES
from claims.analysis.record import COUNTED, RANKED_FROM
from claims.models import Claim, Speaker
from dashboard import components as ui
from dashboard import filters, formats, theme
from dashboard.components import claim_card, commitment
from dashboard.components.claim_card import Card, said
from dashboard.components.commitment import MET, URGENCY
from dashboard.filters import View
from dashboard.texts import direction, language, text

TILES: Mapping[str, tuple[str, ...]] = {
    "met_on_time": COUNTED["met_on_time"],
    "met_late": COUNTED["met_late"],
    "missed": COUNTED["missed"],
    "overdue": COUNTED["overdue"],
    "awaiting_check": ("awaiting_check",),
}
"""The tiles that always show, each with the states that it counts; any other state has its own where it occurs."""
CLAIMS_SHOWN = 10
"""So many of the latest claims stand where no date was given."""

Row = Mapping[str, Any]


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, cells by name."""
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


# --- the head ---------------------------------------------------------------------------------------------------------


def name(speaker: Speaker) -> Markup:
    """The name in the reader's script, and smaller in the other one."""
    other = speaker.name.in_language("en" if language() == "ar" else "ar")
    own = ui.data(speaker.name)
    written = speaker.name.written_in("en" if language() == "ar" else "ar")
    if written == language() or other == speaker.name.in_language(language()):
        return own
    return Markup('{} <small lang="{}" dir="{}">{}</small>').format(own, written, direction(written), other)


def standing(view: View, speaker: Speaker) -> Markup:
    """In which office, and for which sides the speaker speaks; a side leads to its speakers."""
    names = filters.names(view.records, "side")
    sides = [
        Markup("{}{}").format(
            ui.side_square(view.dossier.slots.get(side)),
            ui.a(filters.home("speakers", side=side), names[side]),
        )
        for side in speaker.sides
    ]
    kind = text(f"speakers.kind_{speaker.kind}")
    return ui.joined([ui.data(speaker.role) if speaker.role else kind, *sides], between=" · ")


def kept(record: Row) -> Markup:
    """How many of the closed commitments were met on time; in percent only where there are enough of them."""
    closed, on_time = int(record["closed"]), int(record["met_on_time"])
    rate = (
        text("speakers.percent", percent=formats.number(round(100 * on_time / closed))) if closed >= RANKED_FROM else ""
    )
    return ui.joined([text("speakers.kept", on_time, closed=formats.number(closed)), rate])


def answer(record: Row | None, own: pd.DataFrame, claims: int, origins: int) -> Markup:
    """The record with both numbers, then how many claims there are, and how many utterances they are."""
    told = ui.sentence(
        "speakers.claims_in_all", claims=text("shell.claims", claims), origins=text("shell.origins", origins)
    )
    if record is None:
        return Markup("<b>{}</b> {}").format(text("speakers.no_dates"), told)
    others = {name: int(own["state"].isin(states).sum()) for name, states in URGENCY.items() if name != "kept"}
    parts: list[Markup | str] = [kept(record)] if record["closed"] else []
    parts += [text(f"deadlines.are_{name}", n) for name, n in others.items() if n]
    counts = ui.joined(parts, between=text("deadlines.and"))
    given = ui.sentence("speakers.gave", len(own), counts=counts)
    return Markup("<b>{}</b> {}").format(given, told)


def strip(own: pd.DataFrame) -> Markup:
    """One tile a state of the dates given, leading to the rows it counts."""
    counted = {state for states in TILES.values() for state in states}
    others = {state: (state,) for state in theme.STATES if state not in counted and (own["state"] == state).any()}
    tiles = ui.states_strip(
        [
            (code, int(own["state"].isin(of_tile).sum()), filters.link("speakers", state=of_tile))
            for code, of_tile in {**TILES, **others}.items()
        ]
    )
    return Markup('<div class="record">{}</div>').format(tiles)


# --- the dates --------------------------------------------------------------------------------------------------------


def dates(view: View, table: pd.DataFrame) -> Markup:
    """The dates given, newest first: own commitments, then what was asked of others or told of them."""
    columns = [
        ui.Column(text("shell.filter_said_on"), css="said"),
        ui.Column(text("shell.filter_topic")),
        ui.Column(text("speakers.date_given"), named=True, css="given"),
        ui.Column(text("shell.filter_state"), css="state"),
        ui.Column(text("speakers.result"), named=True, css="result"),
        ui.Column("", css="to-words"),
    ]
    newest = table.sort_values(["said_on", "claim_id"], ascending=[False, True], kind="stable")
    own = deadlines.in_chains(newest)
    of_others = newest[~newest["claim_id"].isin(own["claim_id"])]
    lines: list[ui.Group | ui.Question | ui.Row] = []
    for title, part in (("own_dates", own), ("other_dates", of_others)):
        if not of_others.empty and not part.empty:
            lines.append(ui.Group(text(f"speakers.{title}")))
        lines += [_date(view, row) for row in rows_of(part)]
    return ui.table(columns, lines, name=text("speakers.dates"))


def _date(view: View, row: Row) -> ui.Row:
    claim = view.records.claims[row["claim_id"]]
    topic = view.records.topics[claim.topic]
    href = filters.home("deadlines", tab="timeline", question=topic.id)
    return ui.Row(
        (
            formats.edtf(claim.said_on, "short"),
            Markup("<b>{}</b><br><small>{}</small>").format(
                ui.a(href, commitment.label(view, topic.id)), ui.data(claim.statement)
            ),
            formats.value(claim, topic, "short"),
            ui.state(row["state"]),
            result(view, row),
            commitment.words_of(view, claim),
        )
    )


def result(view: View, row: Row) -> str:
    """What came of a date, in a few words: the day it was done, how late, how long to go."""
    state = row["state"]
    if state == "met_late":
        return commitment.late(row)
    if state in MET:
        return commitment.done(row)
    if state == "awaiting_check" and not pd.isna(row["r_checked"]):
        return text("speakers.last_checked", day=formats.day(row["r_checked"].date(), "short"))
    if state in ("overdue", "missed"):
        return text("speakers.past_by", days=commitment.count("days_oblique", row["days_overdue"]))
    if state in ("upcoming", "due_soon", "due_now", "holding"):
        return commitment.count("days_left", row["days_left"])
    return "—"


# --- the changes ------------------------------------------------------------------------------------------------------


def changes(view: View, dated: pd.DataFrame, positions: pd.DataFrame) -> list[Markup]:
    """Where a later date or another stance took the place of an earlier one, each with both words; newest first."""
    moved = dated[dated["step"].isin(CHANGES)]
    told = zip(rows_of(moved), _step_why(view, moved), strict=True)
    found = [(row["said_on"], _moved(view, row, why)) for row, why in told]
    turned = positions[positions["changed_from"].notna()]
    found += [(row["said_on"], _turned(view, row)) for row in rows_of(turned)]
    return [markup for _, markup in sorted(found, key=lambda change: change[0], reverse=True)]


def _step_why(view: View, moved: pd.DataFrame) -> list[str]:
    """What each date did to the one before it, and nothing of how it ended."""
    steps = [f"step_{step.replace('-', '_')}" for step in moved["step"]]
    return words.why(moved.drop(columns="r_also").assign(reason=steps), view.records, language())


def _moved(view: View, row: Row, why: str) -> Markup:
    old, new = view.records.claims[row["r_before"]], view.records.claims[row["claim_id"]]
    badge = ui.step(row["step"])
    steps = [_step(view, "restated", old), _step(view, "new", new)]
    return _change(filters.home("deadlines", chosen=new.topic), commitment.label(view, new.topic), badge, steps, why)


def _turned(view: View, row: Row) -> Markup:
    old, new = view.records.claims[row["changed_claim"]], view.records.claims[row["claim_id"]]
    badge = ui.badge(text("speakers.position"))
    steps = [_step(view, "restated", old), _step(view, "new", new)]
    apart = commitment.count("days_later", (said(new) - said(old)).days)
    return _change(filters.home("compare", topic=new.topic), commitment.label(view, new.topic), badge, steps, apart)


def _step(view: View, kind: Literal["restated", "new"], claim: Claim) -> ui.Step:
    if claim.position is None:
        return ui.Step(kind, commitment.said_by(view, claim), commitment.date_in_words(view, claim))
    told = [ui.stance(claim.position.stance), ui.data(claim.statement), commitment.words_of(view, claim)]
    return ui.Step(kind, commitment.said_by(view, claim), ui.joined(told))


def _change(href: str, title: Markup, badge: Markup, steps: Sequence[ui.Step], why: str) -> Markup:
    return Markup('<section class="change"><h3>{} {}</h3>{}<p class="why">{}</p></section>').format(
        ui.a(href, title), badge, ui.chain(steps), why
    )


# --- what else was said -----------------------------------------------------------------------------------------------


def questions(view: View, claims: Sequence[Claim]) -> Markup:
    """The questions that the claims answer, most spoken of first; each leads to those claims."""
    counts = pd.Series([claim.topic for claim in claims]).value_counts(sort=False)
    counts = counts.sort_values(ascending=False, kind="stable")
    items = [
        Markup("<li>{}&nbsp;<small>{}</small></li>").format(
            ui.a(filters.link("claims", topic=topic), ui.data(view.records.topics[str(topic)].question)),
            formats.number(int(count)),
        )
        for topic, count in counts.items()
    ]
    return Markup('<ul class="questions">{}</ul>').format(ui.joined(items, between=""))


def latest(view: View, claims: Sequence[Claim]) -> Markup:
    """The newest claims with how they stand."""
    columns = [
        ui.Column(text("shell.filter_said_on"), css="said"),
        ui.Column(text("shell.filter_topic")),
        ui.Column(text("speakers.value"), named=True, css="given"),
        ui.Column(text("shell.filter_state"), css="state"),
        ui.Column("", css="to-words"),
    ]
    lines = []
    for claim in sorted(claims, key=lambda one: (said(one), one.id), reverse=True)[:CLAIMS_SHOWN]:
        topic = view.records.topics[claim.topic]
        question = ui.a(filters.link("claims", topic=topic.id), commitment.label(view, topic.id))
        lines.append(
            ui.Row(
                (
                    formats.edtf(claim.said_on, "short"),
                    Markup("<b>{}</b><br><small>{}</small>").format(question, ui.data(claim.statement)),
                    ui.capital(formats.value(claim, topic, "short")),
                    claim_card.standing_chips(Card(view, claim).row),
                    commitment.words_of(view, claim),
                )
            )
        )
    return ui.table(columns, lines, name=text("speakers.latest"))


# --- the index --------------------------------------------------------------------------------------------------------

COUNTS = ("closed", "met_on_time", "met_late", "missed", "overdue", "open")


def index_answer(records: pd.DataFrame, claims: int, speakers: int) -> Markup:
    """How many speak, how many of them gave dates of their own, and how many of these were met on time."""
    told = ui.sentence("speakers.index", claims=text("shell.claims", claims), speakers=text("shell.speakers", speakers))
    if records.empty:
        return told
    total = {name: int(records[name].sum()) for name in COUNTS}
    ended = Markup("<b>{}</b>").format(kept(total)) if total["closed"] else text("speakers.none_closed")
    return ui.joined([told, ui.sentence("speakers.index_gave", len(records), kept=ended)])


def index(view: View, shown: Sequence[tuple[str, int]], records: pd.DataFrame) -> Markup:
    """Speakers with their claims and, where they gave dates of their own, what became of these."""
    columns = [
        ui.Column(text("shell.filter_speaker"), css="who"),
        ui.Column(text("shell.filter_side")),
        ui.Column(text("shell.page_claims"), named=True, css="number"),
        *(ui.Column(text(f"speakers.count_{name}"), named=True, css="number") for name in COUNTS),
    ]
    of_speaker = {row["who"]: row for row in rows_of(records)}
    sides = filters.names(view.records, "side")
    lines = []
    for speaker_id, count in shown:
        speaker, record = view.records.speakers[speaker_id], of_speaker.get(speaker_id)
        role = Markup("<br><small>{}</small>").format(ui.data(speaker.role)) if speaker.role else ui.EMPTY
        whose = [
            Markup("{}{}").format(ui.side_square(view.dossier.slots.get(side)), sides[side]) for side in speaker.sides
        ]
        who = ui.a(filters.link("speakers", speaker=speaker_id, part=None), ui.data(speaker.name), "choose")
        lines.append(
            ui.Row(
                (
                    Markup("<b>{}</b>{}").format(who, role),
                    ui.joined(whose, between=Markup("<br>")),
                    ui.a(filters.link("claims", speaker=speaker_id), formats.number(count)),
                    *(_number(int(record[name])) if record else "" for name in COUNTS),
                )
            )
        )
    return Markup('<div class="speakers">{}</div>').format(ui.table(columns, lines, name=text("shell.page_speakers")))


def _number(count: int) -> Markup:
    shown = formats.number(count)
    return Markup("{}").format(shown) if count else Markup('<span class="nil">{}</span>').format(shown)
