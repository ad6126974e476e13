"""What every test may ask for: the Iraq dossier, read once, and how hard to look for counter-examples."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from claims import seeds
from claims.records import DossierRecords

SEEDS = Path(__file__).parent.parent / "seeds"

# `--hypothesis-profile long` or HYPOTHESIS_PROFILE=long searches for an hour where every run searches for a minute.
shared = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
settings.register_profile("quick", max_examples=20, derandomize=True, **shared)
settings.register_profile("long", max_examples=5_000, **shared)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def iraq() -> DossierRecords:
    """The records of the Iraq dossier."""
    return seeds.load(SEEDS / "iraq-coalition")
