"""Whatever a title says, a bibliography program reads it back letter by letter."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.citation import Citation, bibtex, ris
from claims.models import Edtf

VIEW = Citation(
    name="iraq-coalition-deadlines-2026-11-23",
    title="The end of the mission: Was the date kept?",
    dossier="The end of the mission",
    note="As of 23 November 2026; rule set 1; 7 of 394 claims.",
    address="http://localhost:8501/deadlines?as_of=2026-11-23&lang=en",
    dated=Edtf.parse("2026-11-23"),
    read_on=date(2026, 11, 24),
    language="en",
)
HOSTILE = "{ \\} 50% #1 $x^2$ a_b & ~ \\textbf{x}\r\nER  - \n\n@misc{y, title={«انتهاء» المهمة\u200f}"

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(str.strip)
tex_or_words = st.one_of(words, st.text('{}\\%#$&_~^"@, \n-ا', max_size=20).filter(str.strip))


def one_line(text: str) -> str:
    words = re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", text)
    return " ".join(re.sub(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", words).split())


def read_bibtex(entry: str) -> dict[str, str]:
    """The fields as BibTeX parts them: it counts every brace, whatever stands before it."""
    head = re.match(r"@misc\{([^,]*),\n", entry)
    assert head
    fields, at = {"entry": head[1]}, head.end()
    while field := re.compile(r"  ([a-z]+) = \{").match(entry, at):
        start = at = field.end()
        depth = 1
        while depth:
            depth += {"{": 1, "}": -1}.get(entry[at], 0)
            at += 1
        fields[field[1]] = entry[start : at - 1]
        assert entry[at : at + 2] == ",\n"
        at += 2
    assert entry[at:] == "}\n"
    return fields


def as_typeset(field: str) -> str:
    """What TeX makes of a field."""
    signs = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    signs |= {"textasciitilde": "~", "textasciicircum": "^"}

    def sign(found: re.Match[str]) -> str:
        assert found[0] not in "{}~^$&#_%\\", f"{found[0]} would not be printed"
        return signs[found[1]] if found[1] else found[2]

    return re.sub(r"\\([a-z]+)\{\}|\\([$&#_%])|[{}~^$&#_%\\]", sign, field)


def read_ris(reference: str) -> dict[str, str]:
    assert reference.endswith("\r\nER  - \r\n")
    lines = reference.removesuffix("ER  - \r\n").removesuffix("\r\n").split("\r\n")
    assert all(re.match(r"[A-Z][A-Z0-9]  - \S", line) for line in lines)
    found: dict[str, str] = {}
    for line in lines:
        found[line[:2]] = f"{found[line[:2]]}|{line[6:]}" if line[:2] in found else line[6:]
    return found


def test_a_view_as_bibtex() -> None:
    assert bibtex(VIEW) == (
        f"@misc{{{VIEW.key},\n"
        "  title = {{The end of the mission: Was the date kept?}},\n"
        "  howpublished = {The end of the mission},\n"
        "  year = {2026},\n"
        "  month = {11},\n"
        "  url = {http://localhost:8501/deadlines?as_of=2026-11-23&lang=en},\n"
        "  urldate = {2026-11-24},\n"
        "  note = {As of 23 November 2026; rule set 1; 7 of 394 claims.},\n"
        "  langid = {english},\n"
        "  key = {The end of the mission},\n"
        "}\n"
    )


def test_a_view_as_ris() -> None:
    assert ris(VIEW) == (
        "TY  - ELEC\r\n"
        f"ID  - {VIEW.key}\r\n"
        "TI  - The end of the mission: Was the date kept?\r\n"
        "T2  - The end of the mission\r\n"
        "PY  - 2026\r\n"
        "DA  - 2026/11/23/\r\n"
        "Y2  - 2026/11/24\r\n"
        "UR  - http://localhost:8501/deadlines?as_of=2026-11-23&lang=en\r\n"
        "N1  - As of 23 November 2026; rule set 1; 7 of 394 claims.\r\n"
        "LA  - en\r\n"
        "ER  - \r\n"
    )


def test_a_claim_names_its_speaker_and_the_document_it_stands_in() -> None:
    claim = replace(VIEW, author="Ministry of Defence, Baghdad", document="INA, 1 May 2025, https://ina.iq/a_b")
    entry, reference = read_bibtex(bibtex(claim)), read_ris(ris(claim))
    # In one more pair of braces an "and" or a comma does not part a name.
    assert entry["author"] == "{Ministry of Defence, Baghdad}"
    assert entry["howpublished"] == r"INA, 1 May 2025, https://ina.iq/a\_b"
    assert "key" not in entry
    assert reference["AU"] == "Ministry of Defence, Baghdad"
    assert reference["N1"] == f"INA, 1 May 2025, https://ina.iq/a_b|{VIEW.note}"


@pytest.mark.parametrize(
    ("said", "year", "month", "slashed"),
    [
        ("2025-09-30", "2025", "9", "2025/09/30/"),
        ("2025-09", "2025", "9", "2025/09//"),
        ("2025", "2025", None, "2025///"),
        ("2025-08-18~", "2025", "8", "2025/08/18/"),
        ("2024-12-30/2025-01-02", None, None, None),
        ("../2025-01-02", None, None, None),
    ],
)
def test_no_day_is_told_more_exactly_than_it_is_known(said, year, month, slashed) -> None:
    cited = replace(VIEW, dated=Edtf.parse(said))
    entry, reference = read_bibtex(bibtex(cited)), read_ris(ris(cited))
    assert (entry.get("year"), entry.get("month")) == (year, month)
    assert (reference.get("PY"), reference.get("DA")) == (year, slashed)


@given(title=tex_or_words, author=tex_or_words, note=tex_or_words, document=tex_or_words)
@example(title=HOSTILE, author=HOSTILE, note=HOSTILE, document=HOSTILE)
def test_hostile_words_come_back_as_they_were(title, author, note, document) -> None:
    cited = replace(VIEW, title=title, author=author, note=note, document=document)
    entry, reference = read_bibtex(bibtex(cited)), read_ris(ris(cited))
    wanted = {"title": one_line(title), "author": one_line(author), "note": one_line(note)}
    for name, value in wanted.items():
        written = entry.get(name, "")
        if name != "note" and written:
            assert (written[0], written[-1]) == ("{", "}")
            written = written[1:-1]
        assert as_typeset(written) == value
    assert reference.get("TI", "") == wanted["title"]
    assert reference.get("AU", "") == wanted["author"]


@given(words)
def test_an_address_is_ascii_and_breaks_no_field(path) -> None:
    cited = replace(VIEW, address=f"http://localhost/{path}")
    url = read_bibtex(bibtex(cited))["url"]
    assert url == read_ris(ris(cited))["UR"]
    assert re.fullmatch(r"[!#-\[\]_a-z~]+", url)


def test_an_address_that_is_already_encoded_stays() -> None:
    address = "http://localhost:8501/claims?q=%D8%B9%D9%84%D8%A7%D9%88%D9%8A&side=a&side=b#words"
    assert read_bibtex(bibtex(replace(VIEW, address=address)))["url"] == address


def test_two_views_of_one_page_have_two_keys() -> None:
    other = replace(VIEW, address=f"{VIEW.address}&side=us-government")
    assert VIEW.key != other.key
    assert all(re.fullmatch(r"[a-z0-9-]+", one.key) for one in (VIEW, other))
