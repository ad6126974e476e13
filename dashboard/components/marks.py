"""Small marks with one meaning each: a glyph and a word, and a colour only where it is a verdict."""

from __future__ import annotations

from markupsafe import Markup

from dashboard import formats, theme
from dashboard.components.markup import capital
from dashboard.texts import text

_CHIP = Markup('<span class="chip {}"{}><i aria-hidden="true">{}</i>{}{}</span>')


def _chip(family: str, glyph: str, word: str, *, hint: str = "", count: int | None = None) -> Markup:
    title = Markup(' title="{}"').format(hint) if hint else Markup("")
    number = Markup(" <b>{}</b>").format(formats.number(count)) if count is not None else Markup("")
    return _CHIP.format(family, title, glyph, capital(word), number)


def state(code: str, *, count: int | None = None, hint: str = "") -> Markup:
    """Where a deadline stands."""
    family = theme.TOKENS["states"][code]["family"]
    return _chip(family, theme.glyph("states", code), formats.word("state", code), count=count, hint=hint)


def status(code: str, *, count: int | None = None, hint: str = "") -> Markup:
    """Where a figure or position stands."""
    family = theme.TOKENS["statuses"][code]["family"]
    return _chip(family, theme.glyph("statuses", code), formats.word("status", code), count=count, hint=hint)


def relation(code: str, *, gap: str = "") -> Markup:
    """How two claims stand to each other; `gap` in ready words, "1,250 apart"."""
    family = theme.TOKENS["relations"][code]["family"]
    word = formats.word("relation", code)
    return _chip(family, theme.glyph("relations", code), f"{word}{text('shell.comma')}{gap}" if gap else word)


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
    return Markup('<span class="evidence"><i aria-hidden="true">{}</i>{}</span>').format(
        theme.EVIDENCE[code], capital(formats.word("evidence", code))
    )


def side_square(slot: int | None) -> Markup:
    """The colour of a side, small, before its name."""
    return Markup('<i class="side" style="background:var(--side-{})" aria-hidden="true"></i>').format(slot or "none")
