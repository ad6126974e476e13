"""`claims export`, as it is typed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from claims import folder, seeds
from claims.cli import app
from claims.errors import ExchangeError, StoreError
from claims.exchange.columns import columns
from claims.exchange.dossiers import SHEETS
from tests.conftest import SEEDS

IRAQ = SEEDS / "iraq-coalition"


def export(to: Path, *words: object):
    return CliRunner().invoke(app, ["export", str(to), *map(str, words), "--seeds", str(IRAQ)])


def test_a_bulk_file_reads_back_as_the_same_dossier(tmp_path, iraq):
    said = export(tmp_path, "--format", "jsonl")
    assert (said.exit_code, said.stdout) == (0, f"{tmp_path / 'iraq-coalition'}\n")
    assert seeds.load(tmp_path / "iraq-coalition" / "dossier.jsonl") == iraq


def test_a_folder_has_the_bytes_that_are_in_git(tmp_path):
    assert export(tmp_path).exit_code == 0
    written = [file for file in (tmp_path / "iraq-coalition").rglob("*") if file.is_file()]
    assert len(written) > 7
    for file in written:
        assert file.read_bytes() == (IRAQ / file.relative_to(tmp_path / "iraq-coalition")).read_bytes()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_each_kind_has_its_file_and_the_words_of_sources_lie_beside_it(tmp_path, iraq, form):
    assert export(tmp_path, "--format", form, *(["--bom"] if form == "csv" else [])).exit_code == 0
    home = tmp_path / "iraq-coalition"
    assert {file.name for file in home.iterdir()} == {"texts", *(f"{name}.{form}" for name in SHEETS.values())}
    assert {file.name: file.read_bytes() for file in (home / "texts").iterdir()} == {
        Path(one.text).name: iraq.texts[one.id].encode() for one in iraq.sources.values() if one.text
    }
    if form == "parquet":
        assert pq.read_metadata(home / "claims.parquet").num_rows == len(iraq.claims)
    else:
        head = (home / "claims.csv").read_text("utf-8-sig").partition("\n")[0].strip()
        assert head.split(",") == [column.name for column in columns("claim")]
        assert (home / "claims.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_is_in_the_language_asked_for(tmp_path):
    assert export(tmp_path, "--format", "xlsx", "--lang", "ar").exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "iraq-coalition" / "dossier.xlsx", read_only=True)
    assert book.sheetnames == [*SHEETS.values(), "قاموس البيانات"]


def test_nothing_that_is_there_is_overwritten(tmp_path):
    (tmp_path / "iraq-coalition").mkdir()
    said = export(tmp_path, "--format", "csv")
    assert isinstance(said.exception, StoreError)
    assert str(said.exception).startswith(f"{tmp_path / 'iraq-coalition'} is already there.")
    assert [*(tmp_path / "iraq-coalition").iterdir()] == []


@pytest.mark.parametrize("form", ["folder", "jsonl"])
def test_what_would_be_too_big_to_read_again_is_refused_and_nothing_is_left(tmp_path, monkeypatch, form):
    monkeypatch.setattr(folder, "LARGEST", 2**16)
    monkeypatch.setattr(folder, "LARGEST_YAML", 2**16)
    said = export(tmp_path, "--format", form, "--lang", "ar")
    assert isinstance(said.exception, ExchangeError)
    assert "dossier.jsonl" in str(said.exception) or ".yaml" in str(said.exception)
    assert [*tmp_path.iterdir()] == []


def test_a_dossier_that_is_not_there_and_a_mark_where_none_belongs_are_refused(tmp_path):
    assert str(export(tmp_path, "--dossier", "unheard-of").exception) == "The store has no dossier unheard-of."
    assert str(export(tmp_path, "--format", "xlsx", "--bom").exception) == "--bom goes with --format csv only."
    assert [*tmp_path.iterdir()] == []
