"""Names and codes of the other direction keep their place in a sentence, whatever stands in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.bidi import FSI, ISOLATES, LRI, PDI, RLI, balanced, by_letters, isolated, line, runs_other_way
from claims.catalogue import domain
from claims.models import LANGUAGES

WORDS = st.text(st.sampled_from([*"aZ é1-9/.,: «»()", *"بغدادى٣ש", FSI, LRI, RLI, PDI]), max_size=20)
LANGUAGE = st.sampled_from(LANGUAGES)


def depths(words: str) -> list[int]:
    depth, found = 0, []
    for letter in words:
        depth += (letter in (FSI, LRI, RLI)) - (letter == PDI)
        found.append(depth)
    return found


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", "about 2,500", "about 2,500"),
        ("en", "بغداد", "\u2068بغداد\u2069"),
        ("en", "Ain al-Asad (عين الأسد)", "\u2068Ain al-Asad (عين الأسد)\u2069"),
        ("ar", "من 250 إلى 350", "من 250 إلى 350"),
        ("ar", "NATO", "\u2068NATO\u2069"),
        ("ar", "2026-11-23", "\u20682026-11-23\u2069"),
        ("ar", "23 تشرين الثاني 2026", "23 تشرين الثاني 2026"),
        ("ar", "\u2068NATO\u2069 وبغداد", "\u2068NATO\u2069 وبغداد"),
    ],
)
def test_only_what_runs_the_other_way_is_isolated(language, words, told):
    assert isolated(words, language) == told


@given(WORDS, LANGUAGE)
def test_isolating_keeps_the_words_closes_what_it_opens_and_is_done_once(words, language):
    once = isolated(words, language)
    assert once.translate(ISOLATES) == words.translate(ISOLATES)
    assert isolated(once, language) == once
    assert not runs_other_way(once, language)


@given(WORDS, LANGUAGE)
def test_isolates_are_always_balanced(words, language):
    for told in (balanced(words), isolated(words, language), line(words, "ar")):
        found = depths(told)
        assert min(found, default=0) >= 0
        assert found[-1:] in ([], [0])


@given(WORDS, WORDS)
def test_no_gap_turns_an_arabic_sentence_round(first, second):
    told = domain("ar").text("values.span", a=first, b=second)
    assert not runs_other_way(told, "ar")
    assert told.translate(ISOLATES) == f"من {first} إلى {second}".translate(ISOLATES)


@pytest.mark.parametrize(
    ("words", "language"), [("“INA”", "en"), ("2025: قال", "ar"), ("قال NATO", "ar"), ("NATO قال", "en"), ("—", "en")]
)
def test_words_whose_language_nobody_entered_are_known_by_their_letters(words, language):
    assert by_letters(words) == language
