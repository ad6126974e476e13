"""What is kept here, and how do I take it with me?"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
from playwright.sync_api import expect

from claims import seeds
from tests.conftest import SEEDS


def test_all_of_the_dossier_is_one_click_away_and_reads_back(open_page, iraq, tmp_path: Path):
    page = open_page("data")
    expect(page.locator(".answer")).to_contain_text(f"{len(iraq.claims)} claims")
    expect(page.locator(".sound")).to_contain_text("The history is whole")

    def taken(name: str) -> bytes:
        with page.expect_download() as saved:
            page.get_by_role("button", name=name, exact=True).click()
        return Path(saved.value.path()).read_bytes()

    book = openpyxl.load_workbook(io.BytesIO(taken("Excel workbook (XLSX)")), read_only=True)
    assert book["claims"].max_row == len(iraq.claims) + 1
    assert "Data dictionary" in book.sheetnames
    zipfile.ZipFile(io.BytesIO(taken("Dossier folder (ZIP)"))).extractall(tmp_path)
    folder = tmp_path / "iraq-coalition"
    for file in (SEEDS / "iraq-coalition").rglob("*.yaml"):
        assert (folder / file.relative_to(SEEDS / "iraq-coalition")).read_bytes() == file.read_bytes()
    zipfile.ZipFile(io.BytesIO(taken("JSON lines (ZIP)"))).extractall(tmp_path / "lines")
    assert seeds.load(tmp_path / "lines" / "iraq-coalition" / "dossier.jsonl") == iraq
    template = openpyxl.load_workbook(io.BytesIO(taken("Template (XLSX)")))
    assert "claim" in {name.rstrip("s") for name in template.sheetnames}


def test_the_addresses_for_programs_carry_the_filters(open_page):
    page = open_page("data", lang="ar", side="us-government", topic="nowhere")
    for link in page.locator(".reading a").all():
        answer = page.request.get(link.get_attribute("href"))
        assert answer.status == 200, answer.url
        assert "nowhere" not in answer.url
    address = page.locator(".reading a").filter(has_text="claims.json").get_attribute("href")
    told = page.request.get(address).json()
    assert told["claims"]
    assert all("us-government" in one["sides"] for one in told["claims"])
