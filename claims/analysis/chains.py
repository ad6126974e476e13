"""Chains: the dates that one obligor gave for one topic, in order, and what each did to the date in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from claims.analysis import groups, values
from claims.analysis.once import Once
from claims.analysis.values import Windows
from claims.columns import FORCES, NONE, ROLES, Bools, Ints, among, day_number
from claims.models import HOLDING_ROLES
from claims.tables import Tables

STEPS = ("baseline", "restated", "prolonged", "shortened", "extended", "extended-late", "advanced", "competing")
BASELINE, RESTATED, PROLONGED, SHORTENED, EXTENDED, EXTENDED_LATE, ADVANCED, COMPETING = range(len(STEPS))
MOVES = (EXTENDED, EXTENDED_LATE, ADVANCED)
"""The steps that supersede the date they replace; a renewed promise to stay does not."""
SLIPS = tuple(STEPS[step] for step in MOVES)
CHANGES = (*SLIPS, STEPS[PROLONGED], STEPS[SHORTENED])
"""The steps after which another date is in force, by name."""


@dataclass(frozen=True)
class Chains:
    """One entry a member of a chain, in order of slot, day said, id; members are claim rows.

    `before` and `in_force` are the members whose dates were in force before and after it (`before` is NONE of a
    baseline), `baseline` the first of its chain; `slip` the days from the baseline's last day to that in force.
    """

    slot: Ints
    claim: Ints
    step: Ints
    before: Ints
    in_force: Ints
    baseline: Ints
    slip: Ints
    windows: Windows

    @property
    def last_of_slot(self) -> Bools:
        ends: Bools = np.asarray(np.append(self.slot[1:] != self.slot[:-1], True)[: len(self.slot)])
        return ends

    @property
    def moved(self) -> Bools:
        return np.asarray((self.step != BASELINE) & (self.step != RESTATED))


@dataclass(frozen=True)
class Standing:
    """One entry a claim: its step and slip in the first chain that has it, and the member that replaced its date."""

    step: Ints
    in_chain: Bools
    slip: Ints
    before: Ints
    replaced_by: Ints
    replaced_how: Ints


def of(tables: Tables, as_of: date) -> Chains:
    """All chains of the dossier as known on that day: of each its beginning, since members stand in order of saying."""
    every = of_all_days(tables)
    known = tables.claims.said[every.claim] <= day_number(as_of)
    if known.all():
        return every
    place = np.append(np.cumsum(known) - 1, NONE)
    return Chains(
        slot=every.slot[known],
        claim=every.claim[known],
        step=every.step[known],
        before=place[every.before[known]],
        in_force=place[every.in_force[known]],
        baseline=place[every.baseline[known]],
        slip=every.slip[known],
        windows=Windows(every.windows.first[known], every.windows.last[known]),
    )


@Once
def of_all_days(tables: Tables) -> Chains:
    """All chains of the dossier, whenever their dates were given."""
    claims = tables.claims
    window = values.due(tables)
    able = np.flatnonzero(claims.counted & ~claims.echo & among(claims.force, FORCES, "commitment") & window.exists)
    slot, member = groups.joined(tables.slot_topic, claims.topic[able])
    claim = able[member]
    binding = tables.speaker_sides[claims.speaker[claim], tables.slot_side[slot]]
    slot, claim = slot[binding], claim[binding]
    order = np.lexsort((claims.rank[claim], slot))
    slot, claim = slot[order], claim[order]
    windows = Windows(window.first[claim], window.last[claim])
    first = np.flatnonzero(np.append(True, slot[1:] != slot[:-1])[: len(slot)])
    size = np.diff(np.append(first, len(slot)))
    step, before = np.full(len(slot), BASELINE), np.full(len(slot), NONE)
    in_force = np.repeat(first, size)
    holding = among(claims.role[claim], ROLES, *HOLDING_ROLES)
    said = claims.said[claim]
    # The k-th steps of all chains at once, longest chains first, so that those still running stand in front.
    longest = np.argsort(-size, kind="stable")
    first, size = first[longest], size[longest]
    current = first.copy()
    for k in range(1, int(size[0]) if len(size) else 0):
        running = int(np.searchsorted(-size, -k, "left"))
        new, old = first[:running] + k, current[:running]
        found = _steps(windows, holding, said, new, old)
        step[new], before[new] = found, old
        current[:running] = np.where(found == RESTATED, old, new)
        in_force[new] = current[:running]
    baseline = first_of(slot)
    slip = windows.last[in_force] - windows.last[baseline]
    return Chains(slot, claim, step, before, in_force, baseline, slip, windows)


def first_of(slot: Ints) -> Ints:
    """The first member of each member's chain."""
    return np.searchsorted(slot, slot, "left")


