"""Words are found however they are spelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.search import WordIndex, folded, terms


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("الاسد", "الأسَد"),
        ("الي", "إلى"),
        ("رحله", "رحلة"),
        ("اربيل", "أربـــيل"),
        ("مسوول", "مسؤول"),
        ("2026", "٢٠٢٦"),
        ("2026", "۲۰۲۶"),
        ("2500", "2,500"),
        ("2500", "٢٬٥٠٠"),
        ("hurriyet", "Hürriyet"),
        ("ain al asad", "Ain al-Asad"),
    ],
)
def test_two_spellings_of_one_word_fold_to_the_same(typed, written):
    assert folded(typed) == folded(written)


def test_a_comma_that_groups_no_thousands_stays_a_break_between_words():
    assert folded("2009,30") == "2009 30"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert folded(folded(text)) == folded(text)


def test_words_in_quotes_stay_together():
    assert terms('"عين الأسد" withdrawal') == ("عين الاسد", "withdrawal")


def test_every_term_must_be_found_and_a_latin_one_begins_a_word():
    index = WordIndex([folded("Withdrawal from Ain al-Asad"), folded("Withdrawal from Baghdad")])
    assert index.containing("withdraw asad").tolist() == [True, False]
    assert index.containing("drawal").tolist() == [False, False]


def test_an_arabic_word_is_found_behind_its_article_and_conjunction():
    assert WordIndex([folded("بغداد والأسد")]).containing("أسد").tolist() == [True]


def test_nothing_but_punctuation_asks_for_nothing():
    assert WordIndex(["a", "b"]).containing("«…» -").tolist() == [True, True]
