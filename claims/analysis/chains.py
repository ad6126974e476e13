"""Chains: the dates that one obligor gave for one topic, in order, each compared with the date in force before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from claims.tables import FORCES, FUTURE, HOLDING, NONE, Codes, Days, Mask, Tables

STEPS = (
    "baseline",
    "restated",
    "extended",
    "extended-late",
    "advanced",
    "prolonged",
    "shortened",
    "competing",
)
BASELINE, RESTATED, EXTENDED, EXTENDED_LATE, ADVANCED, PROLONGED, SHORTENED, COMPETING = range(len(STEPS))
SUPERSEDING = (EXTENDED, EXTENDED_LATE, ADVANCED)
"""Steps after which the earlier window no longer stands; a promise to hold is prolonged, not replaced."""


@dataclass(frozen=True)
class Chains:
    """One entry a claim in a chain, ordered by topic, obligor, day of saying and id.

    `chain` numbers the chains, `start` is each chain's first entry and `length` its number of entries; `in_force` is
    the entry whose window is in force after this one, `replaced` the one that was in force before it.
    """

    row: Codes
    side: Codes
    chain: Codes
    start: Codes
    length: Codes
    step: Codes
    in_force: Codes
    replaced: Codes
    slip_days: Days
    replaced_by: Codes


def of(tables: Tables, as_of: date) -> Chains:
    """The chains of all topics and obligors as known by that day: DESIGN 2, chain."""
    claims = tables.claims
    bound = tables.obligors[claims.topic] & tables.sides_of[claims.speaker]
    kept = tables.known(as_of) & ~claims.echo & claims.dated & (claims.force == FORCES.index("commitment"))
    row, side = np.nonzero(bound & kept[:, None])
    order = np.lexsort((row, claims.said_last[row], tables.obligor_order[claims.topic[row], side], claims.topic[row]))
    row, side = row[order], side[order]
    new = np.ones(len(row), bool)
    new[1:] = (claims.topic[row[1:]] != claims.topic[row[:-1]]) | (side[1:] != side[:-1])
    start = np.flatnonzero(new)
    chain = np.cumsum(new) - 1
    length = np.diff(np.append(start, len(row)))
    d1, d2 = claims.d1[row], claims.d2[row]
    holds = np.isin(claims.role[row], HOLDING)

    step = np.full(len(row), BASELINE)
    replaced = np.full(len(row), NONE)
    force = start.copy()  # the entry in force, a chain
    in_force = np.empty(len(row), np.int64)
    in_force[start] = start
    for place in range(1, int(length.max(initial=0))):
        going = np.flatnonzero(length > place)
        now, old = start[going] + place, force[going]
        found = _compared(d1[now], d2[now], claims.said_last[row[now]], d1[old], d2[old], holds[old])
        moved = found != RESTATED
        step[now] = found
        replaced[now] = np.where(moved, old, NONE)
        force[going] = np.where(moved, now, old)
        in_force[now] = force[going]
    return Chains(
        row=row,
        side=side,
        chain=chain,
        start=start,
        length=length,
        step=step,
        in_force=in_force,
        replaced=replaced,
        slip_days=d2[in_force] - d2[start[chain]],
        replaced_by=_replaced_by(chain, d1, d2, step, replaced),
    )


def _compared(d1: Days, d2: Days, said: Days, old_d1: Days, old_d2: Days, old_holds: Mask) -> Codes:
    inside = ((d1 >= old_d1) & (d2 <= old_d2)) | ((old_d1 >= d1) & (old_d2 <= d2))
    later = d2 > old_d2
    return np.select(
        [inside | (d2 == old_d2), old_holds & later, old_holds, later & (said <= old_d2), later],
        [RESTATED, PROLONGED, SHORTENED, EXTENDED, EXTENDED_LATE],
        ADVANCED,
    )


def _replaced_by(chain: Codes, d1: Days, d2: Days, step: Codes, replaced: Codes) -> Codes:
    """For each entry the first later one of its chain that moved a date in force of this very window; -1 for none."""
    found = np.full(len(chain), NONE)
    moves = np.flatnonzero(np.isin(step, SUPERSEDING))
    if not len(moves):
        return found
    _, window = np.unique(np.stack([chain, d1, d2]), axis=1, return_inverse=True)
    window = window.reshape(-1)
    size = len(chain)
    keys = window[replaced[moves]] * size + moves
    order = np.argsort(keys)
    keys, moves = keys[order], moves[order]
    at = np.searchsorted(keys, window * size + np.arange(size), side="right")
    inside = at < len(keys)
    same = np.zeros(size, bool)
    same[inside] = keys[at[inside]] // size == window[inside]
    found[same] = moves[at[same]]
    return found


@dataclass(frozen=True)
class StepsOfClaims:
    """What the chains say of each claim: one entry a claim; -1 where it is in no chain, or not replaced.

    `step` and `slip_days` are those of the first obligor's chain; `by` is the claim that replaced it, `by_step` how,
    `by_d2` that claim's last day; an echo takes the replacement of the claim it reports.
    """

    step: Codes
    slip_days: Days
    in_chain: Mask
    by: Codes
    by_step: Codes
    by_d2: Days


def of_claims(tables: Tables, chains: Chains, as_of: date) -> StepsOfClaims:
    """Each claim's step and replacement; a dated claim of a speaker who is no obligor is `competing`."""
    claims, size = tables.claims, len(tables.claim_ids)
    bound = (tables.obligors[claims.topic] & tables.sides_of[claims.speaker]).any(axis=1)
    step = np.where(claims.dated & ~claims.echo & ~bound & tables.known(as_of), COMPETING, NONE)
    slip = np.full(size, FUTURE)
    first = np.flatnonzero(np.isin(np.arange(len(chains.row)), np.unique(chains.row, return_index=True)[1]))
    step[chains.row[first]] = chains.step[first]
    slip[chains.row[first]] = chains.slip_days[first]

    by, by_step = np.full(size, NONE), np.full(size, NONE)
    moved = np.flatnonzero(chains.replaced_by != NONE)
    # Of several chains the earliest replacement holds: written last, it stays.
    moves = chains.replaced_by[moved]
    order = np.lexsort((-chains.row[moves], -claims.said_last[chains.row[moves]]))
    moved, moves = moved[order], moves[order]
    by[chains.row[moved]] = chains.row[moves]
    by_step[chains.row[moved]] = chains.step[moves]
    by, by_step = by[claims.root], by_step[claims.root]
    in_chain = np.zeros(size, bool)
    in_chain[chains.row] = True
    return StepsOfClaims(step, slip, in_chain, by, by_step, np.where(by == NONE, PAST_DAY, claims.d2[by]))


PAST_DAY = -FUTURE
