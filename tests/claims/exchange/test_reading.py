"""Reading what is imported: whatever a file cannot say is named by row and column, and no bytes do harm."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from claims.errors import ImportRefusedError
from claims.exchange import reading
from claims.exchange.incoming import CellFault, Row
from claims.faults import Fault
from claims.folder import MODELS
from claims.writing import in_order
from tests.claims.broken import as_bulk, sound

FORMS = ("csv", "xlsx", "jsonl")


def faults_of(file: Path) -> list[CellFault]:
    incoming = reading.incoming(file, None)
    for _ in incoming.rows({}):
        pass
    return incoming.faults


def places(faults: list[CellFault]) -> list[tuple[str | None, int | None, str | None, str]]:
    return [(one.sheet, one.line, one.column, one.reason) for one in faults]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"J5": "=1+1"}, ("claims", 5, "J", "cell_without_head")),
        ({"B2": "=1+1"}, ("claims", 2, "B (note)", "formula")),
        ({"B2": True}, ("claims", 2, "B (note)", "not_text")),
        ({"B1": "notes"}, ("claims", 1, "B", "unknown_column_near")),
        ({"C1": "zzz"}, ("claims", 1, "C", "unknown_column")),
        ({"C1": "note"}, ("claims", 1, "C", "column_twice")),
        ({"A1": "venue"}, ("claims", 1, None, "id_column_missing")),
        ({"AAA1": "x"}, (None, None, None, "too_many_columns")),
    ],
)
def test_what_a_sheet_cannot_say_is_named(tmp_path, cells, expected):
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "claims"
    for line in (["id", "note"], ["first", "x"]):
        sheet.append(line)
    for at, value in cells.items():
        if at == "J5":
            sheet["A5"], value = "second", "stray"
        sheet[at] = value
    book.save(tmp_path / "c.xlsx")
    assert expected in places(faults_of(tmp_path / "c.xlsx"))


@pytest.mark.parametrize(
    ("content", "row", "reason"),
    [
        ("id,note\nfirst,مذكرة\n".encode("cp1256"), 2, "encoding"),
        ("id,note\nfirst,x\n".encode("utf-16"), 1, "encoding"),
        (b'id,note\nfirst,"x\n', 2, "csv_not_read"),
        (b"id,note\nfirst," + b"x" * 200_000, 2, "csv_not_read"),
        (b"id,note\nfirst,x,stray\n", 2, "cell_without_head"),
        (b"\n", None, "no_head"),
        (b'"' + b",x" * 800 + b"\n", 1, "csv_not_read"),
        (b"id" + b",x" * 800 + b"\n", 1, "too_many_columns"),
    ],
)
def test_what_a_csv_cannot_say_is_named(tmp_path, content, row, reason):
    (tmp_path / "claims.csv").write_bytes(content)
    assert (row, reason) in [(one.line, one.reason) for one in faults_of(tmp_path / "claims.csv")]


def test_a_sheet_whose_name_is_nearly_that_of_a_kind_is_not_passed_over(tmp_path):
    book = Workbook()
    book.active.title = "clams"
    book.save(tmp_path / "c.xlsx")
    assert places(faults_of(tmp_path / "c.xlsx")) == [("clams", None, None, "unknown_sheet")]


def test_a_csv_that_does_not_say_what_it_holds_and_an_unknown_form_are_refused(tmp_path):
    (tmp_path / "table.csv").write_text("id\n")
    for name, reason in (("table.csv", "kind_needed"), ("table.ods", "not_a_form")):
        with pytest.raises(ImportRefusedError) as refused:
            reading.incoming(tmp_path / name, None)
        assert refused.value.reason == reason


# The bulk form, line by line

LINES = as_bulk(sound()).splitlines()
ODD = (
    *("-0", "-0.0", "1e2", "2500.0", "1E400", "1e-400", "0.1", "123456789012345.678", "9" * 5_000, "NaN", "-Infinity"),
    *("null", "true", "[]", "{}", "[" * 300, "[" * 5_000, '"2025-09~"', '"a:b \\": c :"', '"\\ud83d\\ude00"'),
    *('"\\ud83d"', '"\\u0000"', '"\x01"', '""', '"\u00a0"', '{"en": "x", "en": "x"}'),
)
"""What may stand as a value, in JSON or nearly."""


def damaged(draw: Callable[[st.SearchStrategy[Any]], Any], line: str) -> str:
    def put(pattern: str, words: str) -> str:
        at = draw(st.sampled_from([*re.finditer(pattern, line), *re.finditer("$", line)]))
        return line[: at.start()] + words + line[at.end() :]

    match draw(st.sampled_from(["name again", "value", "white space", "anything", "kind last"])):
        case "name again":
            name = draw(st.sampled_from([*re.findall(r'"[a-z_]+"(?=:)', line), '"\\u0069d"', '"type"', '""']))
            return put("(?<=[{,])", f"{name}: {draw(st.sampled_from(ODD))}, ")
        case "value":
            return put('(?<=: )("[^"]*"|[0-9.]+)', draw(st.sampled_from(ODD)))
        case "white space":
            return put('(?<=[]{}[,:"])', draw(st.sampled_from([" ", "\t", "\r", " \t", "\u00a0", "\x0b"])))
        case "anything":
            return put(".", draw(st.text(max_size=2)))
        case _:
            return re.sub(r'\{("type": "[a-z]+"), (.*)\}', r"{\2, \1}", line)


def told(rows: Iterable[Row], faults: list[Fault]) -> list[Any]:
    """All that was read: each record or its faults, and what it says, in the form in which it says it."""
    entries = [row.entry(None) for row in rows]
    of_rows = [[*entry.validate()] for entry in entries]
    read = [(one.type, one.line, one.record, json.dumps(one.data)) for one in entries]
    for one in entries:
        if one.record is not None:
            model = MODELS[one.type]
            fields = one.record.model_dump(mode="json", exclude_unset=True)
            assert json.dumps(in_order(one.data, model)) == json.dumps(in_order(fields, model))
    return [read, of_rows, faults]


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_line_that_is_read_at_once_says_what_it_says_read_step_by_step(tmp_path, data):
    line: str = data.draw(st.sampled_from(LINES))
    for _ in range(data.draw(st.integers(0, 3))):
        line = damaged(data.draw, line)
    (tmp_path / "all.jsonl").write_text(line, encoding="utf-8", errors="replace", newline="")
    at_once, by_steps = (reading.incoming(tmp_path / "all.jsonl", None) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        found = told(at_once.rows({}), at_once.faults)
        patch.setattr(reading, "_sound", lambda *_: None)
        assert found == told(by_steps.rows({}), by_steps.faults)


@pytest.mark.parametrize("before", ["", " ", "\t", "\r", " \t\r "])
def test_a_name_that_stands_twice_is_found_whatever_stands_before_its_colon(tmp_path, before):
    line = LINES[0].replace('"id":', f'"id"{before}: "x", "id"{before}:')
    (tmp_path / "all.jsonl").write_text(line, encoding="utf-8", newline="")
    assert "duplicate_key" in [one.reason for one in faults_of(tmp_path / "all.jsonl")]


def test_lines_as_programs_write_them_are_read_at_once(tmp_path):
    (tmp_path / "all.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    assert all(row.record is not None for row in reading.incoming(tmp_path / "all.jsonl", None).rows({}))


# Hostile files


def bomb(name: str, content: bytes) -> bytes:
    """A workbook that openpyxl would read, one part of it replaced."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "claims"
    kept = BytesIO()
    book.save(kept)
    out = BytesIO()
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
        if name not in old.namelist():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
