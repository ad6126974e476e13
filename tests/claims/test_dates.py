"""Dates mean what ISO 8601-2 says: our short reader and the edtf library name the same days."""

from __future__ import annotations

import calendar
from datetime import date

import pytest
from edtf import parse_edtf, struct_time_to_date
from hypothesis import assume, given
from hypothesis import strategies as st

from claims.errors import RefusalError
from claims.models import Day, Edtf

days = st.dates().map(date.isoformat)
months = st.dates().map(lambda day: day.isoformat()[:7])
years = st.integers(1, 9999).map("{:04}".format)
plain = days | months | years
marked = st.tuples(plain, st.sampled_from(["", "~", "?", "%"])).map("".join)
seasons = st.tuples(years, st.integers(21, 24)).map("{0[0]}-{0[1]}".format)


def by_library(text: str) -> tuple[date, date]:
    parsed = parse_edtf(text)
    return struct_time_to_date(parsed.lower_strict()), struct_time_to_date(parsed.upper_strict())


@given(marked | seasons)
def test_one_date_has_the_days_that_the_library_gives_it(text: str) -> None:
    read = Edtf.parse(text)
    assert (read.first, read.last) == by_library(text)
    assert (read.approximate, read.uncertain) == (text[-1] in "~%", text[-1] in "?%")


@given(marked, marked)
def test_an_interval_runs_from_the_first_day_of_one_date_to_the_last_of_the_other(begin: str, end: str) -> None:
    first, last = Edtf.parse(begin), Edtf.parse(end)
    assert first.first is not None
    assert first.last is not None
    assert last.first is not None
    assert last.last is not None
    text = f"{begin}/{end}"
    if first.first > last.last or first.last > last.last:
        with pytest.raises(RefusalError) as refusal:
            Edtf.parse(text)
        assert refusal.value.reason == "date_backwards"
        return
    read = Edtf.parse(text)
    assert (read.first, read.last) == (first.first, last.last)
    assert (read.first, read.last) == by_library(text)
    assert read.precision == "interval"


@given(plain)
def test_an_open_end_has_no_day(text: str) -> None:
    read = Edtf.parse(text)
    until, since = Edtf.parse(f"../{text}"), Edtf.parse(f"{text}/..")
    assert (until.first, until.last) == (None, read.last)
    assert (since.first, since.last) == (read.first, None)


@given(st.integers(1, 9999), st.integers(0, 99), st.integers(0, 99))
def test_a_date_that_is_in_no_calendar_is_refused(year: int, month: int, day: int) -> None:
    text = f"{year:04}-{month:02}-{day:02}"
    exists = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
    if exists:
        assert Edtf.parse(text).first == date(year, month, day)
    else:
        with pytest.raises(RefusalError):
            Edtf.parse(text)


@given(st.text(st.sampled_from("0123456789-/.~?%XxuYTSQ ,{}[]الاك"), max_size=14) | st.text(max_size=20))
def test_any_text_is_a_date_or_is_refused_with_a_reason(text: str) -> None:
    try:
        read = Edtf.parse(text)
    except RefusalError as refusal:
        assert refusal.in_words("ar")  # noqa: PT017 - no text at all is a fine outcome too
    else:
        assert read.first is not None or read.last is not None
        assert read.first is None or read.last is None or read.first <= read.last
        assert read.text == text


@given(days)
def test_a_day_is_one_day(text: str) -> None:
    read = Day.parse(text)
    assert (read.first, read.last, read.precision) == (date.fromisoformat(text), date.fromisoformat(text), "day")


@given(marked)
def test_only_a_day_is_a_day(text: str) -> None:
    assume(len(text) != 10)
    with pytest.raises(RefusalError) as refusal:
        Day.parse(text)
    assert refusal.value.reason == "not_one_day"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-02-30", "day_does_not_exist"),
        ("2025-13", "month_does_not_exist"),
        ("0000", "year_does_not_exist"),
        ("2026/2025", "date_backwards"),
        ("2025/", "date_with_empty_end"),
        ("/2025", "date_with_empty_end"),
        ("..", "date_without_ends"),
        ("../..", "date_without_ends"),
        ("September 2025", "date_not_read"),
        ("2025-9-1", "date_not_read"),
        ("", "date_not_read"),
        ("2025-09-30T12:00", "date_not_read"),
    ],
)
def test_a_refusal_says_why(text: str, reason: str) -> None:
    with pytest.raises(RefusalError) as refusal:
        Edtf.parse(text)
    assert refusal.value.reason == reason
