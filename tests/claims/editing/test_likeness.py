"""Likely duplicates are offered with the keys that make them alike, in both directions, and never the record itself."""

from __future__ import annotations

import pytest

from claims.editing.likeness import address_of, like
from claims.models import Text
from claims.records import DossierRecords
from tests.builders import claim, dossier, outlet, source, speaker


def keys(records: DossierRecords, record: object) -> dict[str, list[str]]:
    return {one.id: [key.code for key in one.keys] for one in like(records, record)}  # type: ignore[arg-type]


def test_claims_are_alike_by_speaker_question_day_and_value() -> None:
    one = claim("one", source="wire", said_on="2025-01-03")
    records = dossier(
        claim("same"),
        claim("later", said_on="2025-03-01"),
        claim("another-date", said_on="2025-01-03", due="2026"),
        claim("another-speaker", speaker="washington", said_on="2025-01-03"),
        one,
    )
    assert keys(records, one) == {"same": ["value_same"], "another-date": ["day_same"]}
    assert {found.id: found.same_utterance for found in like(records, one)} == {"same": True, "another-date": False}


def test_claims_of_one_origin_are_not_offered_to_each_other() -> None:
    records = dossier(
        claim("said"),
        claim("echo", source="wire", same_as="said"),
        claim("echo-of-echo", source="herald", same_as="echo"),
        claim("another", source="gazette"),
    )
    for id_ in ("said", "echo", "echo-of-echo"):
        assert [*keys(records, records.claims[id_])] == ["another"]
    # What counts is what is entered, not what was kept.
    entered = {"another": "echo", "echo": None}
    for id_, same_as in entered.items():
        one = records.claims[id_].model_copy(update={"same_as": same_as})
        assert [*keys(records, one)] == ([] if same_as else ["said", "another"])


def test_quotes_are_alike_in_one_passage_or_with_the_same_words_elsewhere() -> None:
    def quoted(words: str, start: int = 0) -> dict[str, object]:
        return {"text": words, "start": start, "end": start + len(words)}

    one = claim("one", quote=quoted("we shall leave by September"))
    records = dossier(
        one,
        claim("overlaps", speaker="tehran", quote=quoted("September", 18)),
        claim("beside", speaker="tehran", quote=quoted("and not before", 27)),
        claim("elsewhere", speaker="washington", source="wire", quote=quoted("“We shall leave, by september”")),
    )
    assert keys(records, one) == {"overlaps": ["quote_overlaps"], "elsewhere": ["quote_same"]}


@pytest.mark.parametrize(
    ("name", "other", "found"),
    [
        ("محمد شياع السوداني", "مُحمّد شياع السودانى", ["name_same"]),
        ("Hussein Allawi", "Allawi, Hussein", ["name_alike"]),
        ("Mohammed al-Sudani", "Mohamed al-Sudani", ["name_alike"]),
        ("Hussein Allawi", "Ayad Allawi", None),
        ("US", "UN", None),
    ],
)
def test_names_are_alike_where_one_may_be_a_slip_of_the_other(name: str, other: str, found: list[str] | None) -> None:
    for maker in (speaker, outlet):
        one = maker("one", name=Text(en=name))
        records = dossier(one, maker("other", name=Text(en=other)))
        assert keys(records, one) == ({"other": found} if found else {})


@pytest.mark.parametrize(
    ("name", "other", "found"),
    [
        (Text(en="M. S. al-Sudani"), Text(en="Mohammed Shia al-Sudani"), True),
        (Text(en="Sudani"), Text(en="Mohammed Shia Al Sudani"), True),
        (Text(ar="السوداني"), Text(en="Mohammed Shia al-Sudani", ar="محمد شياع السوداني"), True),
        (Text(en="S. M. al-Sudani"), Text(en="Mohammed Shia al-Sudani"), False),
        (Text(en="Hussein Allawi"), Text(en="Ayad Allawi"), False),
        (Text(en="Li"), Text(en="Anna Li"), False),
    ],
)
def test_a_person_may_be_named_by_the_last_name_or_with_initials(name: Text, other: Text, found: bool) -> None:
    one, two = speaker("one", name=name), speaker("other", name=other)
    for asked, answer in ((one, "other"), (two, "one")):
        assert keys(dossier(one, two), asked) == ({answer: ["name_short"]} if found else {})
    body = speaker("other", name=other, kind="government")
    assert keys(dossier(one, body), one) == {}


def test_sources_are_alike_by_address_or_headline() -> None:
    one = source("one", url="https://www.example.org/news/7/?utm_source=x&page=2#top", title="Out by September")
    records = dossier(
        one,
        source("address", url="http://example.org/news/7?page=2"),
        source("other-page", url="http://example.org/news/7?page=3"),
        source("headline", title="OUT by “September”"),
        source("other-outlet", outlet="herald", title="Out by September"),
    )
    assert keys(records, one) == {"address": ["address_same"], "headline": ["title_same"]}
    assert address_of("https://m.example.org/a/") == address_of("http://example.org/a?fbclid=1")


def test_likeness_is_mutual_and_never_with_itself(iraq: DossierRecords) -> None:
    for records in ([*iraq.claims.values()][:120], *(iraq.by_kind[kind].values() for kind in ("speaker", "outlet"))):
        found = {
            one.id: {other.id: (*other.keys, other.same_utterance) for other in like(iraq, one)} for one in records
        }
        assert any(found.values())
        for id_, others in found.items():
            assert id_ not in others
            assert all(found[other][id_] == keys for other, keys in others.items() if other in found)


def test_every_key_is_explained_in_both_languages(iraq: DossierRecords) -> None:
    speakers = [*iraq.speakers.values()]
    told = [
        key.in_words(language)
        for one in speakers
        for it in like(iraq, one)
        for key in it.keys
        for language in ("en", "ar")
    ]
    assert told
    assert all("{" not in words for words in told)
