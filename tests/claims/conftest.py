"""The command as tests run it."""

from __future__ import annotations

import sys

import pytest

from claims import cli
from tests.claims.running import Run, Said


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
