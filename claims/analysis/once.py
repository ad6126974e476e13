"""What no day changes is made once for a dossier's columns, and is gone with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from claims.tables import Tables

T = TypeVar("T")


def once(make: Callable[[Tables], T]) -> Callable[[Tables], T]:
    """The same answer for the same columns; it must not hold on to them."""
    made: WeakKeyDictionary[Tables, T] = WeakKeyDictionary()

    @wraps(make)
    def kept(tables: Tables) -> T:
        if tables not in made:
            made[tables] = make(tables)
        return made[tables]

    return kept
