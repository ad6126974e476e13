"""Pages as the server itself runs them for a browser, without the browser: a fifth of a second a link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@contextmanager
def running(address: str) -> Iterator[Callable[[str, str], list[str]]]:
    """A session of a reader: runs a page for the query of a link, and gives the HTML of its parts.

    A page whose script breaks off has no foot.
    """
    where = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    with connect(where, subprotocols=["streamlit"], max_size=None) as wire:  # type: ignore[list-item]

        def run(page: str, query: str) -> list[str]:
            asked = BackMsg()
            asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
            wire.send(asked.SerializeToString())
            parts = []
            while True:
                told = ForwardMsg.FromString(wire.recv(timeout=60))  # type: ignore[arg-type]
                if told.HasField("script_finished"):
                    assert told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
                    return parts
                if told.delta.new_element.HasField("html"):
                    parts.append(told.delta.new_element.html.body)

        yield run
