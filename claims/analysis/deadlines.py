"""Where each deadline stands on a day, by which rule, on whose word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from claims.analysis import chains as ledger
from claims.tables import (
    FORCES,
    FUTURE,
    HOLDING,
    NONE,
    PAST,
    RESULTS,
    ROLES,
    STARTS,
    Codes,
    Days,
    Mask,
    Tables,
    as_dates,
    names,
    number_of,
)

DUE_SOON_DAYS = 30
"""A date is near, and a `by` date kept early, from so many days before its window."""

STATES = (
    "met_on_time", "met_early", "kept", "met_late", "overdue", "missed", "breached", "due_now", "due_soon", "upcoming",
    "holding", "awaiting_check", "timing_unclear", "superseded", "withdrawn", "undated",
)  # fmt: skip
(
    MET_ON_TIME, MET_EARLY, KEPT, MET_LATE, OVERDUE, MISSED, BREACHED, DUE_NOW, DUE_SOON, UPCOMING,
    HOLDING_STATE, AWAITING, UNCLEAR, SUPERSEDED, WITHDRAWN, UNDATED,
) = range(len(STATES))  # fmt: skip

EVIDENCE = ("reported", "self_declared", "counterparty_confirmed", "independently_confirmed")

_BY, _BEFORE = ROLES.index("by"), ROLES.index("before")
_FULFILLED, _NOT, _WITHDRAWN = (RESULTS.index(one) for one in ("fulfilled", "not-fulfilled", "withdrawn"))
_PARTLY, _BEGUN = RESULTS.index("partly"), RESULTS.index("begun")


@dataclass(frozen=True)
class Case:
    """What the state of each row rests on; one entry a row. f1 > f2 where nothing was done.

    `f1`, `f2` bound the days on which it was done, `withdrawn_first` the earliest last day of a withdrawal, `not_last` the latest last
    day of a failure seen, `by_d2` the end of the date that replaced this one.
    """

    d1: Days
    d2: Days
    dated: Mask
    role: Codes
    f1: Days
    f2: Days
    withdrawn: Days
    not_done: Days
    replaced: Mask
    by_d2: Days
    checked: Days

    @property
    def holds(self) -> Mask:
        return np.isin(self.role, HOLDING)

    @property
    def done(self) -> Mask:
        return self.f1 <= self.f2


def judged(case: Case, day: int) -> Codes:
    """The state of each row on that day: DESIGN 2, state of a deadline, first rule that applies."""
    holds, done = case.holds, case.done
    early = np.where(np.isin(case.role, (_BY, _BEFORE)), case.d1 - DUE_SOON_DAYS, case.d1)
    ended = done | (case.withdrawn < FUTURE)
    past = day > case.d2
    rules: list[tuple[Mask, int]] = [
        (~case.dated, UNDATED),
        (holds & ((done & (case.f2 < case.d1)) | (case.withdrawn < case.d1)), BREACHED),
        (holds & (day < case.d1), HOLDING_STATE),
        (holds & (ended | (case.checked >= case.d1)), KEPT),
        (holds, AWAITING),
        (done & (case.f1 > case.d2), MET_LATE),
        (done & (case.f2 > case.d2), UNCLEAR),
        (done & (case.f2 < early), MET_EARLY),
        (done, MET_ON_TIME),
        (case.withdrawn < FUTURE, WITHDRAWN),
        (case.replaced & ~past, SUPERSEDED),
        (past & ((case.not_done >= case.d2) | (case.replaced & (case.by_d2 > case.d2))), MISSED),
        (day < case.d1 - DUE_SOON_DAYS, UPCOMING),
        (day < case.d1, DUE_SOON),
        (~past, DUE_NOW),
        (case.checked >= case.d2, OVERDUE),
    ]
    return np.select([rule for rule, _ in rules], [state for _, state in rules], AWAITING)


@dataclass(frozen=True)
class Events:
    """Pairs of a row and a known outcome of its topic; `row` indexes the rows, `outcome` the outcomes.

    `done` marks the outcomes that fulfil the row's role, `deciding` those of them that count: the ones a named side declared, or
    all where none did.
    """

    row: Codes
    outcome: Codes
    done: Mask
    deciding: Mask


def _events(tables: Tables, topic: Codes, role: Codes, day: int) -> Events:
    outcomes = tables.outcomes
    known = np.flatnonzero(outcomes.known <= day)
    known = known[np.argsort(outcomes.topic[known], kind="stable")]
    first = np.searchsorted(outcomes.topic[known], topic, side="left")
    count = np.searchsorted(outcomes.topic[known], topic, side="right") - first
    row = np.repeat(np.arange(len(topic)), count)
    outcome = known[np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())]
    result = outcomes.result[outcome]
    starts = np.isin(role[row], STARTS)
    done = (result == _FULFILLED) | (starts & ((result == _BEGUN) | (result == _PARTLY)))
    named = outcomes.declared[outcome].any(axis=1)
    some_named = np.zeros(len(topic), bool)
    some_named[row[done & named]] = True
    return Events(row, outcome, done, done & (named | ~some_named[row]))


def _reduced(values: Days, rows: Codes, size: int, start: int, ufunc: np.ufunc) -> Days:
    found = np.full(size, start, np.int64)
    ufunc.at(found, rows, values)
    return found


def _case(tables: Tables, rows: Codes, steps: ledger.StepsOfClaims, events: Events) -> Case:
    claims, outcomes, size = tables.claims, tables.outcomes, len(rows)
    result = outcomes.result[events.outcome]

    def of(mask: Mask, values: Days, start: int, ufunc: np.ufunc) -> Days:
        return _reduced(values[events.outcome[mask]], events.row[mask], size, start, ufunc)

    return Case(
        d1=claims.d1[rows],
        d2=claims.d2[rows],
        dated=claims.dated[rows],
        role=claims.role[rows],
        f1=of(events.deciding, outcomes.first, FUTURE, np.minimum),
        f2=of(events.deciding, outcomes.last, PAST, np.maximum),
        withdrawn=of(result == _WITHDRAWN, outcomes.last, FUTURE, np.minimum),
        not_done=of(result == _NOT, outcomes.last, PAST, np.maximum),
        replaced=steps.by[rows] != NONE,
        by_d2=steps.by_d2[rows],
        checked=tables.last_checked[claims.topic[rows]],
    )


def _decisive(case: Case, state: Codes, events: Events, tables: Tables) -> Mask:
    """Which events decided the state of their row."""
    outcomes = tables.outcomes
    result, last = outcomes.result[events.outcome], outcomes.last[events.outcome]
    of_row = state[events.row]
    withdrawn = result == _WITHDRAWN
    broken = (events.deciding & (case.f2 < case.d1)[events.row]) | (withdrawn & (last < case.d1[events.row]))
    return np.asarray(
        (np.isin(of_row, (MET_ON_TIME, MET_EARLY, MET_LATE, UNCLEAR)) & events.deciding)
        | ((of_row == KEPT) & (events.deciding | withdrawn))
        | ((of_row == BREACHED) & broken)
        | ((of_row == WITHDRAWN) & withdrawn)
        | ((of_row == MISSED) & (result == _NOT) & (last >= case.d2[events.row]))
    )


def _evidence(tables: Tables, topic: Codes, own: Mask, events: Events, decisive: Mask) -> tuple[Codes, Codes]:
    """The grade of evidence and the first deciding outcome of each row; -1 where no outcome decided."""
    row, outcome = events.row[decisive], events.outcome[decisive]
    foreign = tables.outcomes.declared[outcome] & ~own[row]
    bound = tables.obligors[topic[row]]
    grade = np.select(
        [(foreign & ~bound).any(axis=1), foreign.any(axis=1), tables.outcomes.declared[outcome].any(axis=1)], [3, 2, 1], 0
    )
    best = _reduced(grade, row, len(topic), NONE, np.maximum)
    first = _reduced(outcome, row, len(topic), FUTURE, np.minimum)
    return best, np.where(best == NONE, NONE, first)


def _readings(case: Case, state: Codes, events: Events, tables: Tables, day: int) -> pd.DataFrame:
    """Every reading of the rows that have more than one: row, reading, state; the rule's own reading first."""
    outcomes = tables.outcomes
    strict = np.flatnonzero((case.role == _BY) & (case.d1 < case.d2) & case.dated)
    spans = np.flatnonzero(case.dated & case.done & (case.f1 < case.f2))
    left = events.done & ~events.deciding & case.dated[events.row]
    left_row, left_outcome = events.row[left], events.outcome[left]

    def part(rows: Codes, reading: str | npt.NDArray[np.object_], **other: Days) -> pd.DataFrame:
        of_rows = replace(_taken(case, rows), **other)
        return pd.DataFrame({"row": rows, "reading": reading, "code": judged(of_rows, day)})

    parts = [
        part(strict, "strict", d2=case.d1[strict]),
        part(spans, "first-day", f2=case.f1[spans]),
        part(spans, "last-day", f1=case.f2[spans]),
        part(
            left_row,
            names(left_outcome, tables.outcome_ids),
            f1=outcomes.first[left_outcome],
            f2=outcomes.last[left_outcome],
        ),
    ]
    others = pd.concat(parts)
    rows = np.unique(others["row"].to_numpy(np.int64))
    own = pd.DataFrame({"row": rows, "reading": "lenient", "code": state[rows]})
    return pd.concat([own, others]).sort_values("row", kind="stable", ignore_index=True)


