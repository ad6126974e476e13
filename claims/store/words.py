"""Which claims say a word: the folded own words of each claim, indexed by the database.

`words` keeps the folded text of each claim by the claim's number; `word_index` finds texts by their tokens, as FTS5 on
SQLite and by GIN on PostgreSQL. The tokens of a text are its words and, since an Arabic term stands anywhere in a word,
what is left of a word at each of its Arabic letters: a term is the beginning of a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Select, Text, cast, column, func, literal, select, table, text, update
from sqlalchemy.dialects.postgresql import TSQUERY

from claims.search import is_arabic, sought
from claims.store.bulk import insert_rows
from claims.store.tables import WORDS

LONGEST = 32
"""So many letters of a token are indexed; a longer term is held against the texts."""
MOST_LETTERS = 200_000
"""A text whose tokens are longer in all is read and not indexed: PostgreSQL takes at most a mebibyte."""
READ = "\u00b6"
"""The only token of such a text; no word has this letter."""
MOST_ASKED = 8
"""So many words of a phrase are asked of the index; the texts decide."""
CHUNK = 1_000

Numbers = npt.NDArray[np.int64]


def last_number(connection: Connection, dossier_id: str) -> int:
    """The last number that a claim of the dossier was given, be it there or not; 0 where none was."""
    last = select(func.max(WORDS.c.number)).where(WORDS.c.dossier_id == dossier_id)
    return connection.execute(last).scalar() or 0


def add(connection: Connection, dossier_id: str, texts: Mapping[int, str]) -> None:
    """Keep and index the folded texts of new claims, by number."""
    if texts:
        rows = [{"dossier_id": dossier_id, "number": number, "text": one} for number, one in texts.items()]
        insert_rows(connection, WORDS, rows)
        _index(connection).add(connection, dossier_id, texts)


def change(connection: Connection, dossier_id: str, number: int, new: str) -> None:
    """Put another text in the place of a claim's; an empty one where the claim goes, since its number stays taken."""
    here = (WORDS.c.dossier_id == dossier_id, WORDS.c.number == number)
    old = connection.execute(select(WORDS.c.text).where(*here)).scalar_one()
    if old != new:
        connection.execute(update(WORDS).where(*here).values(text=new))
        _index(connection).remove(connection, dossier_id, number, old)
        _index(connection).add(connection, dossier_id, {number: new})


def index_all(connection: Connection) -> None:
    """Index the texts of a store in which none is indexed yet."""
    for dossier_id in connection.execute(select(WORDS.c.dossier_id).distinct()).scalars().all():
        last = 0
        while texts := _after(connection, dossier_id, last):
            _index(connection).add(connection, dossier_id, texts)
            last = max(texts)


def _after(connection: Connection, dossier_id: str, last: int) -> dict[int, str]:
    """The next texts of a dossier after a number."""
    here = (WORDS.c.dossier_id == dossier_id, WORDS.c.number > last)
    rows = connection.execute(select(WORDS.c.number, WORDS.c.text).where(*here).order_by(WORDS.c.number).limit(CHUNK))
    return {row.number: row.text for row in rows}


def numbers(connection: Connection, dossier_id: str, term: str) -> Numbers:
    """The numbers of the claims whose own text answers one folded term, as `claims.search.matches` has it; in order."""
    index = _index(connection)

    def holding(among: Select[int] | None) -> Select[int]:
        place = getattr(func, index.place)(" " + WORDS.c.text, sought(term))
        found = select(WORDS.c.number).where(WORDS.c.dossier_id == dossier_id, place > 0)
        return found if among is None else found.where(WORDS.c.number.in_(among))

    def listed(found: Select[int]) -> Numbers:
        # One text is read many times faster than as many rows.
        number = found.subquery().c[0]
        answer = connection.execute(select(func.aggregate_strings(cast(number, Text), ","))).scalar()
        return np.fromstring(answer or "", np.int64, sep=",")

    asked = _asked(term)
    if not asked:
        return np.sort(listed(holding(None)), kind="stable")
    found = index.having(connection, dossier_id, asked)
    if list(asked) != [term]:
        found = holding(found)
    read = holding(index.having(connection, dossier_id, {READ: False}))
    # Nearly in order as they come.
    return np.sort(np.concatenate([listed(found), listed(read)]), kind="stable")


def _asked(term: str) -> dict[str, bool]:
    """The tokens of every text that answers a term, and whether they may go on; none where the term is too short."""
    words = term.split()
    last = len(words) - 1
    return {
        word[:LONGEST]: place == last
        for place, word in enumerate(words[:MOST_ASKED])
        # Of one Arabic letter it is only known that a word ends with it.
        if place or len(word) > 1 or not is_arabic(word)
    }


