"""Escaped HTML: every value that comes from a dossier or a link goes in through `format`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import Literal
from urllib.parse import unquote

import streamlit as st
from markupsafe import Markup, escape

from claims.bidi import balanced, runs_other_way
from claims.models import Text
from dashboard import formats
from dashboard.texts import catalogue, direction, language

EMPTY = Markup("")
LETTERS_OF_ADDRESS = 96
# An isolated element holds none of its own name, so the first end tag is its own.
_TAGS_AND_ISOLATED = re.compile(r"<(bdi|\w+(?= [^>]*\bdir=))[^>]*>.*?</\1>|<[^>]*>", re.DOTALL)
_OTHER_LETTERS = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+")
"""Letters that are not ASCII, as they are written in an address."""
_QUOTATION_MARKS = {"ar": ("«", "»"), "fa": ("«", "»")}


def show(*parts: Markup, width: Literal["stretch", "content"] = "stretch") -> None:
    """Draw the parts as one element of the page."""
    for part in parts:
        # A plain string here would be data that nobody escaped.
        assert isinstance(part, Markup)
    st.html(Markup("").join(parts), width=width)


def joined(parts: Iterable[Markup | str], between: Markup | str = " ") -> Markup:
    """The parts that are not empty, one after the other, with words or markup between them."""
    return Markup("{}").format(between).join(part for part in parts if part)


def bold(count: int) -> Markup:
    return Markup("<b>{}</b>").format(formats.number(count))


def sentence(key: str, n: int | None = None, **gaps: object) -> Markup:
    """A sentence of the catalogue with a bold count, and with markup in its gaps: links, chips, bold words."""
    filled = gaps if n is None else {"n": bold(n), **gaps}
    chosen = catalogue(language()).form(key, n)
    return escape(chosen).format(**{name: _in_place(gap) for name, gap in filled.items()})


def _in_place(gap: object) -> Markup:
    """A gap as it stands in a sentence: isolated where a word of it runs the other way and is not isolated already."""
    shown = escape(gap)
    bare = unescape(_TAGS_AND_ISOLATED.sub("", shown))
    return Markup("<bdi>{}</bdi>").format(shown) if runs_other_way(balanced(bare), language()) else shown


def a(href: str, words: str | Markup, css: str = "") -> Markup:
    """A link inside the app: opened in place, with the address that a reader can copy."""
    return Markup('<a href="{}" target="_self" class="{}">{}</a>').format(href, css, words)


def out(address: str, *, whole: bool = False) -> Markup:
    """A link out of the app that tells no one where the reader came from.

    A long address is shortened in its middle, unless it is wanted whole, as on paper: then it can be typed.
    """
    shown = readable(address)
    if not whole and len(shown) > LETTERS_OF_ADDRESS:
        shown = f"{shown[: LETTERS_OF_ADDRESS * 2 // 3]}…{shown[-LETTERS_OF_ADDRESS // 3 :]}"
    return Markup('<a href="{}" rel="noopener noreferrer" target="_blank" dir="ltr" title="{}">{}</a>').format(
        address, address, shown
    )


def readable(address: str) -> str:
    """The address with its Arabic letters as letters: it leads where it did, and a page of signs becomes a line."""

    def letters(encoded: re.Match[str]) -> str:
        found = unquote(encoded[0])
        return found if found.isalnum() else encoded[0]

    return _OTHER_LETTERS.sub(letters, address)


def data(words: Text) -> Markup:
    """Words of a dossier in the reader's language; where they exist in the other one only, marked as such."""
    written = words.written_in(language())
    inner = words.in_language(language())
    if written == language():
        return Markup("<bdi>{}</bdi>").format(inner)
    return Markup('<bdi lang="{}" dir="{}">{}</bdi>').format(written, direction(written), inner)


def entered(words: str) -> Markup:
    """Names and words as somebody entered them, in a language that nobody knows."""
    return Markup('<bdi lang="">{}</bdi>').format(words)


def quoted(words: str, written_in: str) -> Markup:
    """Words as they were said, between the quotation marks and in the direction of their own language."""
    opening, closing = _QUOTATION_MARKS.get(written_in.split("-")[0], ("“", "”"))
    return Markup('<q lang="{}" dir="{}">{}{}{}</q>').format(written_in, direction(written_in), opening, words, closing)


def capital(words: str) -> str:
    """The words as they begin a line."""
    return words[:1].upper() + words[1:]
