"""The first line of a page is an answer."""

from __future__ import annotations

from typing import Literal

from markupsafe import Markup

from dashboard.components.markup import EMPTY, a


def heading(eyebrow: str | Markup, title: str | Markup, answer: str | Markup = EMPTY) -> Markup:
    """Page and day, the reader's question, and one derived sentence with the counts that matter."""
    said = Markup('<p class="answer">{}</p>').format(answer) if answer else EMPTY
    return Markup(
        '<header class="heading"><p class="eyebrow">{}</p><h1 id="answer" tabindex="-1">{}</h1>{}</header>'
    ).format(eyebrow, title, said)


def section(title: str | Markup, more: str | Markup = EMPTY, href: str = "") -> Markup:
    """A part of a page over a strong rule; `more` leads to all of it."""
    link = a(href, more, "more") if href else more
    return Markup('<div class="section"><h2>{}</h2>{}</div>').format(title, link)


def group(title: str | Markup, level: Literal[2, 3] = 3) -> Markup:
    """A quiet title inside a section, or, at level 2, inside the page."""
    return Markup('<h{0} class="group">{1}</h{0}>').format(level, title)
