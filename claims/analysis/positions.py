"""Who says otherwise? Each position, where it stands, and whether its speaker said something else before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from claims.analysis import frames, status
from claims.analysis.status import STATUSES
from claims.columns import ATTRIBUTIONS, NONE, STANCES, Bools, Ints, among
from claims.tables import Tables


def standing(tables: Tables, as_of: date, only: Bools | None = None) -> pd.DataFrame:
    """Every position known on the day, by topic, then the newest said first, then id; or `only` some, held against all.

    Columns: the keys of the table `positions` without why; changed_claim (the claim with the stance before); reason
    (the status, `silent` of a silence that no editor judged) and its values.
    """
    claims = tables.claims
    every = np.flatnonzero(tables.known(as_of) & (claims.stance != NONE))
    row = every if only is None else every[only[every]]
    row = row[np.lexsort((row, -claims.said[row], claims.topic[row]))]
    found = status.of(tables, as_of, row)
    before = _changed_from(tables, every)[np.searchsorted(every, row)]
    silent = among(claims.stance[row], STANCES, "no-statement") & among(found.status[row], STATUSES, "unverified")
    return pd.DataFrame(
        {
            "claim_id": frames.ids(row, claims.id),
            "topic_id": frames.names(claims.topic[row], tables.topics),
            "speaker_id": frames.names(claims.speaker[row], tables.speakers),
            "sides": frames.objects(tables.sides_of_speakers[claims.speaker[row]]),
            "said_on": frames.days(claims.said[row]),
            "attribution": frames.names(claims.attribution[row], ATTRIBUTIONS),
            "stance": frames.names(claims.stance[row], STANCES),
            "status": frames.names(found.status[row], STATUSES),
            "changed_from": frames.names(np.append(claims.stance, NONE)[before], STANCES),
            "changed_claim": frames.ids(before, claims.id),
            "reason": frames.names(np.where(silent, len(STATUSES), found.status[row]), (*STATUSES, "silent")),
            **status.reasoned(tables, found, row),
        }
    )


def _changed_from(tables: Tables, row: Ints) -> Ints:
    """The same speaker's last stance on the topic before each row, where it is another one, else NONE."""
    claims = tables.claims
    spoken = row[~claims.echo[row] & ~among(claims.stance[row], STANCES, "no-statement")]
    spoken = spoken[np.lexsort((claims.rank[spoken], claims.speaker[spoken], claims.topic[spoken]))]
    earlier, later = spoken[:-1], spoken[1:]
    changed = (
        (claims.topic[earlier] == claims.topic[later])
        & (claims.speaker[earlier] == claims.speaker[later])
        & (claims.stance[earlier] != claims.stance[later])
    )
    before = np.full(len(claims.id), NONE)
    before[later[changed]] = earlier[changed]
    return before[row]
