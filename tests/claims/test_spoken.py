"""Dates, amounts and values are said at the precision they were given."""

from __future__ import annotations

import pytest

from claims.models import Deadline, Edtf, Figure
from claims.spoken import amount, due, edtf, number


@pytest.mark.parametrize(
    ("written", "en", "ar"),
    [
        ("2025-09-30", "30 September 2025", "30 أيلول 2025"),
        ("2025-09", "September 2025", "أيلول 2025"),
        ("2025", "2025", "2025"),
        ("2025-08-17~", "about 17 August 2025", "نحو 17 آب 2025"),
        ("2026-01-04/2026-01-10", "4–10 January 2026", "من 4 إلى 10 كانون الثاني 2026"),
        ("2025-09/2026-09", "September 2025 to September 2026", "من أيلول 2025 إلى أيلول 2026"),
        ("2025-04/..", "since April 2025", "منذ نيسان 2025"),
        ("../2025-09", "up to September 2025", "حتى أيلول 2025"),
        ("2025-09?", "September 2025 (uncertain)", "أيلول 2025 (غير مؤكد)"),
    ],
)
def test_a_date_is_never_made_more_precise_than_it_was(written, en, ar):
    assert edtf(Edtf.parse(written), "en") == en
    assert edtf(Edtf.parse(written), "ar") == ar


@pytest.mark.parametrize(
    ("role", "date", "en", "ar"),
    [
        ("by", "2026-09", "by September 2026", "بحلول أيلول 2026"),
        ("in", "2026-01~", "about January 2026", "نحو كانون الثاني 2026"),
        ("between", "2026-01-04/2026-01-10", "between 4 and 10 January 2026", "بين 4 و10 كانون الثاني 2026"),
        ("at-least-until", "2027", "at least until 2027", "حتى 2027 على الأقل"),
        ("by", None, "no date given", "بلا تاريخ"),
    ],
)
def test_a_deadline_is_said_with_its_role(role, date, en, ar):
    deadline = Deadline.model_validate({"role": role, "due": date, "force": "report"})
    assert due(deadline, "en") == en
    assert due(deadline, "ar") == ar


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "unit", "en", "ar"),
    [
        ("about", 2500, 2500, "troops", "about 2,500", "نحو 2,500"),
        ("more-than", 3000, None, "troops", "more than 3,000", "أكثر من 3,000"),
        ("range", 250, 350, "troops", "250 to 350", "من 250 إلى 350"),
        ("nearly", None, 3000, "troops", "nearly 3,000", "ما يقارب 3,000"),
        ("thousands", None, None, "troops", "thousands", "آلاف"),
        ("exact", 2014, 2014, "year", "2014", "2014"),
    ],
)
def test_a_figure_is_said_as_it_was_and_a_year_is_not_grouped(qualifier, low, high, unit, en, ar):
    figure = Figure.model_validate({"low": low, "high": high, "qualifier": qualifier, "as_of": "2025"})
    assert amount(figure, unit, "en") == en
    assert amount(figure, unit, "ar") == ar


def test_both_languages_write_the_digits_of_the_quotes():
    assert number(1234567.5, "ar") == number(1234567.5, "en") == "1,234,567.5"
