"""The command as tests run it, and a store of each kind: an SQLite file, a database in a PostgreSQL cluster of ours."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from claims import cli
from claims.store.engine import open_store
from tests.claims.running import Run, Said
from tests.claims.store.postgres import Cluster, remove_abandoned


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in this process."""

    def run_(*args: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["claims", *map(str, args)])
        with pytest.raises(SystemExit) as left:
            cli.main()
        out, err = capsys.readouterr()
        return Said(int(left.value.code or 0), out, err)

    return run_


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running PostgreSQL cluster; those that tests left behind when they were killed are gone."""
    remove_abandoned(Path(tempfile.gettempdir()))
    started = Cluster()
    yield started
    started.remove()


numbers = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the address of a database that is still empty, another one each time."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite"
    found: Cluster = request.getfixturevalue("cluster")
    return found.new_database


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def store(database: str) -> Iterator[Engine]:
    """An empty store."""
    engine = open_store(database, create=True)
    yield engine
    engine.dispose()
