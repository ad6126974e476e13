"""What a page tells once: what the run before it left. The next click or page no longer has it.

A run that another one cut short has told nothing, and a page that is read again by itself takes nothing away.

Beside `filters`, which has the link, and `entered`, which has the forms, nothing else touches session state.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from dashboard import components as ui
from dashboard import data, filters
from dashboard.components.editing import options
from dashboard.filters import View
from dashboard.texts import text

Notice = Callable[[View], Markup]

_LEFT, _TOLD = "notices-left", "notices-told"


def leave(told: Notice) -> None:
    """Let the next run tell it."""
    st.session_state[_LEFT] = [told]


def read_again(news: Notice) -> None:
    """Let the run that nobody clicked for tell the news, and once more what the page tells now."""
    st.session_state[_LEFT] = [*(one for one in st.session_state.get(_TOLD, ()) if one is waits), news]


def draw(view: View) -> None:
    """What was left; its place is there from the beginning, so that a screen reader hears what comes into it."""
    place = st.empty()
    if words := ui.joined((left(view) for left in st.session_state.get(_LEFT, ())), between=""):
        place.html(words)


def told() -> None:
    """What was left has been told: called at the end of a run, which one that was cut short does not reach."""
    st.session_state[_TOLD] = st.session_state.pop(_LEFT, [])


def waits(_: View) -> Markup:
    """That a verdict which was just saved does not count yet."""
    desk = ui.a(filters.link("desk"), text("shell.page_desk"))
    return Markup('<p class="past" role="status">{}</p>').format(ui.sentence("notice.waits", desk=desk))


def changed_since(entries: int) -> Notice:
    """How often the dossier changed since it had so many entries, and the last change: what, by whom, why."""

    def news(view: View) -> Markup:
        kept = view.dossier.kept
        if kept is None or kept.entries <= entries:
            return ui.EMPTY
        last = data.last_entry(view.dossier)
        name = ui.entered(options.name_of(view.records, last.kind, last.record_id))
        n, who = kept.entries - entries, ui.entered(last.who)
        why = Markup('<br><span class="why">{}</span>').format(ui.entered(last.why)) if last.why else ui.EMPTY
        return Markup('<p class="news" role="status">{}{}</p>').format(
            ui.sentence("notice.changed", n, who=who, name=name), why
        )

    return news
