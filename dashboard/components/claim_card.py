"""The claim card: what was said, how it stands and why, the words in their source, and how it stands to others.

Each part is a function of a `Card`, which knows a claim on the day of the reader's view and nothing later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from claims import spoken, words
from claims.analysis.chains import SLIPS
from claims.analysis.states import STATES
from claims.analysis.status import STATUSES
from claims.bidi import by_letters
from claims.columns import NONE
from claims.filling import known_on
from claims.models import Claim, Outcome, Source, Speaker, Topic
from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components import history as record_history
from dashboard.components import printed
from dashboard.components.editing import ways
from dashboard.components.lines import words_link
from dashboard.components.markup import EMPTY, a, capital, data, joined, sentence
from dashboard.data import DayTables, around, assessments_of, claims_of
from dashboard.filters import Page, View
from dashboard.texts import direction, language, text

Face = Literal["known", "retired", "later"]

PAGE_OF_KIND: dict[str, Page] = {"deadline": "deadlines", "figure": "figures", "position": "compare"}

SHARP = ("conflict", "opposed", "qualified")
FITTING = ("same", "compatible", "agree")
APART = ("different_role", "different_time", "not_comparable")
OPEN_LINES = {**dict.fromkeys(SHARP, 5), **dict.fromkeys(FITTING, 3), "different_role": 2}
"""How many lines of a relation are open to view; the others are folded."""
MOST_FOLDED = 60
"""Of a fold no more than so many are listed."""
PRINTED_LINES = {**dict.fromkeys(SHARP, 20), **dict.fromkeys(FITTING, 10), **dict.fromkeys(APART, 5)}
"""On paper, which has no folds, so many of a relation are listed, and of the others how many they are."""


@dataclass(frozen=True)
class Card:
    """A claim as it can be known in this view."""

    view: View
    claim: Claim

    @property
    def face(self) -> Face:
        if self.claim.retired is not None:
            return "retired"
        last = self.claim.said_on.last
        return "known" if last is not None and last <= self.view.as_of else "later"

    @property
    def topic(self) -> Topic:
        return self.view.records.topics[self.claim.topic]

    @property
    def speaker(self) -> Speaker:
        return self.view.records.speakers[self.claim.speaker]

    @property
    def source(self) -> Source:
        return self.view.records.sources[self.claim.source]

    @property
    def tables(self) -> DayTables:
        return around(self.view.dossier, self.view.as_of, self.claim.topic)

    @property
    def stands(self) -> dict[str, Any]:
        """State and status, as far as it has them."""
        standing, at = self.view.standing, self.view.dossier.tables.claims.id.row(self.claim.id)
        codes = {"state": (standing.state[at], STATES), "status": (standing.status[at], STATUSES)}
        return {facet: names[code] for facet, (code, names) in codes.items() if code != NONE}

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Its row in the table of its kind; none where it does not count."""
        return self.tables.row_of(self.claim.kind, self.claim.id)

    @cached_property
    def row(self) -> dict[str, Any]:
        return {str(name): value for name, value in self.standing.iloc[0].items()}

    @cached_property
    def echoes(self) -> pd.DataFrame:
        return self.tables.echoes(self.claim.id)

    @cached_property
    def relations(self) -> pd.DataFrame:
        """One row an origin that stands to this claim in one way, with its claim's day and distance from this one's."""
        found = self.tables.relations(self.claim.id)
        claims = self.view.dossier.tables.claims
        right, own = claims.id.rows(found["right"]), claims.id.row(self.claim.id)
        return (
            found.assign(
                origin=claims.root[right],
                echo=claims.echo[right],
                apart=np.abs(claims.said[right] - claims.said[own]),
                wide=-found["gap"].where(found["relation"].isin(SHARP)).fillna(0),
            )
            .sort_values(["echo", "wide", "apart", "right"], kind="stable")
            .drop_duplicates(["origin", "relation"])
        )

    def counted(self, *relations: str) -> int:
        return int(self.relations["relation"].isin(relations).sum())


def said(claim: Claim) -> date:
    assert claim.said_on.last is not None  # the model refuses a claim without a last day
    return claim.said_on.last


# --- who and what -----------------------------------------------------------------------------------------------------


