"""What changed between two days: the flips by question, those of commitments first, each with its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from claims import change_words, words
from claims.changes import CAUSES, Cause, Changed
from claims.links import EARLIEST
from dashboard import components as ui
from dashboard import filters, formats
from dashboard.components.markup import EMPTY
from dashboard.data import Changes
from dashboard.filters import View
from dashboard.texts import language, text

USUAL_DAYS = 30
LOOKS_BACK = (7, USUAL_DAYS, 365)
"""How many days a reader is offered to look back."""
NAMED = 4
"""Of how many claims that flipped alike the links are seen at once."""


@dataclass(frozen=True)
class Question:
    """What flipped of one question: rows that read alike together, and the claims that are merely new."""

    topic_id: str
    flips: Sequence[Sequence[Any]]
    new: Sequence[Any]

    @property
    def rank(self) -> int:
        """Commitments come first, then what flipped, then what is only new."""
        return 0 if any(rows[0].kind == "commitment" for rows in self.flips) else 1 if self.flips else 2


def since(view: View) -> date:
    """The first of the two days, as the link has it."""
    return filters.day("since", _usual(view), view.as_of)


def days(view: View, first: date) -> None:
    """Draw the field of the first day, with days to look back to."""
    filters.choose_day("since", text("changes.since"), first, _usual(view), view.as_of)
    ui.show(Markup('<p class="ways">{}</p>').format(look_back(view, first)))


def look_back(view: View, first: date) -> Markup:
    """Links to other days to begin with."""
    ways = [
        ui.a(filters.link("changes", since=when, part=None), words.count("days", back, language()), "choose")
        for back in LOOKS_BACK
        if (when := _back(view, back)) != first
    ]
    return ui.sentence("changes.look_back", ways=ui.joined(ways, between=" · "))


def _usual(view: View) -> date:
    return _back(view, USUAL_DAYS)


def _back(view: View, back: int) -> date:
    return max(EARLIEST, view.as_of - timedelta(days=back))


def is_new(row: Any) -> bool:
    """True of a claim that was not there before: it did not flip."""
    return row.kind == "claim" and row.before is None


def answer(changed: Changed) -> Markup:
    """How much flipped, by which causes, and how many claims are new."""
    rows = [*changed.rows.itertuples()]
    causes = Counter(row.cause for row in rows if not is_new(row))
    gaps = {"first": formats.day(changed.before.as_of), "last": formats.day(changed.after.as_of)}
    by = [text(f"changes.by_{_key(cause)}", causes[cause]) for cause in CAUSES if causes[cause]]
    if by:
        gaps["causes"] = text("shell.comma").join(by)
        flipped = ui.sentence("changes.flipped", causes.total(), **gaps)
    else:
        flipped = ui.sentence("changes.none", None, **gaps)
    new = len(rows) - causes.total()
    return ui.joined([flipped, ui.sentence("changes.new_too", new) if new else ""])


def records(view: View, found: Changes) -> Markup:
    """By which records each of the two days is told."""
    if found.by is None:
        told = text("changes.from_files")
    else:
        ends = (found.changed.before, found.changed.after)
        by = [_by(view, how, end.as_of) for end, how in zip(ends, found.by, strict=True)]
        gaps = {"first": formats.day(ends[0].as_of), "last": formats.day(ends[1].as_of)}
        if by[0] == by[1]:
            told = text("changes.records_both", None, records=by[0])
        else:
            told = text("changes.records", None, by_first=by[0], by_last=by[1], **gaps)
    return Markup('<p class="why">{}</p>').format(told)


def _by(view: View, how: str, day: date) -> str:
    if how == "last" or day >= view.today:
        moment = view.recorded_at
        return text("changes.by_moment", moment=formats.moment(moment)) if moment else text("changes.by_now")
    return text(f"changes.by_{how}")


def questions(view: View, changed: Changed) -> list[Question]:
    """The flips by question."""
    rows, told = changed.rows, change_words.why(changed.rows, changed.before, changed.after, language())
    of_topic: dict[str, list[Any]] = {}
    every: Iterator[Any] = rows.assign(why=told).itertuples()
    for row in every:
        of_topic.setdefault(row.topic_id, []).append(row)
    order = {topic: at for at, topic in enumerate(view.records.topics)}
    found = [
        Question(topic, _alike(row for row in rows if not is_new(row)), [row for row in rows if is_new(row)])
        for topic, rows in of_topic.items()
    ]
    return sorted(found, key=lambda one: (one.rank, order.get(one.topic_id, len(order))))


def _alike(rows: Iterable[Any]) -> list[list[Any]]:
    """Rows of which all is the same but whom they are of; commitments first."""
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        found.setdefault((row.kind, row.field, row.before, row.after, row.cause, row.why), []).append(row)
    return sorted(found.values(), key=lambda alike: alike[0].kind != "commitment")


def table(changed: Changed, found: Iterable[Question]) -> Markup:
    """A row for what flipped alike, under its question."""
    columns = [
        ui.Column(text("changes.what")),
        ui.Column(text("changes.before"), named=True),
        ui.Column(text("changes.after"), named=True),
        ui.Column(text("changes.cause"), named=True),
    ]
    return ui.table(columns, _lines(changed, found), name=text("changes.title"))


def lines(changed: Changed) -> list[Markup]:
    """Each flip in two lines: what it was and would be, of whom, and why."""
    told = change_words.why(changed.rows, changed.before, changed.after, language())
    rows: Iterator[Any] = changed.rows.itertuples()
    return [
        ui.relation_line(
            ui.joined([_mark(row.field, row.before), _mark(row.field, row.after)]),
            Markup("{} · {}").format(
                _name(changed, row), ui.data(changed.records_of(row).topics[row.topic_id].question)
            ),
            why,
        )
        for row, why in zip(rows, told, strict=True)
    ]


def _lines(changed: Changed, found: Iterable[Question]) -> Iterator[ui.Question | ui.Row]:
    for question in found:
        first = next(row for alike in (*question.flips, question.new) for row in alike)
        yield ui.Question(ui.data(changed.records_of(first).topics[question.topic_id].question))
        for alike in question.flips:
            row = alike[0]
            marks = (_mark(row.field, value) for value in (row.before, row.after))
            yield ui.Row((_whose(changed, alike), *marks, _cause(changed, row)))
        if question.new:
            lines = [ui.joined([_name(changed, row), _mark(row.field, row.after)]) for row in question.new]
            yield ui.Row((ui.fold(text("changes.new", len(lines)), ui.listed(lines)), "", "", ""))


def _whose(changed: Changed, rows: Sequence[Any]) -> Markup:
    """Links to what flipped alike; of many the others are folded."""
    names = [_name(changed, row) for row in rows]
    shown = ui.joined(names[:NAMED], between=Markup("<br>"))
    rest = names[NAMED:]
    return shown + ui.fold(text("changes.others", len(rest)), ui.listed(rest)) if rest else shown


def _name(changed: Changed, row: Any) -> Markup:
    """A claim by who said it when, or a commitment by who must act; the way to it."""
    known = changed.records_of(row)
    if row.kind == "claim":
        return _claim(changed, row.claim_id)
    side = next(side for side in known.dossier.sides if side.id == row.side)
    # Under a filter by state it may be seen no more.
    href = filters.link("deadlines", chosen=f"{row.topic_id}.{row.side}", state=None, status=None)
    return ui.a(href, ui.sentence("changes.commitment", side=ui.data(side.name)), "commitment")


def _claim(changed: Changed, id_: str) -> Markup:
    return ui.a(filters.link("claim", id=id_), _said(changed, id_))


def _said(changed: Changed, id_: str) -> Markup:
    known = next(end.records for end in (changed.after, changed.before) if id_ in end.records.claims)
    claim = known.claims[id_]
    return Markup("{} <small>{}</small>").format(
        ui.data(known.speakers[claim.speaker].name), formats.edtf(claim.said_on, "short")
    )


def _mark(field: str, value: str | None) -> Markup:
    if value is None:
        return Markup('<span class="why">{}</span>').format(text("changes.nowhere"))
    return ui.state(value) if field == "state" else ui.status(value)


def _cause(changed: Changed, row: Any) -> Markup:
    """The cause, the records that decide as links, and the whole in a sentence."""
    links = [_record(changed, id_) for id_ in row.because]
    rest = links[NAMED:]
    return Markup('{}{}<p class="why">{}</p>').format(
        ui.joined([text(f"changes.cause_{_key(row.cause)}"), *links[:NAMED]], between=" · "),
        ui.fold(text("changes.others", len(rest)), ui.listed(rest)) if rest else EMPTY,
        row.why,
    )


def _record(changed: Changed, id_: str) -> Markup:
    """A record that decides, as a link to where it is told: its claim's card, or its document."""
    named = change_words.record(id_, changed.before, changed.after, language())
    for end in (changed.after, changed.before):
        if id_ in end.records.claims:
            return ui.a(filters.link("claim", id=id_), named)
        if verdict := end.records.assessments.get(id_):
            return ui.a(filters.link("claim", id=verdict.claim), named)
        if outcome := end.records.outcomes.get(id_):
            return ui.a(filters.link("sources", source=outcome.source), named)
        if id_ in end.records.sources:
            return ui.a(filters.link("sources", source=id_), named)
    return Markup("{}").format(named)


def causes(changed: Changed) -> Markup:
    """What each cause that is seen means."""
    seen = set(changed.rows["cause"])
    codes = [_key(cause) for cause in CAUSES if cause in seen]
    rows = [(text(f"changes.cause_{code}"), text(f"changes.means_{code}")) for code in codes]
    return ui.fold(text("changes.causes"), ui.facts(rows))


def _key(cause: Cause) -> str:
    return cause.replace("-", "_")
