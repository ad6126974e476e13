"""Was the date kept? The state of every dated claim, and the chain of dates behind a commitment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from claims.analysis import chains, frames, origins, status, values
from claims.analysis.chains import STEPS, Chains
from claims.analysis.states import EVIDENCE, MET, REASONS, STATES, Judgement, judged
from claims.analysis.status import STATUSES
from claims.columns import FORCES, NO_DAY, NONE, ROLES, Bools, Ints, Objects, among, day_number
from claims.models import HOLDING_ROLES
from claims.tables import Tables

__all__ = ["STATES", "chain", "states"]

STILL_TO_COME = ("upcoming", "due_soon", "due_now", "superseded")
PAST_DUE = ("overdue", "missed", "awaiting_check")


def states(tables: Tables, as_of: date, only: Bools | None = None) -> pd.DataFrame:
    """Every dated claim known on the day, in order of topic, day said, id; or `only` some, judged among all.

    Columns: the keys of the table `deadlines` without why; status (of reports, else None); reason and its values.
    """
    found = judged(tables, as_of, only)
    claims, row, standing = tables.claims, found.row, found.standing
    frame = pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "topic_id": frames.names(claims.topic[row], tables.topics),
            "speaker_id": frames.names(claims.speaker[row], tables.speakers),
            "sides": frames.objects(tables.sides_of_speakers[claims.speaker[row]]),
            "said_on": frames.days(claims.said[row]),
            "role": frames.names(claims.role[row], ROLES),
            "force": frames.names(claims.force[row], FORCES),
            "due_first": frames.days(found.window.first),
            "due_last": frames.days(found.window.last),
            "state": frames.names(found.state, STATES),
            "badges": frames.objects(_badges(found)),
            "readings": frames.objects(found.readings),
            **day_counts(found),
            "step": frames.names(standing.step[row], STEPS),
            "slip_days": frames.numbers(standing.slip[row], standing.in_chain[row]),
            "replaced_by": frames.ids(standing.replaced_by[row], claims.id),
            "outcome_id": frames.ids(found.outcome, tables.outcomes.id),
            "evidence": frames.names(found.evidence(tables, tables.speaker_sides[claims.speaker[row]]), EVIDENCE),
        }
    )
    report = among(claims.force[row], FORCES, "report")
    judged_status = status.of(tables, as_of, row[report])
    return frame.assign(
        status=frames.names(judged_status.status[row], STATUSES),
        **reasoned(tables, found, _more(standing.step[row], judged_status.contested[row])),
        **{
            f"r_{name}": column
            for name, column in _against(tables, found.window.last, claims.said[row], standing.before[row]).items()
        },
        **status.reasoned(tables, judged_status, row),
    )


def in_chains(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of `states` whose claims stand in a chain: own dates of a side that must act, each utterance once."""
    return table[table["step"].notna() & (table["step"] != "competing")]


def _more(step: Ints, contested: Bools) -> dict[str, Bools]:
    """Further reasons of a claim: what it did to its chain, and who contests it."""
    told = [name for name in STEPS if name != "baseline"]
    return {f"step_{name.replace('-', '_')}": step == STEPS.index(name) for name in told} | {"contested": contested}


def _badges(found: Judgement) -> Objects:
    how = found.standing.replaced_how[found.row]
    moved = {STEPS[step]: how == step for step in chains.MOVES}
    return frames.sets({**moved, "partly": found.partly, "reading-dependent": found.differs}, len(found.row))


def day_counts(found: Judgement) -> dict[str, pd.Series[float]]:
    """How many days are left, over, or late."""
    state, case, today = found.state, found.case, day_number(found.as_of)
    holding, by = among(case.role, ROLES, *HOLDING_ROLES), among(case.role, ROLES, "by")
    still, holds = among(state, STATES, *STILL_TO_COME), among(state, STATES, "holding")
    over, late = among(state, STATES, *PAST_DUE), among(state, STATES, "met_late")
    return {
        "days_left": frames.numbers(np.where(holds, case.first, case.last) - today, still | holds),
        "days_overdue": frames.numbers(today - np.where(holding, case.first, case.last), over),
        "days_late_min": frames.numbers(case.done_first - case.last, late),
        "days_late_max": frames.numbers(case.done_last - np.where(by, case.first, case.last), late),
    }


