"""Both languages say the same: every key that the code speaks, with the same gaps, and no sentence that nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple, get_args

import pytest
from babel.messages.pofile import read_po

import claims
import dashboard
from claims.analysis import chains, relations, states, status
from claims.analysis.rules import BADGES, SECTIONS
from claims.catalogue import PLURAL_TAGS
from claims.models import LANGUAGES, Attribution, Force, Kind, Language, Result, Stance

PACKAGES = {"claims": Path(claims.__file__).parent, "dashboard": Path(dashboard.__file__).parent}
KEY = re.compile(r"[a-z_]+\.[a-z0-9_]*[a-z0-9]")


class Entry(NamedTuple):
    """A sentence as it stands in its file."""

    file: str
    key: str
    plural: bool
    forms: tuple[str, ...]


@cache
def entries(package: str, language: Language) -> tuple[Entry, ...]:
    found = []
    for file in sorted((PACKAGES[package] / "texts" / language).glob("*.po")):
        with file.open("rb") as text:
            for message in read_po(text, locale=language):
                if message.id:
                    plural = not isinstance(message.id, str)
                    key = message.id[0] if plural else message.id
                    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    found.append(Entry(file.name, str(key), plural, forms))
    return tuple(found)


def gaps(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_language_has_each_key_in_the_same_file_with_the_same_gaps(package):
    english, arabic = ({one.key: one for one in entries(package, language)} for language in ("en", "ar"))
    assert english.keys() == arabic.keys()
    for key, one in english.items():
        other = arabic[key]
        assert (key, one.file, one.plural) == (key, other.file, other.plural)
        told = {language: set().union(*map(gaps, e.forms)) for language, e in (("en", one), ("ar", other))}
        assert (key, told["en"] - {"n"}) == (key, told["ar"] - {"n"})
        # A count of things may be spelled out in one language; a sentence without plural forms has one `n` or none.
        assert one.plural or ("n" in told["en"]) == ("n" in told["ar"]), key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_sentences_are_whole(package, language):
    for one in entries(package, language):
        assert len(one.forms) == (len(PLURAL_TAGS[language]) if one.plural else 1), one
        for form in one.forms:
            # What stands between words ("; ") may end in a space.
            separates = not any(letter.isalpha() for letter in form)
            assert form.strip(), one
            assert separates or form == form.strip(), one
        assert all(re.fullmatch(r"[a-z_]+", name) for form in one.forms for name in gaps(form)), one
        tags = PLURAL_TAGS[language] if one.plural else ("other",)
        # None, one or two may be told in other words ("The value: 5, by him."); all larger numbers name the same.
        larger = [gaps(form) for tag, form in zip(tags, one.forms, strict=True) if tag not in ("zero", "one", "two")]
        assert all(form == larger[-1] for form in larger), one


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_no_key_stands_twice_or_in_an_area_of_another_file(package, language):
    found = entries(package, language)
    keys = [one.key for one in found]
    assert len(keys) == len(set(keys))
    homes: dict[str, set[str]] = {}
    for one in found:
        homes.setdefault(one.key.partition(".")[0], set()).add(one.file)
    assert {area: files for area, files in homes.items() if len(files) > 1} == {}


def test_no_area_is_of_both_packages():
    areas = [{one.key.partition(".")[0] for one in entries(package, "en")} for package in PACKAGES]
    assert not areas[0] & areas[1]


# Keys in Python

PIECE = re.compile(r"[a-z0-9_-]+")
GAP = "\0"
AREA_OF_CODES: Mapping[str, Sequence[str]] = {
    "state": states.STATES,
    "status": status.STATUSES,
    "badge": BADGES,
    "step": chains.STEPS,
    "evidence": states.EVIDENCE,
    "relation": relations.RELATIONS,
    "stance": get_args(Stance),
    "force": get_args(Force),
    "attribution": get_args(Attribution),
    "result": get_args(Result),
    "kind": get_args(Kind),
    "reading": ("lenient", "strict", "first-day", "last-day"),
    "count": (),
    "rule": [rule.code for rules in SECTIONS.values() for rule in rules] + [f"section_{name}" for name in SECTIONS],
}
"""Areas whose words are those of a list of codes, and no others but by name."""


class Code(NamedTuple):
    """What one Python file says in texts: whole keys, keys with gaps, and the codes that could fill these."""

    file: Path
    keys: frozenset[str]
    patterns: frozenset[str]
    pieces: frozenset[str]
    gaps: frozenset[str]
    handed: frozenset[tuple[str, str]]

    def may_say(self, pattern: str) -> frozenset[str]:
        """The codes for a gap: a page's whole name of a sentence stands in its own file or is handed to it by name."""
        files = [self] if pattern.endswith(f".{GAP}") and PACKAGES["dashboard"] in self.file.parents else code()
        handed = {value for file in code() for name, value in file.handed if name in self.gaps}
        return frozenset(handed).union(*(file.pieces for file in files))


@cache
def code() -> tuple[Code, ...]:
    return tuple(_read(file) for folder in PACKAGES.values() for file in sorted(folder.rglob("*.py")))


