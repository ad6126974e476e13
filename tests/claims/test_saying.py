"""A page of claims is what a sort of all of them gives at its places."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from claims import saying

DAYS = st.lists(st.integers(-40, 40), max_size=60)


@given(days=DAYS, taken=st.sets(st.integers(0, 59)), first=st.integers(0, 70), size=st.integers(0, 20), newest=...)
def test_a_page_is_a_part_of_all_in_order(
    days: list[int], taken: set[int], first: int, size: int, newest: bool
) -> None:
    rows = [row for row in sorted(taken) if row < len(days)]
    every = sorted(rows, key=lambda row: (days[row], row), reverse=newest)
    said, listed = np.array(days, np.int32), np.array(rows, np.int64)
    shown = saying.page(said, listed, slice(first, first + size), newest_first=newest)
    assert shown.tolist() == every[first : first + size]
    for row in rows:
        assert saying.place(said, listed, row, newest_first=newest) == every.index(row)
