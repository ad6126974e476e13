"""What no day changes is made once for a dossier's columns, and is gone with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from claims.tables import Tables

T = TypeVar("T")


class Once(Generic[T]):
    """A function that gives the same answer for the same columns; the answer must not hold on to them."""

    def __init__(self, make: Callable[[Tables], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[Tables, T] = WeakKeyDictionary()

    def __call__(self, tables: Tables) -> T:
        found = self._made.get(tables)
        if found is None:
            found = self._made[tables] = self._make(tables)
        return found

    def put(self, tables: Tables, made: T) -> None:
        """Answer with what was made elsewhere: read from a file, or brought up to date."""
        self._made[tables] = made
