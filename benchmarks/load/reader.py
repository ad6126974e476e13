"""A reader without a browser: what one sends and waits for, over real sockets of the dashboard."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from random import Random
from urllib.parse import parse_qs, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from benchmarks.load.http import Browser, FailedError
from claims.query import FACETS
from dashboard.filters import PAGES, PAPER, Page
from dashboard.theme import WIDTH_COOKIE

PATIENCE_S = 30
PULSE_S = 1
"""How often a page that stands asks whether its dossier has changed: `dashboard/scripts/92-pulse.js`."""
MOST_FILTERS = 2
"""Whoever has set so many goes on without any."""
WORDS = ("withdrawal", "2025", "انسحاب", "Ain al-Asad")
VISITED: tuple[Page, ...] = tuple(one for one in PAGES if one not in {"edit", "desk", *PAPER})

_FILES = re.compile(r'(?:src|href)="\./(static/(?:js|css)/[^"]+)"')
_PULSE = re.compile(r'data-dossier="([^"]+)"')


@dataclass
class Told:
    """How long each answer took, in seconds, and what failed."""

    first_s: list[float] = field(default_factory=list)
    next_s: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    pulses: int = 0


def only_here(address: str) -> str:
    """The address, where it is this very machine's; SystemExit of any other: readers without number are an attack."""
    host = urlsplit(address).hostname or ""
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise SystemExit(f"{address} is not this machine: readers are sent to loopback alone")
    return address


class Reader:
    """One reader with one window: opens a page, goes on in place, sets and removes filters, and asks for news."""

    def __init__(self, address: str, told: Told, number: int, claim_ids: list[str]) -> None:
        self._address = only_here(address)
        self._browser = Browser(address, {WIDTH_COOKIE: str(int(number % 3 == 0))})
        self._told = told
        self._random = Random(number)
        self._claim_ids = claim_ids
        self._base: dict[str, list[str]] = {"as_of": ["2026-11-23"], "lang": ["ar"] if number % 2 else []}
        self._query = self._base
        self._hashes: dict[str, None] = {}
        self._widgets: dict[str, tuple[str, list[str]]] = {}
        self._page_hash = self._dossier = ""

    async def reads(self, think_s: float, until: float) -> None:
        """Arrive, then ask for something else after each pause, until the time is over."""
        if not await self._timed(self._told.first_s, self._arrives):
            return
        pulse = asyncio.create_task(self._asks_for_news())
        try:
            while (pause := self._random.uniform(0.5, 1.5) * think_s) + time.monotonic() < until:
                await asyncio.sleep(pause)
                await self._timed(self._told.next_s, self._does_something)
        finally:
            pulse.cancel()
            await self._socket.close()
            self._browser.leave()

    async def looks_around(self) -> None:
        """See every page once, as somebody has before a crowd comes."""
        await self._arrives()
        for page in VISITED:
            await self._goes_to(page)
        await self._socket.close()
        self._browser.leave()

    async def _timed(self, into: list[float], work: Callable[[], Awaitable[None]]) -> bool:
        begun = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await work()
        except (FailedError, OSError, EOFError, WebSocketException) as error:
            self._told.failed.append(f"{type(error).__name__}: {error}")
            return False
        into.append(time.monotonic() - begun)
        return True

    async def _arrives(self) -> None:
        page = self._random.choice(VISITED)
        self._query = self._for(page)
        shell = await self._browser.get(f"{'' if page == 'overview' else page}?{self._query_string()}", "text/html")
        files = _FILES.findall(shell.text())
        await asyncio.gather(*map(self._browser.get, ["_stcore/health", "_stcore/host-config", *files]))
        self._socket: ClientConnection = await connect(
            f"{self._address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=["streamlit", self._browser.cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN")],  # type: ignore[list-item]
            origin=self._address,  # type: ignore[arg-type]
            additional_headers={"Cookie": self._browser.cookie},
            max_size=None,
            open_timeout=PATIENCE_S,
        )
        await self._runs(self._state(page))

    async def _does_something(self) -> None:
        widget = self._random.choice([*self._widgets]) if self._widgets else None
        if widget is None or self._random.random() < 0.6:
            await self._goes_to(self._random.choice(VISITED))
        elif sum(len(self._query.get(name, ())) for name in (*FACETS, "q")) >= MOST_FILTERS:
            self._query = self._base
            await self._goes_to("overview")
        else:
            await self._sets(widget)

    async def _goes_to(self, page: Page) -> None:
        """As the menu leads there: filters stay."""
        self._query = {**self._query, **self._for(page)}
        await self._runs(self._state(page))

    def _for(self, page: Page) -> dict[str, list[str]]:
        return {**self._base, **({"id": [self._random.choice(self._claim_ids)]} if page == "claim" else {})}

    async def _sets(self, widget: str) -> None:
        """Choose a value in the filter bar, as a hand does: the server writes the link."""
        kind, options = self._widgets[widget]
        state = self._state()
        changed = state.widget_states.widgets.add(id=widget)
        if kind == "text_input":
            changed.string_value = self._random.choice(WORDS)
        else:
            changed.string_array_value.data.append(self._random.choice(options))
        await self._runs(state)

    def _state(self, page: Page | None = None) -> ClientState:
        """What the browser tells of itself; a page where it goes to one, else it stays where it is."""
        state = ClientState(query_string=self._query_string(), cached_message_hashes=self._hashes)
        if page is None:
            state.page_script_hash = self._page_hash
        else:
            state.page_name = "" if page == "overview" else page
        state.context_info.url = self._address
        return state

    def _query_string(self) -> str:
        return urlencode(self._query, doseq=True)

    async def _runs(self, state: ClientState) -> None:
        """Send it and take all that the page's script tells, to its end."""
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        self._widgets, size, is_ours = {}, 0, False
        while True:
            data = await self._socket.recv()
            size += len(data)
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            if message.metadata.cacheable and kind != "ref_hash":
                self._hashes[message.hash] = None
            if kind == "new_session":
                self._page_hash, is_ours = message.new_session.page_script_hash, True
            elif kind == "page_info_changed":
                self._query = parse_qs(message.page_info_changed.query_string)
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._sees(message.delta.new_element)
            elif kind == "script_finished" and is_ours:
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise FailedError(f"script_finished: {message.script_finished}")
                self._told.sizes.append(size)
                return

    def _sees(self, element: object) -> None:
        kind = element.WhichOneof("type")  # type: ignore[attr-defined]
        drawn = getattr(element, kind)
        if kind == "exception" or (kind == "button" and drawn.id.endswith("-try-again")):
            raise FailedError(f"the page of {self._query_string()} is broken")
        if kind == "html" and (found := _PULSE.search(drawn.body)):
            self._dossier = found[1]
        name = getattr(drawn, "id", "").rpartition("-")[2].partition(":")[0]
        if kind == "text_input" and name == "words":
            self._widgets[drawn.id] = kind, []
        elif name in FACETS and kind in ("multiselect", "button_group"):
            options = [one.content if kind == "button_group" else one for one in drawn.options]
            self._widgets[drawn.id] = kind, options

    async def _asks_for_news(self) -> None:
        while True:
            await asyncio.sleep(PULSE_S)
            if self._dossier:
                try:
                    await self._browser.get(f"pulse?dossier={self._dossier}")
                    self._told.pulses += 1
                except (FailedError, OSError, EOFError) as error:
                    self._told.failed.append(f"pulse: {type(error).__name__}: {error}")