def slot(view: View, speaker: Speaker) -> int | None:
    """The colour slot of the first side that the speaker speaks for."""
    return view.dossier.slots.get(speaker.sides[0]) if speaker.sides else None


def who(view: View, speaker: Speaker, *, linked: bool = False) -> Markup:
    """The speaker's name after the colour of the side; linked, it leads to the record."""
    name = data(speaker.name)
    shown = a(filters.link("speakers", speaker=speaker.id), name) if linked else name
    return Markup("{}{}").format(ui.side_square(slot(view, speaker)), shown)


def outlet_name(view: View, source: Source) -> Markup:
    return data(view.records.outlets[source.outlet].name)


def way(claim: Claim) -> Markup:
    """To the claim's words, or to its source where no words are kept."""
    if claim.quote:
        return words_link(f"{filters.link('claim', id=claim.id)}#words")
    return words_link(filters.link("sources", source=claim.source), kept=False)


def standing_chips(row: dict[str, Any]) -> Markup:
    """State, status, or both of a reported date."""
    state, status = row.get("state"), row.get("status")
    return joined([ui.state(state) if state else EMPTY, ui.status(status) if status else EMPTY])


def path(card: Card) -> Markup:
    """Where the card stands: claims, question, and the id by which it is cited; from the screen the way to paper."""
    label = data(card.topic.label or card.topic.question)
    return Markup('{} › {} › <code dir="ltr">{}</code>{}').format(
        a(filters.link("claims"), text("shell.page_claims")),
        a(filters.link("claims", topic=card.topic.id, chosen=None, part=None), label),
        card.claim.id,
        EMPTY if card.view.on_paper else printed.to_paper("claim_print", id=card.claim.id),
    )


def _group(title: str | Markup) -> Markup:
    """A part of the card: one level under the page's title, since the card may be all of the page."""
    return ui.group(title, level=2)


def chips(card: Card) -> Markup:
    """State or status first, then what a reader must know of the record at once."""
    if card.face != "known":
        shown = ui.badge(capital(formats.word("badge", "retired")), amber=True) if card.face == "retired" else EMPTY
        return Markup('<p class="badges">{}</p>').format(joined([shown, *_of_the_record(card.claim)]))
    row = card.row
    marks = [standing_chips(row)]
    if card.claim.deadline:
        if row["step"]:
            marks.append(ui.step(row["step"]))
        for badge in row["badges"]:
            told = formats.word("badge", badge)
            marks.append(ui.befell(badge, text("claim.then", badge=told) if badge in SLIPS else told))
    if card.claim.figure and not pd.isna(row["repeated_since"]):
        since = row["repeated_since"].date()
        words_ = formats.sentence(
            "badge.said_since", value=formats.value(card.claim, card.topic), since=formats.day(since)
        )
        marks.append(
            ui.badge(words_, amber=True, href=filters.home("claims", topic=card.topic.id, from_=since, to=since))
        )
    if card.claim.position and row["changed_from"]:
        before = card.view.records.claims[row["changed_claim"]]
        words_ = text("claim.changed", stance=formats.word("stance", row["changed_from"]))
        marks.append(ui.badge(words_, amber=True, href=filters.link("claim", id=before.id)))
    if card.echoes.loc[card.echoes["claim_id"] == card.claim.id, "drifts"].any():
        marks.append(ui.badge(capital(formats.word("badge", "drift")), amber=True))
    if len(card.echoes) > 1:
        marks.append(ui.badge(_one_origin(card), href="#echoes"))
    return Markup('<p class="badges">{}</p>').format(joined([*marks, *_of_the_record(card.claim)]))


def _one_origin(card: Card) -> str:
    """One utterance, and how many outlets carry it: "1 origin, 6 outlets"."""
    outlets = text("shell.outlets", card.echoes["outlet_id"].nunique())
    return formats.sentence("badge.origin", origins=text("shell.origins", 1), outlets=outlets)


def _of_the_record(claim: Claim) -> list[Markup]:
    force = [ui.badge(capital(formats.word("force", claim.deadline.force)))] if claim.deadline else []
    return [*force, ui.badge(capital(formats.word("attribution", claim.attribution)))]


