"""Importing tables into a store: what comes in, every fault with its row and column, all or nothing, begun again."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from sqlalchemy import Engine, func, select

from claims import seeds
from claims.errors import FaultyDossierError
from claims.exchange import reading
from claims.exchange.columns import as_cells, columns
from claims.exchange.files import files
from claims.exchange.incoming import CellFault, Form
from claims.faults import Fault, RecordType
from claims.folder import MODELS
from claims.records import DossierRecords
from claims.store import dossiers, engine, history, imports
from claims.store.dossiers import Edit
from claims.store.errors import EditedError
from claims.store.imports import Import, Merge
from claims.store.rows import data_of
from claims.store.tables import IMPORTS
from tests.claims.broken import claim, deadline, figure, sound, write
from tests.claims.store.writers import import_file, process

ID = "mission"
FORMS = ("csv", "xlsx", "jsonl")

Rows = list[dict[str, Any]]


def write_rows(path: Path, kind: str, rows: Rows) -> Path:
    """The rows as somebody would type them, from cell A1; as jsonl, without what is empty."""
    heads = list(dict.fromkeys(name for row in rows for name in row))
    table = [heads, *([row.get(name) for name in heads] for row in rows)]
    if path.suffix == ".xlsx":
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = f"{kind}s"
        for line in table:
            sheet.append(line)
        book.save(path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
    else:
        path.write_text("".join(json.dumps({"type": kind, **row}) + "\n" for row in rows), encoding="utf-8")
    return path


def flat_claim(slug: str, **given: Any) -> dict[str, Any]:
    return as_cells("claim", claim(slug, **given)) | {}


def load(store: Engine, records: DossierRecords) -> None:
    engine.writing(store, lambda at: dossiers.load(at, records, {}, who="editor"))


def read(store: Engine, dossier_id: str = ID) -> DossierRecords:
    return engine.reading(store, lambda at: dossiers.read(at, dossier_id))[0]


def import_(store: Engine, file: Path, kind: RecordType | None = "claim", dossier_id: str = ID, **given: Any) -> Merge:
    return Import(store, dossier_id, reading.incoming(file, kind), **given).run(who="editor")


def counts(merge: Merge) -> tuple[int, int, int]:
    """Added, changed, unchanged."""
    return (
        sum(one.before is None for one in merge.changes),
        sum(one.before is not None for one in merge.changes),
        merge.unchanged,
    )


def faults_of(store: Engine, file: Path, **given: Any) -> list[CellFault]:
    with pytest.raises(FaultyDossierError) as refused:
        import_(store, file, **given)
    return [one for one in refused.value.faults if isinstance(one, CellFault)]


def places(faults: list[CellFault]) -> list[tuple[str | None, int | None, str | None, str]]:
    return [(one.sheet, one.line, one.column, one.reason) for one in faults]


def staged_rows(store: Engine) -> int:
    return engine.reading(store, lambda at: at.execute(select(func.count()).select_from(IMPORTS)).scalar() or 0)


@pytest.fixture
def mission(store: Engine, tmp_path: Path) -> Engine:
    """A store with the sound dossier of the tests."""
    load(store, seeds.load(write(tmp_path / "mission", sound())))
    return store


# What comes in


def whole_dossier(form: str, home: Path, records: DossierRecords) -> list[Path]:
    """Every record of a dossier in tables, with the texts beside them."""
    named = zip(
        MODELS,
        ("dossier", "topics", "speakers", "outlets", "sources", "claims", "outcomes", "assessments"),
        strict=True,
    )
    of = {kind: [records.dossier] if kind == "dossier" else [*getattr(records, name).values()] for kind, name in named}
    rows = {kind: [as_cells(kind, data_of(kind, one)) for one in found] for kind, found in of.items()}
    (home / "texts").mkdir()
    for source in records.sources.values():
        if source.text:
            (home / source.text).write_text(records.texts[source.id], encoding="utf-8", newline="")
    if form == "csv":
        return [write_rows(home / f"{kind}s.csv", kind, rows[kind]) for kind in MODELS]
    if form == "jsonl":
        lines = [json.dumps({"type": kind, **data_of(kind, one)}) for kind in MODELS for one in of[kind]]
        (home / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return [home / "all.jsonl"]
    book = Workbook()
    for kind in MODELS:
        sheet = book.create_sheet(f"{kind}s")
        heads = [column.name for column in columns(kind)]
        for line in [heads, *([row[name] for name in heads] for row in rows[kind])]:
            sheet.append(line)
    book.save(home / "all.xlsx")
    return [home / "all.xlsx"]


# How a form is read does not depend on the database.
@pytest.mark.parametrize(
    ("new_database", "form"), [*(("sqlite", form) for form in FORMS), ("postgresql", "csv")], indirect=["new_database"]
)
def test_a_dossier_that_is_exported_as_tables_comes_back_to_the_letter_and_a_second_time_changes_nothing(
    store, tmp_path, form, iraq
):
    files = whole_dossier(form, tmp_path, iraq)
    for file in files:
        import_(store, file, None, "iraq-coalition")
    assert read(store, "iraq-coalition") == iraq
    holds_claims = next(file for file in files if file.stem in ("claims", "all"))
    again = counts(import_(store, holds_claims, None, "iraq-coalition"))
    assert again[:2] == (0, 0)
    assert again[2] >= len(iraq.claims)
    assert engine.reading(store, lambda at: [*history.breaks(at, "iraq-coalition")]) == []
    assert staged_rows(store) == 0


# Files that were damaged on their way

ODD = (
    *("", " ", "NaN", "-inf", "1e999", "9" * 5_000, "-1", "٢", "1_000", "0x10", "TRUE", "null", "=1+1", "'x"),
    *("0000-00-00", "9999-99-99", "2026-02-30", "../2026", "2026-13", "[" * 2_000, "{}", "x" * 40_000, "a\nb", "\x01"),
    *("\u202e", "first", "nobody", "../../etc/passwd", "texts/../../x", "/etc/passwd", "a; a", "http://x:99999999/"),
)
"""What no field, or only some, can say."""

NO_CELL = (1, -1.5, 10**30, float("nan"), float("-inf"), True, None, [], {}, [[]], [None], {"en": 1}, "\ud800")
"""What only JSON says."""

Draw = Callable[[st.SearchStrategy[Any]], Any]


def damaged_table(draw: Draw, content: bytes) -> bytes:
    rows = [*csv.reader(io.StringIO(content.decode(), newline=""))]
    row, column = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows[0]) - 1))
    match draw(st.sampled_from(["cell", "cell", "row twice", "column twice", "row gone", "column gone", "reversed"])):
        case "cell":
            rows[row][column] = draw(st.sampled_from(ODD))
        case "row twice":
            rows.append(rows[row])
        case "column twice":
            rows = [[*one, one[column]] for one in rows]
        case "row gone":
            del rows[row]
        case "column gone":
            rows = [one[:column] + one[column + 1 :] for one in rows]
        case _:
            rows.reverse()
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1256"]))
    return out.getvalue().encode(encoding, "replace")


def damaged_lines(draw: Draw, content: bytes) -> bytes:
    lines = content.decode().splitlines()
    at = draw(st.integers(0, len(lines) - 1))
    record = inner = json.loads(lines[at])
    while isinstance(found := inner[name := draw(st.sampled_from(sorted(inner)))], dict):
        inner = found
    inner[name] = draw(st.sampled_from([*ODD, *NO_CELL]))
    lines.append(json.dumps(record))
    if draw(st.booleans()):
        lines[at] = lines.pop()
    return "\n".join(lines).encode()


def damaged_workbook(draw: Draw, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        damaged = draw(st.sampled_from([one for one in old.namelist() if "sheet" in one]))
        for name in old.namelist():
            part = old.read(name).decode()
            if name == damaged:
                # A value, of an attribute or between two elements.
                where = draw(st.sampled_from([*re.finditer(r'(?<=")[^"<>]*(?=")|(?<=>)[^"<>]+(?=<)', part)]))
                value = draw(st.sampled_from([*ODD, "b", "e", "d", "n", "s", "999999999", "ZZZ9", "A0", "&", "<"]))
                part = part[: where.start()] + value + part[where.end() :]
            new.writestr(name, part.encode())
    return out.getvalue()


def damaged_anyhow(draw: Draw, content: bytes) -> bytes:
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(content))] * 2)))
    middle: bytes = draw(st.binary(max_size=4))
    return content[:start] + middle + draw(st.sampled_from([content[end:], content[start + 1 :], b""]))


DAMAGED = {"csv": damaged_table, "jsonl": damaged_lines, "xlsx": damaged_workbook}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound dossier in a store, and beside it as each form exports it."""
    home = tmp_path_factory.mktemp("kept")
    records = seeds.load(write(home / "mission", sound()))
    for form in get_args(Form):
        for path, write_ in files(records, form, "en"):
            with (home / "mission" / path).open("wb") as out:
                write_(out)
    store = engine.open_store(str(home / "store.sqlite"), create=True)
    load(store, records)
    store.dispose()
    return home


