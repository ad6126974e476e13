"""Every export gives each payload of a hostile dossier back to the letter, as text."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import feedparser
import icalendar
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from claims import export, published, seeds
from claims.analysis import deadlines, figures, positions
from claims.answers import Answers, as_csv
from claims.bidi import ISOLATES
from claims.exchange import atom, claimreview, ics
from claims.exchange.dossiers import data_of, of_kind
from claims.exchange.files import files
from claims.exchange.incoming import Row
from claims.exchange.reading import incoming
from claims.exchange.sheets import Form
from claims.exchange.tables import table
from claims.faults import Fault
from claims.folder import MODELS
from claims.query import Query
from claims.spreadsheet import from_cell
from claims.tables import Tables
from tests import hostile
from tests.hostile import WORDS

QUERY = Query(date(2026, 11, 23))
SITE = "https://example.org"
DOSSIER = hostile.records()
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")


def no_cell_is_a_formula(content: bytes) -> None:
    for sheet in load_workbook(io.BytesIO(content)):
        for cell in (cell for row in sheet for cell in row):
            assert cell.data_type != "f"
            assert cell.hyperlink is None
            assert not isinstance(cell.value, str) or not FORMULA.match(cell.value)


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_a_file_of_the_dossier_is_imported_as_the_same_records(tmp_path: Path, form: Form):
    rows: list[Row] = []
    faults: list[Fault] = []
    for path, write in files(DOSSIER, form, "en"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        with (tmp_path / path).open("wb") as out:
            write(out)
        if path.suffix != ".txt":
            read = incoming(tmp_path / path, None)
            rows += [*read.rows({})]
            faults += read.faults
    assert faults == []
    found = [(row.kind, MODELS[row.kind].model_validate(row.data)) for row in rows]
    assert found == [(kind, one) for kind in MODELS for one in of_kind(DOSSIER, kind)]
    if form == "xlsx":
        no_cell_is_a_formula((tmp_path / "dossier.xlsx").read_bytes())
    if form == "csv":
        cells = [cell for file in tmp_path.glob("*.csv") for row in csv.reader(file.open(newline="")) for cell in row]
        assert not [cell for cell in cells if FORMULA.match(cell)]


def test_parquet_has_the_texts_as_they_are(tmp_path: Path):
    for path, write in files(DOSSIER, "parquet", "en"):
        if path.name == "claims.parquet":
            with (tmp_path / path).open("wb") as out:
                write(out)
    read = {row["id"]: row for row in pq.read_table(tmp_path / "claims.parquet").to_pylist()}
    for claim in DOSSIER.claims.values():
        told = read[claim.id]
        assert (told["statement_en"], told["venue"], told["note"]) == (claim.statement.en, claim.venue, claim.note)
        assert told["quote_text"] == data_of(claim)["quote"]["text"]


def test_a_folder_is_read_as_the_same_dossier(tmp_path: Path):
    export.write(tmp_path / "hostile", DOSSIER, {})
    assert seeds.read(tmp_path / "hostile").records == DOSSIER


@pytest.mark.parametrize("form", get_args(Form))
def test_a_public_table_says_what_its_rows_say(form: Form):
    rows = Answers(DOSSIER, QUERY, "en").rows("figures")
    content = table("figures", rows, form, "en")
    match form:
        case "csv":
            read = [*csv.DictReader(io.StringIO(content.decode(), newline=""))]
        case "xlsx":
            no_cell_is_a_formula(content)
            head, *cells = load_workbook(io.BytesIO(content))["figures"].values
            read = [dict(zip(head, row, strict=True)) for row in cells]
        case "jsonl":
            read = [json.loads(line) for line in content.decode().splitlines()]
        case "parquet":
            read = pq.read_table(io.BytesIO(content)).to_pylist()
    texts = [key for key in rows[0] if any(row[key] in WORDS for row in rows)]
    assert texts
    bare = from_cell if form in ("csv", "xlsx") else str
    assert [[bare(row[key]) for key in texts] for row in read] == [[row[key] for key in texts] for row in rows]


def test_data_for_programs_says_what_was_said():
    tables, day = Tables.of(DOSSIER), QUERY.as_of
    computed = (deadlines.states(tables, day), figures.standing(tables, day), positions.standing(tables, day))
    chosen = sorted(id_ for id_ in DOSSIER.claims if not id_.startswith("gone"))
    rows = published.rows(DOSSIER, computed, chosen, "en", lambda id_: f"{SITE}/claim?id={id_}")
    told = json.loads(json.dumps(rows))
    cells = [*csv.DictReader(io.StringIO(as_csv(rows, published.KEYS), newline=""))]
    for id_, one, row in zip(chosen, told, cells, strict=True):
        claim = DOSSIER.claims[id_]
        assert (one["quote"], from_cell(row["quote"])) == (claim.quote.text, claim.quote.text)
        assert not [cell for cell in row.values() if FORMULA.match(cell)]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_reviews_calendar_and_feed_keep_the_words(language):
    graph = json.loads(json.dumps(claimreview.graph(DOSSIER, [*DOSSIER.claims], QUERY.as_of, SITE, language)))
    nodes = graph["@graph"]
    assert {*WORDS} == {one["text"] for one in nodes if one["@type"] == "Claim"}
    assert {*WORDS} == {one["reviewBody"] for one in nodes if one["@type"] == "ClaimReview"}

    rows = Answers(DOSSIER, QUERY, language).rows("deadlines")
    events = icalendar.Calendar.from_ical(ics.calendar(DOSSIER, rows, QUERY.as_of, SITE, language)).walk("VEVENT")
    told = "\n".join(str(one["description"]) for one in events)
    assert len(events) == len(WORDS)
    # In a sentence an isolate is closed where its words end, and none stays open.
    told, wanted = told.translate(ISOLATES), [words.translate(ISOLATES) for words in WORDS]
    assert [words for words in wanted if words not in told] == []

    moment = datetime(2026, 11, 1, tzinfo=UTC)
    entries = [atom.Entry(str(at), one, one, moment, SITE, one, one) for at, one in enumerate(WORDS)]
    of_all = atom.Feed("hostile", WORDS[0], WORDS[0], f"{SITE}/changes.atom", moment, language)
    # Titles and summaries are declared as plain text: nothing in them is markup for a reader of feeds to clean.
    read = feedparser.parse(atom.written(of_all, entries), sanitize_html=False)
    assert not read.bozo
    assert {(one.title, one.summary) for one in read.entries} == {(one, one) for one in WORDS}
