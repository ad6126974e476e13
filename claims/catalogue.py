"""Gettext catalogues of whole sentences: one folder a language, one file an area, the key as msgid.

A key is `area.name` and stands in `<folder>/<language>/<area>.po`; a sentence has named gaps, `{day}`. A sentence that
counts has all plural forms of its language, in gettext's order, which for both languages is that of CLDR.
"""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

from claims.bidi import isolated
from claims.models.base import Language
from claims.numerals import number

PLURAL_TAGS: dict[Language, tuple[str, ...]] = {
    "en": ("one", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}


class Catalogue:
    """The sentences of one folder in one language; a file is read once, when first asked for one of its sentences."""

    def __init__(self, folder: Path, language: Language) -> None:
        self.folder = folder
        self.language = language
        self._files: dict[str, dict[str, tuple[str, ...]]] = {}

    @cached_property
    def sentences(self) -> dict[str, tuple[str, ...]]:
        """Every key with its sentence, or with its plural forms."""
        names = sorted(file.stem for file in (self.folder / self.language).glob("*.po"))
        return {key: forms for name in names for key, forms in self._in_file(name).items()}

    def _in_file(self, name: str) -> dict[str, tuple[str, ...]]:
        """The sentences of one file; none where there is no such file."""
        if name not in self._files:
            file = self.folder / self.language / f"{name}.po"
            found: dict[str, tuple[str, ...]] = {}
            if file.exists():
                with file.open("rb") as text:
                    for message in read_po(text, locale=self.language):
                        if message.id:
                            key, forms = message.id, message.string
                            found[str(key if isinstance(key, str) else key[0])] = (
                                (forms,) if isinstance(forms, str) else tuple(str(form) for form in forms or ())
                            )
            self._files[name] = found
        return self._files[name]

    def area(self, name: str) -> dict[str, tuple[str, ...]]:
        """The sentences of one area, by their keys, with their gaps open."""
        return {key: forms for key, forms in self.sentences.items() if key.startswith(f"{name}.")}

    def text(self, key: str, n: int | None = None, **gaps: object) -> str:
        """The sentence with its gaps filled; `n` chooses the plural form and fills `{n}` where nothing else does.

        What runs the other way than the sentence, a name or a code, stands in an isolate. KeyError names a key that
        the catalogue does not have, or a gap that was not given.
        """
        form = self.form(key, n)
        filled = {name: isolated(str(gap), self.language) for name, gap in gaps.items()}
        if n is not None:
            filled.setdefault("n", number(n, self.language))
        return form.format_map(filled) if filled else form

    def form(self, key: str, n: int | None = None) -> str:
        """The sentence, in the plural form of `n`, with its gaps open."""
        # Most areas have a file of their name: a command that says three sentences reads no others.
        forms = self._in_file(key.partition(".")[0]).get(key) or self.sentences[key]
        if n is None or len(forms) == 1:
            return forms[0]
        return forms[PLURAL_TAGS[self.language].index(Locale.parse(self.language).plural_form(abs(n)))]


@cache
def domain(language: Language) -> Catalogue:
    """The domain's own words: values, states, reasons."""
    return Catalogue(Path(__file__).parent / "texts", language)