def value(card: Card) -> Markup:
    """The value, large, and beside it how it is read."""
    return Markup('<p class="value"><b>{}</b> <span>{}</span></p>').format(
        capital(formats.value(card.claim, card.topic)), joined(_reading(card), between=" · ")
    )


def _reading(card: Card) -> list[Markup | str]:
    """The days or numbers that the value is read as, and what it counts or affirms."""
    claim = card.claim
    if claim.position:
        assert card.topic.proposition is not None  # the model refuses a position topic without one
        return [data(card.topic.proposition)]
    if claim.deadline:
        return [window] if (window := _window(card)) else []
    assert claim.figure is not None
    basis = card.view.records.term(claim.figure.basis or card.topic.basis or "", language())
    return [basis, text("claim.as_it_stood", day=formats.edtf(claim.figure.as_of)), _interval(card)]


def _window(card: Card) -> str:
    """The due days, where the date is not one day already."""
    if card.standing.empty or pd.isna(card.row["due_last"]) or card.row["due_first"] == card.row["due_last"]:
        return ""
    first, last = card.row["due_first"].date(), card.row["due_last"].date()
    return text("claim.window", days=spoken.span(first, last, language()))


def _interval(card: Card) -> str:
    """What "about 2,500" is taken to mean; an exact number or one with its bound needs no telling."""
    figure = card.claim.figure
    if figure is None or card.standing.empty or figure.qualifier not in ("about", "nearly", *_WORDS_OF_SIZE):
        return ""
    low, high = card.row["low"], card.row["high"]
    return formats.sentence("values.read_as", a=formats.number(low), b=formats.number(high))


_WORDS_OF_SIZE = ("dozens", "hundreds", "thousands")


def why(card: Card) -> Markup:
    """One sentence that gives the reason, the evidence, and the readings where they differ."""
    row = card.row
    kind, rules = ("state", "states") if card.claim.deadline else ("status", "statuses")
    told = text("claim.why", state=formats.word(kind, row[kind]))
    sentence = words.why(card.standing, card.view.records, language())[0]
    evidence = ui.evidence(row["evidence"]) if row.get("evidence") else EMPTY
    rule = EMPTY if card.view.on_paper else a(f"{filters.link('methodology')}#{rules}", text("claim.the_rule"))
    readings = _readings(card) if "reading-dependent" in row.get("badges", ()) else EMPTY
    return Markup('<div class="reason"><p><b>{}</b> {} {} {}</p>{}</div>').format(
        told, sentence, evidence, rule, readings
    )


def _readings(card: Card) -> Markup:
    """Every reading of the date or of what happened, with the state it gives."""
    lines = [
        Markup("<li>{} {}</li>").format(
            _reading_name(card, one["reading"]),
            ui.state(one["state"]),
        )
        for one in card.row["readings"]
    ]
    return Markup("<ul>{}</ul>").format(joined(lines, between=""))


def _reading_name(card: Card, reading: str) -> Markup:
    """Which day is taken; of an outcome left out, whose word for it."""
    outcome = card.view.records.outcomes.get(reading)
    if outcome is None:
        return Markup("{}").format(capital(formats.word("reading", reading)))
    outlet = outlet_name(card.view, card.view.records.sources[outcome.source])
    return escape(capital(formats.sentence("reading.outcome"))).format(
        outlet=outlet, day=formats.edtf(outcome.happened_on)
    )


# --- the words --------------------------------------------------------------------------------------------------------


def in_source(card: Card) -> Markup:
    """The quote where it stands, or the way to the source where no words are kept."""
    quote, source = card.claim.quote, card.source
    title = _group(text("claim.words_in_source"))
    kept = card.view.records.texts.get(source.id)
    if quote is None or kept is None:
        return joined([title, _not_kept(card)], between="")
    if published_later(card.view, source):
        passage = Markup('<blockquote class="context" lang="{}" dir="{}">{}</blockquote>{}').format(
            source.language,
            direction(source.language),
            ui.quoted(quote.text, source.language),
            _plain(text("claim.published_later", day=formats.day(card.view.as_of))),
        )
    else:
        others = [
            ui.Mark(other.quote.start, other.quote.end, href=filters.link("claim", id=other.id))
            for other in known_claims_in(card.view, source.id)
            if other.quote is not None and other.id != card.claim.id
        ]
        passage = ui.quote_in_context(kept, quote.start, quote.end, source.language, others)
    return joined([title, Markup('<div id="words">{}</div>').format(passage), _source_line(card)], between="")