OPEN = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("part", "content", "reason"),
    [
        ("xl/media/huge.xml", b" " * 300_000_000, "unpacks_too_big"),
        (SHEET, OPEN + b"<row>" + b"<c/>" * 60_000 + b"</row></sheetData></worksheet>", "workbook_crowded"),
        (SHEET, OPEN + b'<row r="999999999"><c/></row></sheetData></worksheet>', "workbook_rows"),
        (SHEET, LAUGHS + OPEN + b"</sheetData></worksheet>", "workbook_doctype"),
        (SHEET, OPEN, "workbook_damaged"),
    ],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path, part, content, reason):
    (tmp_path / "c.xlsx").write_bytes(bomb(part, content))
    file = reading.incoming(tmp_path / "c.xlsx", None)
    assert [*file.rows({})] == []
    assert [one.reason for one in file.faults] == [reason]


WHOLE = bomb(SHEET, OPEN + b'<row><c t="inlineStr"><is><t>id</t></is></c></row></sheetData></worksheet>')


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(FORMS),
    st.binary(max_size=200)
    | st.integers(0, len(WHOLE)).map(lambda size: WHOLE[:size])
    | st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=4)).map(
        lambda at: WHOLE[: at[0]] + at[1] + WHOLE[at[0] + len(at[1]) :]
    )
    | st.text(max_size=200).map(lambda words: f"id,note,figure_low\n{words}".encode(errors="replace"))
    | st.text(max_size=60).map(lambda words: json.dumps({"type": "claim", "id": words, words: [words]}).encode()),
)
def test_no_bytes_end_in_anything_but_rows_and_faults(tmp_path, form, content):
    file = tmp_path / f"claims.{form}"
    file.write_bytes(content)
    incoming = reading.incoming(file, None)
    rows = [*incoming.rows({})]
    told = [*incoming.faults, *(fault for row in rows for fault in row.entry(None).validate())]
    for fault in told:
        assert fault.in_words("en")
        assert fault.in_words("ar")


@pytest.mark.parametrize(
    ("kind", "column", "cell"), [("claim", "figure_low", "9" * 5_000), ("dossier", "sides", "[" * 100_000)]
)
def test_numbers_and_lists_without_end_are_refused_by_the_model(tmp_path, kind, column, cell):
    (tmp_path / f"{kind}s.csv").write_text(f"id,{column}\nx,{cell}\n")
    (row,) = reading.incoming(tmp_path / f"{kind}s.csv", None).rows({})
    assert column in [fault.field.replace(".", "_") for fault in row.entry(None).validate() if fault.field]
