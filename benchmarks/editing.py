"""An edit: what it costs that two editors cannot overwrite each other."""

from __future__ import annotations

import shutil

from sqlalchemy import ColumnElement, Connection, and_, func, select, update

from benchmarks import ours
from benchmarks.bounds import EDIT
from benchmarks.generate import claim_id
from benchmarks.imports import filled
from benchmarks.measure import Place, Result, in_turns
from claims.models import Claim
from claims.search import own_words_of_row
from claims.store import dossiers, engine, history, words
from claims.store.dossiers import Edit
from claims.store.history import Change
from claims.store.rows import data_of, from_row, to_row
from claims.store.tables import HISTORY, TABLES

EDITS = 100
WHY = "Measured."


def edit(place: Place) -> list[Result]:
    """The same claims get other notes, by the same steps: each is read, written and told in the history, durably."""
    database = place.folder / f"{place.claims}-edit.sqlite"
    shutil.copy(filled(place), database)
    store, table = ours.opened(database), TABLES["claim"]
    step = place.claims // (2 * EDITS)

    def here(id_: str) -> ColumnElement[bool]:
        return and_(table.c.dossier_id == place.dossier_id, table.c.id == id_)

    def noted(number: int, by: str) -> Claim:
        """What a form hands over."""
        held = engine.reading(store, lambda at: dossiers.one_held(at, place.dossier_id, "claim", _id(number)))
        assert held
        return Claim.model_validate({**held.data, "note": f"{by} {number}"})

    def _id(number: int) -> str:
        return claim_id(number * step)

    def locked(number: int) -> None:
        one = Edit("claim", _id(number), forms["locked", number], 1)
        engine.writing(store, lambda at: dossiers.edit(at, place.dossier_id, [one], who="bench", why=WHY))

    def unlocked(number: int) -> None:
        def work(at: Connection) -> None:
            row = at.execute(select(table).where(here(_id(number)))).mappings().one()
            before, after = from_row("claim", dict(row)), data_of("claim", forms["unlocked", number])
            at.execute(update(table).where(here(_id(number))).values(new := to_row("claim", after)))
            words.change(at, place.dossier_id, row["number"], own_words_of_row(new))
            history.append(at, place.dossier_id, [Change("claim", _id(number), before, after)], "edit", "bench", WHY)

        engine.writing(store, work)

    # Of the claims even ones are edited with the lock, odd ones without.
    numbers = {"locked": range(0, 2 * EDITS, 2), "unlocked": range(1, 2 * EDITS, 2)}
    forms = {(way, one): noted(one, way) for way, of in numbers.items() for one in of}
    timed = in_turns(
        {"locked": lambda at: locked(numbers["locked"][at]), "unlocked": lambda at: unlocked(numbers["unlocked"][at])},
        EDITS,
    )
    told = select(func.count()).where(HISTORY.c.dossier_id == place.dossier_id, HISTORY.c.how == "edit")
    assert engine.reading(store, lambda at: at.execute(told).scalar()) == 2 * EDITS
    store.dispose()
    database.unlink()
    mine, peer = timed["locked"], timed["unlocked"]
    return [Result(EDIT, place.claims, mine.median / peer.median, mine.told, peer.told)]