def published_later(view: View, source: Source) -> bool:
    """True where a past view must not show the document, which came later."""
    first = source.published.first if source.published else None
    return view.is_past and first is not None and first > view.as_of


def known_claims_in(view: View, source_id: str) -> list[Claim]:
    """The claims of a source that count in this view, in the order of the text, those without a quote last."""
    tables = view.dossier.tables
    rows = np.flatnonzero((tables.claims.source == tables.sources.row(source_id)) & tables.known(view.as_of))
    found = claims_of(view.dossier, tables.claims.id.named(rows))
    return sorted(found, key=lambda claim: (claim.quote is None, claim.quote.start if claim.quote else 0))


def _source(card: Card) -> Markup:
    return joined(ui.source_facts(card.view.records, card.source), between=" · ")


def _source_line(card: Card) -> Markup:
    whole = EMPTY if card.view.on_paper else _all_of_source(card, marked=True)
    return Markup('<p class="source">{}</p>').format(joined([_source(card), whole], between=" · "))


def _all_of_source(card: Card, *, marked: bool = False) -> Markup:
    count = len(known_claims_in(card.view, card.source.id))
    return a(
        filters.link("sources", source=card.source.id),
        text("claim.whole_document" if marked else "claim.all_of_source", count),
    )


def _not_kept(card: Card) -> Markup:
    """No words are kept here: whose document it is, its address, and its page with us."""
    source = card.source
    parts = [_source(card), EMPTY if card.view.on_paper else _all_of_source(card)]
    return Markup('<div class="missing" id="words"><p>{}</p><p>{}</p><p class="source">{}</p></div>').format(
        text("claim.no_quote" if source.url or source.archive_url else "claim.no_quote_no_address"),
        joined(ui.addresses(source, whole=card.view.on_paper), between=Markup("<br>")),
        joined(parts, between=" · "),
    )


def elsewhere(card: Card) -> Markup:
    """The same utterance in other outlets: the first said first, drift named."""
    claims, rows = card.view.records.claims, card.echoes
    if len(rows) < 2:
        return EMPTY
    earliest = rows.sort_values("said_on", kind="stable")["claim_id"].iloc[0] if rows["said_on"].nunique() > 1 else None
    lines = []
    for one in rows.itertuples():
        if one.claim_id == card.claim.id:
            continue
        claim = claims[str(one.claim_id)]
        marks = joined(
            [
                ui.badge(text("claim.origin")) if not one.echo else EMPTY,
                ui.badge(text("claim.earliest")) if one.claim_id == earliest else EMPTY,
                ui.badge(formats.word("badge", "drift"), amber=True) if one.drifts else EMPTY,
            ]
        )
        lines.append(
            Markup("<li>{}<span>{}</span><span class='badges'>{}</span>{}</li>").format(
                a(
                    filters.link("claim", id=claim.id),
                    outlet_name(card.view, card.view.records.sources[claim.source]),
                    "told",
                ),
                data(claim.statement),
                marks,
                way(claim),
            )
        )
    title = capital(formats.word("relation", "echo"))
    return Markup('<section class="echoes" id="echoes">{}<ul>{}</ul></section>').format(
        _group(Markup("{} <small>· {}</small>").format(title, _one_origin(card))), joined(lines, between="")
    )


# --- the facts --------------------------------------------------------------------------------------------------------


def facts(card: Card) -> Markup:
    """Who, when, where, on which question, and the value as it was said."""
    claim, speaker, topic, view = card.claim, card.speaker, card.topic, card.view
    names = {side.id: side.name for side in view.records.dossier.sides}
    role = joined(
        [data(speaker.role) if speaker.role else EMPTY, *(data(names[side]) for side in speaker.sides)], between=" · "
    )
    rows: list[tuple[str, ui.Inline]] = [
        (text("claim.who"), _two(who(view, speaker, linked=True), role)),
        (text("shell.filter_said_on"), formats.edtf(claim.said_on)),
        (text("claim.where"), _untold(claim.venue) if claim.venue else EMPTY),
        (text("shell.filter_topic"), a(filters.link(PAGE_OF_KIND[topic.kind], topic=topic.id), data(topic.question))),
        (_value_label(claim), _two(Markup("<b>{}</b>").format(formats.value(claim, topic)), _value_details(card))),
        (text("claim.in_answer_to"), _answered(card)),
        (text("sources.source"), _two(_source(card), _address(card))),
    ]
    return ui.facts(rows)


