"""Colours, glyphs and type, read from tokens.json: for charts as a `Palette`, for pages as style sheets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from claims.records import DossierRecords

Mode = Literal["light", "dark"]
MODES: tuple[Mode, ...] = ("light", "dark")
SLOTS = 7
"""How many sides have a colour of their own."""

HERE = Path(__file__).parent
TOKENS: dict[str, Any] = json.loads((HERE / "tokens.json").read_text("utf-8"))
STATES: tuple[str, ...] = tuple(TOKENS["state_order"])
STATUSES: tuple[str, ...] = tuple(TOKENS["statuses"])
EVIDENCE: dict[str, str] = TOKENS["evidence"]
FONT: str = TOKENS["type"]["family"]
PHONE_MAX_PX = 640
"""Up to this width tables are stacked and filters share one panel."""
WIDTH_COOKIE = "narrow"
"""Holds 1 where the reader's window is that narrow."""

# Which letters are in which file, from the fonts' own style sheets.
_FACES = {
    "latin": (
        "IBM Plex Sans",
        "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,"
        "U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
    ),
    "latin-ext": (
        "IBM Plex Sans",
        "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F,"
        "U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
    ),
    "arabic-arabic": (
        "IBM Plex Sans Arabic",
        "U+0600-06FF,U+0750-077F,U+0870-088E,U+0890-0891,U+0897-08E1,U+08E3-08FF,U+200C-200E,U+FB50-FDFF,U+FE70-FEFC",
    ),
}


@dataclass(frozen=True)
class Tone:
    """One colour meaning: for marks, for text, and as a pale ground (none for sides)."""

    mark: str
    text: str
    tint: str | None = None


@dataclass(frozen=True)
class Palette:
    """All colours of one mode."""

    mode: Mode
    background: str
    surface: str
    raised: str
    text: str
    muted: str
    faint: str
    rule: str
    grid: str
    accent: str
    accent_text: str
    focus: str
    now: str
    past_shade: str
    highlight: str

    def side(self, slot: int | None) -> Tone:
        """The colour of a side by its slot (1 to 7); None is neutral."""
        given = TOKENS["sides"]["neutral"] if slot is None else TOKENS["sides"]["slots"][slot - 1]
        return Tone(**given[self.mode])

    def family(self, name: str) -> Tone:
        """The colour of kept, late, broken, open, unknown or void."""
        return Tone(**TOKENS["state_families"][name][self.mode])

    def state(self, code: str) -> Tone:
        return self.family(TOKENS["states"][code]["family"])

    def status(self, code: str) -> Tone:
        return self.family(TOKENS["statuses"][code]["family"])

    def relation(self, code: str) -> Tone:
        return self.family(TOKENS["relations"][code]["family"])


@cache
def palette(mode: Mode) -> Palette:
    return Palette(mode=mode, **TOKENS["colour"][mode])


def glyph(kind: Literal["states", "statuses", "relations", "stances"], code: str) -> str:
    """The sign that stands before the word."""
    return str(TOKENS[kind][code]["glyph"])


def plotly_symbol(kind: Literal["states", "stances"], code: str) -> str:
    """The same sign as a mark of a chart."""
    return str(TOKENS[kind][code]["plotly_symbol"])


def slots(records: DossierRecords) -> dict[str, int | None]:
    """The colour slot of each side, in the dossier's order: 1 to 7, None past them and for sides of media alone."""
    speaking: dict[str, set[str]] = {side.id: set() for side in records.dossier.sides}
    for speaker in records.speakers.values():
        for side in speaker.sides:
            speaking[side].add(speaker.kind)
    parties = [side for side, kinds in speaking.items() if kinds != {"media"}]
    return {side: parties.index(side) + 1 if side in parties[:SLOTS] else None for side in speaking}


@cache
def stylesheet() -> str:
    """What the shell of every page carries: fonts, the colours of both modes as variables, and the look."""
    faces = "".join(
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-display:swap;unicode-range:{letters};"
        f"src:url(./app/static/fonts/{_file(subset, weight)}) format('woff2')}}"
        for subset, (family, letters) in _FACES.items()
        for weight in TOKENS["type"]["weight"].values()
    )
    look = "\n".join(file.read_text("utf-8") for file in sorted((HERE / "look").glob("*.css")))
    return f"{faces}\n:root{{{_variables()}}}\n{look}"


def _file(subset: str, weight: int) -> str:
    return f"ibm-plex-sans-{subset}-{weight}-normal.woff2"


def _variables() -> str:
    """`light-dark()` follows the colour scheme that Streamlit sets on its root."""
    pairs: dict[str, dict[Mode, str]] = {
        name.replace("_", "-"): {mode: TOKENS["colour"][mode][name] for mode in MODES}
        for name in TOKENS["colour"]["light"]
    }
    for family, modes in TOKENS["state_families"].items():
        for use in ("mark", "text", "tint"):
            pairs[f"{family}-{use}"] = {mode: modes[mode][use] for mode in MODES}
    for slot, modes in enumerate([*TOKENS["sides"]["slots"], TOKENS["sides"]["neutral"]], 1):
        pairs[f"side-{slot if slot <= SLOTS else 'none'}"] = {mode: modes[mode]["mark"] for mode in MODES}
    colours = "".join(f"--{name}:light-dark({pair['light']},{pair['dark']});" for name, pair in pairs.items())
    return f"--font:{FONT};{colours}"
