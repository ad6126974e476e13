"""The files of a dossier and of its answers, read by programs that are not ours."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.answers import KEYS, Answers
from claims.errors import ExchangeError
from claims.exchange.columns import columns, from_cells
from claims.exchange.dossiers import SHEETS, data_of, dictionary, of_kind, sheets, workbook
from claims.exchange.sheets import MOST_LETTERS, Sheet, write_csv, write_jsonl, write_parquet, write_xlsx
from claims.exchange.tables import table
from claims.folder import MODELS
from claims.query import Query
from claims.spreadsheet import from_cell
from claims.writing import as_json_line


def written(write, *args, **options) -> io.BytesIO:
    out = io.BytesIO()
    write(*args, out, **options) if write is not write_xlsx else write(args[0], out, *args[1:])
    out.seek(0)
    return out


@pytest.fixture(scope="module")
def book(iraq):
    out = io.BytesIO()
    workbook(iraq, out, "ar")
    return openpyxl.load_workbook(out)


def test_every_record_comes_back_from_the_workbook(iraq, book):
    for kind, name in SHEETS.items():
        head, *rows = book[name].iter_rows(values_only=True)
        told = [from_cells(kind, dict(zip(head, row, strict=True))) for row in rows]
        assert [*map(as_json_line, told)] == [as_json_line(data_of(one)) for one in of_kind(iraq, kind)]


def test_every_record_comes_back_from_csv(iraq):
    for kind, sheet in zip(MODELS, sheets(iraq), strict=True):
        rows = csv.DictReader(io.TextIOWrapper(written(write_csv, sheet), "utf-8", newline=""))
        told = [from_cells(kind, row) for row in rows]
        assert [*map(as_json_line, told)] == [as_json_line(data_of(one)) for one in of_kind(iraq, kind)]


def test_a_workbook_is_made_to_be_read(book):
    claims = book["claims"]
    assert claims.sheet_view.rightToLeft
    assert claims.freeze_panes == "A2"
    assert claims.auto_filter.ref.startswith("A1:")
    assert all(cell.font.bold for cell in claims[1])
    assert not any(cell.hyperlink or cell.data_type == "f" for row in book["sources"].iter_rows() for cell in row)
    column = {cell.value: cell.column - 1 for cell in claims[1]}
    values = [row[column["said_on"]] for row in claims.iter_rows(min_row=2, values_only=True)]
    assert {type(value) for value in values} == {str, datetime}
    assert all(len(value) != len("2025-09-30") for value in values if isinstance(value, str))
    figures = [row[column["figure_low"]] for row in claims.iter_rows(min_row=2, values_only=True)]
    assert {type(value) for value in figures} <= {int, float, type(None)}


@pytest.mark.parametrize(("language", "name"), [("en", "Data dictionary"), ("ar", "قاموس البيانات")])
def test_the_dictionary_says_what_every_column_of_every_sheet_means(iraq, language, name):
    out = io.BytesIO()
    workbook(iraq, out, language)
    book = openpyxl.load_workbook(out)
    rows = [*book[name].iter_rows(min_row=2, values_only=True)]
    assert [row[:2] for row in rows] == [(SHEETS[kind], one.name) for kind in MODELS for one in columns(kind)]
    assert all(all(row) for row in rows)
    assert {name for name, *_ in rows} | {name} == set(book.sheetnames)
    assert [*dictionary(language).holds] == [cell.value for cell in book[name][1]]


def test_with_a_byte_order_mark_arabic_opens_right_and_without_one_nothing_stands_before_the_head(iraq):
    claims = next(sheet for sheet in sheets(iraq) if sheet.name == "claims")
    marked, plain = (written(write_csv, claims, bom=bom).getvalue() for bom in (True, False))
    assert marked == b"\xef\xbb\xbf" + plain
    frame = pd.read_csv(io.BytesIO(marked), keep_default_na=False)
    assert list(frame["statement_ar"]) == [one.statement.ar or "" for one in iraq.claims.values()]


def test_parquet_has_types_and_the_days_that_a_date_can_mean(iraq):
    claims = pq.read_table(written(write_parquet, next(one for one in sheets(iraq) if one.name == "claims")))
    types = {field.name: field.type for field in claims.schema}
    assert types["said_on_first"] == types["deadline_due_last"] == types["retired_on"] == pa.date32()
    assert types["figure_low"] == pa.float64()
    rows = {row["id"]: row for row in claims.to_pylist()}
    assert [*rows] == [*iraq.claims]
    for claim in iraq.claims.values():
        row = rows[claim.id]
        assert (row["said_on"], row["said_on_first"]) == (claim.said_on.text, claim.said_on.first)
        assert row["figure_low"] == (claim.figure and claim.figure.low)
    speakers = pq.read_table(written(write_parquet, next(one for one in sheets(iraq) if one.name == "speakers")))
    assert speakers.schema.field("sides").type == pa.list_(pa.string())
    assert [tuple(sides or ()) for sides in speakers["sides"].to_pylist()] == [
        one.sides for one in iraq.speakers.values()
    ]


AS_OF = date(2026, 3, 24)


@pytest.mark.parametrize("name", KEYS)
def test_every_table_says_the_same_in_every_form(iraq, name):
    query = Query(as_of=AS_OF, topic=("asad-exit",) if name == "pairs" else ())
    rows = Answers(iraq, query, "ar").rows(name)
    assert rows
    lines = table(name, rows, "jsonl", "ar").decode().splitlines()
    assert [json.loads(line) for line in lines] == rows
    kept = pq.read_table(io.BytesIO(table(name, rows, "parquet", "ar"))).to_pylist()
    for row, typed in zip(rows, kept, strict=True):
        days = {key: str(value) if isinstance(value, date) else value for key, value in typed.items()}
        assert {key: days[key] for key in row} == row
    texts = [*csv.DictReader(io.StringIO(table(name, rows, "csv", "ar").decode(), newline=""))]
    assert [*texts[0]] == [*KEYS[name]]
    sheet = openpyxl.load_workbook(io.BytesIO(table(name, rows, "xlsx", "ar")))[name]
    for row, text, cells in zip(rows, texts, sheet.iter_rows(min_row=2, values_only=True), strict=True):
        for key, cell in zip(KEYS[name], cells, strict=True):
            if isinstance(row[key], str):
                assert from_cell(text[key]) == row[key]
                assert (str(cell.date()) if isinstance(cell, datetime) else from_cell(cell)) == row[key]
            elif isinstance(row[key], int | float) and not isinstance(row[key], bool):
                assert float(text[key]) == row[key] == float(cell)


@pytest.mark.parametrize("name", KEYS)
def test_an_empty_table_has_its_head_in_every_form(name):
    assert table(name, [], "csv", "en", bom=True).decode("utf-8-sig") == ",".join(KEYS[name]) + "\r\n"
    assert table(name, [], "jsonl", "en") == b""
    schema = pq.read_table(io.BytesIO(table(name, [], "parquet", "en"))).schema
    assert {*KEYS[name]} <= {*schema.names}
    sheet = openpyxl.load_workbook(io.BytesIO(table(name, [], "xlsx", "en")))[name]
    assert [cell.value for cell in sheet[1]] == [*KEYS[name]]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", KEYS)
def test_the_workbook_of_a_table_says_what_every_key_means(name, language):
    book = openpyxl.load_workbook(io.BytesIO(table(name, [], "xlsx", language)))
    rows = [*book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    assert [row[0] for row in rows] == [*KEYS[name]]
    assert all(all(row) for row in rows)
    arabic = [any("ء" <= letter <= "ي" for letter in row[1]) for row in rows]
    assert all(arabic) if language == "ar" else not any(arabic)


hostile = st.text(
    st.one_of(
        st.sampled_from("'=+-@\t\r\n\x00\x0c\x1b\\u_x000C_x005F_\u200f\u2067\ufeff\ufffe\"; ,عـ"),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=40,
).filter(str.strip)


@given(st.lists(hostile, min_size=1, max_size=5))
@settings(max_examples=40)
def test_any_text_comes_back_from_csv_and_xlsx_and_none_is_a_formula(texts):
    sheet = Sheet("texts", {"text": "text"}, [{"text": one} for one in texts])
    for bom in (False, True):
        out = io.TextIOWrapper(written(write_csv, sheet, bom=bom), "utf-8-sig" if bom else "utf-8", newline="")
        assert [from_cell(row["text"]) for row in csv.DictReader(out)] == texts
    page = openpyxl.load_workbook(written(write_xlsx, [sheet], "en"))["texts"]
    cells = [row[0] for row in page.iter_rows(min_row=2)]
    assert [from_cell(cell.value) for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("number", [2500, 2500.0, 0.1 + 0.2, 0, 10**15, 1e-7])
def test_a_number_keeps_its_form_in_a_workbook(number):
    sheet = Sheet("one", {"figure_low": "number"}, [{"figure_low": number}])
    page = openpyxl.load_workbook(written(write_xlsx, [sheet], "en"))["one"]
    data = from_cells("claim", {"figure_low": page["A2"].value, "figure_as_of": "2025"})
    assert repr(data["figure"]["low"]) == repr(number)


@pytest.mark.parametrize("day", ["1899-12-31", "1900-02-28", "2025-09-30", "2025-09", "2025-09-30~"])
def test_a_day_keeps_its_form_in_a_workbook(day):
    sheet = Sheet("one", {"said_on": "date"}, [{"said_on": day}])
    page = openpyxl.load_workbook(written(write_xlsx, [sheet], "en"))["one"]
    assert from_cells("claim", {"said_on": page["A2"].value})["said_on"] == day


def test_a_text_that_no_cell_holds_is_refused_with_its_place():
    sheet = Sheet("claims", {"note": "text"}, [{"note": "a" * MOST_LETTERS}, {"note": "a" * (MOST_LETTERS + 1)}])
    with pytest.raises(ExchangeError, match="Sheet claims, row 3, column note"):
        written(write_xlsx, [sheet], "en")


def test_lines_of_json_are_in_utf8_and_have_every_column():
    sheet = Sheet("one", {"a": "text", "b": "text"}, [{"a": "قول", "b": None, "c": 1}])
    assert written(write_jsonl, sheet).getvalue().decode() == '{"a": "قول", "b": null}\n'


def test_a_dossier_with_a_hostile_note_comes_back_from_its_workbook(iraq):
    first = next(iter(iraq.claims.values()))
    note = '=HYPERLINK("http://example.org")\n\u2067\'=1'
    hostile_claim = first.model_copy(update={"note": note})
    records = replace(iraq, claims={first.id: hostile_claim})
    out = io.BytesIO()
    workbook(records, out, "en")
    head, row = openpyxl.load_workbook(out)["claims"].iter_rows(values_only=True)
    cells = dict(zip(head, row, strict=True))
    assert cells["note"].startswith("'=")
    assert from_cells("claim", cells)["note"] == note
