"""Words found in a text: verbatim spans, whatever way they were typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.editing.anchoring import find, sentences

TEXT = "قال: “ستُغادر  البعثةُ\nقاعدة عين الأسد” في ٣٠ أيلول. U.S. forces – about 2,500 – “leave” by Jan. 31.\n\nThe end"


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("عين الأسد", "عين الأسد"),
        ("عين الاسد", "عين الأسد"),
        ("ستغادر البعثة قاعدة", "ستُغادر  البعثةُ\nقاعدة"),
        ("ستغادر البعثة", "ستُغادر  البعثةُ"),
        ("في 30 ايلول", "في ٣٠ أيلول"),
        ('- about 2,500 - "leave" by', "– about 2,500 – “leave” by"),
        ("us FORCES about", None),
        ("u.s forces about 2,500, leave", "U.S. forces – about 2,500 – “leave"),
        ("nowhere", None),
        (" … ", None),
        ("", None),
    ],
)
def test_words_are_found_however_they_were_typed_and_told_as_they_stand(typed, stands):
    assert [span.words for span in find(TEXT, typed)] == ([] if stands is None else [stands])


def test_every_place_of_the_words_is_told_first_to_last():
    assert [(span.start, span.end) for span in find("a cat, a Cat, a cat", "a cat")] == [(0, 5), (14, 19)]


def test_a_letter_by_letter_match_is_preferred_to_a_likeness():
    assert [span.start for span in find("Cat cat", "cat")] == [4]


letters = st.text(st.sampled_from("ab .,“”\n\u064bأاىي٣3é"), max_size=40)


@given(letters, st.data())
def test_whatever_is_found_is_a_span_of_the_text_and_any_piece_of_it_is_found(text, data):
    start = data.draw(st.integers(0, len(text)))
    piece = text[start : data.draw(st.integers(start, len(text)))]
    found = find(text, piece)
    assert all(text[span.start : span.end] == span.words for span in found)
    if any(letter.isalnum() for letter in piece):
        assert piece.strip() in {span.words for span in found}


@given(letters)
def test_sentences_are_all_of_the_text_but_the_space_between_them(text):
    found = sentences(text)
    assert "".join("".join(span.words for span in found).split()) == "".join(text.split())
    assert all(text[span.start : span.end] == span.words == span.words.strip() for span in found)


def test_a_sentence_ends_at_its_stop_and_not_at_an_abbreviation():
    assert [span.words for span in sentences(TEXT)] == [
        "قال: “ستُغادر  البعثةُ",
        "قاعدة عين الأسد” في ٣٠ أيلول.",
        "U.S. forces – about 2,500 – “leave” by Jan. 31.",
        "The end",
    ]


def test_the_quotes_of_the_dossier_are_found_where_they_say(iraq):
    quoted = [one for one in iraq.claims.values() if one.quote]
    assert quoted
    for one in quoted:
        assert one.quote in [span.quote for span in find(iraq.texts[one.source], one.quote.text)]
