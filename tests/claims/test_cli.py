"""The command as people and programs use it: results on stdout, messages on stderr, exit 0, 1 or 2."""

from __future__ import annotations

import csv
import io
import json
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.claims.broken import as_bulk, claim, figure, sound, write
from tests.claims.running import Run

SEEDS = Path(__file__).parent.parent.parent / "seeds"
IRAQ = SEEDS / "iraq-coalition"


# check and format


def test_the_shipped_dossiers_pass_the_check(run: Run) -> None:
    said = run("check", *sorted(SEEDS.iterdir()))
    assert (said.exit, "0 faults" in said.err) == (0, True), said.out


def test_faults_are_told_on_stdout_with_exit_1(run: Run, tmp_path: Path) -> None:
    files = sound()
    files["claims/deadlines.yaml"].append(claim("late", speaker="advisor"))
    folder = write(tmp_path, files)
    said = run("check", folder)
    line = (folder / "claims/deadlines.yaml").read_text().splitlines().index("  speaker: advisor") + 1
    assert said.exit == 1
    assert said.out == (
        f"{folder}/claims/deadlines.yaml:{line}: claim late: speaker: fault: "
        "No speaker has the id 'advisor'. Did you mean adviser?\n"
    )
    assert said.err == f"{folder}: 15 records, 1 fault, 0 warnings.\n"
    told = json.loads(run("check", "--format", "json", folder).out)
    assert told == [
        {
            "severity": "fault",
            "file": f"{folder}/claims/deadlines.yaml",
            "line": line,
            "type": "claim",
            "record": "late",
            "field": "speaker",
            "reason": "unknown_reference_near",
            "found": "No speaker has the id 'advisor'.",
            "to_do": "Did you mean adviser?",
        }
    ]
    assert "خطأ" in run("check", "--lang", "ar", folder).out


def test_the_bulk_form_is_checked_too(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"all.jsonl": as_bulk(sound()), "texts/paper.txt": sound()["texts/paper.txt"]})
    assert run("check", tmp_path / "all.jsonl").exit == 0


def test_a_warning_does_not_fail_the_check(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, sound() | {"texts/stray.txt": "x"})
    said = run("check", folder)
    assert (said.exit, said.out.count(": warning: ")) == (0, 1)


@pytest.mark.parametrize(
    "args",
    [
        ("check",),
        ("check", "no-such-folder"),
        ("check", __file__),
        ("check", IRAQ, "--as-of", "2025-13-01"),
        ("check", IRAQ, "--format", "xml"),
        ("format", "no-such-folder"),
        ("nothing",),
        ("schema", "nothing"),
    ],
)
def test_wrong_use_is_told_on_stderr_with_exit_2(run: Run, args: tuple[object, ...]) -> None:
    said = run(*args)
    assert (said.exit, said.out) == (2, "")
    assert said.err
    assert "Traceback" not in said.err


def test_format_rewrites_and_says_so(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path, sound() | {"outcomes.yaml": "[  ]\n", "claims/noted.yaml": "# a\n[]\n"})
    said = run("format", folder)
    assert said == (1, f"{folder}/outcomes.yaml: rewritten.\n", said.err)
    assert said.err.startswith(f"{folder}/claims/noted.yaml: left as it is")
    assert (folder / "outcomes.yaml").read_text() == "[]\n"
    (folder / "claims/noted.yaml").unlink()
    assert run("format", folder) == (0, "", "")


def test_a_schema_is_printed(run: Run) -> None:
    assert json.loads(run("schema", "claims").out)["items"] == {"$ref": "#/$defs/Claim"}


def test_the_check_starts_fast_and_without_what_it_does_not_need(tmp_path: Path) -> None:
    folder = write(tmp_path, sound())
    code = "import sys; from claims import cli, seeds; from pathlib import Path; "
    code += f"assert seeds.read(Path({str(folder)!r})).faults == (); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "numpy", "babel", "rich", "streamlit", "edtf"} & set(loaded)
    # Its own work against that of the packages it is made of, in the same moments: a busy machine slows both.
    packages, whole = ["-c", "import pydantic, typer, yaml"], ["-m", "claims.cli", "check", str(folder)]
    ratios = [_seconds_of_work(whole) / _seconds_of_work(packages) for _ in range(3)]
    assert min(ratios) < 3


