"""Colours can be read, and told apart by every eye: contrast by WCAG 2.2, colour vision by simulation."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from playwright.sync_api import expect

from dashboard import theme

TEXT, MARK = 4.5, 3.0
"""The contrasts that WCAG 2.2 asks for at level AA: 1.4.3 for text, 1.4.11 for marks."""

APART = 11.8
"""The least distance in CAM02-UCS between two colours that mean different things: the promise of tokens.json."""

EYES = {
    "full": None,
    **{
        kind: {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        for kind in ("deuteranomaly", "protanomaly", "tritanomaly")
    },
}


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def seen(colour: str, eye: str) -> np.ndarray:
    simulated = rgb(colour) if EYES[eye] is None else cspace_convert(rgb(colour), EYES[eye], "sRGB1")
    return np.clip(simulated, 0, 1)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = rgb(colour)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def families(mode: theme.Mode) -> dict[str, theme.Tone]:
    return {name: theme.palette(mode).family(name) for name in theme.TOKENS["state_families"]}


def sides(mode: theme.Mode) -> dict[str, theme.Tone]:
    slots = [*range(1, theme.SLOTS + 1), None]
    return {f"side {slot}": theme.palette(mode).side(slot) for slot in slots}


@pytest.mark.parametrize("mode", theme.MODES)
def test_every_text_can_be_read_on_every_ground_it_stands_on(mode):
    colours = theme.palette(mode)
    grounds = {name: getattr(colours, name) for name in ("background", "surface", "raised")}
    tints = {name: tone.tint for name, tone in families(mode).items()}
    plain = {name: getattr(colours, name) for name in ("text", "muted", "accent")}
    texts = plain | {name: tone.text for name, tone in families(mode).items()}
    names = {name: tone.text for name, tone in sides(mode).items()}
    pairs = [
        *((text, ground) for text in texts.items() for ground in grounds.items()),
        # The names of sides stand in charts, never on what is raised above the page.
        *((name, ground) for name in names.items() for ground in grounds.items() if ground[0] != "raised"),
        *((text, ground) for text in plain.items() for ground in tints.items()),
        *(((name, tone.text), (f"its tint {name}", tone.tint)) for name, tone in families(mode).items()),
        (("accent_text", colours.accent_text), ("accent", colours.accent)),
        (("text", colours.text), ("highlight", colours.highlight)),
        (("text", colours.text), ("past_shade", colours.past_shade)),
    ]
    faint = {(text[0], ground[0]): round(contrast(text[1], ground[1]), 2) for text, ground in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < TEXT} == {}


@pytest.mark.parametrize("mode", theme.MODES)
def test_every_mark_stands_out_from_its_ground(mode):
    colours = theme.palette(mode)
    marks = {name: tone.mark for name, tone in (families(mode) | sides(mode)).items()}
    marks |= {"focus": colours.focus, "now": colours.now, "faint": colours.faint}
    ratios = {
        (name, ground): round(contrast(mark, getattr(colours, ground)), 2)
        for name, mark in marks.items()
        for ground in ("background", "surface")
    }
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < MARK} == {}


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("mode", theme.MODES)
@pytest.mark.parametrize("meaning", [families, sides])
def test_colours_of_one_meaning_are_told_apart_by_every_eye(meaning, mode, eye):
    tones = {name: seen(tone.mark, eye) for name, tone in meaning(mode).items()}
    near = {
        (one, other): round(float(deltaE(tones[one], tones[other], input_space="sRGB1")), 1)
        for one, other in combinations(tones, 2)
    }
    assert {pair: apart for pair, apart in near.items() if apart < APART} == {}


@pytest.mark.parametrize("kind", ["states", "statuses", "relations", "stances"])
def test_what_shares_a_colour_is_told_apart_by_its_glyph(kind):
    tokens = theme.TOKENS[kind]
    looks = [(token.get("family"), token["glyph"]) for token in tokens.values()]
    words_for_one_sign = {"relations": {("kept", "="), ("broken", "≠"), ("void", "·")}}
    repeated = {look for look in looks if looks.count(look) > 1}
    assert repeated == words_for_one_sign.get(kind, set())


def test_the_words_on_a_button_of_the_bar_have_the_colour_that_its_ground_asks(open_page):
    """Axe passes over them."""
    page = open_page("claims", as_of="2026-01-01", side="iraq-government")
    chosen = page.locator(".st-key-bar button[kind='primary']")
    expect(chosen).to_have_count(2)
    colours = "all => all.map(one => [one, one.querySelector('p')].map(part => getComputedStyle(part).color))"
    for button, words in chosen.evaluate_all(colours):
        assert words == button