def _tokens(words: str) -> str:
    """The tokens of a folded text, with a space between them."""
    found = {token for word in words.split() for token in _of_word(word)}
    told = " ".join(found)
    return told if len(told) <= MOST_LETTERS else READ


def _of_word(word: str) -> tuple[str, ...]:
    return _of_usual_word(word) if len(word) <= LONGEST else _ends(word)


def _ends(word: str) -> tuple[str, ...]:
    inner = (word[at : at + LONGEST] for at in range(1, len(word) - 1) if is_arabic(word[at]))
    return (word[:LONGEST], *inner)


_of_usual_word = lru_cache(2**14)(_ends)


class _Index(Protocol):
    """What differs between databases. `place` is their function for the place of a text in another, from 1."""

    place: str

    def add(self, connection: Connection, dossier_id: str, texts: Mapping[int, str]) -> None: ...

    def remove(self, connection: Connection, dossier_id: str, number: int, old: str) -> None: ...

    def having(self, connection: Connection, dossier_id: str, tokens: Mapping[str, bool]) -> Select[int]:
        """The numbers of the claims that have all these tokens, or some that begin so where that is true."""


class _Fts5:
    """A table without contents: what is removed must be told. A row id is a dossier's slot, then a claim's number."""

    place = "instr"
    _slot_of = text("SELECT slot FROM word_index_dossiers WHERE dossier_id = :dossier_id")
    _bits = 32

    def add(self, connection: Connection, dossier_id: str, texts: Mapping[int, str]) -> None:
        base = self._base(connection, dossier_id)
        if base is None:
            new = text("INSERT INTO word_index_dossiers (dossier_id) VALUES (:dossier_id)")
            connection.execute(new, {"dossier_id": dossier_id})
            base = self._base(connection, dossier_id)
        assert base is not None
        rows = [{"rowid": base + number, "tokens": _tokens(one)} for number, one in texts.items()]
        connection.execute(text("INSERT INTO word_index (rowid, tokens) VALUES (:rowid, :tokens)"), rows)

    def remove(self, connection: Connection, dossier_id: str, number: int, old: str) -> None:
        gone = {"rowid": (self._base(connection, dossier_id) or 0) + number, "tokens": _tokens(old)}
        told = text("INSERT INTO word_index (word_index, rowid, tokens) VALUES ('delete', :rowid, :tokens)")
        connection.execute(told, gone)

    def having(self, connection: Connection, dossier_id: str, tokens: Mapping[str, bool]) -> Select[int]:
        base = self._base(connection, dossier_id) or 0
        asked = " AND ".join(f'"{token}"' + "*" * begins for token, begins in tokens.items())
        index = table("word_index", column("word_index"), column("rowid"))
        rows = index.c.rowid.between(base, base + 2**self._bits - 1)
        return select((index.c.rowid - base).label("number")).where(index.c.word_index.op("MATCH")(asked), rows)

    def _base(self, connection: Connection, dossier_id: str) -> int | None:
        slot: int | None = connection.execute(self._slot_of, {"dossier_id": dossier_id}).scalar()
        return None if slot is None else slot << self._bits


class _Gin:
    """A table of lexemes as they are given, apart from the texts, so that fewer pages are read."""

    place = "strpos"

    def add(self, connection: Connection, dossier_id: str, texts: Mapping[int, str]) -> None:
        new = text(
            "INSERT INTO word_index (dossier_id, number, tokens) "
            "VALUES (:dossier_id, :number, array_to_tsvector(string_to_array(:tokens, ' ')))"
        )
        rows = [{"dossier_id": dossier_id, "number": number, "tokens": _tokens(one)} for number, one in texts.items()]
        connection.execute(new, rows)

    def remove(self, connection: Connection, dossier_id: str, number: int, old: str) -> None:
        gone = text("DELETE FROM word_index WHERE dossier_id = :dossier_id AND number = :number")
        connection.execute(gone, {"dossier_id": dossier_id, "number": number})

    def having(self, connection: Connection, dossier_id: str, tokens: Mapping[str, bool]) -> Select[int]:
        asked = " & ".join(f"'{token}'" + ":*" * begins for token, begins in tokens.items())
        index = table("word_index", column("dossier_id"), column("number"), column("tokens"))
        lexemes = cast(literal(asked), TSQUERY)
        return select(index.c.number).where(index.c.dossier_id == dossier_id, index.c.tokens.op("@@")(lexemes))


_INDEXES: dict[str, _Index] = {"sqlite": _Fts5(), "postgresql": _Gin()}


def _index(connection: Connection) -> _Index:
    return _INDEXES[connection.dialect.name]
