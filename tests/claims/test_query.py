"""A query chooses claims; its counts say what each further choice would leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.analysis.standing import Standing
from claims.analysis.states import STATES
from claims.analysis.status import STATUSES
from claims.columns import NONE
from claims.query import FACETS, Query, codes_known, day_of, select, unknown
from claims.search import WordIndex
from claims.tables import Tables
from tests.builders import claim, dossier, retired, source, speaker

DAY = date(2026, 1, 1)
RECORDS = dossier(
    speaker("joint", "baghdad", "washington"),
    source("paper", language="ar"),
    source("wire", "agency"),
    claim("b-early", speaker="baghdad", said_on="2025-03-01"),
    claim("w-vague", speaker="washington", said_on="2025", source="wire"),
    claim("joint", speaker="joint", stance="affirms", said_on="2025-06-10"),
    claim("b-later", speaker="baghdad", said_on="2026-06-01"),
    claim("b-retired", speaker="baghdad", retired=retired()),
)
TABLES = Tables.of(RECORDS)
WORDS = WordIndex.of(RECORDS, TABLES)


def codes_of(known, named):
    return np.array([known.index(named[id_]) if id_ in named else NONE for id_ in sorted(RECORDS.claims)], np.int8)


STANDING = Standing(
    codes_of(STATES, {"b-early": "overdue", "w-vague": "due_soon"}), codes_of(STATUSES, {"joint": "contested"})
)


def asked_for(query):
    return select(TABLES, STANDING, query, WORDS.containing)


def chosen(**asked):
    return list(asked_for(Query(DAY, **asked)).claim_ids)


def test_nothing_asked_leaves_every_claim_known_by_the_day():
    everything = asked_for(Query(DAY))
    assert list(everything.claim_ids) == ["b-early", "joint", "w-vague"]
    assert (everything.known, everything.said_later) == (3, 1)


def test_a_joint_document_is_found_under_each_of_its_sides():
    assert chosen(side=("baghdad",)) == ["b-early", "joint"]
    assert chosen(side=("washington",)) == ["joint", "w-vague"]


def test_values_of_one_field_are_alternatives_and_fields_narrow_each_other():
    assert chosen(speaker=("baghdad", "joint")) == ["b-early", "joint"]
    assert chosen(speaker=("baghdad", "joint"), topic=("stay",)) == ["joint"]


def test_state_and_status_are_one_field():
    assert chosen(state=("overdue",), status=("contested",)) == ["b-early", "joint"]


def test_a_claim_of_a_vague_day_matches_every_period_it_may_fall_in():
    assert chosen(from_=date(2025, 5, 1), to=date(2025, 5, 31)) == ["w-vague"]
    assert chosen(to=date(2024, 12, 31)) == []


def test_outlet_and_language_are_those_of_the_source():
    assert chosen(outlet=("agency",)) == ["w-vague"]
    assert chosen(language=("ar",)) == ["b-early", "joint"]


def test_words_are_looked_for_in_names_too():
    assert chosen(words="washington") == ["w-vague"]


def test_a_code_that_is_not_known_is_named_with_the_nearest():
    (found,) = unknown(TABLES, Query(DAY, speaker=("bagdad",)))
    assert (found.facet, found.code, found.nearest[0]) == ("speaker", "bagdad", "baghdad")


@given(
    st.builds(
        Query,
        st.dates(date(2024, 12, 1), date(2026, 12, 1)),
        **{
            name: st.lists(st.sampled_from(known), max_size=2).map(tuple)
            for name, known in ((facet, codes_known(TABLES, facet)) for facet in FACETS)
        },
    )
)
def test_each_count_is_what_choosing_that_value_alone_in_its_field_would_leave(query):
    counts = asked_for(query).counts
    for facet in FACETS:
        for code, count in counts[facet].items():
            alone = {"state": (), "status": ()} if facet in ("state", "status") else {}
            left = asked_for(replace(query, **{**alone, facet: (code,)}))
            assert len(left.claim_ids) == count


@pytest.mark.parametrize(
    ("text", "edge", "day"),
    [
        ("2025-06-30", "first", date(2025, 6, 30)),
        ("2025", "first", date(2025, 1, 1)),
        ("2025-02", "last", date(2025, 2, 28)),
    ],
)
def test_a_month_or_year_stands_for_its_first_or_last_day(text, edge, day):
    assert day_of(text, edge=edge) == day


def test_an_open_date_is_no_day():
    with pytest.raises(ValueError, match="open on that side"):
        day_of("2025/..", edge="last")
