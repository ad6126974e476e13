"""Where every claim of a dossier stands on a day, as codes: what facets count and filters ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from claims.analysis import states, status
from claims.columns import NONE, Ints
from claims.tables import Tables


@dataclass(frozen=True)
class Standing:
    """State and status of each claim as codes into `states.STATES` and `status.STATUSES`; NONE for none."""

    state: Ints
    status: Ints


def of(tables: Tables, as_of: date) -> Standing:
    """Where each claim stands; nothing of one that is not known on the day."""
    return Standing(states.codes(tables, as_of), status.codes(tables, as_of))


def nothing(tables: Tables) -> Standing:
    """For who asks for no state and no status."""
    none = np.full(len(tables.claims.id), NONE, np.int8)
    return Standing(none, none)
