"""What a page tells once: what the run before it left. The next click or page no longer has it.

Beside `filters`, which has the link, and `entered`, which has the forms, nothing else touches session state.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from dashboard import components as ui
from dashboard import filters
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
