"""Statement against statement: voices in columns, what they said about the same time in one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Literal

import pandas as pd
from markupsafe import Markup

from claims import words
from claims.models import COMPARABLE_WITHIN_DAYS, Claim
from claims.records import DossierRecords
from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import claim_card, printed
from dashboard.filters import View
from dashboard.texts import direction, language, text

By = Literal["side", "speaker", "outlet"]
BY: tuple[By, ...] = ("side", "speaker", "outlet")
NEAR = 16
"""Each statement is held against so many that follow it, whoever said them: what lies further stands on its own row."""


@dataclass(frozen=True)
class Voice:
    """A side, a speaker or an outlet, and its claims, the newest first."""

    code: str
    claims: tuple[Claim, ...]

    def utterances(self, view: View) -> dict[str, int]:
        """Each utterance by the claim that stands for it, one with a quote or its origin: how many others repeat it.

        A report whose value drifted is its own.
        """
        topics, first = (
            view.records.topics,
            sorted(self.claims, key=lambda claim: (claim.quote is None, claim.same_as is not None)),
        )
        alike: dict[tuple[str, str], list[str]] = {}
        for claim in first:
            value = formats.value(claim, topics[claim.topic])
            alike.setdefault((view.tables.origin[claim.id], value), []).append(claim.id)
        return {ids[0]: len(ids) - 1 for ids in alike.values()}


@dataclass(frozen=True)
class Together:
    """What the voices said about the same time: at most one claim each, by the voice's code."""

    said: Mapping[str, Claim]
    repeated: Mapping[str, int]
    """In how many more reports of the same voice each claim stands, by the voice's code."""


def codes(records: DossierRecords, claim: Claim, by: By) -> tuple[str, ...]:
    """Whose claim it is: a joint one is of several sides."""
    if by == "side":
        return records.speakers[claim.speaker].sides
    return (claim.speaker,) if by == "speaker" else (records.sources[claim.source].outlet,)


def voices(records: DossierRecords, claims: Iterable[Claim], by: By, chosen: Sequence[str]) -> list[Voice]:
    """The chosen ones with their claims."""
    of: dict[str, list[Claim]] = {code: [] for code in chosen}
    for claim in claims:
        for code in codes(records, claim, by):
            if code in of:
                of[code].append(claim)
    return [Voice(code, tuple(sorted(found, key=_said, reverse=True))) for code, found in of.items()]


def together(view: View, found: Sequence[Voice], topic_id: str) -> list[Together]:
    """The utterances in rows, the newest first: answers beside what they answer, then the nearest in time.

    A row spans no more days than the question lets figures be compared over: of figures the days they speak of, of
    others the days on which they were said. A joint claim stands in all its columns.
    """
    within = view.records.topics[topic_id].comparable_within
    within = COMPARABLE_WITHIN_DAYS if within is None else within
    repeated = {voice.code: voice.utterances(view) for voice in found}
    rows: dict[str, dict[str, Claim]] = {}
    for voice in found:
        for claim_id in repeated[voice.code]:
            rows.setdefault(claim_id, {})[voice.code] = view.records.claims[claim_id]
    claims = sorted((view.records.claims[claim_id] for claim_id in rows), key=_when)
    row_of = {claim.id: claim.id for claim in claims}
    near = [(one, other) for at, one in enumerate(claims) for other in claims[at + 1 : at + 1 + NEAR]]
    answers = [(claim, view.records.claims[claim.responds_to]) for claim in claims if claim.responds_to in row_of]
    ranked = sorted(
        [(at, _apart(*pair), pair) for at, pairs in enumerate((answers, near)) for pair in pairs],
        key=lambda one: (one[0], one[1], [claim.id for claim in one[2]]),
    )
    for _, _, (one, other) in ranked:
        a, b = row_of[one.id], row_of[other.id]
        if a == b or rows[a].keys() & rows[b].keys():
            continue
        times = [_time(claim) for row in (a, b) for claim in rows[row].values()]
        if (max(first for first, _ in times) - min(last for _, last in times)).days <= within:
            row_of |= {claim.id: a for claim in rows[b].values()}
            rows[a] |= rows.pop(b)
    return [
        Together(said, {code: repeated[code][claim.id] for code, claim in said.items()})
        for said in sorted(rows.values(), key=lambda said: max(_said(claim) for claim in said.values()), reverse=True)
    ]


