"""The command with the store of a test, and the Iraq dossier with the file of each claim."""

from __future__ import annotations

import pytest

from claims import seeds
from claims.records import DossierRecords
from claims.store import DATABASE_URL
from tests.claims.running import Run
from tests.conftest import SEEDS


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, database: str) -> Run:
    """Runs the command in this process, with the store of this test as the team's."""
    monkeypatch.setenv(DATABASE_URL, database)
    return run


@pytest.fixture(scope="session")
def iraq_filed() -> tuple[DossierRecords, dict[str, str]]:
    """The records of the Iraq dossier, and the file of each claim."""
    return seeds.load_filed(SEEDS / "iraq-coalition")