def _steps(windows: Windows, holding: Bools, said: Ints, new: Ints, old: Ints) -> Ints:
    """What a new date does to the one in force."""
    first, last, old_first, old_last = windows.first[new], windows.last[new], windows.first[old], windows.last[old]
    inside = (old_first <= first) & (last <= old_last)
    around = (first <= old_first) & (old_last <= last)
    later = last > old_last
    return np.select(
        [
            inside | around | (last == old_last),
            holding[old] & later,
            holding[old],
            later & (said[new] <= old_last),
            later,
        ],
        [RESTATED, PROLONGED, SHORTENED, EXTENDED, EXTENDED_LATE],
        ADVANCED,
    )


def replacements(chains: Chains) -> Ints:
    """The first later member of its chain that moved the very window that each member gave, or NONE."""
    moving = np.flatnonzero(np.isin(chains.step, MOVES))
    replaced = chains.before[moving]
    rows = np.concatenate([np.arange(len(chains.slot)), replaced])
    keys = np.stack([chains.slot[rows], chains.windows.first[rows], chains.windows.last[rows]])
    group = np.unique(keys, axis=1, return_inverse=True)[1].reshape(-1)
    width = len(chains.slot) + 1
    own, events = group[: len(chains.slot)], group[len(chains.slot) :]
    at = np.sort(events * width + moving)
    following = np.searchsorted(at, own * width + np.arange(len(chains.slot)), "right")
    found = np.append(at, NONE)[following]
    return np.where((found != NONE) & (found // width == own), found % width, NONE)


def standing(tables: Tables, as_of: date) -> Standing:
    """What the chains say of each claim as known on that day."""
    every = whole(tables)
    known = (every.replaced_by != NONE) & (tables.claims.said[every.replaced_by] <= day_number(as_of))
    return replace(
        every,
        replaced_by=np.where(known, every.replaced_by, NONE),
        replaced_how=np.where(known, every.replaced_how, NONE),
    )


@Once
def whole(tables: Tables) -> Standing:
    """What the chains say of each claim, whenever it was said; an echo has the replacement of its origin."""
    claims, chains = tables.claims, of_all_days(tables)
    count = len(claims.id)
    obligor = (tables.speaker_sides[claims.speaker] & tables.obligors[claims.topic]).any(axis=1)
    competing = ~obligor & ~claims.echo & values.due(tables).exists
    step, slip, before = np.where(competing, COMPETING, NONE), np.zeros(count, np.int64), np.full(count, NONE)
    in_chain = np.zeros(count, bool)
    # Members stand in order of slot: written backwards, the first chain that has a claim is written last.
    backwards = np.arange(len(chains.claim))[::-1]
    of_claim = chains.claim[backwards]
    step[of_claim], slip[of_claim], in_chain[of_claim] = chains.step[backwards], chains.slip[backwards], True
    earlier = chains.before[backwards]
    before[of_claim] = np.where(earlier == NONE, NONE, chains.claim[earlier]) if len(earlier) else NONE
    replaced_by, replaced_how = np.full(count, NONE), np.full(count, NONE)
    by = replacements(chains)
    of_member = np.flatnonzero(by != NONE)
    order = np.lexsort((-of_member, -claims.rank[chains.claim[by[of_member]]]))
    of_member = of_member[order]
    replaced_by[chains.claim[of_member]] = chains.claim[by[of_member]]
    replaced_how[chains.claim[of_member]] = chains.step[by[of_member]]
    return Standing(step, in_chain, slip, before, replaced_by[claims.root], replaced_how[claims.root])
