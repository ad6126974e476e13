"""What was kept at a moment and what changed between two days, as the command tells it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from claims.answers import KEYS as TABLE_KEYS
from claims.changes import KEYS
from claims.store import dossiers, engine, history, past
from claims.store.dossiers import Edit
from tests.builders import claim, dossier
from tests.claims.store import test_store_commands
from tests.claims.store.test_store import ID, load

IRAQ = test_store_commands.IRAQ
ALLAWI = test_store_commands.ALLAWI


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[datetime]]:
    """What the store takes for now: the last of these moments."""
    moments = [datetime(2026, 1, 10, tzinfo=UTC)]

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return moments[-1]

    monkeypatch.setattr(history, "datetime", Clock)
    return moments


def test_each_end_is_the_dossier_as_it_was_kept_that_day(store, clock):
    load(store, dossier(claim(note="first")))
    clock.append(datetime(2026, 2, 10, 21, 30, tzinfo=UTC))  # the eleventh in Baghdad
    load(store, dossier(claim(note="second")))

    def notes(*days: date, moment: datetime | None = None) -> list[tuple[str | None, str]]:
        found = engine.reading(store, lambda at: past.ends(at, ID, days, moment))
        return [(one.records.claims["claim"].note, one.how) for one in found]

    assert notes(date(2026, 1, 20), date(2026, 2, 11)) == [("first", "then"), ("second", "then")]
    assert notes(date(2026, 1, 20), date(2026, 2, 10)) == [("first", "then"), ("first", "then")]
    assert notes(date(2025, 1, 1), date(2026, 2, 11)) == [("first", "first"), ("second", "then")]
    assert notes(date(2025, 1, 1), date(2025, 2, 1)) == [("second", "last"), ("second", "last")]
    # Asked at a moment, nobody knows of what was recorded later.
    asked = {"moment": datetime(2026, 2, 1, tzinfo=UTC)}
    assert notes(date(2026, 1, 20), date(2026, 2, 11), **asked) == [("first", "then"), ("first", "last")]
    assert notes(date(2025, 1, 1), date(2025, 2, 1), **asked) == [("first", "last"), ("first", "last")]
    later = {"moment": datetime(2026, 3, 1, tzinfo=UTC)}
    assert notes(date(2026, 1, 20), date(2026, 2, 11), **later) == [("first", "then"), ("second", "then")]


@pytest.fixture
def edited_iraq(store, clock, iraq_filed) -> None:
    """The dossier of the project, loaded on 10 January; on 10 February somebody puts a date right."""
    load(store, *iraq_filed)
    clock.append(datetime(2026, 2, 10, tzinfo=UTC))

    def work(at: engine.Connection) -> None:
        records, _ = dossiers.read(at, IRAQ.name)
        held = dossiers.one_held(at, IRAQ.name, "claim", ALLAWI)
        assert held is not None
        old = records.claims[ALLAWI].deadline
        assert old is not None
        new = records.claims[ALLAWI].model_copy(
            update={"deadline": type(old).model_validate({**old.model_dump(mode="json"), "due": "2027-12-31"})}
        )
        dossiers.edit(at, IRAQ.name, [Edit("claim", ALLAWI, new, held.version)], who="Zainab", why="")

    engine.writing(store, work)


@pytest.mark.usefixtures("edited_iraq")
def test_diff_tells_a_correction_made_in_the_store_and_narrows(run):
    asked = ("diff", "2026-02-01", "2026-03-01", "--topic", "asad-exit", "--format", "json")
    (row,) = [one for one in json.loads(run(*asked).out) if one["claim_id"] == ALLAWI]
    assert tuple(row) == KEYS
    assert (row["before"], row["after"], row["cause"], row["because"]) == (
        *("met_on_time", "met_early", "correction"),
        [ALLAWI],
    )
    assert row["why"].startswith("Corrected since: statement by ")
    fixed = json.loads(run(*asked, "--recorded-at", "2026-01-20").out)
    assert ALLAWI not in [one["claim_id"] for one in fixed]
    arabic = list(csv.DictReader(io.StringIO(run(*asked[:-1], "csv", "--lang", "ar").out)))
    assert [one["claim_id"] for one in arabic if one["why"].startswith("صُحّح بعد ذلك")] == [ALLAWI]
    # Words, sides and speakers narrow as they do in tables.
    other = run("diff", "2025-09-01", "2026-03-01", "--side", "us-government", "--format", "json")
    sides = {one["side"] for one in json.loads(other.out)}
    assert sides <= {None, "us-government"}
    assert json.loads(other.out)


@pytest.mark.usefixtures("edited_iraq")
def test_what_was_kept_then_answers_tables_and_show(run):
    asked = ("table", "deadlines", "--topic", "asad-exit", "--as-of", "2026-06-01", "--format", "json")
    then = run(*asked, "--recorded-at", "2026-01-10")
    assert then == run(*asked, "--seeds", IRAQ)
    assert tuple(json.loads(then.out)[0]) == TABLE_KEYS["deadlines"]
    assert json.loads(run(*asked).out) != json.loads(then.out)
    shown = ("show", ALLAWI, "--as-of", "2026-06-01")
    assert "met early" in run(*shown, "--recorded-at", "2026-02-10T00:00:00Z").out
    assert run(*shown, "--recorded-at", "2026-02-09T23:59:59Z") == run(*shown, "--seeds", IRAQ)


@pytest.mark.usefixtures("edited_iraq")
def test_what_was_kept_then_is_exported_byte_by_byte(run, tmp_path):
    run("export", tmp_path / "then", "--recorded-at", "2026-01-20")
    run("export", tmp_path / "now")
    bytes_in = test_store_commands.bytes_in
    assert bytes_in(tmp_path / "then" / IRAQ.name) == bytes_in(IRAQ) != bytes_in(tmp_path / "now" / IRAQ.name)


@pytest.mark.usefixtures("edited_iraq")
def test_the_command_refuses_what_nobody_can_answer(run, tmp_path):
    for asked, exit_, told in (
        (("diff", "2026-03-01", "2026-02-01"), 2, "name the earlier one first"),
        (("diff", "2026-02-01", "soon"), 2, "DAY: "),
        (("diff", "2026-02-01", "2026-02-02", "--topic", "asad"), 2, "asad-exit"),
        (("diff", "2026-02-01", "2026-02-02", "--recorded-at", "2025-01-01"), 1, "only since 2026-01-10 00:00:00 UTC"),
        (("diff", "2026-02-01", "2026-02-02", "--recorded-at", "2026-02-01T10:00"), 2, "Add the offset"),
        (("table", "deadlines", "--recorded-at", "soon"), 2, "--recorded-at: soon is no moment"),
        (("table", "deadlines", "--recorded-at", "2025-01-01"), 1, "only since"),
        (("show", ALLAWI, "--recorded-at", "2026-01-10", "--seeds", IRAQ), 2, "files (--seeds) keep nothing"),
    ):
        said = run(*asked)
        assert (said.exit, said.out) == (exit_, ""), asked
        assert told in said.err
    same = run("diff", "2026-02-15", "2026-02-15")
    assert same.exit == 0
    assert "No state or status is another one" in same.err
