"""Templates: an import passes over all that they say, and takes their examples once they are rows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from claims import check
from claims.entries import Entries, Entry
from claims.exchange import reading
from claims.exchange.columns import columns
from claims.exchange.templates import KINDS, examples, template
from claims.folder import MODELS

FORMS = ("csv", "xlsx", "jsonl")
SIDES: dict[str, Any] = {"id": "d", "title": {"en": "d"}, "summary": {"en": "d"}, "time_zone": "UTC"}


def workbook(language: str = "en", known: dict[str, list[str]] | None = None) -> Any:
    return load_workbook(BytesIO(template("xlsx", KINDS, language, known or {})))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("form", FORMS)
def test_a_template_as_it_is_holds_no_record_and_no_fault(tmp_path: Path, form, language):
    for kind in KINDS:
        file = tmp_path / f"{kind}s.{form}"
        file.write_bytes(template(form, [kind], language, {}))
        incoming = reading.incoming(file, None)
        assert [*incoming.rows({})] == []
        assert incoming.faults == []


@pytest.mark.parametrize("form", FORMS)
def test_the_examples_are_records_that_fit_each_other(tmp_path: Path, form):
    entries = Entries()
    entries.add(Entry("dossier", "d", 1, {**SIDES, "sides": [{"id": "iraq", "name": {"en": "Iraq"}}]}))
    for kind in KINDS:
        file = tmp_path / f"{kind}s.{form}"
        if form == "xlsx":
            book = load_workbook(BytesIO(template(form, [kind], "en", {})))
            for (cell,) in book[f"{kind}s"].iter_rows(max_col=1):
                cell.value = cell.value and cell.value.removeprefix("# ")
            book.save(file)
        else:
            told = template(form, [kind], "en", {}).decode("utf-8-sig")
            ids = [f"# {one['id']}" for one in examples(kind)] + ['# {"type']
            lines = [line.removeprefix("# ") if line.startswith(tuple(ids)) else line for line in told.splitlines()]
            file.write_text("\n".join(lines), encoding="utf-8")
        rows = [*reading.incoming(file, None).rows({})]
        assert [row.data for row in rows] == examples(kind)
        for row in rows:
            entry = row.entry(None)
            assert [*entry.validate()] == []
            entries.add(entry)
    assert [*check.between(entries, {})] == []


def test_each_head_has_its_help_and_codes_and_ids_are_offered():
    speakers = [f"speaker-{n}" for n in range(100)]
    book = workbook(known={"speaker": speakers})
    assert book.sheetnames[: len(KINDS)] == [f"{kind}s" for kind in KINDS]
    for kind in KINDS:
        heads = {cell.value: cell for cell in book[f"{kind}s"][1]}
        assert [*heads] == [column.name for column in columns(kind)]
        for column in columns(kind):
            assert column.meaning("en") in heads[column.name].comment.text
            assert column.takes("en") in heads[column.name].comment.text
    offered = {str(one.sqref).split(":")[0]: one.formula1 for one in book["claims"].data_validations.dataValidation}
    place = {column.name: f"{reading.letter(at)}2" for at, column in enumerate(columns("claim"))}
    assert offered[place["attribution"]] == '"direct,paraphrase,anonymous,own-voice"'
    assert offered[place["speaker"]] == "=lists!$A$1:$A$100".removeprefix("=")
    assert [cell.value for cell in book["lists"]["A"]] == speakers


def test_the_help_sheet_tells_of_every_column_and_arabic_sheets_run_from_the_right():
    for language, name in (("en", "Help"), ("ar", "مساعدة")):
        book = workbook(language)
        told = {(row[0], row[1]) for row in book[name].iter_rows(min_row=2, values_only=True)}
        assert told == {(f"{kind}s", column.name) for kind in KINDS for column in columns(kind)}
        assert {bool(page.sheet_view.rightToLeft) for page in book} == {language == "ar"}


def test_every_kind_but_the_dossier_has_a_template():
    assert {*KINDS} == {*MODELS} - {"dossier"}
