"""Two people changed one record: nothing is lost, and nobody is overwritten unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from claims import flat
from claims.editing.ids import new_id, slug
from claims.editing.versions import UnchosenError, Versions
from claims.models import Slug
from claims.store.rows import as_data, data_of
from tests.builders import claim

BASE = data_of("claim", claim(due="2025", note="old"))


def test_what_one_side_changed_is_proposed_and_what_both_changed_must_be_chosen():
    mine = {**BASE, "note": "mine", "deadline": {**BASE["deadline"], "due": "2026"}}
    theirs = {**BASE, "note": "theirs", "statement": {**BASE["statement"], "ar": "غيره"}}
    found = Versions("claim", BASE, mine, theirs)
    assert [(one.path, one.proposal) for one in found.differences] == [
        ("statement.ar", "theirs"),
        ("deadline.due", "mine"),
        ("note", None),
    ]
    with pytest.raises(UnchosenError) as refused:
        found.resolved({})
    assert refused.value.paths == ("note",)
    assert "differently: Note." in str(refused.value)
    chosen = found.resolved({"note": "theirs"})
    assert (chosen["note"], chosen["deadline"]["due"], chosen["statement"]["ar"]) == ("theirs", "2026", "غيره")


names = st.sampled_from(["en", "ar"])
value = st.one_of(st.just(2500), st.just(2500.0), st.sampled_from(["a", "b"]))
record = st.fixed_dictionaries(
    {"id": st.just("x")},
    optional={
        "statement": st.dictionaries(names, value, min_size=1),
        "figure": st.fixed_dictionaries({"low": st.none() | value}, optional={"as_of": value}),
        "deadline": st.fixed_dictionaries({"role": value}),
        "quote": st.fixed_dictionaries({"text": value, "start": value}),
        "same_as": value,
    },
)


def canonical(data):
    return flat.canonical(as_data("claim", data))


@given(record, record, record)
def test_nothing_that_one_side_alone_changed_is_lost(base, mine, theirs):
    found = Versions("claim", base, mine, theirs)
    for side, own in (("mine", mine), ("theirs", theirs)):
        merged = found.resolved({one.path: side for one in found.clashes})
        for one in found.differences:
            told = merged
            for name in one.path.split("."):
                told = told.get(name) if isinstance(told, dict) else None
            assert told == getattr(one, one.proposal or side)
        assert canonical(found.resolved({one.path: side for one in found.differences})) == canonical(own)


@given(record, record)
def test_where_only_one_side_changed_anything_there_is_nothing_to_choose(base, changed):
    assert canonical(Versions("claim", base, changed, base).resolved({})) == canonical(changed)
    assert canonical(Versions("claim", base, base, changed).resolved({})) == canonical(changed)
    assert canonical(Versions("claim", base, changed, changed).resolved({})) == canonical(changed)


def test_an_id_tells_of_its_record_and_is_never_one_that_was_used():
    entered = {"said_on": "2025-08-18~", "speaker": "hurriyet", "topic": "coalition-size", "statement": {}}
    assert new_id("claim", entered, set().__contains__) == "2025-08-18-hurriyet-coalition-size"
    assert (
        new_id("claim", entered, {"2025-08-18-hurriyet-coalition-size"}.__contains__)
        == "2025-08-18-hurriyet-coalition-size-2"
    )
    assert new_id("speaker", {"name": {"ar": "حسين علاوي"}}, {"speaker"}.__contains__) == "speaker-2"
    assert new_id("speaker", {"name": {"en": "Élodie O’Brien"}}, set().__contains__) == "elodie-obrien"
    assert new_id("source", {"outlet": "bbc", "published": "never"}, set().__contains__) == "bbc"


@given(st.lists(st.text()))
def test_a_slug_is_an_id_or_nothing(words):

    if found := slug(*words):
        assert TypeAdapter(Slug).validate_python(found) == found