@pytest.mark.parametrize("form", DAMAGED)
@settings(max_examples=30)
@given(data=st.data())
def test_a_file_damaged_on_its_way_is_imported_or_refused_by_name_and_the_store_stays_as_it_was(kept, form, data):
    whole = data.draw(st.sampled_from(sorted((kept / "mission").glob(f"*.{form}"))))
    damage = data.draw(st.sampled_from([DAMAGED[form], DAMAGED[form], damaged_anyhow]))
    content = damage(data.draw, whole.read_bytes())
    with TemporaryDirectory() as home:
        file = Path(home) / whole.name
        file.write_bytes(content)
        shutil.copytree(kept / "mission" / "texts", file.parent / "texts")
        store = engine.open_store(str(shutil.copy(kept / "store.sqlite", home)))
        before = engine.reading(store, lambda at: dossiers.holdings(at, ID))
        faults: tuple[Fault, ...] = ()
        try:
            import_(store, file, None)
        except FaultyDossierError as refused:
            faults = refused.faults
        after = engine.reading(store, lambda at: dossiers.holdings(at, ID))
        assert after == before or not faults
        assert all(one.file and one.file in one.in_words(lang) for one in faults for lang in ("en", "ar"))
        assert staged_rows(store) == 0
        store.dispose()


def test_the_words_of_a_source_whose_id_is_none_are_left_alone(mission, tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "x.txt").write_text("words")
    rows = [{"id": "No Id", "outlet": "gazette", "published": "2026", "language": "en", "text": "texts/x.txt"}]
    file = write_rows(tmp_path / "sources.jsonl", "source", rows)
    assert "not_an_id" in [one.reason for one in faults_of(mission, file, kind=None)]


