"""The state of a date: one ladder of reasons, each with the state it gives; the first that holds decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from claims.analysis import chains, frames, groups, values
from claims.analysis.chains import Standing
from claims.analysis.once import Once
from claims.analysis.values import Windows
from claims.columns import NEVER, NO_DAY, NONE, RESULTS, ROLES, Bools, Ints, Objects, among, day_number, narrow
from claims.models import HOLDING_ROLES
from claims.tables import Tables

DUE_SOON_DAYS = 30
EARLY_DAYS = 30

LADDER: Mapping[str, str] = {
    "undated": "undated",
    "breached": "breached",
    "holding": "holding",
    "kept_ended": "kept",
    "kept": "kept",
    "awaiting_check_holding": "awaiting_check",
    "met_late": "met_late",
    "timing_unclear": "timing_unclear",
    "met_early": "met_early",
    "met_on_time": "met_on_time",
    "withdrawn": "withdrawn",
    "superseded": "superseded",
    "missed": "missed",
    "missed_replaced": "missed",
    "upcoming": "upcoming",
    "due_soon": "due_soon",
    "due_now": "due_now",
    "overdue": "overdue",
    "awaiting_check": "awaiting_check",
}
"""Reason and state, in the order in which they are tried."""

REASONS = tuple(LADDER)
STATES = tuple(reversed(dict.fromkeys(reversed(tuple(LADDER.values())))))
"""Each state where the ladder gives it last, so that the first that fits is right of them as well."""
_STATE_OF_REASON = np.array([STATES.index(state) for state in LADDER.values()], np.int8)
MET = ("met_late", "timing_unclear", "met_early", "met_on_time")

EVIDENCE = ("reported", "self_declared", "counterparty_confirmed", "independently_confirmed")


@dataclass(frozen=True)
class Case:
    """All that decides a state, one entry a case: the window, the span of what was done, and what else happened.

    `done_first` and `done_last` are NO_DAY where nothing was done; so are `withdrawn` (the first withdrawal's last
    day: NEVER where none), `failed` (the last day on which it was seen undone), `next` (the last day of the
    replacing date) and `checked`.
    """

    role: Ints
    first: Ints
    last: Ints
    done_first: Ints
    done_last: Ints
    withdrawn: Ints
    failed: Ints
    next: Ints
    checked: Ints

    def take(self, rows: Ints) -> Case:
        return Case(**{name: column[rows] for name, column in vars(self).items()})


def reasons(case: Case, as_of: date) -> Ints:
    """The rung of the ladder on which each case stands."""
    today = day_number(as_of)
    holding = among(case.role, ROLES, *HOLDING_ROLES)
    done, withdrawn, replaced = case.done_last != NO_DAY, case.withdrawn != NEVER, case.next != NO_DAY
    past = today > case.last
    lead = among(case.role, ROLES, "by", "before") * np.int32(EARLY_DAYS)
    holds = {
        "undated": case.last == NO_DAY,
        "breached": holding & ((done & (case.done_last < case.first)) | (case.withdrawn < case.first)),
        "holding": holding & (today < case.first),
        "kept_ended": holding & (done | withdrawn),
        "kept": holding & (case.checked >= case.first),
        "awaiting_check_holding": holding,
        "met_late": done & (case.done_first > case.last),
        "timing_unclear": done & (case.done_last > case.last),
        "met_early": done & (case.done_last < case.first - lead),
        "met_on_time": done,
        "withdrawn": withdrawn,
        "superseded": replaced & ~past,
        "missed": past & (case.failed >= case.last),
        "missed_replaced": past & (case.next > case.last),
        "upcoming": today < case.first - DUE_SOON_DAYS,
        "due_soon": today < case.first,
        "due_now": ~past,
        "overdue": case.checked >= case.last,
    }
    rung = np.full(len(past), len(REASONS) - 1, np.int8)
    for at in reversed(range(len(REASONS) - 1)):
        rung[holds[REASONS[at]]] = at
    return rung


def states(rungs: Ints) -> Ints:
    """The state of each rung, as a code into STATES."""
    return _STATE_OF_REASON[rungs]


@dataclass(frozen=True)
class Judgement:
    """The dated claims known on a day, one entry each: what decided their states.

    `outcome` is the row of the first deciding outcome or NONE, `declared` the sides that declared the deciding ones,
    one column each, `decided` whether there are any; `strict` is the state on the strict date where
    there is one, `left_out` the outcomes that do not count because a named side declared others.
    """

    as_of: date
    row: Ints
    window: Windows
    standing: Standing
    case: Case
    rung: Ints
    outcome: Ints
    decided: Bools
    declared: Bools
    partly: Bools
    readings: Objects
    differs: Bools
    strict: Ints
    leaves_out: Bools
    left_out: Objects

    def of_claims(self, rows: Ints) -> Judgement:
        """The judgement of these claims alone, in their order."""
        order = np.argsort(self.row)
        at = order[np.searchsorted(self.row[order], rows)]
        columns: dict[str, Any] = {
            name: column[at] for name, column in vars(self).items() if isinstance(column, np.ndarray)
        }
        return replace(
            self, **columns, window=Windows(self.window.first[at], self.window.last[at]), case=self.case.take(at)
        )

    @property
    def state(self) -> Ints:
        """The states as codes into STATES."""
        return states(self.rung)

    def evidence(self, tables: Tables, own: Bools) -> Ints:
        """The grade of evidence for those to whom the sides `own` belong, a code into EVIDENCE, or NONE."""
        declared, obligors = self.declared, tables.obligors[tables.claims.topic[self.row]]
        grade = np.select(
            [(declared & ~own & ~obligors).any(axis=1), (declared & ~own).any(axis=1), declared.any(axis=1)],
            [3, 2, 1],
            0,
        )
        return np.where(self.decided, grade, NONE)


@dataclass(frozen=True)
class Dated:
    """Every claim of a date that counts, in order of topic, day said, id: what no day changes.

    Of most dates there are many alike, so each claim has its `kind`, and states are worked out once a kind, of which
    `group` (`_group`), `role`, `first` and `last` day are kept, and `next`, the last day of the date that replaced it:
    days in half the room where they allow it (`days`). `moved` are the places of claims that another date replaced,
    `moved_kind` their kind from then on, `moved_said` when that was said.
    """

    row: Ints
    kind: Ints
    moved: Ints
    moved_kind: Ints
    moved_said: Ints
    group: Ints
    role: Ints
    first: Ints
    last: Ints
    next: Ints

    @classmethod
    def of(cls, tables: Tables, row: Ints, replaced: Ints, replaced_said: Ints) -> Dated:
        """Of these claims, in any order; the day that replaced each, NO_DAY where none did, and when it was said."""
        claims, window = tables.claims, values.due(tables)
        order = np.lexsort((claims.rank[row], claims.topic[row]))
        row, replaced = row[order].astype(np.int32), replaced[order]
        moved = np.flatnonzero(replaced != NO_DAY).astype(np.int32)
        every = np.concatenate([row, row[moved]])
        following = np.concatenate([np.full(len(row), NO_DAY, np.int32), replaced[moved]])
        about = _group(tables, every), claims.role[every]
        days = window.first[every], window.last[every], following
        one, kind = groups.distinct(*about, *days)
        kind = narrow(kind)
        return cls(
            row=row,
            kind=kind[: len(row)],
            moved=moved,
            moved_kind=kind[len(row) :],
            moved_said=replaced_said[order][moved],
            group=narrow(about[0][one]),
            role=about[1][one],
            **{name: _half(column[one]) for name, column in zip(("first", "last", "next"), days, strict=True)},
        )

    def days(self) -> tuple[Ints, Ints, Ints]:
        """The first and last day of each kind, and that of the date that replaced it; NO_DAY where there is none."""
        return _whole(self.first), _whole(self.last), _whole(self.next)

    def kinds_by(self, today: int) -> Ints:
        """The kind of each claim on a day, when some were replaced."""
        found = self.kind.copy()
        heard = self.moved_said <= today
        found[self.moved[heard]] = self.moved_kind[heard]
        return found

    def replaced(self) -> tuple[Ints, Ints]:
        """What `of` was given: the day that replaced each, and when that was said."""
        said = np.full(len(self.row), NEVER, np.int32)
        said[self.moved] = self.moved_said
        return self.days()[2][self.kinds_by(NEVER)], said


def _half(days: Ints) -> Ints:
    """Days as 16 bits, if all but NO_DAY fit: those from 1880 to 2059."""
    dated = days != NO_DAY
    fits = not dated.any() or (days[dated].min() > _NO_HALF and days.max() <= np.iinfo(np.int16).max)
    return np.where(dated, days, _NO_HALF).astype(np.int16) if fits else days


def _whole(days: Ints) -> Ints:
    return np.where(days == _NO_HALF, np.int32(NO_DAY), days) if days.dtype == np.int16 else days


_NO_HALF = np.iinfo(np.int16).min


@Once
def dated(tables: Tables) -> Dated:
    claims = tables.claims
    rows = np.flatnonzero(claims.counted & (claims.role != NONE))
    window, by = values.due(tables), chains.whole(tables).replaced_by[rows]
    none = by == NONE
    following = np.where(none, np.int32(NO_DAY), window.last[by]), np.where(none, np.int32(NEVER), claims.said[by])
    return Dated.of(tables, rows, *following)


@dataclass(frozen=True)
class _Known:
    """The outcomes known on a day, each once for dates of either kind of its topic (`_group`).

    `fulfils` is what keeps a date of the group; `believed` those of them that count: where named sides declared some,
    only these.
    """

    outcome: Ints
    group: Ints
    fulfils: Bools
    believed: Bools
    withdraws: Bools
    fails: Bools

    @classmethod
    def on(cls, tables: Tables, as_of: date) -> _Known:
        outcomes = tables.outcomes
        known = np.flatnonzero(outcomes.counted & (outcomes.known <= day_number(as_of)))
        outcome, starts = np.repeat(known, 2), np.tile([False, True], len(known))
        result, group = outcomes.result[outcome], outcomes.topic[outcome] * 2 + starts
        fulfils = among(result, RESULTS, "fulfilled") | (starts & among(result, RESULTS, "begun", "partly"))
        named = outcomes.declared[outcome].any(axis=1)
        any_named = _any(group, fulfils & named, 2 * len(tables.topics))
        withdraws, fails = among(result, RESULTS, "withdrawn"), among(result, RESULTS, "not-fulfilled")
        return cls(outcome, group, fulfils, fulfils & (named | ~any_named[group]), withdraws, fails)


def codes(tables: Tables, as_of: date) -> Ints:
    """The state of each claim of a date that is known on the day, a code into STATES; NONE of all others."""
    promised, claims = dated(tables), tables.claims
    of_kinds = states(reasons(_of_kinds(tables, as_of), as_of))
    found = np.full(len(claims.id), NONE, np.int8)
    found[promised.row] = of_kinds[promised.kinds_by(day_number(as_of))]
    found[claims.said > day_number(as_of)] = NONE
    return found


def cases(tables: Tables, as_of: date) -> tuple[Ints, Case]:
    """The rows of the dated claims known on the day, in order of topic, day said, id, and what decides their states."""
    promised, today = dated(tables), day_number(as_of)
    at = np.flatnonzero(tables.claims.said[promised.row] <= today)
    return promised.row[at], _of_kinds(tables, as_of).take(promised.kinds_by(today)[at])


def _of_kinds(tables: Tables, as_of: date) -> Case:
    """What decides the state of each kind of date on a day."""
    promised, outcomes = dated(tables), tables.outcomes
    first, last, following = promised.days()
    known, groups_ = _Known.on(tables, as_of), 2 * len(tables.topics)

    def of_groups(pick: Callable[[Ints, Ints, int], Ints], which: Bools, days: Ints) -> Ints:
        return pick(known.group[which], days[known.outcome[which]], groups_).astype(np.int32)[promised.group]

    done_first = of_groups(groups.least, known.believed, outcomes.first)
    return Case(
        role=promised.role,
        first=first,
        last=last,
        done_first=np.where(done_first == NEVER, np.int32(NO_DAY), done_first),
        done_last=of_groups(groups.most, known.believed, outcomes.last),
        withdrawn=of_groups(groups.least, known.withdraws, outcomes.last),
        failed=of_groups(groups.most, known.fails, outcomes.last),
        next=following,
        checked=np.repeat(tables.last_checked, 2)[promised.group],
    )


def _group(tables: Tables, rows: Ints) -> Ints:
    """Twice the topic of each dated claim, one more for a date from which something holds."""
    starts = among(tables.claims.role[rows], ROLES, "from")
    return np.asarray(tables.claims.topic[rows].astype(np.int64) * 2 + starts)


def judged(tables: Tables, as_of: date, only: Bools | None = None) -> Judgement:
    """Every counted deadline claim with what decides its state, in order of topic, day said, id; or `only` some."""
    outcomes, (rows, case) = tables.outcomes, cases(tables, as_of)
    if only is not None:
        asked = np.flatnonzero(only[rows])
        rows, case = rows[asked], case.take(asked)
    known, count = _Known.on(tables, as_of), len(rows)
    claim, at = groups.joined(_group(tables, rows), known.group)
    outcome = known.outcome[at]
    fulfils, believed, withdraws, fails = (
        one[at] for one in (known.fulfils, known.believed, known.withdraws, known.fails)
    )
    last = outcomes.last[outcome]
    rung = reasons(case, as_of)

    reason = rung[claim]
    breached = _is(reason, "breached")
    deciding = (
        (_is(reason, *MET, "kept_ended") & believed)
        | (breached & believed & (case.done_last < case.first)[claim])
        | (breached & withdraws & (last < case.first[claim]))
        | (_is(reason, "kept_ended", "withdrawn") & withdraws)
        | (_is(reason, "missed") & fails & (last >= case.last[claim]))
    )
    declared = np.zeros((count, len(tables.sides)), bool)
    np.logical_or.at(declared, claim[deciding], outcomes.declared[outcome[deciding]])
    foremost = groups.least(claim[deciding], outcomes.rank[outcome[deciding]], count)
    left_out = fulfils & ~believed

    def of_result(name: str) -> Bools:
        return _any(claim, among(outcomes.result[outcome], RESULTS, name), count)

    readings, differs, strict = _readings(case, as_of, rung, claim[left_out], outcome[left_out], tables)
    return Judgement(
        as_of=as_of,
        row=rows,
        window=Windows(case.first, case.last),
        standing=chains.standing(tables, as_of),
        case=case,
        rung=rung,
        outcome=groups.at_rank(outcomes.rank, foremost),
        decided=foremost != NEVER,
        declared=declared,
        partly=of_result("partly") & ~of_result("fulfilled"),
        readings=readings,
        differs=differs,
        strict=strict,
        leaves_out=_any(claim, left_out, count),
        left_out=frames.tuples(claim[left_out], outcomes.id.named(outcome[left_out]), count),
    )


def _any(groups_: Ints, where: Bools, count: int) -> Bools:
    found = np.zeros(count, bool)
    found[groups_[where]] = True
    return found


def _is(rungs: Ints, *chosen: str) -> Bools:
    return among(rungs, REASONS, *chosen)


def _readings(
    case: Case, as_of: date, rung: Ints, claim: Ints, outcome: Ints, tables: Tables
) -> tuple[Objects, Bools, Ints]:
    """Every reading of date and outcomes with its state, where there is more than the lenient one.

    With them, whether they differ, and the state of the strict reading or NONE.
    """
    outcomes = tables.outcomes
    dated = case.last != NO_DAY
    strict = np.flatnonzero(among(case.role, ROLES, "by") & dated & (case.first < case.last))
    spread = np.flatnonzero(dated & (case.done_first < case.done_last))
    claim, outcome = claim[dated[claim]], outcome[dated[claim]]
    by_strict, by_first, by_last, by_other = (case.take(rows) for rows in (strict, spread, spread, claim))
    read = [
        (np.arange(len(rung)), np.full(len(rung), "lenient", object), rung),
        (strict, np.full(len(strict), "strict", object), reasons(replace(by_strict, last=by_strict.first), as_of)),
        (
            spread,
            np.full(len(spread), "first-day", object),
            reasons(replace(by_first, done_last=by_first.done_first), as_of),
        ),
        (
            spread,
            np.full(len(spread), "last-day", object),
            reasons(replace(by_last, done_first=by_last.done_last), as_of),
        ),
        (
            claim,
            outcomes.id.named(outcome),
            reasons(replace(by_other, done_first=outcomes.first[outcome], done_last=outcomes.last[outcome]), as_of),
        ),
    ]
    rows, labels, rungs = (np.concatenate(column) for column in zip(*read, strict=True))
    found = states(rungs)
    several = np.bincount(rows, minlength=len(rung)) > 1
    differs = _any(rows, found != states(rung)[rows], len(rung))
    listed = np.flatnonzero(several[rows])
    listed = listed[np.argsort(rows[listed], kind="stable")]
    pairs = pd.DataFrame({"reading": labels[listed], "state": np.array(STATES, object)[found[listed]]})
    records = np.empty(len(listed), object)
    records[:] = pairs.to_dict("records")
    by_strict_date = np.full(len(rung), NONE)
    by_strict_date[strict] = states(read[1][2])
    return frames.tuples(rows[listed], records, len(rung)), differs, by_strict_date
