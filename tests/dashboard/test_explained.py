"""The words of states, statuses and badges say what they mean, to the pointer, the keyboard and the finger."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from claims import words
from claims.models import LANGUAGES
from dashboard.components.markup import capital

CLAIM = "2025-12-31-allawi-abna-asad-exit"


@pytest.mark.parametrize(("lang", "width"), [("en", 1440), ("ar", 390)])
def test_a_mark_is_explained_in_the_words_of_methodology(open_page, lang, width):
    page = open_page("claim", lang=lang, width=width, id=CLAIM)
    meaning = page.get_by_role("tooltip")
    marks = page.locator("main button[data-means]")
    assert marks.count() > 1
    told = words.meanings(lang)
    mark = marks.first
    said = capital(told[mark.get_attribute("data-means")])

    expect(meaning).to_have_count(0)
    if width == 390:
        mark.click()
    else:
        mark.hover()
    expect(meaning).to_have_text(said)
    assert mark.get_attribute("aria-describedby") == meaning.get_attribute("id")
    box = meaning.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width

    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    assert mark.get_attribute("aria-describedby") is None

    mark.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(meaning).to_have_text(said)
    # Read from the middle of the box, where the pointer may go without losing it.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(meaning).to_be_visible()
    page.mouse.click(2, 2)
    expect(meaning).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_that_the_rules_print_has_its_meaning(language):
    told = words.meanings(language)
    assert {code.split(".")[0] for code in told} == {"state", "status", "badge", "step", "evidence", "relation"}
    assert all(told.values())
