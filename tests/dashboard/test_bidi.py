"""A name of the other direction is isolated once in a sentence of HTML, however it comes there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from claims.models import Text
from dashboard import components as ui
from dashboard import texts


@pytest.fixture(autouse=True, scope="module")
def _in_arabic() -> Iterator[None]:
    texts.speaking("ar")
    yield
    texts.speaking("en")


def said(gap: object) -> Markup:
    return ui.sentence("shell.past_day", day=gap)


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        ("23 آب 2026", "23 آب 2026"),
        ("NATO", "<bdi>NATO</bdi>"),
        ("\u2068NATO\u2069", "\u2068NATO\u2069"),
        (ui.a("/claim?id=one", "NATO"), None),
        (ui.a("/claim?id=one", "بغداد"), ui.a("/claim?id=one", "بغداد")),
        (ui.data(Text(en="NATO")), ui.data(Text(en="NATO"))),
        (ui.quoted("we leave", "en"), ui.quoted("we leave", "en")),
    ],
)
def test_only_what_is_not_isolated_yet_is_isolated(gap, told):
    expected = Markup("<bdi>{}</bdi>").format(gap) if told is None else told
    assert expected in said(gap)
    assert said(gap).count("<bdi") == str(expected).count("<bdi")


@given(st.text(max_size=30))
def test_any_words_stay_words(words):
    told = said(words)
    shown = escape(words)
    assert shown in told
    assert told.count("<bdi>") == told.count("</bdi>") <= 1
