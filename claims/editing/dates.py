"""What an entered date means: the days it could be, and the days on which a deadline falls due by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from claims import spoken
from claims.analysis import values
from claims.catalogue import domain
from claims.columns import NO_DAY, ROLES, day_number, day_of_number
from claims.editing.fields import plain
from claims.models import Edtf, Language


@dataclass(frozen=True)
class Window:
    """The first and last day that a date could mean, None at an open end; `approximate` is for the reader."""

    first: date | None
    last: date | None
    approximate: bool = False
    uncertain: bool = False

    def in_words(self, language: Language) -> str:
        """The days in words: "1–30 September 2025", "since 1 April 2025"."""
        say = domain(language).text
        if self.first and self.last:
            told = spoken.span(self.first, self.last, language)
        elif known := self.first or self.last:
            told = say("values.since" if self.first else "values.up_to", None, date=spoken.day(known, language))
        else:
            return say("values.undated")
        told = say("values.uncertain", None, date=told) if self.uncertain else told
        return say("values.about_date", None, date=told) if self.approximate else told


def window(entered: str) -> Window:
    """The days that a date means, as somebody typed it. RefusalError says what is wrong with it and what to write."""
    read = Edtf.parse(plain(entered))
    return Window(read.first, read.last, read.approximate, read.uncertain)


def due(role: str, entered: str) -> Window:
    """The days [d1, d2] on which a deadline falls due; no days where it has no usable date. RefusalError as above.

    Of `by` the first is the strict reading, the last the lenient one (`claims.analysis.values`).
    """
    read = window(entered)
    ends = [np.array([NO_DAY if one is None else day_number(one)], np.int64) for one in (read.first, read.last)]
    found = values.due_windows(np.array([ROLES.index(role)], np.int64), *ends)
    first, last = (None if one[0] == NO_DAY else day_of_number(int(one[0])) for one in found)
    return Window(first, last, read.approximate, read.uncertain)
