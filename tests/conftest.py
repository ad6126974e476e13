"""What every test may ask for: the Iraq dossier, read once, and how hard to look for counter-examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from claims import seeds
from claims.records import DossierRecords
from claims.store import DATABASE_URL

SEEDS = Path(__file__).parent.parent / "seeds"

# Every run searches for a minute and finds the same; `--hypothesis-profile long` searches elsewhere, for an hour.
shared = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("quick", max_examples=20, derandomize=True, **shared)
settings.register_profile("long", max_examples=2_000, **shared)
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no worker waits at the end for what another one has begun."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What names no store answers from one of the tests' own, not from that of whoever runs them."""
    os.environ[DATABASE_URL] = str(tmp_path_factory.mktemp("store") / "dossiers.sqlite")


@pytest.fixture(scope="session")
def iraq() -> DossierRecords:
    """The records of the Iraq dossier."""
    return seeds.load(SEEDS / "iraq-coalition")
