"""Small marks with one meaning each: a glyph and a word, and a colour only where it is a verdict."""

from __future__ import annotations

from markupsafe import Markup

from claims.analysis.chains import CHANGES
from dashboard import formats, theme
from dashboard.components.markup import capital
from dashboard.texts import text

_CHIP = Markup('<button type="button" class="{}" data-means="{}">{}</button>')
"""A mark that the page explains where a pointer rests on it, by a tap and by the keyboard."""


def _explained(css: str, kind: str, code: str, inner: str | Markup) -> Markup:
    return _CHIP.format(css, f"{kind}.{code}", inner)


def _chip(family: str, glyph: str, kind: str, code: str, words: str, count: int | None = None) -> Markup:
    number = Markup(" <b>{}</b>").format(formats.number(count)) if count is not None else Markup("")
    inner = Markup('<i aria-hidden="true">{}</i>{}{}').format(glyph, capital(words), number)
    return _explained(f"chip {family}", kind, code, inner)


def state(code: str, *, count: int | None = None) -> Markup:
    """Where a deadline stands."""
    family = theme.TOKENS["states"][code]["family"]
    return _chip(family, theme.glyph("states", code), "state", code, formats.word("state", code), count)


def status(code: str, *, count: int | None = None) -> Markup:
    """Where a figure or position stands."""
    family = theme.TOKENS["statuses"][code]["family"]
    return _chip(family, theme.glyph("statuses", code), "status", code, formats.word("status", code), count)


def relation(code: str, *, gap: str = "") -> Markup:
    """How two claims stand to each other; `gap` in ready words, "1,250 apart"."""
    family = theme.TOKENS["relations"][code]["family"]
    word = formats.word("relation", code)
    words = f"{word}{text('shell.comma')}{gap}" if gap else word
    return _chip(family, theme.glyph("relations", code), "relation", code, words)


def step(code: str, told: str = "") -> Markup:
    """What a date did to the one in force before it; amber where it moved it. `told` says it with its days."""
    css = "badge amber" if code in CHANGES else "badge"
    return _explained(css, "step", code, capital(told or formats.word("step", code)))


def befell(code: str, told: str) -> Markup:
    """What befell a date: a badge of the rules, in the words of the place."""
    return _explained("badge amber", "badge", code, capital(told))


def stance(code: str) -> Markup:
    """Affirms, denies, qualifies: black on white, because a stance is no verdict."""
    word = formats.word("stance", code)
    return Markup('<span class="stance"><i aria-hidden="true">{}</i>{}</span>').format(
        theme.glyph("stances", code), capital(word)
    )


def badge(words: str | Markup, *, amber: bool = False, href: str = "") -> Markup:
    """A fact about the record; amber where it should make a reader look twice."""
    css = "badge amber" if amber else "badge"
    if href:
        return Markup('<a class="{}" href="{}" target="_self">{}</a>').format(css, href, words)
    return Markup('<span class="{}">{}</span>').format(css, words)


def evidence(code: str) -> Markup:
    """On whose word an outcome rests: three dots and the words."""
    inner = Markup('<i aria-hidden="true">{}</i>{}').format(
        theme.EVIDENCE[code], capital(formats.word("evidence", code))
    )
    return _explained("evidence", "evidence", code, inner)


def side_square(slot: int | None) -> Markup:
    """The colour of a side, small, before its name."""
    return Markup('<i class="side" style="background:var(--side-{})" aria-hidden="true"></i>').format(slot or "none")
