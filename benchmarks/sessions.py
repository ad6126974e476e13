"""A reader's session as the server sees it: a websocket that asks for pages and hears when each is done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE_S = 60


@dataclass
class Session:
    """One open session. `pages` are the hashes of the menu's pages by their path."""

    socket: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)

    def ask(self, page: str | None = None, query: str = "") -> float:
        """Go to a page; the seconds until its script has run to the end.

        RuntimeError where the page shows an exception or nothing at all.
        """
        asked: Any = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_script_hash = self.pages[page] if page is not None else ""
        shown = 0
        begun = time.perf_counter()
        self.socket.send(asked.SerializeToString())
        while True:
            told: Any = ForwardMsg()
            told.ParseFromString(self.socket.recv(timeout=PATIENCE_S))
            kind = told.WhichOneof("type")
            if kind == "navigation":
                pages = told.navigation.app_pages
                self.pages = {"" if one.is_default else one.url_pathname: one.page_script_hash for one in pages}
            elif kind in ("delta", "ref_hash", "ref"):
                shown += 1
                if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                    raise RuntimeError(f"page {page}: {told.delta.new_element.exception.message}")
            elif kind == "script_finished" and told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                took = time.perf_counter() - begun
                if not shown:
                    raise RuntimeError(f"page {page} showed nothing")
                return took


@contextmanager
def session(address: str, query: str = "") -> Iterator[Session]:
    """A session on a dashboard that serves at an address; its first page has been shown."""
    host = urlsplit(address).netloc
    # A browser names the site that it is on; the dashboard answers no other.
    socket = connect(
        f"ws://{host}/_stcore/stream",
        origin=Origin(f"http://{host}"),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
    )
    with socket:
        opened = Session(socket)
        opened.ask(query=query)
        yield opened
