"""The calendar of promises, read by a parser that is not ours and held against RFC 5545."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from claims.answers import Answers
from claims.exchange.ics import calendar
from claims.models import Edtf
from claims.query import Query
from claims.records import DossierRecords

AS_OF = date(2026, 3, 24)


def written(records: DossierRecords, as_of: date = AS_OF, language="en", topic=(), **history) -> bytes:
    rows = Answers(records, Query(as_of=as_of, topic=topic), language).rows("deadlines")
    return calendar(records, rows, as_of, "https://example.org", language, **history)


def events(content: bytes):
    return {str(one["uid"]): one for one in Calendar.from_ical(content).walk("VEVENT")}


def uid(claim_id: str) -> str:
    return f"iraq-coalition/{claim_id}@claims"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_lines_end_and_fold_as_the_standard_says(iraq, language):
    content = written(iraq, language=language)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    content.decode("utf-8")
    for one in Calendar.from_ical(content).walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "DESCRIPTION", "URL"} <= {*one}


def test_every_promise_with_a_date_is_one_event(iraq):
    promised = {
        uid(claim.id)
        for claim in iraq.claims.values()
        if claim.deadline
        and claim.deadline.force == "commitment"
        and claim.deadline.due
        and claim.same_as is None
        and claim.retired is None
        and claim.said_on.last <= AS_OF
    }
    assert {*events(written(iraq))} == promised


def test_a_month_is_as_long_as_the_month_and_a_day_is_one_day(iraq):
    found = events(written(iraq))
    month = found[uid("2025-08-17-allawi-sana-asad-exit")]
    assert (month["dtstart"].dt, month["dtend"].dt) == (date(2025, 9, 1), date(2025, 10, 1))
    for claim_id, one in ((name.split("/")[1].removesuffix("@claims"), one) for name, one in found.items()):
        due = iraq.claims[claim_id].deadline.due
        if due.precision == "day":
            assert one["dtend"].dt - one["dtstart"].dt == timedelta(days=1)


def test_an_event_says_state_and_reason_in_the_language_asked_for(iraq):
    name = uid("2025-08-17-allawi-sana-asad-exit")
    english, arabic = (events(written(iraq, language=language))[name] for language in ("en", "ar"))
    assert str(english["summary"]) == "Exit from Ain al-Asad: in September 2025 (met late)"
    assert str(english["description"]).startswith("The Iraqi government declared it done on 17 January 2026, 109 days")
    row = next(
        one
        for one in Answers(iraq, Query(as_of=AS_OF), "ar").rows("deadlines")
        if one["claim_id"] == "2025-08-17-allawi-sana-asad-exit"
    )
    assert str(arabic["description"]).startswith(row["why"])


def test_a_date_that_was_replaced_is_cancelled_under_its_own_id(iraq):
    old, new = "2025-08-17-allawi-sana-asad-exit", "2025-12-31-allawi-abna-asad-exit"
    in_time = iraq.claims[new].model_copy(update={"said_on": Edtf.parse("2025-09-10")})
    records = replace(iraq, claims={**iraq.claims, new: in_time})
    before, after = (events(written(records, date(2025, 9, day), topic=("asad-exit",))) for day in (9, 10))
    assert uid(new) not in before
    assert [str(one[uid(old)]["status"]) for one in (before, after)] == ["CONFIRMED", "CANCELLED"]
    assert int(after[uid(old)]["sequence"]) > int(before[uid(old)]["sequence"])
    assert str(after[uid(new)]["status"]) == "CONFIRMED"


def test_as_days_go_on_an_event_that_reads_otherwise_has_a_higher_sequence_and_none_ever_falls(iraq):
    before: dict[str, tuple[int, bytes]] = {}
    changed = 0
    # Windows of both chains open and close, a date is replaced, the promise is kept and looked at.
    for day in (date(2025, 8, 15) + timedelta(days=5 * step) for step in range(50)):
        for name, one in events(written(iraq, day, topic=("asad-exit", "bundeswehr-mandate-end"))).items():
            sequence = int(one.pop("sequence"))
            content = one.to_ical()
            if name in before:
                last, said = before[name]
                assert sequence >= last
                assert content == said or sequence > last
                changed += content != said
            before[name] = sequence, content
    assert changed > 5


def test_a_correction_raises_the_sequence_even_where_it_takes_days_away(iraq):
    id_ = "2025-08-17-allawi-sana-asad-exit"
    claim = iraq.claims[id_]
    later = claim.deadline.model_copy(update={"due": Edtf.parse("2027-09")})
    corrected = replace(iraq, claims={**iraq.claims, id_: claim.model_copy(update={"deadline": later})})
    at = datetime(2026, 3, 24, 9, 30, tzinfo=UTC)
    old = events(written(iraq, changes=1141))[uid(id_)]
    new = events(written(corrected, changes=1142, changed=at))[uid(id_)]
    assert int(new["sequence"]) > int(old["sequence"])
    assert new["last-modified"].dt == at
    assert new["dtstart"].dt == date(2027, 9, 1)


def test_the_same_day_gives_the_same_bytes(iraq):
    assert written(iraq) == written(iraq)


def test_hostile_words_stay_words(iraq):
    id_ = "2025-08-17-allawi-sana-asad-exit"
    words = "a;b,c\\n\nEND:VEVENT\n\u2067عربي" + "ع" * 200
    claim = iraq.claims[id_]
    statement = claim.statement.model_copy(update={"en": words})
    records = replace(iraq, claims={**iraq.claims, id_: claim.model_copy(update={"statement": statement})})
    found = events(written(records))
    assert {*found} == {*events(written(iraq))}
    said = str(found[uid(id_)]["description"])
    assert said.replace("\u2068", "").replace("\u2069", "").endswith(words.replace("\u2069", ""))