def _said(claim: Claim) -> tuple[date, str]:
    return claim_card.said(claim), claim.id


def _time(claim: Claim) -> tuple[date, date]:
    """The days a figure speaks of; of any other claim the day on which it was said."""
    said = claim_card.said(claim)
    if claim.figure is None:
        return said, said
    last = claim.figure.as_of.last or max(claim.figure.as_of.first or said, said)
    return claim.figure.as_of.first or last, last


def _when(claim: Claim) -> tuple[date, date, str]:
    return _time(claim)[1], *_said(claim)


def _apart(one: Claim, other: Claim) -> int:
    (first, last), (begin, end) = _time(one), _time(other)
    return max(0, (max(first, begin) - min(last, end)).days)


# --- drawing it -------------------------------------------------------------------------------------------------------


def columns(view: View, found: Sequence[Voice], rows: Sequence[Together], by: By) -> Markup:
    """The voices side by side: two have their relation between them, of more it stands under the later statement."""
    pairs = len(found) == 2
    relations = _relations(view, rows)
    heads = [_head(view, voice, by) for voice in found]
    if pairs:
        heads.insert(1, Markup('<div class="relation-head">{}</div>').format(text("compare.relation")))
    lines = [_row(view, found, row, relations) for row in rows]
    return Markup('<div class="compare-columns {}" style="--voices:{}"><div class="row heads">{}</div>{}</div>').format(
        "two" if pairs else "many", len(found), ui.joined(heads, between=""), ui.joined(lines, between="")
    )


def _relations(view: View, rows: Sequence[Together]) -> dict[frozenset[str], tuple[dict[str, Any], str]]:
    """How the claims of a row stand to each other, and why."""
    parts = []
    for row in rows:
        ids = list(dict.fromkeys(claim.id for claim in row.said.values()))
        for at, claim_id in enumerate(ids[:-1]):
            found = view.tables.relations(claim_id)
            parts.append(found[found["right"].isin(ids[at + 1 :])])
    if not parts:
        return {}
    frame = pd.concat(parts, ignore_index=True)
    reasons = words.why(frame, view.records, language())
    return {
        frozenset((row["left"], row["right"])): ({str(name): row[name] for name in row}, why)
        for row, why in zip(frame.to_dict("records"), reasons, strict=True)
    }


def name(view: View, code: str, by: By) -> Markup:
    """The voice's name after its side's colour."""
    records = view.records
    if by == "speaker":
        return claim_card.who(view, records.speakers[code])
    if by == "outlet":
        return Markup("{}").format(ui.data(records.outlets[code].name))
    side = next(side for side in records.dossier.sides if side.id == code)
    return Markup("{}{}").format(ui.side_square(view.dossier.slots.get(code)), ui.data(side.name))


def _head(view: View, voice: Voice, by: By) -> Markup:
    return Markup('<div class="head"><h2>{}</h2><p class="why">{}</p></div>').format(
        name(view, voice.code, by), tally(voice.claims)
    )


def tally(claims: Sequence[Claim]) -> str:
    """How many claims; of positions how many affirm, qualify and deny."""
    stances = [claim.position.stance for claim in claims if claim.position]
    if not stances:
        return text("shell.claims", len(claims))
    counts = [
        (key, sum(stance in codes_ for stance in stances))
        for key, codes_ in (
            ("overview.affirms", ("affirms",)),
            ("overview.qualifies", ("qualifies", "conditional")),
            ("overview.denies", ("denies",)),
            ("compare.silent", ("no-statement",)),
        )
    ]
    return " · ".join(text(key, count) for key, count in counts if count)