def _two(fact: Markup | str, quieter: Markup | str) -> Markup:
    return Markup("{}<small>{}</small>").format(fact, quieter) if quieter else Markup("{}").format(fact)


def _untold(words_: str) -> Markup:
    """Words whose language nobody entered."""
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(*_written(words_), words_)


def _written(words_: str) -> tuple[str, str]:
    """The language and the direction of words by their letters."""
    return by_letters(words_), direction(by_letters(words_))


def _address(card: Card) -> Markup:
    """The addresses, unless they stand in place of the words already; on paper all by which the document is known."""
    shown = ui.addresses(card.source, whole=card.view.on_paper) if card.claim.quote else []
    if card.view.on_paper:
        return joined([*printed.document(card.source), *shown], between=Markup("<br>"))
    return joined(shown, between=Markup("<br>"))


def _value_label(claim: Claim) -> str:
    if claim.deadline:
        return text(f"claim.date_{claim.deadline.force}")
    return text("claim.figure" if claim.figure else "claim.stance")


def _value_details(card: Card) -> Markup:
    given = card.claim.deadline or card.claim.figure
    said = (
        sentence("claim.as_said", words=_as_said(given.as_said, card.source))
        if given is not None and given.as_said
        else EMPTY
    )
    return joined([*_reading(card), said], between=" · ")


def _as_said(words_: str, source: Source) -> Markup:
    """Words in the source's language, or in the one whose letters they have."""
    written, drawn = _written(words_)
    return ui.quoted(words_, source.language if direction(source.language) == drawn else written)


def _answered(card: Card) -> Markup:
    """The claim that this one answers, if it was known by the day."""
    other = card.view.records.claims.get(card.claim.responds_to or "")
    if other is None or Card(card.view, other).face != "known":
        return EMPTY
    return _told(card.view, other)


# --- how it stands to others ------------------------------------------------------------------------------------------


def _told(view: View, claim: Claim) -> Markup:
    """Another claim in one line: value, speaker, day, the words."""
    topic = view.records.topics[claim.topic]
    return Markup("{} · {} · {} {}").format(
        a(filters.link("claim", id=claim.id), capital(formats.value(claim, topic, "short")), "told"),
        data(view.records.speakers[claim.speaker].name),
        formats.edtf(claim.said_on, "short"),
        way(claim),
    )


def to_others(card: Card) -> Markup:
    """What the dates of its own side did to it, what happened, then every other claim, the sharpest first."""
    chained = _chained(card)
    lines = [*(_chain_line(card, *one) for one in chained), *_answer_lines(card)]
    told = card.relations[~card.relations["right"].isin([other for other, _ in chained])]
    shown: list[Markup] = []
    for relation in (*SHARP, *FITTING, *APART):
        rows = told[told["relation"] == relation]
        if rows.empty:
            continue
        if card.view.on_paper:
            shown.append(_first_lines(card, rows, PRINTED_LINES[relation]))
            continue
        count = OPEN_LINES.get(relation, 0)
        shown += _relation_lines(card, rows[:count])
        if len(rows) > count:
            shown.append(_fold(card, relation, rows[count:], more=count > 0))
    if not lines and not shown:
        return joined([_group(text("claim.to_others")), _plain(text("claim.alone"))], between="")
    title = Markup("{} <small>{}</small>").format(text("claim.to_others"), _summary(card))
    return Markup('<section class="relations">{}{}</section>').format(
        _group(title), joined([*lines, *shown], between="")
    )


def _plain(words_: str) -> Markup:
    return Markup('<p class="why">{}</p>').format(words_)


