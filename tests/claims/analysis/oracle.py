"""The rules (rule set 1) once more, in the plainest way: loops over records, one sentence of the rules at a time.

It is slow and repeats itself on purpose: it shares no code with `claims.analysis`, which is compared with it. Tables
are lists of rows with the keys of the public tables, without `why`; days are `date`, nothing is None, lists are tuples.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import Any

from claims.models import END_ROLES, HOLDING_ROLES, Claim, Deadline, Edtf, Figure, Outcome, Topic
from claims.records import DossierRecords

Row = dict[str, Any]
Window = tuple[date, date]
Span = tuple[date, date]

MOVES = ("extended", "extended-late", "advanced")
MET = ("met_early", "met_on_time", "met_late", "timing_unclear")
MONTH = timedelta(days=30)
ONE_DAY = timedelta(days=1)


def window_of(deadline: Deadline) -> Window | None:
    """The first and last day on which it falls due, None where it is undated."""
    if deadline.due is None:
        return None
    first, last = deadline.due.first, deadline.due.last
    if last is None:
        if deadline.role in END_ROLES:
            return None
        last = first
    if deadline.role == "before":
        return None if first is None else (first - ONE_DAY, first - ONE_DAY)
    if first is None:
        first = last
    assert first is not None
    assert last is not None
    return first, last


@dataclass(frozen=True)
class Interval:
    """The numbers that a figure may mean; an open edge is not one of them."""

    low: float
    high: float
    low_open: bool
    high_open: bool

    def meets(self, other: Interval) -> bool:
        bottom, top = max(self.low, other.low), min(self.high, other.high)
        if bottom != top:
            return bottom < top
        for one in (self, other):
            if (one.low == bottom and one.low_open) or (one.high == bottom and one.high_open):
                return False
        return True


def interval_of(figure: Figure) -> Interval:
    match figure.qualifier:
        case "dozens":
            return Interval(24, 99, False, False)
        case "hundreds":
            return Interval(200, 999, False, False)
        case "thousands":
            return Interval(2000, 9999, False, False)
        case "about":
            assert figure.low is not None
            assert figure.high is not None
            return Interval(figure.low * 9 / 10, figure.high * 11 / 10, False, False)
        case "nearly":
            assert figure.high is not None
            return Interval(figure.high * 9 / 10, figure.high, False, True)
    low = 0 if figure.low is None else figure.low
    high = inf if figure.high is None else figure.high
    return Interval(low, high, figure.qualifier == "more-than", figure.qualifier == "fewer-than" or high == inf)


def value_of(figure: Figure) -> tuple[object, ...]:
    """The number as it was said; a word of size is part of it."""
    word = figure.qualifier if figure.qualifier in ("dozens", "hundreds", "thousands") else None
    return figure.low, figure.high, word


def measured(claim: Claim) -> Window:
    """The days that a figure is about: an open end reaches to the day it was said, an open start is its last day."""
    assert claim.figure is not None
    first, last = claim.figure.as_of.first, claim.figure.as_of.last
    if last is None:
        assert first is not None
        last = max(first, said(claim))
    return (last if first is None else first), last


def said(claim: Claim) -> date:
    assert claim.said_on.last is not None
    return claim.said_on.last


def days_apart(one: Window, other: Window) -> int:
    """Days between the nearest edges, 0 where the windows overlap."""
    return max((other[0] - one[1]).days, (one[0] - other[1]).days, 0)


def lies_inside(inner: Window, outer: Window) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


@dataclass(frozen=True)
class Step:
    """What a claim did to the date in force of its chain, and the window that it replaced, if it did."""

    claim: Claim
    window: Window
    what: str
    in_force: Claim
    slip_days: int
    replaced: Window | None


class Oracle:
    """All tables of one dossier on one day, or of the chosen claims alone."""

    def __init__(self, records: DossierRecords, as_of: date, chosen: Collection[str] | None = None) -> None:
        self.records, self.as_of = records, as_of
        self.claims = [
            one
            for one in records.claims.values()
            if one.retired is None and said(one) <= as_of and (chosen is None or one.id in chosen)
        ]
        self.outcomes = [
            one for one in records.outcomes.values() if one.retired is None and self.known_on(one) <= as_of
        ]
        # By topic, so that dossiers of many topics take no longer than they must.
        self.claims_of = {topic: [one for one in self.claims if one.topic == topic] for topic in records.topics}
        self.happened = {topic: [one for one in self.outcomes if one.topic == topic] for topic in records.topics}

    def known_on(self, outcome: Outcome) -> date:
        published: Edtf | None = self.records.sources[outcome.source].published
        for day in (outcome.known_on, published, outcome.happened_on):
            if day is not None and day.last is not None:
                return day.last
        raise AssertionError("an outcome happened by some day")

    def topic(self, claim: Claim) -> Topic:
        return self.records.topics[claim.topic]

    def sides(self, claim: Claim) -> tuple[str, ...]:
        return self.records.speakers[claim.speaker].sides

    def root(self, claim: Claim) -> Claim:
        while claim.same_as is not None:
            claim = self.records.claims[claim.same_as]
        return claim

    def outlet(self, claim: Claim) -> str:
        return self.records.sources[claim.source].outlet

    # Chains

    def chain(self, topic: Topic, side: str) -> list[Step]:
        members = [
            one
            for one in self.claims_of[topic.id]
            if one.same_as is None
            and one.deadline is not None
            and one.deadline.force == "commitment"
            and window_of(one.deadline) is not None
            and side in self.sides(one)
        ]
        steps: list[Step] = []
        for one in sorted(members, key=lambda each: (said(each), each.id)):
            assert one.deadline is not None
            window = window_of(one.deadline)
            assert window is not None
            if not steps:
                steps.append(Step(one, window, "baseline", one, 0, None))
                continue
            in_force = steps[-1].in_force
            assert in_force.deadline is not None
            old = window_of(in_force.deadline)
            assert old is not None
            if lies_inside(window, old) or lies_inside(old, window) or window[1] == old[1]:
                steps.append(Step(one, window, "restated", in_force, steps[-1].slip_days, None))
                continue
            later = window[1] > old[1]
            if in_force.deadline.role in HOLDING_ROLES:
                what = "prolonged" if later else "shortened"
            elif not later:
                what = "advanced"
            else:
                what = "extended" if said(one) <= old[1] else "extended-late"
            steps.append(Step(one, window, what, one, (window[1] - steps[0].window[1]).days, old))
        return steps

    def chains_of(self, claim: Claim) -> list[list[Step]]:
        """The chains in which a claim stands, in the order of the topic's obligors."""
        chains = [self.chain(self.topic(claim), side) for side in self.topic(claim).obligors or ()]
        return [chain for chain in chains if any(step.claim.id == claim.id for step in chain)]

    def step(self, claim: Claim) -> tuple[str | None, int | None]:
        """What the claim did, and the slip after it."""
        assert claim.deadline is not None
        for chain in self.chains_of(claim):
            for step in chain:
                if step.claim.id == claim.id:
                    return step.what, step.slip_days
        obligors = self.topic(claim).obligors or ()
        stranger = not any(side in obligors for side in self.sides(claim))
        if stranger and claim.same_as is None and window_of(claim.deadline) is not None:
            return "competing", None
        return None, None

    def replacement(self, claim: Claim) -> Step | None:
        """The first later claim that moved the very window that this claim gave."""
        claim = self.root(claim)
        found: list[Step] = []
        for chain in self.chains_of(claim):
            own = next(number for number, step in enumerate(chain) if step.claim.id == claim.id)
            for step in chain[own + 1 :]:
                if step.what in MOVES and step.replaced == chain[own].window:
                    found.append(step)
                    break
        return min(found, key=lambda step: (said(step.claim), step.claim.id), default=None)

    # Deadlines

    def outcomes_of(self, claim: Claim, *results: str) -> list[Outcome]:
        return [one for one in self.happened[claim.topic] if one.result in results]

    def done(self, claim: Claim) -> list[Outcome]:
        """The outcomes that fulfil it."""
        assert claim.deadline is not None
        if claim.deadline.role == "from":
            return self.outcomes_of(claim, "begun", "partly", "fulfilled")
        return self.outcomes_of(claim, "fulfilled")

    def believed(self, claim: Claim) -> list[Outcome]:
        """Those that a named side declared, or all where none did."""
        done = self.done(claim)
        return [one for one in done if one.declared_by] or done

    def state(self, claim: Claim, window: Window | None, span: Span | None) -> tuple[str, list[Outcome]]:
        """The state of a claim whose window and whose span of fulfilment are these, and the outcomes that decide it."""
        assert claim.deadline is not None
        role, as_of = claim.deadline.role, self.as_of
        if window is None:
            return "undated", []
        d1, d2 = window
        withdrawn = self.outcomes_of(claim, "withdrawn")
        last_checked = self.topic(claim).last_checked
        checked_until = last_checked.last if last_checked is not None else None
        if role in HOLDING_ROLES:
            breaches = self.believed(claim) if span is not None and span[1] < d1 else []
            breaches = breaches + [one for one in withdrawn if last_day(one) < d1]
            if breaches:
                return "breached", breaches
            if as_of < d1:
                return "holding", []
            if self.done(claim) or withdrawn:
                return "kept", self.believed(claim) + withdrawn
            if checked_until is not None and checked_until >= d1:
                return "kept", []
            return "awaiting_check", []
        if span is not None:
            f1, f2 = span
            if f1 > d2:
                state = "met_late"
            elif f2 > d2:
                state = "timing_unclear"
            elif f2 < (d1 - MONTH if role in ("by", "before") else d1):
                state = "met_early"
            else:
                state = "met_on_time"
            return state, self.believed(claim)
        if withdrawn:
            return "withdrawn", withdrawn
        replacement = self.replacement(claim)
        if replacement is not None and as_of <= d2:
            return "superseded", []
        if as_of > d2:
            failures = [one for one in self.outcomes_of(claim, "not-fulfilled") if last_day(one) >= d2]
            if failures:
                return "missed", failures
            if replacement is not None and replacement.window[1] > d2:
                return "missed", []
        if as_of < d1 - MONTH:
            return "upcoming", []
        if as_of < d1:
            return "due_soon", []
        if as_of <= d2:
            return "due_now", []
        if checked_until is not None and checked_until >= d2:
            return "overdue", []
        return "awaiting_check", []

    def readings(self, claim: Claim) -> dict[str, str]:
        """The state under every reading of the date and of the outcomes."""
        assert claim.deadline is not None
        window, believed = window_of(claim.deadline), self.believed(claim)
        span = span_of(believed)
        readings = {"lenient": self.state(claim, window, span)[0]}
        if window is None:
            return readings
        if claim.deadline.role == "by" and window[0] < window[1]:
            readings["strict"] = self.state(claim, (window[0], window[0]), span)[0]
        if span is not None and span[0] < span[1]:
            readings["first-day"] = self.state(claim, window, (span[0], span[0]))[0]
            readings["last-day"] = self.state(claim, window, (span[1], span[1]))[0]
        for one in self.done(claim):
            if one not in believed:
                readings[one.id] = self.state(claim, window, span_of([one]))[0]
        return readings

    def evidence(self, deciding: list[Outcome], topic: Topic, own: tuple[str, ...]) -> str | None:
        if not deciding:
            return None
        grades = ["reported", "self_declared", "counterparty_confirmed", "independently_confirmed"]
        best = 0
        for one in deciding:
            for side in one.declared_by:
                best = max(best, 1 if side in own else 2 if side in (topic.obligors or ()) else 3)
        return grades[best]

    def badges(self, claim: Claim) -> tuple[str, ...]:
        replacement = self.replacement(claim)
        badges = [replacement.what] if replacement is not None else []
        if self.outcomes_of(claim, "partly") and not self.outcomes_of(claim, "fulfilled"):
            badges.append("partly")
        if len(set(self.readings(claim).values())) > 1:
            badges.append("reading-dependent")
        return tuple(badges)

    def deadline(self, claim: Claim) -> Row:
        assert claim.deadline is not None
        window, role = window_of(claim.deadline), claim.deadline.role
        span = span_of(self.believed(claim))
        state, deciding = self.state(claim, window, span)
        readings = self.readings(claim)
        replacement = self.replacement(claim)
        row: Row = {
            "claim_id": claim.id,
            "topic_id": claim.topic,
            "speaker_id": claim.speaker,
            "sides": self.sides(claim),
            "said_on": said(claim),
            "role": role,
            "force": claim.deadline.force,
            "due_first": window[0] if window else None,
            "due_last": window[1] if window else None,
            "state": state,
            "badges": self.badges(claim),
            "readings": readings if len(readings) > 1 else {},
            "days_left": None,
            "days_overdue": None,
            "days_late_min": None,
            "days_late_max": None,
            "step": self.step(claim)[0],
            "slip_days": self.step(claim)[1],
            "replaced_by": replacement.claim.id if replacement else None,
            "outcome_id": first_of(deciding),
            "evidence": self.evidence(deciding, self.topic(claim), self.sides(claim)),
            "status": self.status(claim) if claim.deadline.force == "report" else None,
        }
        if window is None:
            return row
        d1, d2 = window
        if state in ("upcoming", "due_soon", "due_now", "superseded"):
            row["days_left"] = (d2 - self.as_of).days
        if state == "holding":
            row["days_left"] = (d1 - self.as_of).days
        if state in ("overdue", "missed", "awaiting_check"):
            row["days_overdue"] = (self.as_of - (d1 if role in HOLDING_ROLES else d2)).days
        if state == "met_late":
            assert span is not None
            row["days_late_min"] = (span[0] - d2).days
            row["days_late_max"] = (span[1] - (d1 if role == "by" else d2)).days
        return row

    def deadlines(self) -> list[Row]:
        return [self.deadline(one) for one in self.claims if one.deadline is not None]

    def commitments(self) -> list[Row]:
        rows: list[Row] = []
        for topic in self.records.topics.values():
            for side in topic.obligors or ():
                chain = self.chain(topic, side)
                if not chain:
                    continue
                baseline, current = chain[0].claim, chain[-1].in_force
                assert baseline.deadline is not None
                assert current.deadline is not None
                row, row_current = self.deadline(baseline), self.deadline(current)
                _, deciding = self.state(baseline, window_of(baseline.deadline), span_of(self.believed(baseline)))
                rows.append(
                    {
                        "topic_id": topic.id,
                        "side": side,
                        "baseline_claim": baseline.id,
                        "baseline_first": row["due_first"],
                        "baseline_last": row["due_last"],
                        "current_claim": current.id,
                        "current_first": row_current["due_first"],
                        "current_last": row_current["due_last"],
                        "changes": sum(step.what not in ("baseline", "restated") for step in chain),
                        "slip_days": (row_current["due_last"] - row["due_last"]).days,
                        "state": row["state"],
                        "state_current": row_current["state"],
                        "days_late_min": row["days_late_min"],
                        "days_late_max": row["days_late_max"],
                        "outcome_id": row["outcome_id"],
                        "evidence": self.evidence(deciding, topic, (side,)),
                    }
                )
        return rows

    # Pairs

    def basis(self, claim: Claim) -> str | None:
        assert claim.figure is not None
        return claim.figure.basis if claim.figure.basis is not None else self.topic(claim).basis

    def relation(self, one: Claim, other: Claim) -> Row | None:
        """How two claims of a topic stand to each other; None where silence compares with nothing."""
        if one.deadline is not None and other.deadline is not None:
            return self.relation_of_deadlines(one.deadline, other.deadline)
        if one.figure is not None and other.figure is not None:
            return self.relation_of_figures(one, other)
        assert one.position is not None
        assert other.position is not None
        stances = {one.position.stance, other.position.stance}
        if "no-statement" in stances:
            return None
        if stances & {"qualifies", "conditional"}:
            return relation("qualified", "stance")
        return relation("agree" if len(stances) == 1 else "opposed", "stance")

    def relation_of_deadlines(self, one: Deadline, other: Deadline) -> Row:
        window, another = window_of(one), window_of(other)
        if window is None or another is None:
            return relation("not_comparable", "due")
        roles = [one.role, other.role]
        if roles.count("from") == 1:
            return relation("different_role", "role")
        if roles.count("at-least-until") == 2:
            return relation("same" if window == another else "compatible", "due")
        if "at-least-until" in roles:
            held, end = (window, another) if roles[0] == "at-least-until" else (another, window)
            if end[1] < held[0]:
                return relation("conflict", "due", (held[0] - end[1]).days)
            return relation("compatible", "due")
        if window == another:
            return relation("same", "due")
        gap = days_apart(window, another)
        return relation("conflict", "due", gap) if gap > 0 else relation("compatible", "due")

    def relation_of_figures(self, one: Claim, other: Claim) -> Row:
        assert one.figure is not None
        assert other.figure is not None
        if self.basis(one) != self.basis(other):
            return relation("not_comparable", "basis")
        within = self.topic(one).comparable_within
        gap = days_apart(measured(one), measured(other))
        if gap > (92 if within is None else within):
            return relation("different_time", "as_of", gap)
        interval, another = interval_of(one.figure), interval_of(other.figure)
        if interval == another:
            return relation("same", "value")
        if interval.meets(another):
            return relation("compatible", "value")
        below, above = sorted((interval, another), key=lambda each: (each.low, each.high))
        smaller, larger = below.high, above.low
        ratio = larger / smaller if smaller > 0 and larger > 0 else None
        return relation("conflict", "value", larger - smaller, ratio)

    def pairs(self, topic_id: str) -> list[Row]:
        rows: list[Row] = []
        claims = self.claims_of[topic_id]
        for one in claims:
            for other in claims:
                if one.id < other.id and self.root(one) != self.root(other):
                    found = self.relation(one, other)
                    if found is not None:
                        unit = self.topic(one).unit if found["field"] == "value" else "days"
                        found["unit"] = None if found["gap"] is None else unit
                        rows.append({"left": one.id, "right": other.id, **found})
        return rows

    def names(self, claim: Claim, by: str) -> tuple[str, ...]:
        if by == "speaker":
            return (claim.speaker,)
        return self.sides(claim) if by == "side" else (self.outlet(claim),)

    def agreement(self, by: str) -> list[Row]:
        column = {"agree": "same", "qualified": "compatible", "opposed": "conflict"}
        column |= {"different_time": "not_comparable", "different_role": "not_comparable"}
        rows: dict[tuple[str, ...], Row] = {}
        for topic_id in self.records.topics:
            for pair in self.pairs(topic_id):
                left, right = self.records.claims[pair["left"]], self.records.claims[pair["right"]]
                what: str = pair["relation"]
                cells = {tuple(sorted((a, b))) for a in self.names(left, by) for b in self.names(right, by)}
                for a, b in cells:
                    zeros = {"same": 0, "compatible": 0, "conflict": 0, "not_comparable": 0}
                    row = rows.setdefault((topic_id, a, b), {"topic_id": topic_id, "a": a, "b": b, **zeros})
                    row[column.get(what, what)] += 1
        return list(rows.values())

    # Status

    def comparators(self, claim: Claim) -> list[tuple[Claim, str]]:
        """What other speakers say in their own words on the topic, and how it stands to the claim."""
        found: list[tuple[Claim, str]] = []
        for other in self.claims_of[claim.topic]:
            if other.same_as is None and self.root(other) != self.root(claim) and other.speaker != claim.speaker:
                pair = self.relation(claim, other)
                if pair is not None:
                    found.append((other, pair["relation"]))
        return found

    def verdict(self, claim: Claim) -> str | None:
        known = [
            one
            for one in self.records.assessments.values()
            if one.claim == claim.id and one.on.first is not None and one.on.first <= self.as_of
        ]
        latest = max(known, key=lambda one: (one.on.first, one.id), default=None)
        return latest.status if latest else None

    def is_outdated(self, claim: Claim) -> bool:
        if claim.figure is None:
            return False
        return any(
            other.figure is not None
            and other.speaker == claim.speaker
            and other.same_as is None
            and self.root(other) != self.root(claim)
            and self.basis(other) == self.basis(claim)
            and measured(other)[0] > measured(claim)[1]
            and interval_of(other.figure) != interval_of(claim.figure)
            for other in self.claims_of[claim.topic]
        )

    def status(self, claim: Claim) -> str:
        verdict = self.verdict(claim)
        relations = [what for _, what in self.comparators(claim)]
        if verdict in ("retracted", "corrected", "uncheckable", "contradicted"):
            return verdict
        if "conflict" in relations or "opposed" in relations:
            return "contested"
        if verdict == "documented":
            return "documented"
        if self.is_outdated(claim):
            return "outdated"
        if any(what in ("same", "compatible", "agree") for what in relations):
            return "corroborated"
        return "unverified"

    def figures(self) -> list[Row]:
        return [self.figure(one) for one in self.claims if one.figure is not None]

    def figure(self, claim: Claim) -> Row:
        assert claim.figure is not None
        interval = interval_of(claim.figure)
        supporting = [other for other, what in self.comparators(claim) if what in ("same", "compatible")]
        origins = {self.root(one).id for one in [claim, *supporting]}
        return {
            "claim_id": claim.id,
            "topic_id": claim.topic,
            "speaker_id": claim.speaker,
            "sides": self.sides(claim),
            "said_on": said(claim),
            "attribution": claim.attribution,
            "as_of_first": claim.figure.as_of.first,
            "as_of_last": claim.figure.as_of.last,
            "low": interval.low,
            "high": None if interval.high == inf else interval.high,
            "low_open": interval.low_open,
            "high_open": interval.high_open,
            "qualifier": claim.figure.qualifier,
            "basis": self.basis(claim),
            "unit": self.topic(claim).unit,
            "status": self.status(claim),
            "origins": 1 + len({one.speaker for one in supporting}),
            "outlets": len({self.outlet(one) for one in self.claims_of[claim.topic] if self.root(one).id in origins}),
            "repeated_since": self.repeated_since(claim),
        }

    def repeated_since(self, claim: Claim) -> date | None:
        """The day on which the same value was first said, where that is a year or more before."""
        assert claim.figure is not None
        days = [
            said(one)
            for one in self.claims_of[claim.topic]
            if one.figure is not None
            and one.same_as is None
            and value_of(one.figure) == value_of(claim.figure)
            and self.basis(one) == self.basis(claim)
        ]
        first = min(days, default=said(claim))
        return first if (said(claim) - first).days >= 365 else None

    def positions(self) -> list[Row]:
        return [
            {
                "claim_id": one.id,
                "topic_id": one.topic,
                "speaker_id": one.speaker,
                "sides": self.sides(one),
                "said_on": said(one),
                "attribution": one.attribution,
                "stance": one.position.stance,
                "status": self.status(one),
                "changed_from": self.changed_from(one),
            }
            for one in self.claims
            if one.position is not None
        ]

    def changed_from(self, claim: Claim) -> str | None:
        assert claim.position is not None
        if claim.same_as is not None or claim.position.stance == "no-statement":
            return None
        before = [
            one
            for one in self.claims_of[claim.topic]
            if one.position is not None
            and one.speaker == claim.speaker
            and one.same_as is None
            and one.position.stance != "no-statement"
            and (said(one), one.id) < (said(claim), claim.id)
        ]
        if not before:
            return None
        previous = max(before, key=lambda one: (said(one), one.id)).position
        assert previous is not None
        return previous.stance if previous.stance != claim.position.stance else None

    # Counts

    def record(self, by: str) -> list[Row]:
        states: dict[str, list[str]] = {}
        if by == "side":
            for row in self.commitments():
                states.setdefault(row["side"], []).append(row["state"])
        else:
            for claim in self.claims:
                if claim.deadline is not None and self.chains_of(claim):
                    states.setdefault(claim.speaker, []).append(self.deadline(claim)["state"])
        rows: list[Row] = []
        for who, found in states.items():
            on_time = sum(state in ("met_on_time", "met_early", "kept") for state in found)
            late = found.count("met_late")
            missed = sum(state in ("missed", "breached") for state in found)
            closed = on_time + late + missed + found.count("timing_unclear")
            waiting = ("upcoming", "due_soon", "due_now", "holding", "awaiting_check")
            rows.append(
                {
                    "who": who,
                    "closed": closed,
                    "met_on_time": on_time,
                    "met_late": late,
                    "missed": missed,
                    "overdue": found.count("overdue"),
                    "open": sum(state in waiting for state in found),
                    "rate": on_time / closed if closed else None,
                }
            )
        return rows

    def origins(self) -> list[Row]:
        return [
            {
                "claim_id": one.id,
                "origin_id": self.root(one).id,
                "speaker": one.speaker,
                "outlets": len(
                    {self.outlet(each) for each in self.claims_of[one.topic] if self.root(each) == self.root(one)}
                ),
                "echo": one.same_as is not None,
            }
            for one in self.claims
        ]


def relation(what: str, field: str, gap: float | None = None, ratio: float | None = None) -> Row:
    return {"relation": what, "field": field, "gap": gap, "ratio": ratio}


def last_day(outcome: Outcome) -> date:
    assert outcome.happened_on.last is not None
    return outcome.happened_on.last


def span_of(outcomes: list[Outcome]) -> Span | None:
    """From the first day on which one of them can have happened to the last."""
    if not outcomes:
        return None
    firsts = [one.happened_on.first for one in outcomes if one.happened_on.first is not None]
    return min(firsts), max(last_day(one) for one in outcomes)


def first_of(outcomes: list[Outcome]) -> str | None:
    ordered = sorted(outcomes, key=lambda one: (one.happened_on.first or date.min, last_day(one), one.id))
    return ordered[0].id if ordered else None