def reasoned(tables: Tables, found: Judgement, more: Mapping[str, Bools]) -> dict[str, pd.Series[Any]]:
    """The reason of each state and the values of its sentence; nothing that was known only later.

    r_done_first, r_done_last: the span of what was done; r_by: the sides that declared what decides; r_checked: the day
    of the last check unless it lies ahead; r_strict: the state on the strict date where there is one; r_left_out: the
    outcomes that do not count because a named side declared others; r_also: further reasons, `more` among them.
    """
    case, state = found.case, found.state
    strict, ahead = found.strict != NONE, case.checked > day_number(found.as_of)
    also = {
        "strict_late": strict & among(state, STATES, "met_late"),
        "strict_differs": strict & (found.strict != state),
        "left_out": found.leaves_out & among(found.rung, REASONS, *MET),
    }
    return {
        "reason": frames.names(found.rung, REASONS),
        "r_also": frames.objects(frames.sets({**also, **more}, len(state))),
        "r_done_first": frames.days(case.done_first),
        "r_done_last": frames.days(case.done_last),
        "r_by": frames.objects(frames.sets(dict(zip(tables.sides, found.declared.T, strict=True)), len(state))),
        "r_checked": frames.days(np.where(ahead, NO_DAY, case.checked)),
        "r_strict": frames.names(found.strict, STATES),
        "r_left_out": frames.objects(found.left_out),
    }


def chain(tables: Tables, topic_id: str, side: str, as_of: date) -> pd.DataFrame:
    """The steps of one commitment, in order: the dates that this side gave for this topic.

    Columns: claim_id, speaker_id, said_on, role, due_first, due_last, step, slip_days, before (the claim whose date was
    in force, with before_first and before_last), moved_days (against that date), late_days (said so many days after it
    had passed, else NaN), in_force, outlets, reason.
    """
    all_chains, claims = chains.of(tables, as_of), tables.claims
    slot = np.flatnonzero(
        (tables.slot_topic == tables.topics.index(topic_id)) & (tables.slot_side == tables.sides.index(side))
    )
    at = np.flatnonzero(np.isin(all_chains.slot, slot))
    row = all_chains.claim[at]
    before = all_chains.before[at]
    step = all_chains.step[at]
    frame = pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "speaker_id": frames.names(claims.speaker[row], tables.speakers),
            "said_on": frames.days(claims.said[row]),
            "role": frames.names(claims.role[row], ROLES),
            "due_first": frames.days(all_chains.windows.first[at]),
            "due_last": frames.days(all_chains.windows.last[at]),
            "step": frames.names(step, STEPS),
            "slip_days": frames.numbers(all_chains.slip[at]),
            **_against(tables, all_chains.windows.last[at], claims.said[row], _claim_before(all_chains, before)),
            "in_force": at == all_chains.in_force[at[-1]] if len(at) else np.zeros(0, bool),
            "outlets": origins.outlets(tables, as_of)[row],
        }
    )
    return frame.assign(reason=frames.names(step, [f"step_{name.replace('-', '_')}" for name in STEPS]))


def _claim_before(all_chains: Chains, before: Ints) -> Ints:
    return np.where(before == NONE, NONE, np.append(all_chains.claim, NONE)[before])


def _against(tables: Tables, last: Ints, said: Ints, before: Ints) -> dict[str, pd.Series[Any]]:
    """A date against the one that was in force before: that claim, the days between, how late it was said."""
    window = values.due(tables)
    old_first, old = (np.append(edge, NO_DAY)[before] for edge in window)
    has = before != NONE
    return {
        "before": frames.ids(before, tables.claims.id),
        "before_first": frames.days(old_first),
        "before_last": frames.days(old),
        "moved_days": frames.numbers(last - old, has),
        "late_days": frames.numbers(said - old, has & (said > old)),
    }
