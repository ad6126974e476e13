"""Lines of two weights: the fact, then where it comes from; and the lists made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from claims.models import Source
from claims.records import DossierRecords
from dashboard import formats, theme
from dashboard.components.markup import EMPTY, a, capital, data, joined, out
from dashboard.texts import text

Inline = str | Markup


def words_link(href: str, *, kept: bool = True) -> Markup:
    """The way from a fact to its words; to the source where none are kept."""
    return a(href, text("shell.the_words" if kept else "shell.the_source"), "words")


def source_line(*facts: str | Markup, href: str, kept: bool = True, more: int = 0) -> Markup:
    """Outlet, day and language, and the link to the words; `more` counts the other outlets of the same utterance."""
    others = text("shell.more_outlets", more) if more else ""
    return Markup('<span class="source">{} {}</span>').format(
        joined([*facts, others], between=" · "), words_link(href, kept=kept)
    )


def source_facts(records: DossierRecords, source: Source) -> list[Inline]:
    """Whose document it is, its day and its language."""
    return [
        data(records.outlets[source.outlet].name),
        formats.edtf(source.published) if source.published else "",
        formats.language_name(source.language),
    ]


def addresses(source: Source, *, whole: bool = False) -> list[Markup]:
    """The addresses of a document as links that lead out of the app; long ones are shortened unless wanted whole."""
    return [out(address, whole=whole) for address in (source.url, source.archive_url) if address]


def relation_line(chip: Markup, fact: Markup, why: str | Markup = EMPTY) -> Markup:
    """How another claim stands to this one: relation, its value, who, day, words; the reason beneath."""
    reason = Markup('<p class="why">{}</p>').format(why) if why else EMPTY
    return Markup('<div class="relation"><div>{}</div><div><p>{}</p>{}</div></div>').format(chip, fact, reason)


def value_pair(left: Inline, left_by: Inline, gap: str, right: Inline, right_by: Inline) -> Markup:
    """Two values that face each other, and how far apart they are."""
    return Markup(
        '<div class="pair"><div><b>{}</b><span>{}</span></div><p><i aria-hidden="true">≠</i> {}</p>'
        "<div><b>{}</b><span>{}</span></div></div>"
    ).format(left, left_by, gap, right, right_by)


def states_strip(counts: Sequence[tuple[str, int, str]]) -> Markup:
    """One tile a state with its count, leading to the rows it counts: (code, count, href).

    A zero is shown grey and left out on a phone; the first tile that is not zero is the one to look at.
    """
    first = next((code for code, count, _ in counts if count), None)
    tiles = [
        Markup(
            '<a href="{}" target="_self" class="{}{}{}" data-means="state.{}">'
            '<span><i aria-hidden="true">{}</i>{}</span><b>{}</b></a>'
        ).format(
            href,
            theme.TOKENS["states"][code]["family"],
            "" if count else " zero",
            " first" if code == first else "",
            code,
            theme.glyph("states", code),
            capital(formats.word("state", code)),
            formats.number(count),
        )
        for code, count, href in counts
    ]
    return Markup('<nav class="strip" aria-label="{}">{}</nav>').format(text("shell.by_state"), Markup("").join(tiles))


def listed(lines: Sequence[Markup]) -> Markup:
    """Lines of a list without marks."""
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(line) for line in lines))


def facts(rows: Iterable[tuple[str, Inline]]) -> Markup:
    """Each fact after its name; those that are empty are left out."""
    shown = (Markup("<dt>{}</dt><dd>{}</dd>").format(*row) for row in rows if row[1])
    return Markup('<dl class="facts">{}</dl>').format(Markup("").join(shown))


def fold(title: Inline, inner: Markup) -> Markup:
    """What stays closed until it is asked for."""
    return Markup('<details class="fold"><summary>{}</summary>{}</details>').format(title, inner)


@dataclass(frozen=True)
class Step:
    """One step of a commitment: a new date (filled), a restated one (open), a competing one, or what happened."""

    kind: Literal["new", "restated", "competing", "outcome"]
    head: Markup
    words: Markup
    badges: tuple[Markup, ...] = ()


def chain(steps: Sequence[Step]) -> Markup:
    """The dates given for one commitment, in order, and what came of them."""
    items = [
        Markup('<li class="{}"><p class="head">{}</p><p>{}</p>{}</li>').format(
            step.kind,
            step.head,
            step.words,
            Markup('<p class="badges">{}</p>').format(joined(step.badges)) if step.badges else EMPTY,
        )
        for step in steps
    ]
    return Markup('<ol class="chain">{}</ol>').format(Markup("").join(items))