def test_a_column_misspelt_is_told_where_the_record_has_its_field_already(mission, tmp_path):
    (tmp_path / "claims.csv").write_text("id,speker,note\nfirst,adviser,A call.\n")
    assert [one.reason for one in faults_of(mission, tmp_path / "claims.csv")] == ["unknown_column_near"]


@pytest.mark.parametrize("form", FORMS)
def test_new_ids_are_added_known_ones_changed_and_nothing_is_removed(mission, tmp_path, form):
    before = read(mission)
    rows = [claim("first", note="A call."), claim("newest")]
    if form != "jsonl":
        rows = [as_cells("claim", row) for row in rows]
    merge = import_(mission, write_rows(tmp_path / f"claims.{form}", "claim", rows))
    after = read(mission)
    assert counts(merge) == (1, 1, 0)
    assert [*after.claims] == [*before.claims, "newest"]
    assert after.claims["first"].note == "A call."
    assert {id_: one for id_, one in after.claims.items() if id_ not in ("first", "newest")} == {
        id_: one for id_, one in before.claims.items() if id_ != "first"
    }


def test_fields_without_a_column_stay_and_an_empty_cell_empties(mission, tmp_path):
    before = read(mission).claims["first"]
    file = tmp_path / "claims.csv"
    file.write_text("id,note\nfirst,A call.\n")
    import_(mission, file)
    assert read(mission).claims["first"] == before.model_copy(update={"note": "A call."})
    file.write_text("id,note\nfirst,\n")
    import_(mission, file)
    assert read(mission).claims["first"] == before


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbfid,note\r\nfirst,"two\nlines"\r\n',
        b'# a remark\n\nid;note\n#example;x\n\nfirst;"two\nlines"\n',
        b'note\tid\n"two\nlines"\tfirst\n',
    ],
)
def test_csv_comes_with_or_without_a_byte_order_mark_by_commas_semicolons_or_tabs(mission, tmp_path, content):
    (tmp_path / "claims.csv").write_bytes(content)
    import_(mission, tmp_path / "claims.csv")
    assert read(mission).claims["first"].note == "two\nlines"