def _row(
    view: View,
    found: Sequence[Voice],
    row: Together,
    relations: Mapping[frozenset[str], tuple[dict[str, Any], str]],
) -> Markup:
    cells = [
        Markup('<div class="cell">{}</div>').format(statement(view, row.said[voice.code], row.repeated[voice.code]))
        if voice.code in row.said
        else Markup('<div class="cell nothing"><p class="why">{}</p></div>').format(text("compare.nothing"))
        for voice in found
    ]
    told = _told(view, row, relations)
    if len(found) == 2:
        cells.insert(1, Markup('<div class="between">{}</div>').format(ui.joined(told, between="") or "–"))
    elif told:
        cells.append(Markup('<div class="among">{}</div>').format(ui.joined(told, between="")))
    return Markup('<div class="row">{}</div>').format(ui.joined(cells, between=""))


def _told(view: View, row: Together, relations: Mapping[frozenset[str], tuple[dict[str, Any], str]]) -> list[Markup]:
    """Every relation of the row's claims, the joint and the repeated ones too."""
    claims = list({claim.id: claim for claim in row.said.values()}.values())
    lines = []
    for one, other in combinations(claims, 2):
        later, earlier = sorted((one, other), key=_said, reverse=True)
        found = relations.get(frozenset((one.id, other.id)))
        who = ""
        if len(row.said) > 2:
            names = [formats.name(view.records.speakers[claim.speaker].name) for claim in (one, other)]
            who = text("compare.pair", a=names[0], b=names[1])
        if found is None:
            same = view.tables.origin[one.id] == view.tables.origin[other.id]
            if same:
                lines.append(_line(who, ui.badge(formats.word("relation", "echo")), ""))
            continue
        relation, why = found[0], found[1]
        lines.append(_line(who, ui.relation(relation["relation"]), " ".join((why, _days(earlier, later)))))
    if len(claims) == 1 and len(row.said) > 1:
        lines.append(_line("", ui.badge(text("compare.joint")), ""))
    return lines


def _line(who: str, chip: Markup, why: str) -> Markup:
    named = Markup("<b>{}</b>").format(who) if who else ui.EMPTY
    return Markup('<div class="told-relation">{}{}<p class="why">{}</p></div>').format(named, chip, why)


def _days(earlier: Claim, later: Claim) -> str:
    """How long after the one the other was said, and whether it answers it."""
    days = (claim_card.said(later) - claim_card.said(earlier)).days
    answers = later.responds_to == earlier.id
    if not days:
        return text("compare.answers_same_day" if answers else "compare.same_day")
    return text("compare.answers" if answers else "compare.days_after", days)


def statement(view: View, claim: Claim, repeated: int = 0) -> Markup:
    """One cell: who, the value, the day; the original words, and ours beneath; outlet, language, the way there."""
    speaker, source = view.records.speakers[claim.speaker], view.records.sources[claim.source]
    if claim.position:
        value = ui.stance(claim.position.stance)
    else:
        value = Markup("<b>{}</b>").format(formats.value(claim, view.records.topics[claim.topic], "short"))
    if claim.figure and claim.figure.as_of != claim.said_on:
        measured = text("claim.as_it_stood", day=formats.edtf(claim.figure.as_of, "short"))
        value += Markup(' <span class="why">{}</span>').format(measured)
    quote = (
        Markup('<blockquote lang="{0}" dir="{1}">{2}</blockquote>').format(
            source.language, direction(source.language), ui.quoted(claim.quote.text, source.language)
        )
        if claim.quote
        else ui.EMPTY
    )
    way = (
        ui.words_link(f"{filters.link('claim', id=claim.id)}#words")
        if claim.quote
        else ui.a(filters.link("sources", source=source.id), text("shell.no_quote"), "words")
    )
    outlet = [claim_card.outlet_name(view, source), formats.language_name(source.language), way]
    document = printed.document_line(view, source) if view.on_paper else ui.joined(outlet, between=" · ")
    more = text("compare.repeated", repeated) if repeated else ""
    return Markup(
        '<p class="said"><a class="told" href="{}" target="_self">{}</a> {}<span class="day">{}</span></p>'
        '{}<p>{}</p><p class="source">{}</p>'
    ).format(
        filters.link("claim", id=claim.id),
        claim_card.who(view, speaker),
        value,
        formats.edtf(claim.said_on, "short"),
        quote,
        ui.data(claim.statement),
        ui.joined([document, more], between=" · "),
    )
