"""A store of each kind: an SQLite file, and a database in a PostgreSQL cluster that the tests start themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from claims.store.engine import open_store

HOMES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")


def _program(name: str) -> str:
    found = shutil.which(name) or next(
        (str(file) for home in HOMES for file in sorted(Path("/").glob(f"{home[1:]}/{name}"), reverse=True)), None
    )
    assert found is not None, "PostgreSQL is not installed; tests/postgres brings it"
    return found


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """The folder of a running PostgreSQL cluster, with its socket: nothing listens on the network."""
    # Not pytest's own folder: the path of a socket has at most about a hundred letters.
    folder = Path(tempfile.mkdtemp(prefix="claims-pg-"))
    # PostgreSQL refuses to run as root.
    user = pwd.getpwnam("postgres" if _has_user("postgres") else "nobody") if os.getuid() == 0 else None
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    data = folder / "data"
    initdb = [_program("initdb"), "-D", data, "-U", "claims", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, check=True, **quiet, **as_user)
    settings = {"listen_addresses": "", "unix_socket_directories": folder, "fsync": "off", "max_connections": 40}
    given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = subprocess.Popen([_program("postgres"), "-D", data, *given], **quiet, **as_user)
    try:
        _wait_for(folder, server)
        yield folder
    finally:
        # SIGTERM would wait until everybody has gone.
        server.send_signal(signal.SIGINT)
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _has_user(name: str) -> bool:
    return any(one.pw_name == name for one in pwd.getpwall())


def _wait_for(folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            return psycopg.connect(host=str(folder), user="claims", dbname="postgres").close()
        except psycopg.OperationalError:
            assert server.poll() is None, "PostgreSQL ended before it took a connection"
            assert time.monotonic() < until, "PostgreSQL took no connection within half a minute"
            time.sleep(0.05)


numbers = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of a database that is still empty, another one each time."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite"
    folder: Path = request.getfixturevalue("cluster")

    def create() -> str:
        name = f"store_{next(numbers)}"
        with psycopg.connect(host=str(folder), user="claims", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://claims@/{name}?host={folder}"

    return create


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def store(database: str) -> Iterator[Engine]:
    """An empty store."""
    engine = open_store(database, create=True)
    yield engine
    engine.dispose()
