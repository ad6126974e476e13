"""Colours, fonts and the page's shell: one source each."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from claims.analysis.deadlines import STATES
from claims.analysis.status import STATUSES
from dashboard import serve, theme
from tests.builders import dossier, speaker

DASHBOARD = Path(theme.__file__).parent
PAGE = '<!DOCTYPE html>\n<html lang="en">\n<head><title>Streamlit</title></head><body></body></html>'


def test_widgets_and_charts_have_the_same_colours():
    config = tomllib.loads((DASHBOARD / ".streamlit" / "config.toml").read_text("utf-8"))
    for mode in theme.MODES:
        colours, palette = config["theme"][mode], theme.palette(mode)
        assert colours["primaryColor"] == colours["linkColor"] == palette.accent
        assert colours["backgroundColor"] == palette.background
        assert colours["secondaryBackgroundColor"] == palette.surface
        assert colours["textColor"] == palette.text
        assert colours["borderColor"] == palette.rule
    assert config["theme"]["font"] == theme.FONT
    assert config["browser"]["gatherUsageStats"] is False


def test_every_state_and_status_has_a_colour_and_a_glyph():
    assert set(theme.STATES) == set(STATES)
    assert set(theme.STATUSES) == set(STATUSES)
    for mode in theme.MODES:
        for state in STATES:
            assert theme.palette(mode).state(state).tint
            assert theme.glyph("states", state)
        for status in STATUSES:
            assert theme.palette(mode).status(status).tint


def test_every_font_file_is_there_and_every_colour_has_both_modes():
    sheet = theme.stylesheet()
    files = re.findall(r"url\(\./app/static/([^)]+)\)", sheet)
    assert len(files) == 9
    assert all((DASHBOARD / "static" / file).stat().st_size > 5_000 for file in files)
    used = set(re.findall(r"var\(--([\w-]+)\)", sheet))
    assert used <= set(re.findall(r"--([\w-]+):", sheet))


def test_sides_take_colours_in_the_dossiers_order_and_media_take_none():
    speakers = [speaker(f"speaker-{side}", side) for side in ("a", "b", "c")]
    press = speaker("press", "b", kind="media")
    slots = theme.slots(dossier(speakers[0], press, speakers[2], sides=("a", "b", "c")))
    assert slots == {"a": 1, "b": None, "c": 2}


def test_a_side_past_the_seventh_is_neutral():
    names = tuple("abcdefghi")
    slots = theme.slots(dossier(*(speaker(f"speaker-{side}", side) for side in names), sides=names))
    assert list(slots.values()) == [1, 2, 3, 4, 5, 6, 7, None, None]


@pytest.mark.parametrize(
    ("query", "language"),
    [(b"", "en"), (b"lang=ar", "ar"), (b"lang=fr", "en"), (b"side=a&lang=ar&lang=en", "en"), (b"lang=%ff%00", "en")],
)
def test_the_link_says_the_language(query, language):
    assert serve.language_of(query) == language


def test_the_shell_speaks_the_readers_language_from_its_first_byte():
    page = serve.shell(PAGE, "ar")
    assert '<html lang="ar" dir="rtl">' in page
    assert "<title>سجلّ الأقوال</title>" in page
    assert "Streamlit" not in re.sub(r"<(style|script)[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert serve.shell(PAGE, "en").count('<html lang="en" dir="ltr">') == 1