def _summary(card: Card) -> Markup:
    """How many origins stand how: "2 conflict, 4 fit, 78 from another time"."""
    groups: Sequence[tuple[str, tuple[str, ...]]] = (
        ("against", ("conflict", "opposed")),
        ("qualified", ("qualified",)),
        ("fit", FITTING),
        ("other_role", ("different_role",)),
        ("other_time", ("different_time",)),
        ("incomparable", ("not_comparable",)),
    )
    counts = [(name, card.counted(*relations)) for name, relations in groups]
    told = [text(f"claim.count_{name}", count=formats.number(count)) for name, count in counts if count]
    return Markup("· {}").format(Markup("{}").format(text("shell.comma")).join(told)) if told else EMPTY


def _relation_lines(card: Card, rows: pd.DataFrame) -> list[Markup]:
    others = claims_of(card.view.dossier, rows["right"])
    reasons = words.why(rows, card.view.records, language())
    return [
        ui.relation_line(ui.relation(relation), _told(card.view, other), reason)
        for relation, other, reason in zip(rows["relation"], others, reasons, strict=True)
    ]


def _fold(card: Card, relation: str, rows: pd.DataFrame, *, more: bool) -> Markup:
    """Relations that say less, closed until asked for."""
    told = text(f"claim.{'more' if more else 'fold'}_{relation}", count=formats.number(len(rows)))
    return ui.fold(told, _first_lines(card, rows, MOST_FOLDED))


def _first_lines(card: Card, rows: pd.DataFrame, most: int) -> Markup:
    """The first of these relations, and how many are left out."""
    lines = _relation_lines(card, rows[:most])
    if rest := len(rows) - len(lines):
        lines.append(_plain(text("claim.not_listed", rest)))
    return joined(lines, between="")


def _chained(card: Card) -> list[tuple[str, pd.DataFrame]]:
    """The later date that replaced this one, and the one that this date moved: the claim, and its step in the chain."""
    if not card.claim.deadline:
        return []
    own, replaced_by = card.tables.origin[card.claim.id], card.row["replaced_by"]
    for side in card.topic.obligors or ():
        chain = card.tables.chain(card.topic.id, side).set_index("claim_id", drop=False)
        if own not in chain.index:
            continue
        before = chain["before"].get(own) if own == card.claim.id else None
        steps = [(replaced_by, replaced_by)] if replaced_by in chain.index else []
        steps += [(before, own)] if before is not None else []
        return [(str(other), chain.loc[[step]]) for other, step in steps]
    return []


def _chain_line(card: Card, other: str, step: pd.DataFrame) -> Markup:
    """One step from date to date, with its reason."""
    code = str(step["step"].iloc[0])
    reason = words.why(step, card.view.records, language())[0]
    return ui.relation_line(ui.step(code), _told(card.view, card.view.records.claims[other]), reason)


def _answer_lines(card: Card) -> list[Markup]:
    """The claims that answer this one."""
    claims = card.view.dossier.tables.claims
    who, whom = claims.answering
    ids = claims.id.named(np.sort(who[whom == claims.id.row(card.claim.id)]))
    answers = [one for one in claims_of(card.view.dossier, ids) if Card(card.view, one).face == "known"]
    return [ui.relation_line(ui.badge(text("claim.answered_by")), _told(card.view, claim)) for claim in answers]


def happened(card: Card) -> Markup:
    """What is known to have happened to the question of a date."""
    return outcomes(card.view, lambda one: one.topic == card.topic.id) if card.claim.deadline else EMPTY


def outcomes(view: View, asked: Callable[[Outcome], bool]) -> Markup:
    """The outcomes asked for that are known by the day, the latest first, each with who declared it."""
    known = [
        outcome
        for outcome in view.records.outcomes.values()
        if asked(outcome)
        and outcome.retired is None
        and known_on(outcome, view.records.sources[outcome.source]) <= view.as_of
    ]
    if not known:
        return EMPTY
    known.sort(key=lambda outcome: str(outcome.happened_on.last), reverse=True)
    lines = [
        ui.relation_line(
            ui.badge(capital(formats.word("result", outcome.result))),
            _of_outcome(view, outcome),
            _declared(view, outcome),
        )
        for outcome in known
    ]
    return joined([_group(text("claim.happened")), *lines], between="")