def test_real_dates_and_numbers_of_a_sheet_are_taken_as_such(mission, tmp_path):
    row = flat_claim("counted", topic="troops", figure=figure(as_of="2025"))
    row |= {"said_on": datetime(2025, 8, 17), "figure_as_of": 2025, "figure_low": 2500, "figure_high": 2500}
    import_(mission, write_rows(tmp_path / "claims.xlsx", "claim", [row]))
    assert data_of("claim", read(mission).claims["counted"]) == claim("counted", topic="troops", figure=figure())


@pytest.mark.parametrize("new_database", ["sqlite"], indirect=True)
def test_an_import_keeps_little_of_each_line_in_memory(mission, tmp_path):
    def most(lines: int) -> int:
        rows = [claim(f"one-of-{lines}-{number}", note="Much to say. " * 40) for number in range(lines)]
        incoming = reading.incoming(write_rows(tmp_path / "claims.jsonl", "claim", rows), None)
        tracemalloc.start()
        Import(mission, ID, incoming).run(who="editor")
        _, found = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return found

    # The first one fills caches.
    _, few, many = (most(chunks * imports.CHUNK) for chunks in (1, 1, 3))
    assert (many - few) / (2 * imports.CHUNK) < 1_000


def test_the_preview_tells_each_field_and_writes_nothing(mission, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text("id,note\nfirst,A call.\n")
    merge = Import(mission, ID, reading.incoming(file, None)).preview()
    assert [(one.id, [*one.fields()]) for one in merge.changes] == [("first", [("note", None, "A call.")])]
    assert read(mission).claims["first"].note is None
    assert staged_rows(mission) == 0


# Faults

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"attribution": "directt"}, "attribution", "unknown_value"),
    ({"said_on": "2025-13"}, "said_on", "month_does_not_exist"),
    ({"speaker": "nobody"}, "speaker", "unknown_reference"),
    ({"source": None}, "source", "missing_field"),
    ({"deadline": deadline(role="bye")}, "deadline_role", "unknown_value"),
]


@pytest.mark.parametrize("form", FORMS)
def test_every_fault_is_told_at_once_with_its_row_and_column_and_nothing_is_done(mission, tmp_path, form):
    before = read(mission)
    rows = [claim("sound"), *(claim(f"wrong-{place}") | wrong for place, (wrong, _, _) in enumerate(WRONG))]
    # An id that stands twice, in the last row.
    rows.append(claim("sound"))
    if form == "jsonl":
        rows = [{name: value for name, value in row.items() if value is not None} for row in rows]
    else:
        rows = [as_cells("claim", row) for row in rows]
    faults = faults_of(mission, write_rows(tmp_path / f"claims.{form}", "claim", rows))
    first = 1 if form == "jsonl" else 2
    told = [(one.line, one.column if form != "jsonl" else one.field, one.reason) for one in faults]
    heads = [column.name for column in columns("claim")]

    def column(name: str) -> str:
        return (
            name.replace("_", ".", name == "deadline_role")
            if form == "jsonl"
            else f"{chr(65 + heads.index(name))} ({name})"
        )

    expected = [(first + place, column(name), reason) for place, (_, name, reason) in enumerate(WRONG, 1)]
    assert told == [*expected, (first + len(WRONG) + 1, column("id"), "duplicate_id")]
    assert {one.sheet for one in faults} == {"claims" if form == "xlsx" else None}
    assert read(mission) == before
    assert staged_rows(mission) == 0


def test_a_fault_says_its_place_in_words_of_either_language(mission, tmp_path):
    (fault,) = faults_of(mission, write_rows(tmp_path / "c.xlsx", "claim", [flat_claim("x", speaker="nobody")]))
    assert fault.place("en").endswith("c.xlsx: sheet claims, row 2, column C (speaker): claim x")
    assert "الصف 2" in fault.place("ar")
    assert fault.place("ar").isprintable() is False, "its isolates are not spelled out"
    assert "\\u" not in fault.place("ar")


# All or nothing, others at work


def edit(store: Engine, note: str) -> None:
    """Somebody edits the first claim in the store."""

    def work(at: Any) -> None:
        found = dossiers.one_held(at, ID, "claim", "first")
        assert found is not None
        record = dossiers.read(at, ID)[0].claims["first"].model_copy(update={"note": note})
        dossiers.edit(at, ID, [Edit("claim", "first", record, found.version)], who="Zainab", why="a call")

    engine.writing(store, work)


