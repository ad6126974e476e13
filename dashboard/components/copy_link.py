"""A button that puts the page's address on the reader's clipboard: what Streamlit's own widgets cannot do."""

from __future__ import annotations

import streamlit as st

from dashboard.texts import text

_SCRIPT = """
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.words;
  button.onclick = async () => {
    const address = window.location.href;
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      // Outside https the clipboard can be reached by a selection only.
      const field = Object.assign(document.createElement("textarea"), { value: address });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    button.textContent = data.done;
    window.setTimeout(() => { button.textContent = data.words; }, 2000);
  };
}
"""

_component = st.components.v2.component(
    "copy_link",
    html='<button type="button" class="quiet" aria-live="polite"></button>',
    js=_SCRIPT,
    isolate_styles=False,
)


def copy_link() -> None:
    """Copies the address of the view as the browser shows it."""
    _component(data={"words": text("shell.copy_link"), "done": text("shell.copied")}, key="copy-link", width="content")