def _taken(case: Case, rows: Codes) -> Case:
    return Case(**{name: values[rows] for name, values in vars(case).items()})


def _as_lists(readings: pd.DataFrame, size: int) -> tuple[list[tuple[dict[str, str], ...]], Mask]:
    """The readings of each row as plain values, and whether they differ in state."""
    listed: list[tuple[dict[str, str], ...]] = [()] * size
    differ = np.zeros(size, bool)
    rows = readings["row"].to_numpy(np.int64)
    code = readings["code"].to_numpy(np.int64)
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    own = np.repeat(code[starts], np.diff(np.append(starts, len(rows))))
    differ[rows[code != own]] = True
    spoken = [
        {"reading": reading, "state": STATES[state]} for reading, state in zip(readings["reading"], code, strict=True)
    ]
    for row, begin, end in zip(rows[starts], starts, np.append(starts[1:], len(rows)), strict=True):
        listed[row] = tuple(spoken[begin:end])
    return listed, differ


def standing(tables: Tables, rows: Codes, own: Mask, as_of: date) -> pd.DataFrame:
    """The state of each deadline claim in `rows` for somebody whose own sides are `own` (rows x sides).

    Columns state, badges, readings, days_left, days_overdue, days_late_min, days_late_max, step, slip_days, replaced_by,
    outcome_id, evidence.
    """
    claims, day = tables.claims, number_of(as_of)
    steps = ledger.of_claims(tables, ledger.of(tables, as_of), as_of)
    topic, role, size = claims.topic[rows], claims.role[rows], len(rows)
    events = _events(tables, topic, role, day)
    case = _case(tables, rows, steps, events)
    state = judged(case, day)
    decisive = _decisive(case, state, events, tables)
    evidence, outcome = _evidence(tables, topic, own, events, decisive)
    readings, depends = _as_lists(_readings(case, state, events, tables, day), size)

    result = tables.outcomes.result[events.outcome]
    partly, fulfilled = np.zeros(size, bool), np.zeros(size, bool)
    partly[events.row[result == _PARTLY]] = True
    fulfilled[events.row[result == _FULFILLED]] = True
    by_step = steps.by_step[rows]
    badges = _lists(
        {
            "extended": by_step == ledger.EXTENDED,
            "extended-late": by_step == ledger.EXTENDED_LATE,
            "advanced": by_step == ledger.ADVANCED,
            "partly": partly & ~fulfilled,
            "reading-dependent": depends,
        }
    )
    late = state == MET_LATE
    left = np.where(state == HOLDING_STATE, case.d1, case.d2) - day
    waits = np.isin(state, (UPCOMING, DUE_SOON, DUE_NOW, SUPERSEDED, HOLDING_STATE))
    past = np.isin(state, (OVERDUE, MISSED, AWAITING))
    return pd.DataFrame(
        {
            "state": names(state, STATES),
            "badges": badges,
            "readings": readings,
            "days_left": _where(waits, left),
            "days_overdue": _where(past, day - np.where(case.holds, case.d1, case.d2)),
            "days_late_min": _where(late, case.f1 - case.d2),
            "days_late_max": _where(late, case.f2 - np.where(role == _BY, case.d1, case.d2)),
            "step": names(steps.step[rows], ledger.STEPS),
            "slip_days": _where(steps.in_chain[rows], steps.slip_days[rows]),
            "replaced_by": tables.ids(steps.by[rows]),
            "outcome_id": names(outcome, tables.outcome_ids),
            "evidence": names(evidence, EVIDENCE),
        }
    )


