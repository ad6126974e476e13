"""What an edit is checked with says all that is wrong with the dossier after it, and is little of a large one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from claims.errors import FaultyDossierError
from claims.flat import Data
from claims.store import dossiers
from claims.store.dossiers import Held
from claims.store.engine import reading, writing
from claims.store.near import Key, near
from claims.store.rows import data_of
from tests.builders import assessment, claim, dossier, outcome, source, topic

ID = "test-dossier"
WORDS = "The mission will end in September 2025."
CLAIMS = ("a", "b", "c", "d", "e", "f")
SOURCES = ("one", "two", "three")
PLAIN = dossier(
    topic("other"),
    topic("troops", "figure"),
    source("one", published="2025-01-02"),
    source("two"),
    source("three", published="2025-01-02"),
    claim("a", source="one"),
    claim("b", source="two", same_as="a"),
    claim("c", source="one", responds_to="b"),
    claim("d", source="three", topic="other"),
    claim("e", source="two", same_as="b"),
    claim("f", source="two", exactly=10),
    outcome("done", source="three", known_on=None),
    assessment("f", "documented", slug="judged"),
)


@pytest.fixture
def filled(store: Engine) -> Engine:
    writing(store, lambda at: dossiers.load(at, PLAIN, {}, who="desk"))
    return store


def faults(held: dict[Key, Held], edits: dict[Key, Data]) -> set[tuple[Any, ...]]:
    whole = {**{key: one.data for key, one in held.items()}, **edits}
    try:
        dossiers.assembled(ID, ((kind, id_, data) for (kind, id_), data in whole.items()))
    except FaultyDossierError as error:
        # Which id may have been meant, and through which claims a circle goes, is told of all that is at hand.
        return {(one.type, one.record, one.field, one.reason.removesuffix("_near")) for one in error.faults}
    return set()


REFERRED = st.sampled_from([*CLAIMS, "nobody", None])
CHANGES = st.one_of(
    st.tuples(st.just("claim"), st.sampled_from(CLAIMS), st.just("same_as"), REFERRED),
    st.tuples(st.just("claim"), st.sampled_from(CLAIMS), st.just("responds_to"), REFERRED),
    st.tuples(st.just("claim"), st.sampled_from(CLAIMS), st.just("source"), st.sampled_from([*SOURCES, "nowhere"])),
    st.tuples(
        st.just("claim"), st.sampled_from(CLAIMS), st.just("topic"), st.sampled_from(["exit", "other", "troops"])
    ),
    st.tuples(
        st.just("claim"),
        st.sampled_from(CLAIMS),
        st.just("quote"),
        st.sampled_from([None, {"text": "mission", "start": 4, "end": 11}]),
    ),
    st.tuples(
        st.just("source"), st.sampled_from(SOURCES), st.just("published"), st.sampled_from([None, "2025", "2025/.."])
    ),
    st.tuples(st.just("source"), st.sampled_from(SOURCES), st.just("outlet"), st.sampled_from(["gazette", "none"])),
    st.tuples(
        st.just("topic"), st.sampled_from(["exit", "other"]), st.just("kind"), st.sampled_from(["deadline", "figure"])
    ),
    st.tuples(st.just("outcome"), st.just("done"), st.just("source"), st.sampled_from([*SOURCES, "nowhere"])),
    st.tuples(st.just("assessment"), st.just("judged"), st.just("claim"), REFERRED),
    st.tuples(st.just("speaker"), st.just("baghdad"), st.just("sides"), st.sampled_from([["baghdad"], ["nobody"]])),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(changes=st.lists(CHANGES, min_size=1, max_size=4))
def test_what_is_near_shows_all_that_edits_make_wrong(filled: Engine, changes: list[tuple[str, str, str, Any]]) -> None:
    every = reading(filled, lambda at: dossiers.holdings(at, ID))
    edits: dict[Key, Data] = {}
    for kind, id_, name, value in changes:
        data = edits.get((kind, id_), every[kind, id_].data)
        edits[kind, id_] = {**data, name: value}
    found = reading(filled, lambda at: near(at, ID, edits))
    assert found.items() <= every.items()
    assert faults(found, edits) == faults(every, edits)


def test_of_claims_only_those_are_read_that_a_rule_binds(filled: Engine) -> None:
    def claims_near(kind: str, id_: str, /, **values: Any) -> set[str]:
        held = reading(filled, lambda at: dossiers.one_held(at, ID, kind, id_))
        assert held
        found = reading(filled, lambda at: near(at, ID, {(kind, id_): {**held.data, **values}}))
        return {id_ for of, id_ in found if of == "claim"}

    assert claims_near("claim", "d") == {"d"}
    assert claims_near("claim", "b") == {"a", "b", "e"}
    assert claims_near("claim", "d", responds_to="c") == {"a", "b", "c", "d"}
    assert claims_near("source", "three") == {"d"}
    assert claims_near("assessment", "judged") == {"f"}
    assert claims_near("topic", "exit", last_checked="2025-01-01") == set()
    assert claims_near("topic", "other", kind="figure") == {"d"}


def test_the_words_of_the_sources_of_claims_come_with_them(store: Engine) -> None:
    told = source("told", text="texts/told.txt", sha256=hashlib.sha256(WORDS.encode()).hexdigest())
    quoting = claim("quoting", source="told", quote={"text": "mission", "start": 4, "end": 11})
    records = replace(dossier(told, quoting), texts={"told": WORDS})
    writing(store, lambda at: dossiers.load(at, records, {}, who="desk"))
    edit = {("source", "told"): data_of("source", told) | {"text": None, "sha256": None}}
    found = reading(store, lambda at: near(at, ID, edit))
    assert found["text", "told"].data["text"] == WORDS
    assert ("claim", "quoting", "quote", "quote_without_text") in faults(
        {key: one for key, one in found.items() if key[0] != "text"}, edit
    )
