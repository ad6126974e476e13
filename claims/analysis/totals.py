"""How the pairs of claims count in all."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from claims.analysis import counting
from claims.analysis.counting import COUNTED_AS
from claims.tables import Tables


def of(tables: Tables, as_of: date, claim_ids: Collection[str] | None = None) -> dict[str, int]:
    """The sums of `compare.agreement` over all topics and speakers, by COUNTED_AS."""
    chosen = tables.known(as_of)
    if claim_ids is not None:
        chosen &= tables.claims.id.mask(claim_ids)
    rows = np.flatnonzero(chosen)
    # All claims have one voice.
    counts = counting.between(tables, rows, np.zeros_like(rows)).counts.sum(axis=1)
    return dict(zip(COUNTED_AS, counts.tolist(), strict=True))
