"""Loading, exporting, verifying and answering from a store, as the command does it."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from claims import cli, seeds
from claims.answers import KEYS
from claims.store import dossiers, engine
from claims.store.dossiers import Edit
from claims.store.tables import HISTORY
from tests.claims.broken import as_bulk, claim, figure, sound, write
from tests.claims.running import Said

SEEDS = Path(__file__).parent.parent.parent.parent / "seeds"
IRAQ = SEEDS / "iraq-coalition"
ALLAWI = "2025-12-31-allawi-abna-asad-exit"


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def edit(database: str, note: str) -> None:
    """Somebody edits the first claim in the store."""
    store = engine.open_store(database)

    def work(at: Any) -> None:
        found = dossiers.one_held(at, "mission", "claim", "first")
        assert found is not None
        record = dossiers.read(at, "mission")[0].claims["first"].model_copy(update={"note": note})
        dossiers.edit(at, "mission", [Edit("claim", "first", record, found.version)], who="Zainab", why="a call")

    engine.writing(store, work)


def test_the_iraq_dossier_comes_out_of_the_store_byte_by_byte_and_goes_in_again(run, tmp_path):
    loaded = run("load", IRAQ)
    assert loaded.exit == 0
    assert loaded.err.startswith("iraq-coalition: ")
    for round_ in ("first", "second"):
        said = run("export", tmp_path / round_, "--format", "folder")
        assert said == Said(0, f"{tmp_path / round_ / IRAQ.name}\n", "")
        assert bytes_in(tmp_path / round_ / IRAQ.name) == bytes_in(IRAQ)
        again = run("load", tmp_path / round_ / IRAQ.name)
        assert again.err == "iraq-coalition: 0 records added, 0 changed, 0 removed.\n"
    assert run("verify").exit == 0


def test_a_bulk_file_comes_out_as_a_folder_that_says_the_same(run, tmp_path, monkeypatch):
    monkeypatch.setattr(seeds, "CLAIMS_A_FILE", 2)
    files = sound()
    files["claims/others.yaml"][0] = claim("count", topic="troops", figure=figure(low=2500.0, high=2500.0))
    write(tmp_path, {"bulk.jsonl": as_bulk(files).encode(), "texts/paper.txt": files["texts/paper.txt"]})
    run("load", tmp_path / "bulk.jsonl")
    run("export", tmp_path / "first")
    home = tmp_path / "first" / "mission"
    assert [file.name for file in sorted((home / "claims").iterdir())] == ["0001.yaml", "0002.yaml", "0003.yaml"]
    assert "low: 2500.0" in (home / "claims" / "0002.yaml").read_text()
    assert seeds.load(home) == seeds.load(tmp_path / "bulk.jsonl")
    assert run("load", home).err == "mission: 0 records added, 0 changed, 0 removed.\n"
    run("export", tmp_path / "second")
    assert bytes_in(tmp_path / "second") == bytes_in(tmp_path / "first")


TABLES = [
    ("table", name, "--as-of", "2026-11-23", "--format", "json", *(("--topic", "us-troops-iraq") * (name == "pairs")))
    for name in KEYS
]
CARD = ("show", ALLAWI, "--as-of", "2026-11-23", "--lang", "ar")


@pytest.fixture(scope="module")
def from_files() -> dict[tuple[str, ...], Said]:
    """What the files answer, whatever the database."""
    said = {asked: CliRunner().invoke(cli.app, [*asked, "--seeds", str(IRAQ)]) for asked in [*TABLES, CARD]}
    return {asked: Said(one.exit_code, one.stdout, one.stderr) for asked, one in said.items()}


def test_every_table_has_the_same_rows_from_the_store_as_from_the_files(run, database, monkeypatch, from_files):
    run("load", IRAQ)
    for asked in TABLES:
        from_store = run(*asked)
        assert from_store == from_files[asked]
        assert json.loads(from_store.out)
    monkeypatch.delenv("CLAIMS_DATABASE_URL")
    assert run(*CARD, "--database", database) == from_files[CARD]
    assert run(*CARD, "--database", database, "--seeds", IRAQ).exit == 2


def test_an_export_overwrites_nothing(run, tmp_path):
    run("load", write(tmp_path / "files", sound()))
    assert run("export", tmp_path).exit == 0
    before = bytes_in(tmp_path / "mission")
    said = run("export", tmp_path)
    assert (said.exit, "already there" in said.err) == (1, True)
    assert before
    assert bytes_in(tmp_path / "mission") == before
    assert run("export", tmp_path / "other", "--dossier", "unheard-of").err == (
        "claims: The store has no dossier unheard-of.\n"
    )


def test_a_faulty_dossier_is_not_loaded(run, tmp_path):
    files = sound()
    files["claims/deadlines.yaml"].append(claim("late", speaker="advisor"))
    said = run("load", write(tmp_path, files))
    assert (said.exit, "No speaker has the id 'advisor'" in said.err) == (1, True)
    assert run("verify").err == "The store has no dossier yet.\n"


@pytest.mark.parametrize(("option", "note"), [("--keep", "heard again"), ("--replace", None)])
def test_a_load_over_an_edit_stops_until_it_is_told_what_to_do(run, database, tmp_path, option, note):
    folder = write(tmp_path, sound())
    run("load", folder)
    edit(database, "heard again")
    stopped = run("load", folder)
    assert (stopped.exit, stopped.err.splitlines()[1:]) == (1, ["claim first"])
    assert run("load", folder, "--keep", "--replace").exit == 2
    assert run("load", folder, option).exit == 0
    shown = json.loads(run("show", "first", "--format", "json").out)
    assert shown[0].get("note") == note


def test_the_history_of_a_record_is_told_in_both_languages(run, database, tmp_path):
    run("load", write(tmp_path, sound()), "--by", "Ali", "--why", "first load")
    edit(database, "heard again")
    loaded, edited, note = run("history", "first").out.splitlines()
    assert loaded.endswith("UTC: Ali loaded the claim first. Reason: first load")
    assert edited.endswith("UTC: Zainab edited the claim first. Reason: a call")
    assert note == "  note: null → 'heard again'"
    assert "عدّل" in run("history", "first", "--lang", "ar").out
    told = json.loads(run("history", "first", "--format", "json").out)
    assert [(one["who"], one["step"], one["how"]) for one in told] == [
        ("Ali", "added", "load"),
        ("Zainab", "changed", "edit"),
    ]
    assert run("history", "nobody").exit == 2


def test_verify_names_the_entry_that_was_changed(run, database, tmp_path):
    run("load", write(tmp_path, sound()))
    whole = run("verify")
    assert (whole.exit, whole.out) == (0, "")
    with engine.open_store(database).begin() as at:
        at.execute(update(HISTORY).where(HISTORY.c.seq == 5).values(who="somebody else"))
    assert run("verify")[:2] == (1, "mission: entry 5 of the history was changed after it was written.\n")
    assert run("verify", "--lang", "ar").exit == 1


def test_processes_that_load_the_same_first_at_once_make_one_store(run, database, tmp_path):
    folder = write(tmp_path, sound())
    command = [sys.executable, "-m", "claims.cli", "load", str(folder)]
    env = {**os.environ, "CLAIMS_DATABASE_URL": database}
    loads = [subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = sorted(load.communicate(timeout=60)[1] for load in loads)
    assert [load.returncode for load in loads] == [0, 0], told
    assert told[0] == "mission: 0 records added, 0 changed, 0 removed.\n"
    assert run("verify").exit == 0


def test_what_the_readme_tells_to_type_works(run, database, tmp_path, monkeypatch):
    page = (SEEDS.parent / "README.md").read_text(encoding="utf-8")
    section = page.partition("## Keep your own dossier\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\.venv/bin/claims (.+)$", section, re.MULTILINE)
    told = {"load", "verify", "history", "export", "table", "show", "backup", "restore"}
    told |= {"template", "import", "diff", "receipt"}
    assert {line.split()[0] for line in lines} == told
    shutil.copytree(SEEDS, tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for line in lines:
        typed, _, into = line.partition(" > ")
        said = run(*shlex.split(typed))
        assert said.exit == 0, (line, said.err)
        if into:
            Path(into).write_text(said.out, "utf-8")
    assert bytes_in(tmp_path / "exported" / IRAQ.name) == bytes_in(IRAQ)


def test_a_database_that_cannot_be_reached_is_told_in_one_line(run):
    for address in ("postgresql://nobody@127.0.0.1:1/claims", "mysql://host/claims", "/nowhere/claims.sqlite"):
        said = run("verify", "--database", address)
        assert (said.exit, said.err.count("\n")) == (1, 1), said
