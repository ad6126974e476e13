"""What keeps a store from taking a change."""

from __future__ import annotations

from claims.errors import StoreError
from claims.faults import catalogue
from claims.models import Language
from claims.store.history import Break


class ConflictError(StoreError):
    """Somebody else wrote the record since it was read."""


class EditedError(StoreError):
    """Records that a load or import would change were edited in the store since; `records` are (kind, id)."""

    def __init__(self, records: tuple[tuple[str, str], ...], reason: str = "edited") -> None:
        super().__init__(reason, keep="--keep", replace="--replace")
        self.records = records

    def __str__(self) -> str:
        return "\n".join(
            [super().__str__(), *(f"{kind_in_words(kind, self.language)} {id_}" for kind, id_ in self.records)]
        )


def break_in_words(one: Break, language: Language) -> str:
    """Where a history does not hold."""
    gaps: dict[str, object] = {"entry": one.seq}
    if one.reason == "record_differs":
        gaps = {"record": f"{kind_in_words(one.kind or '', language)} {one.record_id}"}
    return catalogue(language).text(f"store.{one.reason}", None, dossier=one.dossier_id, **gaps)


def kind_in_words(kind: str, language: Language) -> str:
    return catalogue(language).text("store.kind_text" if kind == "text" else f"check.type_{kind}")
