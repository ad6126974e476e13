"""Records as rows: nothing is lost on the way, and every column says what it holds in both languages."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.exchange.columns import Required, as_cells, columns, from_cells
from claims.folder import MODELS
from claims.models import Claim, Speaker, Text
from claims.records import DossierRecords
from claims.spreadsheet import from_cell, guarded, in_cell
from claims.writing import as_json_line, in_order


def data_of(record):
    return in_order(record.model_dump(mode="json", exclude_unset=True), type(record))


def of_kind(records: DossierRecords):
    yield "dossier", records.dossier
    for kind in ("topic", "speaker", "outlet", "source", "claim", "outcome", "assessment"):
        for record in getattr(records, f"{kind}s").values():
            yield kind, record


def test_every_record_of_the_dossier_survives_its_row(iraq):
    for kind, record in of_kind(iraq):
        data = data_of(record)
        assert as_json_line(from_cells(kind, as_cells(kind, data))) == as_json_line(data)


def test_every_record_of_the_dossier_survives_csv_where_every_cell_is_text(iraq):
    for kind, record in of_kind(iraq):
        out = io.StringIO()
        writer = csv.DictWriter(out, [column.name for column in columns(kind)])
        writer.writeheader()
        writer.writerow(as_cells(kind, data_of(record)))
        (row,) = csv.DictReader(io.StringIO(out.getvalue(), newline=""))
        assert as_json_line(from_cells(kind, row)) == as_json_line(data_of(record))


FIGURE = {"low": 2500, "high": None, "qualifier": "at-least", "as_of": "2025"}


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("speaker", {"id": "a", "name": {"en": "A"}, "kind": "person"}),
        ("speaker", {"id": "a", "name": {"en": "A"}, "kind": "person", "sides": []}),
        ("speaker", {"id": "a", "name": {"en": "A"}, "kind": "person", "sides": ["one", "two"]}),
        ("claim", {"id": "a", "figure": FIGURE}),
        ("claim", {"id": "a", "figure": FIGURE | {"low": 2500.0}}),
        ("claim", {"id": "a", "figure": FIGURE | {"low": None, "high": 0.1}}),
        ("claim", {"id": "a"}),
    ],
)
def test_left_out_null_empty_and_the_form_of_a_number_stay_apart(kind, data):
    ordered = in_order(data, MODELS[kind])
    row = {name: None if cell is None else str(cell) for name, cell in as_cells(kind, ordered).items()}
    assert as_json_line(from_cells(kind, row)) == as_json_line(ordered)


hostile = st.text(
    st.one_of(st.sampled_from("'=+-@\t\r\n\x00\x0c\x1b\\u_x000C\u200f\u2067\ufffeعـ"), st.characters(codec="utf-8"))
)


@given(hostile)
def test_any_text_comes_back_from_its_cell_and_is_no_formula_in_it(text):
    cell = in_cell(text)
    assert from_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not {letter for letter in cell if letter < " "} - {"\t", "\n"}


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1+1", "'tis", r"\u0000", "_x000C_", "\x0c", "-", "'"])
def test_what_looks_guarded_or_escaped_already_comes_back_as_it_was(text):
    assert from_cell(in_cell(text)) == text


def test_only_text_that_would_be_a_formula_is_guarded():
    assert [guarded(one) for one in ("=1", "'=1", "'tis", "2500")] == ["'=1", "''=1", "'tis", "2500"]


def test_days_and_numbers_that_a_spreadsheet_made_of_text_are_read_as_the_text():
    row = {"said_on": datetime(2025, 9, 30), "retired_on": date(2025, 10, 1), "figure_as_of": 2025, "figure_low": 12}
    data = from_cells("claim", row)
    assert (data["said_on"], data["retired"]["on"], data["figure"]["as_of"]) == ("2025-09-30", "2025-10-01", "2025")
    assert data["figure"]["low"] == 12


def test_what_is_no_number_and_no_list_is_left_for_the_model_to_refuse():
    assert from_cells("claim", {"figure_low": "about 20", "figure_as_of": "2025"})["figure"]["low"] == "about 20"
    assert from_cells("dossier", {"sides": "[{"})["sides"] == "[{"


def test_what_a_column_says_in_english_is_what_its_model_says():
    said = {column.name: column.meaning("en") for column in columns("claim")}
    assert said["said_on"] == Claim.model_fields["said_on"].description
    assert said["statement_ar"] == f"{Claim.model_fields['statement'].description} (in Arabic)"
    for kind, model in MODELS.items():
        for column in columns(kind):
            if len(column.path) == 1:
                assert column.meaning("en") == model.model_fields[column.name].description
            elif model.model_fields[column.path[0]].annotation in (Text, Text | None):
                assert column.meaning("en").startswith(model.model_fields[column.path[0]].description)


@pytest.mark.parametrize("kind", MODELS)
def test_every_column_has_help_in_arabic_and_says_whether_it_is_required(kind):
    for column in columns(kind):
        assert any("ء" <= letter <= "ي" for letter in column.meaning("ar"))
        assert column.is_required("ar") != column.is_required("en")
        assert column.required in get_args(Required)
        assert column.takes("en")


def test_a_column_is_required_as_its_model_has_it():
    required = {column.name: column.required for column in columns("claim")}
    assert required["topic"] == "always"
    assert (required["statement_en"], required["statement_ar"]) == ("either", "either")
    assert (required["deadline_role"], required["deadline_due"], required["figure_low"]) == ("within", "no", "no")
    assert {one.name: one.required for one in columns("speaker")}["role_en"] == "no"
    kinds = next(one.allowed for one in columns("speaker") if one.name == "kind")
    assert set(kinds) == set(Speaker.model_json_schema()["properties"]["kind"]["enum"])
