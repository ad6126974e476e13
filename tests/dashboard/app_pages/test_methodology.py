"""Methodology prints what the code runs on."""

from __future__ import annotations

from collections import Counter

import pytest

from claims import words
from claims.analysis.states import DUE_SOON_DAYS, STATES
from tests.dashboard.app_pages.command import table


def test_every_state_is_explained_and_counted_as_the_command_counts_it(open_page):
    page = open_page("methodology")
    counted = Counter(row["state"] for row in table("deadlines"))
    rules = page.locator("#states .rule")
    assert rules.count() == len(STATES)
    for rule in rules.all():
        name = rule.locator(".chip").inner_text().lower()
        code = next(state for state in STATES if name.endswith(words.word("state", state, "en")))
        assert int(rule.locator(":scope > :last-child").inner_text()) == counted[code]
    assert f"{DUE_SOON_DAYS} days" in page.locator("#states").inner_text()


def test_a_promise_is_replayed_through_the_states_it_went_through(open_page):
    page = open_page("methodology")
    states = [" ".join(text.split()[1:]) for text in page.locator("#example .chip").all_inner_texts()]
    assert states == ["Due soon", "Due now", "Overdue", "Missed", "Met late"]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_words_of_both_languages_stand_beside_each_other(open_page, lang):
    page = open_page("methodology", lang=lang, width=390)
    text = page.locator("#words").text_content()
    for state in STATES:
        assert words.word("state", state, "en") in text
        assert words.word("state", state, "ar") in text
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
