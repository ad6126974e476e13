"""A link says in public words what is asked; whatever else it says is told, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.links import EARLIEST, LATEST, SHARED, Ignored, asked
from claims.query import FACETS, Query

TODAY = date(2026, 1, 1)


def test_a_link_that_says_nothing_asks_for_everything_today():
    read = asked({"q": [" "], "side": [""], "lang": [""], "as_of": [""]}, TODAY)
    assert (read.query, read.language, read.ignored) == (Query(TODAY), "en", ())


def test_lists_keep_their_order_and_name_each_code_once():
    read = asked({"side": ["washington", "", "baghdad", "washington"], "q": ["two  words "]}, TODAY)
    assert read.query == Query(TODAY, side=("washington", "baghdad"), words="two  words")


def test_of_a_parameter_that_takes_one_value_the_last_counts():
    read = asked({"as_of": ["2025-01-01", "2025-02-02"], "lang": ["en", "ar"]}, TODAY)
    assert (read.query.as_of, read.language) == (date(2025, 2, 2), "ar")


def test_a_month_is_its_last_day_and_as_the_beginning_of_a_span_its_first():
    read = asked({"as_of": ["2025-02"], "from": ["2025-02"], "to": ["2025-02"]}, TODAY)
    last = date(2025, 2, 28)
    assert read.query == Query(last, from_=date(2025, 2, 1), to=last)


@pytest.mark.parametrize("written", ["yesterday", "2025-13-01", "2025/..", "1492-01-01", "9999", "\0"])
def test_what_is_no_day_is_told_and_leaves_today(written):
    read = asked({"as_of": [written]}, TODAY)
    assert (read.query, read.ignored) == (Query(TODAY), (Ignored("as_of", written, "not_a_day"),))


def test_a_language_that_nobody_speaks_here_is_told_with_those_that_are():
    assert asked({"lang": ["tlh"]}, TODAY).ignored == (Ignored("lang", "tlh", "not_a_language", ("en", "ar")),)


@given(st.dictionaries(st.sampled_from([one.name for one in SHARED]) | st.text(), st.lists(st.text(max_size=12))))
def test_whatever_a_link_says_it_is_read(params):
    read = asked(params, TODAY)
    assert EARLIEST <= read.query.as_of <= LATEST
    for facet in FACETS:
        assert set(getattr(read.query, facet)) == {one for one in params.get(facet, []) if one}
