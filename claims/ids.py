"""Ids in order, found by halving: bytes of one width, which may lie in a file, and text only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NONE = -1

Rows = npt.NDArray[np.integer]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Ids(Sequence[str]):
    """Ids in ascending order; the place of an id is its row. They are ASCII (`Slug`), so bytes sort as text does."""

    encoded: npt.NDArray[np.bytes_]

    @classmethod
    def of(cls, ids: Iterable[str]) -> Ids:
        return cls(np.array(sorted(ids), dtype=np.bytes_))

    def __len__(self) -> int:
        return len(self.encoded)

    def __getitem__(self, row: int) -> str:  # type: ignore[override] # slices are taken by `named`
        return bytes(self.encoded[row]).decode()

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and self.row(id_) != NONE

    def named(self, rows: Rows) -> Texts:
        """The id of each row, None for NONE."""
        found = np.empty(len(rows), object)
        has = np.asarray(rows) != NONE
        found[has] = [one.decode() for one in self.encoded[rows[has]].tolist()]
        return found

    def rows(self, ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """The row of each id, NONE where there is no such one."""
        wanted = np.array([one.encode("ascii", "replace") for one in ids], dtype=np.bytes_)
        if not len(self.encoded) or not len(wanted):
            return np.full(len(wanted), NONE, np.int64)
        at = np.searchsorted(self.encoded, wanted)
        return np.where(self.encoded[np.minimum(at, len(self) - 1)] == wanted, at, NONE)

    def row(self, id_: str) -> int:
        """The row of one id, NONE where there is none."""
        return int(self.rows([id_])[0])

    def mask(self, ids: Iterable[str]) -> npt.NDArray[np.bool_]:
        """True where the row's id is one of these."""
        found = np.zeros(len(self), bool)
        rows = self.rows(ids)
        found[rows[rows != NONE]] = True
        return found
