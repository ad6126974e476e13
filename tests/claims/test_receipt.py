"""A receipt seals what a view said: any changed byte breaks it, and what differs is told apart."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from claims import receipt
from claims.errors import HistoryError
from claims.query import Query
from claims.receipt import Head
from tests.builders import claim, dossier, topic

DAY = date(2025, 11, 1)
QUERY = Query(DAY, side=("baghdad",), from_=date(2025, 1, 1), words="said")
RECORDS = dossier(topic("exit", last_checked="2026-01-01"), claim(), claim("other", speaker="tehran"))
HEAD = Head(entries=9, hash="ab" * 32)
MOMENT = datetime(2026, 1, 10, 12, 30, 0, 5, UTC)
WRITTEN = receipt.of(RECORDS, QUERY, "deadlines", own={"by": ["side"]}, recorded_at=MOMENT, history=HEAD)


def test_a_receipt_names_the_view_the_moment_and_what_it_seals():
    told = json.loads(WRITTEN)
    assert {key: told[key] for key in ("product", "format", "dossier", "as_of", "recorded_at", "rule_set")} == {
        "product": "claims-dashboard",
        "format": 1,
        "dossier": "test-dossier",
        "as_of": "2025-11-01",
        "recorded_at": "2026-01-10T12:30:00.000005Z",
        "rule_set": 1,
    }
    parameters = {"side": ["baghdad"], "from": ["2025-01-01"], "q": ["said"], "by": ["side"]}
    assert told["view"] == {"page": "deadlines", "parameters": parameters}
    assert told["history"] == {"entries": 9, "hash": HEAD.hash}
    # The dossier, topic, claims, two speakers, a source and its outlet; one row of a date, one of its commitment.
    assert (told["records"]["count"], told["rows"]["count"]) == (8, 2)


def test_a_receipt_leads_back_to_the_same_question_and_holds():
    read = receipt.read(WRITTEN)
    assert (read.query, read.moment) == (QUERY, MOMENT)
    assert receipt.problems(read, RECORDS, HEAD) == []
    assert receipt.problems(read, RECORDS) == []
    shuffled = replace(RECORDS, claims=dict(reversed(RECORDS.claims.items())))
    assert receipt.problems(read, shuffled, HEAD) == []


def test_any_changed_byte_breaks_it():
    for at in range(len(WRITTEN)):
        for change in (1, 0x20, 0x80):
            altered = bytearray(WRITTEN)
            altered[at] ^= change
            with pytest.raises(HistoryError):
                receipt.read(bytes(altered))


@pytest.mark.parametrize(
    "altered", [b"", WRITTEN[:-1], WRITTEN + b"\n", b" " + WRITTEN, WRITTEN.replace(b",", b", "), WRITTEN[:200]]
)
def test_nothing_can_be_added_or_taken_away(altered):
    with pytest.raises(HistoryError):
        receipt.read(altered)


@pytest.mark.parametrize("file", [b"[]", b"null", b"{}", b'"hash"', b"[" * 100_000, b"\xff", b'{"hash":1}'])
def test_what_is_no_receipt_is_refused_in_a_sentence(file):
    with pytest.raises(HistoryError, match="receipt"):
        receipt.read(file)


def test_what_differs_is_told_apart():
    read = receipt.read(WRITTEN)
    noted = replace(RECORDS, claims={**RECORDS.claims, "claim": claim(note="page 3")})
    assert receipt.problems(read, noted, HEAD) == ["records_differ"]
    moved = replace(RECORDS, claims={**RECORDS.claims, "claim": claim(due="2025-12-31")})
    assert receipt.problems(read, moved, HEAD) == ["records_differ", "rows_differ"]
    assert receipt.problems(read, RECORDS, Head(entries=9, hash="00" * 32)) == ["history_differs"]
    assert receipt.problems(read, replace(RECORDS, texts={"paper": "words"}), HEAD) == ["records_differ"]
    other = replace(RECORDS, dossier=RECORDS.dossier.model_copy(update={"id": "other"}))
    assert receipt.problems(read, other, HEAD) == ["dossier_differs"]
    of_other_rules = receipt.read(receipt.of(RECORDS, QUERY, "deadlines", rule_set=7))
    assert receipt.problems(of_other_rules, RECORDS) == ["rules_missing"]
