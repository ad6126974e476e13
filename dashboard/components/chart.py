"""A chart on a page: drawn, said in a sentence, and taken away as a file with its source."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence

import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup

from claims.analysis import RULES
from dashboard import components as ui
from dashboard import data, filters, formats, theme
from dashboard.data import Drawn
from dashboard.filters import View
from dashboard.texts import language, text

FORMATS = ("png", "svg")
BETWEEN = " · "


def draw_chart(
    view: View, figure: go.Figure, *, alt: str, key: str, title: str, shown: Sequence[str] = (), topic: str = ""
) -> None:
    """Draw a chart, its summary and the ways to take it away.

    `title` is the question that it answers, `shown` what it shows of the answer; both stand over the chart in its file,
    which is named after the chart's `key` and, where it is about one question, its `topic`.
    """
    st.plotly_chart(figure, alt=alt, key=key, theme=None, width="stretch", config={"displayModeBar": False})
    ui.show(Markup('<p class="why summary">{}</p>{}').format(alt, _images(view, alt, key, title, shown, topic)))


def drawn(view: View, key: str, make: Callable[[], Drawn], *more: Hashable) -> Drawn:
    """A chart and its summary, drawn once for all who see the same in one language, palette and width.

    `more` is what it depends on beside the filters: what else the page was asked, and what the page chose.
    """
    return data.drawn(view.dossier, view.query, (key, language(), filters.theme_mode(), filters.narrow(), more), make)


def narrowing(view: View, *, but: Sequence[str] = ()) -> list[str]:
    """The filters that a chart follows, each in words; `but` those that its title or the chart itself tells."""
    return [one.label for one in filters.settings(view) if one.facet not in but]


def _images(view: View, alt: str, key: str, title: str, shown: Sequence[str], topic: str) -> Markup:
    """Two buttons; the script of the page draws the image from what they carry."""
    colours = theme.palette(filters.theme_mode())
    carried = {
        "key": key,
        "title": title,
        "shown": BETWEEN.join(shown),
        "alt": alt,
        "source": BETWEEN.join(
            (
                formats.name(view.records.dossier.title),
                text("shell.as_of_foot", day=formats.day(view.as_of)),
                text("shell.rule_set", n=RULES),
                text("shell.product"),
            )
        ),
        "address": filters.permalink(),
        "name": "-".join(part for part in (view.dossier.id, key, topic, str(view.as_of)) if part),
        "failed": text("images.failed"),
        "colours": {name: getattr(colours, name) for name in ("background", "text", "muted", "rule")},
    }
    buttons = (
        Markup('<button type="button" class="quiet" data-image="{}">{}</button>').format(
            one, text("images.download", format=one.upper())
        )
        for one in FORMATS
    )
    return Markup('<p class="images" data-chart="{}">{} <span role="status"></span></p>').format(
        json.dumps(carried, ensure_ascii=False), ui.joined(buttons)
    )
