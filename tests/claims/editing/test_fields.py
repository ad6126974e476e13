"""What a form asks, and the record that it makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.editing.dates import due, window
from claims.editing.fields import Checked, Field, data_of, entered_of, field_at, fields, label_of, number
from claims.editing.whole import Unchecked, with_edits
from claims.exchange.columns import columns
from claims.flat import Data, canonical
from claims.folder import MODELS
from claims.models import LANGUAGES
from claims.records import DossierRecords
from claims.store.rows import data_of as data_of_record
from tests.builders import claim, dossier, topic


def field(kind: str, name: str, value: str | None = None) -> Field:
    return next(one for one in fields(kind, value) if one.name == name)


def checked(records: DossierRecords, kind: str, data: Data) -> Checked:
    """A record as its form would have it."""
    whole = with_edits(records, [Unchecked(kind, data["id"], data)])
    return Checked(whole.records and whole.records.by_kind[kind][data["id"]], whole.faults, kind, data["id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_a_meaning_and_words_for_its_choices(language):
    for kind in MODELS:
        for value in (None, "deadline", "figure", "position"):
            for one in fields(kind, value):
                told = [one.label(language), one.meaning(language), *(one.word(code, language) for code in one.choices)]
                assert all(told), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_a_record_has_a_name(language):
    for kind in MODELS:
        # Words and where they stand are one.
        places = {".".join(one.path) for one in columns(kind) if one.path[0] != "quote"}
        assert all(label_of(place, language) for place in places), kind


def test_words_are_named_with_their_language_and_values_by_their_kind():
    places = ("statement.ar", "deadline.role", "deadline")
    assert [label_of(one, "en") for one in places] == ["Statement, Arabic", "How the date binds", "date"]
    found = field_at("claim", "statement.ar")
    assert found is not None
    assert found.name == "statement"
    assert field_at("source", "sha256") is None


def test_a_record_of_the_dossier_comes_back_from_its_form_as_it_was(iraq):
    for kind, of_kind in iraq.by_kind.items():
        for record in of_kind.values():
            data = data_of_record(kind, record)
            assert canonical(data_of(kind, entered_of(kind, data), data)) == canonical(data)


def test_a_new_record_is_what_was_entered(iraq):
    for kind in ("topic", "speaker", "outlet", "outcome"):
        for record in getattr(iraq, f"{kind}s").values():
            data = {name: one for name, one in data_of_record(kind, record).items() if name != "retired"}
            assert MODELS[kind].model_validate(data_of(kind, entered_of(kind, data))) == MODELS[kind].model_validate(
                data
            )


def test_what_the_form_does_not_show_stays():
    before = data_of_record(
        "claim", claim(exactly=2500.0, note="seen", retired={"on": "2026-01-01", "by": "x", "why": "y"})
    )
    after = data_of("claim", {"statement.en": " New words ", "figure.low": "2,500"}, before)
    assert after == {**before, "statement": {**before["statement"], "en": "New words"}}
    assert type(after["figure"]["low"]) is float


def test_a_claim_keeps_the_value_of_the_kind_that_was_entered():
    before = data_of_record("claim", claim(due="2025"))
    after = data_of("claim", {"topic": "troops", "figure.low": "5", "figure.qualifier": "at-least"}, before)
    assert "deadline" not in after
    assert after["figure"] == {"low": 5, "high": None, "qualifier": "at-least"}


def test_a_quote_without_words_is_taken_away():
    quote = {"text": "we leave", "start": 3, "end": 11}
    before = data_of_record("claim", claim(quote=quote))
    assert data_of("claim", {"note": ""}, before)["quote"] == quote
    assert "quote" not in data_of("claim", {"quote.text": " "}, before)
    moved = {"quote.text": "leave ", "quote.start": "٦", "quote.end": "12"}
    assert data_of("claim", moved, before)["quote"] == {"text": "leave ", "start": 6, "end": 12}


def test_a_topic_keeps_the_fields_of_its_kind():
    before = data_of_record("topic", topic(kind="figure"))
    assert "unit" not in data_of("topic", {"kind": "position", "proposition.en": "They stay."}, before)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2500", 2500),
        ("2,500", 2500),
        ("2 500 000", 2_500_000),
        ("٢٬٥٠٠", 2500),
        ("۲۵۰۰٫۵", 2500.5),
        ("\u200f٢٥٠٠ ", 2500),
        ("0.5", 0.5),
        ("2500.0", 2500.0),
        ("-3", -3),
        ("2,5", "2,5"),
        ("25,00", "25,00"),
        ("1e9", "1e9"),
        ("about 5", "about 5"),
        ("NaN", "NaN"),
    ],
)
def test_a_number_is_read_in_either_digit_set_or_stays_as_it_was_typed(typed, meant):
    assert (type(number(typed)), number(typed)) == (type(meant), meant)


@given(st.integers(0, 10**15), st.sampled_from([",", "٬", "\u00a0", " "]))
def test_any_number_is_read_however_its_thousands_are_parted(amount, parted):
    assert number(f"{amount:,}".replace(",", parted)) == amount


def test_each_fault_stands_at_its_field():
    entered = {"id": "new", "topic": "troops", "figure.low": "many", "said_on": "٢٠٢٥-١٣", "statement.en": " "}
    found = checked(dossier(topic("troops", "figure")), "claim", data_of("claim", entered))
    shown = fields("claim", "figure")
    faulty = {one.name: [fault.reason for fault in found.at(one)] for one in shown if found.at(one)}
    assert faulty == {
        "speaker": ["missing_field"],
        "said_on": ["month_does_not_exist"],
        "attribution": ["missing_field"],
        "source": ["missing_field"],
        "statement": ["missing_field"],
        "figure.low": ["not_a_number"],
        "figure.qualifier": ["missing_field"],
        "figure.as_of": ["missing_field"],
    }
    assert found.record is None
    assert found.elsewhere(shown) == ()


def test_a_record_must_fit_the_others():
    sound = claim("first")
    records = dossier(sound, claim("echo", same_as="first"))
    assert checked(records, "claim", data_of_record("claim", sound)).record == sound
    circle = checked(records, "claim", data_of("claim", {"same_as": "echo"}, data_of_record("claim", sound)))
    assert [fault.reason for fault in circle.faults] == ["circle"]
    other = data_of("topic", {"kind": "position", "proposition.en": "So"}, data_of_record("topic", topic("exit")))
    found = checked(records, "topic", other)
    assert {fault.record for fault in found.elsewhere(fields("topic", "position"))} == {"first", "echo"}


def test_faults_of_a_list_stand_at_its_field():
    asked = data_of("assessment", {"id": "a", "claim": "claim", "evidence": ["paper", "nowhere"]})
    found = checked(dossier(claim()), "assessment", asked)
    assert [one.field for one in found.at(field("assessment", "evidence"))] == ["evidence[1]"]


@given(
    st.dictionaries(st.sampled_from([name for one in fields("claim", "deadline") for name in one.inputs]), st.text())
)
def test_whatever_is_entered_is_a_record_or_has_faults(entered):
    found = checked(dossier(claim()), "claim", data_of("claim", {**entered, "id": "new"}))
    assert (found.record is None) == bool(found.faults)


def test_dates_mean_their_days_and_bind_by_their_role():
    def days(found):
        return str(found.first), str(found.last)

    assert days(window("٢٠٢٥-٠٩~ ")) == ("2025-09-01", "2025-09-30")
    assert days(window("../2025-09")) == ("None", "2025-09-30")
    assert days(due("by", "2025-09")) == ("2025-09-01", "2025-09-30")
    assert days(due("before", "2025-09")) == ("2025-08-31", "2025-08-31")
    assert days(due("between", "2025-09/2026-01")) == ("2025-09-01", "2026-01-31")
    assert days(due("from", "2025-09/..")) == ("2025-09-01", "2025-09-01")
    assert days(due("by", "2025-09/..")) == ("None", "None")
    assert window("2025-09~").in_words("en") == "about 1–30 September 2025"
    assert window("2025-09/..").in_words("en") == "since 1 September 2025"
