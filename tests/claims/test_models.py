"""A record says what is true of itself, and refuses the rest with a reason."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from claims.errors import RefusalError
from claims.models import Claim, Dossier, Figure, Label, Position, Quote, Record, Source, Speaker, Text, Topic
from tests import builders
from tests.claims import broken


def reasons(model: type[Record], **given: Any) -> set[str]:
    """Why a model refuses these fields: our reasons, or the kinds of pydantic's."""
    with pytest.raises(ValidationError) as error:
        model.model_validate(given)
    refusals = [one.get("ctx", {}).get("error") for one in error.value.errors()]
    return {
        refusal.reason if isinstance(refusal, RefusalError) else one["type"]
        for refusal, one in zip(refusals, error.value.errors(), strict=True)
    }


def test_a_record_cannot_be_changed() -> None:
    claim = builders.claim()
    with pytest.raises(ValidationError):
        claim.note = "other"  # type: ignore[misc]


def test_an_unknown_field_is_refused_in_every_record() -> None:
    assert "extra_forbidden" in reasons(Text, en="a", fr="b")
    assert "extra_forbidden" in reasons(Claim, **broken.claim("a", zz=1))


def test_text_is_told_in_the_language_asked_for_or_in_the_other() -> None:
    both, one = Text(en="end", ar="نهاية"), Text(ar="نهاية")
    assert [both.in_language("en"), both.in_language("ar"), one.in_language("en")] == ["end", "نهاية", "نهاية"]
    assert [both.written_in("en"), one.written_in("en"), one.written_in("ar")] == ["en", "ar", "ar"]
    assert reasons(Text) == {"text_without_words"}
    assert reasons(Text, en="  ") == {"blank"}


def test_a_label_has_room_beside_a_mark() -> None:
    assert Label(en="x" * 32).en == "x" * 32
    assert reasons(Label, en="x" * 33, ar="y" * 40) == {"too_long"}


@pytest.mark.parametrize("slug", ["", "A", "a b", "-a", "a-", "a--b", "a_b", "ا", "a" * 121, "a\n"])
def test_an_id_is_small_letters_digits_and_single_hyphens(slug: str) -> None:
    assert reasons(Claim, **broken.claim(slug)) <= {"not_an_id", "too_long"}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://x.org",
        "//x.org",
        "x.org",
        "https://",
        "http://x y.org",
        "https://x.org:a",
        "https://x.org/\x07",
        "https://x.org/\u202e",
    ],
)
def test_only_web_addresses_are_addresses(address: str) -> None:
    assert reasons(Source, id="a", outlet="b", language="ar", url=address) == {"not_a_web_address"}


@pytest.mark.parametrize("name", ["paper.txt", "texts/../x.txt", "/texts/x.txt", "texts/a/b.txt", "texts/.x.txt"])
def test_a_text_stands_in_its_own_folder(name: str) -> None:
    given = {"id": "a", "outlet": "b", "language": "ar", "text": name, "sha256": "0" * 64}
    assert reasons(Source, **given) == {"not_a_text_file"}


def test_a_text_and_its_hash_stand_together() -> None:
    plain = {"id": "a", "outlet": "b", "language": "ar"}
    assert reasons(Source, **plain, text="texts/a.txt") == {"text_without_hash"}
    assert reasons(Source, **plain, sha256="0" * 64) == {"hash_without_text"}


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "reason"),
    [
        ("exact", 1, 2, "bounds_exact"),
        ("exact", 1, None, "bounds_both"),
        ("about", None, 1, "bounds_both"),
        ("range", 1, 1, "bounds_range"),
        ("range", 2, 1, "low_above_high"),
        ("at-least", None, 1, "bounds_low_only"),
        ("more-than", 1, 2, "bounds_low_only"),
        ("at-most", 1, None, "bounds_high_only"),
        ("fewer-than", 1, 2, "bounds_high_only"),
        ("nearly", None, None, "bounds_high_only"),
        ("dozens", 100, None, "bounds_round"),
    ],
)
def test_bounds_fit_their_qualifier(qualifier: str, low: int | None, high: int | None, reason: str) -> None:
    assert reason in reasons(Figure, low=low, high=high, qualifier=qualifier, as_of="2025")


@pytest.mark.parametrize("amount", ["5", True, -1, float("nan"), float("inf"), 10**400, [1], 10**15 + 1])
def test_an_amount_is_a_number_that_can_be_reckoned_with(amount: Any) -> None:
    found = reasons(Figure, low=amount, high=None, qualifier="at-least", as_of="2025")
    assert found <= {"not_a_number", "number_out_of_range"}


def test_an_amount_keeps_the_kind_of_number_that_was_written() -> None:
    figure = Figure.model_validate({"low": 2500, "high": 2.5e3, "qualifier": "exact", "as_of": "2025"})
    assert (type(figure.low), type(figure.high)) == (int, float)


def test_a_fault_of_one_field_hides_no_fault_of_another() -> None:
    assert reasons(Figure, low=5, high=3, qualifier="range", as_of="2025-02-30", basis=1) == {
        "low_above_high",
        "day_does_not_exist",
        "string_type",
    }


def test_a_claim_carries_one_value_and_knows_its_kind() -> None:
    assert reasons(Claim, **broken.claim("a", deadline=None)) == {"not_one_value"}
    two = broken.claim("a", deadline=broken.deadline(), figure=broken.figure())
    assert reasons(Claim, **two) == {"not_one_value"}
    kinds = [builders.claim().kind, builders.claim(exactly=5).kind, builders.claim(stance="denies").kind]
    assert kinds == ["deadline", "figure", "position"]


def test_a_claim_was_said_by_some_day() -> None:
    assert reasons(Claim, **broken.claim("a", said_on="2025/..")) == {"date_without_last_day"}


def test_silence_says_until_when_it_was_looked_into() -> None:
    assert reasons(Position, stance="no-statement") == {"silence_not_searched"}
    assert reasons(Position, stance="denies", searched_on="2025-01-01") == {"searched_but_said"}


def test_a_quote_is_as_long_as_its_words() -> None:
    assert reasons(Quote, text="abc", start=0, end=4) == {"quote_length"}
    assert reasons(Quote, text="abc", start=-1, end=2) == {"number_out_of_range"}
    assert Quote.model_validate({"text": "a\rb\n", "start": 0, "end": 4}).text == "a\rb\n"


def test_a_topic_has_the_fields_of_its_kind_and_no_others() -> None:
    topic = broken.topic("a", "figure")
    assert reasons(Topic, **{**topic, "kind": "deadline"}) == {"field_of_another_kind", "field_of_its_kind_missing"}
    assert reasons(Topic, **{**topic, "unit": None}) == {"field_of_its_kind_missing"}


def test_sides_are_named_once() -> None:
    given = {"id": "a", "name": {"en": "A"}, "kind": "person", "sides": ["x", "x"]}
    assert reasons(Speaker, **given) == {"named_twice"}


def test_days_are_counted_in_a_time_zone_that_exists() -> None:
    given = broken.sound()["dossier.yaml"]
    assert reasons(Dossier, **{**given, "time_zone": "Asia/Bagdad"}) == {"not_a_time_zone"}


def test_a_refusal_reads_as_a_sentence() -> None:
    with pytest.raises(ValidationError, match=r"low 5 is above high 3\. Swap them\."):
        Figure.model_validate({"low": 5, "high": 3, "qualifier": "range", "as_of": "2025"})
