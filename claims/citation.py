"""A view of a dossier, or one of its claims, as bibliographies keep it: BibTeX and RIS."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from urllib.parse import quote
from zlib import crc32

from claims.models import Edtf, Language

_LANGID: dict[Language, str] = {"en": "english", "ar": "arabic"}

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# BibTeX counts a brace whether or not a backslash stands before it, so that `\{` alone would never end.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&#_%"},
}


@dataclass(frozen=True)
class Citation:
    """What is cited, in the words of one language.

    `name` begins its key in a bibliography; `author` and `document` (where the words stand) are those of a claim;
    `dated` is the day said, else the day that the view shows; `note` tells day, rule set and counts.
    """

    name: str
    title: str
    dossier: str
    note: str
    address: str
    dated: Edtf
    read_on: date
    language: Language
    author: str = ""
    document: str = ""

    @property
    def key(self) -> str:
        """ASCII, and another one for another address: two views of one page can be cited in one paper."""
        name = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return f"{name}-{crc32(self.address.encode('utf-8')):08x}"


def bibtex(cited: Citation) -> str:
    """One entry for a file in UTF-8; `@misc` is the type that both BibTeX and biblatex know for what is on the web.

    Fields after "BibTeXing" (Patashnik, 1988) and "The biblatex Package" 2.2 (`url`, `urldate`, `langid`). Doubled
    braces keep the case of a title, and the name of an office in one piece.
    """
    date_parts = _parts(cited.dated)
    fields = {
        "author": _braced(cited.author),
        "title": _braced(cited.title),
        "howpublished": _tex(cited.document or cited.dossier),
        "year": "".join(date_parts[:1]),
        "month": "".join(date_parts[1:2]).lstrip("0"),
        "url": _ascii(cited.address),
        "urldate": cited.read_on.isoformat(),
        "note": _tex(cited.note),
        "langid": _LANGID[cited.language],
        # By what an entry without an author is sorted.
        "key": "" if cited.author else _tex(cited.dossier),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@misc{{{cited.key},\n{''.join(lines)}}}\n"


def ris(cited: Citation) -> str:
    """One `ELEC` reference, a web page, for a file in UTF-8; lines end in CRLF.

    After the "RIS Format Specifications" of Research Information Systems: a date is `year/month/day/` as far as it is
    known. In T2, Y2 and LA reference managers look for the site, the day read and the language.
    """
    date_parts = _parts(cited.dated)
    tags = [
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("AU", cited.author),
        ("TI", cited.title),
        ("T2", cited.dossier),
        ("PY", "".join(date_parts[:1])),
        ("DA", "".join(f"{part}/" for part in [*date_parts, "", "", ""][:3]) if date_parts else ""),
        ("Y2", f"{cited.read_on:%Y/%m/%d}"),
        ("UR", _ascii(cited.address)),
        ("N1", cited.document),
        ("N1", cited.note),
        ("LA", cited.language),
    ]
    lines = [f"{tag}  - {line}\r\n" for tag, value in tags if (line := _one_line(value))]
    return f"{''.join(lines)}ER  - \r\n"


def _parts(when: Edtf) -> list[str]:
    """Year, month and day, as far as all days that it can mean share them."""
    if when.first is None or when.last is None:
        return []
    pairs = zip(when.first.isoformat().split("-"), when.last.isoformat().split("-"), strict=True)
    return [first for first, last in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def _one_line(words: str) -> str:
    """Neither format has values of several lines, nor do their programs know the marks that turn a screen's lines."""
    return " ".join(_DIRECTION.sub("", _CONTROL.sub(" ", words)).split())


def _tex(words: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _one_line(words))


def _braced(words: str) -> str:
    written = _tex(words)
    return f"{{{written}}}" if written else ""


def _ascii(address: str) -> str:
    """As RFC 3986 allows it: what a bibliography program could read as its own sign is percent-encoded."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%-._~")
