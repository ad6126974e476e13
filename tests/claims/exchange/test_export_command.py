"""`claims export`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from claims import folder, seeds
from claims.cli import app
from claims.commands.options import WrongUseError
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
    monkeypatch.setattr(folder, "LARGEST_BULK", 2**16)
    monkeypatch.setattr(folder, "LARGEST_YAML", 2**16)
    said = export(tmp_path, "--format", form, "--lang", "ar")
    assert isinstance(said.exception, ExchangeError)
    assert "dossier.jsonl" in str(said.exception) or ".yaml" in str(said.exception)
    assert [*tmp_path.iterdir()] == []


def test_a_calendar_and_linked_data_answer_for_a_day_and_a_topic(tmp_path):
    asked = ("--as-of", "2026-03-24", "--topic", "asad-exit", "--site", "https://example.org/", "--lang", "ar")
    assert export(tmp_path / "ics", "--format", "ics", *asked).exit_code == 0
    events = Calendar.from_ical((tmp_path / "ics" / "iraq-coalition" / "deadlines.ics").read_bytes()).walk("VEVENT")
    assert len(events) == 4
    assert all(str(one["url"]).startswith("https://example.org/claim?dossier=iraq-coalition&id=") for one in events)
    assert export(tmp_path / "ld", "--format", "claimreview", *asked).exit_code == 0
    graph = json.loads((tmp_path / "ld" / "iraq-coalition" / "claims.jsonld").read_text("utf-8"))["@graph"]
    assert {str(one["uid"]).split("/")[1].removesuffix("@claims") for one in events} < {
        node["identifier"] for node in graph
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "ics", "--topic", "asad-exi"), "iraq-coalition does not have: asad-exi."),
        (("--format", "ics", "--as-of", "2025"), "--as-of: Found '2025', which is not one day."),
        (("--format", "csv", "--side", "nato"), "This form takes all of a dossier."),
        (("--as-of", "2026-01-01"), "This form takes all of a dossier."),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_left(tmp_path, words, said):
    refused = export(tmp_path / "to", *words)
    assert isinstance(refused.exception, WrongUseError)
    assert str(refused.exception).startswith(said)
    assert [*tmp_path.iterdir()] == []


def test_a_store_gives_what_its_files_gave_and_its_changes_raise_the_sequence(tmp_path):
    database = f"sqlite:///{tmp_path / 'store.sqlite'}"
    run = CliRunner()
    assert run.invoke(app, ["load", str(IRAQ), "--database", database]).exit_code == 0
    asked = ("--format", "ics", "--as-of", "2026-03-24")
    assert export(tmp_path / "files", *asked).exit_code == 0
    said = run.invoke(app, ["export", str(tmp_path / "store"), *asked, "--database", database])
    assert said.exit_code == 0
    from_files, from_store = (
        {
            str(one["uid"]): int(one["sequence"])
            for one in Calendar.from_ical((tmp_path / home / "iraq-coalition" / "deadlines.ics").read_bytes()).events
        }
        for home in ("files", "store")
    )
    assert from_files.keys() == from_store.keys()
    assert all(from_store[uid] > sequence for uid, sequence in from_files.items())


def test_a_dossier_that_is_not_there_and_a_mark_where_none_belongs_are_refused(tmp_path):
    assert (
        str(export(tmp_path, "--dossier", "unheard-of").exception)
        == "None of these files is of the dossier unheard-of."
    )
    assert str(export(tmp_path, "--format", "xlsx", "--bom").exception) == "--bom goes with --format csv only."
    assert [*tmp_path.iterdir()] == []
