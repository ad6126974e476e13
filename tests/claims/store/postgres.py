"""PostgreSQL clusters that the tests start themselves: nothing listens on the network."""

from __future__ import annotations

import fcntl
import os
import pwd
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

HOMES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
PREFIX = "claims-pg-"
OWNER = "owner"
"""A file that whoever started the cluster keeps locked: the lock goes with its process, however that ends."""


class Server:
    """A server in a folder of its own, with its socket."""

    server: subprocess.Popen[bytes]

    def __init__(self) -> None:
        # Not pytest's own folder: the path of a socket has at most about a hundred letters.
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._owner = (self.folder / f"{OWNER}.new").open("w")
        fcntl.flock(self._owner, fcntl.LOCK_EX)
        (self.folder / f"{OWNER}.new").rename(self.folder / OWNER)
        # PostgreSQL refuses to run as root.
        user = pwd.getpwnam("postgres" if _has_user("postgres") else "nobody") if os.getuid() == 0 else None
        self._as_user: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)

    def run(self, command: Sequence[str | Path], **given: Any) -> None:
        """Start the server by a command, and wait until it takes connections."""
        self.server = subprocess.Popen(command, **given, **self.quiet, **self._as_user)
        until = time.monotonic() + 30
        while True:
            try:
                return self.connect().close()
            except psycopg.OperationalError:
                assert self.server.poll() is None, "PostgreSQL ended before it took a connection"
                assert time.monotonic() < until, "PostgreSQL took no connection within half a minute"
                time.sleep(0.02)

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user="claims", dbname=database, autocommit=True)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT breaks all connections off and shuts down; SIGQUIT leaves everything as in a crash."""
        self.server.send_signal(how)
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()

    def remove(self) -> None:
        # What it would still write goes with it.
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)
        self._owner.close()

    @property
    def quiet(self) -> dict[str, Any]:
        return {"cwd": self.folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Cluster(Server):
    """A cluster that is made for it."""

    def __init__(self, *, durable: bool = False, **settings: str) -> None:
        """`durable` flushes what is committed to the disk; without it a server that is killed may lose it."""
        super().__init__()
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "on" if durable else "off",
            "max_connections": "40",
            **settings,
        }
        self._names = count()
        self._run("initdb", "-U", "claims", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--wal-segsize=1")
        self.start()

    def start(self, largest_file: int = resource.RLIM_INFINITY) -> None:
        """Start the server; `largest_file` is the most bytes that the system lets it write into one file."""

        def limit() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))

        given = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        self.run([_program("postgres"), "-D", self.folder / "data", *given], preexec_fn=limit)

    def new_database(self) -> str:
        """The address of another database, which is still empty."""
        name = f"store_{next(self._names)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://claims@/{name}?host={self.folder}"

    def _run(self, program: str, *given: str) -> None:
        command = [_program(program), "-D", self.folder / "data", *given]
        subprocess.run(command, check=True, **self.quiet, **self._as_user)


def remove_abandoned(home: Path) -> None:
    """Stop and remove clusters whose tests were killed: those that these tests started, and whose lock is free."""
    for owner in home.glob(f"{PREFIX}*/{OWNER}"):
        folder = owner.parent
        try:
            with owner.open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                for pid in _server_in(folder):
                    os.kill(pid, signal.SIGINT)
                    while _server_in(folder):
                        time.sleep(0.05)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            # Its tests still run, it is another user's, or somebody else removes it.
            continue


def _server_in(folder: Path) -> list[int]:
    """The process of the server that answers at the folder's socket; a number in a file might be another's by now."""
    try:
        with psycopg.connect(host=str(folder), user="claims", dbname="postgres") as connection:
            found = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    except psycopg.OperationalError:
        return []
    assert found is not None
    return [int(found[0].splitlines()[0])]


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(file) for home in HOMES for file in sorted(Path("/").glob(f"{home[1:]}/{name}"), reverse=True)), None
    )
    assert found is not None, "PostgreSQL is not installed; tests/postgres brings it"
    return found


def _has_user(name: str) -> bool:
    return any(one.pw_name == name for one in pwd.getpwall())
