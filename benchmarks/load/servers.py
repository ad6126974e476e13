"""Dashboards of this machine, one behind its own port or several behind nginx, and what memory they hold."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.dashboard.browser import ROOT, free_port, wait_for

FRONT = ROOT / "deploy" / "front"


@dataclass(frozen=True)
class Served:
    """Where readers find them, and their processes."""

    address: str
    ports: tuple[int, ...]
    processes: tuple[subprocess.Popen[bytes], ...]
    front: subprocess.Popen[bytes] | None = None

    def memory_mib(self) -> float:
        """What they hold now."""
        return sum(int(told) / 1024 for told in self._told("rss"))

    def cpu_s(self) -> float:
        """What of the cores' time they took so far, to the second."""
        return sum(_seconds(told) for told in self._told("time"))

    def _told(self, what: str) -> list[str]:
        pids = ",".join(str(one.pid) for one in self.processes)
        told = subprocess.run(["ps", "-o", f"{what}=", "-p", pids], capture_output=True, text=True, check=True)
        return told.stdout.split()


@contextmanager
def serving(count: int, log: Path, **environment: str) -> Iterator[Served]:
    """`count` dashboards; behind nginx where it is more than one."""
    ports = tuple(free_port() for _ in range(count))
    with ExitStack() as running, log.open("ab") as told:

        def start(*command: str, **more: str) -> subprocess.Popen[bytes]:
            environs = {**os.environ, **environment, **more}
            process = subprocess.Popen(command, cwd=ROOT, env=environs, stdout=told, stderr=told)
            running.callback(_end, process)
            return process

        processes = tuple(start(sys.executable, "-m", "dashboard.serve", CLAIMS_PORT=str(port)) for port in ports)
        for port, process in zip(ports, processes, strict=True):
            wait_for(f"http://localhost:{port}/healthz", process)
        if count == 1:
            yield Served(f"http://localhost:{ports[0]}", ports, processes)
            return
        port = free_port()
        front = start(str(FRONT), f"127.0.0.1:{port}", *(f"localhost:{one}" for one in ports))
        wait_for(f"http://localhost:{port}/healthz", front)
        yield Served(f"http://localhost:{port}", ports, processes, front)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=20)


def _seconds(told: str) -> float:
    """Of `[[days-]hours:]minutes:seconds`."""
    days, _, rest = told.rpartition("-")
    seconds = int(days or 0) * 86_400.0
    for at, part in enumerate(reversed(rest.split(":"))):
        seconds += float(part) * 60**at
    return seconds
