"""Words are found however they are spelt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.search import WordIndex, answering, folded, own_words, own_words_of_row, terms
from claims.store.rows import data_of, to_row
from claims.tables import Tables
from tests.builders import claim, dossier, outlet, source, speaker, text, topic


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


def test_commas_of_both_scripts_group_one_number():
    assert folded("1٬234,567") == "1234567"


def test_a_comma_that_groups_no_thousands_stays_a_break_between_words():
    assert folded("2009,30") == "2009 30"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text):
    assert folded(folded(text)) == folded(text)


def test_words_in_quotes_stay_together():
    assert terms('"عين الأسد" withdrawal') == ("عين الاسد", "withdrawal")


def test_every_term_must_be_found_and_a_latin_one_begins_a_word():
    records = dossier(
        claim("a", statement=text("Withdrawal from Ain al-Asad")), claim("b", statement=text("Withdrawal from Baghdad"))
    )
    index = WordIndex.of(records, Tables.of(records))
    assert index.containing("withdraw asad").tolist() == [True, False]
    assert index.containing("drawal").tolist() == [False, False]


def test_an_arabic_word_is_found_behind_its_article_and_conjunction():
    assert answering([folded("بغداد والأسد")], folded("أسد")).tolist() == [True]


def test_nothing_but_punctuation_asks_for_nothing():
    records = dossier(claim("a"), claim("b"))
    assert WordIndex.of(records, Tables.of(records)).containing("«…» -").tolist() == [True, True]


NAMED = dossier(
    topic("exit", question=text("When do they leave Erbil?")),
    speaker("baghdad", "baghdad", role={"en": "Prime minister", "ar": "رئيس الوزراء"}),
    speaker("tehran", "tehran"),
    outlet("gazette", name=text("The Gazette of Mosul")),
    source("paper", outlet="gazette"),
    source("wire", outlet="herald"),
    claim("a", speaker="baghdad", source="paper", statement=text("By the end of next year")),
    claim("b", speaker="tehran", source="wire", statement=text("A minister said so")),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("erbil", "ab"),
        ("minister", "ab"),
        ('"prime minister"', "a"),
        ("وزراء", "a"),
        ("mosul year", "a"),
        ("mosul tehran", ""),
        ('"next year"', "a"),
        # The words of a phrase stand in one text: here the question ends and the speaker's name begins.
        ('"erbil baghdad"', ""),
    ],
)
def test_a_claim_is_found_by_its_own_words_and_those_of_its_topic_speaker_and_outlet(words, found):
    held = WordIndex.of(NAMED, Tables.of(NAMED)).containing(words)
    assert "".join(one for one, holds in zip(NAMED.claims, held, strict=True) if holds) == found


def test_a_row_of_the_store_has_the_same_own_words_as_its_claim(iraq):
    assert iraq.claims
    for one in iraq.claims.values():
        assert own_words_of_row(to_row("claim", data_of("claim", one))) == own_words(one) != ""


@pytest.mark.parametrize(("low", "words"), [(2500, "2500"), (2500.5, "2500 5"), (0, "")])
def test_a_number_is_found_as_it_is_written(low, words):
    one = claim("a", low=low, statement=text("Some"), qualifier="at-least", as_of="2025")
    assert own_words(one) == f"a some some {words}".strip()
