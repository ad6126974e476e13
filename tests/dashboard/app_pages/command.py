"""What the command answers, to hold the pages against."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stdout
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest

from claims import cli
from tests.conftest import SEEDS
from tests.dashboard.browser import AS_OF


def table(name: str, *options: str, as_of: str = AS_OF) -> list[dict[str, Any]]:
    """The rows of `claims table` on the Iraq dossier."""
    return _rows("table", name, "--as-of", as_of, *options)


def diff(first: str, last: str, *options: str) -> list[dict[str, Any]]:
    """The rows of `claims diff` on the Iraq dossier."""
    return _rows("diff", first, last, *options)


@cache
def _rows(*asked: str) -> list[dict[str, Any]]:
    said = io.TextIOWrapper(io.BytesIO(), "utf-8")
    given = ["claims", *asked, "--seeds", str(SEEDS / "iraq-coalition"), "--format", "json"]
    with patch.object(sys, "argv", given), redirect_stdout(said), pytest.raises(SystemExit) as left:
        cli.main()
    said.flush()
    assert not left.value.code
    rows: list[dict[str, Any]] = json.loads(said.buffer.getvalue())  # type: ignore[attr-defined]
    return rows


def all_claims(*options: str, as_of: str = AS_OF) -> dict[str, dict[str, Any]]:
    """Every claim of the three tables by its id."""
    rows = [row for name in ("deadlines", "figures", "positions") for row in table(name, *options, as_of=as_of)]
    return {row["claim_id"]: row for row in rows}
