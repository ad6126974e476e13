"""The one family of errors that commands and pages catch, and what a model says of a value it does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claims.faults import Fault
    from claims.models import Language


class ClaimsError(Exception):
    """Something the reader or editor can mend; its text says what was wrong, where, and what to do."""


class FaultyDossierError(ClaimsError):
    """A dossier that cannot be used before its faults are mended; `faults` lists them all."""

    def __init__(self, faults: tuple[Fault, ...], language: Language = "en") -> None:
        super().__init__(faults)
        self.faults = faults
        self.language = language

    def __str__(self) -> str:
        return "\n".join(fault.in_words(self.language) for fault in self.faults)


class RefusalError(ValueError):
    """Why a value cannot stand in a record.

    `reason` is the key, in the catalogue's area `check`, of what was found and what to do; `gaps` are the values that
    both sentences name. A model stays free of sentences, and its faults can be told in every language.
    """

    def __init__(self, reason: str, **gaps: object) -> None:
        super().__init__(reason, gaps)
        self.reason = reason
        self.gaps = gaps

    def in_words(self, language: Language) -> str:
        """What was found and what to do."""
        # Words are needed only where something is wrong; the catalogue costs an import.
        from claims.faults import found, to_do

        return f"{found(self.reason, self.gaps, language)} {to_do(self.reason, self.gaps, language)}"

    def __str__(self) -> str:
        return self.in_words("en")


class StoreError(ClaimsError):
    """What the store refuses, or what went wrong in it; `language` is that of whoever it is told to.

    `reason` is the key of the sentence in the catalogue's area `store`, `gaps` what it names.
    """

    def __init__(self, reason: str, **gaps: object) -> None:
        super().__init__(reason, gaps)
        self.reason = reason
        self.gaps = gaps
        self.language: Language = "en"

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"store.{self.reason}", None, **self.gaps)


class HistoryError(StoreError):
    """A question about the past that the store cannot answer; its sentence stands in the catalogue's area `history`."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"history.{self.reason}", None, **self.gaps)


class ExchangeError(StoreError):
    """What cannot be written in the form asked for; its sentence stands in the catalogue's area `exchange`."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"exchange.{self.reason}", None, **self.gaps)


class ImportRefusedError(StoreError):
    """Why an import cannot begin, or end; its sentence stands in the catalogue's area `import`."""

    def __str__(self) -> str:
        from claims.faults import catalogue

        return catalogue(self.language).text(f"import.{self.reason}", None, **self.gaps)


class UnclearImportError(ImportRefusedError):
    """The command did not say what is to be imported."""
