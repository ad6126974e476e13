"""Where a figure, a position or a reported date stands: an editor's verdict, else what others and it say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from claims.analysis import frames, groups, origins
from claims.analysis.once import Once
from claims.analysis.relations import AGAINST, FOR, Relations, pairs_with
from claims.analysis.voices import Test, Voices
from claims.columns import FORCES, NEVER, NONE, VERDICTS, Bools, Floats, Ints, among, day_number
from claims.tables import Tables

STATUSES = (
    "retracted",
    "corrected",
    "uncheckable",
    "contradicted",
    "contested",
    "documented",
    "outdated",
    "corroborated",
    "unverified",
)
"""In the order in which they decide: of those that hold, the first."""
_STATUS_OF_VERDICT = np.array([*map(STATUSES.index, VERDICTS), len(STATUSES) - 1], np.int8)
"""Of no verdict, the last entry, it is the one that always holds."""


@dataclass(frozen=True)
class Statuses:
    """One entry a claim; those that were not asked for are left empty.

    `assessment` is the verdict known last. Of the claims that exclude it, that fit it, or that give the same speaker's
    newer value, `against`, `fits` and `newer` are the ones to name: said nearest in time, of two the newer; for `newer`
    the one that speaks of the latest day. `rivals` and `supporters` count other speakers, `gap` is that to `against`,
    `outlets` counts those that carry this origin or one that fits.
    """

    status: Ints
    assessment: Ints
    against: Ints
    gap: Floats
    fits: Ints
    newer: Ints
    rivals: Ints
    supporters: Ints
    outlets: Ints

    @property
    def contested(self) -> Bools:
        return np.asarray(self.status == STATUSES.index("contested"))


def of(tables: Tables, as_of: date, rows: Ints) -> Statuses:
    """The standing of these claims, known on that day, against the claims of other origins that are no echoes."""
    claims, known = tables.claims, np.flatnonzero(tables.known(as_of))
    size, rank = len(claims.id), claims.rank
    carried = np.unique(claims.root[known].astype(np.int64) * len(tables.outlets) + claims.outlet[known])
    relations = Relations(tables)
    against, fits, newer = np.full(size, NONE), np.full(size, NONE), np.full(size, NONE)
    gap = np.full(size, np.nan)
    rivals, supporters = np.zeros(size, np.int64), np.zeros(size, np.int64)
    outlets = origins.outlets(tables, as_of)
    voices = known[~claims.echo[known]]
    voices = voices[np.argsort(claims.speaker[voices], kind="stable")]
    for left, right in pairs_with(tables, rows, voices):
        own = claims.speaker[left] == claims.speaker[right]
        later = own & relations.newer_value(left, right)
        _keep(newer, left[later], right[later], claims.first[right[later]], rank)
        left, right = left[~own], right[~own]
        found = relations.of(left, right)
        apart = -np.abs(claims.said[left] - claims.said[right])
        for relation, kept, counted in ((AGAINST, against, rivals), (FOR, fits, supporters)):
            at = np.flatnonzero(np.isin(found.relation, relation))
            best = at[_keep(kept, left[at], right[at], apart[at], rank)]
            if relation is AGAINST:
                gap[left[best]] = found.gap[best]
            else:
                _count_outlets(tables, carried, left[at], right[at], outlets)
            # The pairs of a row stand together, and in them those of a speaker.
            of_speakers = groups.runs(left[at] * len(tables.speakers) + claims.speaker[right[at]])
            counted += np.bincount(left[at][of_speakers], minlength=size)
    assessment, latest = np.full(size, NONE), _latest(tables, as_of)
    assessment[tables.assessments.claim[latest]] = latest
    verdict = np.append(tables.assessments.status, NONE)[assessment]
    status = np.minimum(_without_verdict(against != NONE, newer != NONE, fits != NONE), _STATUS_OF_VERDICT[verdict])
    judged = np.full(size, NONE)
    judged[rows] = status[rows]
    return Statuses(judged, assessment, against, gap, fits, newer, rivals, supporters, outlets)


def codes(tables: Tables, as_of: date) -> Ints:
    """The status of each claim known on the day that can have one, without what it rests on; NONE of all others."""
    heard, today = since(tables), day_number(as_of)
    found = np.full(len(tables.claims.id), NONE, np.int8)
    found[heard.row] = _without_verdict(*(_by(day, today) for day in (heard.against, heard.newer, heard.fits)))
    found[~tables.known(as_of)] = NONE
    latest = _latest(tables, as_of)
    claim, verdict = tables.assessments.claim[latest], tables.assessments.status[latest]
    found[claim] = np.minimum(found[claim], _STATUS_OF_VERDICT[verdict])
    return found


def _without_verdict(against: Bools, newer: Bools, fits: Bools) -> Ints:
    """The status that the claims of others give, or its own speaker's."""
    last, found = len(STATUSES) - 1, np.full(len(fits), len(STATUSES) - 1, np.int8)
    for word, holds in (("contested", against), ("outdated", newer), ("corroborated", fits)):
        # The last one always holds; the earlier of two is the lower code.
        np.minimum(found, last - holds * np.int8(last - STATUSES.index(word)), out=found)
    return found


