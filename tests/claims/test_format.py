"""Saving changes nothing but what was written otherwise than the formatter would, and loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims import seeds, writing, yaml_lines
from claims.folder import FILES, MODELS
from claims.models import Outlet, Source
from tests.claims.broken import as_bulk, sound, write

SEEDS = Path(__file__).parent.parent.parent / "seeds"
OURS = sorted(SEEDS.glob("*/**/*.yaml"))


@pytest.mark.parametrize("file", OURS, ids=lambda file: str(file.relative_to(SEEDS)))
def test_saving_a_file_of_ours_again_changes_no_byte(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    data = yaml_lines.read(text).data
    if file.name == "sources.yaml":
        data = {name: writing.in_order(data[name], model) for name, model in (("outlets", Outlet), ("sources", Source))}
    else:
        layout = FILES["claims.yaml" if file.parent.name == "claims" else file.name]
        data = writing.in_order(data, MODELS[layout.types[0]])
    assert writing.as_yaml(data) == text


def test_a_file_in_another_order_is_a_fault_until_it_is_formatted(tmp_path: Path) -> None:
    write(tmp_path, sound())
    file = tmp_path / "topics.yaml"
    saved = file.read_text(encoding="utf-8")
    file.write_text(saved.replace("- id: exit\n  kind: deadline\n", "- kind: deadline\n  id: 'exit'\n  place: null\n"))
    (fault,) = seeds.read(tmp_path).faults
    assert (fault.file, fault.line, fault.record, fault.reason) == (str(file), 1, "exit", "not_as_saved")
    assert fault.gaps["right"] == "- id: exit"
    assert list(seeds.rewrite(tmp_path)) == [(file, True)]
    assert file.read_text(encoding="utf-8") == saved
    assert seeds.read(tmp_path).faults == ()
    assert list(seeds.rewrite(tmp_path)) == []


@pytest.mark.parametrize(
    "content",
    [
        "# seen by us\n[]\n",
        "- id: a\n  id: b\n",
        "- id: &a x\n",
        "- id: !!str x\n",
        "- id: 'open\n",
        "- id: \xff\n".encode("latin-1"),
        "",
        "[]\n---\n[]\n",
    ],
)
def test_a_file_that_would_lose_something_is_left_as_it_is(tmp_path: Path, content: str | bytes) -> None:
    file = write(tmp_path, sound() | {"claims/odd.yaml": content}) / "claims/odd.yaml"
    before = file.read_bytes()
    assert list(seeds.rewrite(tmp_path)) == [(file, False)]
    assert file.read_bytes() == before


def test_formatting_keeps_what_the_models_do_not_take(tmp_path: Path) -> None:
    odd = "- zz: {b: 1}\n  id: odd\n  statement: words\n"
    file = write(tmp_path, sound() | {"claims/odd.yaml": odd}) / "claims/odd.yaml"
    assert list(seeds.rewrite(tmp_path)) == [(file, True)]
    assert file.read_text() == "- id: odd\n  statement: words\n  zz:\n    b: 1\n"


def test_the_bulk_form_is_formatted_line_by_line_and_free_in_form(tmp_path: Path) -> None:
    write(tmp_path, {"texts/paper.txt": sound()["texts/paper.txt"]})
    file = tmp_path / "all.jsonl"
    saved = as_bulk(sound())
    file.write_text(saved.replace('", "', '","') + "\n", encoding="utf-8")
    assert seeds.read(file).faults == ()
    assert list(seeds.rewrite(file)) == [(file, True)]
    assert seeds.load(file) == seeds.load(file)
    assert list(seeds.rewrite(file)) == []
