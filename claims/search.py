"""Words to look for, folded so that spelling does not stand in the way: Arabic, Latin, both digit sets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.models import Claim, Outlet, Speaker, Text, Topic
from claims.records import DossierRecords
from claims.tables import Tables

Mask = npt.NDArray[np.bool_]

# What is left after decomposition has taken the marks off: one letter for the spellings that readers mix.
_ONE_LETTER = {
    "\u0649": "\u064a",  # alef maksura -> ya
    "\u06cc": "\u064a",  # Farsi ya -> ya
    "\u06a9": "\u0643",  # Farsi kaf -> kaf
    "\u0629": "\u0647",  # ta marbuta -> ha
    "\u0671": "\u0627",  # alef wasla -> alef
    "\u0640": "",  # tatweel
}
_GROUPING = ",\u066c"
_GROUPED_DIGITS = re.compile(rf"[{_GROUPING}](?<=\d.)(?=\d{{3}}(?!\d))")
_COMMA = re.compile(f"[{_GROUPING}]")
_NO_WORD = re.compile(r"[\W_]")
_TERMS = re.compile(r'"([^"]*)"|(\S+)')
_OWN = (
    ("id",),
    ("statement", "en"),
    ("statement", "ar"),
    ("venue",),
    ("note",),
    ("quote", "text"),
    ("deadline", "as_said"),
    ("figure", "as_said"),
    ("figure", "low"),
    ("figure", "high"),
)
"""The fields in whose words a claim is found, by their path."""
_OWN_COLUMNS = tuple("_".join(path) for path in _OWN)


class _Letters(dict[int, str]):
    """What becomes of each letter, worked out when it is first met; a comma that may group digits stays for now."""

    def __missing__(self, point: int) -> str:
        letter = _ONE_LETTER.get(chr(point), chr(point))
        category = unicodedata.category(letter) if letter else "Mn"
        if category == "Nd":
            letter = str(unicodedata.digit(letter))
        elif category in ("Mn", "Cf"):
            letter = ""
        elif letter not in _GROUPING:
            letter = _NO_WORD.sub(" ", letter.casefold())
        self[point] = letter
        return letter


_LETTERS = _Letters()


def folded(text: str) -> str:
    """Letters and digits alone, one space between words: no case, marks, tatweel or alef forms; digits 0-9."""
    plain = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    if any(comma in plain for comma in _GROUPING):
        plain = _COMMA.sub(" ", _GROUPED_DIGITS.sub("", plain))
    return " ".join(plain.split())


def terms(words: str) -> tuple[str, ...]:
    """The folded terms of what a reader typed; "words in quotes" stay together."""
    found = (folded(phrase or word) for phrase, word in _TERMS.findall(words))
    return tuple(term for term in found if term)


def is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


def sought(term: str) -> str:
    """What stands in a folded text, with a space before it, where the text answers a folded term.

    A term begins a word, or stands anywhere where it begins with an Arabic letter: Arabic joins its article and
    conjunctions to the word that follows, "الأسد" and "والأسد" are found by "أسد".
    """
    return term if is_arabic(term[0]) else f" {term}"


def matches(text: str, term: str) -> bool:
    """True where a folded text answers a folded term."""
    return sought(term) in f" {text}"


def own_words(claim: Claim) -> str:
    """The folded words of a claim itself: id, statement, venue, note, quote, the date or number as it was said."""
    return _folded(reduce(lambda one, name: one and getattr(one, name), path, claim) for path in _OWN)


def own_words_of_row(row: Mapping[str, Any]) -> str:
    """`own_words` of the claim that lies in a flat row."""
    return _folded(map(row.get, _OWN_COLUMNS))


def topic_words(topic: Topic) -> str:
    return _folded(_in_both(topic.question, topic.label, topic.place))


def speaker_words(speaker: Speaker) -> str:
    return _folded(_in_both(speaker.name, speaker.short, speaker.role))


def outlet_words(outlet: Outlet) -> str:
    return _folded(_in_both(outlet.name))


@dataclass(frozen=True)
class SharedWords:
    """The folded texts that claims share: those of topics, speakers and outlets, each by its code in the columns."""

    topics: Sequence[str]
    speakers: Sequence[str]
    outlets: Sequence[str]

    @classmethod
    def of(cls, records: DossierRecords, tables: Tables) -> SharedWords:
        return cls(
            [topic_words(records.topics[one]) for one in tables.topics],
            [speaker_words(records.speakers[one]) for one in tables.speakers],
            [outlet_words(records.outlets[one]) for one in tables.outlets],
        )

    def containing(self, words: str, tables: Tables, own: Callable[[str], Mask]) -> Mask:
        """One truth value a claim: every term is answered by its own text, or by that of its topic, speaker or outlet.

        `own` tells which claims' own texts answer a folded term. The words of a phrase stand together in one text.
        """
        claims, found = tables.claims, np.ones(len(tables.claims.id), bool)
        for term in terms(words):
            here = own(term)
            for texts, codes in (
                (self.topics, claims.topic),
                (self.speakers, claims.speaker),
                (self.outlets, claims.outlet),
            ):
                # Most terms stand in none.
                if (answer := answering(texts, term)).any():
                    here = here | answer[codes]
            found &= here
        return found


@dataclass(frozen=True)
class WordIndex:
    """The folded texts in which the claims of a dossier that is all in memory are found, in order of id."""

    tables: Tables
    shared: SharedWords
    own: Sequence[str]

    @classmethod
    def of(cls, records: DossierRecords, tables: Tables) -> WordIndex:
        own = [own_words(records.claims[id_]) for id_ in sorted(records.claims)]
        return cls(tables, SharedWords.of(records, tables), own)

    def containing(self, words: str) -> Mask:
        """One truth value a claim, in the order of the columns."""
        return self.shared.containing(words, self.tables, partial(answering, self.own))


def answering(texts: Sequence[str], term: str) -> Mask:
    """One truth value a folded text: whether it answers a folded term."""
    return np.fromiter((matches(text, term) for text in texts), bool, len(texts))


def _in_both(*texts: Text | None) -> list[str | None]:
    return [one for text in texts if text is not None for one in (text.en, text.ar)]


def _folded(words: Iterable[Any]) -> str:
    """The folded text of what is given: nothing of what is empty, or nought."""
    return folded(" ".join(str(one) for one in words if one))
