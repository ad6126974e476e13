"""Programs that serve on loopback while something is measured."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.measure import ROOT
from tests.dashboard.browser import free_port

PATIENCE_S = 120


def begun(module: str, *arguments: str, port: int, **environment: str) -> subprocess.Popen[bytes]:
    """A module of the same Python, started; `PORT` in its arguments is the port."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *(one.replace("PORT", str(port)) for one in arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)


def answers(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers. RuntimeError where its program ends or stays silent."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"what should answer at {address} ended with exit code {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"nothing answered at {address} in {PATIENCE_S} seconds")


@contextmanager
def running(module: str, *arguments: str, path: str) -> Iterator[str]:
    """A module that serves on `--port`; gives its address once `path` answers."""
    port = free_port()
    process = begun(module, *arguments, "--port", "PORT", port=port)
    address = f"http://127.0.0.1:{port}"
    try:
        answers(address + path, process)
        yield address
    finally:
        ended(process)
