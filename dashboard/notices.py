"""What a page tells once: what the run before it left. The next click or page no longer has it.

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

_KEY = "notice"


def leave(told: Notice) -> None:
    """Let the next run tell it."""
    st.session_state[_KEY] = told


def draw(view: View) -> None:
    """What was left; its place is there from the beginning, so that a screen reader hears what comes into it."""
    place = st.empty()
    told = st.session_state.pop(_KEY, None)
    if told is not None and (words := told(view)):
        place.html(words)


def waits(_: View) -> Markup:
    """That a verdict which was just saved does not count yet."""
    desk = ui.a(filters.link("desk"), text("shell.page_desk"))
    return Markup('<p class="past" role="status">{}</p>').format(ui.sentence("notice.waits", desk=desk))


def changed_since(entries: int) -> Notice:
    """How often the dossier changed since it had so many entries, and the last change: what, by whom, why."""

    def told(view: View) -> Markup:
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

    return told
