"""The rules as a reader is told them: each with its mark, its sentence and how many claims it counts today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import get_args

import pandas as pd
from markupsafe import Markup

from claims import words
from claims.analysis import chains, relations, states, status
from claims.analysis.rules import BADGES, Rule
from claims.filling import known_on
from claims.models import LANGUAGES, Attribution, Force, Stance
from claims.query import FACETS
from dashboard import data, filters, formats
from dashboard.components import marks
from dashboard.components.headings import group, section
from dashboard.components.lines import Step, chain
from dashboard.components.markup import EMPTY, a, joined, quoted
from dashboard.components.tables import Column, Row, table
from dashboard.filters import View
from dashboard.texts import direction, language, text

EXAMPLE_STEPS = 5

_WORDS = {
    "state": states.STATES,
    "status": status.STATUSES,
    "badge": BADGES,
    "step": chains.STEPS,
    "evidence": states.EVIDENCE,
    "relation": relations.RELATIONS,
    "stance": get_args(Stance),
    "force": get_args(Force),
    "attribution": get_args(Attribution),
}


def rules_section(view: View, name: str, title: str, rules: Sequence[tuple[Rule, str]]) -> Markup:
    """A section with an anchor: marked rules as rows, plain ones as sentences."""
    lines = [_marked(view, rule, said) if rule.word else Markup("<p>{}</p>").format(said) for rule, said in rules]
    return Markup('<section id="{}">{}<div class="rules">{}</div></section>').format(
        name, section(title), joined(lines, between="")
    )


def _marked(view: View, rule: Rule, said: str) -> Markup:
    count = EMPTY
    facet = next((one for one in FACETS if one == rule.kind), None)
    if facet is not None:
        n = view.selection.counts[facet].get(rule.word or "", 0)
        count = a(filters.link("claims", **{facet: rule.word}), formats.number(n)) if n else Markup("<span>0</span>")
    return Markup('<div class="rule"><div>{}</div><p>{}</p>{}</div>').format(_mark(rule), said, count)


def _mark(rule: Rule) -> Markup:
    assert rule.kind is not None  # a rule with a word says of what kind it is
    assert rule.word is not None
    return _MARKS[rule.kind](rule.word)


_MARKS: Mapping[str, Callable[[str], Markup]] = {
    "state": marks.state,
    "status": marks.status,
    "relation": marks.relation,
    "evidence": marks.evidence,
    "step": marks.step,
    "badge": lambda code: marks.befell(code, formats.word("badge", code)),
}


def contents(titles: Sequence[tuple[str, str]]) -> Markup:
    """The way to each section."""
    links = [Markup('<a href="#{}">{}</a>').format(name, title) for name, title in titles]
    return Markup('<nav class="contents" aria-label="{0}"><b>{0}</b>{1}</nav>').format(
        text("methodology.on_this_page"), joined(links, between="")
    )


def example(view: View) -> Markup:
    """One commitment of the dossier replayed on the days on which its state changed; empty where there is none."""
    ledger = view.tables.commitments
    if ledger.empty:
        return EMPTY
    most = ledger.sort_values(["changes", "days_late_min"], ascending=False, na_position="last", kind="stable").iloc[0]
    claim = view.records.claims[most["baseline_claim"]]
    steps, last = [], ""
    for day in _turning_days(view, most):
        rows = data.on(view.dossier, day).deadlines
        row = rows[rows["claim_id"] == claim.id]
        code = row["state"].iloc[0]
        if code == last:
            continue
        last = code
        replay = filters.link("claim", id=claim.id, as_of=None if day == view.today else day)
        steps.append(
            Step(
                "restated",
                a(replay, formats.day(day)),
                Markup("{}").format(words.why(row, view.records, language())[0]),
                (marks.state(code),),
            )
        )
    as_said = claim.deadline.as_said if claim.deadline else None
    said = text(
        "methodology.said",
        who=formats.name(view.records.speakers[claim.speaker].name),
        day=formats.edtf(claim.said_on),
        value=formats.value(claim, view.records.topics[claim.topic]),
    )
    quote = quoted(as_said, view.records.sources[claim.source].language) if as_said else EMPTY
    return Markup('<section id="example">{}<p>{} {}</p>{}</section>').format(
        section(text("methodology.example")), said, quote, chain(steps[:EXAMPLE_STEPS])
    )


def _turning_days(view: View, commitment: pd.Series) -> list[date]:
    """The days on which the state of a commitment's first date could change, up to the day we look from."""
    claim = view.records.claims[commitment["baseline_claim"]]
    due = [commitment[edge].date() for edge in ("baseline_first", "baseline_last")]
    assert claim.said_on.last is not None  # a claim was said by some day
    days = {
        claim.said_on.last,
        due[0] - timedelta(days=states.DUE_SOON_DAYS),
        due[0],
        due[1] + timedelta(days=1),
        view.as_of,
    }
    for outcome in view.records.outcomes.values():
        if outcome.topic == claim.topic and outcome.retired is None:
            days.add(known_on(outcome, view.records.sources[outcome.source]))
    return sorted(day for day in days if claim.said_on.last <= day <= view.as_of)


def vocabulary() -> Markup:
    """The words of the interface in both languages, one for one."""
    columns = [Column(formats.language_name(one)) for one in LANGUAGES]
    tables = []
    for kind, codes in _WORDS.items():
        rows = [
            Row(
                [
                    Markup('<span lang="{}" dir="{}">{}</span>').format(
                        one, direction(one), words.word(kind, code, one)
                    )
                    for one in LANGUAGES
                ]
            )
            for code in codes
        ]
        title = text(f"methodology.words_{kind}")
        tables.append(Markup("<div>{}{}</div>").format(group(title), table(columns, rows, name=title)))
    return Markup('<section id="words">{}<div class="vocabulary">{}</div></section>').format(
        section(text("methodology.words")), joined(tables, between="")
    )
