"""The readers without browsers that `make load` sends: what they ask for is answered, whole and small."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.load.__main__ import claim_ids
from benchmarks.load.reader import VISITED, Reader, Told, only_here

MOST_BYTES = 200 * 1024


@pytest.mark.parametrize("address", ["http://example.org", "http://192.0.2.1:8501", "http://localhost.example.org"])
def test_readers_are_sent_to_this_machine_alone(address: str) -> None:
    with pytest.raises(SystemExit, match="not this machine"):
        Reader(only_here("http://localhost:1") and address, Told(), 0, [])


def test_they_see_every_page_set_filters_and_none_gets_an_answer_that_is_large(address: str) -> None:
    told = Told()

    async def come() -> None:
        ids = await claim_ids(address)
        await asyncio.gather(*(Reader(address, told, number, ids).looks_around() for number in (0, 1)))
        until = time.monotonic() + 4
        await asyncio.gather(*(Reader(address, told, number, ids).reads(0.5, until) for number in range(4)))

    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, come()).result()
    assert told.failed == []
    assert len(told.first_s) == 4
    assert told.next_s
    assert told.pulses
    assert len(told.sizes) == 2 * (1 + len(VISITED)) + 4 + len(told.next_s)
    assert max(told.sizes) < MOST_BYTES