def _of_outcome(view: View, outcome: Outcome) -> Markup:
    return Markup("<b>{}</b> · {} {}{}").format(
        formats.edtf(outcome.happened_on),
        data(outcome.statement),
        words_link(filters.link("sources", source=outcome.source), kept=False),
        ways.of_outcome(view, outcome),
    )


def _declared(view: View, outcome: Outcome) -> str:
    names = {side.id: formats.name(side.name) for side in view.records.dossier.sides}
    if not outcome.declared_by:
        return capital(formats.word("evidence", "reported"))
    return text("claim.declared_by", who=text("shell.comma").join(names[side] for side in outcome.declared_by))


# --- what editors say -------------------------------------------------------------------------------------------------


def assessed(card: Card) -> Markup:
    """The editors' verdicts known by the day, the latest first, with their evidence."""
    view = card.view
    found = [
        one
        for one in assessments_of(view.dossier, card.claim.id)
        if one.on.last is not None and one.on.last <= view.as_of
    ]
    found.sort(key=lambda one: (str(one.on), one.id), reverse=True)
    if not found:
        return EMPTY
    lines = [
        ui.relation_line(
            ui.status(one.status),
            data(one.why),
            joined(
                [
                    text("claim.assessed", day=formats.edtf(one.on), by=one.by),
                    sentence(
                        "claim.evidence",
                        sources=joined(
                            [
                                a(
                                    filters.link("sources", source=source),
                                    outlet_name(view, view.records.sources[source]),
                                )
                                for source in one.evidence
                            ],
                            between=text("shell.comma"),
                        ),
                    ),
                ],
                between=" · ",
            ),
        )
        for one in found
    ]
    return joined([_group(text("claim.assessment")), *lines], between="")


def note(card: Card) -> Markup:
    """What editors noted. A note bears no date, so a past view leaves it out and says so."""
    if not card.claim.note:
        return EMPTY
    title = _group(text("claim.note"))
    if card.view.is_past:
        return joined([title, _plain(text("claim.note_undated"))], between="")
    return joined(
        [title, Markup('<p class="why" lang="{}" dir="{}">{}</p>').format(*_written(card.claim.note), card.claim.note)],
        between="",
    )


def retired(card: Card) -> Markup:
    """Why the record no longer counts."""
    gone = card.claim.retired
    if gone is None:
        return EMPTY
    told = text("claim.retired_on", day=formats.edtf(gone.on), by=gone.by)
    return Markup('<div class="reason"><p><b>{}</b> {}</p></div>').format(told, _untold(gone.why))


def history(card: Card) -> Markup:
    """What was done to the record since it is kept."""
    return record_history.of_record(card.view, "claim", card.claim.id)


# --- the card, whole --------------------------------------------------------------------------------------------------


def page(card: Card) -> Markup:
    """The card alone, in two columns."""
    known = card.face == "known"
    main = [
        chips(card),
        ways.of_claim(card.view, card.claim),
        why(card) if known else retired(card),
        assessed(card),
        in_source(card),
    ]
    main += [elsewhere(card), happened(card)] if known else []
    aside = [facts(card), to_others(card) if known else EMPTY, note(card), history(card)]
    return Markup('<div class="card-page"><div>{}</div><aside>{}</aside></div>').format(
        joined(main, between=""), joined(aside, between="")
    )


def sheet(card: Card) -> Markup:
    """The card on paper: one column, the words before what others say."""
    known = card.face == "known"
    parts = [chips(card), value(card), why(card) if known else retired(card), assessed(card), in_source(card)]
    parts += [facts(card), note(card)]
    parts += [happened(card), elsewhere(card), to_others(card)] if known else []
    parts.append(history(card))
    return Markup('<article class="card sheet">{}</article>').format(joined(parts, between=""))


def panel(card: Card) -> Markup:
    """The card beside a list: the same parts, one under the other."""
    parts: Iterable[Markup] = (
        Markup('<p class="eyebrow">{}</p>').format(path(card)),
        chips(card),
        ways.of_claim(card.view, card.claim),
        value(card),
        Markup('<h2 class="statement">{}</h2>').format(data(card.claim.statement)),
        why(card),
        assessed(card),
        in_source(card),
        elsewhere(card),
        to_others(card),
        happened(card),
        facts(card),
        note(card),
    )
    return Markup('<article class="card">{}</article>').format(joined(parts, between=""))