@dataclass(frozen=True)
class Since:
    """Each claim that counts and can have a status, with the first day on which another excludes it, gives the same
    speaker's newer value, or fits it; where none does, the highest number that the column can hold. No day that one
    looks from changes these.
    """

    row: Ints
    against: Ints
    newer: Ints
    fits: Ints

    @classmethod
    def of(cls, row: Ints, against: Ints, newer: Ints, fits: Ints) -> Since:
        """Kept in half the room where the days allow it."""
        return cls(row.astype(np.int32), _half(against), _half(newer), _half(fits))

    def days(self) -> list[Ints]:
        """The columns of days, in their order, with NEVER where there is none."""
        return [np.where(_ever(one), one, np.int32(NEVER)) for one in (self.against, self.newer, self.fits)]


def _ever(days: Ints) -> Bools:
    return np.asarray(days != np.iinfo(days.dtype).max)


def _by(days: Ints, today: int) -> Bools:
    """True where it has come about by a day."""
    return np.asarray(days <= min(today, np.iinfo(days.dtype).max - 1))


def _half(days: Ints) -> Ints:
    """Days as 16 bits, if all but NEVER fit: those from 1881 to 2059."""
    ever, most = days[_ever(days)], np.iinfo(np.int16).max
    fits = not len(ever) or (ever.min() >= -most and ever.max() < most)
    return np.where(_ever(days), days, most).astype(np.int16) if fits else days


@Once
def since(tables: Tables) -> Since:
    claims, relations = tables.claims, Relations(tables)
    row = np.flatnonzero(claims.counted & ((claims.role == NONE) | among(claims.force, FORCES, "report")))
    voices = np.flatnonzero(claims.counted & ~claims.echo)

    def foreign(left: Ints, right: Ints) -> Bools:
        return np.asarray((claims.root[left] != claims.root[right]) & (claims.speaker[left] != claims.speaker[right]))

    def stands(*wanted: int) -> Test:
        return lambda left, right: foreign(left, right) & np.isin(relations.of(left, right).relation, wanted)

    def newer(left: Ints, right: Ints) -> Bools:
        return np.asarray((claims.root[left] != claims.root[right]) & relations.newer_value(left, right))

    topic = claims.topic.astype(np.int64)
    able = relations.comparable
    voiced = Voices(tables, topic, voices[able[voices]], near=True)
    found = {"against": voiced.first(row, able, stands(*AGAINST)), "fits": voiced.first(row, able, stands(*FOR))}
    figure = claims.qualifier != NONE
    by_speaker = Voices(tables, topic * len(tables.speakers) + claims.speaker, voices[figure[voices]], near=False)
    found["newer"] = by_speaker.first(row, figure, newer)
    return Since.of(row, **found)


def reasoned(tables: Tables, found: Statuses, rows: Ints) -> dict[str, pd.Series[Any]]:
    """The values of a status's sentence.

    r_other: the claim to name (that excludes it, fits it or is newer); r_gap: how far it lies; r_others: how many
    speakers stand so; r_assessment: the editor's verdict.
    """
    claims = tables.claims
    status = found.status[rows]
    picked = {"contested": found.against, "outdated": found.newer, "corroborated": found.fits}
    other, voices = np.full(len(rows), NONE), np.zeros(len(rows), np.int64)
    for word, column in picked.items():
        other = np.where(among(status, STATUSES, word), column[rows], other)
    for word, column in {"contested": found.rivals, "corroborated": found.supporters}.items():
        voices = np.where(among(status, STATUSES, word), column[rows], voices)
    return {
        "r_other": frames.ids(other, claims.id),
        "r_gap": frames.numbers(found.gap[rows], among(status, STATUSES, "contested")),
        "r_others": pd.Series(voices),
        "r_assessment": frames.names(
            np.where(among(status, STATUSES, *VERDICTS), found.assessment[rows], NONE), tables.assessments.id
        ),
    }


def _keep(kept: Ints, left: Ints, right: Ints, worth: Ints, rank: Ints) -> Ints:
    """For each left row keep the right one of highest worth, then said last; the positions of the kept pairs.

    The pairs of a row stand together.
    """
    if not len(left):
        return left
    begin = groups.runs(left)
    key = worth.astype(np.int64) * len(rank) + rank[right]
    best = np.maximum.reduceat(key, begin)
    found = np.flatnonzero(key == np.repeat(best, np.diff(np.append(begin, len(left)))))
    kept[left[found]] = right[found]
    return found


def _count_outlets(tables: Tables, carried: Ints, left: Ints, right: Ints, outlets: Ints) -> None:
    """Set the number of distinct outlets that carry each left row's origin or one of those on the right.

    `carried` are the pairs of origin and outlet, as one number each, in order.
    """
    claims, rows, width = tables.claims, left[groups.runs(left)], len(tables.outlets)
    backed, origin = np.concatenate([left, rows]), claims.root[np.concatenate([right, rows])]
    at, carrying = groups.joined_in_order(origin, carried // width)
    reached = np.unique(backed[at] * width + carried[carrying] % width) // width
    outlets[rows] = np.bincount(reached, minlength=len(outlets))[rows]


def _latest(tables: Tables, as_of: date) -> Ints:
    """The last known assessment of each claim that has one."""
    known = np.flatnonzero(tables.assessments.on <= day_number(as_of))[::-1]
    return known[np.unique(tables.assessments.claim[known], return_index=True)[1]]