def _seconds_of_work(arguments: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_no_colour_and_no_broken_pipe_reach_another_program(tmp_path: Path) -> None:
    files = sound()
    files["claims/deadlines.yaml"] += [claim(f"late-{n}", speaker="advisor") for n in range(2000)]
    folder = write(tmp_path, files)
    command = f"'{sys.executable}' -m claims.cli check --lang ar '{folder}' | head -1"
    said = subprocess.run(command, shell=True, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin"})
    assert "\x1b" not in said.stdout
    assert "متحدث" in said.stdout
    assert "Traceback" not in said.stderr


def test_the_dashboard_is_served_on_the_port_asked_for() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "claims.cli", "dashboard", "--port", str(port), "--seeds", str(IRAQ)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            assert _answers(f"http://127.0.0.1:{port}/healthz", seconds=60)
        finally:
            server.terminate()


def _answers(address: str, seconds: int) -> bool:
    """Whether an address answers before the time is over."""
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False


# show and table

ASAD = "2025-08-17-allawi-sana-asad-exit"
NAMES = ("deadlines", "commitments", "figures", "positions", "pairs", "agreement", "record")
KEYS = {
    "deadlines": "claim_id topic_id speaker_id sides said_on role force due_first due_last state badges readings "
    "days_left days_overdue days_late_min days_late_max step slip_days replaced_by outcome_id evidence why",
    "commitments": "topic_id side baseline_claim baseline_first baseline_last current_claim current_first current_last "
    "changes slip_days state state_current days_late_min days_late_max outcome_id evidence why",
    "figures": "claim_id topic_id speaker_id sides said_on attribution as_of_first as_of_last low high low_open "
    "high_open qualifier basis unit status origins outlets repeated_since why",
    "positions": "claim_id topic_id speaker_id sides said_on attribution stance status changed_from why",
    "pairs": "left right relation field gap ratio unit why",
    "agreement": "topic_id a b same compatible conflict not_comparable",
    "record": "who closed met_on_time met_late missed overdue open rate",
}
ONE_TOPIC = ("--topic", "us-troops-iraq", "--limit", 20)


def rows(run: Run, *args: object) -> list[dict[str, Any]]:
    said = run("table", *args, "--format", "json")
    assert said.exit == 0, said.err
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_its_promised_keys_in_every_form(run: Run, name: str) -> None:
    asked = (name, "--as-of", "2026-11-23", *(ONE_TOPIC if name == "pairs" else ()))
    told = rows(run, *asked)
    assert told
    assert all(list(row) == KEYS[name].split() for row in told)
    head, *lines = csv.reader(io.StringIO(run("table", *asked, "--format", "csv").out))
    assert (head, len(lines)) == (KEYS[name].split(), len(told))
    assert len(run("table", *asked).out.splitlines()) == len(told) + 1


def test_days_are_iso_text_and_nothing_is_null(run: Run) -> None:
    (row,) = (one for one in rows(run, "deadlines", "--as-of", "2026-11-23") if one["claim_id"] == ASAD)
    assert (row["said_on"], row["due_first"], row["due_last"]) == ("2025-08-17", "2025-09-01", "2025-09-30")
    assert (row["state"], row["days_late_min"], row["days_overdue"]) == ("met_late", 109, None)
    assert row["sides"] == ["iraq-government"]
    assert isinstance(row["why"], str)


def test_a_past_day_answers_with_what_was_known_then(run: Run) -> None:
    states = {
        day: next(one for one in rows(run, "deadlines", "--as-of", day) if one["claim_id"] == ASAD)["state"]
        for day in ("2025-08-20", "2025-10-25", "2026-11-23")
    }
    assert states == {"2025-08-20": "due_soon", "2025-10-25": "missed", "2026-11-23": "met_late"}


def test_filters_narrow_and_repeating_one_widens(run: Run) -> None:
    asked = ("deadlines", "--as-of", "2026-11-23")
    allawi = rows(run, *asked, "--speaker", "hussein-allawi")
    both = rows(run, *asked, "--speaker", "hussein-allawi", "--speaker", "mohammed-shia-al-sudani")
    assert {one["speaker_id"] for one in allawi} == {"hussein-allawi"}
    assert len(allawi) < len(both) < len(rows(run, *asked))
    late = rows(run, *asked, "--state", "met_late", "--topic", "asad-exit")
    assert {(one["state"], one["topic_id"]) for one in late} == {("met_late", "asad-exit")}
    year = rows(run, *asked, "--from", "2025-08", "--to", "2025-08")
    assert year
    assert all(one["said_on"] >= "2025-08-01" for one in year)
    assert len(year) < len(rows(run, *asked))
    found = rows(run, *asked, "--words", "عين الاسد")
    assert 0 < len(found) < len(rows(run, *asked))


def test_commitments_are_narrowed_by_side_and_state(run: Run) -> None:
    asked = ("commitments", "--as-of", "2026-11-23", "--topic", "asad-exit")
    (row,) = rows(run, *asked, "--side", "iraq-government")
    assert (row["changes"], row["slip_days"], row["state"], row["state_current"]) == (
        1,
        123,
        "met_late",
        "met_on_time",
    )
    assert rows(run, *asked, "--side", "iraq-government", "--state", "overdue") == []
    assert rows(run, *asked, "--speaker", "hussein-allawi") == [row]


def test_pairs_are_of_the_claims_chosen(run: Run) -> None:
    asked = ("pairs", "--as-of", "2026-11-23", "--topic", "erbil-mission-end")
    every = rows(run, *asked)
    sides = rows(run, *asked, "--side", "us-government", "--side", "iraq-government")
    ids = {json.dumps(one) for one in every}
    assert 0 < len(sides) < len(every)
    assert all(json.dumps(one) in ids for one in sides)


@pytest.mark.parametrize(
    ("args", "offered"),
    [
        (("--speaker", "husein-allawi"), "hussein-allawi"),
        (("--topic", "asad-exits"), "asad-exit"),
        (("--state", "met-late"), "met_late"),
        (("--side", "iraqi-government"), "iraq-government"),
        (("--outlet", "sanaa"), "sana"),
    ],
)
def test_an_unknown_id_is_wrong_use_and_the_nearest_are_offered(run: Run, args: tuple[str, ...], offered: str) -> None:
    said = run("table", "deadlines", *args)
    assert (said.exit, said.out) == (2, "")
    assert offered in said.err
    assert args[1] in said.err


@pytest.mark.parametrize(
    "args",
    [
        ("pairs",),
        ("pairs", "--topic", "asad-exit", "--topic", "erbil-mission-end"),
        ("record", "--by", "outlet"),
        ("record", "--words", "x"),
        ("deadlines", "--from", "../2025"),
        ("deadlines", "--to", "yesterday"),
        ("deadlines", "--as-of", "2025-09"),
        ("deadlines", "--limit", "0"),
        ("deadlines", "--seeds", "no-such-folder"),
        ("nothing",),
    ],
)
def test_a_table_asked_for_wrongly_ends_in_exit_2(run: Run, args: tuple[str, ...]) -> None:
    for language in ("en", "ar"):
        said = run("table", *args, "--lang", language)
        assert (said.exit, said.out) == (2, "")
        assert "Traceback" not in said.err


def test_pairs_of_many_claims_need_a_limit(run: Run, tmp_path: Path) -> None:
    files = sound()
    files["claims/others.yaml"] += [
        claim(f"count-{n}", topic="troops", figure=figure(low=n, high=n)) for n in range(1, 301)
    ]
    asked = ("pairs", "--seeds", write(tmp_path, files), "--topic", "troops")
    said = run("table", *asked)
    assert (said.exit, said.out) == (2, "")
    assert "301" in said.err
    widest = rows(run, *asked, "--limit", 3)
    assert [one["gap"] for one in widest] == sorted((one["gap"] for one in widest), reverse=True)
    assert widest[0]["gap"] == 2499


def test_nothing_found_is_an_empty_table_and_a_word_on_stderr(run: Run) -> None:
    said = run("table", "figures", "--as-of", "1990-01-01", "--format", "json")
    assert (said.exit, json.loads(said.out)) == (0, [])
    assert "1990-01-01" in said.err


def test_several_dossiers_answer_together(run: Run, tmp_path: Path) -> None:
    other = sound()
    other["claims/others.yaml"] = [claim("more", topic="troops", figure=figure())]
    other["assessments.yaml"] = []
    first, second = write(tmp_path / "a", sound()), write(tmp_path / "b", other)
    found = rows(run, "figures", "--seeds", first, "--seeds", second)
    assert [one["claim_id"] for one in found] == ["count", "more"]


def test_a_dossier_with_faults_answers_nothing_and_lists_them(run: Run, tmp_path: Path) -> None:
    files = sound()
    files["claims/deadlines.yaml"].append(claim("late", speaker="advisor"))
    for command in (("table", "deadlines"), ("show", "late")):
        said = run(*command, "--seeds", write(tmp_path, files), "--lang", "ar")
        assert (said.exit, said.out) == (1, "")
        assert "advisor" in said.err
        assert "لعلّ" in said.err


def test_text_that_a_spreadsheet_would_reckon_with_is_only_text(run: Run, tmp_path: Path) -> None:
    files = sound()
    files["topics.yaml"][1]["unit"] = '=HYPERLINK("http://x")'
    folder = write(tmp_path, files)
    (row,) = csv.DictReader(io.StringIO(run("table", "figures", "--seeds", folder, "--format", "csv").out))
    assert row["unit"] == '\'=HYPERLINK("http://x")'
    (plain,) = rows(run, "figures", "--seeds", folder)
    assert plain["unit"] == '=HYPERLINK("http://x")'


def test_a_claim_is_shown_with_its_words_its_standing_and_why(run: Run) -> None:
    said = run("show", ASAD, "--as-of", "2026-11-23")
    assert said.exit == 0
    for words in ("in September 2025", "met late", "Hussein Allawi", "SANA", "109 days", "asad-exit"):
        assert words in said.out
    assert "أُوفي به متأخراً" in run("show", ASAD, "--as-of", "2026-11-23", "--lang", "ar").out
    (told,) = json.loads(run("show", ASAD, "--as-of", "2026-11-23", "--format", "json").out)
    assert (told["type"], told["id"], told["deadline"]["due"]) == ("claim", ASAD, "2025-09")
    assert told["standing"]["state"] == "met_late"
    assert "2025-08-17-allawi-lwj-asad-exit" in told["echoes"]


@pytest.mark.parametrize(
    "id_",
    [
        "iraq-coalition",
        "asad-exit",
        "hussein-allawi",
        "seed-article",
        "sana",
        "2026-01-17-outcome-asad-exit-aljazeera",
        "agreement-date-contradicted",
    ],
)
def test_every_kind_of_record_is_shown_in_both_languages(run: Run, id_: str) -> None:
    for language in ("en", "ar"):
        said = run("show", id_, "--lang", language)
        assert (said.exit, said.err) == (0, "")
        assert id_ in said.out
    assert all(one["id"] == id_ for one in json.loads(run("show", id_, "--format", "json").out))


def test_an_unknown_record_is_wrong_use_and_the_nearest_are_offered(run: Run) -> None:
    said = run("show", "asad-exist")
    assert (said.exit, said.out) == (2, "")
    assert "asad-exit" in said.err


def test_status_takes_the_state_of_a_date_as_well(run: Run) -> None:
    by_status, by_state = (
        run("table", "deadlines", option, "overdue", "--as-of", "2026-11-23", "--format", "json")
        for option in ("--status", "--state")
    )
    assert json.loads(by_status.out) == json.loads(by_state.out) != []
