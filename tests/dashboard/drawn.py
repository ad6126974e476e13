"""Pages without a browser: the HTML of their parts."""

from __future__ import annotations

from collections.abc import Mapping

from streamlit.testing.v1 import AppTest

from tests.dashboard.browser import ROOT


def drawn(page: str, link: Mapping[str, str | list[str]]) -> list[str]:
    """The HTML of a page's parts for the parameters of a link, its citation opened; what it raises is a failure."""
    app = AppTest.from_file(str(ROOT / "dashboard/app.py"), default_timeout=60)
    app.switch_page(f"app_pages/{page}.py")
    for name, value in link.items():
        app.query_params[name] = value
    app.session_state["cite"] = True
    app.run()
    assert [error.value for error in app.exception] == []
    return [part.proto.body for part in app.get("html")]
