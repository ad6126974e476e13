"""Buttons that put words on the reader's clipboard; `scripts/3-copy.js` does it."""

from __future__ import annotations

from markupsafe import Markup

from dashboard.texts import text


def copy_button(words: str, *, of: str = "", named: str = "") -> Markup:
    """Copies the words of the element with this id; of none, the address of the view as the browser shows it.

    `named` is what a screen reader says where the words of several buttons are the same.
    """
    return Markup(
        '<button type="button" class="quiet" data-copies="{}" data-done="{}" aria-live="polite"{}>{}</button>'
    ).format(of, text("shell.copied"), Markup(' aria-label="{}"').format(named) if named else "", words)
