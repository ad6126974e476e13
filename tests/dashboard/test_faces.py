"""Dossiers that cannot be shown, and dossiers whose words try to be more than words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from claims import seeds
from tests.conftest import SEEDS
from tests.dashboard.axe import barriers
from tests.dashboard.browser import serving, settled

NASTY = (
    "<img src=x onerror=alert(1)> **bold** ![x](https://example.org/x.png) :material/home: :smile: :red[r] -> `c` $x^2$"
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of dossiers: one with a fault, one full of markup."""
    folder = tmp_path_factory.mktemp("dossiers")
    broken, nasty = folder / "broken", folder / "nasty"
    for copy in (broken, nasty):
        shutil.copytree(SEEDS / "iraq-coalition", copy)
    _replace(broken / "dossier.yaml", "time_zone: Asia/Baghdad", "time_zone: Asia/Nowhere")
    _replace(nasty / "dossier.yaml", "id: iraq-coalition", "id: nasty")
    _replace(nasty / "dossier.yaml", "en: The end of the coalition's mission in Iraq", f"en: '{NASTY}'")
    _replace(nasty / "dossier.yaml", "en: US government", f"en: '{NASTY}'")
    for _ in seeds.rewrite(nasty):
        pass
    return folder


def _replace(file: Path, old: str, new: str) -> None:
    words = file.read_text("utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), "utf-8")


def shown(words: str) -> str:
    """What a reader sees: labels part signs by a joiner without width."""
    return words.replace("\u2060", "")


@pytest.fixture(scope="module")
def served_workshop(workshop: Path) -> Iterator[str]:
    with serving(CLAIMS_SEEDS=str(workshop)) as where:
        yield where


def test_a_dossier_with_faults_shows_them_and_nothing_else(open_page, served_workshop, workshop):
    page = open_page("deadlines", address=served_workshop, dossier="broken")
    expect(page.locator("h1")).to_have_text("This dossier has 1 fault, so nothing is shown from it")
    expect(page.locator(".reading")).to_contain_text("dossier.yaml:")
    expect(page.locator(".reading")).to_contain_text("Asia/Nowhere")
    assert barriers(page) == []
    expect(page.get_by_role("button", name="Side")).to_have_count(0)
    _replace(workshop / "broken" / "dossier.yaml", "Asia/Nowhere", "Asia/Baghdad")
    page.get_by_role("button", name="Read the files again").click()
    settled(page)
    expect(page.locator("h1")).not_to_contain_text("fault")


def test_words_of_a_dossier_stay_words(open_page, served_workshop):
    page = open_page("", address=served_workshop, dossier="nasty", side="us-government")
    expect(page.locator("h1").first).to_have_text(NASTY)
    assert shown(page.locator("[class*=st-key-chip] button").inner_text()) == f"Side: {NASTY} ✕"
    assert shown(page.locator(".st-key-dossier button p").inner_text()) == NASTY
    page.get_by_role("button", name="Side · 1").click()
    chosen = page.get_by_test_id("stButtonGroup").get_by_role("button").first
    expect(chosen).to_be_visible()
    assert NASTY in shown(chosen.inner_text())
    assert page.locator("img[src*='example.org'], a[href*='example.org'], img[onerror]").count() == 0


def test_choosing_another_dossier_keeps_the_day_and_drops_the_codes(open_page, served_workshop):
    page = open_page("", address=served_workshop, dossier="nasty", side="us-government")
    page.locator(".st-key-dossier button").click()
    page.get_by_test_id("stRadio").locator("label").filter(has=page.get_by_role("radio")).first.click()
    page.wait_for_url(lambda address: "dossier" not in address and "side" not in address and "as_of" in address)
