"""A store of each kind: an SQLite file, and a database in a PostgreSQL cluster that the tests start themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine

from claims import seeds
from claims.records import DossierRecords
from claims.store import DATABASE_URL
from claims.store.engine import open_store
from tests.claims.running import Run
from tests.claims.store.postgres import Cluster, remove_abandoned
from tests.conftest import SEEDS


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


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, database: str) -> Run:
    """Runs the command in this process, with the store of this test as the team's."""
    monkeypatch.setenv(DATABASE_URL, database)
    return run


@pytest.fixture(scope="session")
def iraq_filed() -> tuple[DossierRecords, dict[str, str]]:
    """The records of the Iraq dossier, and the file of each claim."""
    return seeds.load_filed(SEEDS / "iraq-coalition")
