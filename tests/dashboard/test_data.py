"""What readers have in common is made once for all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from claims.query import Query
from claims.records import DossierRecords
from claims.search import WordIndex
from claims.tables import Tables
from dashboard import data
from dashboard.data import Dossier, Drawn


def test_a_chart_is_drawn_once_for_all_who_ask_the_same_and_anew_for_whatever_differs(iraq: DossierRecords) -> None:
    tables = Tables.of(iraq)
    words = WordIndex.of(iraq, tables)
    dossier = Dossier(iraq, tables, words, "first", datetime(2026, 11, 23, tzinfo=UTC), None, {})
    asked, told = Query(as_of=date(2026, 11, 23)), ("slip", "en", "light", False, ("asad-exit",))
    others = [
        (replace(dossier, stamp="changed"), asked, told),
        (dossier, Query(as_of=date(2026, 11, 22)), told),
        (dossier, replace(asked, side=("us-government",)), told),
        (dossier, asked, ("slip", "ar", "light", False, ("asad-exit",))),
        (dossier, asked, ("slip", "en", "dark", False, ("asad-exit",))),
        (dossier, asked, ("slip", "en", "light", True, ("asad-exit",))),
        (dossier, asked, ("slip", "en", "light", False, ("mission-end",))),
    ]
    drawings: list[Drawn] = []

    def make() -> Drawn:
        drawings.append((object(), f"drawing {len(drawings)}"))
        return drawings[-1]

    first = data.drawn(dossier, asked, told, make)
    assert data.drawn(dossier, Query(as_of=date(2026, 11, 23)), told, make) == first
    found = [data.drawn(*one, make) for one in others]
    assert [first, *found] == drawings
