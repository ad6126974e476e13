"""The record that a page tells of chosen rows is the record of the rules."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from claims.analysis import deadlines, record
from claims.tables import Tables


@pytest.mark.parametrize("as_of", [date(1990, 1, 1), date(2025, 10, 25), date(2026, 11, 23)])
def test_over_all_rows_it_is_the_record_by_speaker(iraq, as_of):
    tables = Tables.of(iraq)
    found = record.of_rows(deadlines.states(tables, as_of))
    pd.testing.assert_frame_equal(found, record.kept(tables, "speaker", as_of), check_dtype=False)


def test_one_question_alone_gives_the_record_over_that_question(iraq):
    table = deadlines.states(Tables.of(iraq), date(2026, 11, 23))
    found = record.of_rows(table[table["topic_id"] == "asad-exit"]).set_index("who")
    assert found.loc["hussein-allawi", ["closed", "met_on_time", "met_late"]].tolist() == [2, 1, 1]