def test_an_import_stops_at_a_record_that_was_edited_until_it_is_told_which_shall_stay(mission, tmp_path):
    edit(mission, "Hers.")
    file = write_rows(tmp_path / "claims.csv", "claim", [flat_claim("first", note="Ours."), flat_claim("newest")])
    with pytest.raises(EditedError) as stopped:
        import_(mission, file)
    assert stopped.value.records == (("claim", "first"),)
    assert "newest" not in read(mission).claims
    kept = import_(mission, file, edited="keep")
    assert (counts(kept), kept.kept) == ((1, 0, 0), (("claim", "first"),))
    assert read(mission).claims["first"].note == "Hers."
    import_(mission, file, edited="replace")
    assert read(mission).claims["first"].note == "Ours."


def test_what_somebody_writes_while_the_file_is_read_is_not_overruled(mission, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text("id,venue\nfirst,Baghdad\n")

    class Slow(reading.Incoming):
        def rows(self, read_before: reading.ReadBefore) -> Any:
            yield from super().rows(read_before)
            edit(mission, "Hers.")

    slow = Slow(**vars(reading.incoming(file, None)))
    with pytest.raises(EditedError):
        Import(mission, ID, slow).run(who="editor")
    assert read(mission).claims["first"].venue is None
    import_(mission, file, edited="replace")
    first = read(mission).claims["first"]
    assert (first.venue, first.note) == ("Baghdad", "Hers.")


def test_a_load_does_not_undo_an_import_unasked(mission, tmp_path):
    loaded = read(mission)
    file = tmp_path / "claims.csv"
    file.write_text("id,note\nfirst,A call.\n")
    import_(mission, file)
    with pytest.raises(EditedError):
        load(mission, loaded)


# Begun again


def test_an_import_that_is_killed_goes_on_after_its_last_chunk(mission, database, tmp_path):
    total = 4 * imports.CHUNK
    rows = [flat_claim(f"c-{n}") for n in range(total)]
    file = write_rows(tmp_path / "claims.csv", "claim", rows)
    before = read(mission)
    until = time.monotonic() + 60
    with process(import_file, ID, database, file) as (killed, _):
        while staged_rows(mission) == 0:
            assert killed.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)
        killed.kill()
        killed.join()
        assert killed.exitcode == -signal.SIGKILL
    left = staged_rows(mission)
    assert 0 < left < total
    assert left % imports.CHUNK == 0
    assert read(mission) == before, "staged rows are no part of the dossier"
    file_again = reading.incoming(file, None)
    work = Import(mission, ID, file_again)
    assert work.staged_before() == left
    assert counts(work.run(who="editor")) == (total, 0, 0)
    assert staged_rows(mission) == 0
    assert len(read(mission).claims) == len(before.claims) + total


def test_rows_that_another_file_left_are_never_imported(mission, tmp_path):
    other = Import(
        mission, ID, reading.incoming(write_rows(tmp_path / "other.csv", "claim", [flat_claim("x")]), "claim")
    )
    other._check(stage=True)
    import_(mission, write_rows(tmp_path / "claims.csv", "claim", [flat_claim("newest")]))
    assert "x" not in read(mission).claims
    assert [(one.digest, one.rows) for one in imports.staged(mission, ID)] == [(other.file.digest, 1)]
    imports.forget(mission, ID)
    assert imports.staged(mission, ID) == []


# The command


def test_the_command_previews_imports_and_tells_every_fault(run, mission, database, tmp_path):
    file = tmp_path / "claims.csv"
    file.write_text("id,note\nfirst,A call.\n")
    preview = run("import", file, "--preview", "--database", database)
    assert (preview.exit, preview.out.splitlines()[1]) == (0, "  note: null → 'A call.'")
    assert read(mission).claims["first"].note is None
    assert run("import", file, "--by", "Zainab", "--database", database).exit == 0
    assert read(mission).claims["first"].note == "A call."
    file.write_text("id,topic\nfirst,nowhere\n")
    refused = run("import", file, "--format", "json", "--database", database)
    told = json.loads(refused.out)["faults"]
    assert refused.exit == 1
    assert [(one["row"], one["column"], one["reason"]) for one in told[:1]] == [(2, "B (topic)", "unknown_reference")]
