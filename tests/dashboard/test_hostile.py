"""Whatever a dossier says, it is shown as words: nothing runs, nothing is fetched, no page breaks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from claims import seeds
from claims.models import LABEL_LETTERS
from tests.conftest import SEEDS
from tests.dashboard.browser import serving

HOSTILE = (
    '<script>window.ran=1</script><img src=x onerror="window.ran=1"><a href="javascript:window.ran=1">a</a> '
    "**b** ![x](https://example.org/x.png) :material/home: $x^2$ {n} %s </style></title>"
)
SHORT = "<b onmouseover=window.ran=1>{n}"
ADDRESSES = (
    ("", {}),
    ("deadlines", {}),
    ("deadlines", {"tab": "timeline", "question": "asad-exit"}),
    ("figures", {"topic": "us-troops-iraq"}),
    ("compare", {}),
    ("claims", {}),
    ("claim", {"id": "2025-08-allawi-seed-asad-exit"}),
    ("speakers", {"speaker": "hussein-allawi"}),
    ("sources", {"source": "seed-article"}),
    ("methodology", {}),
)


def turned(value: Any, name: str = "") -> Any:
    """The same records with every text that people write replaced by markup that wants to run."""
    if isinstance(value, dict):
        return {key: turned(one, name if key in ("en", "ar") else key) for key, one in value.items()}
    if isinstance(value, list):
        return [turned(one, name) for one in value]
    if name in ("short", "label"):
        return SHORT
    written = ("name", "title", "summary", "question", "proposition", "place", "role", "statement", "venue", "note")
    is_role_of_a_date = name == "role" and isinstance(value, str) and " " not in value and len(value) < 15
    return HOSTILE if name in (*written, "as_said", "why", "by") and not is_role_of_a_date else value


@pytest.fixture(scope="module")
def served_hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assert len(SHORT) <= LABEL_LETTERS
    folder = tmp_path_factory.mktemp("hostile") / "iraq-coalition"
    shutil.copytree(SEEDS / "iraq-coalition", folder)
    for file in folder.rglob("*.yaml"):
        records = turned(yaml.safe_load(file.read_text("utf-8")))
        file.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False), "utf-8")
    for _ in seeds.rewrite(folder):
        pass
    assert seeds.read(folder).faults == ()
    with serving(CLAIMS_SEEDS=str(folder)) as where:
        yield where


@pytest.mark.parametrize(("path", "asked"), ADDRESSES)
def test_markup_in_every_text_stays_words_on_every_page(open_page, served_hostile, path, asked):
    page = open_page(path, address=served_hostile, **asked)
    assert page.evaluate("window.ran") is None
    assert (
        page.locator(".stMain :is(script, img[src='x'], [onerror], [onmouseover], a[href^='javascript'])").count() == 0
    )
    assert page.locator("[data-testid='stException']").count() == 0
    assert "<script>" in page.locator(".stMain").inner_text() or path == "methodology"
