"""What the store refuses, and what went wrong in it: sentences of the catalogue's area `store`."""

from __future__ import annotations

from claims.errors import ClaimsError
from claims.faults import catalogue
from claims.models import Language


class StoreError(ClaimsError):
    """`reason` is the key of the sentence, `gaps` what it names; whoever tells it sets the `language`."""

    def __init__(self, reason: str, **gaps: object) -> None:
        super().__init__(reason, gaps)
        self.reason = reason
        self.gaps = gaps
        self.language: Language = "en"

    def __str__(self) -> str:
        return catalogue(self.language).text(f"store.{self.reason}", None, **self.gaps)


class ConflictError(StoreError):
    """Somebody else wrote the record since it was read."""


class EditedError(StoreError):
    """Records that a load would change were edited in the store since they were loaded; `records` are (kind, id)."""

    def __init__(self, records: tuple[tuple[str, str], ...]) -> None:
        super().__init__("edited", keep="--keep", replace="--replace")
        self.records = records

    def __str__(self) -> str:
        return "\n".join(
            [super().__str__(), *(f"{kind_in_words(kind, self.language)} {id_}" for kind, id_ in self.records)]
        )


def kind_in_words(kind: str, language: Language) -> str:
    return catalogue(language).text("store.kind_text" if kind == "text" else f"check.type_{kind}")