def _read(file: Path) -> Code:
    tree = ast.parse(file.read_text("utf-8"))
    words = {str(node.value) for node in _strings(tree)}
    keys = {word for word in words if KEY.fullmatch(word)} | set(_words(tree))
    built = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    patterns = {
        "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values) for node in built
    }
    # "charts.key_" + code is written where a quotation mark would not fit into another.
    patterns |= {f"{word}{GAP}" for word in words if re.fullmatch(r"[a-z_]+\.[a-z_]+_", word)}
    named = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg}
    fields = (node.target for node in ast.walk(tree) if isinstance(node, ast.AnnAssign))
    named |= {field.id for field in fields if isinstance(field, ast.Name)}
    # f"{code}_bare" puts a code together.
    named |= {str(part.value) for node in built for part in node.values if isinstance(part, ast.Constant)}
    return Code(
        file,
        frozenset(keys),
        frozenset(one for one in patterns if re.fullmatch(rf"[a-z_]+\.[a-z0-9_{GAP}]+", one)),
        frozenset(word.replace("-", "_") for word in words | named if PIECE.fullmatch(word)),
        frozenset(name.id for node in built for name in ast.walk(node) if isinstance(name, ast.Name)),
        frozenset(
            (str(node.arg), str(node.value.value))
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant)
        ),
    )


def _strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Whole texts in the code: no docstrings, no parts of an f-string."""
    others = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)} | {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in others:
            yield node


def _words(tree: ast.AST) -> Iterator[str]:
    """`word("badge", "drift")` says `badge.drift`, `count("days", 2)` says `count.days`, `area("native")` all of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            told = [one.value if isinstance(one, ast.Constant) else None for one in node.args[:2]]
            if name == "area":
                yield from (entry.key for entry in entries("dashboard", "en") if entry.key.startswith(f"{told[0]}."))
            elif name == "word" and len(told) == 2 and None not in told:
                yield ".".join(map(str, told)).replace("-", "_")
            elif name in ("count", "_count") and isinstance(told[0], str) and told[0].isidentifier():
                yield f"count.{told[0]}"


def said() -> dict[str, bool]:
    """Every key of both catalogues: is it said anywhere?"""
    literal = {key for one in code() for key in one.keys}
    pairs = {f"why.pair_{relation}_{field}" for relation in relations.RELATIONS for field in relations.FIELDS}
    coded = pairs | {f"{area}.{word.replace('-', '_')}" for area, words in AREA_OF_CODES.items() for word in words}
    codes = frozenset(key.partition(".")[2] for key in coded) | frozenset(relations.FIELDS)
    keys = [entry.key for package in PACKAGES for entry in entries(package, "en")]
    return {
        key: key in literal
        or key in coded
        or any(
            _fills(pattern, key, one.may_say(pattern), one.pieces | codes)
            for one in code()
            for pattern in one.patterns
            if key.startswith(pattern.partition(GAP)[0]) and key.partition(".")[0] not in AREA_OF_CODES
        )
        for key in keys
    }


def _fills(pattern: str, key: str, whole: frozenset[str], parts: frozenset[str]) -> bool:
    """True where each gap of the pattern takes one code of the program, or codes put together in its own file."""
    found = re.fullmatch("(.*?)".join(map(re.escape, pattern.split(GAP))), key)
    return found is not None and all(fill in whole or _made_of(fill, parts) for fill in found.groups())


def _made_of(fill: str, parts: frozenset[str]) -> bool:
    return fill == "" or any(_made_of(fill.removeprefix(part), parts) for part in parts if fill.startswith(part))


def test_every_sentence_is_said_somewhere():
    assert [key for key, used in said().items() if not used] == []


def test_every_key_in_the_code_has_a_sentence():
    known = {entry.key for package in PACKAGES for entry in entries(package, "en")}
    areas = {key.partition(".")[0] for key in known}
    wanted = {
        (key, one.file.name)
        for one in code()
        for key in one.keys
        if key.partition(".")[0] in areas and key not in known and not key.endswith(".yaml")
    }
    assert wanted == set()


# Sentences in Python

TAG = re.compile(r"<(code|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
SIDES = {"right", "left", "above", "below"}
FONTS = ("IBM Plex Sans", "IBM Plex Sans Arabic")


def test_no_sentence_for_readers_stands_in_python():
    look = " ".join(file.read_text("utf-8") for file in (PACKAGES["dashboard"] / "look").glob("*.css"))
    known = SIDES | set(re.findall(r"\.([a-z][a-z-]*)", look))
    found = []
    for file in sorted(PACKAGES["dashboard"].rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        whole = [str(node.value) for node in _strings(tree)]
        for written in whole + [_with_gaps(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]:
            shown = re.sub(r"\{[^{}]*\}", GAP, TAG.sub(GAP, written))
            beside = re.search(r"[^\W\d_]{2}[,;:.]? +[^\W\d_]{2}", shown)
            script = written.lstrip().startswith("export default")
            if beside and not script and written not in FONTS and not known.issuperset(shown.split()):
                found.append((file.name, written))
    assert found == []


def _with_gaps(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
