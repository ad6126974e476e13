"""Words to look for, folded so that spelling does not stand in the way: Arabic, Latin, both digit sets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.records import DossierRecords

_TATWEEL = "\u0640"
# What is left after decomposition has taken the marks off: one letter for the spellings that readers mix.
_ONE_LETTER = str.maketrans(
    {
        "\u0649": "\u064a",  # alef maksura -> ya
        "\u06cc": "\u064a",  # Farsi ya -> ya
        "\u06a9": "\u0643",  # Farsi kaf -> kaf
        "\u0629": "\u0647",  # ta marbuta -> ha
        "\u0671": "\u0627",  # alef wasla -> alef
        _TATWEEL: None,
    }
)
_GROUPED_DIGITS = re.compile(r"(?<=\d)[,\u066c](?=\d{3}(?!\d))")
_NO_WORD = re.compile(r"[\W_]+")
_TERMS = re.compile(r'"([^"]*)"|(\S+)')


def folded(text: str) -> str:
    """Letters and digits alone, one space between words: no case, marks, tatweel or alef forms; digits 0-9."""
    letters = []
    for letter in unicodedata.normalize("NFKD", text).translate(_ONE_LETTER):
        category = unicodedata.category(letter)
        if category == "Nd":
            letters.append(str(unicodedata.digit(letter)))
        elif category not in ("Mn", "Cf"):
            letters.append(letter)
    plain = _GROUPED_DIGITS.sub("", "".join(letters).casefold())
    return _NO_WORD.sub(" ", plain).strip()


def terms(words: str) -> tuple[str, ...]:
    """The folded terms of what a reader typed; "words in quotes" stay together."""
    found = (folded(phrase or word) for phrase, word in _TERMS.findall(words))
    return tuple(term for term in found if term)


@dataclass(frozen=True)
class WordIndex:
    """The folded text of each claim, in order of id."""

    texts: Sequence[str]

    @classmethod
    def of(cls, records: DossierRecords) -> WordIndex:
        """What a claim is found by: its words and quote, date words, speaker, question, outlet, venue and note."""
        return cls([folded(" ".join(_words_of(records, claim_id))) for claim_id in sorted(records.claims)])

    def containing(self, words: str) -> npt.NDArray[np.bool_]:
        """One truth value a claim: every term begins some word of it, or stands anywhere in an Arabic one.

        Arabic joins its article and conjunctions to the word that follows: "الأسد" and "والأسد" are found by "أسد".
        """
        wanted = [term if "\u0600" <= term[0] <= "\u06ff" else f" {term}" for term in terms(words)]
        return np.fromiter((all(term in f" {text}" for term in wanted) for text in self.texts), bool, len(self.texts))


def _words_of(records: DossierRecords, claim_id: str) -> list[str]:
    claim = records.claims[claim_id]
    topic, speaker = records.topics[claim.topic], records.speakers[claim.speaker]
    outlet = records.outlets[records.sources[claim.source].outlet]
    texts = [claim.statement, topic.question, topic.label, topic.place, speaker.name, speaker.short, speaker.role]
    said = [one for text in (*texts, outlet.name) if text is not None for one in (text.en, text.ar) if one]
    value = claim.deadline or claim.figure
    plain = (claim.id, claim.venue, claim.note, claim.quote and claim.quote.text, value and value.as_said)
    numbers = [str(bound) for bound in (claim.figure.low, claim.figure.high) if bound] if claim.figure else []
    return [*said, *(one for one in plain if one), *numbers]
