"""The index of words answers as the texts do, whatever was written, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, MetaData, create_engine, insert, select

from claims.records import DossierRecords
from claims.search import answering, folded, matches, own_words, terms
from claims.store import backup, dossiers, engine, words
from claims.store.dossiers import Edit
from claims.store.tables import TABLES, WORDS
from tests.builders import claim, dossier, text
from tests.claims.store.test_backup import silent
from tests.claims.store.test_store import ID, edit, entries, load, named_anew, read, told, version

CLAIMS = TABLES["claim"]

# Few letters, so that words begin, end and hold each other, in two scripts and two digit sets.
pieces = st.sampled_from(
    ["ab", "a", "b", "ba", "سد", "ال", "و", "س", "د", "1", "٢", "2,500", "é", "ة", " ", " ", "-", "_"]
)
phrases = st.lists(pieces, min_size=1, max_size=7).map("".join)
long_words = st.builds(lambda piece, times: piece * times, pieces, st.integers(30, 40))
said = (phrases | long_words).filter(folded)


def numbers_of(at: Connection, dossier_id: str) -> dict[str, int]:
    rows = at.execute(select(CLAIMS.c.id, CLAIMS.c.number).where(CLAIMS.c.dossier_id == dossier_id))
    return {row.id: row.number for row in rows}


def found(store: Engine, dossier_id: str, typed: str) -> list[set[str]]:
    """For each term, the ids of the claims that the store finds."""

    def work(at: Connection) -> list[set[str]]:
        ids = {number: id_ for id_, number in numbers_of(at, dossier_id).items()}
        answers = [words.numbers(at, dossier_id, term) for term in terms(typed)]
        assert all(one.dtype == np.int64 and np.all(np.diff(one) > 0) for one in answers)
        return [{ids[number] for number in one.tolist()} for one in answers]

    return engine.reading(store, work)


def expected(records: DossierRecords, typed: str) -> list[set[str]]:
    texts = {id_: own_words(one) for id_, one in records.claims.items()}
    return [{id_ for id_, one in texts.items() if matches(one, term)} for term in terms(typed)]


def some(statements: Mapping[int, str]) -> DossierRecords:
    return dossier(*(claim(f"c-{place}", statement=text(one)) for place, one in statements.items()))


of_one_store = settings(max_examples=20, suppress_health_check=[*HealthCheck])


@of_one_store
@given(
    st.lists(st.dictionaries(st.integers(0, 5), said, max_size=6), min_size=2, max_size=3),
    st.lists(said | st.builds('"{} {}"'.format, said, said), min_size=1, max_size=6),
)
def test_the_store_finds_what_the_texts_say_after_every_load(store, versions, typed):
    id_, named = named_anew(*((some(one), {}) for one in versions))
    for records, files in named:
        load(store, records, files)
        for one in typed:
            assert found(store, id_, one) == expected(records, one)


@of_one_store
@given(st.lists(st.tuples(st.integers(0, 2), st.none() | said), max_size=5), said)
def test_edits_and_removals_are_found_at_once(store, edits, typed):
    id_, ((records, files),) = named_anew((some({0: "ab الأسد", 1: "ba 2,500", 3: "kept"}), {}))
    load(store, records, files)
    claims = dict(records.claims)
    for place, statement in edits:
        slug = f"c-{place}"
        new = None if statement is None else claim(slug, statement=text(statement))
        before = engine.reading(store, lambda at, slug=slug: dossiers.one_held(at, id_, "claim", slug))
        one = Edit("claim", slug, new, before and before.version)
        engine.writing(store, lambda at, one=one: dossiers.edit(at, id_, [one], who="editor", why=""))
        claims.pop(slug, None)
        claims |= {slug: new} if new else {}
    for one in (typed, "ab", "سد", "kept"):
        assert found(store, id_, one) == expected(replace(records, claims=claims), one)


@pytest.mark.parametrize(
    "typed",
    ["د", "سد", "اسد", "والاسد", '"د ab"', '"سد ab"', '"ولد ab"', "b", "a", '"b ab"', '"ab د"', "ك", "كا", "xك"],
)
def test_a_term_begins_a_word_or_stands_within_an_arabic_one(store, typed):
    said = ["والأسد ab", "سد", "د", "ولد ab", "ab b", "cab ab دب", "xكا", "كا", "اك"]
    records = some(dict(enumerate(said)))
    load(store, records)
    assert found(store, ID, typed) == expected(records, typed)


def test_every_word_of_a_real_dossier_is_found_where_it_stands(store, iraq):
    load(store, iraq)
    texts = [own_words(one) for one in iraq.claims.values()]
    typed = {word for one in texts[::90] for word in one.split()}
    beginnings = {word[:length] for word in typed for length in (2, 3, 5)}
    inside = {word[1:4] for word in typed if len(word) > 2}
    pairs = {f'"{" ".join(one.split()[5:7])}"' for one in texts[::90]}
    ids = np.array([*iraq.claims])
    assert len(typed) > 50
    for one in sorted(typed | beginnings | inside | pairs):
        holding = set(ids[np.logical_and.reduce([answering(texts, term) for term in terms(one)])].tolist())
        assert set.intersection(*found(store, iraq.dossier.id, one)) == holding, one


@pytest.mark.parametrize("letter", ["ا", "a"])
def test_a_text_too_long_for_an_index_is_still_found(store, letter):
    """One word of many letters has as many tokens, and PostgreSQL takes a mebibyte of them."""
    load(store, some({0: letter * 300_000 + "ب end", 1: letter * 50 + "ب", 2: f"{letter}ب"}))
    assert found(store, ID, f"{letter}ب" if letter == "ا" else letter) == [{"c-0", "c-1", "c-2"}]
    assert found(store, ID, letter * 50) == [{"c-0", "c-1"}]
    assert found(store, ID, letter * 60) == [{"c-0"}]
    assert found(store, ID, "end") == [{"c-0"}]
    edit(store, Edit("claim", "c-0", None, version(store, "claim", "c-0")))
    assert found(store, ID, "end") == [set()]


def test_a_long_phrase_is_held_to_its_last_word(store):
    phrase = " ".join(f"word{place}" for place in range(400))
    load(store, some({0: phrase, 1: f"{phrase}s", 2: f"{phrase} more", 3: phrase.removesuffix("9")}))
    assert found(store, ID, f'"{phrase}"') == [{"c-0", "c-1", "c-2"}]


def test_numbers_count_the_claims_of_each_dossier_and_are_not_given_again(store):
    load(store, some({0: "a", 1: "b", 2: "c"}))
    _, ((other, files),) = named_anew((some({0: "a", 7: "b"}), {}))
    load(store, other, files)

    def both() -> list[list[int]]:
        return engine.reading(store, lambda at: [[*numbers_of(at, one).values()] for one in (ID, other.dossier.id)])

    assert both() == [[1, 2, 3], [1, 2]]
    edit(store, Edit("claim", "c-2", None, version(store, "claim", "c-2")))
    edit(store, Edit("claim", "c-2", claim("c-2"), None))
    assert both() == [[1, 2, 4], [1, 2]]


def test_simultaneous_writers_give_each_claim_a_number_of_its_own(store):
    load(store, some({0: "a"}))

    def add(place: int) -> None:
        edit(store, Edit("claim", f"c-{place}", claim(f"c-{place}", statement=text(f"word{place}")), None))

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(add, range(1, 9)))
    assert sorted(engine.reading(store, lambda at: numbers_of(at, ID)).values()) == [*range(1, 10)]
    assert [found(store, ID, f"word{place}") for place in range(1, 9)] == [[{f"c-{place}"}] for place in range(1, 9)]


# Numbers and words come with what is brought from elsewhere


def test_a_restored_store_finds_the_same_words_and_gives_the_next_number(store, new_database, iraq, tmp_path):
    load(store, iraq)
    load(store, some({0: "الأسد", 1: "Ain al-Asad"}))
    backup.save(store, tmp_path / "kept.backup", silent)
    database = new_database()
    assert backup.restore(tmp_path / "kept.backup", database, silent) == []
    for other in (engine.open_store(database), engine.open_store(str(tmp_path / "kept.backup"))):
        for id_ in (iraq.dossier.id, ID):
            assert engine.reading(other, lambda at, id_=id_: numbers_of(at, id_)) == engine.reading(
                store, lambda at, id_=id_: numbers_of(at, id_)
            )
        for typed in ("اسد", "asad", "2500"):
            assert found(other, ID, typed) == found(store, ID, typed)
            assert found(other, iraq.dossier.id, typed) == expected(iraq, typed)
    opened = engine.open_store(database)
    edit(opened, Edit("claim", "c-9", claim("c-9"), None))
    assert engine.reading(opened, lambda at: numbers_of(at, ID)["c-9"]) == 3


def test_a_compacted_file_finds_the_same_words(tmp_path, iraq):
    file = tmp_path / "a.sqlite"
    store = engine.open_store(str(file), create=True)
    load(store, some({0: "الأسد"}))
    load(store, iraq)
    with closing(store.raw_connection()) as connection:
        connection.execute("VACUUM")
    assert found(store, iraq.dossier.id, "اسد") == expected(iraq, "اسد") != [set()]


@pytest.fixture
def at_version_3(
    store: Engine, new_database: Callable[[], str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], str]:
    """Gives the address of a store of version 3 with all that the store of this test has."""

    def make() -> str:
        database = new_database()
        with monkeypatch.context() as older:
            older.setattr(engine, "MIGRATIONS", shutil.copytree(engine.MIGRATIONS, tmp_path / "migrations"))
            for later in (engine.MIGRATIONS / "versions").glob("r[4-9]_*.py"):
                later.unlink()
            to = create_engine(engine.url_of(database))
            engine.migrate(to, create=True)
        tables = MetaData()
        tables.reflect(to)
        assert "words" not in tables.tables
        with to.begin() as connection:
            for table in tables.sorted_tables:
                if table.name != engine.VERSION_TABLE:
                    rows = engine.reading(store, lambda at, table=table: at.execute(select(*table.c)).mappings().all())
                    for row in rows:
                        connection.execute(insert(table), dict(row))
        to.dispose()
        return database

    return make


def test_claims_of_an_older_store_are_numbered_in_their_order_and_found(store, at_version_3, iraq):
    load(store, iraq)
    load(store, some({0: "ab", 1: "الأسد", 2: "2,500.5"}))
    before = told(read(store)), entries(store)
    newer = engine.open_store(at_version_3())
    assert (told(read(newer)), entries(newer)) == before
    assert [*engine.reading(newer, lambda at: numbers_of(at, ID)).values()] == [1, 2, 3]
    numbered = engine.reading(newer, lambda at: numbers_of(at, iraq.dossier.id))
    assert sorted(numbered, key=numbered.__getitem__) == [*read(newer, iraq.dossier.id).claims]
    for typed in ("ab", "اسد", "2500", '"ain al asad"'):
        assert found(newer, ID, typed) == found(store, ID, typed)
        assert found(newer, iraq.dossier.id, typed) == expected(iraq, typed)
    every = select(WORDS.c.text).order_by(WORDS.c.dossier_id, WORDS.c.text)
    texts = [engine.reading(one, lambda at: at.execute(every).scalars().all()) for one in (newer, store)]
    assert texts[0] == texts[1]