def states(tables: Tables, as_of: date) -> pd.DataFrame:
    """One row a deadline claim known by the day, by due_last (undated last), then said_on and id.

    Keys of DESIGN 6 without `why`.
    """
    claims = tables.claims
    rows = np.flatnonzero(tables.known(as_of) & (claims.kind == 0))
    rows = rows[np.lexsort((rows, claims.said_last[rows], claims.d2[rows]))]
    return pd.DataFrame(
        {
            "claim_id": tables.claim_ids[rows],
            "topic_id": names(claims.topic[rows], tables.topic_ids),
            "speaker_id": names(claims.speaker[rows], tables.speaker_ids),
            "sides": tables.sides(rows),
            "said_on": as_dates(claims.said_last[rows]),
            "role": names(claims.role[rows], ROLES),
            "force": names(claims.force[rows], FORCES),
            "due_first": as_dates(claims.d1[rows]),
            "due_last": as_dates(claims.d2[rows]),
        }
    ).join(standing(tables, rows, tables.sides_of[claims.speaker[rows]], as_of))


def _where(mask: Mask, days: Days) -> npt.NDArray[np.float64]:
    """The days where the mask holds, else not a number."""
    return np.where(mask, days, np.nan)


def _lists(marks: dict[str, Mask]) -> list[tuple[str, ...]]:
    """The names of the marks that hold, a row."""
    words = np.array(list(marks), object)
    grid = np.stack(list(marks.values()), axis=1)
    kinds, kind = np.unique(grid, axis=0, return_inverse=True)
    spoken = [tuple(words[mask]) for mask in kinds]
    return [spoken[one] for one in kind.reshape(-1)]
